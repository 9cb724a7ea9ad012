/** Norwegian (bokmål), the rule book. */

import type * as english from "./en-rules.ts"
import type { Part } from "./message.ts"

type Norwegian = Part<typeof english>

export const particulars: Norwegian["particulars"] = {
  over: "{sum}, der {limit} er avtalt",
  "no-receiver": "bare overdrageren har undertegnet",
  "class-two": "innholdet er klasse 2",
  "class-changed":
    "innholdet er klasse 2 siden {since}, da en kupong forfalt eller et lodd ble trukket ut",
  "no-post-class": "det er ikke oppgitt noe innhold som §41 nevner",
  gap: "{gap} som verken transportøren eller en forsikring dekker",
  registered: "rekommandert, ikke forsikret",
  "no-insurance": "numre med {letters} hører til en tjeneste uten forsikring",
  "receipt-place": "kvitteringens sted: {place}",
  lacking: "mangler: {what}",
  "at-night": "det skjedde om natten",
  "same-person": "samme person som de tre foregående gangene",
  persons: "antall personer som utførte transporten: {persons}",
  "no-order": "det vises ikke til noen instruks",
  counted: "{counted} opptalt, {declared} oppgitt",
  delay: "låsen er innstilt på {minutes} minutter, der {asked} kreves",
  waited: "åpnet {waited} sekunder etter koden, der {asked} kreves",
  opened: "åpnet kl. {time}",
  approved: "{sum}, der enheten er godkjent for {limit}",
}

export const need: Norwegian["need"] = {
  place: "stedet",
  fittings: "utstyret på stedet",
  contract: "avtalen",
  limits: "beløpene som forsikringsselskap eller avtale fastsetter",
  sum: "beløpet",
  circumstances: "hvordan det ble utført",
  credentials: "tillatelser og godkjenninger",
  inventory: "hva som ligger i den",
  identifier: "det trykte nummeret",
  "declared-value": "den oppgitte verdien",
  "standing-order": "instruksen",
  plan: "planen",
  chain: "hva som tidligere er skjedd med den",
}

export const unjudged: Norwegian["unjudged"] = {
  transition: "punktet sier når ansvaret går over: svaret anvender det selv",
  description: "punktet beskriver eller definerer og krever ingenting av en handling",
  reference: "punktet viser til en annen tekst",
  conduct: "punktet handler om atferd, og den registreres ikke",
  construction: "registeret kan ikke gjøre annet",
  report: "punktet handler om mange handlinger samlet, og det viser en rapport",
  repeated: "et annet punkt sier det samme",
}
