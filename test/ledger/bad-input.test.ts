/** docs/bad-input.md, row by row. */

import { readFileSync } from "node:fs"
import { truncate, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { encodeParcel } from "../../src/api/parcel.ts"
import { sign1 } from "../../src/cose/sign.ts"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import { statementType } from "../../src/custody/statement.ts"
import { concat } from "../../src/encoding/bytes.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { printPolicy } from "../../src/verifier/policy.ts"
import { kvitto, scratch } from "../cli/transcript.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { countedRandom, keyNamed, makeWorld, type World } from "../support/world.ts"

const page = readFileSync(
  fileURLToPath(new URL("../../docs/bad-input.md", import.meta.url)),
  "utf8",
)
const rows = [...page.matchAll(/^\| ([a-z][^|]+?) \| `?([^|`]+?)`? \|$/gm)].map(
  ([, input = "", answer = ""]) => ({ input, answer }),
)
const submitted = rows.filter(({ answer }) => /^[a-z-]+$/.test(answer) && answer !== "code")
const verified = rows.filter(({ answer }) => /^[0-9]$/.test(answer))

/** A parcel around bytes, without anything beside them. */
const bare = (statement: Uint8Array): Uint8Array =>
  encodeParcel({ statement, openings: null, notes: [], predecessors: [] })

type Field = { readonly key: Uint8Array; readonly value: Uint8Array }

/** The payload of a signed intake, field by field, so that each can be spelled differently. */
function fieldsOf(pen: Pen): readonly Field[] {
  const whole = decodeCbor(intake(pen).bytes.subarray(1))
  const [, , payload] = (whole.ok ? whole.value : []) as readonly CborValue[]
  const decoded = decodeCbor(payload as Uint8Array)
  const map = (decoded.ok ? decoded.value : new Map()) as ReadonlyMap<number, CborValue>
  return [...map].map(([key, value]) => ({ key: encodeCbor(key), value: encodeCbor(value) }))
}

const head = (count: number): Uint8Array => Uint8Array.of(0xa0 | count)

const spelled = (pen: Pen, fields: readonly Field[], count = fields.length): Uint8Array => {
  const body = fields.flatMap(({ key, value }) => [key, value])
  // Up to 23 fields have a one-byte head.
  return bare(sign1(statementType, concat(head(count), ...body), pen.key))
}

/** The same payload with one field's value spelled otherwise; fields are counted from 1, as their keys are. */
const respelled = (pen: Pen, key: number, value: Uint8Array): Uint8Array =>
  spelled(
    pen,
    fieldsOf(pen).map((field) => (field.key[0] === key ? { ...field, value } : field)),
  )

const enrol = (signer: Pen, key: Uint8Array, possession: Uint8Array | null): Uint8Array =>
  bare(
    draft(
      "key",
      {
        act: "enrol",
        key,
        possession,
        replaces: null,
        person: null,
        rights: "sign",
        assurance: 1,
        compromisedSince: null,
      },
      signer,
    ).bytes,
  )

function inputs(world: World): Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> {
  const { shop, carrier } = world.pens
  const { root } = world.parties.shop
  const garbage = countedRandom("garbage")
  const repeated = (): Pen => ({ ...shop, random: (length) => new Uint8Array(length).fill(7) })
  return {
    "garbage instead of a parcel": () => garbage(300),
    "no bytes at all": () => new Uint8Array(0),
    "a parcel cut short": () => bare(intake(shop).bytes).slice(0, -1),
    "garbage instead of a statement": () => bare(garbage(300)),
    "a statement cut short": () => bare(intake(shop).bytes.slice(0, -1)),
    "a statement of 65,001 bytes": () => bare(new Uint8Array(65_001)),
    "one megabyte of zeros": () => new Uint8Array(1_000_000),
    "a payload with a key twice": () => {
      const fields = fieldsOf(shop)
      return spelled(shop, [...fields, fields.at(-1) as Field])
    },
    "a payload with its keys in another order": () => spelled(shop, fieldsOf(shop).toReversed()),
    "a payload with a number in a longer spelling": () =>
      respelled(shop, 1, Uint8Array.of(0x18, 1)),
    "a payload with a list of indefinite length": () =>
      respelled(shop, 8, Uint8Array.of(0x9f, 0xff)),
    "a payload with a float": () => respelled(shop, 1, Uint8Array.of(0xf9, 0x3c, 0)),
    "a payload with a field that is not foreseen": () =>
      spelled(shop, [...fieldsOf(shop), { key: Uint8Array.of(21), value: Uint8Array.of(0) }]),
    "a payload of a newer version": () => respelled(shop, 1, encodeCbor(2)),
    "a kind that is not known": () => respelled(shop, 3, encodeCbor(99)),
    "a statement for another ledger": () =>
      bare(intake({ ...shop, origin: "ledger.example/other" }).bytes),
    "an attestation over other bytes": () => {
      const { bytes } = draft("attestation", { over: "0".repeat(64) }, carrier)
      return respelled(shop, 18, encodeCbor([bytes]))
    },
    "an acceptance with an outcome too few": () => {
      const offered = offer(shop, carrier.party, intake(shop, [{}, {}]).held)
      const outcomes = [{ outcome: "accepted" as const, reservations: [] }]
      return bare(accept(carrier, offered, { outcomes }).bytes)
    },
    "a genesis": async () => {
      const first = await world.store.entry(0)
      return bare(statementIn(first as Uint8Array))
    },
    "giver and receiver swapped into one key": () =>
      bare(handOver({ ...carrier }, carrier, intake(shop).held).bytes),
    "a key that was never enrolled": () => bare(intake({ ...shop, key: keyNamed("nobody") }).bytes),
    "a key of another party": () => bare(intake({ ...shop, key: carrier.key }).bytes),
    "one bit of a signature flipped": () => {
      const bytes = intake(shop).bytes.slice()
      bytes[bytes.length - 20] = (bytes.at(-20) as number) ^ 4
      return bare(bytes)
    },
    "a courier's key that enrols keys": () => {
      const { publicKey } = keyNamed("new")
      return enrol(carrier, publicKey, null)
    },
    "a small-order public key enrolled": () =>
      enrol(root, Uint8Array.of(1, ...new Uint8Array(31)), new Uint8Array(64)),
    "a key enrolled without proof of possession": () =>
      enrol(root, keyNamed("new").publicKey, null),
    "a nonce used before": async () => {
      await world.submit(intake(repeated()))
      world.clock.advance(1)
      return bare(intake(repeated()).bytes)
    },
    "the openings of another statement": () => {
      const [one, other] = [intake(shop), intake(shop)]
      const openings = encodeLeaves(other.leaves)
      return encodeParcel({ statement: one.bytes, openings, notes: [], predecessors: [] })
    },
  }
}

function statementIn(entry: Uint8Array): Uint8Array {
  const decoded = decodeCbor(entry)
  return (
    decoded.ok ? (decoded.value as ReadonlyMap<number, CborValue>).get(6) : undefined
  ) as Uint8Array
}

describe("submitted to a ledger", () => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })

  it("has a row for every input that is tried, and the other way round", () => {
    expect(Object.keys(inputs(world)).toSorted()).toEqual(
      submitted.map(({ input }) => input).toSorted(),
    )
  })

  it("takes the statement that the others are made from", async () => {
    const [answer] = await world.ledger.submit([
      spelled(world.pens.shop, fieldsOf(world.pens.shop)),
    ])
    expect(answer).toMatchObject({ ok: true })
  })

  it.each(submitted)("$input is $answer, and nothing is written", async ({ input, answer }) => {
    const make = inputs(world)[input]
    if (make === undefined) throw new Error(`no input for ${input}`)
    const parcel = await make()
    const before = world.store.size()
    const [given] = await world.ledger.submit([parcel])
    expect(given).toMatchObject({ ok: false, code: answer })
    expect(world.store.size()).toBe(before)
  })
})

describe("given to verify", async () => {
  const path = await scratch()
  const policy = path("trust.policy")
  let bundle: Uint8Array
  beforeAll(async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await world.publish()
    const at = world.clock.now()
    const asked = { item: bag.items[0] as ItemId, from: at, to: at, scope: "unit" as const }
    bundle = (await world.ledger.bundle(asked)) as Uint8Array
    await writeFile(policy, printPolicy(ownPolicy()))
    await writeFile(path("whole"), bundle)
  })

  const files: Readonly<Record<string, (file: string) => Promise<void>>> = {
    empty: (file) => writeFile(file, ""),
    garbage: (file) => writeFile(file, countedRandom("file")(5000)),
    "one gibibyte of zeros": async (file) => {
      await writeFile(file, "")
      await truncate(file, 2 ** 30)
    },
    "twenty million empty maps": (file) => {
      const count = 20_000_000
      const bytes = new Uint8Array(5 + count).fill(0xa0)
      bytes.set([0x9a, ...new Uint8Array(Uint32Array.of(count).buffer).toReversed()])
      return writeFile(file, bytes)
    },
    "a bundle cut short": (file) => writeFile(file, bundle.slice(0, -1)),
    "a bundle with one bit flipped": (file) => {
      const flipped = bundle.slice()
      flipped[900] = (flipped[900] as number) ^ 1
      return writeFile(file, flipped)
    },
    "a bundle of another ledger": (file) => writeFile(file, bundle),
    "a policy instead of a bundle": (file) => writeFile(file, printPolicy(ownPolicy())),
  }

  it("takes the bundle that the others are made from", async () => {
    const { code } = await kvitto(["verify", path("whole"), "--policy", policy])
    expect(code).toBe(3)
  })

  it.each(verified)(
    "$input ends with exit code $answer and a sentence",
    async ({ input, answer }) => {
      const make = files[input]
      if (make === undefined) throw new Error(`no file for ${input}`)
      await make(path("file"))
      let trusted = policy
      if (input === "a bundle of another ledger") {
        trusted = path("other.policy")
        const other = printPolicy(ownPolicy()).replace(/^log .*$/m, otherLog)
        await writeFile(trusted, other)
      }
      const before = process.memoryUsage().rss
      const { code, out, err } = await kvitto(["verify", path("file"), "--policy", trusted])
      expect(code).toBe(Number(answer))
      expect(`${out}${err}`).not.toMatch(/\n\s+at /)
      expect(`${out}${err}`.length).toBeGreaterThan(20)
      expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20)
    },
  )

  /** The example key of C2SP signed-note. */
  const otherLog = "log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
})
