/**
 * How long one question takes, in process: `liable`, `item`, `bundle`, as the commands ask it, of items with few and with
 * many hand-overs. Then how long a receipt takes until it is published, and what a crowd is told. With `--folder` the
 * ledger of a growth run is asked, which gets some more hand-overs.
 */

import { readHistory } from "../../src/cli/history.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import type { Ledger } from "../../src/ledger/ledger.ts"
import { decodeSubjectHead } from "../../src/ledger/subject-head.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { StoreReader } from "../../src/store/store.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { Crew } from "./crew.ts"
import { fleetOf, type FleetSize, Maker } from "./fleet.ts"
import { type Figure, figureAt } from "./measure.ts"
import type { BenchOptions } from "./options.ts"
import { benchOverload } from "./overload.ts"
import { benchPublished } from "./published.ts"
import { openScene, sendAll, submitTo } from "./scene.ts"
import { openFleetFolder } from "./server.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const entriesByDefault = 30_000
const life = 5
const fewItems = 500
/** A prime, so that questions one after the other are about subjects that lie far apart. */
const stride = 15_485_863
const manyItems = 20
const manyHandOvers = 100
/** Of each question; fewer where they take so long that the time is over. */
const questions = 500
const patienceMs = 20_000

export async function benchLatency(options: BenchOptions): Promise<readonly Figure[]> {
  return [
    ...(await benchQuestions(options)),
    ...(await benchPublished()),
    ...(await benchOverload()),
  ]
}

type Opened = {
  readonly ledger: Ledger
  readonly store: StoreReader
  readonly close: () => Promise<void>
}

async function openedFor({ entries, folder }: BenchOptions): Promise<Opened> {
  if (folder !== undefined) {
    const { ledger, store } = await openFleetFolder(folder)
    return { ledger, store, close: () => ledger.close() }
  }
  const scene = await openScene(fleet)
  const crew = new Crew(fleet, "latency ", life)
  try {
    const items = Math.ceil((entries ?? entriesByDefault) / life)
    await sendAll(await crew.intakes(items, 50), 20, 2, scene.submit)
    // Once all are through with their five there is nobody left to hand over.
    for (let left = items * (life - 1); left > 0; left -= 4000)
      await sendAll(await crew.handOvers(Math.min(left, 4000)), 128, 8, scene.submit)
  } finally {
    await crew.close()
  }
  return { ledger: scene.ledger, store: scene.store, close: scene.close }
}

/** Items that have been handed over a hundred times each. */
async function takeOften(ledger: Ledger): Promise<readonly ItemId[]> {
  const { size } = await ledger.about()
  const maker = new Maker(fleet, fleetOf(fleet), `often from ${size}`)
  await submitTo(ledger, [maker.intake(manyItems)])
  for (let i = 0; i < manyHandOvers; i++)
    await submitTo(
      ledger,
      Array.from({ length: manyItems }, () => maker.handOver()),
    )
  await ledger.publish()
  return maker.items.map(({ id }) => id)
}

/** From all over the ids: a question about the first in their order is easier than one about the last. */
async function fewOf(store: StoreReader, often: readonly ItemId[]): Promise<readonly ItemId[]> {
  const keys: string[] = []
  for await (const { key } of store.allSubjects()) keys.push(key)
  const found: ItemId[] = []
  for (let i = 0; i < keys.length && found.length < fewItems; i++) {
    const key = keys[(i * stride) % keys.length] as ItemId
    const [bytes] = await store.subjects([key])
    const isItem = bytes !== undefined && decodeSubjectHead(bytes).states.item !== undefined
    if (isItem && !often.includes(key) && !found.includes(key)) found.push(key)
  }
  return found
}

async function policyOf(ledger: Ledger): Promise<Policy> {
  const parsed = parsePolicy(textOf(await ledger.policy()) ?? "")
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
}

/** The id before this one in order, so that a page after it begins with this one: as the command `item` asks. */
const before = (item: ItemId): ItemId =>
  (BigInt(`0x${item}`) - 1n).toString(16).padStart(64, "0") as ItemId

type Ask = (item: ItemId) => Promise<void>

async function asksOf(ledger: Ledger): Promise<Readonly<Record<string, Ask>>> {
  const policy = await policyOf(ledger)
  const bundleOf = async (item: ItemId): Promise<Uint8Array> => {
    const at = Date.now()
    const bytes = await ledger.bundle({ item, from: at, to: at, scope: "unit" })
    if (bytes === undefined) throw new Error(`expected a bundle of ${item}`)
    return bytes
  }
  const history: Ask = async (item) => {
    if ((await readHistory(ledger, item)).length === 0)
      throw new Error(`expected entries of ${item}`)
  }
  return {
    liable: async (item) => {
      const { steps } = verify(await bundleOf(item), policy, { verify: verifyNode })
      if (steps.some(({ ok }) => !ok)) throw new Error("expected a bundle without faults")
    },
    bundle: async (item) => void (await bundleOf(item)),
    "item's history": history,
    item: async (item) => {
      const [found] = await ledger.items(before(item), 1)
      if (found?.id !== item) throw new Error(`expected item ${item}`)
      await history(item)
    },
  }
}

async function timesOf(ask: Ask, items: readonly ItemId[]): Promise<readonly number[]> {
  const times: number[] = []
  const until = performance.now() + patienceMs
  for (let i = 0; i < questions && (i < 5 || performance.now() < until); i++) {
    const began = performance.now()
    await ask(items[i % items.length] as ItemId)
    times.push(performance.now() - began)
  }
  return times
}

async function benchQuestions(options: BenchOptions): Promise<readonly Figure[]> {
  const { ledger, store, close } = await openedFor(options)
  try {
    const often = await takeOften(ledger)
    const few = await fewOf(store, often)
    const { size } = await ledger.about()
    const figures: Figure[] = []
    for (const [what, ask] of Object.entries(await asksOf(ledger)))
      for (const [items, times] of [
        [few, "few"],
        [often, String(manyHandOvers)],
      ] as const) {
        // The code's first runs are slower than all others.
        for (const item of items.slice(0, 5)) await ask(item)
        const measured = await timesOf(ask, items)
        for (const part of [0.5, 0.99])
          figures.push(
            figureAt(
              part,
              `latency: ${what}, ${times} hand-overs, of ${size} entries, p${100 * part}`,
              "ms",
              measured,
            ),
          )
      }
    return figures
  } finally {
    await close()
  }
}
