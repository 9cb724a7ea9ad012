/**
 * Signers, and a book to fold their statements into, without a ledger. Seeds, nonces and salts are counted and time
 * is moved by hand, so every run makes the same bytes.
 */

import { type SigningKey, signingKeyFromSeed } from "../../src/cose/key.ts"
import type { Pen } from "../../src/custody/draft.ts"
import type { Finding } from "../../src/custody/finding.ts"
import { openStatement } from "../../src/custody/handover.ts"
import type { ItemId, PartyId, PersonId } from "../../src/custody/identifier.ts"
import { type ItemState, noItem } from "../../src/custody/item.ts"
import { isRejected, type Rejected } from "../../src/custody/rejected.ts"
import { authenticate, type Roster } from "../../src/custody/roster.ts"
import { next, signerFindings, type SubjectState } from "../../src/custody/state.ts"
import type { Role } from "../../src/custody/statement.ts"
import { type Subject, subjectsOf } from "../../src/custody/subject.ts"
import { concat, toHex, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"

export const penOrigin = "ledger.example/pens"
/** 2026-01-01T00:00:00Z. */
export const penStart = 1_767_225_600_000
export const hour = 3_600_000

export const keyOf = (seed: string): SigningKey =>
  signingKeyFromSeed(sha256(utf8(`seed of ${seed}`)), signNode)

export const personOf = (seed: string): PersonId =>
  toHex(sha256(utf8(`person ${seed}`))) as PersonId

function countedRandom(seed: string): Pen["random"] {
  let count = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let left = length; left > 0; left -= 32)
      blocks.push(sha256(concat(utf8(seed), uint64(count++))))
    return concat(...blocks).slice(0, length)
  }
}

export const pen = (
  party: PartyId | null,
  role: Role,
  seed: string,
  now: () => number = () => penStart,
): Pen => ({
  key: keyOf(seed),
  origin: penOrigin,
  party,
  role,
  clock: () => ({ at: now(), offset: 60 }),
  random: countedRandom(seed),
  seen: () => null,
})

/** What a ledger would hold after the statements entered so far, and nothing of how it stores them. */
export type Book = {
  readonly roster: Roster
  readonly enter: (signed: { readonly bytes: Uint8Array }) => readonly Finding[] | Rejected
  /** As `enter`, for what must be let in: the codes of its findings. */
  readonly take: (signed: { readonly bytes: Uint8Array }) => readonly string[]
  readonly item: (id: ItemId) => ItemState
  readonly state: (type: Subject["type"], id: string) => SubjectState | undefined
  readonly copy: () => Book
}

export function book(
  now: () => number,
  before: ReadonlyMap<string, SubjectState> = new Map(),
): Book {
  const states = new Map(before)
  let index = 0
  const state: Book["state"] = (type, id) => states.get(`${type} ${id}`)
  const item: Book["item"] = (id) => {
    const found = state("item", id)
    return found?.type === "item" ? found.item : noItem(id)
  }
  const governance = () => [...states.values()].find((each) => each.type === "governance")
  const roster: Roster = {
    get governance() {
      return governance()?.governance
    },
    key(id) {
      const found = state("key", id)
      return found?.type === "key" ? found.key : undefined
    },
  }
  const enter: Book["enter"] = ({ bytes }) => {
    const opened = openStatement(bytes, penOrigin)
    if (isRejected(opened)) return opened
    const refusal = authenticate(opened, roster, verifyNode)
    if (refusal !== undefined) return refusal
    const entered = { opened, index: index++, appendedAt: now() }
    const genesis = roster.governance?.genesis ?? opened.id
    const steps = subjectsOf(opened, genesis, (container) => item(container).members).map(
      (subject) => ({
        subject,
        ...next(state(subject.type, subject.id), subject, entered, roster),
      }),
    )
    const known = signerFindings(entered, roster)
    for (const { subject, state: after } of steps)
      if (after !== undefined) states.set(`${subject.type} ${subject.id}`, after)
    return [...steps.flatMap(({ findings }) => findings), ...known]
  }
  const take: Book["take"] = (signed) => {
    const answer = enter(signed)
    if ("code" in answer) throw new Error(`expected to be let in, got ${answer.sentence}`)
    return answer.map(({ code }) => code)
  }
  return { roster, enter, take, item, state, copy: () => book(now, states) }
}
