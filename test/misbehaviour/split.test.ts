/** Two histories of one ledger, really run apart; and what two files of an honest one can and cannot show. */

import { beforeAll, describe, expect, it } from "vitest"
import type { ItemId } from "../../src/custody/identifier.ts"
import { decodeBundle, encodeBundle } from "../../src/log/bundle.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign } from "../../src/log/cosignature.ts"
import { encodeMisbehaviour, type Misbehaviour } from "../../src/log/misbehaviour.ts"
import {
  type Note,
  noteKey,
  parseNote,
  printNote,
  printVkey,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { printTlogProof } from "../../src/log/tlog-proof.ts"
import { nodeProof } from "../../src/merkle/nodeproof.ts"
import { prunedHashes } from "../../src/merkle/partial.ts"
import { inclusionProof, leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge, misbehaviourLines } from "../../src/misbehaviour/judge.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { type Policy, parsePolicy } from "../../src/verifier/policy.ts"
import { handOver, intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { bundleFor, seal } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { keyNamed, makeWorld, type World, worldKeys, worldOrigin } from "../support/world.ts"
import { type Copy, copied, failureOf, judged, treeOf, witnessNamed } from "./scene.ts"

const logKey = worldKeys.checkpoint.key
const vkey = printVkey(logKey)
const policy = ownPolicy()

const strangers: Policy = (() => {
  const other = noteKey("other.example/log", TYPE_ED25519, keyNamed("other log").publicKey)
  const parsed = parsePolicy(`log ${printVkey(other)}\nquorum none\n`)
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
})()

/** Both sides began alike: `common` is an item of both; then each went on with its own. */
type Side = {
  readonly world: World
  readonly copy: Copy
  readonly bundle: Uint8Array
  readonly early: Uint8Array
  readonly common: ItemId
}

/** One run of the same ledger; from the fork on each side's operator has other statements. */
async function side(name: string, more: number): Promise<Side> {
  const world = await makeWorld()
  const { shop, carrier } = world.pens
  const bag = intake(shop)
  await world.submit(bag)
  await seal(world)
  const early = await bundleFor(world, bag.items[0] as ItemId, world.clock.now())
  const mine = Array.from({ length: more }, (_, i) => intake(witted(shop, `${name} ${i}`)))
  await world.submit(handOver(witted(shop, name), witted(carrier, name), bag.held), ...mine)
  await seal(world)
  const bundle = await bundleFor(world, bag.items[0] as ItemId, world.clock.now())
  const { store } = world
  const source = { entries: store.entries(0, store.size()), publications: store.publications(0) }
  const copy = await copied(logKey, source)
  return { world, copy, bundle, early, common: bag.items[0] as ItemId }
}

/** The same person with other dice. */
function witted<P extends { readonly random: (length: number) => Uint8Array }>(
  pen: P,
  name: string,
) {
  let count = 0
  const random = (length: number): Uint8Array =>
    keyNamed(`${name} ${count++}`).publicKey.slice(0, length)
  return { ...pen, random }
}

const headOf = ({ copy }: Side): Uint8Array => copy.publications.at(-1)?.bytes as Uint8Array
const compared = (a: Uint8Array, b: Uint8Array, by: Policy | undefined = policy) =>
  compareFiles(a, b, by, verifyNode)
function convicting(a: Uint8Array, b: Uint8Array, by?: Policy): readonly Misbehaviour[] {
  const found = compared(a, b, by)
  if (found.verdict !== "contradict") throw new Error(found.sentence)
  return found.misbehaviours
}
const only = (all: readonly Misbehaviour[]): Misbehaviour => {
  expect(all).toHaveLength(1)
  return all[0] as Misbehaviour
}

let left: Side
let right: Side
let longer: Side
beforeAll(async () => {
  left = await side("left", 1)
  right = await side("right", 1)
  longer = await side("longer", 9)
})

describe("a split view", () => {
  it("of one size is shown by two checkpoints", () => {
    const file = only(convicting(headOf(left), headOf(right)))
    const { convicted, kind, whom, sentence } = judged(file, policy)
    expect([convicted, kind]).toEqual([true, "split-view"])
    expect(whom).toEqual({ role: "ledger", name: worldOrigin, key: vkey })
    const { size } = checkpointOf(headOf(left))
    expect(sentence).toBe(
      `The ledger ${worldOrigin} is convicted: it signed two trees of ${size} entries for ${worldOrigin}.`,
    )
  })

  it("of two sizes is shown by two bundles, down to the entry", () => {
    const file = only(convicting(left.bundle, longer.bundle))
    expect(file.content).toMatchObject({ node: { level: 0 }, past: [] })
    const { convicted, sentence } = judged(file, policy)
    expect(convicted).toBe(true)
    expect(sentence).toContain("two histories")
    expect(sentence).toMatch(/differ in entry \d+\.$/)
    expect(judged(only(convicting(longer.bundle, left.bundle)), policy).convicted).toBe(true)
  })

  it("is shown by a bundle and a bare checkpoint that it does not continue", () => {
    // The fork is later than what the bundle's older checkpoints cover, so only its past can say it.
    const { size } = checkpointOf(headOf(left))
    const decoded = decodeBundle(longer.bundle)
    if ("fault" in decoded) throw new Error(decoded.fault)
    const { read } = treeOf(longer.copy)
    const sizes = [...new Set([...decoded.sizes, size])].sort((a, b) => a - b)
    const shape = {
      size: checkpointOf(headOf(longer)).size,
      leaves: decoded.entries.map(({ index }) => index),
      sizes,
    }
    const bundle = encodeBundle({ ...decoded, sizes, pruned: prunedHashes(shape, read) })
    const file = only(convicting(headOf(left), bundle))
    expect(file.content).toMatchObject({ node: null })
    const { convicted, sentence } = judged(file, policy)
    expect(convicted).toBe(true)
    expect(sentence).toContain("that does not continue it")
    if (file.kind !== "split-view") throw new Error("expected a split view")
    const { content } = file
    const { past } = content
    const other = leafHash(Uint8Array.of(1))
    const changes: Partial<typeof content>[] = [
      { past: past.with(0, other) },
      { past: past.slice(1) },
      { past: [...past, other] },
      { past: [] },
      { first: content.second, second: content.first },
      { second: longer.copy.publications[0]?.bytes as Uint8Array },
    ]
    for (const change of changes)
      failureOf(judged({ ...file, content: { ...content, ...change } }, policy))
  })

  it("is shown by a tlog-proof and a bundle that knows its leaf", async () => {
    // Of 32 entries the path of an early one ends in the hash of the later half, which the other tree has too.
    const [even, long] = [await side("even", 14), await side("long", 20)]
    const { size } = checkpointOf(headOf(even))
    expect(size).toBe(32)
    const path = inclusionProof(3, size, treeOf(even.copy).read)
    const proof = printTlogProof({ extra: null, index: 3, path, checkpoint: headOf(even) })
    const file = only(convicting(proof, long.bundle))
    expect(file.content).toMatchObject({ node: { level: 4, index: 1 } })
    expect(judged(file, policy).convicted).toBe(true)
    // Its own bundle has nothing against it, and without a known leaf it shows no more than its checkpoint.
    expect(compared(proof, even.bundle)).toMatchObject({ verdict: "consistent" })
    expect(compared(proof, headOf(long))).toMatchObject({ verdict: "undecided" })
  })

  it("convicts whoever holds the key where no policy says whose it is", () => {
    const file = only(convicting(left.bundle, right.bundle))
    const nobody = judged(file)
    expect([nobody.convicted, nobody.whom?.key]).toEqual([true, vkey])
    expect(nobody.sentence).toMatch(/^Whoever holds the key .* No policy was given/)
    const unknown = judged(file, strangers)
    expect([unknown.convicted, unknown.whom?.key]).toEqual([true, vkey])
    expect(unknown.sentence).toMatch(/^Whoever holds the key .* does not know this key\.$/)
    expect(misbehaviourLines(nobody)[0]).toBe(nobody.sentence)
    // Bundles name the ledger's key themselves.
    expect(compareFiles(left.bundle, right.bundle, undefined, verifyNode).verdict).toBe(
      "contradict",
    )
    expect(compareFiles(headOf(left), headOf(right), undefined, verifyNode)).toMatchObject({
      verdict: "undecided",
      sentence: "they contradict each other, and no key known here signed both",
    })
  })

  it("is not shown once any part of the file is another", () => {
    const file = only(convicting(left.bundle, longer.bundle))
    if (file.kind !== "split-view") throw new Error("expected a split view")
    const { content } = file
    const { node } = content
    if (node === null) throw new Error("expected a node")
    const other = leafHash(Uint8Array.of(1))
    const shorter = { ...node.first, path: node.first.path.slice(1) }
    const stranger = noteKey(worldOrigin, TYPE_ED25519, keyNamed("stranger").publicKey)
    const otherKind = witnessNamed("witness 1").key
    const changes: Partial<typeof content>[] = [
      { log: "nonsense" },
      { log: printVkey(stranger) },
      { log: printVkey(otherKind) },
      { first: content.second },
      { second: content.first },
      { first: Uint8Array.of(1) },
      { node: null },
      { past: [other] },
      { node: null, past: [other] },
      { node: { ...node, level: node.level + 1 } },
      { node: { ...node, index: node.index + 1 } },
      { node: { ...node, first: { ...node.first, hash: other } } },
      { node: { ...node, second: { ...node.second, hash: other } } },
      { node: { ...node, first: shorter } },
      { node: { ...node, first: node.second } },
      { node: { ...node, second: node.first } },
    ]
    for (const change of changes)
      failureOf(judged({ kind: "split-view", content: { ...content, ...change } }, policy))
  })

  it("is not shown by lines beside the one that counts", () => {
    const file = only(convicting(headOf(left), headOf(right)))
    if (file.kind !== "split-view") throw new Error("expected a split view")
    const note = parseNote(file.content.first) as Note
    const more = cosign(note.text, 1_800_000_000, witnessNamed("witness 1"))
    const first = printNote({ ...note, signatures: [...note.signatures, more] })
    const failure = failureOf(judged({ ...file, content: { ...file.content, first } }, policy))
    expect(failure).toBe("first checkpoint: more than the one line that counts")
  })

  it("leaves nobody else convicted and throws nowhere, whichever bit of the file is turned", () => {
    const bytes = encodeMisbehaviour(only(convicting(headOf(left), headOf(right))))
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice()
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(judge(changed, policy, verifyNode).convicted).toBe(false)
    }
  })
})

describe("an honest ledger", () => {
  it("goes on from what it said before, and that is said", () => {
    for (const { early, bundle, copy } of [left, longer]) {
      const [newest, oldest] = [copy.publications.at(-1), copy.publications.at(-2)]
      expect(compared(early, bundle)).toMatchObject({ verdict: "consistent" })
      expect(compared(bundle, bundle)).toMatchObject({ verdict: "consistent" })
      expect(compared(oldest?.bytes as Uint8Array, bundle)).toMatchObject({ verdict: "consistent" })
      expect(compared(newest?.bytes as Uint8Array, bundle)).toMatchObject({ verdict: "consistent" })
      // Two bare checkpoints of two sizes show nothing.
      expect(compared(oldest?.bytes as Uint8Array, newest?.bytes as Uint8Array)).toMatchObject({
        verdict: "undecided",
      })
    }
  })

  it("cannot be compared with another, nor with what is no file of it, nor under an unknown key", () => {
    const other = keyNamed("other checkpoint key")
    const foreign = signCheckpoint(
      { ...checkpointOf(headOf(left)), origin: "other.example/log" },
      { key: noteKey("other.example/log", TYPE_ED25519, other.publicKey), sign: other.sign },
    )
    expect(compared(headOf(left), foreign)).toMatchObject({
      verdict: "undecided",
      sentence: expect.stringContaining("two ledgers") as string,
    })
    expect(compared(Uint8Array.of(1, 2), left.bundle)).toMatchObject({
      verdict: "unreadable",
      sentence: expect.stringContaining(
        "neither a bundle, a checkpoint nor a tlog-proof",
      ) as string,
    })
    expect(compared(headOf(left), headOf(left), strangers)).toMatchObject({
      verdict: "undecided",
      sentence: "no key known here signed both; a policy names the ledger's",
    })
  })

  it("is not convicted by its own past", () => {
    const { publications } = longer.copy
    const newest = publications.at(-1)?.bytes as Uint8Array
    const { read } = treeOf(longer.copy)
    for (const { size, bytes } of publications.slice(0, -1)) {
      const shape = { size: checkpointOf(newest).size, leaves: [], sizes: [size] }
      const past = prunedHashes(shape, read)
      const content = { log: vkey, first: bytes, second: newest, node: null, past }
      expect(failureOf(judged({ kind: "split-view", content }))).toBe(
        "two histories: the second tree continues the first",
      )
    }
  })

  it("is not convicted by hashes of its own trees in another's place", () => {
    const [newest, oldest] = [left.copy.publications.at(-1), left.copy.publications.at(-2)]
    if (newest === undefined || oldest === undefined) throw new Error("expected two")
    const [a, b] = [treeOf(left.copy, -2), treeOf(left.copy, -1)]
    for (let level = 0; 2 ** level <= oldest.size; level++)
      for (let index = 0; (index + 1) * 2 ** level <= oldest.size; index += 3) {
        const [first, second] = [
          { hash: a.read(level, index), path: nodeProof(level, index, oldest.size, a.read) },
          { hash: b.read(level, index), path: nodeProof(level, index, newest.size, b.read) },
        ]
        const content = { log: vkey, first: oldest.bytes, second: newest.bytes, past: [] }
        const node = { level, index, first, second }
        expect(failureOf(judged({ kind: "split-view", content: { ...content, node } }))).toContain(
          "both have the same hash",
        )
      }
  })
})

describe("a witness", () => {
  const witness = witnessNamed("witness 1")
  const other = witnessNamed("witness 2")
  const by = (...signers: readonly (typeof witness)[]): Policy => {
    const lines = signers.map(({ key }, i) => `witness w${i} ${printVkey(key)}\n`).join("")
    const parsed = parsePolicy(`log ${vkey}\n${lines}quorum w0\nfaulty 0\n`)
    if (!parsed.ok) throw new Error(parsed.fault.sentence)
    return parsed.policy
  }
  const seen = (bytes: Uint8Array, ...times: readonly number[]): Uint8Array => {
    const note = parseNote(bytes) as Note
    const lines = times.map((time) => cosign(note.text, time, witness))
    return printNote({ ...note, signatures: [...note.signatures, ...lines] })
  }
  /** Without the log's own line: what a witness signed, it signed. */
  const bare = (bytes: Uint8Array): Uint8Array => {
    const note = parseNote(bytes) as Note
    return printNote({ ...note, signatures: note.signatures.slice(1) })
  }
  const at = 1_767_226_000

  it("that cosigned both sides is convicted with the ledger, and alone where the log key is unknown", () => {
    const [a, b] = [seen(headOf(left), at), seen(headOf(right), at + 5)]
    const files = convicting(a, b, by(witness, other))
    expect(files.map(({ kind }) => kind)).toEqual(["split-view", "two-sided-witness"])
    const judgement = judged(files[1] as Misbehaviour, by(witness))
    expect(judgement.whom).toEqual({ role: "witness", name: "w0", key: printVkey(witness.key) })
    expect(judgement.sentence).toMatch(/^The witness w0 is convicted: it cosigned two trees of/)
    expect(judged(files[1] as Misbehaviour).whom?.name).toBe(witness.key.name)
    const alone = only(convicting(bare(a), bare(b), by(witness)))
    expect([alone.kind, judged(alone).convicted]).toEqual(["two-sided-witness", true])
    // Bundles that differ in an entry convict it as well as the log.
    const wrapped = (bundle: Uint8Array, time: number): Uint8Array => {
      const decoded = decodeBundle(bundle)
      if ("fault" in decoded) throw new Error(decoded.fault)
      return encodeBundle({ ...decoded, checkpoint: seen(decoded.checkpoint, time) })
    }
    const both = convicting(wrapped(left.bundle, at), wrapped(longer.bundle, at), by(witness))
    expect(both.map((each) => judged(each).convicted)).toEqual([true, true])
    // Who cosigned one side only did nothing wrong.
    expect(convicting(a, headOf(right), by(witness)).map(({ kind }) => kind)).toEqual([
      "split-view",
    ])
  })

  it("that saw the tree shrink is convicted, and never within one second", () => {
    const [small, large] = [left.copy.publications.at(-2), left.copy.publications.at(-1)].map(
      (each) => each?.bytes as Uint8Array,
    ) as [Uint8Array, Uint8Array]
    const shrunk = only(convicting(seen(large, at), seen(small, at + 1), by(witness)))
    const { convicted, sentence } = judged(shrunk, by(witness))
    expect([convicted, shrunk.kind]).toEqual([true, "two-sided-witness"])
    expect(sentence).toContain("as the largest tree seen a smaller one than before")
    expect(
      judged(only(convicting(seen(small, at + 9, at - 9), seen(large, at), by(witness)))).convicted,
    ).toBe(true)
    for (const [a, b] of [
      [seen(large, at), seen(small, at)],
      [seen(large, at + 1), seen(small, at)],
      [seen(large, at, at + 60), seen(large, at + 30)],
    ] as const)
      expect(compared(a, b, by(witness)).verdict).not.toBe("contradict")
    if (shrunk.kind !== "two-sided-witness") throw new Error("expected a witness")
    const { content } = shrunk
    const swapped = { ...content, first: content.second, second: content.first }
    expect(failureOf(judged({ ...shrunk, content: swapped }))).toContain("the tree did not shrink")
    const changes: Partial<typeof content>[] = [
      { witness: printVkey(other.key) },
      { witness: vkey },
      { first: bare(seen(large, at + 1)) },
      { second: bare(seen(large, at + 1)) },
      { first: seen(large, at) },
      { past: [leafHash(Uint8Array.of())] },
    ]
    for (const change of changes)
      failureOf(judged({ ...shrunk, content: { ...content, ...change } }))
  })

  it("is not convicted of two logs' trees", () => {
    const { key, sign } = {
      key: noteKey("other.example/log", TYPE_ED25519, keyNamed("other log").publicKey),
      sign: keyNamed("other log").sign,
    }
    const root = leafHash(Uint8Array.of(7))
    const foreign = signCheckpoint(
      { origin: key.name, size: checkpointOf(headOf(left)).size, root },
      { key, sign },
    )
    const content = {
      witness: printVkey(witness.key),
      first: bare(seen(headOf(left), at)),
      second: bare(seen(foreign, at + 1)),
      node: null,
      past: [],
    }
    expect(failureOf(judged({ kind: "two-sided-witness", content }))).toContain("are two logs")
  })
})
