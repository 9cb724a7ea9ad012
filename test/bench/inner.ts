/** The inner loops of an append, each by itself in one thread, over the two signatures that none can do without. */

import { Bench } from "tinybench"
import { signersOf } from "../../src/custody/handover.ts"
import { noItem } from "../../src/custody/item.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { leavesOf } from "../../src/custody/statement.ts"
import { nextItem } from "../../src/custody/transition.ts"
import { verifySigned } from "../../src/cose/sign.ts"
import { type Delivery, openDelivery } from "../../src/ledger/append.ts"
import { encodeEntry, firstPrevious } from "../../src/log/entry.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import { appendLeaf, type Frontier, leafHash } from "../../src/merkle/tree.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { fleetKey, fleetOf, fleetOrigin, type FleetSize, Maker } from "./fleet.ts"
import { figure, type Figure } from "./measure.ts"

const fleet: FleetSize = { organisations: 4, people: 2 }
const handOvers = 256
/** Of each run: the loops take turns, so that a slow moment of the machine meets all of them. */
const milliseconds = 150
const runs = 9
const limit = "two signatures"

type Loop = readonly [name: string, step: (turn: number) => void]

export async function benchInner(): Promise<readonly Figure[]> {
  const loops = loopsOf(madeParcels())
  const found = new Map(loops.map(([name]) => [name, [] as number[]]))
  for (let run = 0; run < runs; run++) {
    const bench = new Bench({ time: milliseconds, warmup: run === 0 })
    let turn = 0
    for (const [name, step] of loops) bench.add(name, () => step(turn++))
    for (const { name, result } of await bench.run()) {
      if (result.state !== "completed") throw new Error(`${name}: ${result.state}`)
      found.get(name)?.push(1000 * result.latency.p50)
    }
  }
  const limits = found.get(limit) as number[]
  return [...found].map(([name, values]) =>
    figure(`inner: ${name}`, "µs", values, name === limit ? null : limits),
  )
}

function madeParcels(): readonly Uint8Array[] {
  const maker = new Maker(fleet, fleetOf(fleet), "inner")
  maker.intake(50)
  return Array.from({ length: handOvers }, () => maker.handOver())
}

function opened(parcel: Uint8Array): Delivery["own"] {
  const delivery = openDelivery(parcel, fleetOrigin)
  if (isRejected(delivery)) throw new Error(delivery.sentence)
  return delivery.own
}

function keysOfFleet(): ReadonlyMap<string, Uint8Array> {
  const { keyName } = fleetOf(fleet)
  const names = Array.from({ length: fleet.organisations * fleet.people }, (_, i) =>
    keyName(i % fleet.organisations, Math.floor(i / fleet.organisations)),
  )
  return new Map(names.map(fleetKey).map(({ keyId, publicKey }) => [keyId, publicKey]))
}

function loopsOf(parcels: readonly Uint8Array[]): readonly Loop[] {
  const keys = keysOfFleet()
  const drafts = parcels.map(opened)
  const signed = drafts.map((each) => signersOf(each.opened).map((one) => one.signed))
  const entries = drafts.map((each, index) => ({
    index,
    appendedAt: 0,
    previous: firstPrevious,
    openings: "all" as const,
    statement: each.opened.bytes,
    notes: [],
  }))
  const encoded = entries.map(encodeEntry)
  const leaves = encoded.map(leafHash)
  const map = new MapTrie()
  let tree: Frontier = []
  let size = 0
  const at = <T>(all: readonly T[], turn: number): T => all[turn % all.length] as T
  return [
    [
      limit,
      (turn) => {
        for (const one of at(signed, turn))
          if (!verifySigned(one, keys.get(one.keyId) as Uint8Array, verifyNode))
            throw new Error("a wrong signature")
      },
    ],
    ["a parcel opened, with the statements in it", (turn) => void opened(at(parcels, turn))],
    ["its openings read, hashed and compared", (turn) => checkOpenings(at(drafts, turn))],
    ["an item's next state", (turn) => nextOf(at(drafts, turn), turn)],
    ["an entry written", (turn) => void encodeEntry(at(entries, turn))],
    ["its leaf hashed", (turn) => void leafHash(at(encoded, turn))],
    [
      "a leaf added to the tree",
      (turn) => {
        tree = appendLeaf(tree, size++, at(leaves, turn))
      },
    ],
    [
      "a subject set in a map of 100,000, and its root",
      (turn) => {
        // Filled by the first turns, of which there are more than enough.
        if (map.size === 0) for (let i = 0; i < 100_000; i++) map.set(subject(i, 1))
        map.set(subject(turn % 100_000, turn))
        map.root()
      },
    ],
  ]
}

const numbered = new Uint8Array(8)
const numbers = new DataView(numbered.buffer)

function subject(number: number, count: number) {
  numbers.setFloat64(0, number)
  const key = sha256(numbered)
  return { key, count, root: key }
}

function checkOpenings({ opened: acceptance, openings, offerOpenings }: Delivery["own"]): void {
  const { offered } = acceptance
  const own = openings && leavesOf(acceptance, openings)
  const its = offered && offerOpenings && leavesOf(offered, offerOpenings)
  if (own == null || its == null) throw new Error("expected all openings of a hand-over")
}

function nextOf({ opened: acceptance }: Delivery["own"], index: number): void {
  const item = acceptance.offered?.terms.lines[0]?.item
  if (item === undefined) throw new Error("expected an offer with a line")
  nextItem(noItem(item), { opened: acceptance, index, appendedAt: 0 })
}
