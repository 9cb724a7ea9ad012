/** The courier's page over a slow network: it comes up, enrols, and needs the network no longer. */

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { describeInBrowser, openBrowser, type Served, servedSample } from "../support/browser.ts"
import { openEnrolled } from "../support/courier.ts"

/** What browsers' own tools call slow 3G: milliseconds there and back, bytes a second. */
const slow3G = { latency: 2000, downloadThroughput: 50_000, uploadThroughput: 50_000 }

async function slowed(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send("Network.enable")
  await session.send("Network.emulateNetworkConditions", { offline: false, ...slow3G })
}

describeInBrowser("a courier on slow 3G", () => {
  let served: Served
  let browser: Browser
  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  it("gets the page, enrols, and opens it again without any network", async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await slowed(page)
    await openEnrolled(page, served.url, 1)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await context.setOffline(true)
    await page.reload()
    await page.locator(".courier .things li").first().waitFor()
    expect(await page.locator(".courier .things li").count()).toBeGreaterThan(0)
    await context.close()
  })
})
