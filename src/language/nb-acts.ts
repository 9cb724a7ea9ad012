/** Norwegian (bokmål), an item's life. */

import type * as english from "./en-acts.ts"
import type { Part } from "./message.ts"

type Norwegian = Part<typeof english>

export const act: Norwegian["act"] = {
  "taken-in": "førsteregistrert av {party}",
  consumed: "gjort om til noe annet av {party}",
  offered: "tilbudt {party} av {giver}",
  handed: "overlevert til {party} av {giver}",
  unlinked: "overlevert til {party} av {giver} etter et ledd som ikke er registrert",
  alone: "mottatt av {party}, som kvitterte alene: {reason}",
  said: "gått til {party}, men bare etter ordet fra {giver}: {reason}",
  claimed: "overlevert til {party} av {giver}, som ikke hadde den i sin besittelse",
  another: "mottatt av {party}, som {giver} ikke hadde tilbudt den",
  refused: "avvist av {party}",
  "not-presented": "tilbudt {party}, men ikke lagt fram",
  beside: "overlevering av det den lå i eller inneholdt; {party} kvitterte",
  packed: "pakket i {container} av {party}",
  unpacked: "pakket ut av {container} av {party}",
  filled: "fylt av {party}",
  emptied: "tømt av {party}",
  checked: "{check} av {party}: {result}",
  reported: "meldt av {party}: {report}",
  "reported-between": "meldt av {party}: {report}, mellom {from} og {to}",
  closed: "avsluttet av {party}",
  typed: "{kind} fra {party}: {type}",
  other: "{kind} fra {party}",
  anybody: "den som viser avsenderens kode",
  nobody: "ingen",
}

export const check: Norwegian["check"] = {
  seal: "plombe kontrollert",
  count: "opptalt",
  reseal: "plombert på nytt",
  inspection: "besiktiget",
  screening: "sikkerhetskontrollert",
  "check-in": "meldt i orden under vakten",
}

export const result: Norwegian["result"] = {
  "as-declared": "som oppgitt",
  broken: "brutt",
  differs: "avviker",
  missing: "mangler",
  short: "manko",
  excess: "overskudd",
  withheld: "holdt tilbake",
}

export const absence: Norwegian["absence"] = {
  "deposit-box": "en deponeringsboks ble tømt",
  found: "funnet",
  recovered: "gjenfunnet",
  seized: "beslaglagt",
  machine: "tatt ut av en automat",
  letterbox: "en postkasse ble tømt",
  "refused-to-sign": "mottakeren ville ikke signere",
  "no-key": "mottakeren har ingen signaturnøkkel",
  "not-present": "mottakeren var ikke til stede",
  extra: "funnet ut over det tilbudte",
  "accepted-by-another": "mottatt av en annen",
}

export const alarm: Norwegian["alarm"] = {
  "hold-up": "overfall",
  intruder: "innbrudd",
  "missed-check-in": "uteblitt melding",
  sensor: "føler",
  fire: "brann",
}

export const event: Norwegian["event"] = {
  lock: "låst",
  unlock: "låst opp",
  arm: "tilkoblet",
  disarm: "frakoblet",
  sensor: "føler",
  imported: "lest inn",
  "code-entered": "kode tastet inn",
  balance: "beholdning",
  "route-fixed": "rute fastlagt",
  depart: "avgang",
  stop: "stanset",
  arrive: "ankomst",
  leave: "forlatt",
  enter: "gått inn",
  activated: "utløst",
  test: "prøvd",
}
