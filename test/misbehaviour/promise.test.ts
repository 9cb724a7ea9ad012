/** Promises of a really run ledger: kept ones, and ones that another tree of its own does not keep. */

import { beforeAll, describe, expect, it } from "vitest"
import type { Acknowledged } from "../../src/api/ledger-api.ts"
import type { SigningKey } from "../../src/cose/key.ts"
import { draft, type Pen } from "../../src/custody/draft.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign } from "../../src/log/cosignature.ts"
import type { Content } from "../../src/log/misbehaviour.ts"
import {
  type Note,
  noteKey,
  parseNote,
  printNote,
  printVkey,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { openPromise, type Promised, signPromises } from "../../src/log/promise.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { accusePromise, type PublishedTree } from "../../src/misbehaviour/accuse.ts"
import { type Policy, parsePolicy } from "../../src/verifier/policy.ts"
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import { intake, parcel } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { fabricate } from "../support/operator.ts"
import { checkpointOf } from "../support/reading.ts"
import { keyNamed, makeWorld, type World, worldKeys, worldOrigin } from "../support/world.ts"
import { type Copy, copied, failureOf, judged, treeOf, witnessNamed } from "./scene.ts"

const logKey = worldKeys.checkpoint.key
const newKey = keyNamed("next promise key")

let world: World
let honest: Copy
let broken: Copy
let bags: ReturnType<typeof intake>
let bag: Acknowledged
let promised: Promised
let succession: number
let ledger: Ledger
const copyNow = ({ store } = world): Promise<Copy> =>
  copied(logKey, { entries: store.entries(0, store.size()), publications: store.publications(0) })

/** Governance gives the ledger another promise key; a bag is promised and published; another tree has another bag. */
beforeAll(async () => {
  world = await makeWorld()
  bags = intake(world.pens.shop)
  ;[bag] = (await world.submit(bags)) as [Acknowledged]
  const terms = {
    act: "succeed-promise-key",
    party: null,
    key: newKey.publicKey,
    possession: newKey.sign(possessionMessage(worldOrigin, null, newKey.publicKey)),
    governors: [],
    threshold: null,
  } as const
  const [first, ...others] = world.governors
  const [succeeded] = await world.submit(
    draft("governance", terms, first as Pen, { attest: others }),
  )
  succession = (succeeded as Acknowledged).index
  // From here on the ledger runs with the new key.
  ledger = await openLedger({ ...world.options, keys: { ...worldKeys, promise: newKey } })
  await ledger.publish()
  honest = await copyNow()
  const instead = intake(world.pens.stranger).bytes
  const lied = await fabricate(world, {
    rewrite: (entry, { id }) => [id === bags.id ? { ...entry, statement: instead } : entry],
  })
  broken = await copied(logKey, lied.source())
  promised = openPromise(bag.promise, worldKeys.promise.publicKey, verifyNode) as Promised
})

const signPromise = ({ origin, publishBy, ...entry }: Promised, key: SigningKey): Uint8Array =>
  signPromises([entry], { origin, publishBy }, key)[0] as Uint8Array

const failure = (made: ReturnType<typeof accusePromise>, policy?: Policy): string =>
  failureOf(judged(made, policy))

describe("a promise of one leaf where another stands", () => {
  it("convicts the ledger", () => {
    const { convicted, whom, sentence } = judged(
      accusePromise(treeOf(broken), bag.promise),
      ownPolicy(),
    )
    expect(convicted).toBe(true)
    expect(whom).toEqual({ role: "ledger", name: worldOrigin, key: printVkey(logKey) })
    expect(sentence).toMatch(
      /it promised leaf [0-9a-f]{64} at entry \d+, and put [0-9a-f]{64} there/,
    )
  })

  it("does not convict a ledger that keeps it", async () => {
    expect(failure(accusePromise(treeOf(honest), bag.promise))).toBe(
      "another leaf: the promised leaf stands there: it is kept",
    )
    // Given again, it is the same promise.
    const again = intake(world.pens.shop)
    const [once] = await ledger.submit([parcel(again)])
    const [twice] = await ledger.submit([parcel(again)])
    // The new key repeats what the old one had promised.
    const [third] = await ledger.submit([parcel(bags)])
    await ledger.publish()
    const copy = await copyNow()
    for (const { promise } of [once, twice, third] as Acknowledged[])
      expect(failure(accusePromise(treeOf(copy), promise, [succession]))).toContain("it is kept")
  })

  it("needs the key that governance put in force, and shows who did", () => {
    const later = { ...promised, index: succession + 1, leafHash: leafHash(Uint8Array.of(1)) }
    const fresh = signPromise(later, newKey)
    const name = "promise: not a promise that a promise key of the ledger signed"
    expect(failure(accusePromise(treeOf(honest), fresh))).toBe(name)
    expect(judged(accusePromise(treeOf(honest), fresh, [succession])).convicted).toBe(true)
    // Whoever has the retired key promises nothing with it.
    const retired = signPromise(later, worldKeys.promise)
    expect(failure(accusePromise(treeOf(honest), retired, [succession]))).toContain(
      "its key was not in force any more",
    )
    // What it had promised before stays promised.
    expect(judged(accusePromise(treeOf(broken), bag.promise, [succession])).convicted).toBe(true)
    expect(failure(accusePromise(treeOf(honest), bag.promise, [succession - 1]))).toContain(
      `entry ${succession - 1} is a`,
    )
    expect(failure(accusePromise(treeOf(honest), signPromise(promised, keyNamed("x"))))).toBe(name)
    const foreign = signPromise({ ...promised, origin: "other.example/log" }, worldKeys.promise)
    expect(failure(accusePromise(treeOf(broken), foreign))).toBe(
      "promise: it is of other.example/log",
    )
    expect(accusePromise(treeOf(broken), Uint8Array.of(1))).toBe("not a promise")
  })

  it("does not convict another key that signed the same tree", () => {
    const { publicKey, sign } = keyNamed("stranger")
    const key = noteKey(worldOrigin, TYPE_ED25519, publicKey)
    const tree = treeOf(broken)
    const checkpoint = signCheckpoint(checkpointOf(tree.checkpoint), { key, sign })
    expect(failure(accusePromise({ ...tree, log: key, checkpoint }, bag.promise))).toBe(
      "promise key: the genesis is not given, or names another checkpoint key",
    )
  })

  it("convicts nobody once any field is another", () => {
    const file = accusePromise(treeOf(broken), bag.promise)
    if (typeof file === "string" || file.kind !== "broken-promise")
      throw new Error("expected a file")
    const { content } = file
    const { leaf } = content
    if (leaf === null) throw new Error("expected a leaf")
    const other = leafHash(Uint8Array.of(2))
    const stranger = noteKey(worldOrigin, TYPE_ED25519, keyNamed("stranger").publicKey)
    const flipped = content.promise.slice()
    flipped[flipped.length - 1] = (flipped.at(-1) as number) ^ 1
    const changes: Partial<Content<"broken-promise">>[] = [
      { log: printVkey(stranger) },
      { log: printVkey(witnessNamed("w").key) },
      { checkpoint: honest.publications.at(-1)?.bytes as Uint8Array },
      { checkpoint: broken.publications[0]?.bytes as Uint8Array },
      { promise: flipped },
      { promise: content.promise.slice(1) },
      { entries: [] },
      { entries: [{ index: 0, bytes: broken.entries[1] as Uint8Array }] },
      { pruned: content.pruned.slice(1) },
      { pruned: content.pruned.with(0, other) },
      { leaf: null },
      { leaf: { ...leaf, hash: other } },
      { leaf: { ...leaf, hash: promised.leafHash } },
      { leaf: { ...leaf, path: leaf.path.slice(1) } },
      { leaf: { ...leaf, path: leaf.path.with(0, other) } },
    ]
    for (const change of changes)
      failureOf(judged({ kind: "broken-promise", content: { ...content, ...change } }, ownPolicy()))
  })
})

describe("an entry that is not published in time", () => {
  const witnesses = [1, 2, 3, 4].map((n) => witnessNamed(`witness ${n}`))
  const witnessed: Policy = (() => {
    const lines = witnesses.map(({ key }, i) => `witness w${i} ${printVkey(key)}\n`).join("")
    const text = `log ${printVkey(logKey)}\n${lines}group g 3 w0 w1 w2 w3\nquorum g\nfaulty 1\nclock-error 5\n`
    const parsed = parsePolicy(text)
    if (!parsed.ok) throw new Error(parsed.fault.sentence)
    return parsed.policy
  })()
  /** The tree before the bag, with these witnesses' lines so many seconds after the promised time. */
  const before = (...late: readonly (number | null)[]): PublishedTree => {
    const tree = treeOf(honest, -2)
    const note = parseNote(tree.checkpoint) as Note
    const by = Math.floor(promised.publishBy / 1000)
    const lines = late.flatMap((seconds, i) =>
      seconds === null
        ? []
        : [cosign(note.text, by + seconds, witnesses[i] as (typeof witnesses)[number])],
    )
    return {
      ...tree,
      checkpoint: printNote({ ...note, signatures: [...note.signatures, ...lines] }),
    }
  }
  const accused = (...late: readonly (number | null)[]) =>
    accusePromise(before(...late), bag.promise)

  it("convicts the ledger by a quorum of witnesses that saw no more afterwards", () => {
    for (const late of [
      [6, 6, 6],
      [null, 9, 6, 7],
      [6, 6, 6, 6],
      [6, 6, 6, -900],
    ]) {
      const { convicted, sentence } = judged(accused(...late), witnessed)
      expect(convicted).toBe(true)
      expect(sentence).toContain("and after that a quorum of witnesses (")
    }
  })

  it("does not by fewer: anybody can have an old checkpoint cosigned afresh", () => {
    for (const late of [[], [60], [60, 60], [60, 60, 5], [60, 60, -1, -1]])
      expect(failure(accused(...late), witnessed)).toContain("cosigned after")
  })

  it("does not without witnesses to date it, nor where the tree reaches the entry", () => {
    for (const policy of [undefined, ownPolicy()])
      expect(failure(accused(60, 60, 60), policy)).toContain("it takes a policy with witnesses")
    const file = accused(60, 60, 60)
    if (typeof file === "string" || file.kind !== "broken-promise")
      throw new Error("expected a file")
    const { index } = promised
    const reached = signPromise({ ...promised, index: 1 }, worldKeys.promise)
    expect(failure({ ...file, content: { ...file.content, promise: reached } }, witnessed)).toBe(
      "not published in time: the checkpoint reaches entry 1",
    )
    expect(index).toBeGreaterThan(1)
    const lines = parseNote(file.content.checkpoint) as Note
    const forged = lines.signatures.map((line, i) =>
      i === 0
        ? line
        : { ...line, signature: line.signature.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) },
    )
    const checkpoint = printNote({ ...lines, signatures: forged })
    expect(failure({ ...file, content: { ...file.content, checkpoint } }, witnessed)).toContain(
      "a witness has a false cosignature there",
    )
  })
})
