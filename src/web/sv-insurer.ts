/** Swedish: the insurer's page. */

import type { InsurerWords } from "./en-insurer.ts"
import type { Wording } from "./words.ts"

export const words: Wording<InsurerWords> = {
  title: "Vem ansvarade?",
  failed: (why) => `Liggaren gav inget svar: ${why}`,
  loading: "Frågar liggaren …",
  stop: "Stoppa",
  stopped: "Stoppat. Det som visas är inte allt.",
  unknown: "visas inte",
  word: "Det följande är liggarens eget ord, att hitta efter. Beviset finns i filen.",
  search: {
    title: "Hitta ett föremål",
    label: "Vilket nummer som helst på det, eller dess id",
    hint: "Påse, plomb, S10, SSCC, GRAI, AWB: mellanslag och stora bokstäver spelar ingen roll.",
    find: "Sök",
    found: (count) =>
      count === 0
        ? "Inget registrerat föremål har det numret."
        : count === 1
          ? "Ett föremål."
          : `${count} föremål.`,
    reused: "Ett nummer kan användas igen efter en tid: välj efter innehavare och tid.",
    item: "Föremål",
    goods: "Gods",
    status: "Status",
    holder: "Sist hos",
    place: "Plats",
    since: "Sedan",
    value: "Uppgivet belopp",
    choose: "Välj",
    statuses: {
      held: "innehas",
      closed: "avslutat",
      forked: "förgrenat",
      unlinked: "löst",
      claimed: "gjort anspråk på av en annan",
    },
    outside: "utanför liggaren",
  },
  question: {
    title: (item) => `Föremål ${item}`,
    id: "Id",
    when: "Vilken tid?",
    one: "En tidpunkt",
    span: "Från en tidpunkt till en annan",
    at: "Tidpunkt (UTC)",
    from: "Från (UTC)",
    to: "Till (UTC)",
    scope: "Ansvar för",
    unit: "enheten som den överlämnades",
    contents: "dess innehåll",
    ask: "Vem ansvarade?",
    order: "Tiderna saknas eller står i fel ordning.",
    none: "Ingenting offentliggjort rör det här föremålet.",
    working: "Kontrollerar varje signatur och varje bevis i den här webbläsaren …",
    policy: "Kontrollerat enligt den tillitspolicy som",
    yours: "du har sparat i den här webbläsaren.",
    operators:
      "liggarens operatör föreslår. Vill du inte lita på någon, välj din egen på sidan Kontrollera.",
    take: "Ta med det",
    bundle: "Beviset som fil (.kvitto)",
    pdf: "En rapport med beviset i (PDF)",
    cover: "Täckning",
    alternative: "Ansvarig",
    value: "Värde",
    declared: "Deklarerat",
    cap: "Transportörens tak",
    insured: "Försäkringsbelopp",
    gap: "Otäckt",
    noGap: "ingenting",
    nothing: "inte avtalat",
    gapUnknown: "kan inte sägas: allt visas inte, eller valutorna skiljer sig",
  },
  exposure: {
    title: "Exponering nu",
    what: "Vad som är öppet i liggaren, hopräknat efter vem som har det, vad det ligger i och var, mot de avtalade eller godkända beloppen.",
    start: "Räkna ihop",
    counted: (items) => `${items} öppna föremål`,
    total: "Totalt",
    by: {
      holder: "Efter innehavare",
      container: "Efter väska, bur eller fordon",
      place: "Efter plats",
    },
    empty: {
      holder: "Ingen har något.",
      container: "Ingenting ligger i en behållare.",
      place: "Ingenting är öppet.",
    },
    name: { holder: "Innehavare", container: "Behållare", place: "Plats" },
    nobody: {
      holder: "utanför liggaren",
      container: "i ingen behållare",
      place: "platsen visas inte",
    },
    items: "Föremål",
    sum: "Belopp",
    unvalued: (count) =>
      count === 1
        ? "för ett föremål visas inget belopp"
        : `för ${count} föremål visas inget belopp`,
    doubtful: (count) =>
      count === 1
        ? "ett föremål är omtvistat eller oklart"
        : `${count} föremål är omtvistade eller oklara`,
    against: "Mot",
    approved: "platsens godkända belopp",
    within: (limit, sum) => `inom ${limit}, ${sum}`,
    over: (limit, sum, excess) => `ÖVER ${limit}, ${sum}, med ${excess}`,
    noLimit: "Inget tak visas för det.",
    unlimited: (count) =>
      count === 1
        ? "för ett föremål visas inte avtalet eller dess belopp"
        : `för ${count} föremål visas inte avtalet eller dess belopp`,
  },
}
