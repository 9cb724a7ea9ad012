/**
 * Drafting and signing: what a device does before its bytes leave it. Clock and randomness are the device's own and
 * enter with it.
 */

import { toHex } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { hashIn } from "../encoding/hash.ts"
import type { SigningKey } from "../cose/key.ts"
import { toBeSigned, type Unsigned, unsigned1, withSignature } from "../cose/sign.ts"
import type { PartyId, PersonId, StatementId } from "./identifier.ts"
import type { Kind } from "./kind.ts"
import { type SealedField, type SealedValue } from "./field.ts"
import { type Leaf, type Opening, type SealedContext, sealedPlaces, sealedRoot } from "./sealed.ts"
import {
  attestedHash,
  encodePayload,
  lineCount,
  type Payload,
  type Role,
  roles,
  sealedContext,
  statementType,
  type Terms,
} from "./statement.ts"
import { statementIdOf } from "./identifier.ts"

/** Who signs, with what, and what the device believes. `random` gives so many unpredictable bytes. */
export type Pen = {
  readonly key: SigningKey
  readonly origin: string
  readonly party: PartyId | null
  readonly role: Role
  readonly clock: () => { readonly at: number; readonly offset: number }
  readonly random: (length: number) => Uint8Array
  /** Hash of the newest cosigned checkpoint that the device holds, or null. */
  readonly seen: () => string | null
}

/** A pen whose key is only named: enough to write a statement, not to sign it. */
export type Author = Omit<Pen, "key"> & { readonly key: Pick<SigningKey, "keyId"> }

export type SealedTerms = {
  readonly whole?: Partial<Record<SealedField, SealedValue>>
  readonly lines?: readonly Partial<Record<SealedField, SealedValue>>[]
}

export type Options = {
  readonly sealed?: SealedTerms
  readonly contract?: StatementId
  readonly crew?: readonly PersonId[]
  readonly onBehalfOf?: PartyId
  readonly acted?: { readonly at: number; readonly offset: number; readonly paper: boolean }
  readonly procedure?: string
  readonly plan?: string
  readonly duress?: boolean
  /** Second persons, in the order in which they sign; each covers all before it. */
  readonly attest?: readonly Pen[]
}

/** An intake line that says nothing beside what a thing is made of; drafts say the rest. */
export const plainLine: Terms["intake"]["lines"][number] = {
  goods: "other",
  container: false,
  owner: null,
  code: null,
  tag: null,
  addressee: null,
  sealTag: null,
  channel: null,
}

/** A contract that agrees on nothing beyond 003 §40; drafts say the rest. */
export const plainContract: Omit<Terms["contract"], "parties"> = {
  revises: null,
  start: null,
  end: null,
  deliveryPoints: [],
  timeToSubmit: null,
  timeToCheck: null,
  minimumAssurance: 0,
  jointly: false,
  adjudicator: null,
  regime: "general",
  carrier: null,
  subcontractors: [],
  handlers: [],
  airEnds: "both",
  screening: null,
  conditions: [],
  orders: [],
  plans: [],
}

/** A receipt of nothing yet; drafts say for what it is, and from which side. */
export const plainAcceptance: Omit<Terms["acceptance"], "side"> = {
  offer: null,
  absentGiver: null,
  absentReceiver: null,
  lines: [],
  outcomes: [],
  extras: [],
  into: null,
  deliveryPoint: null,
  oneTime: null,
}

/** What a device keeps of a statement it signed: the bytes, and what opens their commitments. */
export type SignedDraft = {
  readonly id: StatementId
  readonly bytes: Uint8Array
  readonly leaves: readonly Leaf[]
  readonly duress: { readonly salt: Uint8Array; readonly flag: boolean }
}

/** The commitment to the duress flag; only the signer's own centre gets what opens it. */
export const duressHash = (context: SealedContext, salt: Uint8Array, flag: boolean): string =>
  toHex(
    hashIn("kvitto/duress", encodeCbor([context.origin, context.nonce, context.role, salt, flag])),
  )

/** A statement that lacks nothing but its signature, over `toBeSigned(unsigned)`. */
export type UnsignedDraft = Omit<SignedDraft, "id" | "bytes"> & { readonly unsigned: Unsigned }

/** Writes and signs. */
export function draft<K extends Kind>(
  kind: K,
  terms: Terms[K],
  pen: Pen,
  options: Options = {},
): SignedDraft {
  const written = write(kind, terms, pen, options)
  return finish(written, pen.key.sign(toBeSigned(written.unsigned)))
}

/** The statement around its signature. */
export function finish(
  { unsigned, leaves, duress }: UnsignedDraft,
  signature: Uint8Array,
): SignedDraft {
  const bytes = withSignature(unsigned, signature)
  return { id: statementIdOf(bytes), bytes, leaves, duress }
}

/** Everything of a statement but its signature. */
export function write<K extends Kind>(
  kind: K,
  terms: Terms[K],
  pen: Author,
  options: Options = {},
): UnsignedDraft {
  const nonce = pen.random(32)
  const salt = pen.random(32)
  const flag = options.duress ?? false
  const context = { origin: pen.origin, nonce, role: roles.indexOf(pen.role) }
  const bare = {
    kind,
    origins: [pen.origin],
    nonce,
    party: pen.party,
    role: pen.role,
    crew: options.crew ?? [],
    onBehalfOf: options.onBehalfOf ?? null,
    signedAt: pen.clock(),
    acted: options.acted ?? null,
    seen: pen.seen(),
    contract: options.contract ?? null,
    procedure: options.procedure ?? null,
    plan: options.plan ?? null,
    openingsChecked: true,
    duress: duressHash(context, salt, flag),
    attestations: [],
    sealed: null,
    terms,
  } as unknown as Payload
  const leaves = sealedLeaves(bare, options.sealed ?? {}, pen.random)
  const sealed = leaves.length === 0 ? null : sealedRoot(sealedContext(bare), leaves)
  const payload = attest({ ...bare, sealed }, options.attest ?? [])
  const unsigned = unsigned1(statementType, encodePayload(payload), pen.key.keyId)
  return { unsigned, leaves, duress: { salt, flag } }
}

function sealedLeaves(
  payload: Payload,
  sealed: SealedTerms,
  random: (length: number) => Uint8Array,
): readonly Opening[] {
  return sealedPlaces(payload.kind, lineCount(payload)).map(({ line, field }) => {
    const values = line < 0 ? sealed.whole : sealed.lines?.[line]
    return { line, field, salt: random(32), value: values?.[field] ?? null }
  })
}

/** Adds the second persons' attestations, each over all that was signed before it. */
function attest(payload: Payload, pens: readonly Pen[]): Payload {
  return pens.reduce((whole, pen) => {
    const over = attestedHash(whole, whole.attestations.length)
    const attestation = draft("attestation", { over }, pen)
    return { ...whole, attestations: [...whole.attestations, attestation.bytes] }
  }, payload)
}
