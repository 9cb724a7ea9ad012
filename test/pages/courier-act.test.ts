/** What a phone says of a failure: nobody is told to look for network when the page itself is wrong. */

import { describe, expect, it, vi } from "vitest"
import { RemoteFault } from "../../src/api/exchange.ts"
import { PhoneFault } from "../../src/device/phone.ts"
import { ShelfFault } from "../../src/device/shelf.ts"

// By name: the pages are checked against a browser's types, and this file is not.
const page = "courier-act"
const { faultOf } = (await import(`../../src/web/${page}.ts`)) as {
  faultOf: (error: unknown) => string
}

describe("a failure", () => {
  it("is called by its own code where it has one", () => {
    expect(faultOf(new PhoneFault("bad-signature"))).toBe("bad-signature")
    expect(faultOf(new ShelfFault("full", "no room"))).toBe("full")
  })

  it("is no network where nobody answers", () => {
    expect(faultOf(new RemoteFault("unreachable", "nobody answers"))).toBe("offline")
  })

  it("is the page's own where it is anything else, and reported", () => {
    const reported = vi.fn()
    vi.stubGlobal("reportError", reported)
    const bug = new TypeError("x is undefined")
    expect(faultOf(bug)).toBe("program")
    expect(reported).toHaveBeenCalledWith(bug)
    vi.unstubAllGlobals()
  })
})
