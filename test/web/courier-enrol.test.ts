/** A phone comes to somebody: by a link that may be broken, past a network that may die, and anew after its key was revoked. */

import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from "vitest"
import {
  describeInBrowser,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { openEnrolled, paste } from "../support/courier.ts"

const run = promisify(execFile)

type Invited = Readonly<Record<"id" | "text" | "revocation", string>>
type Listed = Readonly<Record<"id" | "party" | "role" | "person" | "name", string>>

describeInBrowser("enrolling on the page", () => {
  let served: Served
  let browser: Browser
  let page: Page
  let guard: Listed
  beforeAll(async () => {
    served = await servedSample()
    // Its first two phones are invited when somebody looks.
    await fetch(`${served.url}/sample`)
    guard = (await guards())[0] as Listed
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage()
  })
  afterEach(() => page.context().close())

  const kvitto = async <T>(...words: readonly string[]): Promise<T> => {
    const program = join(inject("built"), "dist/cli/main.js")
    const { stdout } = await run(process.execPath, [
      program,
      ...words,
      "--data",
      served.data,
      "--json",
    ])
    return JSON.parse(stdout) as T
  }
  const guards = async (): Promise<readonly Listed[]> =>
    (await kvitto<readonly Listed[]>("phone", "list")).filter(({ role }) => role === "guard")
  /** Another phone for the sample's guard, who keeps the things that he has. */
  const invite = (): Promise<Invited> => {
    const { party, role, person, name } = guard
    const who = ["--party", party, "--role", role, "--person", person, "--name", name]
    return kvitto<Invited>("phone", "new", "--url", served.url, ...who)
  }
  const openLink = (text: string) =>
    page.goto(`${served.url}/courier#enrol=${encodeURIComponent(text)}`)
  const holds = () => page.getByRole("heading", { name: "What I hold now" }).waitFor()

  it("says of a link that was cut short that it was", async () => {
    const { text } = await invite()
    await openLink(text.slice(0, -4))
    await page.getByRole("alert").getByText("This link is broken").waitFor()
    await expectAccessible(page)
    expect(page.url()).not.toContain("enrol")
    await page.goto("about:blank")
    await page.goto(`${served.url}/courier#enrol=%E0%A4%A`)
    await page.getByRole("alert").getByText("This link is broken").waitFor()
    await paste(page, text)
    await holds()
  })

  it("does not offer to try a code again that is used up", async () => {
    const { text } = await invite()
    await openLink(text)
    await holds()
    const other = await (await browser.newContext()).newPage()
    await other.goto(`${served.url}/courier#enrol=${encodeURIComponent(text)}`)
    await other.getByRole("alert").getByText("used up or has expired").waitFor()
    expect(await other.getByRole("button", { name: "Try again" }).count()).toBe(0)
    await other.context().close()
  })

  it("goes on where it was when the answer was lost and the browser died", async () => {
    const { text } = await invite()
    // The ledger enrols the key, and nobody hears of it.
    await page.route("**/v1/enrolments", async (route) => {
      await route.fetch()
      await route.abort()
    })
    await openLink(text)
    await page.getByRole("alert").getByText("Nobody answers").waitFor()
    await page.unroute("**/v1/enrolments")
    const { length } = await guards()
    await page.goto(`${served.url}/courier`)
    await page.getByRole("button", { name: "Try again" }).click()
    await holds()
    expect(await guards()).toHaveLength(length)
  })

  it("is revoked on the first screen of any other one, by the code that was kept apart from it", async () => {
    const { text, revocation } = await invite()
    await openLink(text)
    await holds()
    const other = await (await browser.newContext()).newPage()
    await other.goto(served.url)
    await other.getByText("A phone is lost or stolen?").click()
    const code = other.getByLabel("Code that revokes it")
    const revoke = async (typed: string): Promise<void> => {
      await code.fill(typed)
      await other.getByRole("button", { name: "Revoke the phone" }).click()
    }
    await revoke(revocation.slice(1))
    await other.getByText("This code revokes nothing").waitFor()
    await revoke("0".repeat(32))
    await other.getByText("This code revokes nothing").waitFor()
    await expectAccessible(other)
    await other.route("**/v1/enrolments/revoke", (route) => route.abort())
    await revoke(revocation)
    await other.getByText("may NOT be revoked").waitFor()
    await other.unroute("**/v1/enrolments/revoke")
    await revoke(` ${revocation.toUpperCase().replace(/^(.{8})/, "$1 ")} `)
    await other.getByText(/^REVOKED, on record as entry \d+/).waitFor()
    await expectAccessible(other)
    await other.context().close()
    await page.reload()
    await page.getByRole("alert").getByText("key is revoked").waitFor()
  })

  it("says that its key is revoked, and takes a new one for what it holds", async () => {
    await openEnrolled(page, served.url, 1)
    const held = await page.locator(".courier .things > li").count()
    await kvitto("phone", "revoke", guard.id, "--ledger", served.url)
    await page.reload()
    await page.getByRole("alert").getByText("key is revoked").waitFor()
    await expectAccessible(page)
    const { text } = await invite()
    await page.getByRole("button", { name: "Receive" }).click()
    await paste(page, text)
    await page.getByText("Bente Storm").waitFor()
    await expectAccessible(page)
    await page.getByRole("button", { name: "Enrol anew" }).click()
    await holds()
    await page.getByRole("alert").waitFor({ state: "detached" })
    expect(await page.locator(".courier .things > li").count()).toBe(held)
  })
})
