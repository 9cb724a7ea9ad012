import { sealedFields } from "../../src/custody/field.ts"
import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { type ItemId, mapKeyOf, type SubjectId } from "../../src/custody/identifier.ts"
import { signersOf } from "../../src/custody/handover.ts"
import { equal, toHex } from "../../src/encoding/bytes.ts"
import { decodeCbor } from "../../src/encoding/cbor.ts"
import { type Bundle, decodeBundle } from "../../src/log/bundle.ts"
import { parseSeen, seenHash } from "../../src/log/cosignature.ts"
import { decodeEntry, type Entry } from "../../src/log/entry.ts"
import { openMapProof } from "../../src/merkle/mapproof.ts"
import { openPartial } from "../../src/merkle/partial.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../../src/merkle/tree.ts"
import { printVkey } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handOver, intake } from "../support/acts.ts"
import { checkpointOf, expectOpened } from "../support/reading.ts"
import { makeWorld, signContract, type World, worldKeys, worldOrigin } from "../support/world.ts"

const question = (item: ItemId) => ({ item, from: 0, to: 2 ** 50, scope: "unit" }) as const

async function bundleOf(world: World, item: ItemId): Promise<Bundle> {
  const bytes = await world.ledger.bundle(question(item))
  const bundle = decodeBundle(bytes ?? new Uint8Array(0))
  if ("fault" in bundle) throw new Error(bundle.fault)
  return bundle
}

const openedAt = ({ entries }: Bundle, index: number) => {
  const placed = entries.find((entry) => entry.index === index)
  if (placed === undefined) throw new Error(`expected entry ${index} in the bundle`)
  return expectOpened((decodeEntry(placed.bytes) as Entry).statement)
}

/** What any verifier checks first: one tree, one map, whole mini-logs. */
function expectGenuine(bundle: Bundle): void {
  const { size, root } = checkpointOf(bundle.checkpoint)
  const shape = { size, leaves: bundle.entries.map(({ index }) => index), sizes: bundle.sizes }
  const leaves = new Map(bundle.entries.map(({ index, bytes }) => [index, leafHash(bytes)]))
  const tree = openPartial(shape, [...leaves.values()], bundle.pruned)
  expect(toHex(tree?.rootAt(size) ?? new Uint8Array(0))).toBe(toHex(root))
  for (const each of bundle.publications) {
    const older = checkpointOf(each)
    expect(bundle.sizes).toContain(older.size)
    expect(equal(tree?.rootAt(older.size) ?? root, older.root)).toBe(true)
    expect(openedAt(bundle, older.size - 1).kind).toBe("seal")
  }
  const seal = openedAt(bundle, size - 1)
  if (seal.kind !== "seal") throw new Error(`expected a seal, got ${seal.kind}`)
  const map = openMapProof(bundle.map, seal.terms.mapRoot)
  for (const { subject, count, entries, from, pruned } of bundle.miniLogs) {
    expect([from, pruned, entries.length]).toEqual([0, [], count])
    const peaks = entries.reduce<Frontier>(
      (frontier, index, i) => appendLeaf(frontier, i, leaves.get(index) as Uint8Array),
      [],
    )
    const answer = map?.get(mapKeyOf(worldOrigin, subject))
    expect(answer).toEqual({ state: "present", count, root: frontierRoot(peaks) })
  }
}

/** Every signer of every entry in there has its key and party in there, whole, or shown absent. */
function expectClosed(bundle: Bundle): void {
  const seal = openedAt(bundle, checkpointOf(bundle.checkpoint).size - 1)
  const map = openMapProof(
    bundle.map,
    seal.kind === "seal" ? seal.terms.mapRoot : leafHash(seal.bytes),
  )
  const logs = new Map(bundle.miniLogs.map(({ subject, type }) => [subject as string, type]))
  const asked = bundle.entries.flatMap(({ index }) =>
    signersOf(openedAt(bundle, index)).flatMap(({ keyId, party, contract }) => [
      [keyId, "key"] as const,
      ...(party === null ? [] : [[party, "party"] as const]),
      ...(contract === null ? [] : [[contract, "contract"] as const]),
    ]),
  )
  for (const [id, type] of asked) {
    const absent = map?.get(mapKeyOf(worldOrigin, id as string as SubjectId)).state === "absent"
    expect(logs.get(id) ?? (absent ? type : undefined)).toBe(type)
  }
  expect([...logs.values()]).toContain("governance")
}

async function makeStory() {
  const world = await makeWorld()
  const { shop, carrier, bank } = world.pens
  const sealed = { amount: { currency: "NOK", minor: 125_000 }, seal: "A 17" }
  const taken = intake(shop, [{ sealed }])
  await world.submit(taken, intake(shop))
  await world.publish()
  const options = { contract: world.contract }
  const first = handOver(shop, carrier, taken.held, options)
  await world.submit(first)
  await world.publish()
  await world.submit(intake(shop))
  await world.publish()
  const second = handOver(carrier, bank, first.held, options)
  await world.submit(second)
  await world.publish()
  return { world, item: taken.items[0] as ItemId, statements: [taken, first, second] }
}

const listed = (leaves: Uint8Array | null): readonly unknown[] => {
  const decoded = decodeCbor(leaves ?? new Uint8Array(0))
  return decoded.ok ? (decoded.value as readonly unknown[]) : []
}

describe("the bundle", () => {
  it("is one tree, one map and whole mini-logs under the newest checkpoint", async () => {
    const { world, item, statements } = await makeStory()
    await world.submit(intake(world.pens.shop))
    const bundle = await bundleOf(world, item)
    expect(bundle.question).toEqual(question(item))
    expect(bundle.checkpoint).toEqual(await world.ledger.checkpoint())
    expectGenuine(bundle)
    expectClosed(bundle)
    const own = bundle.miniLogs.find(({ subject }) => subject === (item as string))
    expect(own?.entries.map((index) => openedAt(bundle, index).id)).toEqual(
      statements.map(({ id }) => id),
    )
    expect(bundle.entries.map(({ index }) => index)).toContain(0)
  })

  it("satisfies the verifier", async () => {
    const { world, item } = await makeStory()
    const read = parsePolicy(`log ${printVkey(worldKeys.checkpoint.key)}\nquorum none\n`)
    if (!read.ok) throw new Error(read.fault.sentence)
    const bytes = await world.ledger.bundle(question(item))
    const verdict = verify(bytes ?? new Uint8Array(0), read.policy, { verify: verifyNode })
    expect(verdict.steps.filter(({ ok }) => !ok)).toEqual([])
    expect(verdict.genuine).toBe(true)
  })

  it("holds nobody else's affairs", async () => {
    const { world, item } = await makeStory()
    const bundle = await bundleOf(world, item)
    const items = bundle.miniLogs.filter(({ type }) => type === "item")
    expect(items.map(({ subject }) => subject)).toEqual([item])
    const intakes = bundle.entries.filter(({ index }) => openedAt(bundle, index).kind === "intake")
    expect(intakes).toHaveLength(1)
    expect(bundle.miniLogs.map(({ subject }) => subject)).not.toContain(world.parties.post.id)
  })

  it("brackets each receipt: the seal after it, and the note that its signers had seen", async () => {
    const { world, item, statements } = await makeStory()
    const bundle = await bundleOf(world, item)
    const notes = new Map(
      bundle.entries
        .flatMap(({ bytes }) => (decodeEntry(bytes) as Entry).notes)
        .concat(bundle.notes)
        .map((note) => [toHex(seenHash(note)), note]),
    )
    const newest = checkpointOf(bundle.checkpoint).size
    for (const { id } of statements) {
      const index = (await world.ledger.indexOf(id)) ?? -1
      const after = [...bundle.sizes, newest].find((size) => size > index)
      expect(openedAt(bundle, (after ?? 0) - 1).kind).toBe("seal")
      for (const { seen } of signersOf(openedAt(bundle, index))) {
        const note = parseSeen(notes.get(seen ?? "") ?? new Uint8Array(0))
        expect(bundle.sizes).toContain(note?.checkpoint.size)
      }
    }
    expect(bundle.publications.map((each) => checkpointOf(each).size)).toEqual(bundle.sizes)
    expect(bundle.sizes).not.toContain(newest)
  })

  it("carries a note that another item's entry was the first to log", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    await world.submit(intake(carrier), taken)
    await world.publish()
    const bundle = await bundleOf(world, taken.items[0] as ItemId)
    expect(bundle.notes).toHaveLength(1)
    expectGenuine(bundle)
  })

  it("discloses openings, or withholds what it is told to", async () => {
    const { world, item, statements } = await makeStory()
    const bundle = await bundleOf(world, item)
    const own = statements.map(({ id }) => id as string)
    const shownFor = bundle.openings.map(({ statement }) => statement as string)
    expect(shownFor.slice(0, own.length)).toEqual(own)
    // Beside the item's own: the names that its parties were admitted under, and of keys and contracts only what rules ask.
    const parties = Object.values(world.parties).map(({ id }) => id as string)
    const [credentials] = sealedFields.credentials
    const [limits] = sealedFields.limits
    for (const { statement, leaves } of bundle.openings.slice(own.length)) {
      if (parties.includes(statement)) continue
      const fields = listed(leaves).flatMap((leaf) =>
        leaf instanceof Uint8Array ? [] : [(leaf as readonly number[])[1]],
      )
      expect([[credentials], [limits, credentials]]).toContainEqual(fields)
    }
    const bytes = await world.ledger.bundle(question(item), (_, { field }) => field === "seal")
    const less = decodeBundle(bytes ?? new Uint8Array(0))
    if ("fault" in less) throw new Error(less.fault)
    const shown = less.openings
      .slice(0, own.length)
      .map(({ leaves }) => listed(leaves).filter((leaf) => !(leaf instanceof Uint8Array)))
    expect(shown.map(({ length }) => length)).toEqual([1, 1, 1])
  })

  it("follows a contract to its first version, and shows one that is not on record absent", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.pens
    const { parties } = world
    const revised = signContract([parties.shop, parties.carrier], { revises: world.contract })
    const taken = intake(shop)
    const unknown = "cd".repeat(32) as typeof world.contract
    const first = handOver(shop, carrier, taken.held, { contract: revised.id })
    await world.submit(
      revised,
      taken,
      first,
      handOver(carrier, bank, first.held, { contract: unknown }),
    )
    await world.publish()
    const bundle = await bundleOf(world, taken.items[0] as ItemId)
    expectGenuine(bundle)
    const contracts = bundle.miniLogs.filter(({ type }) => type === "contract")
    const counts = contracts.map(({ subject, count }) => [subject as string, count])
    expect(Object.fromEntries(counts)).toEqual({ [world.contract]: 2, [revised.id]: 1 })
    const seal = openedAt(bundle, checkpointOf(bundle.checkpoint).size - 1)
    if (seal.kind !== "seal") throw new Error("expected a seal")
    const map = openMapProof(bundle.map, seal.terms.mapRoot)
    expect(map?.get(mapKeyOf(worldOrigin, unknown as string as SubjectId)).state).toBe("absent")
  })

  it("is of the published past only", async () => {
    const { world, item } = await makeStory()
    const before = await bundleOf(world, item)
    const report = { type: "theft", items: [item], from: null, to: null } as const
    await world.submit(draft("report", report, world.pens.bank))
    expect(await bundleOf(world, item)).toEqual(before)
    await world.publish()
    const after = await bundleOf(world, item)
    expectGenuine(after)
    const countOf = ({ miniLogs }: Bundle) =>
      miniLogs.find(({ subject }) => subject === (item as string))?.count
    expect([countOf(before), countOf(after)]).toEqual([3, 4])
  })

  it("is none for an item that nothing published touches", async () => {
    const world = await makeWorld()
    const taken = intake(world.pens.shop)
    const item = taken.items[0] as ItemId
    await world.submit(taken)
    expect(await world.ledger.bundle(question(item))).toBeUndefined()
    expect(await world.ledger.bundle(question("nonsense" as ItemId))).toBeUndefined()
    expect(await world.ledger.history(item)).toHaveLength(1)
  })
})
