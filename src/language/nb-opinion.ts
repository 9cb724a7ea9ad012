/** Norwegian (bokmål), opinions and verdicts. "den" is the item (gjenstanden) or the receipt (kvitteringen). */

import type * as english from "./en-opinion.ts"
import type { Part } from "./message.ts"

type Norwegian = Part<typeof english>

export const finding: Norwegian["finding"] = {
  unlinked: "foregående ledd er ennå ikke registrert",
  linked: "en ventende erklæring har fått sitt foregående ledd",
  fork: "besitteren har signert overlevering av samme gjenstand to ganger",
  concurring: "samme overlevering er registrert to ganger",
  "claim-by-non-holder": "overlevert av en som ikke hadde gjenstanden i sin besittelse",
  "accepted-by-another": "mottatt av en annen enn den som fikk overleveringen tilbudt",
  "code-not-proved": "engangsnøkkelen beviser ikke avsenderens kode",
  refused: "mottakeren avviste gjenstanden; den blir hos avgiveren",
  "not-presented": "gjenstanden ble tilbudt, men ikke lagt fram",
  reservation: "mottatt med forbehold",
  extra: "mottatt ut over det tilbudte",
  "packed-not-listed":
    "pakket i en beholder som ble overlevert uten at gjenstanden var ført på listen",
  "not-the-holder": "signert av en som ikke hadde gjenstanden i sin besittelse",
  "container-full": "beholderen rommer det høyeste antallet gjenstander et register følger",
  "number-seen-before": "en annen førsteregistrering bærer samme maskerte nummer",
  "key-revoked": "signert med en signaturnøkkel som var tilbakekalt",
  "key-not-yet-effective": "signert med en gjenopprettet signaturnøkkel før ventetiden var utløpt",
  "root-recovered": "registerets styre ga parten en ny rotnøkkel",
  "contract-unknown": "den påberopte avtalen er ikke registrert",
  "contract-not-binding": "den påberopte avtalen binder ikke begge parter",
  "contract-revised": "en senere versjon av den påberopte avtalen er registrert",
  "seen-unknown": "kontrollpunktet som underskriveren hevder å ha sett, er ukjent",
  "times-contradict":
    "dens beviste tidspunkter motsier hverandre: flere loggvitner tar feil enn tillitspolicyen regner med",
  "claim-outside-bracket": "underskriverens klokke viser en tid utenfor det beviste tidsrommet",
  "late-submission": "registrert etter avtalens frist for innsending",
  "offer-expired": "mottatt etter at tilbudet var utløpt",
  "offer-withdrawn": "mottatt etter at tilbudet var tilbakekalt",
  "contradictory-acceptance": "mottakeren har signert to ulike utfall av samme overlevering",
  "closed-by-holder": "avsluttet bare på besitterens ord",
  "same-thing": "oppgis å være samme ting som en annen gjenstand",
  reported: "en melding om den",
  settled: "en forgrening er forlikt",
  annulled: "annullert av alle som signerte den",
  ratified: "godkjent i ettertid av besitterens egen organisasjon",
  "bad-identifier": "et trykt nummer med feil kontrollsiffer",
  "openings-missing": "forseglede opplysninger er aldri levert",
  "seal-used-before": "en plombe med dette nummeret er påsatt tidligere",
  "seal-differs":
    "den bærer en annen plombe enn den som sist ble satt på, og ingen har merket seg det",
  "denominations-differ": "mynter og sedler gir ikke det oppgitte beløpet",
}

export const detail: Norwegian["detail"] = {
  with: "også ved {receipt}",
  and: "se også {receipt}",
  on: "på {items}",
  item: "gjenstand {item}",
  ofContainer: "gjelder beholderen",
  containerPassedOn: "beholderen er gitt videre",
  gaveHeld: "{giver} overleverte det {holder} hadde i sin besittelse",
  alsoSigned: "{holder} har også signert {receipt}",
  sealInstead: "{seen} i stedet for {worn}",
  sumInstead: "{sum}, der {amount} er oppgitt",
}

export const why: Norwegian["why"] = {
  "not-taken-in": "den var kanskje ennå ikke registrert",
  unlinked: "kvitterte for den etter et ledd som ikke er registrert; kan ha hatt den",
  but: "kvitterte for den, men {reason}",
  branch:
    "kvitterte for den på den ene grenen av en forgrening: besitteren signerte overlevering to ganger",
  claim: "kvitterte for den, selv om avgiveren ikke hadde den i sin besittelse",
  bind: "kvitterte for den uten avgiver; det fritar ikke den tidligere besitteren for ansvaret",
  timing: "kvitteringen kan være signert før eller etter tidspunktet det spørres om",
  last: "kvitterte for den, og ingen senere kvittering fritar for ansvaret",
  "by-another": "kvitterte for den, og ingen senere kvittering fra en annen fritar for ansvaret",
  maybe:
    "kvitterte for den; om en senere kvittering fritar for ansvaret, kan ikke avgjøres: {reason}",
  discharged:
    "kvitterte for den; kvitteringen som fritar for ansvaret, ble signert tidligst på det beviste tidspunktet",
  carried:
    "kvittering {receipt} brakte den over i andre hender, men overfører etter denne regelen ikke ansvaret",
  jointly:
    "hefter etter avtalen mellom dem sammen med den som transporterer den på vedkommendes vegne",
}

export const reason: Norwegian["reason"] = {
  "signature-doubt": "en av signaturene er tvilsom",
  "regime-doubt":
    "det registrerte viser ikke om den kvitteringen overfører ansvaret: en avtale var kanskje ikke i kraft, et sted er ikke beskrevet, eller en mottaker er ikke nevnt",
  "signed-away": "besitteren hadde signert overlevering til en annen",
  "code-shown-before": "en annen hadde allerede vist avsenderens kode",
  "assurance-below": "signaturnivå S{level} er under S{least}",
  "perhaps-expired": "tilbudet kan ha utløpt før mottaket",
  expired: "tilbudet var utløpt",
  "perhaps-annulled": "den kan være annullert av alle som signerte den",
  annulled: "den er annullert av alle som signerte den",
  withdrawn: "tilbudet var tilbakekalt",
  "withdrawn-about": "tilbudet ble tilbakekalt omtrent samtidig",
  "key-stolen": "signaturnøkkel {key} oppgis å være stjålet før signeringen",
  "key-revoked-about": "signaturnøkkel {key} ble tilbakekalt omtrent samtidig med signeringen",
  "key-revoked": "signaturnøkkel {key} var tilbakekalt før signeringen",
  "other-root": "signaturnøkkel {key} utgår ikke fra den fastsatte rotnøkkelen",
  "not-yet-effective": "signaturnøkkel {key} var gjenopprettet og ennå ikke trådt i kraft",
  "recovered-root": "den hviler på en rotnøkkel som registerets styre har satt inn",
}

export const narrow: Norwegian["narrow"] = {
  checkpoint:
    "et kontrollpunkt etter {time}: svaret er ennå ikke endelig, siden en kvittering kan sendes inn til da",
  replay:
    "en medsignatur fra loggvitner som regner gjennom registeret: fullstendigheten hviler på operatørens ord",
  better: "bedre bevis for {receipt}: {reason}",
  predecessor: "det foregående leddet som {receipt} viser til",
  countersignature:
    "en godkjenning i ettertid av {receipt} fra organisasjonen som hadde gjenstanden i sin besittelse",
  settlement: "et forlik signert av alle som signerte forgreningens grener",
  general:
    "en kontroll eller opptelling signert av alle berørte, eller bevis for et tidligere tidspunkt for en kvittering",
  keys: "kjeden for hver signaturnøkkel i den løse erklæringen {statement}, slik at den kan etterprøves: {fault}",
}

export const liability: Norwegian["liability"] = {
  L1: "L1: intern overlevering, ansvaret blir i organisasjonen (003 §40)",
  L2: "L2: kvittering for mottak (003 §40)",
  L3: "L3: kvittering for mottak fra verditransportselskapet (003 §40)",
  L4: "L4: med post, bare kvittering for innlevering og for utlevering til mottakeren (003 §42)",
  L5: "L5: med fly, fra overlevering til godshåndteringen til utlevering på bestemmelsesstedet (003 §43)",
  L6: "L6: med fly der godshåndteringen tilhører et annet selskap, først ved selve flysiden (003 §43)",
  L7: "L7: ingen kvittering fra en annen; den som førsteregistrerte den, er fortsatt ansvarlig (003 §40)",
}
