/** Norwegian: the page that checks files. */

import type { VerifyWords } from "./en-verify.ts"
import type { Wording } from "./words.ts"

export const words: Wording<VerifyWords> = {
  title: "Kontroller en fil",
  intro:
    "Alt kontrolleres i denne nettleseren, av samme program som på kommandolinjen. Ingen fil forlater den, og det trengs ikke nett.",
  drop: "Slipp en fil her, eller velg en: .kvitto, .kvitto-fault, .tlog-proof eller en PDF med en av dem i. Også en tillitspolicy og løse kvitteringer.",
  choose: "Velg filer",
  busy: "Kontrollerer …",
  broken: (fault) => `Selve siden har sviktet: ${fault}`,
  file: "Filen",
  remove: (name) => `Fjern ${name}`,
  carried: (name) => `Den lå i ${name}.`,
  save: "Lagre den som fil",
  several: (name) => `I ${name} ligger det flere filer som beviser noe. Hvilken?`,
  take: (kind, bytes) => `${kind}, ${bytes} byte`,
  unusable: (name, fault) => `${name}: ${fault}`,
  useless: {
    empty: "filen er tom",
    "too-long": "lengre enn noen fil fra Kvitto",
    "not-ours":
      "ingen fil fra Kvitto, eller en som er ødelagt i begynnelsen: ingenting kan sies om den",
  },
  kinds: {
    bundle: "bevisfil",
    misbehaviour: "fil om svik",
    "tlog-proof": "tlog-proof",
    "cose-receipt": "COSE-kvittering",
    statement: "enkelt erklæring",
    parcel: "pakke fra en telefon",
    entry: "registerpost",
    policy: "tillitspolicy",
  },
  loose: {
    title: "Løse kvitteringer",
    explain:
      "En kvittering fra en skuff, som ikke er i filen: slipp den også. Den kan bare gjøre et svar mindre sikkert.",
    given: (count) =>
      count === 1 ? "Én ligger ved siden av filen:" : `${count} ligger ved siden av filen:`,
  },
  entry: {
    lacks:
      "Hvilken registerpost? Den er ikke i denne filen: slipp også posten, slik kvitto export entries skriver den.",
    given: "Registerposten det gjelder:",
  },
  policy: {
    title: "Hvem man stoler på",
    lacks:
      "Hvem skal man stole på? Uten en tillitspolicy kan ingenting i denne filen bedømmes: verken om den er ekte, eller hvem som var ansvarlig. Slipp en tillitspolicy, eller lim inn en under.",
    misbehaviour:
      "Uten en tillitspolicy kan siden si at en nøkkel har signert noe som ikke kan være sant, men ikke hvem sin nøkkel det er.",
    none: "Ennå ingen tillitspolicy.",
    is: (logs, count) =>
      count === 0
        ? `Tror på registeret ${logs} etter dets eget ord og ur: det nevnes ikke noe loggvitne.`
        : `Tror på registeret ${logs} så langt loggvitnene er enige: ${count} av dem er nevnt.`,
    assurance: (level) => `Laveste signaturnivå: S${level}.`,
    operators: "Dette er forslaget fra registerets egen operatør, den som skal kontrolleres.",
    kept: "Den huskes i denne nettleseren.",
    notKept: "Denne nettleseren husker den ikke.",
    use: "Bruk forslaget fra registerets operatør",
    warning:
      "Forslaget kommer fra den som skal kontrolleres. Sammenlign det med det du har fått på annen måte.",
    unreachable: "Registeret svarte ikke.",
    paste: "Lim inn en tillitspolicy",
    take: "Bruk denne policyen",
    replaced:
      "Den har trådt i stedet for den policyen som gjaldt før. Den som sender en fil, kan sende med en policy som stoler på den.",
    back: "Tilbake til den tidligere",
    from: "Ta bare imot en tillitspolicy fra noen du stoler på, og ikke fra den som sendte filen.",
    forget: "Glem den",
    fault: (line, fault) => `Ikke en tillitspolicy: linje ${line}: ${fault}`,
  },
  answer: {
    title: "Konklusjon",
    operator: "Etter operatørens ord og ur: ",
    proved: (who, when) => `Bevist: ${who} var ansvarlig ${when}.`,
    "proved-several": (who, when) => `Bevist: ${who} var ansvarlige sammen ${when}.`,
    undecided: (who, when) => `Uavgjort hvem som var ansvarlig ${when}: ${who}.`,
    disputed: (who, when) => `Omstridt hvem som var ansvarlig ${when}: ${who}.`,
    "not-proved": (when) => `Det er ikke bevist at noen var ansvarlig ${when}.`,
    "cannot-decide": "Kan ikke avgjøres: filen er skrevet i et nyere format enn denne siden leser.",
    "not-genuine": (step, name, finding) => `IKKE EKTE: trinn ${step}, ${name}: ${finding}.`,
    burden: (who) => `Bevisbyrden ligger på ${who}.`,
    or: " eller ",
    nobody: "ennå ingen",
    at: (time) => `${time} UTC`,
    between: (from, to) => `mellom ${from} og ${to} UTC`,
    convicted: "Felt",
    acquitted: "Ingen er felt",
    included: "Bevist at den står i registeret",
    excluded: "Ikke bevist at den står i registeret",
    sentences: "I sin helhet",
    steps: "Hvert trinn",
    ok: "holder",
    fails: "SVIKTER",
  },
  ask: {
    title: "Spør om et annet tidspunkt",
    from: "Fra (UTC)",
    to: "Til (UTC)",
    scope: "Om",
    unit: "enheten",
    contents: "det oppgitte innholdet",
    button: "Spør",
    own: "Filens eget spørsmål",
    wrong: "Oppgi to tidspunkter, det andre ikke før det første.",
  },
  program: {
    served: (version, file) => `Kvitto ${version}. Denne siden begynner med ${file}, SHA-256:`,
    alone: (version) => `Kvitto ${version}. SHA-256 av denne sidens program:`,
    unknown: "ikke kjent",
    download: "Ta med siden: én fil som virker uten nett",
  },
}
