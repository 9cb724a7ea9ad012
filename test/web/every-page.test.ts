/** What holds of every page, in every language: who uses it may have no mouse, bad eyes, gloves or a small screen. */

import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { languages } from "../../src/language/message.ts"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  expectReflow,
  expectTouchable,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { shots } from "./shots.ts"

describeInBrowser("every page", () => {
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

  const held = shots.filter(({ isOnlyPicture }) => isOnlyPicture !== true)
  const cases = held.flatMap((shot) => languages.map((language) => ({ ...shot, language })))
  it.each(cases)("can be used by everybody: $name, $language", async (shot) => {
    const context = await browser.newContext({ colorScheme: "dark" })
    const page = await context.newPage()
    await page.addInitScript(`localStorage.setItem("language", "${shot.language}")`)
    const complaints = complaintsOf(page, served.url)
    await page.goto(new URL(shot.path, served.url).href)
    await shot.ready(page, served.url)
    expect(await page.locator("html").getAttribute("lang")).toBe(shot.language)
    expect(await page.locator("h1").count()).toBe(1)
    await expectAccessible(page)
    await expectTouchable(page)
    // Colours are the same in every language; words are not, and so are looked at in all of them.
    if (shot.language === "en") {
      await page.emulateMedia({ colorScheme: "light" })
      await expectAccessible(page)
    }
    await expectReflow(page)
    expect(complaints).toEqual([])
    await context.close()
  })
})
