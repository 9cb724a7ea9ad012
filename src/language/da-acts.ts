/** Danish, an item's life. */

import type * as english from "./en-acts.ts"
import type { Part } from "./message.ts"

type Danish = Part<typeof english>

export const act: Danish["act"] = {
  "taken-in": "førsteregistreret af {party}",
  consumed: "lavet om til noget andet af {party}",
  offered: "tilbudt {party} af {giver}",
  handed: "overdraget til {party} af {giver}",
  unlinked: "overdraget til {party} af {giver} efter et led, der ikke er registreret",
  alone: "modtaget af {party}, der kvitterede alene: {reason}",
  said: "gået til {party}, men kun efter ordet fra {giver}: {reason}",
  claimed: "overdraget til {party} af {giver}, der ikke besad den",
  another: "modtaget af {party}, som {giver} ikke havde tilbudt den",
  refused: "afvist af {party}",
  "not-presented": "tilbudt {party}, men ikke fremlagt",
  beside: "overdragelse af det, den lå i eller indeholdt; {party} kvitterede",
  packed: "pakket i {container} af {party}",
  unpacked: "taget ud af {container} af {party}",
  filled: "fyldt af {party}",
  emptied: "tømt af {party}",
  checked: "{check} af {party}: {result}",
  reported: "indberettet af {party}: {report}",
  "reported-between": "indberettet af {party}: {report}, mellem {from} og {to}",
  closed: "afsluttet af {party}",
  typed: "{kind} fra {party}: {type}",
  other: "{kind} fra {party}",
  anybody: "den, der viser afsenderens kode",
  nobody: "ingen",
}

export const check: Danish["check"] = {
  seal: "plombe kontrolleret",
  count: "optalt",
  reseal: "plomberet på ny",
  inspection: "besigtiget",
  screening: "screenet",
  "check-in": "meldt i orden under vagten",
}

export const result: Danish["result"] = {
  "as-declared": "som angivet",
  broken: "brudt",
  differs: "afviger",
  missing: "mangler",
  short: "manko",
  excess: "overskud",
  withheld: "tilbageholdt",
}

export const absence: Danish["absence"] = {
  "deposit-box": "en deponeringsboks blev tømt",
  found: "fundet",
  recovered: "genfundet",
  seized: "beslaglagt",
  machine: "taget ud af en maskine",
  letterbox: "en postkasse blev tømt",
  "refused-to-sign": "modtageren ville ikke underskrive",
  "no-key": "modtageren har ingen signaturnøgle",
  "not-present": "modtageren var ikke til stede",
  extra: "fundet ud over det tilbudte",
  "accepted-by-another": "modtaget af en anden",
}

export const alarm: Danish["alarm"] = {
  "hold-up": "overfald",
  intruder: "indbrud",
  "missed-check-in": "udebleven melding",
  sensor: "føler",
  fire: "brand",
}

export const event: Danish["event"] = {
  lock: "låst",
  unlock: "låst op",
  arm: "tilkoblet",
  disarm: "frakoblet",
  sensor: "føler",
  imported: "indlæst",
  "code-entered": "kode indtastet",
  balance: "beholdning",
  "route-fixed": "rute fastlagt",
  depart: "afgang",
  stop: "standset",
  arrive: "ankommet",
  leave: "forladt",
  enter: "gået ind",
  activated: "udløst",
  test: "afprøvet",
}
