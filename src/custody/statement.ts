/**
 * A statement: one signer's message of a closed set of kinds, a COSE_Sign1 whose payload is the map below.
 * Everything that is meant stands in the payload; `docs/statement.cddl` is printed from here.
 */

import { type Hash, toHex } from "../encoding/bytes.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../encoding/cbor.ts"
import { hashIn } from "../encoding/hash.ts"
import {
  bool,
  bytes,
  integer,
  named,
  type Of,
  oneOf,
  pullShape,
  readShape,
  type Shape,
} from "../encoding/shape.ts"
import { fields, list, nullable, row } from "../encoding/structure.ts"
import type { KeyId, SigningKey } from "../cose/key.ts"
import { openSign1, type Signed, sign1 } from "../cose/sign.ts"
import { type StatementId, statementIdOf } from "./identifier.ts"
import { type Kind, kindNumber, kindOf, kinds } from "./kind.ts"
import { type Rejected, rejected } from "./rejected.ts"
import { sealedLayout } from "./field.ts"
import { type Leaf, type Opening, readLeaves, sealedRootShape } from "./sealed.ts"
import { digest, instant, origin, partyId, personId, statementId } from "./shapes.ts"
import { maxSigners, termShapes } from "./terms.ts"

export const statementType = "application/vnd.kvitto.statement+cbor"

/** The version and suite that this code writes. Suite 1: Ed25519 under our one rule, SHA-256. */
export const version = 1
export const suite = 1

/** C2SP tlog-tiles gives an entry two length bytes; the entry's own fields need some of them. */
export const maxStatementBytes = 65_000

export const roles = [
  "governor",
  "ledger",
  "root",
  "administrator",
  "cashier",
  "counter",
  "courier",
  "guard",
  "driver",
  "clerk",
  "handler",
  "addressee",
  "security",
  "centre",
  "insurer",
  "device",
] as const
export type Role = (typeof roles)[number]

const clockTime = named(
  "clock-time",
  row({ at: instant, offset: integer(-1080, 1080) }),
  "the device's claim: instant, and minutes east of UTC",
)

const headerFields = {
  origins: [4, list(origin, 1, 4)],
  nonce: [5, named("nonce", bytes(32))],
  party: [6, nullable(partyId)],
  role: [7, named("role", oneOf(roles))],
  crew: [8, list(personId, 0, 16)],
  onBehalfOf: [9, nullable(partyId)],
  signedAt: [10, clockTime],
  /** When the goods changed hands, if not when this was signed; `paper` says that a paper receipt was signed then. */
  acted: [
    11,
    nullable(named("acted", row({ at: instant, offset: integer(-1080, 1080), paper: bool }))),
  ],
  seen: [12, nullable(digest)],
  contract: [13, nullable(statementId)],
  procedure: [14, nullable(digest)],
  plan: [15, nullable(digest)],
  openingsChecked: [16, bool],
  duress: [17, digest],
  attestations: [
    18,
    list(
      named(
        "attestation-bytes",
        bytes(1, 2000),
        "a second person's signed attestation over all before it",
      ),
      0,
      maxSigners - 1,
    ),
  ],
  sealed: [19, nullable(sealedRootShape)],
} as const

const termsKey = 20

/** What a statement is beside its payload. */
const besidePayload = "id bytes keyId signed attested offered signers received".split(" ")

export const payloadFields = (kind: Shape<number>, terms: Shape<unknown>) =>
  fields(
    {
      version: [1, integer(version, version)],
      suite: [2, integer(suite, suite)],
      kind: [3, kind],
      ...headerFields,
      terms: [termsKey, terms],
    },
    besidePayload,
  )
type Whole = Of<ReturnType<typeof payloadFields>>
type Header = Omit<Whole, "version" | "suite" | "kind" | "terms">

export type Terms = { readonly [K in Kind]: Of<(typeof termShapes)[K]> }

/** What a signer means, before it is signed: a payload of one kind. */
export type Payload<K extends Kind = Kind> = {
  [One in K]: Header & { readonly kind: One; readonly terms: Terms[One] }
}[K]

/** A well-formed signed statement. That its signatures hold is for `authenticate` to say. */
export type Statement<K extends Kind = Kind> = Payload<K> & {
  readonly id: StatementId
  readonly bytes: Uint8Array
  readonly keyId: KeyId
  readonly signed: Signed
  /** The attestations, opened, in their order. */
  readonly attested: readonly Statement<"attestation">[]
}

export const shapes = new Map(
  kinds.map((kind) => {
    const number = kindNumber(kind)
    const terms = named(`${kind}-terms`, termShapes[kind] as Shape<unknown>)
    return [kind, payloadFields(integer(number, number), terms)] as const
  }),
)
const shapeOf = (kind: Kind): Shape<Whole> => shapes.get(kind) as Shape<Whole>

export function encodePayload(payload: Payload): Uint8Array {
  const whole = { ...payload, version, suite, kind: kindNumber(payload.kind) }
  return encodeCbor(shapeOf(payload.kind).write(whole))
}

/**
 * What the next attestation signs: the hash of the payload with the attestations so far. Each later signer signs
 * every earlier byte, and the outermost signs all.
 */
export const attestedHash = (payload: Payload, before: number): string =>
  toHex(
    hashIn(
      "kvitto/attested",
      encodePayload({ ...payload, attestations: payload.attestations.slice(0, before) }),
    ),
  )

export function signStatement(payload: Payload, key: SigningKey): Uint8Array {
  return sign1(statementType, encodePayload(payload), key)
}

const sealing = new Set(
  kinds.filter((kind) => sealedLayout[kind].whole.length + sealedLayout[kind].line.length > 0),
)

/** Bytes to a statement, strictly: another spelling, shape, kind or nesting is a refusal with its code. */
export function decodeStatement(whole: Uint8Array): Statement | Rejected {
  if (whole.length > maxStatementBytes)
    return rejected(
      "too-long",
      `a statement has at most ${maxStatementBytes} bytes, got ${whole.length}`,
    )
  const signed = openSign1(whole)
  if (signed === undefined) return rejected("malformed", "not a COSE_Sign1 in its one spelling")
  if (signed.type !== statementType)
    return rejected("malformed", `typ: expected ${statementType}, got ${signed.type}`)
  const payload = pullPayload(signed.payload) ?? readPayload(signed.payload)
  if ("code" in payload) return payload
  const { kind } = payload
  const needsSeal = sealing.has(kind)
  if (needsSeal !== (payload.sealed !== null))
    return rejected(
      "malformed",
      `${kind}: sealed terms are ${needsSeal ? "missing" : "not foreseen"}`,
    )
  const attested = payload.attestations.length === 0 ? noneAttested : openAttestations(payload)
  if ("code" in attested) return attested
  // The payload was made for this statement alone, and has room for the rest of it.
  const statement = payload as { -readonly [Name in keyof Statement]: Statement[Name] }
  statement.id = statementIdOf(whole)
  statement.bytes = whole
  statement.keyId = signed.keyId
  statement.signed = signed
  statement.attested = attested
  return statement as Statement
}

const noneAttested: readonly Statement<"attestation">[] = []

/** Where a payload has its kind, whose number says by which shape it is read. */
const kindAt = 6

function pullPayload(encoded: Uint8Array): Payload | undefined {
  const short = encoded[kindAt] ?? 0
  const kind = kindOf(short < 24 ? short : (encoded[kindAt + 1] ?? 0))
  const whole = kind && pullShape(shapeOf(kind), encoded)
  return whole && withKind(whole, kind)
}

/** The payload, whose kind is a number as it is read and a word from here on. */
function withKind(whole: Whole, kind: Kind): Payload {
  const payload = whole as unknown as { kind: Kind }
  payload.kind = kind
  return payload as Payload
}

/** As `pullPayload`, for what that gave up on: slower, and says what is wrong. */
function readPayload(encoded: Uint8Array): Payload | Rejected {
  const decoded = decodeCbor(encoded)
  if (!decoded.ok)
    return rejected("malformed", `payload: ${decoded.fault} at byte ${decoded.offset}`)
  const kind = readKind(decoded.value)
  if (typeof kind !== "string") return kind
  const read = readShape(shapeOf(kind), decoded.value, kind)
  return read.ok ? withKind(read.value, kind) : rejected("malformed", read.fault)
}

/** Version, suite and kind are read before all else: what is newer than this code is not called malformed. */
function readKind(value: CborValue): Kind | Rejected {
  const numbers = value instanceof Map ? [1, 2, 3].map((key) => value.get(key) as CborValue) : []
  if (!numbers.every((number) => typeof number === "number") || numbers.length !== 3)
    return rejected("malformed", "payload: expected a map with version, suite and kind")
  const [v, s, k] = numbers as [number, number, number]
  const kind = kindOf(k)
  if (v === version && s === suite && kind !== undefined) return kind
  return rejected(
    "newer-format",
    `version ${v}, suite ${s}, kind ${k} is not known to this version`,
  )
}

function openAttestations(payload: Payload): readonly Statement<"attestation">[] | Rejected {
  const opened: Statement<"attestation">[] = []
  for (const [i, each] of payload.attestations.entries()) {
    const attestation = decodeStatement(each)
    if ("code" in attestation)
      return rejected(attestation.code, `attestation ${i}: ${attestation.sentence}`)
    if (attestation.kind !== "attestation")
      return rejected(
        "malformed",
        `attestation ${i}: expected an attestation, got ${attestation.kind}`,
      )
    if (attestation.attestations.length > 0)
      return rejected("malformed", `attestation ${i}: holds attestations of its own`)
    if (attestation.terms.over !== attestedHash(payload, i))
      return rejected("attestation-mismatch", `attestation ${i} was made for other bytes`)
    opened.push(attestation)
  }
  return opened
}

/** The lines that sealed line fields belong to. */
export function lineCount(payload: Payload): number {
  switch (payload.kind) {
    case "intake":
    case "close":
    case "offer":
    case "check":
      return payload.terms.lines.length
    case "acceptance":
      return payload.terms.outcomes.length
    default:
      return 0
  }
}

/** What the sealed terms of a statement are bound to. */
export const sealedContext = (payload: Payload): { origin: string; nonce: Hash; role: number } => ({
  origin: payload.origins[0] as string,
  nonce: payload.nonce,
  role: roles.indexOf(payload.role),
})

/** The leaves in openings that came beside a statement, if these are its own; `disclosed` as `readLeaves` has it. */
export const leavesOf = (
  payload: Payload,
  openings: Uint8Array,
  disclosed?: (opening: Opening) => boolean,
): readonly Leaf[] | undefined => {
  const { kind, sealed: root } = payload
  const sealed = root && { kind, lines: lineCount(payload), context: sealedContext(payload), root }
  return sealed === null ? undefined : readLeaves(openings, sealed, disclosed)
}
