/** A browser as a person has it, and a served sample ledger to look at with it. */

import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import axe from "axe-core"
import { type Browser, chromium, type Page } from "playwright-core"
import { describe, expect, inject } from "vitest"

/** Null where there is no browser: what needs one is skipped, which the run says. */
const browserHere: string | null = inject("browser")

/** A suite that needs a browser: without one, where none could be installed, there is no page to look at. */
export const describeInBrowser = describe.skipIf(browserHere === null)

const usual = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

/** A browser process of its own; `flags` as its command line takes them. */
export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (browserHere === null) throw new Error("expected a browser")
  return chromium.launch({ executablePath: browserHere, args: [...usual, ...flags] })
}

/** As `openBrowser`, with a folder in which it keeps what pages store, from one opening to the next. */
export function openKeptBrowser(folder: string, flags: readonly string[] = []) {
  if (browserHere === null) throw new Error("expected a browser")
  const args = [...usual, ...flags]
  return chromium.launchPersistentContext(folder, { executablePath: browserHere, args })
}

export type Served = {
  readonly url: string
  /** Its data folder. */
  readonly data: string
  readonly close: () => Promise<void>
}

/** The sample ledger of the run, in a copy of its own, served with its four witnesses as `npm start` does. */
export async function servedSample(): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-served-"))
  const data = join(folder, "sample")
  await cp(inject("sample"), data, { recursive: true })
  const program = join(inject("built"), "dist/cli/main.js")
  const words = [program, "start", "--data", data, "--port", "0"]
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] })
  const said: string[] = []
  createInterface(child.stderr).on("line", (line) => said.push(line))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const [found] = /http:\/\/[\d.:]+/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once("exit", (code) => reject(new Error(`start ended with ${code}: ${said.join("\n")}`)))
  })
  const close = async (): Promise<void> => {
    const ended = once(child, "exit")
    child.kill("SIGINT")
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { url, data, close }
}

/** Collects what a page complains of: errors, refused loads, and requests that leave the server. */
export function complaintsOf(page: Page, url: string): readonly string[] {
  const found: string[] = []
  page.on("pageerror", (error) => found.push(String(error)))
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") found.push(line.text())
  })
  page.on("request", (request) => {
    const asked = request.url()
    if (!asked.startsWith(url) && !/^(?:blob|data):/.test(asked)) found.push(`asks ${asked}`)
  })
  return found
}

/** No violation of WCAG 2.2 AA that axe-core can see. */
export async function expectAccessible(page: Page): Promise<void> {
  // Not by a script element, which the page's policy would refuse.
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const here = globalThis as unknown as { readonly axe: typeof axe; readonly document: never }
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    const found = await here.axe.run(here.document, { runOnly: { type: "tag", values: tags } })
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
    )
  })
  expect(violations).toEqual([])
}

/** The least width and height of what is pressed, in CSS pixels: for gloves. */
const touchable = 44

/** What can be pressed is large enough, but for links in running text, which WCAG 2.2 (2.5.8) excepts as well. */
export async function expectTouchable(page: Page): Promise<void> {
  const small = await page.evaluate((least) => {
    const { document } = globalThis as unknown as { readonly document: Queried }
    return [
      ...document.querySelectorAll("button, select, input, textarea, summary, a.button, nav a"),
    ]
      .map((each) => ({ each, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
      .filter(({ each, box }) => {
        // A box to tick is pressed by its label.
        const around = each.closest("label")?.getBoundingClientRect() ?? box
        return (
          Math.max(box.height, around.height) < least || Math.max(box.width, around.width) < least
        )
      })
      .map(
        ({ each, box }) =>
          `${Math.round(box.width)} x ${Math.round(box.height)}: ${each.outerHTML}`,
      )
  }, touchable)
  expect(small).toEqual([])
}

type Box = { readonly width: number; readonly height: number }
type Element = {
  readonly getBoundingClientRect: () => Box
  readonly closest: (selector: string) => { readonly getBoundingClientRect: () => Box } | null
  readonly outerHTML: string
  readonly scrollWidth: number
  readonly clientWidth: number
}
type Queried = {
  readonly querySelectorAll: (selector: string) => Iterable<Element>
  readonly documentElement: Element
}

/**
 * Nothing has to be scrolled sideways at 320 CSS pixels, no table either: a small phone, or a desk at 400 % zoom (WCAG
 * 1.4.10).
 */
export async function expectReflow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  const wider = await page.evaluate(() => {
    const { document } = globalThis as unknown as { readonly document: Queried }
    return [document.documentElement, ...document.querySelectorAll(".wide")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ outerHTML }) => outerHTML.slice(0, 200))
  })
  expect(wider).toEqual([])
}
