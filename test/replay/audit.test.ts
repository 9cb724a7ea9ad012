import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import type { SubjectId } from "../../src/custody/identifier.ts"
import type { Ed25519Verify } from "../../src/cose/ed25519.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { decodeSubjectHead, encodeSubjectHead, miniLogRoot } from "../../src/ledger/subject-head.ts"
import { linksInPage } from "../../src/store/store.ts"
import { memoryReplayStore } from "../../src/replay/memory.ts"
import { statesOf } from "../../src/replay/state.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { decodeEntry, encodeEntry, type Entry, firstPrevious } from "../../src/log/entry.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { makeSeal, type SealTerms } from "../../src/log/seal.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { type AuditCode, auditCodes } from "../../src/replay/fault.ts"
import { type Audit, audit, type AuditSource } from "../../src/replay/audit.ts"
import { distanceCodes } from "../../src/cli/audit-head.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { readPinned } from "../support/pinned.ts"
import { expectOpened } from "../support/reading.ts"
import { keyNamed, makeWorld, type World, worldKeys, worldOrigin } from "../support/world.ts"

type Kept = NonNullable<AuditSource["kept"]> extends AsyncIterable<infer One> ? One : never

/** A ledger copied out, to be changed. */
type Copy = {
  readonly entries: readonly Uint8Array[]
  readonly publications: readonly { readonly size: number; readonly bytes: Uint8Array }[]
  readonly kept: readonly Kept[]
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}

async function copyOf({ store }: World): Promise<Copy> {
  const subjects = await all(store.allSubjects())
  return {
    entries: (await all(store.entries(0, store.size()))).map(({ bytes }) => bytes),
    publications: await all(store.publications(0)),
    kept: subjects.map(({ key, bytes }) => {
      const head = decodeSubjectHead(bytes)
      const states = statesOf(head)
      return { id: key as SubjectId, count: head.count, root: miniLogRoot(head), states }
    }),
  }
}

/** Verifies each signature once: every audit here sees much the same ones. */
const verified = new Map<string, boolean>()
const verify: Ed25519Verify = (publicKey, message, signature) => {
  const asked = [publicKey, message, signature].map(toHex).join(" ")
  const answer = verified.get(asked) ?? verifyNode(publicKey, message, signature)
  verified.set(asked, answer)
  return answer
}

const packing = { write: encodeSubjectHead, read: decodeSubjectHead, page: linksInPage }

/** With all subjects in memory as they are, with nearly all of them packed, and with a store: the same comes of it. */
async function run(copy: Copy, parts: "all" | "public" = "all"): Promise<Audit> {
  const source = (): AuditSource => ({
    entries: each(copy.entries.map((bytes, index) => ({ index, bytes }))),
    publications: each(copy.publications),
    ...(parts === "all" ? { kept: each(copy.kept) } : {}),
  })
  const found = await audit(source(), verify)
  expect(await audit({ ...source(), packing: { ...packing, unpacked: 1 } }, verify)).toEqual(found)
  expect(await audit({ ...source(), packing, store: memoryReplayStore() }, verify)).toEqual(found)
  return found
}

const named = ({ faults }: Audit): string[] => faults.map(({ index, code }) => `${index} ${code}`)
const faultsIn = async (copy: Copy, parts?: "all" | "public"): Promise<string[]> =>
  named(await run(copy, parts))

const entryAt = ({ entries }: Copy, index: number): Entry =>
  decodeEntry(entries[index] as Uint8Array) as Entry

const put = <T>(values: readonly T[], index: number, ...instead: readonly T[]): T[] => [
  ...values.slice(0, index),
  ...instead,
  ...values.slice(index + 1),
]

const rootAfter = (entries: readonly Uint8Array[]): Uint8Array =>
  frontierRoot(
    entries.reduce<Frontier>((peaks, bytes, i) => appendLeaf(peaks, i, leafHash(bytes)), []),
  )

/** What an operator with all of the ledger's keys can do: a new chain, and every checkpoint signed again over it. */
function rewritten(copy: Copy, change: (entries: readonly Entry[]) => readonly Entry[]): Copy {
  const changed = change(copy.entries.map((_, index) => entryAt(copy, index)))
  const entries: Uint8Array[] = []
  for (const [index, entry] of changed.entries()) {
    const last = entries.at(-1)
    const previous = last === undefined ? firstPrevious : leafHash(last)
    entries.push(encodeEntry({ ...entry, index, previous }))
  }
  const publications = copy.publications.map(({ size }) => {
    const root = rootAfter(entries.slice(0, size))
    return {
      size,
      bytes: signCheckpoint({ origin: worldOrigin, size, root }, worldKeys.checkpoint),
    }
  })
  return { ...copy, entries, publications }
}

/** The newest seal says something else, and everything around it agrees with it again. */
function sealedOtherwise(copy: Copy, change: (terms: SealTerms) => SealTerms): Copy {
  const at = newestSeal(copy)
  const sealed = expectOpened(entryAt(copy, at).statement)
  if (sealed.kind !== "seal") throw new Error(`entry ${at}: expected a seal`)
  const statement = makeSeal(worldOrigin, change(sealed.terms), worldKeys.seal)
  return rewritten(copy, (entries) => put(entries, at, { ...(entries[at] as Entry), statement }))
}

/** More entries behind, with these statements. */
function continued(copy: Copy, statements: readonly Uint8Array[]): Copy {
  const last = entryAt(copy, copy.entries.length - 1)
  return rewritten(copy, (entries) => [
    ...entries,
    ...statements.map((statement): Entry => ({ ...last, openings: "none", statement, notes: [] })),
  ])
}

const newestSeal = ({ publications }: Copy): number => (publications.at(-1)?.size ?? 0) - 1

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = bytes.slice()
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
  return changed
}

let world: World
/** Ends in a seal. */
let whole: Copy
/** Has two entries behind its newest seal. */
let open: Copy

beforeAll(async () => {
  world = await makeWorld()
  const { shop, carrier, bank, stranger } = world.pens
  const taken = intake(shop, [{ container: true }, {}, {}])
  const [box, ...notes] = taken.held as [(typeof taken.held)[0], ...typeof taken.held]
  const pack = draft("pack", { container: box.item, lines: notes }, shop)
  const listed = [box, { ...notes[0], within: 0 }] as never
  const moved = accept(carrier, offer(shop, carrier.party, listed))
  await world.submit(taken, pack, moved)
  await world.publish()
  // A fork, a receipt whose predecessor comes later, and one whose predecessor never comes.
  const late = intake(stranger)
  const unlinked = handOver(stranger, bank, late.held)
  await world.submit(handOver(carrier, bank, [box]), handOver(carrier, stranger, [box]), unlinked)
  world.clock.advance(1000)
  await world.submit(late, handOver(shop, bank, intake(shop).held))
  await world.publish()
  whole = await copyOf(world)
  world.clock.advance(1000)
  const after = intake(shop)
  await world.submit(after, handOver(shop, carrier, after.held))
  open = await copyOf(world)
})

describe("the audit of a ledger as it is", () => {
  it("finds nothing, whether all of it is at hand or only what is public", async () => {
    expect(await run(whole)).toEqual({
      ok: true,
      origin: worldOrigin,
      entries: whole.entries.length,
      faults: [],
    })
    expect(await faultsIn(whole, "public")).toEqual([])
    expect(await faultsIn(open)).toEqual([])
    expect(await faultsIn(await copyOf(await makeWorld({ seed: "another" })))).toEqual([])
  })

  it("finds nothing when the ledger seals again with nothing new", async () => {
    const quiet = await makeWorld({ seed: "quiet" })
    for (let time = 0; time < 2; time++) {
      quiet.clock.advance(3_600_000)
      await quiet.publish()
    }
    expect(await faultsIn(await copyOf(quiet))).toEqual([])
  })

  it("is not satisfied by a ledger of nothing", async () => {
    const nothing = { entries: [], publications: [], kept: [] }
    expect(await run(nothing)).toEqual({ ok: false, origin: null, entries: 0, faults: [] })
  })

  it("finds nothing in what the harness rewrites without a change", async () => {
    expect(await faultsIn(rewritten(whole, (entries) => entries))).toEqual([])
    expect(await faultsIn(sealedOtherwise(whole, (terms) => terms))).toEqual([])
  })
})

describe("a changed byte", () => {
  it("is named by its own index, or where the entry behind it does not follow", async () => {
    const place = fc
      .nat(open.entries.length - 1)
      .chain((index) =>
        fc.nat((open.entries[index] as Uint8Array).length * 8 - 1).map((bit) => ({ index, bit })),
      )
    const { length } = open.entries
    await fc.assert(
      fc.asyncProperty(place, async ({ index, bit }) => {
        const changed = flipped(open.entries[index] as Uint8Array, bit)
        const faults = await faultsIn({ ...open, entries: put(open.entries, index, changed) })
        const first = Number(faults[0]?.split(" ", 1)[0])
        expect([index, index + 1]).toContain(first)
        if (first > index) expect(faults[0]).toBe(`${index + 1} broken-chain`)
        if (index < length - 1) expect(faults).toContain(`${index + 1} broken-chain`)
      }),
      { numRuns: process.env["SLOW"] === "1" ? 3000 : 150 },
    )
  }, 600_000)

  it("is found by anybody as long as it is published", async () => {
    const last = newestSeal(whole)
    const entry = { ...entryAt(whole, last), appendedAt: entryAt(whole, last).appendedAt + 1 }
    const changed = { ...whole, entries: put(whole.entries, last, encodeEntry(entry)) }
    expect(await faultsIn(changed, "public")).toEqual([
      `${last} false-seal`,
      `${last} checkpoint-root`,
    ])
  })
})

describe("a dropped entry", () => {
  it("is named by its index, and once", async () => {
    for (let index = 0; index < open.entries.length - 1; index++) {
      const faults = await faultsIn({ ...open, entries: put(open.entries, index) })
      const shifts = faults.filter((fault) => fault.endsWith("wrong-index"))
      expect(shifts).toEqual([`${index} wrong-index`])
      expect(faults[0]?.split(" ")[0]).toBe(`${index}`)
    }
  })

  it("is named for each that is missing", async () => {
    const entries = open.entries.filter((_, index) => index !== 4 && index !== 9)
    const faults = await faultsIn({ ...open, entries })
    expect(faults.filter((fault) => fault.endsWith("wrong-index"))).toEqual([
      "4 wrong-index",
      "8 wrong-index",
    ])
  })

  it("is missed at the end by the checkpoint, or by what is kept of its subjects", async () => {
    const last = newestSeal(whole)
    const cut = { ...whole, entries: whole.entries.slice(0, last) }
    expect(await faultsIn(cut)).toEqual([`${last} checkpoint-beyond`])
    const unpublished = await faultsIn({ ...open, entries: open.entries.slice(0, -1) })
    // The item and nothing else: a hand-over touches neither its parties nor their keys.
    expect(unpublished).toEqual([`${open.entries.length - 2} subject-mismatch`])
  })
})

describe("swapped entries", () => {
  it("are named by both indexes", async () => {
    for (let index = 0; index < open.entries.length - 1; index++) {
      const pair = open.entries.slice(index, index + 2).toReversed()
      const entries = [...open.entries.slice(0, index), ...pair, ...open.entries.slice(index + 2)]
      const faults = await faultsIn({ ...open, entries })
      const order = faults.filter((fault) => /wrong-index|broken-chain/.test(fault))
      expect(order.slice(0, 4)).toEqual([
        `${index} wrong-index`,
        `${index} broken-chain`,
        `${index + 1} wrong-index`,
        `${index + 1} broken-chain`,
      ])
      const behind = index + 2 < open.entries.length ? [`${index + 2} broken-chain`] : []
      expect(order.slice(4)).toEqual(behind)
    }
  })
})

describe("a re-signed checkpoint", () => {
  it("is named by the entry it ends with, whatever is wrong with it", async () => {
    const stranger = keyNamed("another checkpoint key")
    const own = worldKeys.checkpoint
    const foreign = {
      key: noteKey(worldOrigin, TYPE_ED25519, stranger.publicKey),
      sign: stranger.sign,
    }
    // A key id is four bytes: anybody can make a line that claims to be by the ledger's key.
    const pretended = { key: own.key, sign: stranger.sign }
    for (const [i, { size }] of whole.publications.entries()) {
      const root = rootAfter(whole.entries.slice(0, size))
      const right = { origin: worldOrigin, size, root }
      const other = { ...right, root: rootAfter(whole.entries.slice(0, size - 1)) }
      const forged = [
        [signCheckpoint(other, own), "checkpoint-root"],
        [signCheckpoint(right, foreign), "checkpoint-signature"],
        [signCheckpoint(right, pretended), "checkpoint-signature"],
        [signCheckpoint({ ...right, size: size + 1 }, own), "checkpoint-signature"],
      ] as const
      for (const [bytes, code] of forged) {
        const publications = put(whole.publications, i, { size, bytes })
        expect(await faultsIn({ ...whole, publications })).toEqual([`${size - 1} ${code}`])
        const beside = put(
          whole.publications,
          i,
          { size, bytes },
          {
            size,
            bytes: signCheckpoint(right, own),
          },
        )
        expect(await faultsIn({ ...whole, publications: beside })).toEqual([`${size - 1} ${code}`])
      }
    }
  })
})

describe("a forged map leaf", () => {
  it("is named by the seal that covers it, though everything around it agrees", async () => {
    const at = newestSeal(whole)
    const forged = sealedOtherwise(whole, (terms) => ({
      ...terms,
      mapRoot: flipped(terms.mapRoot, 7),
    }))
    const found = await run(forged)
    expect(named(found)).toEqual([`${at} map-mismatch`])
    expect(found.faults[0]?.sentence).toMatch(
      new RegExp(`^entry ${at}: .*sealed [0-9a-f]{64}, replay [0-9a-f]{64}`),
    )
  })

  it("is named by the newest entry of its subject where the ledger keeps it", async () => {
    const { shop, carrier } = world.pens
    const item = intake(shop)
    const size = world.store.size()
    const [, moved] = await world.submit(item, handOver(shop, carrier, item.held))
    expect(moved?.index).toBe(size + 1)
    const copy = await copyOf(world)
    const at = copy.kept.findIndex(({ id }) => id === (item.items[0] as string))
    const one = copy.kept[at] as Kept
    const other = copy.kept.find(({ states }) => states[0]?.type === "party") as Kept
    const changes: (readonly Kept[])[] = [
      [{ ...one, count: one.count + 1 }],
      [{ ...one, root: flipped(one.root, 0) }],
      [{ ...one, states: other.states }],
      [{ ...one, states: [] }],
      [{ ...one, count: 1, root: leafHash(copy.entries[size] as Uint8Array) }],
      [],
    ]
    for (const change of changes) {
      const { faults } = await run({ ...copy, kept: put(copy.kept, at, ...change) })
      expect(faults.map(({ index, code }) => [index, code])).toEqual([
        [moved?.index, "subject-mismatch"],
      ])
      expect(faults[0]?.sentence).toContain(one.id)
    }
    const made = { ...one, id: "0".repeat(64) as SubjectId }
    expect(await faultsIn({ ...copy, kept: [...copy.kept, made] })).toEqual([
      `${copy.entries.length - 1} subject-mismatch`,
    ])
  })
})

describe("many faults", () => {
  it("are not all kept: a ruined file cannot fill the memory", async () => {
    const entries = Array.from({ length: 3000 }, () => Uint8Array.of(1))
    const { faults, ...report } = await run({ ...whole, entries: [...whole.entries, ...entries] })
    expect(report).toEqual({
      ok: false,
      origin: worldOrigin,
      entries: whole.entries.length + 3000,
    })
    expect(faults).toHaveLength(1001)
    expect(faults[0]?.index).toBe(whole.entries.length)
  })

  it("do not stop it: it tells how far it is", async () => {
    const told: number[] = []
    const entries = Array.from({ length: 2500 }, (_, index) => ({ index, bytes: Uint8Array.of(1) }))
    const source = { entries: each(entries), publications: each([]) }
    const { origin } = await audit(source, verify, (count) => told.push(count))
    expect(told).toEqual([1000, 2000])
    expect(origin).toBeNull()
  })

  it("are each named, by their own index", async () => {
    const [first, second] = whole.publications.map(({ size }) => size) as [number, number]
    const root = firstPrevious
    const forged = (size: number) => ({
      size,
      bytes: signCheckpoint({ origin: worldOrigin, size, root }, worldKeys.checkpoint),
    })
    const publications = put(put(whole.publications, 0, forged(first)), 1, forged(second))
    const copy = rewritten(whole, (entries) => {
      const at = newestSeal(whole)
      const sealed = expectOpened((entries[at] as Entry).statement)
      if (sealed.kind !== "seal") throw new Error("expected a seal")
      const statement = makeSeal(worldOrigin, { ...sealed.terms, size: 3 }, worldKeys.seal)
      return put(entries, at, { ...(entries[at] as Entry), statement })
    })
    const found = await faultsIn({
      ...copy,
      publications: put(copy.publications, 0, publications[0] as never).concat(forged(second)),
    })
    expect(found).toEqual([
      `${first - 1} checkpoint-root`,
      `${second - 1} checkpoint-root`,
      `${newestSeal(whole)} false-seal`,
    ])
  })
})

describe("a statement that stands there again", () => {
  it("is named: no ledger appends the same bytes, or a nonce, twice", async () => {
    const { shop } = world.pens
    const pen = { ...shop, random: (length: number) => new Uint8Array(length).fill(9) }
    // These touch no subject, so that nothing else is wrong.
    const event = (type: "lock" | "unlock") =>
      draft("event", { type, items: [], place: null }, pen).bytes
    const at = open.entries.length
    const faults = (...statements: readonly Uint8Array[]) => faultsIn(continued(open, statements))
    expect(await faults(event("lock"))).toEqual([])
    expect(await faults(event("lock"), event("lock"))).toEqual([`${at + 1} bad-statement`])
    expect(await faults(event("lock"), event("unlock"))).toEqual([`${at + 1} bad-statement`])
    const moved = open.entries
      .map((_, index) => entryAt(open, index).statement)
      .findLast((statement) => expectOpened(statement).kind === "acceptance")
    expect(await faults(moved as Uint8Array)).toEqual([`${at} bad-statement`])
  })
})

describe("every code", () => {
  const forgeries: Readonly<
    Record<AuditCode, () => { readonly copy: Copy; readonly faults: readonly string[] }>
  > = {
    "no-genesis": () => ({
      copy: rewritten({ ...whole, kept: [] }, (entries) => entries.slice(1)),
      faults: ["0 no-genesis"],
    }),
    "not-an-entry": () => ({
      copy: { ...open, entries: [...open.entries, Uint8Array.of(1, 2, 3)] },
      faults: [`${open.entries.length} not-an-entry`],
    }),
    "wrong-index": () => ({
      copy: {
        ...open,
        entries: [...open.entries, following(open, { index: open.entries.length + 1 })],
      },
      faults: [`${open.entries.length} wrong-index`],
    }),
    "broken-chain": () => ({
      copy: { ...open, entries: [...open.entries, following(open, { previous: firstPrevious })] },
      faults: [`${open.entries.length} broken-chain`],
    }),
    "time-went-back": () => ({
      copy: {
        ...open,
        entries: [...open.entries, following(open, { appendedAt: lastTime(open) - 1 })],
      },
      faults: [`${open.entries.length} time-went-back`],
    }),
    "bad-statement": () => ({
      copy: {
        ...open,
        entries: [...open.entries, following(open, { statement: unsigned() })],
      },
      faults: [`${open.entries.length} bad-statement`],
    }),
    "false-seal": () => ({
      copy: sealedOtherwise(whole, (terms) => ({ ...terms, subjects: terms.subjects + 1 })),
      faults: [`${newestSeal(whole)} false-seal`],
    }),
    "map-mismatch": () => ({
      copy: sealedOtherwise(whole, (terms) => ({ ...terms, mapRoot: firstPrevious })),
      faults: [`${newestSeal(whole)} map-mismatch`],
    }),
    "checkpoint-signature": () => ({
      copy: {
        ...whole,
        publications: whole.publications.map(({ size, bytes }) => ({
          size,
          bytes: size === newestSeal(whole) + 1 ? flipped(bytes, 8 * (bytes.length - 20)) : bytes,
        })),
      },
      faults: [`${newestSeal(whole)} checkpoint-signature`],
    }),
    "checkpoint-root": () => ({
      copy: { ...whole, publications: [...whole.publications, over(1, firstPrevious)] },
      faults: ["0 checkpoint-root"],
    }),
    "checkpoint-beyond": () => ({
      copy: { ...whole, publications: [...whole.publications, over(1000, firstPrevious)] },
      faults: ["999 checkpoint-beyond"],
    }),
    "subject-mismatch": () => ({
      copy: { ...open, kept: open.kept.filter(({ states }) => states[0]?.type !== "governance") },
      faults: ["0 subject-mismatch"],
    }),
  }

  const over = (size: number, root: Uint8Array): Copy["publications"][number] => ({
    size,
    bytes: signCheckpoint({ origin: worldOrigin, size, root }, worldKeys.checkpoint),
  })

  const lastTime = (copy: Copy): number => entryAt(copy, copy.entries.length - 1).appendedAt

  /** A seal of nothing new behind all entries: as long as it stands right it has no fault and touches no subject. */
  function following(copy: Copy, change: Partial<Entry>): Uint8Array {
    const sealed = expectOpened(entryAt(copy, newestSeal(copy)).statement)
    if (sealed.kind !== "seal") throw new Error("expected a seal")
    const size = copy.entries.length
    const appendedAt = change.appendedAt ?? lastTime(copy)
    const terms = { ...sealed.terms, size, subjects: copy.kept.length, time: appendedAt }
    const entry: Entry = {
      index: size,
      appendedAt,
      previous: leafHash(copy.entries.at(-1) as Uint8Array),
      openings: "not-foreseen",
      statement: makeSeal(worldOrigin, { ...terms, mapRoot: openMapRoot }, worldKeys.seal),
      notes: [],
    }
    return encodeEntry({ ...entry, ...change })
  }

  let openMapRoot: Uint8Array = firstPrevious
  beforeAll(async () => {
    // The map over all of `open`, as the ledger itself seals it when it gets there again.
    const { faults } = await run({ ...open, entries: [...open.entries, following(open, {})] })
    const replay = /replay ([0-9a-f]{64})/.exec(faults[0]?.sentence ?? "")?.[1] ?? ""
    openMapRoot = Uint8Array.from(Buffer.from(replay, "hex"))
  })

  const unsigned = (): Uint8Array => {
    const { bytes } = intake(world.pens.shop)
    return flipped(bytes, 8 * bytes.length - 1)
  }

  it.each(Object.keys(auditCodes) as AuditCode[])("%s", async (code) => {
    const { copy, faults } = forgeries[code]()
    expect(await faultsIn(copy)).toEqual(faults)
  })
})

describe("docs/audit.md", () => {
  it("lists the codes of the code, in its order and its words", () => {
    const page = readPinned("docs/audit.md")
    const listed = [...page.matchAll(/^\| `([a-z][a-z-]+)` \| ([^|]+) \|$/gm)].map(
      ([, ...cells]) => cells,
    )
    expect(listed).toEqual([...Object.entries(auditCodes), ...Object.entries(distanceCodes)])
  })
})
