/** Danish, the verdict. */

import type * as english from "./en-report.ts"
import type { Part } from "./message.ts"

type Danish = Part<typeof english>

export const line: Danish["line"] = {
  particulars: "{finding}: {detail}",
  lacking: "{demand}: kan ikke afgøres, da følgende mangler: {need}",
  edition: "bedømmes efter udgave {edition} af regelsamlingen, som denne version ikke kender",
  "would-refuse": "Registret ville afvise dette: {why}.",
  "would-find": "Det ville give en konstatering: {sentence} [{code}].",
  balance:
    "{owner}: førsteregistreret {taken}, beholdning {held}, afsluttet {closed}, difference {difference}",
  rules:
    "Vejledningens regler: opfyldt: {met}, ikke fulgt: {faults}, kan ikke afgøres ud fra det viste: {open}.",
  sample: "EKSEMPELREGISTER: intet af dette er sket.",
  operator: "Efter operatørens ord og ur:",
  "question-at": "Spørgsmål: hvem var ansvarlig for genstand {item} ({scope}) på tidspunktet {at}?",
  "question-between":
    "Spørgsmål: hvem var ansvarlig for genstand {item} ({scope}) mellem {from} og {to}?",
  genuine: "Fil: ægte.",
  false: "Fil: IKKE ÆGTE: {failure}.",
  failure: "trin {step}, {name}: {finding}",
  "no-failure": "intet trin slog fejl",
  verdict: "Konklusion: {verdict}.",
  "liable-only": "Ansvarlig: {who}; mellem {from} og {to}: {why}.",
  "liable-one": "Mulighed {n}: {who}; mellem {from} og {to}: {why}.",
  "nobody-only": "Ansvarlig: endnu ingen; {why}.",
  "nobody-one": "Mulighed {n}: endnu ingen; {why}.",
  who: "{party}, over for {toward}, {contract}, efter regel {rule}, ved kvittering {receipt}",
  "jointly-with": "{first}; sammen med {other}",
  owner: "ejeren",
  itself: "sig selv",
  contract: "efter aftale {contract}",
  "no-contract": "uden registreret aftale",
  receipt: "Kvittering {receipt}: {times}.",
  hands: "Hos {party} mellem {from} og {to}.",
  "hands-at": "Hos {party}, {place}, mellem {from} og {to}.",
  outside: "nogen uden for registret",
  burden: "Bevisbyrde: {party} skal godtgøre at være frigjort for ansvaret.",
  "no-burden": "Bevisbyrde: hviler ikke på nogen, så vidt det er bevist.",
  reservation: "Forbehold i kvittering {receipt}: {codes}.",
  cover: "Dækning: {cover}.",
  interval:
    "Sidste bevis for, at den var intakt: {after}; første melding om det modsatte: {before}.",
  finding: "Konstatering ({statement}): {sentence} [{code}].",
  rule: "Vejledning {section}, {severity} {rule} ({statement}), {outcome}: {sentence}.",
  difference:
    "Difference {kind}, penge tilhørende {owner}: {expected} ifølge {since}; {found} ifølge {by}; {reported}.",
  assurance: "Laveste signaturniveau: {level}.",
  "withheld-none": "Tilbageholdt: intet.",
  withheld:
    "Tilbageholdt: {count, plural, one {# forseglet oplysning} other {# forseglede oplysninger}} (heraf {never} aldrig afleveret).",
  complete:
    "Fuldstændig til og med kontrolpunkt {size} i {origin}, {time} (tidsgrundlag: {basis}), for denne genstands id. En kvittering i en skuffe kan stadig dukke op.",
  narrow: "Svaret kan indsnævres med: {narrow}.",
  last: "Dette siger, hvem der havde kvitteret for den; ikke hvem der tog den, om nogen handlede uagtsomt, eller om der er dækning.",
}

export const time: Danish["time"] = {
  signed: "underskrevet mellem {from} og {to} {by}; angivet tid {claimed}, registreret {arrived}",
  "signed-fixed":
    "underskrevet mellem {from} og {to} {by}; angivet tid {claimed}, position bestemt {fixed}, registreret {arrived}",
  unknown: "et ukendt tidspunkt",
  now: "nu",
  none: "intet tidspunkt",
  operator: "ifølge operatørens ur",
  witnesses: "ifølge logvidner ({count} af {of})",
  "operator-only": "kun operatøren",
  "by-witnesses": "logvidner",
  "no-checkpoint": "intet",
  "no-level": "intet",
  "no-ledger": "intet register",
}

/** Counts witnesses, and so is neuter. */
export const numeral: Danish["numeral"] = {
  "0": "ingen",
  "1": "ét",
  "2": "to",
  "3": "tre",
  "4": "fire",
  "5": "fem",
  "6": "seks",
  "7": "syv",
  "8": "otte",
  "9": "ni",
  "10": "ti",
  "11": "elleve",
  "12": "tolv",
}

export const cover: Danish["cover"] = {
  value: "risikoudsat værdi {value}; {parts}",
  declared: "værdiangivelse {sum}",
  cap: "transportørens ansvarsgrænse {sum}",
  policy: "forsikringssum {sum}",
  gap: "{sum} udækket",
  "no-gap": "intet er udækket efter det aftalte",
  "not-shown": "kan ikke opgøres: {what}",
  "value-not-shown": "værdien fremgår ikke",
  "no-value": "der er ikke oplyst noget beløb",
  "currencies-differ": "beløbene er i forskellige valutaer",
  "terms-not-shown": "aftalens beløb fremgår ikke",
}

export const difference: Danish["difference"] = {
  count: "ved optælling",
  receipt: "ved modtagelse",
  close: "ved indbetaling",
  exchange: "ved opdeling, sammenlægning eller ombytning",
  by: "{party}, person {person}, erklæring {statement}",
  nobody: "ikke angivet",
  "no-owner": "en unavngiven ejer",
  reported: "indberettet samtidig",
  unreported: "uden indberetning",
}

export const page: Danish["page"] = {
  title: "Regelsamlingen, udgave {edition}",
  explained:
    "Hvert nummereret punkt i vejledningen “Værdihåndtering” (003) og i “Säkra brevförsändelser” (001): hvad det kræver, med hvilken styrke, og hvad der skal fremgå, før det kan bedømmes. Det, som “skal” kræver, kan overtrædes; det, som “bør” eller “vigtigt” siger, kan man afvige fra; det, som “kan” tilbyder, er en bemærkning værd (003 §10). En regel bedømmer det registrerede; den afviser intet og flytter intet ansvar.",
  row: "punkt",
  force: "styrke",
  demand: "krav",
  needs: "hvad der skal fremgå",
  unjudged: "bedømmes ikke",
  handling: "Forholdsordrer, kasser og intern transport (003 §§10–33)",
  counting: "Optælling (003 §34)",
  storage: "Opbevaring, låse og alarmer (003 §§35–39)",
  post: "Kvitteringer og værdipost (003 §§40–42)",
  air: "Med fly (003 §43)",
  transport: "Værditransport (003 §§50–55)",
  duty: "Lovgivning, overfald og kontrolcentraler (003 §§60–64)",
  screening: "Sikrede brevforsendelser (001)",
}

export const filed: Danish["filed"] = {
  title: "Hvem havde ansvaret",
  item: "Genstand {item}",
  answer: "Svaret",
  carried:
    "Beviset er vedhæftet dette dokument som {file}: {bytes} byte, SHA-256 {hash}. Det trykte er så meget værd, som filen beviser. Kontrollér den uden net med “kvitto verify”, eller på siden Kontrollér i et hvilket som helst register, efter din egen politik.",
  policy: "Kontrolleret efter den politik, som operatøren af {origin} foreslår, SHA-256 {hash}.",
  steps: "Hvad der blev kontrolleret",
  holds: "holder",
  fails: "holder IKKE",
  page: "{page} af {pages}",
}

export const step: Danish["step"] = {
  1: "filen er en bevisfil til dette spørgsmål",
  2: "en log, som tillidspolitikken stoler på, har underskrevet kontrolpunktet",
  3: "tillidspolitikkens logvidner har medunderskrevet kontrolpunktet",
  4: "hver registerpost er et blad i kontrolpunktets træ",
  5: "det sidste blad er registerseglet",
  6: "kortet er det, som registerseglet nævner",
  7: "hver kæde i filen er hel",
  8: "registret er det, som dets oprettelse siger",
  9: "hver erklæring er velformet, og dens underskrifter holder",
  10: "hver kæde, som svaret bygger på, er i filen",
  11: "posterne følger efter hinanden",
  12: "tid",
  13: "forseglede vilkår",
  14: "løse kvitteringer",
  15: "fuldstændighed",
  16: "svaret",
}

export const found: Danish["found"] = {
  holds: "holder",
  read: "{entries, plural, one {# post} other {# poster}}, {chains, plural, one {# kæde} other {# kæder}}",
  head: "{origin}, størrelse {size}",
  cosigned: "af {witnesses}",
  uncosigned: "tillidspolitikken kræver ingen",
  leaves: "deres hashværdier giver kontrolpunktets rod",
  seal: "på plads {index}, med den nøgle, som oprettelsen eller styringen har udpeget",
  map: "{subjects, plural, one {# emne} other {# emner}}",
  chains: "{entries, plural, one {# post} other {# poster}} vedrører genstanden",
  sample: "et eksempelregister",
  signed: "med nøgler, som var registreret forinden",
  given: "ingen er udeladt",
  following: "hash for hash, hvor naboposterne er i filen",
  operator: "kun operatøren",
  witnesses: "logvidner",
  terms: "{shown} vist, {withheld} ikke vist; hvert vist vilkår er det, der blev forseglet",
  loose: "{counted} af {given} regnet med",
  complete: "så vidt tillidspolitikken kræver",
  "on-word": "efter operatørens eget ord",
}
