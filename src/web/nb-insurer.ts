/** Norwegian: the insurer's page. */

import type { InsurerWords } from "./en-insurer.ts"
import type { Wording } from "./words.ts"

export const words: Wording<InsurerWords> = {
  title: "Hvem var ansvarlig?",
  failed: (why) => `Registeret ga ikke noe svar: ${why}`,
  loading: "Spør registeret …",
  stop: "Stopp",
  stopped: "Stoppet. Det som vises, er ikke alt.",
  unknown: "ikke vist",
  word: "Det som følger, er registerets eget ord, til å finne fram etter. Beviset er i filen.",
  search: {
    title: "Finn en gjenstand",
    label: "Et hvilket som helst nummer på den, eller id-en",
    hint: "Pose, plombe, S10, SSCC, GRAI, AWB: mellomrom og store bokstaver spiller ingen rolle.",
    find: "Finn",
    found: (count) =>
      count === 0
        ? "Ingen registrert gjenstand har det nummeret."
        : count === 1
          ? "Én gjenstand."
          : `${count} gjenstander.`,
    reused: "Et nummer kan brukes igjen etter en tid: velg etter besitter og tid.",
    item: "Gjenstand",
    goods: "Gods",
    status: "Status",
    holder: "Sist hos",
    place: "Sted",
    since: "Siden",
    value: "Oppgitt beløp",
    choose: "Velg",
    statuses: {
      held: "i besittelse",
      closed: "avsluttet",
      forked: "forgreinet",
      unlinked: "løs",
      claimed: "gjort krav på av en annen",
    },
    outside: "utenfor registeret",
  },
  question: {
    title: (item) => `Gjenstand ${item}`,
    id: "Id",
    when: "Hvilken tid?",
    one: "Ett tidspunkt",
    span: "Fra ett tidspunkt til et annet",
    at: "Tidspunkt (UTC)",
    from: "Fra (UTC)",
    to: "Til (UTC)",
    scope: "Ansvar for",
    unit: "enheten slik den ble overlevert",
    contents: "innholdet",
    ask: "Hvem var ansvarlig?",
    order: "Tidene mangler eller står i feil rekkefølge.",
    none: "Ingenting offentliggjort berører denne gjenstanden.",
    working: "Kontrollerer hver signatur og hvert bevis i denne nettleseren …",
    policy: "Kontrollert etter den tillitspolicyen som",
    yours: "du har lagret i denne nettleseren.",
    operators:
      "registerets operatør foreslår. Vil du ikke stole på noen, velg din egen på siden Kontroller.",
    take: "Ta det med",
    bundle: "Beviset som fil (.kvitto)",
    pdf: "En rapport med beviset i (PDF)",
    cover: "Dekning",
    alternative: "Ansvarlig",
    value: "Verdi",
    declared: "Deklarert",
    cap: "Transportørens tak",
    insured: "Forsikringssum",
    gap: "Udekket",
    noGap: "ingenting",
    nothing: "ikke avtalt",
    gapUnknown: "kan ikke sies: ikke alt er vist, eller valutaene er forskjellige",
  },
  exposure: {
    title: "Eksponering nå",
    what: "Hva som er åpent i registeret, lagt sammen etter hvem som har det, hva det ligger i og hvor, mot de avtalte eller godkjente beløpene.",
    start: "Legg sammen",
    counted: (items) => `${items} åpne gjenstander`,
    total: "I alt",
    by: {
      holder: "Etter besitter",
      container: "Etter koffert, bur eller kjøretøy",
      place: "Etter sted",
    },
    empty: {
      holder: "Ingen har noe.",
      container: "Ingenting ligger i en beholder.",
      place: "Ingenting er åpent.",
    },
    name: { holder: "Besitter", container: "Beholder", place: "Sted" },
    nobody: {
      holder: "utenfor registeret",
      container: "i ingen beholder",
      place: "stedet er ikke vist",
    },
    items: "Gjenstander",
    sum: "Beløp",
    unvalued: (count) =>
      count === 1
        ? "for én gjenstand er ikke noe beløp vist"
        : `for ${count} gjenstander er ikke noe beløp vist`,
    doubtful: (count) =>
      count === 1
        ? "én gjenstand er omtvistet eller uavklart"
        : `${count} gjenstander er omtvistet eller uavklart`,
    against: "Mot",
    approved: "stedets godkjente beløp",
    within: (limit, sum) => `innenfor ${limit}, ${sum}`,
    over: (limit, sum, excess) => `OVER ${limit}, ${sum}, med ${excess}`,
    noLimit: "Ikke noe tak er vist for det.",
    unlimited: (count) =>
      count === 1
        ? "for én gjenstand er avtalen eller beløpene i den ikke vist"
        : `for ${count} gjenstander er avtalen eller beløpene i den ikke vist`,
  },
}
