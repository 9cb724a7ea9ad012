/** Danish, words: the guideline's own where it has them. */

import type * as english from "./en-words.ts"
import type { Part } from "./message.ts"

type Danish = Part<typeof english>

export const kind: Danish["kind"] = {
  genesis: "oprettelse",
  governance: "styrelsesbeslutning",
  upgrade: "opgradering",
  party: "part",
  key: "signaturnøgle",
  place: "sted",
  contract: "aftale",
  intake: "førsteregistrering",
  close: "afslutning",
  owner: "ejer",
  offer: "tilbud",
  withdraw: "tilbagekaldelse",
  acceptance: "modtagelse",
  pack: "pakning",
  unpack: "udpakning",
  event: "hændelse",
  settlement: "forlig",
  same: "samme ting",
  check: "kontrol",
  duty: "vagt",
  alarm: "alarm",
  action: "indsats",
  report: "indberetning",
  acknowledge: "bekræftelse",
  correction: "rettelse",
  seal: "registersegl",
  reads: "indsigt",
  attestation: "bevidnelse",
}

export const reservation: Danish["reservation"] = {
  "seal-broken": "plombe brudt",
  "seal-differs": "plombe afviger",
  short: "manko",
  excess: "overskud",
  "wrong-item": "forkert genstand",
  damaged: "beskadiget",
  unchecked: "ikke kontrolleret",
}

export const report: Danish["report"] = {
  missing: "savnet",
  theft: "tyveri",
  robbery: "røveri",
  recovery: "genfundet",
  deviation: "afvigelse",
  claim: "krav",
  finding: "konstatering",
  description: "signalement",
}

export const place: Danish["place"] = {
  till: "kasse",
  "counting-room": "optællingsrum",
  "counting-room-equivalent": "et rum svarende til et optællingsrum",
  vault: "boksrum",
  "storage-unit": "værdiopbevaringsenhed",
  vehicle: "køretøj",
  street: "gade",
  "post-office": "posthus",
  "cargo-handling": "cargo-handling",
  "aircraft-side": "flyside",
  "security-terminal": "sikkerhedsterminal",
  machine: "automat",
  "deposit-box": "deponeringsboks",
  address: "adresse",
  other: "andet sted",
}

export const goods: Danish["goods"] = {
  cash: "rede penge",
  valuables: "værdigenstande",
  "value-post-1": "værdipost, klasse 1",
  "value-post-2": "værdideklareret post, klasse 2",
  letter: "brev",
  parcel: "pakke",
  key: "nøgle",
  case: "transportkuffert",
  cassette: "kassette",
  vehicle: "køretøj",
  other: "andet",
  code: "kode",
  "deposit-box": "deponeringsboks",
  "storage-unit": "værdiopbevaringsenhed",
  trolley: "transportvogn",
  tube: "rørpostkassette",
}

export const feature: Danish["feature"] = {
  shielded: "afskærmet",
  "money-sensor": "pengeføler",
  "dye-pack": "indfarvnings- og røgsystem",
  "deposit-box": "deponeringsboks",
  "hold-up-button": "overfaldstryk",
  "silent-local-alert": "lokal tavs varsling",
  "approved-centre": "forbindelse til en godkendt kontrolcentral",
  cctv: "TV-overvågning",
  "cctv-on-alarm": "TV-overvågning forbundet med overfaldsalarmen",
  "verified-alarm": "verificeret alarm",
  "behind-till-line": "en vej bag kasselinien",
  "restricted-access": "adgang kun for bestemte personer",
  "two-locks": "to låse",
  "one-lock-inside-only": "en lås, der kun kan bruges fra indvendig side",
  "latch-lock": "smæklås",
  "spy-hole": "dørspion",
  "cctv-of-approach": "TV-overvågning i adgangsvejen",
  "lock-signs": "skiltning om låsen",
  "room-detector": "rumdetektor",
  "box-contact": "bokskontakt",
  "aia-installed": "installation efter AIA-kataloget",
  "main-entrance-lit": "oplyst hoveddør",
  "ds3999-annex-b": "DS 3999, annex B",
}

export const credential: Danish["credential"] = {
  "guard-authorisation": "autorisation efter lov om vagtvirksomhed",
  "ds-3999": "DS 3999-certifikat",
  "personal-approval": "personlig godkendelse fra Justitsministeriet",
  "over-18": "attesteret fyldt 18 år",
  vetting: "baggrundskontrol",
  "standing-order": "forholdsordre",
  "ssfn-045": "godkendelse efter SSFN 045",
  "ssfn-045-equivalent": "godkendelse svarende til SSFN 045",
}

export const limit: Danish["limit"] = {
  till: "maksimal kassebeholdning",
  round: "største beløb i én intern transportrunde",
  "single-person": "største beløb for én person alene",
  "larger-sum": "hvad der er et større pengebeløb",
  "unit-by-day": "godkendt beløb i dagtimerne",
  "unit-by-night": "godkendt beløb om natten",
  "lock-delay": "låsens tidsforsinkelse efter beløb",
  surveillance: "overvågning",
  "transport-class": "transportklasse",
  regularity: "regelmæssighed",
  "carrier-cap": "transportørens ansvarsgrænse",
  "policy-limit": "forsikringssum",
}

/** 003 §31 word for word. */
export const topic: Danish["topic"] = {
  "till-holdings": "kassebeholdning",
  "till-emptying": "kassetømning",
  "internal-transport": "interne transportmidler",
  walkways: "fastlagte gangveje ved intern transport",
  "counting-room": "lokale til optælling af penge",
  counting: "selve optællingen af penge",
  "storage-until-collection": "opbevaring af penge indtil afhentning",
  "reaction-to-robbery": "medarbejdernes reaktioner ved tyveri eller røveri",
  "psychological-help": "retningslinjer for psykologhjælp",
  "statements-to-the-press": "udtalelser til pressen",
}

/** 003 §41. */
export const paper: Danish["paper"] = {
  "named-security": "værdipapir lydende på navn",
  bond: "obligation",
  "premium-bond": "præmieobligation",
  share: "aktie",
  coupon: "kupon",
  "bill-of-exchange": "veksel",
  cheque: "check",
  "card-slip": "kreditkortkvittering",
  "bank-book": "bank- eller sparekassebog",
  "lottery-ticket": "lodseddel",
  talon: "talon",
  "bearer-security": "ihændehaverpapir",
  cash: "rede penge",
  "precious-metal": "ædelt metal",
  "travellers-cheque": "rejsecheck",
  "unused-stamp": "ubrugt frimærke",
  "excise-band": "banderole",
  "revenue-stamp": "stempelmærke",
}

export const verdict: Danish["verdict"] = {
  proved: "bevist",
  "not-proved": "ikke bevist",
  undecided: "ikke afgjort",
  disputed: "omtvistet",
  "cannot-decide": "kan ikke bedømmes",
}

export const scope: Danish["scope"] = {
  unit: "enheden",
  contents: "indholdet",
}

export const force: Danish["force"] = {
  skal: "skal",
  bør: "bør",
  kan: "kan",
  vigtigt: "vigtigt",
  lov: "lov",
}

export const severity: Danish["severity"] = {
  violation: "overtrædelse",
  deviation: "afvigelse",
  note: "bemærkning",
}

export const outcome: Danish["outcome"] = {
  met: "opfyldt",
  missed: "ikke opfyldt",
  broken: "overtrådt",
  undecidable: "kan ikke afgøres ud fra det registrerede",
}

export const scheme: Danish["scheme"] = {
  bag: "pose",
  seal: "plombe",
  paper: "papir",
  free: "nummer",
}
