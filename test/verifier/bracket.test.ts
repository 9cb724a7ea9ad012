/** Both bracket rules with witnesses: f of them may lie, and never make a bracket false. */

import { describe, expect, it } from "vitest"
import type { StatementId } from "../../src/custody/identifier.ts"
import type { Statement } from "../../src/custody/statement.ts"
import { equal, toHex } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { type Checkpoint, printCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign, printSeen, seenHash } from "../../src/log/cosignature.ts"
import {
  type Note,
  noteKey,
  type NoteSigner,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import {
  bracketsOf,
  completeUpTo,
  noteMap,
  onRecordOf,
  notAfterOf,
  notBeforeOf,
  type ProvenPublication,
  type Signature,
  type TimeEvidence,
  timeEvidence,
} from "../../src/verifier/bracket.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { keyNamed } from "../support/world.ts"

const origin = "ledger.example/time"
const errorMs = 2000

const witness = (name: string): NoteSigner => {
  const { publicKey, sign } = keyNamed(name)
  return { key: noteKey(`${name}.example`, TYPE_COSIGNATURE, publicKey), sign }
}
const witnesses = ["w1", "w2", "w3", "w4"].map(witness)
/** The fourth witness's second key, with which it says that it has replayed. */
const replayer = witness("r4")

function policyOf(): Policy {
  const log = noteKey(origin, TYPE_ED25519, keyNamed("log").publicKey)
  const parsed = parsePolicy(
    [
      `log ${printVkey(log)}`,
      ...witnesses.map(({ key }, i) => `witness w${i + 1} ${printVkey(key)}`),
      `witness r4 ${printVkey(replayer.key)}`,
      "group g 3 w1 w2 w3 w4",
      "quorum g",
      "faulty 1",
      "clock-error 2",
      "",
    ].join("\n"),
  )
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
}
const policy = policyOf()

const rootAt = (size: number) => sha256(Uint8Array.of(size))

/** A checkpoint with a line per signer, each at its own second. */
function publication(
  size: number,
  lines: readonly (readonly [NoteSigner, number])[],
): ProvenPublication {
  const checkpoint: Checkpoint = { origin, size, root: rootAt(size) }
  const text = printCheckpoint(checkpoint)
  const note: Note = { text, signatures: lines.map(([signer, time]) => cosign(text, time, signer)) }
  return { checkpoint, note }
}

const signed = (size: number, times: readonly number[], by: readonly NoteSigner[] = witnesses) =>
  publication(
    size,
    times.map((time, i) => [by[i] as NoteSigner, time] as const),
  )

const evidenceOf = (
  publications: readonly ProvenPublication[],
  notes: readonly Uint8Array[] = [],
): TimeEvidence =>
  timeEvidence({
    policy,
    origin,
    seals: [],
    publications,
    notes: noteMap(notes),
    rootAt: (size) => (size <= 20 ? rootAt(size) : undefined),
    verify: verifyNode,
  })

const keys = witnesses.map(({ key }) => key)
const seenOf = ({ note }: ProvenPublication) => printSeen(note, keys)
const hashOf = (note: Uint8Array): string => toHex(seenHash(note))

describe("not after", () => {
  const after = (...publications: readonly ProvenPublication[]) =>
    notAfterOf(5, evidenceOf(publications)).at

  it("is the second smallest time at f = 1, with the second that is rounded away and ε", () => {
    expect(after(signed(6, [100, 110, 120, 130]))).toBe(110_000 + 1000 + errorMs)
  })

  it("is never made false by one witness that lies by a day, either way", () => {
    const honest = after(signed(6, [100, 110, 120, 130]))
    for (let liar = 0; liar < 4; liar++)
      for (const lie of [-86_400, 86_400]) {
        const times = [100, 110, 120, 130].map((time, i) => (i === liar ? 100_000 + lie : time))
        const told = after(signed(6, times))
        // No earlier than the first honest time, and no later than what the honest ones differ by.
        expect(told).toBeGreaterThanOrEqual(100_000 + 1000 + errorMs)
        expect(told).toBeLessThanOrEqual(honest + 10_000)
      }
  })

  it("takes each witness's earliest word, and one vote of each", () => {
    const repeated = [witnesses[0], witnesses[0], witnesses[0]] as NoteSigner[]
    expect(after(signed(6, [100, 101, 102], repeated))).toBe(Infinity)
    const later = signed(9, [90, 200, 210, 220])
    expect(after(later, signed(6, [100, 110, 120, 130]))).toBe(110_000 + 1000 + errorMs)
  })

  it("counts no checkpoint that does not include the entry, and no key for replaying", () => {
    expect(after(signed(5, [1, 2, 3, 4]))).toBe(Infinity)
    const twice = publication(6, [
      [witnesses[3] as NoteSigner, 50],
      [replayer, 51],
    ])
    expect(after(twice)).toBe(Infinity)
  })

  it("takes nothing from a checkpoint with a false line", () => {
    const whole = signed(6, [100, 110, 120, 130])
    const [first, ...others] = whole.note.signatures
    const broken = { ...first, signature: (first as { signature: Uint8Array }).signature.slice() }
    broken.signature[20] = (broken.signature[20] as number) ^ 1
    const note = { ...whole.note, signatures: [broken as (typeof others)[0], ...others] }
    expect(after({ ...whole, note })).toBe(Infinity)
  })
})

describe("not before", () => {
  const before = (published: ProvenPublication): number | null => {
    const note = seenOf(published)
    return notBeforeOf(hashOf(note), evidenceOf([], [note]))?.at ?? null
  }

  it("is the second largest time at f = 1, less ε", () => {
    expect(before(signed(6, [100, 110, 120, 130]))).toBe(120_000 - errorMs)
  })

  it("is never made false by one witness that lies by a day", () => {
    for (let liar = 0; liar < 4; liar++)
      for (const lie of [0, 200_000]) {
        const times = [100, 110, 120, 130].map((time, i) => (i === liar ? lie : time))
        expect(before(signed(6, times))).toBeLessThanOrEqual(130_000 - errorMs)
        expect(before(signed(6, times))).toBeGreaterThanOrEqual(110_000 - errorMs)
      }
  })

  it("is unknown without the note's bytes, of another tree, beyond the tree, or with too few words", () => {
    const good = seenOf(signed(6, [100, 110, 120, 130]))
    expect(notBeforeOf(hashOf(good), evidenceOf([], []))).toBeNull()
    expect(notBeforeOf(null, evidenceOf([], [good]))).toBeNull()
    expect(before(signed(21, [100, 110, 120, 130]))).toBeNull()
    expect(before(signed(6, [100]))).toBeNull()
    const text = printCheckpoint({ origin, size: 6, root: rootAt(7) })
    const forked = { text, signatures: witnesses.map((each) => cosign(text, 100, each)) }
    const note = printSeen(forked, keys)
    expect(notBeforeOf(hashOf(note), evidenceOf([], [note]))).toBeNull()
    expect(equal(note, good)).toBe(false)
  })
})

describe("completeness", () => {
  it("reaches to the time at which a quorum had seen nothing larger, whatever one of them claims", () => {
    const head = signed(6, [100, 110, 120, 999_999])
    expect(completeUpTo(head, evidenceOf([head]))).toBe(110_000 - errorMs)
  })

  it("is not moved by two: one who lies and one who was kept in the dark", () => {
    const head = signed(6, [100, 110, 999_999, 999_999])
    expect(completeUpTo(head, evidenceOf([head]))).toBe(110_000 - errorMs)
    const short = signed(6, [999_999, 999_999], witnesses.slice(0, 2))
    expect(completeUpTo(short, evidenceOf([short]))).toBe(0)
  })
})

describe("on record", () => {
  const entry = { index: 5, appendedAt: 999 }
  it("lies between the last quorum without the entry and the first witnesses with it", () => {
    const evidence = evidenceOf([
      signed(3, [50, 60, 70, 80]),
      signed(5, [90, 91, 92, 93]),
      signed(6, [100, 110, 120, 130]),
    ])
    expect(onRecordOf(entry, evidence)).toEqual({ notBefore: 91_000 - errorMs, notAfter: 113_000 })
    // Nobody proves anything of a time without a publication on that side.
    expect(onRecordOf(entry, evidenceOf([signed(6, [100, 110, 120, 130])])).notBefore).toBeNull()
    expect(onRecordOf(entry, evidenceOf([signed(5, [90, 91, 92, 93])])).notAfter).toBe(Infinity)
  })

  it("takes the latest of all publications without the entry, and none that lacks the quorum", () => {
    const evidence = evidenceOf([
      signed(3, [500, 510, 520, 530]),
      signed(4, [90, 91, 92, 93]),
      signed(5, [900, 900], witnesses.slice(0, 2)),
    ])
    expect(onRecordOf(entry, evidence).notBefore).toBe(510_000 - errorMs)
  })
})

describe("bounds travel along signed bytes", () => {
  const id = (name: string): StatementId =>
    toHex(sha256(new TextEncoder().encode(name))) as StatementId
  const signature = (
    name: string,
    index: number | null,
    seen: string | null,
    covers: readonly string[],
  ): Signature => ({
    statement: { id: id(name), seen } as unknown as Statement,
    index,
    covers: covers.map(id),
  })

  it("down from what a signature covers, and up from what covers it", () => {
    const old = seenOf(signed(6, [100, 110, 120, 130]))
    const young = seenOf(signed(8, [200, 210, 220, 230]))
    const evidence = evidenceOf(
      [signed(12, [300, 310, 320, 330]), signed(18, [400, 410, 420, 430])],
      [old, young],
    )
    const bracket = bracketsOf(
      [
        // On record late: its successor, which names it, was on record before.
        signature("receipt", 15, hashOf(old), ["offer"]),
        signature("offer", null, hashOf(young), []),
        signature("successor", 10, null, ["receipt"]),
      ],
      evidence,
    )
    const proven = { notBefore: 218_000, notAfter: 313_000, by: { before: 4, after: 4 } }
    expect(bracket(id("offer"))).toEqual(proven)
    expect(bracket(id("receipt"))).toEqual(proven)
    expect(bracket(id("successor"))).toEqual(proven)
    const nothing = { notBefore: null, notAfter: Infinity, by: { before: 0, after: 0 } }
    expect(bracket(id("nobody"))).toEqual(nothing)
  })
})
