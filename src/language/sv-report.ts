/** Swedish, the verdict. */

import type * as english from "./en-report.ts"
import type { Part } from "./message.ts"

type Swedish = Part<typeof english>

export const line: Swedish["line"] = {
  particulars: "{finding}: {detail}",
  lacking: "{demand}: kan inte avgöras, eftersom följande saknas: {need}",
  edition: "bedöms enligt utgåva {edition} av regelsamlingen, som denna version inte känner till",
  "would-refuse": "Liggaren skulle avvisa detta: {why}.",
  "would-find": "Det skulle ge en iakttagelse: {sentence} [{code}].",
  balance:
    "{owner}: förstaregistrerat {taken}, kvar {held}, avslutat {closed}, differens {difference}",
  rules:
    "Vägledningens regler: uppfyllda: {met}, inte följda: {faults}, kan inte avgöras av det som visas: {open}.",
  sample: "EXEMPELLIGGARE: inget av detta har hänt.",
  operator: "Enligt operatörens ord och klocka:",
  "question-at": "Fråga: vem var ansvarig för föremål {item} ({scope}) vid tidpunkten {at}?",
  "question-between":
    "Fråga: vem var ansvarig för föremål {item} ({scope}) mellan {from} och {to}?",
  genuine: "Fil: äkta.",
  false: "Fil: INTE ÄKTA: {failure}.",
  failure: "steg {step}, {name}: {finding}",
  "no-failure": "inget steg underkändes",
  verdict: "Slutsats: {verdict}.",
  "liable-only": "Ansvarig: {who}; mellan {from} och {to}: {why}.",
  "liable-one": "Alternativ {n}: {who}; mellan {from} och {to}: {why}.",
  "nobody-only": "Ansvarig: ännu ingen; {why}.",
  "nobody-one": "Alternativ {n}: ännu ingen; {why}.",
  who: "{party}, gentemot {toward}, {contract}, enligt regel {rule}, genom kvitto {receipt}",
  "jointly-with": "{first}; tillsammans med {other}",
  owner: "ägaren",
  itself: "sig själv",
  contract: "enligt avtal {contract}",
  "no-contract": "utan registrerat avtal",
  receipt: "Kvitto {receipt}: {times}.",
  hands: "Hos {party} mellan {from} och {to}.",
  "hands-at": "Hos {party}, {place}, mellan {from} och {to}.",
  outside: "någon utanför liggaren",
  burden: "Bevisbörda: {party} har att visa sig vara befriad från ansvaret.",
  "no-burden": "Bevisbörda: vilar inte på någon, så långt det är bevisat.",
  reservation: "Förbehåll i kvitto {receipt}: {codes}.",
  cover: "Täckning: {cover}.",
  interval: "Sista bevis för att det var helt: {after}; första uppgift om motsatsen: {before}.",
  finding: "Iakttagelse ({statement}): {sentence} [{code}].",
  rule: "Vägledning {section}, {severity} {rule} ({statement}), {outcome}: {sentence}.",
  difference:
    "Differens {kind}, pengar tillhörande {owner}: {expected} enligt {since}; {found} enligt {by}; {reported}.",
  assurance: "Lägsta signaturnivå: {level}.",
  "withheld-none": "Utelämnat: inget.",
  withheld:
    "Utelämnat: {count, plural, one {# förseglad uppgift} other {# förseglade uppgifter}} (varav {never} aldrig har lämnats in).",
  complete:
    "Fullständigt till och med kontrollpunkt {size} i {origin}, {time} (tidsgrund: {basis}), för detta föremåls id. Ett kvitto i en låda kan fortfarande dyka upp.",
  narrow: "Svaret kan avgränsas med: {narrow}.",
  last: "Detta säger vem som hade kvitterat för det; inte vem som tog det, om någon var vårdslös eller om det finns täckning.",
}

export const time: Swedish["time"] = {
  signed: "undertecknat mellan {from} och {to} {by}; uppgiven tid {claimed}, registrerat {arrived}",
  "signed-fixed":
    "undertecknat mellan {from} och {to} {by}; uppgiven tid {claimed}, position fastställd {fixed}, registrerat {arrived}",
  unknown: "en okänd tidpunkt",
  now: "nu",
  none: "ingen tidpunkt",
  operator: "enligt operatörens klocka",
  witnesses: "enligt loggvittnen ({count} av {of})",
  "operator-only": "endast operatören",
  "by-witnesses": "loggvittnen",
  "no-checkpoint": "ingen",
  "no-level": "ingen",
  "no-ledger": "ingen liggare",
}

/** Counts witnesses, and so is neuter. */
export const numeral: Swedish["numeral"] = {
  "0": "inget",
  "1": "ett",
  "2": "två",
  "3": "tre",
  "4": "fyra",
  "5": "fem",
  "6": "sex",
  "7": "sju",
  "8": "åtta",
  "9": "nio",
  "10": "tio",
  "11": "elva",
  "12": "tolv",
}

export const cover: Swedish["cover"] = {
  value: "riskutsatt värde {value}; {parts}",
  declared: "angivet värde {sum}",
  cap: "transportörens ansvarsgräns {sum}",
  policy: "försäkringsbelopp {sum}",
  gap: "{sum} utan täckning",
  "no-gap": "inget är otäckt enligt det avtalade",
  "not-shown": "kan inte beräknas: {what}",
  "value-not-shown": "värdet framgår inte",
  "no-value": "inget belopp är uppgivet",
  "currencies-differ": "beloppen är i olika valutor",
  "terms-not-shown": "avtalets belopp framgår inte",
}

export const difference: Swedish["difference"] = {
  count: "vid uppräkning",
  receipt: "vid mottagande",
  close: "vid inbetalning",
  exchange: "vid delning, sammanslagning eller växling",
  by: "{party}, person {person}, handling {statement}",
  nobody: "inte angiven",
  "no-owner": "en icke namngiven ägare",
  reported: "rapporterad samtidigt",
  unreported: "utan rapport",
}

export const page: Swedish["page"] = {
  title: "Regelsamlingen, utgåva {edition}",
  explained:
    "Varje numrerad punkt i vägledningen ”Værdihåndtering” (003) och i ”Säkra brevförsändelser” (001): vad den kräver, med vilken styrka, och vad som ska framgå innan den kan bedömas. Det som ”ska” kräver kan överträdas; det som ”bör” eller ”viktigt” säger kan man avvika från; det som ”kan” erbjuder är värt en notering (003 §10). En regel bedömer det registrerade; den avvisar inget och flyttar inget ansvar.",
  row: "punkt",
  force: "styrka",
  demand: "krav",
  needs: "vad som ska framgå",
  unjudged: "bedöms inte",
  handling: "Instruktioner, kassor och intern transport (003 §§10–33)",
  counting: "Uppräkning (003 §34)",
  storage: "Förvaring, lås och larm (003 §§35–39)",
  post: "Kvitton och värdepost (003 §§40–42)",
  air: "Med flyg (003 §43)",
  transport: "Värdetransport (003 §§50–55)",
  duty: "Lagstiftning, överfall och larmcentraler (003 §§60–64)",
  screening: "Säkra brevförsändelser (001)",
}

export const filed: Swedish["filed"] = {
  title: "Vem ansvarade",
  item: "Föremål {item}",
  answer: "Svaret",
  carried:
    "Beviset är bifogat detta dokument som {file}: {bytes} byte, SHA-256 {hash}. Det tryckta är värt så mycket som filen bevisar. Kontrollera den utan nät med “kvitto verify”, eller på sidan Kontrollera i vilken liggare som helst, enligt din egen policy.",
  policy: "Kontrollerat enligt den policy som operatören av {origin} föreslår, SHA-256 {hash}.",
  steps: "Vad som kontrollerades",
  holds: "håller",
  fails: "håller INTE",
  page: "{page} av {pages}",
}

export const step: Swedish["step"] = {
  1: "filen är en bevisfil för denna fråga",
  2: "en logg som tillitspolicyn litar på har undertecknat kontrollpunkten",
  3: "tillitspolicyns loggvittnen har medundertecknat kontrollpunkten",
  4: "varje liggarpost är ett löv i kontrollpunktens träd",
  5: "det sista lövet är liggarens sigill",
  6: "kartan är den som sigillet anger",
  7: "varje kedja i filen är hel",
  8: "liggaren är den som dess upprättande säger",
  9: "varje handling är välformad och dess underskrifter håller",
  10: "varje kedja som svaret vilar på finns i filen",
  11: "posterna följer på varandra",
  12: "tid",
  13: "förseglade villkor",
  14: "lösa kvitton",
  15: "fullständighet",
  16: "svaret",
}

export const found: Swedish["found"] = {
  holds: "håller",
  read: "{entries, plural, one {# post} other {# poster}}, {chains, plural, one {# kedja} other {# kedjor}}",
  head: "{origin}, storlek {size}",
  cosigned: "av {witnesses}",
  uncosigned: "tillitspolicyn kräver inga",
  leaves: "deras hashvärden ger kontrollpunktens rot",
  seal: "på plats {index}, med den nyckel som upprättandet eller styrningen har utsett",
  map: "{subjects, plural, one {# ämne} other {# ämnen}}",
  chains: "{entries, plural, one {# post} other {# poster}} rör föremålet",
  sample: "en exempelliggare",
  signed: "med nycklar som var registrerade dessförinnan",
  given: "ingen är utelämnad",
  following: "hash för hash där grannposterna finns i filen",
  operator: "bara operatören",
  witnesses: "loggvittnen",
  terms: "{shown} visade, {withheld} inte visade; varje visat villkor är det som förseglades",
  loose: "{counted} av {given} räknade med",
  complete: "så långt tillitspolicyn kräver",
  "on-word": "på operatörens eget ord",
}
