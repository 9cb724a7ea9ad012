/** Norwegian (bokmål), words. */

import type * as english from "./en-words.ts"
import type { Part } from "./message.ts"

type Norwegian = Part<typeof english>

export const kind: Norwegian["kind"] = {
  genesis: "opprettelse",
  governance: "styrevedtak",
  upgrade: "oppgradering",
  party: "part",
  key: "signaturnøkkel",
  place: "sted",
  contract: "avtale",
  intake: "førsteregistrering",
  close: "avslutning",
  owner: "eier",
  offer: "tilbud",
  withdraw: "tilbakekall",
  acceptance: "mottak",
  pack: "pakking",
  unpack: "utpakking",
  event: "hendelse",
  settlement: "forlik",
  same: "samme ting",
  check: "kontroll",
  duty: "vakt",
  alarm: "alarm",
  action: "tiltak",
  report: "melding",
  acknowledge: "bekreftelse",
  correction: "rettelse",
  seal: "registersegl",
  reads: "innsyn",
  attestation: "bevitnelse",
}

export const reservation: Norwegian["reservation"] = {
  "seal-broken": "plombe brutt",
  "seal-differs": "plombe avviker",
  short: "manko",
  excess: "overskudd",
  "wrong-item": "feil gjenstand",
  damaged: "skadet",
  unchecked: "ikke kontrollert",
}

export const report: Norwegian["report"] = {
  missing: "savnet",
  theft: "tyveri",
  robbery: "ran",
  recovery: "gjenfunnet",
  deviation: "avvik",
  claim: "erstatningskrav",
  finding: "funn",
  description: "signalement",
}

export const place: Norwegian["place"] = {
  till: "kasse",
  "counting-room": "opptellingsrom",
  "counting-room-equivalent": "et rom likeverdig med et opptellingsrom",
  vault: "hvelv",
  "storage-unit": "verdioppbevaringsenhet",
  vehicle: "kjøretøy",
  street: "gate",
  "post-office": "postkontor",
  "cargo-handling": "godshåndtering",
  "aircraft-side": "flyside",
  "security-terminal": "sikkerhetsterminal",
  machine: "automat",
  "deposit-box": "deponeringsboks",
  address: "adresse",
  other: "annet sted",
}

export const goods: Norwegian["goods"] = {
  cash: "kontanter",
  valuables: "verdigjenstander",
  "value-post-1": "verdipost, klasse 1",
  "value-post-2": "verdideklarert post, klasse 2",
  letter: "brev",
  parcel: "pakke",
  key: "nøkkel",
  case: "transportkoffert",
  cassette: "kassett",
  vehicle: "kjøretøy",
  other: "annet",
  code: "kode",
  "deposit-box": "deponeringsboks",
  "storage-unit": "verdioppbevaringsenhet",
  trolley: "transportvogn",
  tube: "rørpostkassett",
}

export const feature: Norwegian["feature"] = {
  shielded: "skjermet",
  "money-sensor": "pengeføler",
  "dye-pack": "innfargings- og røyksystem",
  "deposit-box": "deponeringsboks",
  "hold-up-button": "overfallsknapp",
  "silent-local-alert": "stille lokal varsling",
  "approved-centre": "tilknytning til en godkjent kontrollsentral",
  cctv: "kameraovervåking",
  "cctv-on-alarm": "kameraovervåking koblet til overfallsalarmen",
  "verified-alarm": "verifisert alarm",
  "behind-till-line": "en vei bak kasselinjen",
  "restricted-access": "adgang bare for bestemte personer",
  "two-locks": "to låser",
  "one-lock-inside-only": "en lås som bare kan brukes innenfra",
  "latch-lock": "smekklås",
  "spy-hole": "dørkikkert",
  "cctv-of-approach": "kameraovervåking av adkomstveien",
  "lock-signs": "skilting om låsen",
  "room-detector": "romdetektor",
  "box-contact": "bokskontakt",
  "aia-installed": "installasjon etter AIA-katalogen",
  "main-entrance-lit": "opplyst hovedinngang",
  "ds3999-annex-b": "DS 3999 vedlegg B",
}

export const credential: Norwegian["credential"] = {
  "guard-authorisation": "tillatelse etter lov om vaktvirksomhet",
  "ds-3999": "DS 3999-sertifikat",
  "personal-approval": "personlig godkjenning fra departementet",
  "over-18": "attestert fylt 18 år",
  vetting: "bakgrunnssjekk",
  "standing-order": "instruks",
  "ssfn-045": "godkjenning etter SSFN 045",
  "ssfn-045-equivalent": "godkjenning likeverdig med SSFN 045",
}

export const limit: Norwegian["limit"] = {
  till: "høyeste kassebeholdning",
  round: "høyeste beløp i én intern transportrunde",
  "single-person": "høyeste beløp for én person alene",
  "larger-sum": "hva som er et større beløp",
  "unit-by-day": "godkjent beløp på dagtid",
  "unit-by-night": "godkjent beløp om natten",
  "lock-delay": "låsens tidsforsinkelse etter beløp",
  surveillance: "overvåking",
  "transport-class": "transportklasse",
  regularity: "regelmessighet",
  "carrier-cap": "transportørens ansvarsgrense",
  "policy-limit": "forsikringssum",
}

export const topic: Norwegian["topic"] = {
  "till-holdings": "kassebeholdning",
  "till-emptying": "kassetømming",
  "internal-transport": "intern transport",
  walkways: "fastlagte gangveier",
  "counting-room": "opptellingsrom",
  counting: "opptelling av penger",
  "storage-until-collection": "oppbevaring til henting",
  "reaction-to-robbery": "de ansattes reaksjoner ved tyveri eller ran",
  "psychological-help": "psykologhjelp",
  "statements-to-the-press": "uttalelser til pressen",
}

export const paper: Norwegian["paper"] = {
  "named-security": "verdipapir lydende på navn",
  bond: "obligasjon",
  "premium-bond": "premieobligasjon",
  share: "aksje",
  coupon: "kupong",
  "bill-of-exchange": "veksel",
  cheque: "sjekk",
  "card-slip": "kredittkortkvittering",
  "bank-book": "bankbok",
  "lottery-ticket": "lodd",
  talon: "talong",
  "bearer-security": "ihendehaverpapir",
  cash: "kontanter",
  "precious-metal": "edelt metall",
  "travellers-cheque": "reisesjekk",
  "unused-stamp": "ubrukt frimerke",
  "excise-band": "banderole",
  "revenue-stamp": "stempelmerke",
}

export const verdict: Norwegian["verdict"] = {
  proved: "bevist",
  "not-proved": "ikke bevist",
  undecided: "ikke avgjort",
  disputed: "omtvistet",
  "cannot-decide": "kan ikke bedømmes",
}

export const scope: Norwegian["scope"] = {
  unit: "enheten",
  contents: "innholdet",
}

export const force: Norwegian["force"] = {
  skal: "skal",
  bør: "bør",
  kan: "kan",
  vigtigt: "viktig",
  lov: "lov",
}

export const severity: Norwegian["severity"] = {
  violation: "overtredelse",
  deviation: "avvik",
  note: "merknad",
}

export const outcome: Norwegian["outcome"] = {
  met: "oppfylt",
  missed: "ikke oppfylt",
  broken: "overtrådt",
  undecidable: "kan ikke avgjøres ut fra det registrerte",
}

export const scheme: Norwegian["scheme"] = {
  bag: "pose",
  seal: "plombe",
  paper: "papir",
  free: "merke",
}
