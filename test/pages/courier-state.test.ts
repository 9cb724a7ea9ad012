/** What a phone says big: never that somebody is discharged on the word of a key that nobody knows. */

import { describe, expect, it } from "vitest"
import type { Given, Paper } from "../../src/device/shelf.ts"

type Look = { readonly kind: string; readonly name: string; readonly means: string }
type LookOfGiven = (
  given: Partial<Given>,
  paper: Partial<Paper> | undefined,
  isSignerKnown: boolean,
  words: Readonly<Record<string, unknown>>,
) => readonly Look[]

// By name: the pages are checked against a browser's types, and this file is not.
const [page, english] = ["courier-state", "en-courier"]
const { lookOfGiven } = (await import(`../../src/web/${page}.tsx`)) as { lookOfGiven: LookOfGiven }
const { words } = (await import(`../../src/web/${english}.ts`)) as {
  words: { readonly state: Readonly<Record<string, unknown>> }
}

const answered: Partial<Given> = {
  state: "answered",
  outcomes: [{ outcome: "accepted", reservations: [] }],
}
const waiting: Partial<Paper> = { said: { state: "waiting" }, proof: null }
const promise = new Uint8Array(0)
const appended: Partial<Paper> = {
  said: { state: "appended", at: 0, index: 7, codes: [], promise },
  proof: null,
}
const names = (known: boolean, paper: Partial<Paper>): readonly string[] =>
  lookOfGiven(answered, paper, known, words.state).map(({ name }) => name)

describe("a receipt that came back", () => {
  it("discharges when its key is known to be the receiver's", () => {
    expect(names(true, waiting)).toEqual(["DISCHARGED", "Signed by both"])
  })

  it("does not while nobody knows the key", () => {
    expect(names(false, waiting)).toEqual(["NOT discharged"])
    const [look] = lookOfGiven(answered, waiting, false, words.state)
    expect(look).toMatchObject({ kind: "bad", means: words.state["stranger"] })
  })

  it("does once the ledger has taken it", () => {
    expect(names(false, appended)).toEqual(["DISCHARGED", "On record"])
  })

  it("does not where nothing was taken", () => {
    const outcomes: Given["outcomes"] = [{ outcome: "refused", reservations: [] }]
    const looks = lookOfGiven({ ...answered, outcomes }, appended, true, words.state)
    expect(looks.map(({ name }) => name)).toEqual(["Refused"])
  })
})
