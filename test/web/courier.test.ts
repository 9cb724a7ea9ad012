/** The courier's page: what it weighs, where it keeps things, and what its other gestures do. */

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { build, type Plugin } from "vite"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { repository } from "../support/built.ts"
import { shelfContract } from "../support/shelf-contract.ts"
import { giveCase, openEnrolled, paste, textOn } from "../support/courier.ts"

const budget = 60 * 1024
const web = join(inject("built"), "dist/web")

describe("the first load of /courier", () => {
  it("is at most 60 kB of script, compressed, in any language", () => {
    const html = readFileSync(join(web, "courier.html"), "utf8")
    const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
      ([, path = ""]) => path,
    )
    const found = new Set<string>()
    for (let path = first.pop(); path !== undefined; path = first.pop()) {
      if (found.has(path)) continue
      found.add(path)
      const code = readFileSync(join(web, path), "utf8")
      for (const [, next] of code.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g))
        first.push(`assets/${next}`)
    }
    const list = JSON.parse(readFileSync(join(web, "pages.json"), "utf8")) as { path: string }[]
    const sizeOf = (path: string): number =>
      gzipSync(readFileSync(join(web, path)), { level: 9 }).length
    const code = [...found].reduce((sum, path) => sum + sizeOf(path), 0)
    expect(code).toBeGreaterThan(20_000)
    for (const language of ["en", "da", "sv", "nb"]) {
      const words = list.filter(({ path }) =>
        new RegExp(`/${language}-(courier|shell|words)-`).test(path),
      )
      expect(words.length).toBeGreaterThan(1)
      expect(words.reduce((sum, { path }) => sum + sizeOf(path), code)).toBeLessThanOrEqual(budget)
    }
  })

  it("is kept whole by the service worker, with everything that it may load", () => {
    const worker = readFileSync(join(web, "service-worker.js"), "utf8")
    const list = JSON.parse(readFileSync(join(web, "pages.json"), "utf8")) as { path: string }[]
    for (const name of [
      "courier-network",
      "courier-foresee",
      "courier-zxing",
      "zxing_reader",
      "da-courier",
    ]) {
      const path = list.find(({ path: each }) => each.startsWith(`assets/${name}-`))?.path
      expect(path).toBeDefined()
      expect(worker).toContain(`/${path}`)
    }
    expect(worker).toContain("/courier")
    expect(worker).not.toContain("__KEPT__")
    expect(worker).not.toMatch(/\/v1|\/sample|insurer|auditor/)
  })
})

describeInBrowser("the courier's page", () => {
  let served: Served
  let browser: Browser
  let giver: Page
  let receiver: Page
  let complaints: readonly string[]
  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
    giver = await (await browser.newContext()).newPage()
    receiver = await (await browser.newContext()).newPage()
    complaints = complaintsOf(giver, served.url)
    // First, so that the giver knows its key from the start.
    await openEnrolled(receiver, served.url, 2)
    await openEnrolled(giver, served.url, 1)
    await giver.getByText("39 items inside").waitFor()
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  it("keeps the key where nobody can read it", async () => {
    const secret = await giver.evaluate(async () => {
      const { indexedDB } = globalThis as unknown as {
        indexedDB: { open(name: string): { result: never; onsuccess: () => void } }
      }
      type Kept = { secret: { kind: string; key: { extractable: boolean } } }
      return new Promise<string>((resolve) => {
        const opening = indexedDB.open("kvitto-phone-1")
        opening.onsuccess = () => {
          const database = opening.result as unknown as {
            transaction(name: string): {
              objectStore(name: string): {
                get(name: string): { result: Kept; onsuccess: () => void }
              }
            }
          }
          const asked = database.transaction("self").objectStore("self").get("only")
          asked.onsuccess = () =>
            resolve(`${asked.result.secret.kind} ${asked.result.secret.key.extractable}`)
        }
      })
    })
    expect(secret).toBe("sealed false")
  })

  it("takes a case with reservations and a refusal, and undoes it in one gesture", async () => {
    await giveCase(giver, "Sundets Sparekasse")
    await receiver.getByRole("button", { name: "Receive" }).click()
    await paste(receiver, await textOn(giver))
    await receiver.getByRole("button", { name: /NT 100310/ }).click()
    await receiver.getByRole("button", { name: "seal broken" }).click()
    await receiver.getByRole("button", { name: /NT 100311/ }).click()
    await receiver.getByRole("button", { name: "Refuse", exact: true }).click()
    await receiver.getByRole("button", { name: "Sign: 39 accepted, 1 not" }).click()
    await receiver.getByText("Signed by both").or(receiver.getByText("On record")).first().waitFor()
    await giver.getByRole("button", { name: "Scan the receipt" }).click()
    await paste(giver, await textOn(receiver))
    await giver.getByText("DISCHARGED", { exact: true }).waitFor()
    await giver.getByText("Not accepted, still yours: 1 item").waitFor()

    await receiver.getByRole("button", { name: "Undo: hand it back" }).click()
    await receiver.getByText("39 items to Nordvagt Værditransport A/S").waitFor()
    await giver.getByRole("button", { name: "Done" }).click()
    await giver.getByRole("button", { name: "Receive" }).click()
    await paste(giver, await textOn(receiver))
    await giver.getByRole("button", { name: "Sign for everything: 39 items" }).click()
    await giver.getByText("Signed by both").or(giver.getByText("On record")).first().waitFor()
    await receiver.getByRole("button", { name: "Scan the receipt" }).click()
    await paste(receiver, await textOn(giver))
    await receiver.getByText("DISCHARGED", { exact: true }).waitFor()
  })

  it("says NOT discharged until there is a receipt, and notes a paper one", async () => {
    await giver.getByRole("button", { name: "Done" }).click()
    await giver.getByRole("button", { name: "Give", exact: true }).click()
    // A ledger that hangs: the phone says what it knows by itself, after a while, and signs no sooner.
    await giver.route("**/v1/dry-run", () => {})
    await giver.getByRole("checkbox", { name: /^NT 100203/ }).check()
    const signs = giver.getByRole("button", { name: /^Sign and show/ })
    expect(await signs.isDisabled()).toBe(true)
    await giver.getByText("Without network this phone finds nothing against it").waitFor()
    await giver.unroute("**/v1/dry-run")
    await signs.click()
    await giver.getByText("NOT discharged").first().waitFor()
    await giver.getByText("No receipt comes back?").click()
    await giver.getByLabel("Number of the paper receipt").fill("R 4711")
    await giver.getByRole("button", { name: "Note it" }).click()
    await giver.getByText("Noted, NOT discharged").waitFor()
  })

  it("sends everything, and nothing of it is refused", async () => {
    await giver.getByRole("button", { name: "Done" }).click()
    await giver.getByRole("button", { name: /^Outbox/ }).click()
    await giver.locator('li[data-state="proved"]').nth(5).waitFor({ timeout: 60_000 })
    expect(await giver.locator('li[data-state="refused"]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it("signs nothing where there is no room, and says so", async () => {
    await giver.getByRole("button", { name: "Back" }).click()
    // As a full disk answers: Chromium takes no smaller quota for a test than the machine's own.
    await giver.evaluate(`
      globalThis.putBefore = IDBObjectStore.prototype.put
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") }
    `)
    await giver.getByRole("button", { name: "Give", exact: true }).click()
    await giver.getByRole("checkbox", { name: /^NT 100212/ }).check()
    await giver.getByRole("button", { name: /^Sign and show/ }).click()
    await giver.getByText("NO ROOM on this phone").waitFor()
    await giver.evaluate("IDBObjectStore.prototype.put = globalThis.putBefore")
    await giver.getByRole("button", { name: /^Sign and show/ }).click()
    await giver.getByText("NOT discharged").first().waitFor()
  })

  it("says why it takes no offer for as long as nobody has read it", async () => {
    const own = await textOn(giver)
    await giver.getByRole("button", { name: "Later" }).click()
    await giver.getByRole("button", { name: "Receive" }).click()
    await paste(giver, own)
    await giver.getByRole("alert").getByText("This is your own offer.").waitFor()
    await expectAccessible(giver)
    await giver.getByRole("button", { name: "Scan another" }).click()
    expect(await giver.getByRole("alert").count()).toBe(0)
    await giver.getByRole("button", { name: "Back" }).click()
  })
})

const shelfEntry = join(repository, "shelf-page.js")
/** The contract and the shelf, bundled for a page of their own. */
const shelfPage: Plugin = {
  name: "shelf page",
  resolveId: (id) => (id === shelfEntry ? id : null),
  load: (id) =>
    id !== shelfEntry
      ? null
      : `
    import { openShelf } from "./src/web/courier-shelf.ts"
    import { shelfContract } from "./test/support/shelf-contract.ts"
    export async function faults() {
      const found = []
      for (const [name, step] of Object.entries(shelfContract)) {
        let count = 0
        const all = await step(() => openShelf(name + count++))
        found.push(name, ...all)
      }
      return found
    }`,
}

describeInBrowser("the shelf in IndexedDB", () => {
  it("keeps the contract of shelves", async () => {
    const bundled = await build({
      configFile: false,
      logLevel: "error",
      root: repository,
      plugins: [shelfPage],
      build: {
        write: false,
        minify: false,
        lib: { entry: shelfEntry, formats: ["iife"], name: "shelfPage" },
      },
    })
    const [first] = [bundled].flat()
    const code = first !== undefined && "output" in first ? first.output[0].code : ""
    const browser = await openBrowser()
    const page = await browser.newPage()
    await page.route("http://shelf.example/", (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>shelf</title>" }),
    )
    await page.goto("http://shelf.example/")
    await page.addScriptTag({ content: code })
    const faults = await page.evaluate("shelfPage.faults()")
    expect(faults).toEqual(Object.keys(shelfContract))
    await browser.close()
  })
})
