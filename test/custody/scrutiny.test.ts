import { describe, expect, it } from "vitest"
import { checkBy, checkedIn, scrutinise, signaturesAsked } from "../../src/custody/scrutiny.ts"
import { openStatement } from "../../src/custody/handover.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { intake } from "../support/acts.ts"
import { keyOf, pen, penOrigin } from "../support/pens.ts"

describe("what scrutiny found of signatures", () => {
  const signer = pen(null, "cashier", "signer")
  const { bytes } = intake(signer)
  const opened = openStatement(bytes, penOrigin)
  if (isRejected(opened)) throw new Error(opened.sentence)
  const { signed } = opened
  const right = signer.key.publicKey
  const other = keyOf("other").publicKey
  const asked = (publicKey: Uint8Array) => [
    { signatures: signaturesAsked(opened, () => publicKey), openings: [] },
  ]
  const never = (): never => {
    throw new Error("asked again")
  }

  it("is what is said of that signature under that key, and nobody is asked again", () => {
    for (const publicKey of [right, other]) {
      const questions = asked(publicKey)
      const found = questions.map((each) => scrutinise(each, verifyNode))
      const check = checkBy(checkedIn(questions, found), never)
      expect(check(signed, publicKey)).toBe(publicKey === right)
    }
    // An answer that says no is a no, whatever the signature is; and no answer is one.
    const no = [{ signatures: [false], openings: [] }]
    expect(checkBy(checkedIn(asked(right), no), never)(signed, right)).toBe(false)
    expect(checkBy(checkedIn(asked(right), []), never)(signed, right)).toBe(false)
  })

  it("says nothing about another key: then the signature is checked", () => {
    const yes = [{ signatures: [true], openings: [] }]
    const check = checkBy(checkedIn(asked(other), yes), verifyNode)
    expect(check(signed, right)).toBe(true)
    const wrong = checkBy(checkedIn(asked(right), yes), verifyNode)
    expect(wrong(signed, other)).toBe(false)
    expect(checkBy(new Map(), verifyNode)(signed, right)).toBe(true)
  })
})
