/** Swedish: the first screen. */

import type { HomeWords } from "./en-home.ts"
import type { Wording } from "./words.ts"

export const words: Wording<HomeWords> = {
  title: "Vem ansvarade vid den tidpunkten?",
  promise:
    "Den som lämnar och den som tar emot undertecknar ett kvitto vid varje överlämning. Vem som helst kan kontrollera svaret utan nät och utan att lita på någon. Den som lämnat och har kvittot är fri från ansvaret.",
  courier: {
    name: "Bud",
    what: "Vad jag har nu, att lämna det och att ta emot det: två telefoner, inget nät.",
  },
  insurer: {
    name: "Försäkring",
    what: "Hitta ett föremål på vilket nummer som helst, fråga vem som ansvarade, och ta med beviset som fil.",
  },
  auditor: {
    name: "Revisor",
    what: "Varje post, varje loggvittne, varje iakttagelse; räkna igenom hela liggaren i den här webbläsaren.",
  },
  file: "Har någon skickat en fil till dig?",
  verify: "Kontrollera den här, eller på en dator utan nät.",
  lost: {
    title: "Är en telefon borttappad eller stulen?",
    what: "Dess organisation har en kod som spärrar den. Det telefonen undertecknar därefter gäller inte; det den undertecknade före gäller fortfarande.",
    code: "Kod som spärrar den",
    revoke: "Spärra telefonen",
    asking: "Spärrar …",
    done: (index) => `SPÄRRAD, införd som post ${index}.`,
    refused: "Koden spärrar inget. Den har 32 tecken, 0 till 9 och a till f.",
    unreachable: "Liggaren gav inget svar: telefonen är kanske INTE spärrad. Försök igen.",
  },
  phones: {
    title: "Pröva en överlämning med två telefoner",
    steps: [
      "Öppna båda telefonerna, var och en i sitt fönster, bredvid varandra.",
      "På telefon 1: välj Lämna, välj vad, och visa koden.",
      "På telefon 2: välj Ta emot, och läs av koden, eller kopiera den som text.",
      "Telefon 2 visar varje rad. Underteckna för allt, och visa svaret för telefon 1.",
      "Telefon 1 läser det och säger FRI FRÅN ANSVAR. Båda skickar det när det finns nät.",
    ],
    open: (phone, name) => `Telefon ${phone}: ${name}`,
  },
  cases: {
    title: "Fråga om exempeldagen",
    intro: "Allt detta hände en dag i en stad som inte finns.",
    ask: (time) => `Vem ansvarade ${time} UTC?`,
    each: {
      stolen: "En plomb kontrolleras i bilen 17:06, och påsen är borta 18:05.",
      rounds: "En kassa töms till uppräkningsrummet i fyra omgångar.",
      case: "En väktare lägger två plomberade påsar i sin väska och lämnar väska och påsar på banken.",
      reservation: "Plomberingen är inte den på listan; väktaren undertecknar med det förbehållet.",
      letter: "Ett brev går till någon utan nyckel, som visar avsändarens kod.",
      "night-drop": "En påse läggs i bankens dygnsfack, och ingen är där.",
      found: "En väktare tappar en påse; en gatsopare hittar den och kvitterar.",
      "refused-signature": "En adressat tar paketet och vill inte kvittera.",
      late: "En överlämning i en källare utan nät kommer in två timmar senare.",
      fork: "En väktare överlämnar samma påse till banken och till stadshuset.",
      stranger: "En som aldrig haft påsen överlämnar den till banken.",
    },
  },
}
