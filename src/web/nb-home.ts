/** Norwegian: the first screen. */

import type { HomeWords } from "./en-home.ts"
import type { Wording } from "./words.ts"

export const words: Wording<HomeWords> = {
  title: "Hvem var ansvarlig på det tidspunktet?",
  promise:
    "Avgiver og mottaker signerer én kvittering ved hver overlevering. Alle kan kontrollere svaret uten nett og uten å stole på noen. En avgiver som har kvitteringen, er fri for ansvaret.",
  courier: {
    name: "Bud",
    what: "Hva jeg har nå, å gi det fra meg og å motta det: to telefoner, ikke noe nett.",
  },
  insurer: {
    name: "Forsikring",
    what: "Finn en gjenstand på et hvilket som helst nummer, spør hvem som var ansvarlig, og ta med beviset som fil.",
  },
  auditor: {
    name: "Revisor",
    what: "Hver post, hvert loggvitne, hvert funn; regn gjennom hele registeret i denne nettleseren.",
  },
  file: "Har noen sendt deg en fil?",
  verify: "Kontroller den her, eller på en datamaskin uten nett.",
  lost: {
    title: "Er en telefon mistet eller stjålet?",
    what: "Virksomheten har en kode som sperrer den. Det telefonen signerer deretter, gjelder ikke; det den signerte før, gjelder fortsatt.",
    code: "Kode som sperrer den",
    revoke: "Sperr telefonen",
    asking: "Sperrer …",
    done: (index) => `SPERRET, registrert som post ${index}.`,
    refused: "Koden sperrer ingenting. Den har 32 tegn, 0 til 9 og a til f.",
    unreachable: "Registeret ga ikke noe svar: telefonen er kanskje IKKE sperret. Prøv igjen.",
  },
  phones: {
    title: "Prøv en overlevering med to telefoner",
    steps: [
      "Åpne begge telefonene, hver i sitt vindu, side om side.",
      "På telefon 1: velg Avgi, velg hva, og vis koden.",
      "På telefon 2: velg Motta, og skann koden, eller kopier den som tekst.",
      "Telefon 2 viser hver linje. Signer for alt, og vis svaret til telefon 1.",
      "Telefon 1 leser det og sier FRI FOR ANSVAR. Begge sender det når det er nett.",
    ],
    open: (phone, name) => `Telefon ${phone}: ${name}`,
  },
  cases: {
    title: "Spør om eksempeldagen",
    intro: "Alt dette skjedde på én dag i en by som ikke finnes.",
    ask: (time) => `Hvem var ansvarlig ${time} UTC?`,
    each: {
      stolen: "En plombe kontrolleres i bilen 17:06, og posen er borte 18:05.",
      rounds: "En kasse tømmes til opptellingsrommet i fire omganger.",
      case: "En vekter legger to plomberte poser i kofferten sin og leverer koffert og poser i banken.",
      reservation: "Plomben er ikke den på listen; vekteren signerer med det forbeholdet.",
      letter: "Et brev går til en uten nøkkel, som viser avsenderens kode.",
      "night-drop": "En pose legges i bankens nattsafe, og ingen er der.",
      found: "En vekter mister en pose; en gatefeier finner den og kvitterer for den.",
      "refused-signature": "En mottaker tar pakken og vil ikke kvittere.",
      late: "En overlevering i en kjeller uten nett kommer inn to timer senere.",
      fork: "Én vekter overleverer samme pose til banken og til rådhuset.",
      stranger: "En som aldri har hatt posen, overleverer den til banken.",
    },
  },
}
