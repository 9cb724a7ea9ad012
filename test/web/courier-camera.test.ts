/** The hand-over as it is done on the street: each phone a browser of its own, and each sees the other's screen only. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import { browserHere, openKeptBrowser, type Served, servedSample } from "../support/browser.ts"
import { cameraFlags, filmCodes, filmNothing } from "../support/camera.ts"
import { giveCase, kept, openEnrolled } from "../support/courier.ts"

describe.skipIf(browserHere === null)("two phones with cameras", () => {
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
    const pages: Page[] = []
    for (const [i, phone] of phones.entries()) {
      const page = phone.pages()[0] ?? (await phone.newPage())
      await openEnrolled(page, served.url, i + 1)
      await kept(page)
      pages.push(page)
    }
    const [giver, receiver] = pages as [Page, Page]
    await giver.getByText("39 items inside").waitFor()
    for (const phone of phones) await phone.setOffline(true)

    await giveCase(giver, "Sundets Sparekasse")
    expect(await filmCodes(film(2), giver)).toBeGreaterThan(10)
    await receiver.getByRole("button", { name: "Receive" }).click()
    await receiver.getByRole("button", { name: "Accept all: 40 items" }).click({ timeout: 90_000 })
    await receiver.getByText("Signed by both").waitFor()

    expect(await filmCodes(film(1), receiver)).toBeGreaterThan(5)
    await giver.getByRole("button", { name: "Scan the receipt" }).click()
    await giver.getByText("DISCHARGED", { exact: true }).waitFor({ timeout: 90_000 })

    // Only the giver has network again, and delivers both statements.
    const ledger = httpLedger(new URL(served.url))
    const { size } = await ledger.about()
    await phones[0]?.setOffline(false)
    await giver.getByRole("button", { name: "Done" }).click()
    await giver.getByText("Outbox", { exact: true }).waitFor()
    const after = await ledger.about()
    expect(after.size).toBeGreaterThanOrEqual(size + 2)
  })
})
