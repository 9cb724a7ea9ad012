/**
 * What a signature was worth when it was made: by the brackets of its key's end, and by what its key hangs from.
 * Judged by proven brackets only; what a device says of the time decides nothing here.
 */

import type { KeyId } from "../cose/key.ts"
import { type Message, message } from "../language/message.ts"
import { type Finding, finding } from "./finding.ts"
import type { PartyId, PlaceId, StatementId } from "./identifier.ts"
import type { KeyState } from "./roster.ts"
import type { ContractVersion } from "./state.ts"

/**
 * When a signature was made, as far as it is proven; milliseconds since 1970, both ends included. `notBefore` null: no
 * lower bound. Brackets are those of `verifier/bracket.ts`: propagated along signed bytes.
 */
export type Bracket = { readonly notBefore: number | null; readonly notAfter: number }

/** What an opinion may rest on beside the item itself. */
export type Evidence = {
  readonly bracket: (statement: StatementId) => Bracket
  /** When an entry came on record, as far as that is proven: not what the operator wrote into it. */
  readonly onRecord: (entry: { readonly index: number; readonly appendedAt: number }) => Bracket
  readonly key: (id: KeyId) => KeyState | undefined
  /** The exact version cited; undefined if it is not on record. */
  readonly contract: (version: StatementId) => ContractVersion | undefined
  /** What kind of place it was described as; undefined if that is not on record. */
  readonly placeType: (place: PlaceId) => string | undefined
  /** The root key that the verifier's own policy pins for a party. */
  readonly pinnedRoot: (party: PartyId) => KeyId | undefined
  /** 0 to 3; below it nothing is proved. */
  readonly minimumAssurance: number
  /** Milliseconds within which a receipt may still come where no contract says so. */
  readonly settlement: number
  /** Up to when the record is known to be complete, and whether on more than the operator's word. */
  readonly complete: { readonly upTo: number; readonly proved: boolean }
}

/**
 * `good`; `void`: as if not there; `doubtful`: cannot be decided; `contested`: its own signer's organisation says the
 * key was stolen, which makes a dispute and nothing else.
 */
export type Standing = {
  readonly worth: "good" | "doubtful" | "contested" | "void"
  readonly why: Message | null
  /**
   * Every doubt came on record no sooner than the receipt, by a signer's own later word (a revocation, a withdrawal):
   * enough to leave it undecided, not enough to lay the burden on another.
   */
  readonly presumed: boolean
  readonly findings: readonly Finding[]
}

export const good: Standing = { worth: "good", why: null, presumed: true, findings: [] }
const order = ["good", "doubtful", "contested", "void"] as const

/** The worst of several. */
export const worst = (standings: readonly Standing[]): Standing => {
  if (standings.every((each) => each === good)) return good
  const ranked = [...standings].sort((a, b) => order.indexOf(b.worth) - order.indexOf(a.worth))
  const first = ranked[0] ?? good
  return {
    ...first,
    presumed: standings.every(({ presumed }) => presumed),
    findings: standings.flatMap(({ findings }) => findings),
  }
}

export const bestWorth = (standings: readonly Standing[]): Standing =>
  [...standings].sort((a, b) => rank(a) - rank(b))[0] ?? good

const rank = ({ worth, presumed }: Standing): number =>
  2 * order.indexOf(worth) + (presumed ? 0 : 1)

export const isEqualWorth = (a: Standing, b: Standing): boolean => rank(a) === rank(b)

/** Where one bracket lies to another: surely before it, surely after it, or not known. */
export function relation(a: Bracket, b: Bracket): "before" | "after" | "overlap" {
  if (b.notBefore !== null && a.notAfter < b.notBefore) return "before"
  if (a.notBefore !== null && a.notBefore > b.notAfter) return "after"
  return "overlap"
}

/** What a signature is judged for, and where that stands in the log. */
type Receipt = {
  readonly receipt: StatementId
  readonly index: number
  readonly appendedAt: number
}

/** What a key's signature was worth when it was made; the findings name `receipt`. */
export function keyStanding(
  id: KeyId,
  made: Bracket,
  at: Receipt,
  evidence: Evidence,
  statement: StatementId = at.receipt,
): Standing {
  const key = evidence.key(id)
  // A one-time key has no history; its worth is its assurance.
  if (key === undefined || isSpotless(key, evidence)) return good
  // A key that names its successor ends with that very statement, and was good for it.
  const ended = key.revocations.filter((revocation) => revocation.statement !== statement)
  return worst([
    ...ended.map((revocation) => revocationStanding(key, made, at, revocation, evidence)),
    rootStanding(key, at.receipt, at.appendedAt, evidence),
    enrolmentStanding(key, at, evidence),
  ])
}

/**
 * Nothing on record speaks against it or against any key that it hangs from, whenever it signed: so it is with nearly
 * every key. To find that out costs a tenth of judging its signature.
 */
function isSpotless(key: KeyState, evidence: Evidence): boolean {
  if (key.revocations.length > 0 || key.recovery !== null) return false
  const pinned = key.party === null ? undefined : evidence.pinnedRoot(key.party)
  if (pinned !== undefined && pinned !== key.root) return false
  const above = key.enroller === null ? undefined : evidence.key(key.enroller)
  return above === undefined || isSpotless(above, evidence)
}

/** A key is worth no more than the signature that enrolled it: who steals a root could enrol keys of his own with it. */
function enrolmentStanding(
  { enroller, enrolledBy }: KeyState,
  at: Receipt,
  evidence: Evidence,
): Standing {
  if (enroller === null) return good
  return keyStanding(enroller, evidence.bracket(enrolledBy), at, evidence, enrolledBy)
}

/** By where the signature lies to the revocation. */
const revokedKey = {
  before: ["contested", "reason.key-stolen"],
  overlap: ["doubtful", "reason.key-revoked-about"],
  after: ["void", "reason.key-revoked"],
} as const

function revocationStanding(
  { keyId, party, root }: KeyState,
  made: Bracket,
  { receipt, index: received }: Receipt,
  { statement, index, since, recovery }: KeyState["revocations"][number],
  evidence: Evidence,
): Standing {
  const revoked = evidence.bracket(statement)
  const when = relation(made, revoked)
  const stolen = since !== null && made.notAfter >= since
  if (when === "before" && !stolen) return good
  const [worth, why] = revokedKey[when]
  // By the order of the record: who makes a file can widen two brackets until they end together.
  const presumed = received <= index
  const findings = [finding("key-revoked", receipt, keyId)]
  const standing = { worth, why: message(why, { key: keyId }), presumed, findings }
  if (recovery === undefined) return standing
  // Governance casts doubt on the keys of a party whose root it replaced; it does not undo what they signed.
  const pinned = party === null ? undefined : evidence.pinnedRoot(party)
  return pinned === root ? good : { ...standing, worth: "doubtful" }
}

export const doubtful = (why: Message, findings: readonly Finding[] = []): Standing => ({
  worth: "doubtful",
  why,
  presumed: false,
  findings,
})

/** Governance can put a root key in place of a lost one; what rests on that is never proved by itself. */
function rootStanding(
  key: KeyState,
  receipt: StatementId,
  appendedAt: number,
  evidence: Evidence,
): Standing {
  const pinned = key.party === null ? undefined : evidence.pinnedRoot(key.party)
  if (pinned !== undefined && pinned !== key.root)
    return doubtful(message("reason.other-root", { key: key.keyId }))
  if (key.recovery !== null && key.effectiveFrom > appendedAt) {
    const findings = [finding("key-not-yet-effective", receipt, key.keyId)]
    const why = message("reason.not-yet-effective", { key: key.keyId })
    return { worth: "void", why, presumed: false, findings }
  }
  if (key.recovery === null || pinned !== undefined) return good
  return doubtful(message("reason.recovered-root"), [
    finding("root-recovered", receipt, key.party ?? ""),
  ])
}
