/** The contract of shelves, in memory; the browser's own passes the same (test/web/courier-shelf.test.ts). */

import { describe, expect, it } from "vitest"
import { memoryShelf } from "../../src/device/memory-shelf.ts"
import { shelfContract } from "../support/shelf-contract.ts"

describe("a shelf in memory", () => {
  it.each(Object.entries(shelfContract))("%s", async (_, step) => {
    const faults = await step(async () => memoryShelf())
    expect(faults).toEqual([])
  })
})
