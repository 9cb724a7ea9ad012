/** Single leaves, shown by tlog-proof and by COSE receipt: both must say the same of every leaf, and no more than is signed. */

import { describe, expect, it } from "vitest"
import { keyIdOf, signingKeyFromSeed, thumbprintOf } from "../../src/cose/key.ts"
import { concat, equal, type Hash, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../../src/encoding/cbor.ts"
import { printCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import { openCoseReceipt, signCoseReceipt } from "../../src/log/cose-receipt.ts"
import { cosign } from "../../src/log/cosignature.ts"
import {
  type NoteSignature,
  type NoteSigner,
  noteKey,
  parseNote,
  printNote,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { printTlogProof } from "../../src/log/tlog-proof.ts"
import { verifyInclusion } from "../../src/merkle/proof.ts"
import { inclusionProof, leafHash, nodeHash, type NodeReader } from "../../src/merkle/tree.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"
import {
  inclusionCodes,
  type InclusionCode,
  verifyCoseReceipt,
  verifyTlogProof,
} from "../../src/verifier/inclusion.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { naive } from "../support/outsider.ts"

function signerOf(name: string, type: number, fill: number): NoteSigner {
  const { publicKey, sign } = signingKeyFromSeed(new Uint8Array(32).fill(fill), signNode)
  return { key: noteKey(name, type, publicKey), sign }
}

const origin = "ledger.example/kvitto"
const log = signerOf(origin, TYPE_ED25519, 1)
const names = ["north", "south", "east", "west"]
const witnesses = names.map((name, i) =>
  signerOf(`${name}.example/witness`, TYPE_COSIGNATURE, 2 + i),
)
const time = Date.UTC(2026, 7, 1, 8) / 1000

function policyOf(...lines: readonly string[]): Policy {
  const parsed = parsePolicy(lines.map((line) => `${line}\n`).join(""))
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
}
const logLine = (signer: NoteSigner): string => `log ${printVkey(signer.key)}`
const witnessLines = witnesses.map(({ key }, i) => `witness ${names[i]} ${printVkey(key)}`)
const threeOfFour = [...witnessLines, `group all 3 ${names.join(" ")}`, "quorum all", "faulty 1"]
const cosigned = policyOf(logLine(log), ...threeOfFour)
const alone = policyOf(logLine(log), "quorum none")

/** Leaves named by their numbers, and every complete subtree over them. */
const leafAt = (index: number): Hash => leafHash(utf8(`entry ${index}`))
const cached = new Map<string, Hash>()
const nodes: NodeReader = (level, index) => {
  const found = cached.get(`${level} ${index}`)
  if (found !== undefined) return found
  const hash =
    level === 0
      ? leafAt(index)
      : nodeHash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))
  cached.set(`${level} ${index}`, hash)
  return hash
}
const rootOf = (size: number): Hash => naive.tree(Array.from({ length: size }, (_, i) => leafAt(i)))

type Lines = (text: string) => readonly NoteSignature[]
const allWitnesses: Lines = (text) => witnesses.map((witness, i) => cosign(text, time + i, witness))

function noteOf(size: number, root: Hash, signer: NoteSigner = log, lines = allWitnesses) {
  const checkpoint = { origin: signer.key.name, size, root }
  const text = printCheckpoint(checkpoint)
  const own = parseNote(signCheckpoint(checkpoint, signer))?.signatures ?? []
  return printNote({ text, signatures: [...own, ...lines(text)] })
}

describe("every leaf of every tree of 1 to 40", () => {
  it("is shown both ways, by one root, at its own place only", () => {
    for (let size = 1; size <= 40; size++) {
      const root = rootOf(size)
      const checkpoint = noteOf(size, root)
      for (let index = 0; index < size; index++) {
        const path = inclusionProof(index, size, nodes)
        const proof = printTlogProof({ extra: null, index, path, checkpoint })
        const there = { ok: true, origin, size, index }
        // Witnesses are checked once per tree; they sign the checkpoint and not the leaf.
        const policy = index === 0 ? cosigned : alone
        expect(verifyTlogProof(proof, leafAt(index), policy, verifyNode)).toEqual({
          ...there,
          cosigned: index === 0 ? names : [],
        })
        const moved = (index + 1) % size
        const elsewhere = printTlogProof({ extra: null, index: moved, path, checkpoint })
        if (size > 1)
          expect(verifyTlogProof(elsewhere, leafAt(index), alone, verifyNode)).toMatchObject({
            code: "not-included",
          })
        const receipt = signCoseReceipt({ origin, size, index, path, root }, log)
        expect(receipt === undefined).toBe(size === 1)
        if (receipt === undefined) continue
        const roots: Uint8Array[] = []
        const verdict = verifyCoseReceipt(receipt, leafAt(index), alone, (key, message, sig) => {
          roots.push(message.subarray(-32))
          return verifyNode(key, message, sig)
        })
        expect(verdict).toEqual({ ...there, cosigned: [] })
        expect(roots).toEqual([root])
        const next = leafAt(index + 1)
        expect(verifyCoseReceipt(receipt, next, alone, verifyNode)).toMatchObject({
          code: "bad-log-signature",
        })
      }
    }
  })
})

// One proof with a choice of faults. Whatever else is wrong, the first of the list is what is said.
const size = 23
const index = 11
const leaf = leafAt(index)
const path = inclusionProof(index, size, nodes)
const root = rootOf(size)
const stranger = signerOf("stranger.example/log", TYPE_ED25519, 90)
const impostor = signerOf(origin, TYPE_ED25519, 91)
const codes = Object.keys(inclusionCodes) as InclusionCode[]
const subsetsOf = (all: readonly InclusionCode[]): readonly (readonly InclusionCode[])[] =>
  Array.from({ length: 2 ** all.length }, (_, mask) => all.filter((__, i) => (mask >> i) % 2 === 1))
const refusal = (code: InclusionCode) => ({ ok: false, code, sentence: inclusionCodes[code] })

const falseLine = (line: NoteSignature): NoteSignature => ({
  ...line,
  signature: line.signature.with(7, (line.signature[7] as number) ^ 1),
})

function faultyProof(faults: readonly InclusionCode[]): Uint8Array {
  const has = (code: InclusionCode): boolean => faults.includes(code)
  const signer = has("unknown-log") ? stranger : log
  const lines: Lines = (text) => {
    const all = allWitnesses(text).slice(0, has("quorum-not-met") ? 2 : 4)
    return has("false-cosignature") ? [...all.slice(1), falseLine(all[0] as NoteSignature)] : all
  }
  const note = parseNote(noteOf(size, root, signer, lines))
  if (note === undefined) throw new Error("expected a note")
  const [own, ...rest] = note.signatures as readonly [NoteSignature, ...NoteSignature[]]
  const signatures = [has("bad-log-signature") ? falseLine(own) : own, ...rest]
  const checkpoint = printNote({ ...note, signatures })
  const proof = { extra: null, index, path: has("not-included") ? path.slice(1) : path, checkpoint }
  return concat(printTlogProof(proof), utf8(has("malformed") ? "\n" : ""))
}

describe("verifyTlogProof", () => {
  it.each(subsetsOf(codes))("names the first fault of %s %s %s %s %s %s", (...faults) => {
    const [first] = codes.filter((code) => faults.includes(code))
    const verdict = verifyTlogProof(faultyProof(faults), leaf, cosigned, verifyNode)
    const fine = { ok: true, origin, size, index, cosigned: names }
    expect(verdict).toEqual(first === undefined ? fine : refusal(first))
  })

  const judged = (checkpoint: Uint8Array, policy = cosigned, of = leaf) =>
    verifyTlogProof(
      printTlogProof({ extra: null, index, path, checkpoint }),
      of,
      policy,
      verifyNode,
    )

  it("refuses another leaf, a leaf that is no hash, another index and another path", () => {
    const checkpoint = noteOf(size, root)
    expect(judged(checkpoint, cosigned, leafAt(12))).toEqual(refusal("not-included"))
    expect(judged(checkpoint, cosigned, leaf.subarray(1))).toEqual(refusal("not-included"))
    const changes = [
      { index: 10 },
      { index: size },
      { path: path.toReversed() },
      { path: [...path, leaf] },
      { path: path.with(0, leaf) },
    ]
    for (const change of changes) {
      const proof = printTlogProof({ extra: null, index, path, checkpoint, ...change })
      expect(verifyTlogProof(proof, leaf, cosigned, verifyNode)).toEqual(refusal("not-included"))
    }
  })

  it("refuses a node of the tree given out as a leaf", () => {
    const [, ...above] = path
    const node = nodes(1, 5)
    const shorter = { extra: null, index: 5, path: above, checkpoint: noteOf(size, root) }
    expect(verifyTlogProof(printTlogProof(shorter), node, cosigned, verifyNode)).toEqual(
      refusal("not-included"),
    )
  })

  it("refuses a checkpoint that the log did not sign, or another key of its name did", () => {
    const text = printCheckpoint({ origin, size, root })
    const unsigned = printNote({ text, signatures: allWitnesses(text) })
    expect(judged(unsigned)).toEqual(refusal("bad-log-signature"))
    expect(judged(noteOf(size, root, impostor))).toEqual(refusal("bad-log-signature"))
  })

  it("takes either key of a log that changed its key", () => {
    const both = policyOf(logLine(impostor), logLine(log), ...threeOfFour)
    for (const signer of [log, impostor])
      expect(judged(noteOf(size, root, signer), both)).toMatchObject({ ok: true, origin })
  })

  it("counts each witness once, and only those of the policy, in its order", () => {
    const foreign = signerOf("other.example/witness", TYPE_COSIGNATURE, 80)
    const sameName = signerOf("east.example/witness", TYPE_COSIGNATURE, 81)
    const lines: Lines = (text) => [
      cosign(text, time, witnesses[3] as NoteSigner),
      cosign(text, time + 1, witnesses[3] as NoteSigner),
      cosign(text, time + 5, witnesses[0] as NoteSigner),
      cosign(text, time, foreign),
      falseLine(cosign(text, time, sameName)),
    ]
    const checkpoint = noteOf(size, root, log, lines)
    expect(judged(checkpoint)).toEqual(refusal("quorum-not-met"))
    const westIsEnough = policyOf(logLine(log), ...witnessLines, "quorum west", "faulty 0")
    expect(judged(checkpoint, westIsEnough)).toMatchObject({ cosigned: ["north", "west"] })
  })

  it("refuses a false line though the others would be enough", () => {
    const lines: Lines = (text) =>
      allWitnesses(text).map((line, i) => (i === 3 ? falseLine(line) : line))
    expect(judged(noteOf(size, root, log, lines))).toEqual(refusal("false-cosignature"))
    expect(judged(noteOf(size, root, log, lines), alone)).toMatchObject({ ok: true, cosigned: [] })
  })

  it("needs no witness where the policy asks for none", () => {
    expect(
      judged(
        noteOf(size, root, log, () => []),
        alone,
      ),
    ).toEqual({
      ok: true,
      origin,
      size,
      index,
      cosigned: [],
    })
  })

  it("does not look at extra data", () => {
    const proof = { extra: utf8("anything"), index, path, checkpoint: noteOf(size, root) }
    expect(verifyTlogProof(printTlogProof(proof), leaf, cosigned, verifyNode).ok).toBe(true)
  })
})

describe("verifyCoseReceipt", () => {
  const possible = codes.filter((code) => code !== "false-cosignature" && code !== "not-included")

  it.each(subsetsOf(possible))("names the first fault of %s %s %s %s", (...faults) => {
    const has = (code: InclusionCode): boolean => faults.includes(code)
    const signer = has("unknown-log") ? stranger : log
    const inclusion = { origin: signer.key.name, size, index, path, root }
    const receipt = signCoseReceipt(inclusion, signer) as Uint8Array
    const last = receipt.length - 40
    const signed = has("bad-log-signature")
      ? receipt.with(last, (receipt[last] as number) ^ 1)
      : receipt
    const whole = concat(signed, new Uint8Array(has("malformed") ? 1 : 0))
    const [first] = codes.filter(has)
    const policy = has("quorum-not-met") ? cosigned : alone
    expect(verifyCoseReceipt(whole, leaf, policy, verifyNode)).toEqual(
      first === undefined ? { ok: true, origin, size, index, cosigned: [] } : refusal(first),
    )
  })

  it("refuses the word of another key of that name, and takes either key of a log that changed it", () => {
    const receipt = signCoseReceipt({ origin, size, index, path, root }, impostor) as Uint8Array
    expect(verifyCoseReceipt(receipt, leaf, alone, verifyNode)).toEqual(
      refusal("bad-log-signature"),
    )
    const both = policyOf(logLine(log), logLine(impostor), "quorum none")
    expect(verifyCoseReceipt(receipt, leaf, both, verifyNode)).toMatchObject({ ok: true })
  })

  it("refuses another leaf, a leaf that is no hash, and a node given out as a leaf", () => {
    const receipt = signCoseReceipt({ origin, size, index, path, root }, log) as Uint8Array
    for (const other of [leafAt(10), leaf.subarray(1), nodes(1, 5), root])
      expect(verifyCoseReceipt(receipt, other, alone, verifyNode)).toEqual(
        refusal("bad-log-signature"),
      )
  })
})

/** Spelt out by hand: what the signature of a COSE receipt stands for, under another size or index than it was made. */
function respelt(receipt: Uint8Array, signed: [number, number], shown: [number, number]) {
  const opened = openCoseReceipt(receipt)
  if (opened === undefined) throw new Error("expected a COSE receipt")
  const members: readonly (readonly [number, CborValue])[] = [
    [1, -19],
    [4, thumbprintOf(keyIdOf(log.key.publicKey))],
    [15, new Map([[1, origin]])],
    [395, 1],
    [-65_537, signed[0]],
    [-65_538, signed[1]],
  ]
  const header = concat(Uint8Array.of(0xa6), ...members.flat().map((item) => encodeCbor(item)))
  const proof = encodeCbor([...shown, opened.path])
  const unprotected = new Map([[396, new Map([[-1, [proof]]])]])
  return concat(Uint8Array.of(0xd2), encodeCbor([header, unprotected, null, opened.signature]))
}

describe("one path under many sizes", () => {
  const large = 1000
  const at = 500
  const largeRoot = rootOf(large)
  const longPath = inclusionProof(at, large, nodes)
  const sizes = Array.from({ length: 1099 }, (_, i) => i + 1).filter((each) =>
    verifyInclusion(at, each, leafAt(at), longPath, largeRoot),
  )
  const receipt = signCoseReceipt(
    { origin, size: large, index: at, path: longPath, root: largeRoot },
    log,
  ) as Uint8Array

  it("is what a root alone allows: 512 sizes for one leaf", () => {
    expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([512, 513, 1024])
  })

  // Slow: it tries every index of 1,100 sizes.
  it.runIf(process.env["SLOW"] === "1")("is what a root alone allows: 45 indexes", () => {
    const lastPath = inclusionProof(999, large, nodes)
    const indexes = new Set<number>()
    for (let each = 1; each < 1100; each++)
      for (let i = 0; i < each; i++)
        if (verifyInclusion(i, each, leafAt(999), lastPath, largeRoot)) indexes.add(i)
    expect(indexes.size).toBe(45)
  })

  it("gets one answer from a COSE receipt: the size that was signed", () => {
    expect(respelt(receipt, [large, at], [large, at])).toEqual(receipt)
    const good = sizes.filter((each) => {
      const verdict = (signed: number): string => {
        const whole = respelt(receipt, [signed, at], [each, at])
        const found = verifyCoseReceipt(whole, leafAt(at), alone, verifyNode)
        return found.ok ? "ok" : found.code
      }
      expect(verdict(large)).toBe(each === large ? "ok" : "malformed")
      expect(verdict(each)).toBe(each === large ? "ok" : "bad-log-signature")
      return verdict(each) === "ok"
    })
    expect(good).toEqual([large])
  })

  it("gets one answer from a tlog-proof: the checkpoint's text is signed with its size", () => {
    const genuine = parseNote(noteOf(large, largeRoot, log, () => []))
    const own = genuine?.signatures ?? []
    const good = sizes.filter((each) => {
      const text = printCheckpoint({ origin, size: each, root: largeRoot })
      const checkpoint = printNote({ text, signatures: own })
      const proof = printTlogProof({ extra: null, index: at, path: longPath, checkpoint })
      const found = verifyTlogProof(proof, leafAt(at), alone, verifyNode)
      if (!found.ok) expect(found.code).toBe("bad-log-signature")
      return found.ok
    })
    expect(good).toEqual([large])
    expect(equal(largeRoot, rootOf(512))).toBe(false)
  })
})
