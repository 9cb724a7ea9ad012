/** Danish: the first screen. */

import type { HomeWords } from "./en-home.ts"
import type { Wording } from "./words.ts"

export const words: Wording<HomeWords> = {
  title: "Hvem havde ansvaret på det tidspunkt?",
  promise:
    "Afgiver og modtager underskriver én kvittering ved hver overdragelse. Enhver kan kontrollere svaret uden netforbindelse og uden at stole på nogen. En afgiver, der har kvitteringen, er fri for ansvaret.",
  courier: {
    name: "Bud",
    what: "Hvad jeg har nu, at afgive det og at modtage det: to telefoner, intet net.",
  },
  insurer: {
    name: "Forsikring",
    what: "Find en genstand på et hvilket som helst nummer, spørg hvem der havde ansvaret, og tag beviset med som fil.",
  },
  auditor: {
    name: "Revisor",
    what: "Hver post, hvert logvidne, hver konstatering; gennemregn hele registret i denne browser.",
  },
  file: "Har nogen sendt dig en fil?",
  verify: "Kontrollér den her, eller på en computer uden net.",
  lost: {
    title: "Er en telefon tabt eller stjålet?",
    what: "Dens virksomhed har en kode, der spærrer den. Det, telefonen underskriver derefter, gælder ikke; det, den underskrev før, gælder stadig.",
    code: "Kode, der spærrer den",
    revoke: "Spær telefonen",
    asking: "Spærrer …",
    done: (index) => `SPÆRRET, registreret som post ${index}.`,
    refused: "Koden spærrer intet. Den har 32 tegn, 0 til 9 og a til f.",
    unreachable: "Registret gav intet svar: telefonen er måske IKKE spærret. Prøv igen.",
  },
  phones: {
    title: "Prøv en overdragelse med to telefoner",
    steps: [
      "Åbn begge telefoner, hver i sit vindue, side om side.",
      "På telefon 1: vælg Afgiv, vælg hvad, og vis koden.",
      "På telefon 2: vælg Modtag, og skan koden, eller kopiér den som tekst.",
      "Telefon 2 viser hver linje. Underskriv for alt, og vis svaret til telefon 1.",
      "Telefon 1 læser det og siger FRI FOR ANSVAR. Begge sender det, når der er net.",
    ],
    open: (phone, name) => `Telefon ${phone}: ${name}`,
  },
  cases: {
    title: "Spørg om eksempeldagen",
    intro: "Alt dette skete på én dag i en by, der ikke findes.",
    ask: (time) => `Hvem havde ansvaret ${time} UTC?`,
    each: {
      stolen: "En plombe kontrolleres i bilen 17.06, og posen er væk 18.05.",
      rounds: "En kasse tømmes til optællingsrummet ad fire gange.",
      case: "En vagt lægger to plomberede poser i sin kuffert og afleverer kuffert og poser i banken.",
      reservation: "Plomben er ikke den på listen; vagten underskriver med det forbehold.",
      letter: "Et brev går til én uden nøgle, som viser afsenderens kode.",
      "night-drop": "En pose lægges i bankens døgnboks, og ingen er til stede.",
      found: "En vagt mister en pose; en gadefejer finder den og kvitterer for den.",
      "refused-signature": "En adressat tager pakken og vil ikke kvittere.",
      late: "En overdragelse i en kælder uden net registreres to timer senere.",
      fork: "Én vagt overdrager samme pose til banken og til rådhuset.",
      stranger: "Én, der aldrig har haft posen, overdrager den til banken.",
    },
  },
}
