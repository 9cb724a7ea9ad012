/** Swedish, an item's life. */

import type * as english from "./en-acts.ts"
import type { Part } from "./message.ts"

type Swedish = Part<typeof english>

export const act: Swedish["act"] = {
  "taken-in": "förstaregistrerat av {party}",
  consumed: "omgjort till något annat av {party}",
  offered: "erbjudet {party} av {giver}",
  handed: "överlämnat till {party} av {giver}",
  unlinked: "överlämnat till {party} av {giver} efter ett led som inte är registrerat",
  alone: "mottaget av {party}, som ensam kvitterade: {reason}",
  said: "gått till {party}, men enbart enligt ord från {giver}: {reason}",
  claimed: "överlämnat till {party} av {giver}, som inte innehade det",
  another: "mottaget av {party}, som {giver} inte hade erbjudit det",
  refused: "avvisat av {party}",
  "not-presented": "erbjudet {party} men inte framlagt",
  beside: "överlämnande av det som det låg i eller innehöll; {party} kvitterade",
  packed: "packat i {container} av {party}",
  unpacked: "uppackat ur {container} av {party}",
  filled: "fyllt av {party}",
  emptied: "tömt av {party}",
  checked: "{check} av {party}: {result}",
  reported: "rapporterat av {party}: {report}",
  "reported-between": "rapporterat av {party}: {report}, mellan {from} och {to}",
  closed: "avslutat av {party}",
  typed: "{kind} från {party}: {type}",
  other: "{kind} från {party}",
  anybody: "den som visar avsändarens kod",
  nobody: "ingen",
}

export const check: Swedish["check"] = {
  seal: "plomb kontrollerad",
  count: "räknat",
  reseal: "plomberat på nytt",
  inspection: "besiktigat",
  screening: "säkerhetskontrollerat",
  "check-in": "anmält i ordning under tjänstgöring",
}

export const result: Swedish["result"] = {
  "as-declared": "som uppgivet",
  broken: "bruten",
  differs: "avviker",
  missing: "saknas",
  short: "manko",
  excess: "överskott",
  withheld: "kvarhållet",
}

export const absence: Swedish["absence"] = {
  "deposit-box": "en deponeringsbox tömdes",
  found: "hittat",
  recovered: "återfunnet",
  seized: "beslagtaget",
  machine: "hämtat ur en automat",
  letterbox: "en brevlåda tömdes",
  "refused-to-sign": "mottagaren ville inte underteckna",
  "no-key": "mottagaren har ingen signaturnyckel",
  "not-present": "mottagaren var inte där",
  extra: "fanns utöver det erbjudna",
  "accepted-by-another": "mottaget av en annan",
}

export const alarm: Swedish["alarm"] = {
  "hold-up": "överfall",
  intruder: "inbrott",
  "missed-check-in": "utebliven anmälan",
  sensor: "givare",
  fire: "brand",
}

export const event: Swedish["event"] = {
  lock: "låst",
  unlock: "upplåst",
  arm: "tillkopplat",
  disarm: "frånkopplat",
  sensor: "givare",
  imported: "inläst",
  "code-entered": "kod inmatad",
  balance: "behållning",
  "route-fixed": "rutt fastställd",
  depart: "avgång",
  stop: "stopp",
  arrive: "ankomst",
  leave: "lämnat",
  enter: "inpasserat",
  activated: "utlöst",
  test: "provat",
}
