/**
 * The format pages. Every example is made anew by the code and compared; a reader who has only the pages must find in it
 * what they say is there.
 */

import { beforeAll, describe, expect, it } from "vitest"
import { decodeParcel, parcelCddl } from "../src/api/parcel.ts"
import { draft } from "../src/custody/draft.ts"
import type { ItemId } from "../src/custody/identifier.ts"
import { fromHex, toHex, utf8 } from "../src/encoding/bytes.ts"
import { printSeen } from "../src/log/cosignature.ts"
import { parseNote, printVkey } from "../src/log/note.ts"
import { promiseShape, promisesShape } from "../src/log/promise.ts"
import { leafHash } from "../src/merkle/tree.ts"
import { verifyNode } from "../src/platform/ed25519.ts"
import { parsePolicy } from "../src/verifier/policy.ts"
import { verify } from "../src/verifier/verify.ts"
import { intake, offer, parcel } from "./support/acts.ts"
import { annotated, blocksOf, diagnostic, expectBlocks, type Words } from "./support/examples.ts"
import {
  bytesIn,
  hashOfMap,
  hexBytes,
  type Item,
  lookUp,
  naive,
  plain,
  read,
  walk,
} from "./support/outsider.ts"
import { expectPinned, readPinned } from "./support/pinned.ts"
import { makeWorld, worldKeys, worldOrigin } from "./support/world.ts"

type Parts = NonNullable<Words["parts"]>

/** Field names in order, from 1; `parts` names what is inside some of them. */
const numbered = (names: string, parts: Readonly<Record<string, Parts>> = {}): Parts =>
  Object.fromEntries(
    names.split(" ").map((name, i) => {
      const own = parts[name]
      return [i + 1, own === undefined ? name : { name, parts: own }]
    }),
  )

const payloadNames = numbered(
  "version suite kind origins nonce party role crew onBehalfOf signedAt acted seen contract procedure plan openingsChecked duress attestations sealed terms",
  {
    origins: { 0: "origin" },
    signedAt: { 0: "at", 1: "offset" },
    terms: numbered("size mapRoot subjects time"),
  },
)
const signedWords = (parts: Parts): Words => ({
  name: "array",
  parts: {
    0: {
      name: "protected header",
      inside: { name: "map", parts: { 1: "alg", 4: "kid", 16: "typ" } },
    },
    1: "unprotected header",
    2: { name: "payload", inside: { name: "map", parts } },
    3: "signature",
  },
})
const annotatedSign1 = (whole: Uint8Array, parts: Parts): string =>
  `${"d2".padEnd(77)} # tag 18: COSE_Sign1\n${annotated(whole, signedWords(parts), 1)}`

const entryNames = numbered("version index appendedAt previous openings statement notes", {
  notes: { 0: "note" },
})
const bundleNames = [
  "magic",
  "version",
  "question",
  "checkpoint",
  "entries",
  "sizes",
  "pruned",
].concat(["miniLogs", "map", "publications", "notes", "openings", "digest"])

// A day's beginning: an item is taken in and published; its holder offers it and thinks better of it.

async function makeStory() {
  const world = await makeWorld()
  const { shop } = world.pens
  const taken = intake(shop, [{ sealed: { seal: "A 17" } }])
  const [acknowledged] = await world.submit(taken)
  const checkpoint = parseNote(await world.publish())
  if (checkpoint === undefined) throw new Error("expected a checkpoint")
  const offered = offer(shop, world.parties.carrier.id, taken.held)
  const remark = { whole: { remark: "wrong bag" } }
  const withdrawn = draft("withdraw", { offer: offered.id, items: taken.items }, shop, {
    sealed: remark,
  })
  const question = { item: taken.items[0] as ItemId, from: 0, to: 0, scope: "unit" } as const
  const at = world.clock.now()
  const bundle = await world.ledger.bundle({ ...question, from: at, to: at })
  const [entry, seal] = [await world.store.entry(14), await world.store.entry(15)]
  if (
    acknowledged === undefined ||
    bundle === undefined ||
    entry === undefined ||
    seal === undefined
  )
    throw new Error("expected a story")
  const note = printSeen(checkpoint, [])
  return { world, taken, acknowledged, entry, seal, bundle, withdrawn, note }
}
let story: Awaited<ReturnType<typeof makeStory>>
beforeAll(async () => {
  story = await makeStory()
})

const hexOf = (whole: Uint8Array, { at, end }: Item): string => toHex(whole.subarray(at, end))

/** The fields of a signed payload, in order. */
const payloadIn = (whole: Uint8Array): unknown[] =>
  plain((plain(whole.subarray(1)) as Uint8Array[])[2] as Uint8Array) as unknown[]

const rulesOf = (rules: ReadonlyMap<string, string>): string =>
  `${[...rules.values()].join("\n\n")}\n`

describe("docs/entry.md", () => {
  it("begins with a real entry", () => {
    const { entry, taken } = story
    expectBlocks("entry.md", [
      annotated(entry, { name: "map", parts: entryNames }),
      `leaf hash  ${toHex(leafHash(entry))}\n`,
    ])
    const [example = "", said = ""] = blocksOf("entry.md")
    const whole = bytesIn(example)
    const [version, index, , , openings, statement] = plain(whole) as unknown[]
    expect([version, index, openings, statement]).toEqual([1, 14, 3, taken.bytes])
    expect(said).toContain(toHex(naive.leaf(whole)))
  })
})

describe("docs/seal.md", () => {
  it("begins with the seal that follows it", () => {
    const statement = (plain(story.seal) as unknown[])[5] as Uint8Array
    expectBlocks("seal.md", [annotatedSign1(statement, payloadNames)])
    const [example = ""] = blocksOf("seal.md")
    const payload = payloadIn(bytesIn(example))
    const [, appendedAt, previous] = (plain(story.seal) as unknown[]).slice(1)
    const [size, mapRoot, , time] = payload[19] as unknown[]
    expect([size, time]).toEqual([15, appendedAt])
    expect(payload[4]).toEqual(mapRoot)
    expect(previous).toEqual(naive.leaf(story.entry))
  })
})

describe("docs/promise.md", () => {
  it("begins with the promise of that entry, and has its grammar", () => {
    const { promise, statement } = story.acknowledged
    const key = worldKeys.promise
    const keys = `public key  ${toHex(key.publicKey)}\nthumbprint  ${key.keyId}\n`
    const names = numbered("signed statement leafHash index position path", { path: { 0: "hash" } })
    const signed = plain(promise) as readonly unknown[]
    const inner = numbered("version origin publishBy count root")
    const envelope = signed[0] as Uint8Array
    expectBlocks("promise.md", [
      annotated(promise, { name: "map", parts: names }),
      annotatedSign1(envelope, inner),
      keys,
      rulesOf(promiseShape.rules),
      rulesOf(promisesShape.rules),
    ])
    const [example = ""] = blocksOf("promise.md")
    const [whole, ofStatement, ofLeaf, index, position, path] = plain(bytesIn(example)) as [
      Uint8Array,
      ...unknown[],
    ]
    const leaf = naive.leaf(story.entry)
    expect([ofStatement, ofLeaf, index, position, path]).toEqual([
      fromHex(statement),
      leaf,
      14,
      0,
      [],
    ])
    const publishBy = story.world.clock.now() + 60_000
    const at = hexBytes("000000000000000e")
    const root = naive.sha(
      [0],
      utf8("kvitto/promise"),
      [0],
      fromHex(statement) as Uint8Array,
      leaf,
      at,
    )
    expect(payloadIn(whole)).toEqual([1, worldOrigin, publishBy, 1, root])
    // RFC 9052 §4.4: ["Signature1", protected header, empty, payload].
    const [header, , body, signature] = read(whole, 1).value as [Item, Item, Item, Item]
    const toBeSigned = [
      "846a",
      toHex(utf8("Signature1")),
      hexOf(whole, header),
      "40",
      hexOf(whole, body),
    ]
    expect(
      verifyNode(key.publicKey, hexBytes(toBeSigned.join("")), signature.value as Uint8Array),
    ).toBe(true)
  })
})

describe("docs/parcel.md", () => {
  const opening = { name: "opening", parts: { 0: "line", 1: "field", 2: "salt", 3: "value" } }
  const parts = numbered("version statement openings notes predecessors offerOpenings", {
    openings: { 0: opening },
    notes: { 0: "note" },
  })

  it("begins with a real parcel, and has its grammar", () => {
    const { withdrawn, note } = story
    const sent = parcel(withdrawn, { notes: [note] })
    expectBlocks("parcel.md", [annotated(sent, { name: "map", parts }), parcelCddl()])
    const [example = ""] = blocksOf("parcel.md")
    const [version, statement, openings, notes] = plain(bytesIn(example)) as unknown[]
    expect([version, statement]).toEqual([1, withdrawn.bytes])
    expect((openings as unknown[][])[0]?.[3]).toBe("wrong bag")
    const seen = naive.sha(utf8("kvitto/seen"), [0], (notes as Uint8Array[])[0] as Uint8Array)
    expect(payloadIn(statement as Uint8Array)[11]).toEqual(seen)
    expect(decodeParcel(sent)).not.toHaveProperty("fault")
  })
})

describe("docs/bundle.md", () => {
  const policyText = (): string => `log ${printVkey(worldKeys.checkpoint.key)}\nquorum none\n`

  it("begins with a real bundle, which is whole in the vectors", () => {
    const { value } = read(story.bundle)
    const lines = [...(value as Map<number, Item>)].map(
      ([key, each]) => `  / ${bundleNames[key]} / ${key}: ${diagnostic(each, 4, "  ")},\n`,
    )
    expectBlocks("bundle.md", [`{\n${lines.join("")}}\n`])
    const vector = { policy: policyText(), bundle: toHex(story.bundle) }
    expectPinned("test/vectors/bundle.json", `${JSON.stringify(vector, null, 2)}\n`)
  })

  it("is accepted by the policy beside it", () => {
    const { policy, bundle } = JSON.parse(readPinned("test/vectors/bundle.json")) as Record<
      string,
      string
    >
    const trusted = parsePolicy(policy ?? "")
    if (!trusted.ok) throw new Error(trusted.fault.sentence)
    expect(verify(hexBytes(bundle ?? ""), trusted.policy, { verify: verifyNode }).genuine).toBe(
      true,
    )
  })

  it("binds its parts to each other as the page says, steps 1 and 3 to 7", () => {
    const { bundle } = JSON.parse(readPinned("test/vectors/bundle.json")) as Record<string, string>
    const whole = hexBytes(bundle ?? "")
    const [magic, version, , note, entries, sizes, pruned, chains, map, older, , , digest] = plain(
      whole,
    ) as [...unknown[], Uint8Array]
    expect([magic, version]).toEqual(["kvitto bundle", 1])
    expect(digest).toEqual(naive.sha(whole.subarray(0, -32)))
    const lines = (each: unknown): string[] =>
      new TextDecoder().decode(each as Uint8Array).split("\n")
    const [origin = "", size = "", root] = lines(note)
    const listed = entries as [number, Uint8Array][]
    const leaves = new Map(listed.map(([index, bytes]) => [index, naive.leaf(bytes)]))
    const shape = { size: Number(size), leaves: [...leaves.keys()], sizes: sizes as number[] }
    const tree = walk(shape, [...leaves.values()], pruned as Uint8Array[])
    const base64 = (hash: Uint8Array | undefined) => Buffer.from(hash ?? []).toString("base64")
    expect(base64(tree?.root)).toBe(root)
    for (const [, at, olderRoot] of (older as Uint8Array[]).map(lines))
      expect(base64(tree?.at(Number(at)))).toBe(olderRoot)
    for (const [index, bytes] of listed) expect((plain(bytes) as unknown[])[1]).toBe(index)
    const statement = (plain(listed.at(-1)?.[1] as Uint8Array) as Uint8Array[])[5] as Uint8Array
    const sealed = payloadIn(statement) as unknown[][]
    expect(sealed[19]?.[0]).toBe(Number(size) - 1)
    expect(hashOfMap(map)).toEqual(sealed[19]?.[1])
    expect(chains).not.toHaveLength(0)
    for (const chain of chains as [number, Uint8Array, number, number, number[], Uint8Array[]][]) {
      const [, subject, count, from, indexes, cutOff] = chain
      const key = naive.sha(utf8("kvitto/map-key"), [0], subject, utf8(origin))
      const run = { size: count, leaves: indexes.map((_, i) => from + i), sizes: [] }
      const given = indexes.map((index) => leaves.get(index) as Uint8Array)
      const miniLog = walk(run, given, cutOff)
      expect(lookUp(map, key)).toEqual({ state: "present", count, root: miniLog?.root })
      expect(from + indexes.length).toBe(count)
    }
    expect((plain(listed[0]?.[1] as Uint8Array) as unknown[])[3]).toEqual(new Uint8Array(32))
  })
})
