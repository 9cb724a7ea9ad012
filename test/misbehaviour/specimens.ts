/** One small file of each kind that convicts, from one ledger that was really run. */

import { keyIdOf } from "../../src/cose/key.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign } from "../../src/log/cosignature.ts"
import type { Misbehaviour, MisbehaviourKind } from "../../src/log/misbehaviour.ts"
import { type Note, parseNote, printNote, printVkey } from "../../src/log/note.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { accuseGiver, accuseMapRoot, accusePromise } from "../../src/misbehaviour/accuse.ts"
import { type Policy, parsePolicy } from "../../src/verifier/policy.ts"
import { handOver, intake } from "../support/acts.ts"
import { seal } from "../support/judge.ts"
import { fabricate, type Lies } from "../support/operator.ts"
import { checkpointOf } from "../support/reading.ts"
import { makeWorld, worldKeys, worldOrigin } from "../support/world.ts"
import { copied, mapAt, sealsOf, treeOf, witnessNamed } from "./scene.ts"

const witness = witnessNamed("witness 1")
const logKey = worldKeys.checkpoint.key

/** Knows the ledger and its witness. */
export const specimenPolicy: Policy = (() => {
  const text = `log ${printVkey(logKey)}\nwitness w ${printVkey(witness.key)}\nquorum w\nfaulty 0\n`
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
})()

export type Specimens = {
  readonly files: Readonly<Record<MisbehaviourKind, Misbehaviour>>
  /** Two checkpoints that contradict each other, both cosigned. */
  readonly sides: readonly [Uint8Array, Uint8Array]
  readonly honest: Uint8Array
}

function expectMade(made: Misbehaviour | string | undefined): Misbehaviour {
  if (made === undefined || typeof made === "string") throw new Error(made)
  return made
}

function cosigned(bytes: Uint8Array, time: number): Uint8Array {
  const note = parseNote(bytes) as Note
  return printNote({ ...note, signatures: [...note.signatures, cosign(note.text, time, witness)] })
}

export async function makeSpecimens(): Promise<Specimens> {
  const world = await makeWorld()
  const { shop, carrier, bank } = world.pens
  const bags = intake(shop)
  const receipt = handOver(shop, carrier, bags.held)
  await world.submit(bags)
  await seal(world)
  const [promised] = await world.submit(receipt)
  await seal(world)
  const hide = ({ id }: { id: string }, opened: { id: string }) =>
    id === (bags.items[0] as string) && opened.id === receipt.id
  const lied = await copied(logKey, (await fabricate(world, { hide })).source())
  const [after, at] = sealsOf(lied).slice(-2) as [number, number]
  const instead = intake(world.pens.stranger).bytes
  const rewrite: NonNullable<Lies["rewrite"]> = (entry, { id }) =>
    id === receipt.id ? [{ ...entry, statement: instead }] : [entry]
  const broken = await copied(logKey, (await fabricate(world, { rewrite })).source())
  const honest = lied.publications.at(-1)?.bytes as Uint8Array
  const forked = signCheckpoint(
    { ...checkpointOf(honest), root: leafHash(Uint8Array.of(1)) },
    worldKeys.checkpoint,
  )
  const sides = [cosigned(honest, 1_767_226_000), cosigned(forked, 1_767_226_001)] as const
  const found = compareFiles(...sides, specimenPolicy, verifyNode)
  const [split, witnessed] = found.verdict === "contradict" ? found.misbehaviours : []
  const again = handOver(shop, bank, bags.held)
  const keys = [shop, carrier, bank].map(({ key }) => key.publicKey)
  const keyOf = (id: string) => keys.find((key) => keyIdOf(key) === id)
  const item = bags.items[0] as (typeof bags.items)[number]
  if (promised === undefined) throw new Error("expected a promise")
  return {
    sides,
    honest,
    files: {
      "split-view": expectMade(split),
      "two-sided-witness": expectMade(witnessed),
      "map-root": expectMade(accuseMapRoot(treeOf(lied), mapAt(lied, after), after, at)),
      "double-receipt": expectMade(
        accuseGiver(worldOrigin, item, receipt.bytes, again.bytes, keyOf),
      ),
      "broken-promise": expectMade(accusePromise(treeOf(broken), promised.promise)),
    },
  }
}
