/** Swedish: the page that checks files. */

import type { VerifyWords } from "./en-verify.ts"
import type { Wording } from "./words.ts"

export const words: Wording<VerifyWords> = {
  title: "Kontrollera en fil",
  intro:
    "Allt kontrolleras i denna webbläsare, av samma program som på kommandoraden. Ingen fil lämnar den, och inget nät behövs.",
  drop: "Släpp en fil här, eller välj en: .kvitto, .kvitto-fault, .tlog-proof eller en PDF med en sådan i. Även en tillitspolicy och lösa kvitton.",
  choose: "Välj filer",
  busy: "Kontrollerar …",
  broken: (fault) => `Själva sidan har fallerat: ${fault}`,
  file: "Filen",
  remove: (name) => `Ta bort ${name}`,
  carried: (name) => `Den låg i ${name}.`,
  save: "Spara den som fil",
  several: (name) => `I ${name} ligger flera filer som bevisar något. Vilken?`,
  take: (kind, bytes) => `${kind}, ${bytes} byte`,
  unusable: (name, fault) => `${name}: ${fault}`,
  useless: {
    empty: "filen är tom",
    "too-long": "längre än någon fil från Kvitto",
    "not-ours": "ingen fil från Kvitto, eller en som är trasig i början: inget kan sägas om den",
  },
  kinds: {
    bundle: "bevisfil",
    misbehaviour: "fil om svek",
    "tlog-proof": "tlog-proof",
    "cose-receipt": "COSE-kvitto",
    statement: "enskild handling",
    parcel: "paket från en telefon",
    entry: "liggarpost",
    policy: "tillitspolicy",
  },
  loose: {
    title: "Lösa kvitton",
    explain:
      "Ett kvitto ur en låda, som inte finns i filen: släpp det också. Det kan bara göra ett svar osäkrare.",
    given: (count) =>
      count === 1 ? "Ett ligger bredvid filen:" : `${count} ligger bredvid filen:`,
  },
  entry: {
    lacks:
      "Vilken liggarpost? Den finns inte i denna fil: släpp även posten, så som kvitto export entries skriver den.",
    given: "Den liggarpost som det gäller:",
  },
  policy: {
    title: "Vem man litar på",
    lacks:
      "Vem ska man lita på? Utan tillitspolicy kan inget i denna fil bedömas: varken om den är äkta eller vem som ansvarade. Släpp en tillitspolicy, eller klistra in en nedan.",
    misbehaviour:
      "Utan tillitspolicy kan sidan säga att en nyckel har undertecknat något som inte kan vara sant, men inte vems nyckel det är.",
    none: "Ännu ingen tillitspolicy.",
    is: (logs, count) =>
      count === 0
        ? `Tror på liggaren ${logs} på dess eget ord och klocka: inget loggvittne nämns.`
        : `Tror på liggaren ${logs} så långt dess loggvittnen är överens: ${count} av dem nämns.`,
    assurance: (level) => `Lägsta signaturnivå: S${level}.`,
    operators: "Detta är förslaget från liggarens egen operatör, den vars ord ska kontrolleras.",
    kept: "Den sparas i denna webbläsare.",
    notKept: "Denna webbläsare sparar den inte.",
    use: "Använd förslaget från liggarens operatör",
    warning:
      "Förslaget kommer från den vars ord ska kontrolleras. Jämför det med vad du har fått på annat sätt.",
    unreachable: "Liggaren svarade inte.",
    paste: "Klistra in en tillitspolicy",
    take: "Använd denna policy",
    replaced:
      "Den har trätt i stället för den policy som gällde före. Den som skickar en fil kan skicka med en policy som litar på den.",
    back: "Tillbaka till den tidigare",
    from: "Ta bara emot en tillitspolicy från någon du litar på, och inte från den som skickade filen.",
    forget: "Glöm den",
    fault: (line, fault) => `Ingen tillitspolicy: rad ${line}: ${fault}`,
  },
  answer: {
    title: "Slutsats",
    operator: "På operatörens ord och klocka: ",
    proved: (who, when) => `Bevisat: ${who} ansvarade ${when}.`,
    "proved-several": (who, when) => `Bevisat: ${who} ansvarade tillsammans ${when}.`,
    undecided: (who, when) => `Oavgjort vem som ansvarade ${when}: ${who}.`,
    disputed: (who, when) => `Omtvistat vem som ansvarade ${when}: ${who}.`,
    "not-proved": (when) => `Det är inte bevisat att någon ansvarade ${when}.`,
    "cannot-decide": "Kan inte avgöras: filen är skriven i ett nyare format än denna sida läser.",
    "not-genuine": (step, name, finding) => `INTE ÄKTA: steg ${step}, ${name}: ${finding}.`,
    burden: (who) => `Bevisbördan ligger på ${who}.`,
    or: " eller ",
    nobody: "ännu ingen",
    at: (time) => `${time} UTC`,
    between: (from, to) => `mellan ${from} och ${to} UTC`,
    convicted: "Överbevisad",
    acquitted: "Ingen är överbevisad",
    included: "Bevisat att den står i liggaren",
    excluded: "Inte bevisat att den står i liggaren",
    sentences: "I sin helhet",
    steps: "Varje steg",
    ok: "håller",
    fails: "BRISTER",
  },
  ask: {
    title: "Fråga om en annan tidpunkt",
    from: "Från (UTC)",
    to: "Till (UTC)",
    scope: "Om",
    unit: "enheten",
    contents: "det uppgivna innehållet",
    button: "Fråga",
    own: "Filens egen fråga",
    wrong: "Ange två tidpunkter, den andra inte före den första.",
  },
  program: {
    served: (version, file) => `Kvitto ${version}. Denna sida börjar med ${file}, SHA-256:`,
    alone: (version) => `Kvitto ${version}. SHA-256 för denna sidas program:`,
    unknown: "inte känd",
    download: "Ta med sidan: en fil som fungerar utan nät",
  },
}
