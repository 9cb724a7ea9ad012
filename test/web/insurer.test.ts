/** The insurer's page against the sample day: a number leads to a verdict, and the sums are those of docs/sample.md. */

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import type { HeldItem } from "../../src/api/desk.ts"
import { filesInPdf } from "../../src/encoding/pdf.ts"
import { inflate } from "../../src/platform/inflate.ts"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"

/** The machine may be busy with other things; nothing here is about how fast it is. */
const patience = 90_000

type Case = { readonly item: string; readonly at: string }

describeInBrowser("the insurer's page", () => {
  let served: Served
  let browser: Browser
  let cases: Readonly<Record<string, Case>>
  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
    const guide = (await (await fetch(`${served.url}/sample`)).json()) as {
      readonly cases: typeof cases
    }
    cases = guide.cases
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  const opened = async (path = ""): Promise<{ page: Page; complaints: readonly string[] }> => {
    const page = await browser.newPage()
    page.setDefaultTimeout(patience)
    const complaints = complaintsOf(page, served.url)
    await page.goto(`${served.url}/insurer${path}`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    return { page, complaints }
  }
  const rowsOf = (page: Page, caption: string): Promise<readonly string[]> =>
    page.getByRole("region", { name: caption, exact: true }).locator("tbody tr").allInnerTexts()

  it("leads from a number on the bag to who was liable, with the keyboard alone", async () => {
    const { page, complaints } = await opened()
    await page.getByLabel("Any number on it, or its id").focus()
    await page.keyboard.type("s - 7712 049")
    await page.keyboard.press("Enter")
    await page.getByText("No item on record bears this number.").waitFor()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("nt 100 212")
    await page.keyboard.press("Enter")
    await page.getByText("One item.").waitFor()
    await expect
      .poll(() => rowsOf(page, "Find an item"))
      .toEqual([
        expect.stringMatching(
          /^bag NT 100212, seal S-7712048\s+cash\s+held\s+Nordvagt Værditransport A\/S\s+Nordvagt, van 12\s+2 Mar 2026, 16:51:00 UTC\s+DKK\s64,500\.00/,
        ),
      ])
    await page.getByRole("button", { name: /^Choose: bag NT 100212/ }).press("Enter")
    await page.getByRole("heading", { name: /^Item bag NT 100212/ }).waitFor()
    expect(new URL(page.url()).searchParams.get("item")).toBe(cases["stolen"]?.item)
    await page.getByLabel("Time (UTC)").fill("2026-03-02T17:30:00")
    await page.getByRole("button", { name: "Who was liable?" }).press("Enter")
    const verdict = page.locator(".state").filter({ hasText: "Proved" })
    await verdict.waitFor()
    expect(await verdict.innerText()).toContain("Nordvagt Værditransport A/S")
    await page.locator(".custody-picture").waitFor()
    await expect
      .poll(() => rowsOf(page, "Cover"))
      .toEqual([
        expect.stringMatching(/Nordvagt Værditransport A\/S.*\s+DKK\s64,500\.00.*nothing/s),
      ])
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it("answers for a time between two, and says when the times are out of order", async () => {
    const { page } = await opened(`?item=${cases["fork"]?.item}`)
    await page.getByLabel("From one time to another").check()
    await page.getByLabel("From (UTC)").fill("2026-03-02T15:30:00")
    await page.getByLabel("To (UTC)").fill("2026-03-02T15:00:00")
    await page.getByRole("button", { name: "Who was liable?" }).click()
    await page.getByText("Times out of order, or missing.").waitFor()
    expect(await page.locator(".custody-picture").count()).toBe(0)
    await page.getByLabel("To (UTC)").fill("2026-03-02T16:00:00")
    await page.getByRole("button", { name: "Who was liable?" }).click()
    await page.locator(".state").filter({ hasText: "Disputed" }).waitFor()
    expect(await page.getByText("Times out of order, or missing.").count()).toBe(0)
    await page.close()
  })

  it("asks for a time itself where its address has none that a ledger can be asked about", async () => {
    const { item } = cases["stolen"] as Case
    for (const at of ["1800-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "junk"]) {
      const { page, complaints } = await opened(`?item=${item}&at=${encodeURIComponent(at)}`)
      await page.getByText("Time (UTC)").waitFor()
      expect(await page.locator(".custody-picture").count()).toBe(0)
      await page.getByLabel("Time (UTC)").fill("275760-09-13T00:00")
      await page.getByRole("button", { name: "Who was liable?" }).click()
      await page.getByText("Times out of order, or missing.").waitFor()
      expect(complaints).toEqual([])
      await page.close()
    }
  })

  it("gives the proof as a file, and a report that carries the same file", async () => {
    const { item, at } = cases["stolen"] as Case
    const { page } = await opened(`?item=${item}&at=${at}`)
    await page.locator(".custody-picture").waitFor()
    const fetched = async (name: string): Promise<Uint8Array> => {
      const href = await page.getByRole("link", { name, exact: true }).getAttribute("href")
      const reply = await fetch(new URL(href as string, served.url))
      expect(reply.headers.get("content-disposition")).toMatch(/^attachment/)
      return new Uint8Array(await reply.arrayBuffer())
    }
    // A cosignature may come in between; then the proof is another one the next time.
    const [pdf, bundle] = [
      await fetched("A report with the proof inside (PDF)"),
      await fetched("The proof, as a file (.kvitto)"),
    ]
    const [carried] = (await filesInPdf(pdf, 10_000_000, inflate)) as readonly Uint8Array[]
    expect(carried?.slice(0, 100)).toEqual(bundle.slice(0, 100))
    await page.close()
  })

  it("adds up what is at stake, as the sample day left it", async () => {
    const { page, complaints } = await opened()
    await page.getByRole("button", { name: "Add up" }).click()
    await page.getByText("52 open items").waitFor()
    // Worked out by hand from the sums in src/cli/sample-*.ts and the last holders in docs/sample.md. The case that waits
    // for the phones holds 39 bags of DKK 2,150 to 6,900, each DKK 125 more than the one before: DKK 176,475.
    expect(await page.getByText(/^In all:/).innerText()).toMatch(/DKK\s494,950\.00$/)
    // Names come when they come.
    const told = (caption: string) =>
      expect.poll(async () =>
        (await rowsOf(page, caption)).map((row) => row.replaceAll(/\s+/g, " ")),
      )
    await told("By holder").toEqual([
      expect.stringContaining("Nordvagt Værditransport A/S 44 DKK 320,175.00"),
      expect.stringContaining("Sundets Sparekasse 5 DKK 128,575.00"),
      expect.stringMatching(/^[0-9a-f]{8}… 1 DKK 25,000\.00/),
      expect.stringContaining("Havnetorvets Købmandsgård ApS 1 DKK 12,300.00"),
      expect.stringContaining("outside the ledger 1 DKK 8,900.00"),
    ])
    await told("By case, cage or vehicle").toEqual([
      expect.stringMatching(/^SSCC 357\d+ 39 DKK 176,475\.00/),
      expect.stringMatching(/^SSCC 357\d+ 2 DKK 77,125\.00/),
    ])
    await told("By place").toContainEqual(
      "Nordvagt, van 12 2 DKK 74,300.00 No limit is shown for it.",
    )
    // The sums of the page are those of the interface, however they are grouped.
    const items = await httpLedger(new URL(served.url)).holdings({})
    const total = items.reduce((sum: number, { value }: HeldItem) => sum + (value?.minor ?? 0), 0)
    expect(total).toBe(49_495_000)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await page.close()
  })
})
