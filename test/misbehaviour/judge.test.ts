/** What holds for every kind: whom it convicts, what it says, and that nothing else does. */

import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { sha256 } from "../../src/encoding/hash.ts"
import { encodeMisbehaviour, misbehaviourKinds } from "../../src/log/misbehaviour.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge, misbehaviourJson, misbehaviourLines } from "../../src/misbehaviour/judge.ts"
import { failureOf, judged } from "./scene.ts"
import { makeSpecimens, specimenPolicy, type Specimens } from "./specimens.ts"

let specimens: Specimens
beforeAll(async () => {
  specimens = await makeSpecimens()
})

const convicts = {
  "split-view": "ledger",
  "two-sided-witness": "witness",
  "map-root": "ledger",
  "double-receipt": "party",
  "broken-promise": "ledger",
} as const

const redigested = (bytes: Uint8Array): Uint8Array => {
  const whole = bytes.slice()
  whole.set(sha256(whole.subarray(0, -32)), whole.length - 32)
  return whole
}

describe.each(misbehaviourKinds)("a file of the kind %s", (kind) => {
  it("convicts, with every step and one sentence", () => {
    const judgement = judged(specimens.files[kind], specimenPolicy)
    expect(judgement).toMatchObject({ convicted: true, kind, whom: { role: convicts[kind] } })
    expect(judgement.steps.every(({ ok }) => ok)).toBe(true)
    const [sentence, ...steps] = misbehaviourLines(judgement)
    expect(sentence).toBe(judgement.sentence)
    expect(steps).toHaveLength(judgement.steps.length)
    for (const step of steps) expect(step).toMatch(/^ {2}holds {2}\S/)
    const { bytes: _, ...rest } = judgement
    expect(JSON.parse(JSON.stringify(misbehaviourJson(judgement)))).toEqual(rest)
  })

  it("convicts the same key without a policy, and says that it is a key only", () => {
    const known = judged(specimens.files[kind], specimenPolicy)
    const unknown = judged(specimens.files[kind])
    expect(unknown.whom?.key).toBe(known.whom?.key)
    expect(unknown.sentence).toMatch(/^Whoever holds/)
  })

  it("convicts nobody with any bit turned and the digest made to fit", () => {
    const whole = encodeMisbehaviour(specimens.files[kind])
    const step = process.env["SLOW"] === "1" ? 1 : kind === "map-root" ? 29 : 7
    for (let bit = 0; bit < 8 * (whole.length - 32); bit += step) {
      const changed = whole.slice()
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      const { convicted, whom } = judge(redigested(changed), specimenPolicy, verifyNode)
      expect([bit, convicted, whom]).toEqual([bit, false, null])
    }
  }, 300_000)

  it("convicts nobody cut short or run together with another", () => {
    const whole = encodeMisbehaviour(specimens.files[kind])
    for (let length = 0; length < whole.length; length += 11)
      failureOf(judge(whole.slice(0, length), undefined, verifyNode))
    for (const other of misbehaviourKinds) {
      if (other === kind) continue
      const content = specimens.files[other].content
      const mixed = { kind, content } as (typeof specimens.files)[typeof kind]
      let bytes: Uint8Array
      try {
        bytes = encodeMisbehaviour(mixed)
      } catch {
        continue
      }
      failureOf(judge(bytes, specimenPolicy, verifyNode))
    }
  })
})

describe("what is no misbehaviour file", () => {
  it("convicts nobody, and says what it is not", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const { kind, sentence } = judge(noise, specimenPolicy, verifyNode)
        expect(kind).toBeNull()
        expect(sentence).toMatch(/^Nobody is convicted by this file: file: /)
      }),
    )
    expect(failureOf(judge(specimens.honest, specimenPolicy, verifyNode))).toMatch(/^file: /)
  })
})
