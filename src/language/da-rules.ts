/** Danish, the rule book. */

import type * as english from "./en-rules.ts"
import type { Part } from "./message.ts"

type Danish = Part<typeof english>

export const particulars: Danish["particulars"] = {
  over: "{sum}, hvor {limit} er aftalt",
  "no-receiver": "kun overdrageren har underskrevet",
  "class-two": "indholdet er klasse 2",
  "class-changed":
    "indholdet er klasse 2 siden {since}, da en kupon forfaldt eller en lodseddel blev udtrukket",
  "no-post-class": "der er ikke angivet noget indhold, som §41 nævner",
  gap: "{gap}, som hverken transportøren eller en forsikring dækker",
  registered: "rekommanderet, ikke forsikret",
  "no-insurance": "numre med {letters} hører til en tjeneste uden forsikring",
  "receipt-place": "kvitteringens sted: {place}",
  lacking: "mangler: {what}",
  "at-night": "det skete om natten",
  "same-person": "samme person som de tre foregående gange",
  persons: "antal personer, der udførte transporten: {persons}",
  "no-order": "der henvises ikke til nogen forholdsordre",
  counted: "{counted} optalt, {declared} opgivet",
  delay: "låsen er indstillet til {minutes} minutter, hvor der kræves {asked}",
  waited: "åbnet {waited} sekunder efter koden, hvor der kræves {asked}",
  opened: "åbnet kl. {time}",
  approved: "{sum}, hvor enheden er godkendt til {limit}",
}

export const need: Danish["need"] = {
  place: "stedet",
  fittings: "stedets indretning",
  contract: "aftalen",
  limits: "de beløb, som forsikringsselskab eller aftale fastsætter",
  sum: "beløbet",
  circumstances: "hvordan det blev udført",
  credentials: "tilladelser og godkendelser",
  inventory: "hvad der ligger i den",
  identifier: "det trykte nummer",
  "declared-value": "værdiangivelsen",
  "standing-order": "forholdsordren",
  plan: "planen",
  chain: "hvad der tidligere er sket med den",
}

export const unjudged: Danish["unjudged"] = {
  transition: "punktet siger, hvornår ansvaret overgår: svaret anvender det selv",
  description: "punktet beskriver eller definerer og kræver intet af en handling",
  reference: "punktet henviser til en anden tekst",
  conduct: "punktet handler om adfærd, og den registreres ikke",
  construction: "registret kan ikke gøre andet",
  report: "punktet handler om mange handlinger samlet, og det viser en rapport",
  repeated: "et andet punkt siger det samme",
}
