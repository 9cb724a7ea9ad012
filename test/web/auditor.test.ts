/** The auditor's page: what it shows of the sample day, and a replay that believes nobody and holds nobody up. */

import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import type { LedgerApi } from "../../src/api/ledger-api.ts"
import { builtPages } from "../../src/cli/built-pages.ts"
import { buildApp } from "../../src/server/app.ts"
import { intake, parcel } from "../support/acts.ts"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { makeWorld } from "../support/world.ts"

const rowsOf = (page: Page, caption: string): Promise<readonly string[]> =>
  page.getByRole("region", { name: caption, exact: true }).locator("tbody tr").allInnerTexts()

const replay = (page: Page): Promise<void> =>
  page.getByRole("button", { name: /^Replay (?:the whole record|again)/ }).click()

/** The machine may be busy with other things; nothing here is about how fast it is. */
const isSlow = process.env["SLOW"] === "1"
const patience = isSlow ? 900_000 : 90_000

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  return page
}

const keptIn = (page: Page): Promise<string> =>
  page.evaluate(`localStorage.getItem("kvitto-replayed")`)

describeInBrowser("the auditor's page", () => {
  let served: Served
  let browser: Browser
  let ledger: LedgerApi
  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
    ledger = httpLedger(new URL(served.url))
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  const opened = async (part: string): Promise<{ page: Page; complaints: readonly string[] }> => {
    const page = await newPage(browser)
    const complaints = complaintsOf(page, served.url)
    await page.goto(`${served.url}/auditor#${part}`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    return { page, complaints }
  }

  it("replays the whole record, says what was checked, and compares the next time", async () => {
    const { page, complaints } = await opened("replay")
    await replay(page)
    await page.getByText(/^✔\s*No fault in \d+ entries\.$/).waitFor()
    const { published } = await ledger.about()
    await page.getByText(`${published} entries, each a leaf`).waitFor()
    await page.getByText("every signature, by this browser's own Ed25519").waitFor()
    await page.getByText("This browser has seen no checkpoint of it before").waitFor()
    await expectAccessible(page)
    await replay(page)
    await page.getByText(`It continues the record of ${published} entries`).waitFor()
    // Somebody who showed this browser another history before.
    const [kept] = JSON.parse(await keptIn(page)) as readonly object[]
    const other = JSON.stringify([{ ...kept, root: "0".repeat(64), note: "the other note" }])
    await page.evaluate(`localStorage.setItem("kvitto-replayed", ${JSON.stringify(other)})`)
    await replay(page)
    await page.getByText("It does NOT continue the record").waitFor()
    await page
      .getByRole("region", { name: "The checkpoint seen before" })
      .getByText("the other note")
      .waitFor()
    expect(await page.getByText("No fault in").count()).toBe(0)
    // What contradicts is not kept in its place.
    expect(await keptIn(page)).toBe(other)
    expect(complaints).toEqual([])
    await page.close()
  })

  it("finds an entry that was changed, and says which tile is wrong", async () => {
    const page = await newPage(browser)
    await page.route("**/tile/entries/**", async (route) => {
      const reply = await route.fetch()
      const body = await reply.body()
      const last = body.length - 1
      body[last] = (body[last] as number) ^ 1
      await route.fulfill({ response: reply, body })
    })
    await page.goto(`${served.url}/auditor`)
    await replay(page)
    await page.getByText("The tiles are not those of the checkpoint.").waitFor()
    await page.getByText(/tile\/entries\/000.*its entries are not those of this tree/).waitFor()
    expect(await page.getByText("No fault in").count()).toBe(0)
    await page.close()
  })

  it("says that a missing tile proves nothing", async () => {
    const page = await newPage(browser)
    const problem = {
      type: "/docs#not-found",
      title: "",
      status: 404,
      detail: "",
      code: "not-found",
    }
    await page.route("**/tile/1/**", (route) => route.continue())
    await page.route("**/tile/entries/**", (route) =>
      route.fulfill({ status: 404, contentType: "application/problem+json", json: problem }),
    )
    await page.goto(`${served.url}/auditor`)
    await replay(page)
    await page.getByText("A tile is missing; this proves nothing against the ledger").waitFor()
    await page.close()
  })

  it("shows every witness and how far behind it is", async () => {
    const { page } = await opened("witnesses")
    await page.getByRole("region", { name: "Witnesses" }).waitFor()
    const rows = await rowsOf(page, "Witnesses")
    const { witnesses } = await ledger.witnesses()
    expect(rows.map((row) => row.split(/\s/)[0])).toEqual(witnesses.map(({ name }) => name))
    await expectAccessible(page)
    await page.close()
  })

  it("turns the pages of the log, in words, and hides the kinds that are not looked for", async () => {
    const { page } = await opened("entries")
    await page.getByRole("region", { name: "Entries" }).waitFor()
    await page.getByRole("button", { name: "First" }).click()
    await page.getByText("Entries 0 to 63 of").waitFor()
    const first = await rowsOf(page, "Entries")
    expect(first.length).toBe(64)
    expect(first.at(-1)).toMatch(/^0\s+.*genesis/)
    await page.getByLabel("Kind of entry").selectOption("party")
    await expect.poll(() => rowsOf(page, "Entries")).toHaveLength(6)
    await page.getByText("58 entries of other kinds are hidden.").waitFor()
    await page.getByLabel("Kind of entry").selectOption("")
    await page.getByRole("button", { name: "Newer" }).click()
    await page.getByText("Entries 64 to 127 of").waitFor()
    await page.getByText("Details").first().click()
    await page
      .getByText(/^[0-9a-f]{64}$/)
      .first()
      .waitFor()
    await expectAccessible(page)
    await page.close()
  })

  it("counts what the rule book finds, by force and rule", async () => {
    const { page } = await opened("findings")
    await page.getByRole("button", { name: "Judge all items" }).click()
    await page.getByText("56 items judged").waitFor()
    const rows = await rowsOf(page, "Findings")
    // §40: who hands over gets a receipt. The refusing addressee and the night box gave none.
    expect(rows.find((row) => row.includes("40-1"))).toMatch(/^003 §40 40-1\s+must\s+.*✖ 2\s+0/s)
    await page.getByLabel("Force").selectOption("lov")
    await expect
      .poll(() => rowsOf(page, "Findings"))
      .toEqual([expect.stringMatching(/^003 §40 40-2\s+law/)])
    await expectAccessible(page)
    await page.close()
  })

  it("shows forks and claims, and the books with their difference", async () => {
    const { page, complaints } = await opened("open")
    const forked = "Forked: two receipts by one holder"
    await page.getByRole("region", { name: forked }).waitFor()
    expect(await rowsOf(page, forked)).toEqual([expect.stringContaining("bag NT 100210")])
    await page.getByRole("link", { name: "Books" }).click()
    await page.getByRole("button", { name: "Add up the whole record" }).click()
    await page.getByRole("region", { name: "Books" }).waitFor()
    // Names come when they come.
    await expect
      .poll(async () => rowsOf(page, "Books"))
      .toContainEqual(
        expect.stringMatching(
          /^Havnetorvets.*\s+DKK\s470,450\.00\s+DKK\s469,950\.00\s+DKK\s0\.00\s+✖ DKK\s-500\.00$/s,
        ),
      )
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await page.close()
  })
})

/** So many entries on record, served by this process with the built pages. */
async function servedWith(entries: number): Promise<Omit<Served, "data">> {
  const world = await makeWorld()
  const { shop } = world.pens
  const atOnce = 1000
  for (let made = 0; made < entries; made += atOnce) {
    const many = Array.from({ length: Math.min(atOnce, entries - made) }, () =>
      parcel(intake(shop), { bare: true }),
    )
    await world.ledger.submit(many)
  }
  await world.publish()
  // What is made when it is first asked for takes this process, which has the browser by its strings too, some time.
  await world.ledger.names(null, 1)
  const pages = await builtPages(join(inject("built"), "dist/web"))
  const app = buildApp(world.ledger, { pages: pages ?? [] })
  await app.listen({ host: "127.0.0.1", port: 0 })
  const { port } = app.server.address() as AddressInfo
  const close = async (): Promise<void> => {
    app.server.closeAllConnections()
    await app.close()
    await world.ledger.close()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

/** Keeps back what is not among the first entries, so that a replay is under way until it is let go on. */
async function held(page: Page): Promise<{ readonly letGo: () => void }> {
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const late = /\/tile\/entries\/00[6-9]/
  await page.route(late, async (route) => {
    await released
    await route.continue()
  })
  return {
    letGo: release,
  }
}

describeInBrowser("a replay of many entries", () => {
  const entries = isSlow ? 100_000 : 3000
  let served: Awaited<ReturnType<typeof servedWith>>
  let browser: Browser
  beforeAll(async () => {
    served = await servedWith(entries)
    browser = await openBrowser()
  }, 1_800_000)
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  it(`leaves the page free, and can be stopped (${entries} entries)`, async () => {
    const page = await newPage(browser)
    await page.goto(`${served.url}/auditor`)
    await page.getByRole("button", { name: "Replay the whole record" }).waitFor()
    await page.evaluate(`
      globalThis.tasks = []
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.tasks.push(duration)
      }).observe({ entryTypes: ["longtask"] })
    `)
    const first = await held(page)
    await replay(page)
    await page.getByText(/^[\d,]+ of [\d,]+ entries$/).waitFor()
    // While it runs the page is read, and nothing of what is pressed waits for it.
    await page.getByRole("link", { name: "Entries" }).click()
    await page.getByText(/^Entries [\d,]+ to [\d,]+ of/).waitFor()
    await page.getByRole("button", { name: "First" }).click()
    await page.getByText("Entries 0 to 63 of").waitFor()
    await page.getByRole("link", { name: "Replay" }).click()
    // What drawing a page of entries takes is no part of the replay.
    await page.evaluate(`tasks.length = 0`)
    first.letGo()
    await page.getByText(/^✔\s*No fault in [\d,]+ entries\.$/).waitFor({ timeout: 900_000 })
    const tasks = await page.evaluate(`tasks`)
    // A long task is one of 50 ms or more. On a machine that does other things too, a short one can take as long.
    if (isSlow) expect(tasks).toEqual([])
    const second = await held(page)
    await replay(page)
    await page.getByText(/^[\d,]+ of [\d,]+ entries$/).waitFor()
    await page.getByRole("button", { name: "Stop" }).click()
    second.letGo()
    await page.getByText("Stopped. What is shown is not all.").waitFor()
    expect(await page.getByText("No fault in").count()).toBe(0)
    await page.close()
  }, 1_000_000)
})
