/**
 * The devices of the sample: phones, tills and counters that share one clock moved by hand. A device online holds the
 * newest checkpoint; one that went offline keeps the checkpoint it held then.
 */

import { type KeyId, type SigningKey, signingKeyFromSeed } from "../cose/key.ts"
import type { Pen } from "../custody/draft.ts"
import { openStatement, signersOf } from "../custody/handover.ts"
import type { PartyId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Role } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import { printSeen, seenHash } from "../log/cosignature.ts"
import { type NoteKey, parseNote } from "../log/note.ts"
import { signNode } from "../platform/ed25519.ts"

/** Gives so many unpredictable bytes. */
export type Random = (length: number) => Uint8Array

export type Devices = {
  readonly origin: string
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The clock goes forward only. */
  readonly moveTo: (moment: number) => void
  /** A device with a key of its own, or with a given one. */
  readonly pen: (party: PartyId | null, role: Role, key?: SigningKey) => Pen
  readonly newKey: () => SigningKey
  /** All devices online hold this checkpoint from now on. */
  readonly show: (checkpoint: Uint8Array) => void
  readonly goOffline: (...pens: readonly Pen[]) => void
  readonly comeOnline: (...pens: readonly Pen[]) => void
  /** The notes that the signers of a statement refer to; they travel beside it. */
  readonly notesSeenIn: (statement: Uint8Array) => readonly Uint8Array[]
}

/** Copenhagen in March, minutes east of UTC. */
const inWinter = 60

/**
 * `witnesses`: whose cosignatures a device keeps of a checkpoint that it holds. `offsetAt`: minutes east of UTC that the
 * devices have at a moment.
 */
export function makeDevices(
  origin: string,
  random: Random,
  start: number,
  witnesses: readonly NoteKey[],
  offsetAt: (moment: number) => number = () => inWinter,
): Devices {
  let now = start
  let newest: string | null = null
  const notes = new Map<string, Uint8Array>()
  const offline = new Map<KeyId, string | null>()

  const newKey = (): SigningKey => signingKeyFromSeed(random(32), signNode)
  const pen: Devices["pen"] = (party, role, key = newKey()) => ({
    key,
    origin,
    party,
    role,
    clock: () => ({ at: now, offset: offsetAt(now) }),
    random,
    seen: () => (offline.has(key.keyId) ? (offline.get(key.keyId) ?? null) : newest),
  })
  return {
    origin,
    random,
    now: () => now,
    moveTo: (moment) => {
      if (moment < now) throw new Error(`sample clock: expected ${now} or later, got ${moment}`)
      now = moment
    },
    pen,
    newKey,
    show: (checkpoint) => {
      const note = parseNote(checkpoint)
      if (note === undefined) throw new Error("sample: expected a signed note as checkpoint")
      const bytes = printSeen(note, witnesses)
      newest = toHex(seenHash(bytes))
      notes.set(newest, bytes)
    },
    goOffline: (...pens) => {
      for (const each of pens) offline.set(each.key.keyId, newest)
    },
    comeOnline: (...pens) => {
      for (const each of pens) offline.delete(each.key.keyId)
    },
    notesSeenIn: (statement) => {
      const opened = openStatement(statement, origin)
      if (isRejected(opened)) throw new Error(`sample: ${opened.sentence}`)
      const seen = new Set(signersOf(opened).map((signer) => signer.seen))
      return [...seen].flatMap((hash) => (hash === null ? [] : (notes.get(hash) ?? [])))
    },
  }
}
