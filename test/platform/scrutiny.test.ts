import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { decodeParcel } from "../../src/api/parcel.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { encodeLeaves, type Opening } from "../../src/custody/sealed.ts"
import { type Asked, type Found, scrutinise, scrutinyHere } from "../../src/custody/scrutiny.ts"
import { sealedContext } from "../../src/custody/statement.ts"
import { fromHex } from "../../src/encoding/bytes.ts"
import { askedOf, type Draft, openDelivery } from "../../src/ledger/append.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { answerQuestions, packQuestions, readAnswers } from "../../src/platform/scrutiny-message.ts"
import { openScrutinyPool, type ScrutinyPool } from "../../src/platform/scrutiny-pool.ts"
import { encodeParcel } from "../../src/api/parcel.ts"
import { accept, handOver, intake, offer, parcel } from "../support/acts.ts"
import { builtProgram } from "../support/built.ts"
import { makeWorld, type World, worldOrigin } from "../support/world.ts"
import { withhold } from "../support/withhold.ts"

let world: World
/** Deliveries of every sort: right and wrong signatures, all openings, some, none, and another statement's. */
let questions: readonly Asked[]
let expected: readonly Found[]
let folder = ""
let worker: URL

const withLastBitFlipped = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))

function expectDraft(bytes: Uint8Array): Draft {
  const delivery = openDelivery(bytes, worldOrigin)
  if (isRejected(delivery)) throw new Error(delivery.sentence)
  return delivery.own
}

beforeAll(async () => {
  world = await makeWorld()
  const { shop, carrier } = world.pens
  const lines = [
    { sealed: { seal: "A", identifier: { scheme: "s10", value: "RB123456780GB" } as const } },
    {},
  ]
  const taken = intake(shop, lines)
  const offered = offer(shop, carrier.party, taken.held, { sealed: { whole: { remark: "å" } } })
  const accepted = accept(carrier, offered)
  const whole = encodeParcel({
    statement: accepted.bytes,
    openings: encodeLeaves(accepted.leaves),
    offerOpenings: encodeLeaves(offered.leaves),
    notes: [],
    predecessors: [],
  })
  const read = decodeParcel(whole)
  if ("fault" in read) throw new Error(read.fault)
  const { opened } = expectDraft(parcel(taken))
  const some = withhold(sealedContext(opened), taken.leaves, ({ field }) => field !== "seal")
  const forged = withLastBitFlipped(taken.bytes)
  const deliveries = [
    parcel(taken),
    whole,
    parcel({ ...taken, leaves: some }),
    parcel({ ...taken, leaves: (taken.leaves as readonly Opening[]).toReversed() }),
    parcel({ ...taken, bytes: forged }),
    parcel(taken, { bare: true }),
    encodeParcel({ ...read, openings: read.offerOpenings, offerOpenings: read.openings }),
    parcel(handOver(carrier, shop, taken.held)),
  ]
  const right = new Map([shop, carrier].map(({ key }) => [key.keyId as string, key.publicKey]))
  const wrong = new Map([
    [shop.key.keyId as string, carrier.key.publicKey],
    [carrier.key.keyId as string, carrier.key.publicKey],
  ])
  questions = deliveries.flatMap((bytes) =>
    [right, wrong, new Map<string, Uint8Array>()].map((keys) =>
      askedOf(expectDraft(bytes), (id) => keys.get(id)),
    ),
  )
  expected = questions.map((each) => scrutinise(each, verifyNode))
  folder = await builtProgram()
  worker = pathToFileURL(join(folder, "dist/platform/scrutiny-worker.js"))
})
afterAll(() => rm(folder, { recursive: true }))

describe("scrutiny", () => {
  it("finds signatures right or wrong, and openings whole, withheld or not their own", () => {
    const signatures = expected.flatMap((found) => found.signatures)
    expect(new Set(signatures)).toEqual(new Set([true, false]))
    const openings = expected.flatMap((found) => found.openings)
    expect(new Set(openings.map((each) => each?.received))).toEqual(
      new Set(["all", "some", undefined]),
    )
    expect(openings.some((each) => (each?.findings ?? []).length > 0)).toBe(true)
  })

  it("is the same through a message", () => {
    const message = answerQuestions(packQuestions(questions), verifyNode)
    expect(readAnswers(questions, message)).toEqual(expected)
    expect(readAnswers([], answerQuestions(packQuestions([]), verifyNode))).toEqual([])
  })

  it("goes on in its place behind a signature or a key of another length", () => {
    const [right] = questions.filter(({ signatures }) => signatures.length > 1)
    const [first, ...others] = right?.signatures ?? []
    if (right === undefined || first === undefined) throw new Error("no question with signatures")
    const whole = scrutinise(right, verifyNode)
    expect(whole.signatures).toContain(true)
    const short = { ...first.signed, signature: first.signed.signature.subarray(1) }
    const strange = [
      { ...first, signed: short },
      { ...first, publicKey: first.publicKey.subarray(1) },
    ]
    for (const each of strange) {
      const asked = [{ ...right, signatures: [each, ...others] }]
      const [found] = readAnswers(asked, answerQuestions(packQuestions(asked), verifyNode))
      expect(found).toEqual({ ...whole, signatures: [false, ...whole.signatures.slice(1)] })
    }
  })

  it("asks nothing about a key that nobody knows", () => {
    const [, , unknown] = questions
    expect([unknown?.signatures, unknown?.openings.length]).toEqual([[], 1])
    expect(fromHex(unknown?.openings[0]?.statement ?? "")).toHaveLength(32)
  })
})

describe("a pool of threads", () => {
  const many = (): readonly Asked[] => Array.from({ length: 40 }, () => questions).flat()
  const closing = async <T>(pool: ScrutinyPool, use: () => Promise<T>): Promise<T> => {
    try {
      return await use()
    } finally {
      await pool.close()
    }
  }

  it("answers as one thread does, in the order of the questions", async () => {
    const causes: unknown[] = []
    const pool = openScrutinyPool((cause) => causes.push(cause), 3, worker)
    await closing(pool, async () => {
      const asked = many()
      const halves = [asked.slice(0, 500), asked.slice(500)]
      const found = await Promise.all(halves.map((half) => pool.scrutiny(half)))
      expect(found.flat()).toEqual(await scrutinyHere(verifyNode)(asked))
      expect(await pool.scrutiny([])).toEqual([])
      expect(pool.threads()).toBe(3)
    })
    expect(causes).toEqual([])
  })

  it("answers everything all the same when a thread dies, and says so once", async () => {
    const dying = join(folder, "dying.mjs")
    const text = `import { parentPort } from "node:worker_threads"
      let left = 2
      parentPort.on("message", () => { if (--left === 0) throw new Error("out of memory") })`
    await writeFile(dying, text)
    const causes: unknown[] = []
    const pool = openScrutinyPool((cause) => causes.push(cause), 2, pathToFileURL(dying))
    await closing(pool, async () => {
      const asked = many()
      expect(await pool.scrutiny(asked)).toEqual(await scrutinyHere(verifyNode)(asked))
      expect(await pool.scrutiny(questions)).toEqual(expected)
      expect(pool.threads()).toBe(0)
    })
    expect(causes).toEqual([expect.objectContaining({ message: "out of memory" })])
  })

  it("is one thread where there is no program for another", async () => {
    const pool = openScrutinyPool()
    expect([pool.threads(), await pool.scrutiny(questions)]).toEqual([0, expected])
  })

  it("appends as one thread does", async () => {
    const pool = openScrutinyPool(() => {}, 2, worker)
    await closing(pool, async () => {
      const [first, second] = await Promise.all(
        [{}, { scrutiny: pool.scrutiny }].map((options) => dayOf(options)),
      )
      expect(second).toEqual(first)
    })
  })
})

/** A day's answers and its entries: a key that signs in the group that enrols it, forgeries, forks and repeats among them. */
async function dayOf(options: { readonly scrutiny?: ScrutinyPool["scrutiny"] }): Promise<unknown> {
  const day = await makeWorld({ seed: "day", ledger: options })
  const { shop, carrier, bank } = day.pens
  const taken = intake(shop, [{ sealed: { seal: "A" } }, {}])
  const moved = handOver(shop, carrier, taken.held)
  const forked = handOver(shop, bank, taken.held)
  const forged = { ...moved, bytes: withLastBitFlipped(moved.bytes) }
  const strange = { ...taken, leaves: [...taken.leaves].toReversed() }
  const all = [taken, moved, forked, forged, taken, intake(carrier), strange]
  const answers = await day.trySubmit(...all, ...all)
  await day.publish()
  const entries: string[] = []
  for await (const { bytes } of day.store.entries(0, day.store.size()))
    entries.push(Buffer.from(bytes).toString("hex"))
  return { answers, entries, checkpoint: await day.ledger.checkpoint() }
}
