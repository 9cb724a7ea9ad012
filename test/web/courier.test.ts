/** Two phones in two browsers: enrolled by code, without network from then on, until one of them has some again. */

import type { BrowserContext, Page } from "playwright-core"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import {
  browserHere,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { giveCase, kept, openEnrolled, paste, textOn } from "../support/courier.ts"

describe.skipIf(browserHere === null)("two couriers' phones", () => {
  let served: Served
  let browser: Browser
  let contexts: readonly BrowserContext[]
  let pages: readonly [Page, Page]
  let complaints: readonly string[]
  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
    const [first, second] = [await browser.newContext(), await browser.newContext()]
    contexts = [first, second]
    pages = [await first.newPage(), await second.newPage()]
    complaints = complaintsOf(pages[0], served.url)
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  it("hand 40 things over without network, and one that has it again delivers all", async () => {
    const [giver, receiver] = pages
    await openEnrolled(giver, served.url, 1)
    await giver.getByText("39 items inside").waitFor()
    await openEnrolled(receiver, served.url, 2)
    await Promise.all([kept(giver), kept(receiver)])
    for (const context of contexts) await context.setOffline(true)

    await giveCase(giver, "Sundets Sparekasse")
    await receiver.getByRole("button", { name: "Receive" }).click()
    await paste(receiver, await textOn(giver))
    await receiver.getByRole("button", { name: "Accept all: 40 items" }).click()
    await receiver.getByText("Signed by both").waitFor()
    await giver.getByRole("button", { name: "Scan the receipt" }).click()
    await paste(giver, await textOn(receiver))
    await giver.getByText("DISCHARGED", { exact: true }).waitFor()
    await expectAccessible(giver)

    // Without network it opens again, and knows everything.
    await giver.reload()
    await giver.getByText("NT 100212").waitFor()
    expect(await giver.getByText("items inside").count()).toBe(0)
    await giver.getByText("Outbox: 2 waiting").waitFor()

    const ledger = httpLedger(new URL(served.url))
    const { size } = await ledger.about()
    await contexts[1]?.setOffline(false)
    await receiver.getByRole("button", { name: "Done" }).click()
    await receiver.getByText("Outbox", { exact: true }).waitFor()
    expect((await ledger.about()).size).toBeGreaterThanOrEqual(size + 2)
    await receiver.getByRole("button", { name: "Outbox" }).click()
    await expect
      .poll(() => receiver.locator('li[data-state="proved"]').count(), { timeout: 60_000 })
      .toBe(2)
    expect(complaints).toEqual([])
  })
})
