/** Swedish, opinions and verdicts. "det" is the item (föremålet) or the receipt (kvittot). */

import type * as english from "./en-opinion.ts"
import type { Part } from "./message.ts"

type Swedish = Part<typeof english>

export const finding: Swedish["finding"] = {
  unlinked: "föregående led är ännu inte registrerat",
  linked: "en väntande handling har fått sitt föregående led",
  fork: "innehavaren har undertecknat överlämnande av samma föremål två gånger",
  concurring: "samma överlämnande är registrerat två gånger",
  "claim-by-non-holder": "överlämnat av någon som inte innehade föremålet",
  "accepted-by-another": "mottaget av någon annan än den som erbjöds överlämnandet",
  "code-not-proved": "engångsnyckeln bevisar inte avsändarens kod",
  refused: "mottagaren avvisade föremålet; det stannar hos överlämnaren",
  "not-presented": "föremålet erbjöds men lades inte fram",
  reservation: "mottaget med förbehåll",
  extra: "mottaget utöver det erbjudna",
  "packed-not-listed":
    "packat i en behållare som överlämnades utan att föremålet var upptaget på listan",
  "not-the-holder": "undertecknat av någon som inte innehade föremålet",
  "container-full": "behållaren rymmer det högsta antal föremål som en liggare följer",
  "number-seen-before": "en annan förstaregistrering bär samma maskerade nummer",
  "key-revoked": "undertecknat med en signaturnyckel som var återkallad",
  "key-not-yet-effective":
    "undertecknat med en återställd signaturnyckel innan dess väntetid hade gått ut",
  "root-recovered": "liggarens styrelse gav parten en ny rotnyckel",
  "contract-unknown": "det åberopade avtalet är inte registrerat",
  "contract-not-binding": "det åberopade avtalet binder inte båda parter",
  "contract-revised": "en senare version av det åberopade avtalet är registrerad",
  "seen-unknown": "den kontrollpunkt som undertecknaren uppger sig ha sett är okänd",
  "times-contradict":
    "dess bevisade tidpunkter motsäger varandra: fler loggvittnen har fel än tillitspolicyn räknar med",
  "claim-outside-bracket": "undertecknarens klocka visar en tid utanför det bevisade tidsspannet",
  "late-submission": "registrerat efter avtalets tidsfrist för inlämning",
  "offer-expired": "mottaget efter att erbjudandet hade löpt ut",
  "offer-withdrawn": "mottaget efter att erbjudandet hade återkallats",
  "contradictory-acceptance": "mottagaren har undertecknat två olika utfall av samma överlämnande",
  "closed-by-holder": "avslutat enbart på innehavarens ord",
  "same-thing": "uppges vara samma sak som ett annat föremål",
  reported: "en rapport om det",
  settled: "en förgrening har förlikts",
  annulled: "annullerat av alla som undertecknade det",
  ratified: "i efterhand godkänt av innehavarens egen organisation",
  "bad-identifier": "ett tryckt nummer med fel kontrollsiffra",
  "openings-missing": "förseglade uppgifter har aldrig lämnats in",
  "seal-used-before": "en plomb med detta nummer har satts på tidigare",
  "seal-differs":
    "det bär en annan plomb än den som senast sattes på, och ingen har anmärkt på det",
  "denominations-differ": "mynt och sedlar ger inte det uppgivna beloppet",
}

export const detail: Swedish["detail"] = {
  with: "även genom {receipt}",
  and: "se även {receipt}",
  on: "på {items}",
  item: "föremål {item}",
  ofContainer: "gäller behållaren",
  containerPassedOn: "behållaren har lämnats vidare",
  gaveHeld: "{giver} överlämnade det som {holder} innehade",
  alsoSigned: "{holder} har även undertecknat {receipt}",
  sealInstead: "{seen} i stället för {worn}",
  sumInstead: "{sum}, där {amount} är uppgivet",
}

export const why: Swedish["why"] = {
  "not-taken-in": "det var kanske ännu inte registrerat",
  unlinked: "kvitterade för det efter ett led som inte är registrerat; kan ha haft det",
  but: "kvitterade för det, men {reason}",
  branch:
    "kvitterade för det på den ena grenen av en förgrening: innehavaren undertecknade överlämnande två gånger",
  claim: "kvitterade för det, trots att överlämnaren inte innehade det",
  bind: "kvitterade för det utan överlämnare; det befriar inte den tidigare innehavaren från ansvaret",
  timing: "kvittot kan ha undertecknats före eller efter den tidpunkt som frågan gäller",
  last: "kvitterade för det, och inget senare kvitto befriar från ansvaret",
  "by-another":
    "kvitterade för det, och inget senare kvitto från någon annan befriar från ansvaret",
  maybe:
    "kvitterade för det; om ett senare kvitto befriar från ansvaret kan inte avgöras: {reason}",
  discharged:
    "kvitterade för det; kvittot som befriar från ansvaret undertecknades tidigast vid den bevisade tidpunkten",
  carried:
    "kvitto {receipt} lämnade det i andra händer men för enligt denna regel inte över ansvaret",
  jointly: "svarar enligt deras avtal tillsammans med den som transporterar det för dennes räkning",
}

export const reason: Swedish["reason"] = {
  "signature-doubt": "en av dess underskrifter är tveksam",
  "regime-doubt":
    "det registrerade visar inte om det kvittot överlåter ansvaret: ett avtal var kanske inte i kraft, en plats är inte beskriven eller en mottagare inte nämnd",
  "signed-away": "innehavaren hade undertecknat överlämnande till någon annan",
  "code-shown-before": "någon annan hade redan visat avsändarens kod",
  "assurance-below": "signaturnivå S{level} ligger under S{least}",
  "perhaps-expired": "erbjudandet kan ha löpt ut före mottagandet",
  expired: "erbjudandet hade löpt ut",
  "perhaps-annulled": "det kan ha annullerats av alla som undertecknade det",
  annulled: "det har annullerats av alla som undertecknade det",
  withdrawn: "erbjudandet hade återkallats",
  "withdrawn-about": "erbjudandet återkallades ungefär samtidigt",
  "key-stolen": "signaturnyckel {key} uppges ha stulits före underskriften",
  "key-revoked-about": "signaturnyckel {key} återkallades ungefär samtidigt med underskriften",
  "key-revoked": "signaturnyckel {key} hade återkallats före underskriften",
  "other-root": "signaturnyckel {key} utgår inte från den fastställda rotnyckeln",
  "not-yet-effective": "signaturnyckel {key} var återställd och gällde ännu inte",
  "recovered-root": "det vilar på en rotnyckel som liggarens styrelse har satt in",
}

export const narrow: Swedish["narrow"] = {
  checkpoint:
    "en kontrollpunkt efter {time}: svaret är ännu inte slutligt, eftersom ett kvitto kan lämnas in till dess",
  replay:
    "en medunderskrift av loggvittnen som räknar igenom liggaren: dess fullständighet vilar på operatörens ord",
  better: "bättre bevisning för {receipt}: {reason}",
  predecessor: "det föregående led som {receipt} hänvisar till",
  countersignature:
    "ett godkännande i efterhand av {receipt} från den organisation som innehade föremålet",
  settlement: "en förlikning undertecknad av alla som undertecknade förgreningens grenar",
  general:
    "en kontroll eller uppräkning undertecknad av alla berörda, eller bevis för en tidigare tidpunkt för ett kvitto",
  keys: "kedjan för varje signaturnyckel i den lösa handlingen {statement}, så att den kan prövas: {fault}",
}

export const liability: Swedish["liability"] = {
  L1: "L1: internt överlämnande, ansvaret stannar i organisationen (003 §40)",
  L2: "L2: kvitto på mottagande (003 §40)",
  L3: "L3: kvitto på mottagande från värdetransportföretaget (003 §40)",
  L4: "L4: med post, endast kvitto på inlämning och på utlämning till mottagaren (003 §42)",
  L5: "L5: med flyg, från överlämnandet till godshanteringen till utlämning på destinationen (003 §43)",
  L6: "L6: med flyg där godshanteringen tillhör ett annat bolag, först vid flygplanet (003 §43)",
  L7: "L7: inget kvitto från någon annan; den som förstaregistrerade det är fortfarande ansvarig (003 §40)",
}
