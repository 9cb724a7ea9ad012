/** The hand-over as it is done on the street: each phone a browser of its own, and each sees the other's screen only. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import { openStatement } from "../../src/custody/handover.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { decodeEntry } from "../../src/log/entry.ts"
import {
  describeInBrowser,
  expectAccessible,
  openKeptBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { cameraFlags, filmCodes, filmNothing } from "../support/camera.ts"
import { giveCase, kept, openEnrolled } from "../support/courier.ts"

describeInBrowser("two phones with cameras", () => {
  let served: Served
  let folder: string
  let phones: readonly BrowserContext[] = []
  const film = (phone: number): string => join(folder, `camera-${phone}.y4m`)

  beforeAll(async () => {
    served = await servedSample()
    folder = await mkdtemp(join(tmpdir(), "kvitto-cameras-"))
    for (const phone of [1, 2]) {
      await filmNothing(film(phone))
      const flags = cameraFlags(film(phone))
      phones = [...phones, await openKeptBrowser(join(folder, `phone-${phone}`), flags)]
    }
  })
  afterAll(async () => {
    for (const phone of phones) await phone.close()
    await served.close()
    await rm(folder, { recursive: true, force: true })
  })

  it("hand over a case with 40 things by QR, both without network; then the ledger has both receipts", async () => {
    const complaints: string[] = []
    const open = async (phone: number): Promise<Page> => {
      const context = phones[phone - 1] as BrowserContext
      const page = context.pages()[0] ?? (await context.newPage())
      page.on("pageerror", (error) => complaints.push(String(error)))
      await openEnrolled(page, served.url, phone)
      await kept(page)
      return page
    }
    // First, so that the giver hears of its key while it has network.
    const receiver = await open(2)
    const giver = await open(1)
    await giver.getByText("39 items inside").waitFor()
    for (const phone of phones) await phone.setOffline(true)

    await giveCase(giver, "Sundets Sparekasse")
    expect(await filmCodes(film(2), giver)).toBeGreaterThan(10)
    await receiver.getByRole("button", { name: "Receive" }).click()
    await receiver
      .getByRole("button", { name: "Sign for everything: 40 items" })
      .click({ timeout: 90_000 })
    await receiver.getByText("Signed by both").waitFor()

    expect(await filmCodes(film(1), receiver)).toBeGreaterThan(5)
    await giver.getByRole("button", { name: "Scan the receipt" }).click()
    await giver.getByText("DISCHARGED", { exact: true }).waitFor({ timeout: 90_000 })

    await expectAccessible(giver)

    // Without network the page opens again, and knows everything.
    await giver.reload()
    await giver.getByRole("button", { name: "Outbox: 2 waiting" }).waitFor()
    expect(await giver.getByText("items inside").count()).toBe(0)

    // Only the giver has network again, and delivers both statements; then proves them.
    const ledger = httpLedger(new URL(served.url))
    const { size } = await ledger.about()
    await phones[0]?.setOffline(false)
    await giver.getByRole("button", { name: "Outbox", exact: true }).click()
    await giver.locator('li[data-state="proved"]').nth(1).waitFor({ timeout: 60_000 })
    const kinds = await kindsSince(served.url, size)
    expect(kinds.toSorted()).toEqual(["acceptance", "offer"])
    expect(complaints).toEqual([])
  })
})

/** Kinds of the statements on record from this index on, without the ledger's own. */
async function kindsSince(url: string, from: number): Promise<readonly string[]> {
  const ledger = httpLedger(new URL(url))
  const { origin, size } = await ledger.about()
  const kinds: string[] = []
  for (let index = from; index < size; index++) {
    const entry = decodeEntry((await ledger.entry(index))?.bytes ?? new Uint8Array(0))
    const opened = entry && openStatement(entry.statement, origin)
    if (opened !== undefined && !isRejected(opened) && opened.kind !== "seal")
      kinds.push(opened.kind)
  }
  return kinds
}
