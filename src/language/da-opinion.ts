/** Danish, opinions and verdicts. "den" is the item (genstanden) or the receipt (kvitteringen). */

import type * as english from "./en-opinion.ts"
import type { Part } from "./message.ts"

type Danish = Part<typeof english>

export const finding: Danish["finding"] = {
  unlinked: "det foregående led er endnu ikke registreret",
  linked: "en ventende erklæring har fået sit foregående led",
  fork: "besidderen har underskrevet overdragelse af samme genstand to gange",
  concurring: "samme overdragelse er registreret to gange",
  "claim-by-non-holder": "overdraget af en, der ikke besad genstanden",
  "accepted-by-another": "modtaget af en anden end den, der fik overdragelsen tilbudt",
  "code-not-proved": "engangsnøglen beviser ikke afsenderens kode",
  refused: "modtageren afviste genstanden; den bliver hos overdrageren",
  "not-presented": "genstanden blev tilbudt, men ikke fremlagt",
  reservation: "modtaget med forbehold",
  extra: "modtaget ud over det tilbudte",
  "packed-not-listed":
    "pakket i en beholder, der blev overdraget, uden at genstanden var opført på listen",
  "not-the-holder": "underskrevet af en, der ikke besad genstanden",
  "container-full": "beholderen rummer det højeste antal genstande, som et register følger",
  "number-seen-before": "en anden førsteregistrering bærer samme maskerede nummer",
  "key-revoked": "underskrevet med en signaturnøgle, der var tilbagekaldt",
  "key-not-yet-effective":
    "underskrevet med en genoprettet signaturnøgle, før dens ventetid var udløbet",
  "root-recovered": "registrets styrelse gav parten en ny rodnøgle",
  "contract-unknown": "den påberåbte aftale er ikke registreret",
  "contract-not-binding": "den påberåbte aftale binder ikke begge parter",
  "contract-revised": "en senere udgave af den påberåbte aftale er registreret",
  "seen-unknown": "det kontrolpunkt, som underskriveren hævder at have set, er ukendt",
  "times-contradict":
    "dens beviste tidspunkter modsiger hinanden: flere logvidner tager fejl, end tillidspolitikken regner med",
  "claim-outside-bracket": "underskriverens ur viser en tid uden for det beviste tidsrum",
  "late-submission": "registreret efter aftalens frist for indsendelse",
  "offer-expired": "modtaget, efter at tilbuddet var udløbet",
  "offer-withdrawn": "modtaget, efter at tilbuddet var tilbagekaldt",
  "contradictory-acceptance":
    "modtageren har underskrevet to forskellige udfald af samme overdragelse",
  "closed-by-holder": "afsluttet alene på besidderens ord",
  "same-thing": "angives at være samme ting som en anden genstand",
  reported: "en indberetning om den",
  settled: "en forgrening er forligt",
  annulled: "annulleret af alle, der underskrev den",
  ratified: "efterfølgende godkendt af besidderens egen organisation",
  "bad-identifier": "et trykt nummer med forkert kontrolciffer",
  "openings-missing": "forseglede oplysninger er aldrig afleveret",
  "seal-used-before": "en plombe med dette nummer har været påsat før",
  "seal-differs":
    "den bærer en anden plombe end den, der sidst blev sat på, og ingen har bemærket det",
  "denominations-differ": "mønter og sedler giver ikke det oplyste beløb",
}

export const detail: Danish["detail"] = {
  with: "også ved {receipt}",
  and: "se også {receipt}",
  on: "på {items}",
  item: "genstand {item}",
  ofContainer: "gælder beholderen",
  containerPassedOn: "beholderen er givet videre",
  gaveHeld: "{giver} overdrog, hvad {holder} besad",
  alsoSigned: "{holder} har også underskrevet {receipt}",
  sealInstead: "{seen} i stedet for {worn}",
  sumInstead: "{sum}, hvor {amount} er oplyst",
}

export const why: Danish["why"] = {
  "not-taken-in": "den var måske endnu ikke registreret",
  unlinked: "kvitterede for den efter et led, der ikke er registreret; kan have haft den",
  but: "kvitterede for den, men {reason}",
  branch:
    "kvitterede for den på den ene gren af en forgrening: besidderen underskrev overdragelse to gange",
  claim: "kvitterede for den, selv om overdrageren ikke besad den",
  bind: "kvitterede for den uden en overdrager; det frigør ikke den tidligere besidder for ansvaret",
  timing: "kvitteringen kan være underskrevet før eller efter det tidspunkt, der spørges om",
  last: "kvitterede for den, og ingen senere kvittering frigør for ansvaret",
  "by-another": "kvitterede for den, og ingen senere kvittering fra en anden frigør for ansvaret",
  maybe:
    "kvitterede for den; om en senere kvittering frigør for ansvaret, kan ikke afgøres: {reason}",
  discharged:
    "kvitterede for den; den kvittering, der frigør for ansvaret, er tidligst underskrevet på det beviste tidspunkt",
  carried:
    "kvittering {receipt} bragte den på andre hænder, men overfører efter denne regel ikke ansvaret",
  jointly:
    "er efter deres aftale ansvarlig sammen med den, der transporterer den på vedkommendes vegne",
}

export const reason: Danish["reason"] = {
  "signature-doubt": "en af dens underskrifter er tvivlsom",
  "regime-doubt":
    "det registrerede viser ikke, om den kvittering overdrager ansvaret: en aftale var måske ikke i kraft, et sted er ikke beskrevet, eller en modtager er ikke nævnt",
  "signed-away": "besidderen havde underskrevet overdragelse til en anden",
  "code-shown-before": "en anden havde allerede vist afsenderens kode",
  "assurance-below": "signaturniveau S{level} er under S{least}",
  "perhaps-expired": "tilbuddet kan være udløbet før modtagelsen",
  expired: "tilbuddet var udløbet",
  "perhaps-annulled": "den kan være annulleret af alle, der underskrev den",
  annulled: "den er annulleret af alle, der underskrev den",
  withdrawn: "tilbuddet var tilbagekaldt",
  "withdrawn-about": "tilbuddet blev tilbagekaldt omtrent samtidig",
  "key-stolen": "signaturnøgle {key} siges at være stjålet før underskriften",
  "key-revoked-about": "signaturnøgle {key} blev tilbagekaldt omtrent samtidig med underskriften",
  "key-revoked": "signaturnøgle {key} var tilbagekaldt før underskriften",
  "other-root": "signaturnøgle {key} udgår ikke fra den fastlagte rodnøgle",
  "not-yet-effective": "signaturnøgle {key} var genoprettet og endnu ikke trådt i kraft",
  "recovered-root": "den hviler på en rodnøgle, som registrets styrelse har indsat",
}

export const narrow: Danish["narrow"] = {
  checkpoint:
    "et kontrolpunkt efter {time}: svaret er endnu ikke endeligt, da en kvittering kan indsendes indtil da",
  replay:
    "en medunderskrift fra logvidner, der gennemregner registret: dets fuldstændighed hviler på operatørens ord",
  better: "bedre bevis for {receipt}: {reason}",
  predecessor: "det foregående led, som {receipt} henviser til",
  countersignature:
    "en efterfølgende godkendelse af {receipt} fra den organisation, der besad genstanden",
  settlement: "et forlig underskrevet af alle, der underskrev forgreningens grene",
  general:
    "en kontrol eller optælling underskrevet af alle berørte, eller bevis for et tidligere tidspunkt for en kvittering",
  keys: "kæden for hver signaturnøgle i den løse erklæring {statement}, så den kan efterprøves: {fault}",
}

/** In the guideline's own words where it has them. */
export const liability: Danish["liability"] = {
  L1: "L1: intern overdragelse, ansvaret bliver i organisationen (003 §40)",
  L2: "L2: kvittering for modtagelse (003 §40)",
  L3: "L3: kvittering for modtagelse fra værditransportfirmaet (003 §40)",
  L4: "L4: med post, kun kvittering for forsendelsen og for udlevering til modtageren (003 §42)",
  L5: "L5: med fly, fra overdragelse til cargo-handling indtil udlevering på destinationen (003 §43)",
  L6: "L6: med fly, hvor cargo-handling tilhører et andet selskab, først ved selve flysiden (003 §43)",
  L7: "L7: ingen kvittering fra en anden; den, der førsteregistrerede den, er fortsat ansvarlig (003 §40)",
}
