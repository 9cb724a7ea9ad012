/**
 * Who may sign: governance, parties and keys as statements in the log made them, and the check of signatures.
 *
 * Every key hangs from a root key by enrolments; `root` names it, `recovery` says that governance put that root
 * there against the party's own chain. A revoked key still signs: what that is worth is judged by brackets.
 */

import { fromHex, toHex } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { hashIn } from "../encoding/hash.ts"
import { type Ed25519Verify, inPrimeOrderSubgroup } from "../cose/ed25519.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import { type CheckSigned, verifySigned } from "../cose/sign.ts"
import { type Opened, signersOf } from "./handover.ts"
import type { PartyId, PersonId, StatementId } from "./identifier.ts"
import { type Rejected, rejected } from "./rejected.ts"
import type { Statement } from "./statement.ts"

export type KeyState = {
  readonly keyId: KeyId
  readonly publicKey: string
  /** Null for the keys of governors and of the ledger itself. */
  readonly party: PartyId | null
  readonly person: PersonId | null
  readonly rights: "governor" | "seal" | "promise" | "root" | "enrol" | "sign"
  readonly assurance: number
  readonly enrolledBy: StatementId
  /** The key that signed the enrolment; null where governance did. */
  readonly enroller: KeyId | null
  readonly root: KeyId
  readonly recovery: StatementId | null
  /** Milliseconds since 1970: a recovered root counts only after governance's delay, by the ledger's append times. */
  readonly effectiveFrom: number
  readonly revocations: readonly {
    readonly statement: StatementId
    /** Of its entry: the order of the record is proven, and no file's maker can change it. */
    readonly index: number
    readonly since: number | null
    /** Set where whoever revoked it hangs from a root that governance put in place, and the key does not. */
    readonly recovery?: StatementId
  }[]
}

export type PartyState = {
  readonly id: PartyId
  readonly form: "organisation" | "self-employed" | "authority"
  readonly root: KeyId
  readonly recoveries: readonly { readonly statement: StatementId; readonly key: KeyId }[]
}

export type GovernanceState = {
  readonly genesis: StatementId
  readonly origin: string
  readonly governors: readonly KeyId[]
  readonly threshold: number
  readonly recoveryDelay: number
  readonly sealKey: KeyId
  readonly promiseKey: KeyId
  /** The public key of the checkpoints, hex. */
  readonly checkpointKey: string
  readonly sample: boolean
  /** Editions of the rule book after the first, in log order; each judges entries from its index on. */
  readonly ruleBooks: readonly { readonly edition: number; readonly atIndex: number }[]
}

/** What is known of signers when a statement arrives. */
export type Roster = {
  readonly governance: GovernanceState | undefined
  readonly key: (id: KeyId) => KeyState | undefined
}

/** What the owner of a new key signs with it: this ledger, this party, this key. */
export const possessionMessage = (
  origin: string,
  party: PartyId | null,
  publicKey: Uint8Array,
): Uint8Array =>
  hashIn(
    "kvitto/possession",
    encodeCbor([origin, party === null ? null : (fromHex(party) as Uint8Array), publicKey]),
  )

/**
 * Says whether all signatures of an opened statement hold and their keys may make it; undefined if so. `check` stands in
 * for `verify` where signatures of messages were checked before.
 */
export function authenticate(
  opened: Opened,
  roster: Roster,
  verify: Ed25519Verify,
  check: CheckSigned = (signed, publicKey) => verifySigned(signed, publicKey, verify),
): Rejected | undefined {
  const begun = opened.kind === "genesis" && roster.governance !== undefined
  if (begun) return rejected("already-begun", "another genesis stands at entry 0")
  const same = samePerson(opened, roster)
  if (same !== undefined) return same
  for (const signer of signersOf(opened)) {
    const fault = signerFault(signer, opened, roster, check)
    if (fault !== undefined) return fault
  }
  return authorityFault(opened, roster) ?? newKeysFault(opened, roster, verify)
}

function signerFault(
  signer: Statement,
  opened: Opened,
  roster: Roster,
  check: CheckSigned,
): Rejected | undefined {
  const publicKey = publicKeyOfSigner(signer, opened, roster)
  if (publicKey === undefined)
    return rejected("key-never-enrolled", `key ${signer.keyId} for party ${signer.party ?? "none"}`)
  if (check(signer.signed, publicKey)) return undefined
  return rejected("bad-signature", `${signer.kind} signed by key ${signer.keyId}`)
}

function publicKeyOfSigner(
  signer: Statement,
  opened: Opened,
  roster: Roster,
): Uint8Array | undefined {
  if (opened.kind === "genesis")
    return opened.terms.governors.find((key) => keyIdOf(key) === signer.keyId)
  if (signer.kind === "acceptance" && signer.terms.oneTime !== null) {
    const { key } = signer.terms.oneTime
    return keyIdOf(key) === signer.keyId && inPrimeOrderSubgroup(key) ? key : undefined
  }
  const known = roster.key(signer.keyId)
  return known?.party === signer.party ? publicKeyIn(known) : undefined
}

// A key signs often, and its state stays the same for as long.
const publicKeys = new WeakMap<KeyState, Uint8Array>()

function publicKeyIn(state: KeyState): Uint8Array {
  let key = publicKeys.get(state)
  if (key === undefined) {
    key = fromHex(state.publicKey) as Uint8Array
    publicKeys.set(state, key)
  }
  return key
}

/** Two hand-overs between a person and himself would discharge nobody; a second person must be a second one. */
function samePerson(opened: Opened, roster: Roster): Rejected | undefined {
  const { offered } = opened
  const isTwoSided = opened.kind === "acceptance" && opened.terms.side === "both"
  const [own, inner] = isTwoSided
    ? [signersOf(opened), none]
    : [[opened, ...opened.attested], offered === null ? none : [offered, ...offered.attested]]
  if (areDifferent(own, roster) && areDifferent(inner, roster)) return undefined
  return rejected("same-signer", `one person signed twice in ${opened.kind}`)
}

const none: readonly Statement[] = []

/** At most some dozens: a statement has so many signers, and nearly all have one or two. */
function areDifferent(signers: readonly Statement[], roster: Roster): boolean {
  const persons: string[] = []
  for (const [i, { keyId }] of signers.entries()) {
    const person = roster.key(keyId)?.person ?? keyId
    if (persons.includes(person)) return false
    for (let before = 0; before < i; before++) if (signers[before]?.keyId === keyId) return false
    persons.push(person)
  }
  return true
}

function authorityFault(opened: Opened, roster: Roster): Rejected | undefined {
  switch (opened.kind) {
    case "genesis":
      return governorsFault(
        opened,
        opened.terms.governors.map((key) => keyIdOf(key)),
        opened.terms.threshold,
      )
    case "governance":
    case "upgrade":
    case "party": {
      const { governance } = roster
      if (governance === undefined) return refuse(opened, "no ledger has begun")
      const fault = governorsFault(opened, governance.governors, governance.threshold)
      return fault ?? (opened.kind === "governance" ? actFault(opened, roster) : undefined)
    }
    case "seal":
      if (opened.keyId === roster.governance?.sealKey) return undefined
      return refuse(opened, "not the seal key")
    case "key":
      return ledgerKeyFault(opened, roster) ?? keyChangeFault(opened, roster)
    default:
      return ledgerKeyFault(opened, roster)
  }
}

const refuse = (opened: Opened, why: string): Rejected =>
  rejected("not-authorised", `${opened.kind}: ${why}`)

/** Keys of governance and of the ledger itself have no party: an offer that one signed would move anybody's goods. */
function ledgerKeyFault(opened: Opened, roster: Roster): Rejected | undefined {
  for (const { keyId } of signersOf(opened)) {
    const rights = roster.key(keyId)?.rights
    if (rights === "governor" || rights === "seal" || rights === "promise")
      return refuse(opened, `a ${rights} key signs nothing else`)
  }
  return undefined
}

/** A party changes its own keys only, and a key that hands its place to another hands over no more than it had. */
function keyChangeFault(opened: Opened & Statement<"key">, roster: Roster): Rejected | undefined {
  const { act, key, replaces, person, rights, assurance } = opened.terms
  const signer = roster.key(opened.keyId)
  // Otherwise whoever stole a key could name its successor after it was revoked.
  if (signer !== undefined && signer.revocations.length > 0)
    return refuse(opened, `key ${opened.keyId} has been revoked`)
  const changed = act === "revoke" ? keyIdOf(key) : replaces
  const target = changed === null ? undefined : roster.key(changed)
  if (act !== "enrol" && target?.party !== opened.party)
    return refuse(opened, `${act}: expected a key of the signer's own party`)
  if (signer?.rights === "root") return undefined
  if (signer?.rights === "enrol" && (act === "enrol" || target?.rights !== "root")) return undefined
  const self = signer !== undefined && act !== "enrol" && target === signer
  const noMore =
    person === signer?.person && rights === "sign" && assurance <= (signer?.assurance ?? 0)
  if (self && (act === "revoke" || noMore)) return undefined
  return refuse(opened, `key ${opened.keyId} may not do this to keys`)
}

/** Which fields each act of governance must and must not have. */
function actFault(opened: Opened & Statement<"governance">, roster: Roster): Rejected | undefined {
  const { act, party, key, governors, threshold } = opened.terms
  const ids = governors.map((governor) => keyIdOf(governor))
  const distinct = new Set(ids).size === ids.length
  const taken = ids.some((id) => (roster.key(id)?.rights ?? "governor") !== "governor")
  const fits =
    act === "replace-governors"
      ? key === null && distinct && !taken && threshold !== null && threshold <= ids.length
      : ids.length === 0 && threshold === null
  if (fits && (act === "recover-root") === (party !== null)) return undefined
  return refuse(opened, `${act}: its party, key, governors and threshold do not fit`)
}

function governorsFault(
  opened: Opened,
  governors: readonly KeyId[],
  threshold: number,
): Rejected | undefined {
  const signed = new Set([opened, ...opened.attested].map(({ keyId }) => keyId))
  const count = governors.filter((governor) => signed.has(governor)).length
  if (count >= threshold && count === signed.size && threshold <= governors.length) return undefined
  return rejected("not-authorised", `${opened.kind}: expected ${threshold} governors, got ${count}`)
}

/** Keys that come into being here: proper ones, held by who brings them, and nobody else's already. */
function newKeysFault(opened: Opened, roster: Roster, verify: Ed25519Verify): Rejected | undefined {
  switch (opened.kind) {
    case "genesis": {
      const { governors, sealKey, promiseKey, checkpointKey } = opened.terms
      const all = [...governors, sealKey, promiseKey, checkpointKey]
      if (new Set(all.map(toHex)).size < all.length)
        return rejected("weak-key", "governors and the ledger's keys must all differ")
      return all.every(inPrimeOrderSubgroup) ? undefined : rejected("weak-key", "in genesis")
    }
    case "party":
      return newKeyFault(opened, null, opened.terms.root, opened.terms.possession, roster, verify)
    case "governance":
    case "key": {
      const { act, key, possession } = opened.terms
      if (act === "revoke") return undefined
      if (opened.kind === "governance" && !opened.terms.governors.every(inPrimeOrderSubgroup))
        return rejected("weak-key", "among the governors")
      if (act === "replace-governors") return undefined
      if (key === null) return rejected("weak-key", `${opened.kind}: the new key is missing`)
      const party = opened.kind === "governance" ? opened.terms.party : opened.party
      return newKeyFault(opened, party, key, possession, roster, verify)
    }
    default:
      return undefined
  }
}

function newKeyFault(
  opened: Opened,
  party: PartyId | null,
  key: Uint8Array,
  possession: Uint8Array | null,
  roster: Roster,
  verify: Ed25519Verify,
): Rejected | undefined {
  if (roster.key(keyIdOf(key)) !== undefined)
    return rejected("not-authorised", `key ${keyIdOf(key)} is enrolled already`)
  if (!inPrimeOrderSubgroup(key)) return rejected("weak-key", `in ${opened.kind}`)
  const message = possessionMessage(opened.origins[0] as string, party, key)
  if (possession === null || !verify(key, message, possession))
    return rejected("no-possession", `of key ${keyIdOf(key)}`)
  return undefined
}
