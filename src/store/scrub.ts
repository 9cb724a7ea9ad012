/**
 * In table files a flipped bit can hide a key from reads (the binding cannot ask for LevelDB's own checksums): `scrub`
 * reads each key both ways, in order and alone, and holds what it found against count and sum. Some damage to a table
 * makes LevelDB abort the whole program; a scrub belongs in a program of its own.
 */

import { concat, equal, uint64 } from "../encoding/bytes.ts"
import { expectOpen, faultOf, groups, type Pair, type Snapshot } from "./database.ts"
import { recordAt } from "./filed.ts"
import { guarded, headKey, isKey, nameOf, numberAt, place, unguarded } from "./layout.ts"
import { count, type Held, inTurn, noTally, type State, type Tally } from "./state.ts"
import type { Flaw } from "./store.ts"

const numbered = new Set<unknown>([place.commit, place.entry, place.link])
const pointing = new Set<unknown>([place.id, place.link, place.note])

/** What is wrong with a stored value, given the key before it and what a reader gets who asks for it alone. */
function* flawsAt(
  [key, stored]: Pair,
  before: Uint8Array,
  alone: Uint8Array | undefined,
  size: number,
): Generator<Flaw> {
  const what = nameOf(key)
  if (!isKey(key)) {
    yield { what, fault: "is no key of this store" }
    return
  }
  if (alone === undefined || !equal(alone, stored))
    yield { what, fault: "is not what a reader of it gets" }
  const n = numbered.has(key[0]) ? numberAt(key, key.length - 8) : 0
  if (n > 0) {
    const due = concat(key.subarray(0, -8), uint64(n - 1))
    if (!equal(before, due)) yield { what: nameOf(due), fault: "is not there, the next one is" }
  }
  try {
    const value = unguarded(key, stored)
    const pointers = pointing.has(key[0]) ? value.length / 8 : 0
    for (let i = 0; i < pointers; i++) {
      const index = numberAt(value, 8 * i)
      if (index >= size) yield { what, fault: `points at entry ${index}, which is not there` }
    }
  } catch (cause) {
    yield { what, fault: (cause as Error).message }
  }
}

/** The record that an entry's pointer is to, as a reader would get it. */
function* recordFlaws(held: Held, key: Uint8Array): Generator<Flaw> {
  try {
    recordAt(held, numberAt(key, 1))
  } catch (cause) {
    const { code, message } = faultOf(nameOf(key), cause)
    if (code === "closed") throw cause
    yield { what: nameOf(key), fault: message }
  }
}

/** The flaws among all keys with this first byte (11: and above). What must be counted is put into `tally`. */
async function* flawsIn(
  held: Held,
  at: number,
  snapshot: Snapshot,
  state: State,
  tally: Tally,
): AsyncGenerator<Flaw> {
  const { db } = held
  const lt = at > place.touched ? {} : { lt: Uint8Array.of(at + 1) }
  const range = { gte: Uint8Array.of(at), ...lt, snapshot }
  let found = 0
  let before = new Uint8Array()
  try {
    for await (const group of groups(db, range)) {
      const names = group.map(([key]) => key)
      const alone = await db.getMany(names, { snapshot })
      for (const [i, pair] of group.entries()) {
        const flaws = [...flawsAt(pair, before, alone[i], state.size)]
        yield* flaws
        if (at === place.entry && flaws.length === 0) yield* recordFlaws(held, pair[0])
        before = new Uint8Array(pair[0])
        found++
        if (at >= place.entry) count(tally, pair[1], 1)
      }
    }
  } catch (cause) {
    const fault = faultOf(`keys that begin with ${at}`, cause)
    if (fault.code === "closed") throw fault
    yield { what: fault.what, fault: fault.message }
  }
  const dues = { head: 1, commit: state.commits, entry: state.size }
  for (const [name, due] of Object.entries(dues))
    if (place[name as keyof typeof dues] === at && found !== due)
      yield { what: name, fault: `expected ${due} in all, got ${found}` }
}

/** Every flaw of the store as it was when all earlier writes were done. */
export async function* scrub(held: Held): AsyncGenerator<Flaw> {
  const { db } = held
  const { snapshot, state } = await inTurn(held, async () => {
    expectOpen(db)
    return { snapshot: db.snapshot(), state: held.state }
  })
  try {
    const head = await db.get(headKey, { snapshot })
    const due = guarded(headKey, uint64(state.commits))
    if (head === undefined || !equal(head, due)) yield { what: "head", fault: "is not the newest" }
    const tally = noTally()
    for (let at = 0; at <= place.touched + 1; at++) yield* flawsIn(held, at, snapshot, state, tally)
    if (tally.count !== state.tally.count || !equal(tally.sum, state.tally.sum)) {
      const counts = `${state.tally.count} values, got ${tally.count}`
      yield { what: "store", fault: `some are lost, old or too many: expected ${counts}` }
    }
  } finally {
    await snapshot.close()
  }
}
