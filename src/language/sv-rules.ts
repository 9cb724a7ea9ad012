/** Swedish, the rule book. */

import type * as english from "./en-rules.ts"
import type { Part } from "./message.ts"

type Swedish = Part<typeof english>

export const particulars: Swedish["particulars"] = {
  over: "{sum}, där {limit} är avtalat",
  "no-receiver": "endast överlämnaren har skrivit under",
  "class-two": "innehållet är klass 2",
  "class-changed": "innehållet är klass 2 sedan {since}, då en kupong förföll eller en lott drogs",
  "no-post-class": "inget innehåll är angivet som §41 nämner",
  gap: "{gap} som varken transportören eller en försäkring täcker",
  registered: "rekommenderad, inte assurerad",
  "no-insurance": "nummer med {letters} hör till en tjänst utan assurans",
  "receipt-place": "kvittots plats: {place}",
  lacking: "saknas: {what}",
  "at-night": "det skedde på natten",
  "same-person": "samma person som de tre föregående gångerna",
  persons: "antal personer som utförde transporten: {persons}",
  "no-order": "ingen instruktion åberopas",
  counted: "{counted} uppräknat, {declared} uppgivet",
  delay: "låset är inställt på {minutes} minuter, där {asked} krävs",
  waited: "öppnat {waited} sekunder efter koden, där {asked} krävs",
  opened: "öppnat kl. {time}",
  approved: "{sum}, där skåpet är godkänt för {limit}",
}

export const need: Swedish["need"] = {
  place: "platsen",
  fittings: "platsens utrustning",
  contract: "avtalet",
  limits: "de belopp som försäkringsbolag eller avtal fastställer",
  sum: "beloppet",
  circumstances: "hur det utfördes",
  credentials: "tillstånd och godkännanden",
  inventory: "vad som ligger i det",
  identifier: "det tryckta numret",
  "declared-value": "det angivna värdet",
  "standing-order": "instruktionen",
  plan: "planen",
  chain: "vad som tidigare har skett med det",
}

export const unjudged: Swedish["unjudged"] = {
  transition: "punkten säger när ansvaret övergår: svaret tillämpar den självt",
  description: "punkten beskriver eller definierar och kräver inget av en åtgärd",
  reference: "punkten hänvisar till en annan text",
  conduct: "punkten handlar om uppträdande, och det registreras inte",
  construction: "liggaren kan inte göra annat",
  report: "punkten handlar om många åtgärder tillsammans, och det visar en rapport",
  repeated: "en annan punkt säger samma sak",
}
