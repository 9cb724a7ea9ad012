/**
 * A phone that is killed, as a battery kills it: the browser's process at any instant of every step, and no clean end. What
 * people do then is look at the screen and go on from there. Nothing may be lost, and nothing signed twice.
 */

import { mkdtemp, readlink, rm } from "node:fs/promises"
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
  openKeptBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { kept, openEnrolled, paste, textOn } from "../support/courier.ts"

type Held = { readonly context: BrowserContext; readonly page: Page }

class Handset {
  private readonly folder: string
  private readonly number: number
  private readonly url: string
  private held: Held | undefined

  constructor(folder: string, number: number, url: string) {
    this.folder = folder
    this.number = number
    this.url = url
  }

  get page(): Page {
    if (this.held === undefined) throw new Error("expected the phone to be on")
    return this.held.page
  }

  async begin(): Promise<void> {
    const context = await openKeptBrowser(this.folder)
    const page = context.pages()[0] ?? (await context.newPage())
    this.held = { context, page }
    await openEnrolled(page, this.url, this.number)
    await kept(page)
    await context.setOffline(true)
  }

  /** Without network: what is kept is all there is. */
  async restart(): Promise<void> {
    const context = await openKeptBrowser(this.folder)
    const page = context.pages()[0] ?? (await context.newPage())
    this.held = { context, page }
    await context.setOffline(true)
    await this.home()
  }

  async home(): Promise<void> {
    await this.page.goto(`${this.url}/courier?phone=${this.number}`)
    await this.page.getByRole("heading", { name: "What I hold now" }).waitFor()
  }

  /** Ends the process of the browser that has this folder, and nothing else. */
  async kill(): Promise<void> {
    const [, pid = ""] = /-(\d+)$/.exec(await readlink(join(this.folder, "SingletonLock"))) ?? []
    const { held } = this
    const closed = new Promise<void>((resolve) => {
      held?.context.once("close", () => resolve())
    })
    process.kill(Number(pid), "SIGKILL")
    await closed
    this.held = undefined
  }

  async online(): Promise<void> {
    await this.held?.context.setOffline(false)
  }

  async end(): Promise<void> {
    await this.held?.context.close()
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

describeInBrowser("a phone that is killed", () => {
  let served: Served
  let folder: string
  let giver: Handset
  let receiver: Handset
  beforeAll(async () => {
    served = await servedSample()
    folder = await mkdtemp(join(tmpdir(), "kvitto-killed-"))
    giver = new Handset(join(folder, "giver"), 1, served.url)
    receiver = new Handset(join(folder, "receiver"), 2, served.url)
    // First, so that the giver hears of its key while it has network.
    await receiver.begin()
    await giver.begin()
    await giver.page.getByText("39 items inside").waitFor()
  })
  afterAll(async () => {
    await giver.end()
    await receiver.end()
    await served.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The step, and that many milliseconds later the end of it; then the phone is switched on again. */
  async function interrupted(phone: Handset, after: number, step: () => Promise<void>) {
    await step()
    await pause(after)
    await phone.kill()
    await phone.restart()
  }

  const open = () => giver.page.getByRole("button", { name: /^NOT discharged/ })
  const settle = async (text: string): Promise<void> => {
    await giver.page.getByRole("button", { name: "Scan the receipt" }).click()
    await paste(giver.page, text)
  }

  it.each([
    ["NT 100203", 0],
    ["357000000000000432", 120],
  ])("in every step of a hand-over of %s, after %i ms", async (number, after) => {
    const count = number.startsWith("357") ? "40 items" : "1 item"
    const signing = async (): Promise<void> => {
      const { page } = giver
      await page.getByRole("button", { name: "Give", exact: true }).click()
      await page.getByRole("checkbox", { name: new RegExp(`^${number}`) }).check()
      await page.getByLabel("To whom?").selectOption({ label: "Sundets Sparekasse" })
      await page.getByRole("button", { name: `Sign and show: ${count}` }).click()
    }
    await interrupted(giver, after, signing)
    if ((await open().count()) === 0) {
      await signing()
      await giver.page.getByText("NOT discharged").first().waitFor()
      await giver.home()
    }
    expect(await open().count()).toBe(1)
    await open().click()
    const offer = await textOn(giver.page)

    const accepting = async (): Promise<void> => {
      const { page } = receiver
      await page.getByRole("button", { name: "Receive" }).click()
      await paste(page, offer)
      const again = page.getByRole("button", { name: "Show the receipt" })
      await page
        .getByRole("button", { name: `Sign for everything: ${count}` })
        .or(again)
        .click()
    }
    await interrupted(receiver, after, accepting)
    await accepting()
    await receiver.page.getByText("Signed by both").waitFor()
    const receipt = await textOn(receiver.page)

    await interrupted(giver, after, () => settle(receipt))
    if ((await open().count()) > 0) {
      await open().click()
      await settle(receipt)
      await giver.page.getByText("DISCHARGED", { exact: true }).waitFor()
      await giver.home()
    }
    expect(await giver.page.getByText(number, { exact: true }).count()).toBe(0)

    await giver.page.getByRole("button", { name: /^Outbox/ }).click()
    await giver.online()
    await interrupted(giver, after, () => giver.page.getByRole("button", { name: /^Send/ }).click())
    await giver.online()
    await giver.page.reload()
    await giver.page.getByRole("button", { name: "Outbox", exact: true }).waitFor()
    expect(await signedOf(served.url, number)).toEqual({ offers: 1, receipts: 1, status: "held" })
    await receiver.home()
  })
})

/** How many offers and receipts of the last hand-over the ledger has, and whether anything about the item is in doubt. */
async function signedOf(url: string, number: string) {
  const ledger = httpLedger(new URL(url))
  const { origin } = await ledger.about()
  const [item] = await ledger.holdings({ identifier: number })
  if (item === undefined) throw new Error(`expected an item ${number}`)
  const statements: string[] = []
  for (const index of await ledger.history(item.item)) {
    const entry = decodeEntry((await ledger.entry(index))?.bytes ?? new Uint8Array(0))
    const opened = entry && openStatement(entry.statement, origin)
    // The sample day was signed on another clock.
    if (opened === undefined || isRejected(opened) || opened.signedAt.at < Date.now() - 86_400_000)
      continue
    statements.push(opened.kind)
  }
  const count = (kind: string): number => statements.filter((each) => each === kind).length
  return { offers: count("offer"), receipts: count("acceptance"), status: item.status }
}
