/** Norwegian (bokmål), the verdict. */

import type * as english from "./en-report.ts"
import type { Part } from "./message.ts"

type Norwegian = Part<typeof english>

export const line: Norwegian["line"] = {
  particulars: "{finding}: {detail}",
  lacking: "{demand}: kan ikke avgjøres, fordi følgende mangler: {need}",
  edition: "bedømmes etter utgave {edition} av regelsamlingen, som denne versjonen ikke kjenner",
  "would-refuse": "Registeret ville avvise dette: {why}.",
  "would-find": "Det ville gi et funn: {sentence} [{code}].",
  balance:
    "{owner}: førsteregistrert {taken}, beholdning {held}, avsluttet {closed}, differanse {difference}",
  rules:
    "Veiledningens regler: oppfylt: {met}, ikke fulgt: {faults}, kan ikke avgjøres ut fra det som vises: {open}.",
  sample: "EKSEMPELREGISTER: ingenting av dette har skjedd.",
  operator: "Etter operatørens ord og klokke:",
  "question-at": "Spørsmål: hvem var ansvarlig for gjenstand {item} ({scope}) på tidspunktet {at}?",
  "question-between":
    "Spørsmål: hvem var ansvarlig for gjenstand {item} ({scope}) mellom {from} og {to}?",
  genuine: "Fil: ekte.",
  false: "Fil: IKKE EKTE: {failure}.",
  failure: "trinn {step}, {name}: {finding}",
  "no-failure": "ingen trinn slo feil",
  verdict: "Konklusjon: {verdict}.",
  "liable-only": "Ansvarlig: {who}; mellom {from} og {to}: {why}.",
  "liable-one": "Alternativ {n}: {who}; mellom {from} og {to}: {why}.",
  "nobody-only": "Ansvarlig: ennå ingen; {why}.",
  "nobody-one": "Alternativ {n}: ennå ingen; {why}.",
  who: "{party}, overfor {toward}, {contract}, etter regel {rule}, ved kvittering {receipt}",
  "jointly-with": "{first}; sammen med {other}",
  owner: "eieren",
  itself: "seg selv",
  contract: "etter avtale {contract}",
  "no-contract": "uten registrert avtale",
  receipt: "Kvittering {receipt}: {times}.",
  hands: "Hos {party} mellom {from} og {to}.",
  "hands-at": "Hos {party}, {place}, mellom {from} og {to}.",
  outside: "noen utenfor registeret",
  burden: "Bevisbyrde: {party} må godtgjøre å være fritatt for ansvaret.",
  "no-burden": "Bevisbyrde: hviler ikke på noen, så langt det er bevist.",
  reservation: "Forbehold i kvittering {receipt}: {codes}.",
  cover: "Dekning: {cover}.",
  interval: "Siste bevis for at den var intakt: {after}; første melding om det motsatte: {before}.",
  finding: "Funn ({statement}): {sentence} [{code}].",
  rule: "Veiledning {section}, {severity} {rule} ({statement}), {outcome}: {sentence}.",
  difference:
    "Differanse {kind}, penger tilhørende {owner}: {expected} ifølge {since}; {found} ifølge {by}; {reported}.",
  assurance: "Laveste signaturnivå: {level}.",
  "withheld-none": "Tilbakeholdt: ingenting.",
  withheld:
    "Tilbakeholdt: {count, plural, one {# forseglet opplysning} other {# forseglede opplysninger}} (herav {never} aldri levert).",
  complete:
    "Fullstendig til og med kontrollpunkt {size} i {origin}, {time} (tidsgrunnlag: {basis}), for denne gjenstandens id. En kvittering i en skuff kan fortsatt dukke opp.",
  narrow: "Svaret kan snevres inn med: {narrow}.",
  last: "Dette sier hvem som hadde kvittert for den; ikke hvem som tok den, om noen var uaktsom, eller om det finnes dekning.",
}

export const time: Norwegian["time"] = {
  signed: "signert mellom {from} og {to} {by}; oppgitt tid {claimed}, registrert {arrived}",
  "signed-fixed":
    "signert mellom {from} og {to} {by}; oppgitt tid {claimed}, posisjon bestemt {fixed}, registrert {arrived}",
  unknown: "et ukjent tidspunkt",
  now: "nå",
  none: "intet tidspunkt",
  operator: "ifølge operatørens klokke",
  witnesses: "ifølge loggvitner ({count} av {of})",
  "operator-only": "bare operatøren",
  "by-witnesses": "loggvitner",
  "no-checkpoint": "intet",
  "no-level": "intet",
  "no-ledger": "intet register",
}

/** Counts witnesses, and so is neuter. */
export const numeral: Norwegian["numeral"] = {
  "0": "ingen",
  "1": "ett",
  "2": "to",
  "3": "tre",
  "4": "fire",
  "5": "fem",
  "6": "seks",
  "7": "sju",
  "8": "åtte",
  "9": "ni",
  "10": "ti",
  "11": "elleve",
  "12": "tolv",
}

export const cover: Norwegian["cover"] = {
  value: "risikoutsatt verdi {value}; {parts}",
  declared: "oppgitt verdi {sum}",
  cap: "transportørens ansvarsgrense {sum}",
  policy: "forsikringssum {sum}",
  gap: "{sum} udekket",
  "no-gap": "ingenting er udekket etter det avtalte",
  "not-shown": "kan ikke beregnes: {what}",
  "value-not-shown": "verdien framgår ikke",
  "no-value": "det er ikke oppgitt noe beløp",
  "currencies-differ": "beløpene er i ulike valutaer",
  "terms-not-shown": "avtalens beløp framgår ikke",
}

export const difference: Norwegian["difference"] = {
  count: "ved opptelling",
  receipt: "ved mottak",
  close: "ved innbetaling",
  exchange: "ved deling, sammenslåing eller veksling",
  by: "{party}, person {person}, erklæring {statement}",
  nobody: "ikke oppgitt",
  "no-owner": "en ikke navngitt eier",
  reported: "meldt samtidig",
  unreported: "uten melding",
}

export const page: Norwegian["page"] = {
  title: "Regelsamlingen, utgave {edition}",
  explained:
    "Hvert nummererte punkt i veiledningen «Værdihåndtering» (003) og i «Säkra brevförsändelser» (001): hva det krever, med hvilken styrke, og hva som må framgå før det kan bedømmes. Det som «skal» krever, kan overtres; det som «bør» eller «viktig» sier, kan man avvike fra; det som «kan» tilbyr, er verdt en merknad (003 §10). En regel bedømmer det registrerte; den avviser ingenting og flytter intet ansvar.",
  row: "punkt",
  force: "styrke",
  demand: "krav",
  needs: "hva som må framgå",
  unjudged: "bedømmes ikke",
  handling: "Instrukser, kasser og intern transport (003 §§10–33)",
  counting: "Opptelling (003 §34)",
  storage: "Oppbevaring, låser og alarmer (003 §§35–39)",
  post: "Kvitteringer og verdipost (003 §§40–42)",
  air: "Med fly (003 §43)",
  transport: "Verditransport (003 §§50–55)",
  duty: "Lovgivning, overfall og kontrollsentraler (003 §§60–64)",
  screening: "Sikrede brevsendinger (001)",
}

export const filed: Norwegian["filed"] = {
  title: "Hvem var ansvarlig",
  item: "Gjenstand {item}",
  answer: "Svaret",
  carried:
    "Beviset er vedlagt dette dokumentet som {file}: {bytes} byte, SHA-256 {hash}. Det trykte er verdt så mye som filen beviser. Kontroller den uten nett med “kvitto verify”, eller på siden Kontroller i et hvilket som helst register, etter din egen policy.",
  policy: "Kontrollert etter den policyen som operatøren av {origin} foreslår, SHA-256 {hash}.",
  steps: "Hva som ble kontrollert",
  holds: "holder",
  fails: "holder IKKE",
  page: "{page} av {pages}",
}

export const step: Norwegian["step"] = {
  1: "filen er en bevisfil for dette spørsmålet",
  2: "en logg som tillitspolicyen stoler på, har signert kontrollpunktet",
  3: "tillitspolicyens loggvitner har medsignert kontrollpunktet",
  4: "hver registerpost er et blad i kontrollpunktets tre",
  5: "det siste bladet er registerseglet",
  6: "kartet er det som registerseglet oppgir",
  7: "hver kjede i filen er hel",
  8: "registeret er det som opprettelsen sier",
  9: "hver erklæring er velformet, og signaturene holder",
  10: "hver kjede som svaret bygger på, er i filen",
  11: "postene følger på hverandre",
  12: "tid",
  13: "forseglede vilkår",
  14: "løse kvitteringer",
  15: "fullstendighet",
  16: "svaret",
}

export const found: Norwegian["found"] = {
  holds: "holder",
  read: "{entries, plural, one {# post} other {# poster}}, {chains, plural, one {# kjede} other {# kjeder}}",
  head: "{origin}, størrelse {size}",
  cosigned: "av {witnesses}",
  uncosigned: "tillitspolicyen krever ingen",
  leaves: "hashverdiene deres gir kontrollpunktets rot",
  seal: "på plass {index}, med den nøkkelen som opprettelsen eller styringen har utpekt",
  map: "{subjects, plural, one {# emne} other {# emner}}",
  chains: "{entries, plural, one {# post} other {# poster}} gjelder gjenstanden",
  sample: "et eksempelregister",
  signed: "med nøkler som var registrert på forhånd",
  given: "ingen er utelatt",
  following: "hash for hash der nabopostene er i filen",
  operator: "bare operatøren",
  witnesses: "logvitner",
  terms: "{shown} vist, {withheld} ikke vist; hvert vist vilkår er det som ble forseglet",
  loose: "{counted} av {given} regnet med",
  complete: "så langt tillitspolicyen krever",
  "on-word": "på operatørens eget ord",
}
