/**
 * Pictures of every page in every language, to be looked at by people: `npm run screenshots` writes them to
 * `build/screenshots`. They are no test of how a page looks; that each page comes up without complaint is.
 */

import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { languages } from "../../src/language/message.ts"
import {
  describeInBrowser,
  complaintsOf,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { repository } from "../support/built.ts"
import { shots } from "./shots.ts"

const isWanted = process.env["SCREENSHOTS"] === "1"
const folder = join(repository, "build/screenshots")

const looks = [
  { look: "desk", width: 1280, height: 900, colorScheme: "light" },
  { look: "phone", width: 390, height: 844, colorScheme: "light" },
  { look: "phone-dark", width: 390, height: 844, colorScheme: "dark" },
] as const

// Only where they are asked for: they take six minutes, and are for people to look at.
const pictures = isWanted ? describeInBrowser : describe.skip
pictures("pictures", () => {
  let served: Served
  let browser: Browser
  beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    served = await servedSample()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  const cases = shots.flatMap((shot) => languages.map((language) => ({ ...shot, language })))
  it.each(cases)("of $name in $language", async ({ name, language, path, ready }) => {
    for (const { look, width, height, colorScheme } of looks) {
      const viewport = { width, height }
      const context = await browser.newContext({ viewport, colorScheme, locale: language })
      const page: Page = await context.newPage()
      await page.addInitScript(`localStorage.setItem("language", "${language}")`)
      const complaints = complaintsOf(page, served.url)
      await page.goto(new URL(path, served.url).href)
      await ready(page, served.url)
      // Names come by themselves, after what they name.
      await page.waitForLoadState("networkidle")
      await page.screenshot({
        path: join(folder, `${name}.${language}.${look}.png`),
        fullPage: true,
      })
      expect(complaints).toEqual([])
      await context.close()
    }
  })
})
