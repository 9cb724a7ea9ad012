/** Danish: the insurer's page. */

import type { InsurerWords } from "./en-insurer.ts"
import type { Wording } from "./words.ts"

export const words: Wording<InsurerWords> = {
  title: "Hvem havde ansvaret?",
  failed: (why) => `Registret gav intet svar: ${why}`,
  loading: "Spørger registret …",
  stop: "Stop",
  stopped: "Stoppet. Det viste er ikke det hele.",
  unknown: "ikke vist",
  word: "Det følgende er registrets eget ord, til at finde vej efter. Beviset er i filen.",
  search: {
    title: "Find en genstand",
    label: "Et hvilket som helst nummer på den, eller dens id",
    hint: "Pose, plombe, S10, SSCC, GRAI, AWB: mellemrum og store bogstaver er uden betydning.",
    find: "Find",
    found: (count) =>
      count === 0
        ? "Ingen registreret genstand har det nummer."
        : count === 1
          ? "Én genstand."
          : `${count} genstande.`,
    reused: "Et nummer kan bruges igen efter en tid: vælg efter besidder og tid.",
    item: "Genstand",
    goods: "Gods",
    status: "Status",
    holder: "Sidst hos",
    place: "Sted",
    since: "Siden",
    value: "Oplyst beløb",
    choose: "Vælg",
    statuses: {
      held: "i besiddelse",
      closed: "afsluttet",
      forked: "forgrenet",
      unlinked: "løs",
      claimed: "gjort krav på af en anden",
    },
    outside: "uden for registret",
  },
  question: {
    title: (item) => `Genstand ${item}`,
    id: "Id",
    when: "Hvilken tid?",
    one: "Ét tidspunkt",
    span: "Fra et tidspunkt til et andet",
    at: "Tidspunkt (UTC)",
    from: "Fra (UTC)",
    to: "Til (UTC)",
    scope: "Ansvar for",
    unit: "enheden, som den blev overdraget",
    contents: "dens indhold",
    ask: "Hvem havde ansvaret?",
    order: "Tiderne mangler eller er i forkert orden.",
    none: "Intet offentliggjort berører denne genstand.",
    working: "Kontrollerer hver signatur og hvert bevis i denne browser …",
    policy: "Kontrolleret efter den tillidspolitik, som",
    yours: "du har gemt i denne browser.",
    operators:
      "registrets operatør foreslår. Vil du ikke stole på nogen, så vælg din egen på siden Kontrollér.",
    take: "Tag det med",
    bundle: "Beviset som fil (.kvitto)",
    pdf: "En rapport med beviset i (PDF)",
    cover: "Dækning",
    alternative: "Ansvarlig",
    value: "Værdi",
    declared: "Deklareret",
    cap: "Transportørens loft",
    insured: "Policens sum",
    gap: "Udækket",
    noGap: "intet",
    nothing: "ikke aftalt",
    gapUnknown: "kan ikke siges: ikke alt er vist, eller valutaerne er forskellige",
  },
  exposure: {
    title: "Eksponering nu",
    what: "Hvad der er åbent i registret, lagt sammen efter hvem der har det, hvad det ligger i og hvor, holdt op mod de aftalte eller godkendte beløb.",
    start: "Læg sammen",
    counted: (items) => `${items} åbne genstande`,
    total: "I alt",
    by: {
      holder: "Efter besidder",
      container: "Efter kuffert, bur eller køretøj",
      place: "Efter sted",
    },
    empty: {
      holder: "Ingen har noget.",
      container: "Intet ligger i en beholder.",
      place: "Intet er åbent.",
    },
    name: { holder: "Besidder", container: "Beholder", place: "Sted" },
    nobody: {
      holder: "uden for registret",
      container: "i ingen beholder",
      place: "stedet er ikke vist",
    },
    items: "Genstande",
    sum: "Beløb",
    unvalued: (count) =>
      count === 1
        ? "for én genstand er intet beløb vist"
        : `for ${count} genstande er intet beløb vist`,
    doubtful: (count) =>
      count === 1
        ? "én genstand er omtvistet eller uafklaret"
        : `${count} genstande er omtvistede eller uafklarede`,
    against: "Holdt op mod",
    approved: "stedets godkendte beløb",
    within: (limit, sum) => `inden for ${limit}, ${sum}`,
    over: (limit, sum, excess) => `OVER ${limit}, ${sum}, med ${excess}`,
    noLimit: "Intet loft er vist for det.",
    unlimited: (count) =>
      count === 1
        ? "for én genstand er aftalen eller dens beløb ikke vist"
        : `for ${count} genstande er aftalen eller dens beløb ikke vist`,
  },
}
