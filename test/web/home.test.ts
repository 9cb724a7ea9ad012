/** The first screen, as a newcomer meets it. */

import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"

describeInBrowser("the first screen", () => {
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

  it("has three doors, says that it is a sample, and asks nobody else for anything", async () => {
    const page = await browser.newPage()
    const complaints = complaintsOf(page, served.url)
    await page.goto(served.url)
    await page.getByText("SAMPLE LEDGER").waitFor()
    const doors = await page.locator("ul.cards h2 a").allTextContents()
    expect(doors).toEqual(["Courier", "Insurer", "Auditor"])
    await page
      .getByRole("link", { name: /Who was liable at 2 Mar 2026/ })
      .first()
      .waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it.each([
    ["da", "Hvem havde ansvaret på det tidspunkt?"],
    ["sv", "Vem ansvarade vid den tidpunkten?"],
    ["nb", "Hvem var ansvarlig på det tidspunktet?"],
  ])("speaks %s when it is chosen, and remembers it", async (language, title) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(served.url)
    await page.locator("select.language").selectOption(language)
    await page.getByRole("heading", { level: 1, name: title }).waitFor()
    expect(await page.locator("html").getAttribute("lang")).toBe(language)
    await page.reload()
    await page.getByRole("heading", { level: 1, name: title }).waitFor()
    await expectAccessible(page)
    await context.close()
  })
})
