/** What the steps of a verification are called in each language. */

import { describe, expect, it } from "vitest"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { stepLines } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"

const read = parsePolicy("quorum none\n")

describe("the steps of a verification", () => {
  it("are named in the reader's language; what was found stays as it is", () => {
    if (!read.ok) throw new Error("expected a policy")
    const verdict = verify(new Uint8Array([1, 2, 3]), read.policy, { verify: verifyNode })
    const [english] = stepLines(verdict)
    expect(english).toMatch(/^ 1 FAIL the file is a bundle for this question: /)
    const [danish] = stepLines(verdict, "da")
    const finding = english?.split(": ")[1]
    expect(danish).toBe(` 1 FAIL filen er en bevisfil til dette spørgsmål: ${finding}`)
    expect(verdictLines(verdict, "da")[1]).toContain("filen er en bevisfil til dette spørgsmål")
  })
})
