/** Swedish, words. */

import type * as english from "./en-words.ts"
import type { Part } from "./message.ts"

type Swedish = Part<typeof english>

export const kind: Swedish["kind"] = {
  genesis: "upprättande",
  governance: "styrelsebeslut",
  upgrade: "uppgradering",
  party: "part",
  key: "signaturnyckel",
  place: "plats",
  contract: "avtal",
  intake: "förstaregistrering",
  close: "avslut",
  owner: "ägare",
  offer: "erbjudande",
  withdraw: "återkallelse",
  acceptance: "mottagande",
  pack: "packning",
  unpack: "uppackning",
  event: "händelse",
  settlement: "förlikning",
  same: "samma sak",
  check: "kontroll",
  duty: "tjänstgöring",
  alarm: "larm",
  action: "åtgärd",
  report: "rapport",
  acknowledge: "bekräftelse",
  correction: "rättelse",
  seal: "liggarens sigill",
  reads: "insyn",
  attestation: "bevittning",
}

export const reservation: Swedish["reservation"] = {
  "seal-broken": "plomb bruten",
  "seal-differs": "plomb avviker",
  short: "manko",
  excess: "överskott",
  "wrong-item": "fel föremål",
  damaged: "skadat",
  unchecked: "inte kontrollerat",
}

export const report: Swedish["report"] = {
  missing: "saknat",
  theft: "stöld",
  robbery: "rån",
  recovery: "återfunnet",
  deviation: "avvikelse",
  claim: "ersättningskrav",
  finding: "iakttagelse",
  description: "signalement",
}

export const place: Swedish["place"] = {
  till: "kassa",
  "counting-room": "uppräkningsrum",
  "counting-room-equivalent": "ett rum likvärdigt med ett uppräkningsrum",
  vault: "valv",
  "storage-unit": "värdeförvaringsenhet",
  vehicle: "fordon",
  street: "gata",
  "post-office": "postkontor",
  "cargo-handling": "godshantering",
  "aircraft-side": "vid flygplanet",
  "security-terminal": "säkerhetsterminal",
  machine: "automat",
  "deposit-box": "deponeringsbox",
  address: "adress",
  other: "annan plats",
}

export const goods: Swedish["goods"] = {
  cash: "kontanter",
  valuables: "värdeföremål",
  "value-post-1": "värdepost, klass 1",
  "value-post-2": "värdedeklarerad post, klass 2",
  letter: "brev",
  parcel: "paket",
  key: "nyckel",
  case: "transportväska",
  cassette: "kassett",
  vehicle: "fordon",
  other: "annat",
  code: "kod",
  "deposit-box": "deponeringsbox",
  "storage-unit": "värdeförvaringsenhet",
  trolley: "transportvagn",
  tube: "rörpostpatron",
}

export const feature: Swedish["feature"] = {
  shielded: "avskärmad",
  "money-sensor": "sedelsensor",
  "dye-pack": "infärgnings- och röksystem",
  "deposit-box": "deponeringsbox",
  "hold-up-button": "överfallsknapp",
  "silent-local-alert": "tyst lokalt larm",
  "approved-centre": "anslutning till en godkänd larmcentral",
  cctv: "kamerabevakning",
  "cctv-on-alarm": "kamerabevakning kopplad till överfallslarmet",
  "verified-alarm": "verifierat larm",
  "behind-till-line": "en väg bakom kassalinjen",
  "restricted-access": "tillträde endast för vissa personer",
  "two-locks": "två lås",
  "one-lock-inside-only": "ett lås som endast kan användas inifrån",
  "latch-lock": "snäpplås",
  "spy-hole": "dörröga",
  "cctv-of-approach": "kamerabevakning av tillträdesvägen",
  "lock-signs": "skyltning om låset",
  "room-detector": "rumsdetektor",
  "box-contact": "skåpkontakt",
  "aia-installed": "installation enligt AIA-katalogen",
  "main-entrance-lit": "upplyst huvudentré",
  "ds3999-annex-b": "DS 3999 bilaga B",
}

export const credential: Swedish["credential"] = {
  "guard-authorisation": "auktorisation enligt lagen om bevakningsföretag",
  "ds-3999": "DS 3999-certifikat",
  "personal-approval": "personligt godkännande av ministeriet",
  "over-18": "intygat fyllda 18 år",
  vetting: "säkerhetsprövning",
  "standing-order": "instruktion",
  "ssfn-045": "godkännande enligt SSFN 045",
  "ssfn-045-equivalent": "godkännande likvärdigt med SSFN 045",
}

export const limit: Swedish["limit"] = {
  till: "högsta kassabehållning",
  round: "högsta belopp per intern transportrunda",
  "single-person": "högsta belopp för en ensam person",
  "larger-sum": "vad som är ett större belopp",
  "unit-by-day": "godkänt belopp dagtid",
  "unit-by-night": "godkänt belopp nattetid",
  "lock-delay": "låsets tidsfördröjning efter belopp",
  surveillance: "övervakning",
  "transport-class": "transportklass",
  regularity: "regelbundenhet",
  "carrier-cap": "transportörens ansvarsgräns",
  "policy-limit": "försäkringsbelopp",
}

export const topic: Swedish["topic"] = {
  "till-holdings": "kassabehållning",
  "till-emptying": "kassatömning",
  "internal-transport": "intern transport",
  walkways: "fastställda gångvägar",
  "counting-room": "uppräkningsrum",
  counting: "uppräkning av pengar",
  "storage-until-collection": "förvaring till hämtning",
  "reaction-to-robbery": "personalens agerande vid stöld eller rån",
  "psychological-help": "psykologhjälp",
  "statements-to-the-press": "uttalanden till pressen",
}

export const paper: Swedish["paper"] = {
  "named-security": "värdepapper ställt till viss man",
  bond: "obligation",
  "premium-bond": "premieobligation",
  share: "aktie",
  coupon: "kupong",
  "bill-of-exchange": "växel",
  cheque: "check",
  "card-slip": "kreditkortskvitto",
  "bank-book": "bankbok",
  "lottery-ticket": "lottsedel",
  talon: "talong",
  "bearer-security": "innehavarpapper",
  cash: "kontanter",
  "precious-metal": "ädelmetall",
  "travellers-cheque": "resecheck",
  "unused-stamp": "obegagnat frimärke",
  "excise-band": "banderoll",
  "revenue-stamp": "stämpelmärke",
}

export const verdict: Swedish["verdict"] = {
  proved: "bevisat",
  "not-proved": "inte bevisat",
  undecided: "inte avgjort",
  disputed: "tvistigt",
  "cannot-decide": "kan inte bedömas",
}

export const scope: Swedish["scope"] = {
  unit: "enheten",
  contents: "innehållet",
}

export const force: Swedish["force"] = {
  skal: "ska",
  bør: "bör",
  kan: "kan",
  vigtigt: "viktigt",
  lov: "lag",
}

export const severity: Swedish["severity"] = {
  violation: "överträdelse",
  deviation: "avvikelse",
  note: "notering",
}

export const outcome: Swedish["outcome"] = {
  met: "uppfylld",
  missed: "inte uppfylld",
  broken: "överträdd",
  undecidable: "kan inte avgöras av det registrerade",
}

export const scheme: Swedish["scheme"] = {
  bag: "påse",
  seal: "plomb",
  paper: "papper",
  free: "beteckning",
}
