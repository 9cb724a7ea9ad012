/** Danish: the page that checks files. */

import type { VerifyWords } from "./en-verify.ts"
import type { Wording } from "./words.ts"

export const words: Wording<VerifyWords> = {
  title: "Kontrollér en fil",
  intro:
    "Alt kontrolleres i denne browser, af samme program som på kommandolinjen. Ingen fil forlader den, og der kræves intet net.",
  drop: "Slip en fil her, eller vælg en: .kvitto, .kvitto-fault, .tlog-proof eller en PDF med en af dem i. Også en tillidspolitik og løse kvitteringer.",
  choose: "Vælg filer",
  busy: "Kontrollerer …",
  broken: (fault) => `Selve siden har svigtet: ${fault}`,
  file: "Filen",
  remove: (name) => `Fjern ${name}`,
  carried: (name) => `Den lå i ${name}.`,
  save: "Gem den som fil",
  several: (name) => `I ${name} ligger flere filer, der beviser noget. Hvilken?`,
  take: (kind, bytes) => `${kind}, ${bytes} byte`,
  unusable: (name, fault) => `${name}: ${fault}`,
  useless: {
    empty: "filen er tom",
    "too-long": "længere end nogen fil fra Kvitto",
    "not-ours":
      "ingen fil fra Kvitto, eller en, der er ødelagt i begyndelsen: der kan intet siges om den",
  },
  kinds: {
    bundle: "bevisfil",
    misbehaviour: "fil om svig",
    "tlog-proof": "tlog-proof",
    "cose-receipt": "COSE-kvittering",
    statement: "enkelt erklæring",
    parcel: "pakke fra en telefon",
    entry: "registerpost",
    policy: "tillidspolitik",
  },
  loose: {
    title: "Løse kvitteringer",
    explain:
      "En kvittering fra en skuffe, som ikke er i filen: slip også den. Den kan kun gøre et svar mindre sikkert.",
    given: (count) =>
      count === 1 ? "Én ligger ved siden af filen:" : `${count} ligger ved siden af filen:`,
  },
  entry: {
    lacks:
      "Hvilken registerpost? Den er ikke i denne fil: slip også posten, som kvitto export entries skriver den.",
    given: "Den registerpost, det drejer sig om:",
  },
  policy: {
    title: "Hvem man stoler på",
    lacks:
      "Hvem skal man stole på? Uden en tillidspolitik kan intet i denne fil bedømmes: hverken om den er ægte, eller hvem der havde ansvaret. Slip en tillidspolitik, eller indsæt en nedenfor.",
    misbehaviour:
      "Uden en tillidspolitik kan siden sige, at en nøgle har underskrevet noget, der ikke kan være sandt, men ikke hvis nøgle det er.",
    none: "Endnu ingen tillidspolitik.",
    is: (logs, count) =>
      count === 0
        ? `Tror registret ${logs} på dets eget ord og ur: der nævnes intet logvidne.`
        : `Tror registret ${logs}, så langt dets logvidner er enige: ${count} af dem er nævnt.`,
    assurance: (level) => `Laveste signaturniveau: S${level}.`,
    operators: "Dette er forslaget fra registrets egen operatør, den, hvis ord skal kontrolleres.",
    kept: "Den huskes i denne browser.",
    notKept: "Denne browser husker den ikke.",
    use: "Brug forslaget fra registrets operatør",
    warning:
      "Forslaget kommer fra den, hvis ord skal kontrolleres. Sammenlign det med det, du har fået ad anden vej.",
    unreachable: "Registret svarede ikke.",
    paste: "Indsæt en tillidspolitik",
    take: "Brug denne politik",
    replaced:
      "Den er trådt i stedet for den politik, der gjaldt før. Den, der sender en fil, kan sende en politik med, som stoler på den.",
    back: "Tilbage til den tidligere",
    from: "Tag kun imod en tillidspolitik fra nogen, du stoler på, og ikke fra den, der sendte filen.",
    forget: "Glem den",
    fault: (line, fault) => `Ikke en tillidspolitik: linje ${line}: ${fault}`,
  },
  answer: {
    title: "Konklusion",
    operator: "Efter operatørens ord og ur: ",
    proved: (who, when) => `Bevist: ${who} havde ansvaret ${when}.`,
    "proved-several": (who, when) => `Bevist: ${who} havde ansvaret sammen ${when}.`,
    undecided: (who, when) => `Uafgjort, hvem der havde ansvaret ${when}: ${who}.`,
    disputed: (who, when) => `Omstridt, hvem der havde ansvaret ${when}: ${who}.`,
    "not-proved": (when) => `Det er ikke bevist, at nogen havde ansvaret ${when}.`,
    "cannot-decide": "Kan ikke afgøres: filen er skrevet i et nyere format, end denne side læser.",
    "not-genuine": (step, name, finding) => `IKKE ÆGTE: trin ${step}, ${name}: ${finding}.`,
    burden: (who) => `Bevisbyrden ligger hos ${who}.`,
    or: " eller ",
    nobody: "endnu ingen",
    at: (time) => `${time} UTC`,
    between: (from, to) => `mellem ${from} og ${to} UTC`,
    convicted: "Fældet",
    acquitted: "Ingen er fældet",
    included: "Bevist, at den står i registret",
    excluded: "Ikke bevist, at den står i registret",
    sentences: "Det hele",
    steps: "Hvert trin",
    ok: "holder",
    fails: "FEJLER",
  },
  ask: {
    title: "Spørg om et andet tidspunkt",
    from: "Fra (UTC)",
    to: "Til (UTC)",
    scope: "Om",
    unit: "enheden",
    contents: "det angivne indhold",
    button: "Spørg",
    own: "Filens eget spørgsmål",
    wrong: "Angiv to tidspunkter, det andet ikke før det første.",
  },
  program: {
    served: (version, file) => `Kvitto ${version}. Denne side begynder med ${file}, SHA-256:`,
    alone: (version) => `Kvitto ${version}. SHA-256 af denne sides program:`,
    unknown: "ikke kendt",
    download: "Tag siden med: én fil, der virker uden net",
  },
}
