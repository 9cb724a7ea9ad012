/** The page that checks files, from a ledger's server and as one file from the disk with the network off. */

import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { decodeEntry } from "../../src/log/entry.ts"
import { noteKey, printVkey, TYPE_ED25519 } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { inflate } from "../../src/platform/inflate.ts"
import { carriedIn } from "../../src/verifier/file-kind.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { sayFound } from "../../src/verifier/verdict.ts"
import { parsePolicy, printPolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import {
  describeInBrowser,
  complaintsOf,
  expectAccessible,
  openBrowser,
  type Served,
  servedSample,
} from "../support/browser.ts"
import { repository } from "../support/built.ts"
import { keyNamed, makeWorld } from "../support/world.ts"
import { type Held, intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { pdfWith } from "../support/pdf.ts"

type File = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }
const file = (name: string, bytes: Uint8Array): File => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(bytes),
})

const choose = (page: Page, ...files: readonly File[]): Promise<void> =>
  page.locator("input[type=file]").setInputFiles([...files])

/** The state that the page is in once it says this. */
const says = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator(".state").filter({ hasText: text }).first().waitFor()

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const other = bytes.slice()
  other[at] = (other[at] as number) ^ 1
  return other
}

const noteKeyOf = (name: string): string =>
  printVkey(noteKey(name, TYPE_ED25519, keyNamed(name).publicKey))

const fieldsOf = (text: string) => text.replaceAll(/\s+/g, " ").trim()

describeInBrowser("the page that checks files", () => {
  let served: Served
  let browser: Browser
  let policy: string
  /** As the ledger itself writes it. */
  let report: Uint8Array
  const bundles = new Map<string, Uint8Array>()
  const fetchBytes = async (path: string): Promise<Uint8Array> => {
    const reply = await fetch(new URL(path, served.url))
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
    return new Uint8Array(await reply.arrayBuffer())
  }
  const bundleOf = (name: string): Uint8Array => bundles.get(name) as Uint8Array
  const given = (name: string): File => file(`${name}.kvitto`, bundleOf(name))
  const trust = (): File => file("trust.policy", utf8(policy))

  beforeAll(async () => {
    served = await servedSample()
    browser = await openBrowser()
    policy = Buffer.from(await fetchBytes("/v1/policy")).toString()
    const { cases } = JSON.parse(Buffer.from(await fetchBytes("/sample")).toString()) as {
      cases: Record<string, { item: string; at: string }>
    }
    for (const name of ["stolen", "late", "fork"]) {
      const { item, at } = cases[name] as { item: string; at: string }
      bundles.set(name, await fetchBytes(`/v1/items/${item}/bundle?from=${at}&to=${at}`))
    }
    const { item, at } = cases["stolen"] as { item: string; at: string }
    report = await fetchBytes(`/v1/items/${item}/report.pdf?at=${at}&language=da`)
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  const alone = () => join(inject("built"), "dist/web/kvitto-verify.html")
  const openServed = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(new URL("/verify", served.url).href)
    await page.getByRole("heading", { level: 1 }).waitFor()
    return page
  }
  const openAlone = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`file://${alone()}`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    return page
  }

  describe.each([
    { from: "a ledger's server", offline: false },
    { from: "the disk, with the network off", offline: true },
  ])("from $from", ({ offline }) => {
    /** What is the same code in both is tried in one of them. */
    const once = offline ? (): void => {} : it
    let context: BrowserContext
    let page: Page
    let complaints: readonly string[]
    const fresh = async (): Promise<void> => {
      context = await browser.newContext({ offline, locale: "en-GB" })
      page = await (offline ? openAlone(context) : openServed(context))
      complaints = complaintsOf(page, offline ? "file://" : served.url)
    }
    const within = async (step: () => Promise<void>): Promise<void> => {
      await fresh()
      try {
        await step()
        expect(complaints).toEqual([])
      } finally {
        await context.close()
      }
    }

    it("says that nothing can be judged without a policy, and proves the case with one", () =>
      within(async () => {
        await choose(page, given("stolen"))
        await says(page, "Whom to trust?")
        await choose(page, trust())
        await says(page, /^✓\s*Proved: Nordvagt Værditransport A\/S \([0-9a-f]{16}\) was liable/)
        await page.locator(".sample").getByText("SAMPLE LEDGER").first().waitFor()
        const parsed = parsePolicy(policy)
        if (!parsed.ok) throw new Error(parsed.fault.sentence)
        const verdict = verify(bundleOf("stolen"), parsed.policy, { verify: verifyNode })
        expect(await page.locator(".sentences li").allTextContents()).toEqual(verdictLines(verdict))
        expect((await page.locator(".steps li").allTextContents()).map(fieldsOf)).toEqual(
          verdict.steps.map((each) => `✓ holds ${each.name}: ${sayFound(each, "en")}`),
        )
        const order = await page
          .locator(".state, .custody-picture, .custody-tables, .sentences, .steps")
          .evaluateAll((found) => found.map((each) => String(each.getAttribute("class"))))
        expect(order.map((each) => each.split(" ")[0])).toEqual([
          "state",
          "custody-picture",
          "custody-tables",
          "sentences",
          "steps",
        ])
      }))

    once("shows the facts of the custody line in its tables", () =>
      within(async () => {
        await choose(page, given("stolen"), trust())
        const answered = page.getByRole("table", { name: "Who answered" }).locator("tbody tr")
        await answered.first().waitFor()
        const rows = (await answered.allTextContents()).map(fieldsOf)
        expect(rows).toHaveLength(2)
        // With the policy's five seconds of clock error, and the second that cosignatures round away.
        expect(rows[0]).toMatch(
          /^Havnetorvets.*between 2 Mar 2026, 15:34:55 and 2 Mar 2026, 15:40:06/,
        )
        expect(rows[0]).toMatch(/between 2 Mar 2026, 16:49:55 and 2 Mar 2026, 16:55:06/)
        expect(rows[1]).toMatch(/^Nordvagt.*16:55:06nothing on record ends it/)
        const acts = page.getByRole("table", { name: "What happened" }).locator("tbody tr")
        const found = (await acts.allTextContents()).map(fieldsOf)
        expect(found).toHaveLength(7)
        expect(found[3]).toMatch(/^4\. seal checked by Nordvagt.*: as declared/)
        expect(found[3]).toContain("Nordvagt, van 12")
        expect(found[6]).toMatch(/reported by Havnetorvets.*theft.*Finding:/)
        const times = fieldsOf(await page.locator("dl.times").innerText())
        expect(times).toMatch(/between 2 Mar 2026, 17:04:55.*and 2 Mar 2026, 18:10:06/)
        expect(await page.locator(".custody-picture .act").count()).toBe(7)
        expect(await page.locator(".custody-picture .stretch").count()).toBe(4)
      }),
    )

    once("says undecided, and on whom the burden lies", () =>
      within(async () => {
        await choose(page, given("late"), trust())
        await says(page, /Undecided who was liable at .*Havnetorvets.* or Nordvagt/)
        await says(page, /The burden lies on Havnetorvets/)
      }),
    )

    it("says NOT GENUINE, and at which step, of a file with one other bit", () =>
      within(async () => {
        await choose(page, trust())
        const bytes = bundleOf("stolen")
        for (const at of [1, 40, bytes.length >> 1, bytes.length - 1]) {
          await choose(page, file(`flipped-${at}.kvitto`, flipped(bytes, at)))
          await page.getByText(`flipped-${at}.kvitto`).waitFor()
          await says(page, /NOT GENUINE: step 1, the file is a bundle for this question: /)
          expect(await page.locator(".steps li").last().textContent()).toContain("FAILS")
          expect(await page.locator(".custody-line").count()).toBe(0)
        }
      }))

    it("takes the file out of the PDF that a ledger writes, checks it, and gives it away by itself", () =>
      within(async () => {
        const carried = await carriedIn(report, inflate)
        if ("fault" in carried) throw new Error(carried.fault)
        await choose(page, file("case.pdf", report), trust())
        await says(page, "Proved: Nordvagt")
        await page.getByText("It was carried by case.pdf.").waitFor()
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: "Save it as a file" }).click(),
        ])
        expect(download.suggestedFilename()).toBe("case.kvitto")
        expect(new Uint8Array(readFileSync(await download.path()))).toEqual(carried[0].bytes)
        await choose(page, file("two.pdf", pdfWith([bundleOf("stolen"), bundleOf("late")])))
        await page.getByRole("button", { name: /^2\. bundle/ }).click()
        await says(page, "Undecided")
        await choose(page, file("none.pdf", pdfWith([])))
        await says(page, "none.pdf: this PDF carries no file that proves something")
      }))

    once("says of anything else what is wrong with it", () =>
      within(async () => {
        await choose(page, file("empty.kvitto", new Uint8Array(0)))
        await says(page, "empty.kvitto: this file is empty")
        await choose(page, trust(), file("holiday.jpg", new Uint8Array(20_000).fill(0xff)))
        await says(page, "holiday.jpg: none of Kvitto's files")
        expect(await page.getByText(/GENUINE|liable/i).count()).toBe(0)
        // One that begins like a bundle is judged, and asks nothing that it does not state.
        await choose(page, file("cut.kvitto", bundleOf("stolen").subarray(0, 999)))
        await says(page, /NOT GENUINE: step 1/)
        expect(await page.getByText(/1970|Question:/).count()).toBe(0)
        await choose(page, file("bad.policy", utf8("log nonsense\nquorum none\n")))
        await says(page, "Not a trust policy: line 1")
      }),
    )

    it("convicts by a misbehaviour file, and by name only with a policy", () =>
      within(async () => {
        const vectors = JSON.parse(
          readFileSync(join(repository, "test/vectors/misbehaviour.json"), "utf8"),
        ) as { policy: string; files: Record<string, string> }
        const fault = file(
          "x.kvitto-fault",
          Buffer.from(vectors.files["split-view"] as string, "hex"),
        )
        await choose(page, fault)
        await says(page, /Convicted: Whoever holds the key .* is convicted/)
        await page.getByText("not whose key it is").waitFor()
        await choose(page, file("its.policy", utf8(vectors.policy)))
        await says(page, /Convicted: The \S+ ledger\.example\/test is convicted/)
      }))

    once("asks about another instant of the same file", () =>
      within(async () => {
        await choose(page, given("fork"), trust())
        await says(page, /Disputed who was liable at 2 Mar 2026, 15:30:00/)
        await page.getByLabel("From (UTC)").fill("2026-03-02T13:40:00")
        await page.getByLabel("To (UTC)").fill("2026-03-02T13:40:00")
        await page.getByRole("button", { name: "Ask", exact: true }).click()
        await says(page, /Proved: Nordvagt.* was liable at 2 Mar 2026, 13:40:00 UTC/)
        await page.getByLabel("To (UTC)").fill("2026-03-02T12:00:00")
        await page.getByRole("button", { name: "Ask", exact: true }).click()
        await page.getByText("the second not before the first").waitFor()
        await page.getByRole("button", { name: "The file's own question" }).click()
        await says(page, "Disputed")
      }),
    )

    once("takes loose receipts beside the file, and an entry beside a proof", () =>
      within(async () => {
        const bundle = decodeBundle(bundleOf("late"))
        if ("fault" in bundle) throw new Error(bundle.fault)
        const last = bundle.entries.at(-1)?.bytes as Uint8Array
        const statement = decodeEntry(last)?.statement as Uint8Array
        await choose(page, trust(), given("late"), file("drawer.cbor", statement))
        await page.getByText("One lies beside the file:").waitFor()
        await page.locator(".steps").getByText("loose receipts: 0 of 1 counted").waitFor()
        await page.getByRole("button", { name: "Remove drawer.cbor" }).click()
        await page.locator(".steps").getByText("loose receipts: 0 of 0 counted").waitFor()
        const { index, bytes } = bundle.entries[0] as (typeof bundle.entries)[number]
        const proof = await fetchBytes(`/v1/entries/${index}/tlog-proof`)
        await choose(page, file("x.tlog-proof", proof))
        await says(page, "Which entry?")
        await choose(page, file("0.entry", bytes))
        await says(page, "Proved to be in the ledger")
        await choose(page, file("other.entry", last))
        await says(page, "Not proved to be in the ledger")
      }),
    )

    once(
      "says that another policy has taken the place of the one before, and gives that back",
      () =>
        within(async () => {
          await choose(page, trust())
          await page.getByText("It is kept in this browser.").waitFor()
          const stranger = `log ${noteKeyOf("elsewhere.example/log")}\nquorum none\n`
          await choose(page, given("stolen"), file("theirs.policy", utf8(stranger)))
          await says(page, /NOT GENUINE: step 2/)
          await says(page, "It has taken the place of the policy that was trusted before.")
          await page.getByRole("button", { name: "Back to the earlier one" }).click()
          await says(page, "Proved: Nordvagt")
        }),
    )

    once("remembers the policy until it is told to forget it", () =>
      within(async () => {
        await choose(page, trust())
        await page.getByText("It is kept in this browser.").waitFor()
        await page.reload()
        await page.getByText("It is kept in this browser.").waitFor()
        await choose(page, given("stolen"))
        await says(page, "Proved: Nordvagt")
        await page.getByRole("button", { name: "Forget it" }).click()
        await says(page, "Whom to trust?")
        await page.reload()
        await page.getByText("No trust policy yet.").waitFor()
      }),
    )

    it("is without barriers, and prints its picture and tables", () =>
      within(async () => {
        await choose(page, given("stolen"), trust())
        await says(page, "Proved: Nordvagt")
        await page.locator(".custody-picture").waitFor()
        await page.locator("summary").filter({ hasText: "How to read it" }).click()
        if (!offline) await expectAccessible(page)
        await page.emulateMedia({ media: "print" })
        expect(await page.locator("button:visible, input:visible").count()).toBe(0)
        expect(await page.locator(".custody-picture").isVisible()).toBe(true)
        expect(await page.locator(".custody-tables table:visible").count()).toBe(3)
        expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(20_000)
      }))
  })

  describe("its picture", () => {
    let context: BrowserContext
    let page: Page
    beforeAll(async () => {
      context = await browser.newContext({ locale: "en-GB", hasTouch: true })
      page = await openServed(context)
      await choose(page, given("stolen"), trust())
      await page.locator(".custody-picture").waitFor()
    })
    afterAll(() => context.close())

    const viewOf = async () => {
      const picture = page.locator(".custody-picture")
      const [from, to] = [
        await picture.getAttribute("data-from"),
        await picture.getAttribute("data-to"),
      ]
      return { from: Number(from), to: Number(to), length: Number(to) - Number(from) }
    }
    /** After the page has drawn again. */
    const changed = async (before: { readonly from: number; readonly to: number }) => {
      await expect
        .poll(async () => {
          const { from, to } = await viewOf()
          return from !== before.from || to !== before.to
        })
        .toBe(true)
      return viewOf()
    }

    it("is moved and zoomed by keys and buttons, and comes back", async () => {
      const whole = await viewOf()
      await page.locator(".custody-frame").focus()
      await page.keyboard.press("+")
      const near = await changed(whole)
      expect(near.length).toBeLessThan(whole.length * 0.7)
      expect(Math.abs(near.from + near.to - whole.from - whole.to)).toBeLessThan(2000)
      await page.keyboard.press("ArrowRight")
      const later = await changed(near)
      expect(later.from - near.from).toBeCloseTo(near.length * 0.2, -1)
      expect(later.length).toBe(near.length)
      await page.getByRole("button", { name: "Earlier" }).click()
      expect((await changed(later)).from).toBe(near.from)
      await page.getByRole("button", { name: "Zoom out" }).click()
      expect((await changed(near)).length).toBeGreaterThan(near.length)
      await page.getByRole("button", { name: "Zoom in" }).click()
      await page.locator(".custody-frame").focus()
      await page.keyboard.press("0")
      await expect.poll(viewOf).toEqual(whole)
    })

    it("takes the wheel where it has been clicked, and lets the page scroll where it has not", async () => {
      const whole = await viewOf()
      const frame = page.locator(".custody-frame")
      await page.getByRole("heading", { level: 1 }).click()
      await page.evaluate("document.activeElement.blur()")
      await frame.scrollIntoViewIfNeeded()
      await frame.hover()
      await page.mouse.wheel(0, 30)
      await page.waitForTimeout(200)
      expect(await viewOf()).toEqual(whole)
      await frame.click()
      await page.mouse.wheel(0, -200)
      const near = await changed(whole)
      expect(near.length).toBeLessThan(whole.length)
      await page.keyboard.press("0")
      await expect.poll(viewOf).toEqual(whole)
    })

    it("follows two fingers apart, and one to the side", async () => {
      const whole = await viewOf()
      const frame = page.locator(".custody-frame")
      await frame.scrollIntoViewIfNeeded()
      const box = (await frame.boundingBox()) as NonNullable<
        Awaited<ReturnType<typeof frame.boundingBox>>
      >
      const session = await context.newCDPSession(page)
      const y = box.y + 60
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: readonly number[]) =>
        session.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: xs.map((x, id) => ({ x: box.x + x, y, id })),
        })
      await touch("touchStart", 300, 400)
      await touch("touchMove", 250, 450)
      await touch("touchMove", 200, 500)
      await touch("touchEnd")
      const near = await changed(whole)
      expect(near.length).toBeLessThan(whole.length * 0.6)
      await touch("touchStart", 400)
      await touch("touchMove", 350)
      await touch("touchMove", 300)
      await touch("touchEnd")
      const later = await changed(near)
      expect(later.from).toBeGreaterThan(near.from)
      expect(later.length).toBe(near.length)
    })

    it("has a name for who cannot see it", async () => {
      const name = await page.getByRole("img").getAttribute("aria-labelledby")
      expect(await page.locator(`[id="${name}"]`).textContent()).toMatch(
        /^Custody line of item [0-9a-f]{16}, 2 Mar 2026, .* The tables below say the same\.$/,
      )
    })
  })

  it("offers the operator's suggestion as that, and says so as long as it is used", async () => {
    const context = await browser.newContext({ locale: "en-GB" })
    const page = await openServed(context)
    const complaints = complaintsOf(page, served.url)
    await choose(page, given("stolen"))
    await says(page, "Whom to trust?")
    await page.getByText("The suggestion comes from the one whose word is to be checked").waitFor()
    await page.getByRole("button", { name: "Use the suggestion" }).click()
    await says(page, "Proved: Nordvagt")
    await says(page, "This is the suggestion of the ledger's own operator")
    await page.reload()
    await says(page, "This is the suggestion of the ledger's own operator")
    await page.getByText("Paste a trust policy").first().click()
    await page.locator("textarea").fill(policy.trim())
    await page.getByRole("button", { name: "Use this policy" }).click()
    await page.getByText("This is the suggestion").waitFor({ state: "detached" })
    expect(complaints).toEqual([])
    await context.close()
  })

  it("says which program it is: the one that the build lists, and the one in the file", async () => {
    const listed = JSON.parse(
      readFileSync(join(inject("built"), "dist/web/pages.json"), "utf8"),
    ) as { path: string; sha256: string }[]
    const hashOf = (path: string) => listed.find((each) => each.path === path)?.sha256
    const context = await browser.newContext({ locale: "en-GB" })
    const page = await openServed(context)
    await page
      .locator("footer code")
      .getByText(/^[0-9a-f]{64}$/)
      .waitFor()
    const [, name] = /begins with (\S+),/.exec(await page.locator("footer").innerText()) ?? []
    expect(await page.locator("footer code").textContent()).toBe(hashOf(`assets/${name}`))
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Take this page with you" }).click(),
    ])
    const text = readFileSync(alone(), "utf8")
    expect(readFileSync(await download.path(), "utf8")).toBe(text)
    expect(toHex(sha256(utf8(text)))).toBe(hashOf("kvitto-verify.html"))
    const [, script = ""] = /<script id="program">([\s\S]*)<\/script>/.exec(text) ?? []
    const kept = await openAlone(context)
    await kept
      .locator("footer code")
      .getByText(/^[0-9a-f]{64}$/)
      .waitFor()
    expect(await kept.locator("footer code").textContent()).toBe(toHex(sha256(utf8(script))))
    expect(await kept.locator("footer").innerText()).toContain("Kvitto 0.1.0")
    await context.close()
  })

  it("shows a long life in parts, and whole when it is asked for or printed", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    const [held] = bag.held as [Held]
    const line = { ...held, result: "as-declared", sealTag: null } as const
    const checks = Array.from({ length: 320 }, () =>
      draft("check", { type: "seal", lines: [line] }, shop),
    )
    await world.submit(...checks)
    await world.publish()
    const at = world.clock.now()
    const bytes = await world.ledger.bundle({ item: held.item, from: at, to: at, scope: "unit" })
    const context = await browser.newContext({ locale: "en-GB" })
    const page = await openServed(context)
    const own = file("own.policy", utf8(printPolicy(ownPolicy())))
    await choose(page, own, file("long.kvitto", bytes as Uint8Array))
    const rows = page.getByRole("table", { name: "What happened" }).locator("tbody tr")
    await rows.first().waitFor()
    expect(await rows.count()).toBe(300)
    // All can have been signed at the same time: one mark in each row says so as well as hundreds.
    expect(await page.locator(".custody-picture .act").count()).toBe(6)
    await page.pdf()
    await expect.poll(() => rows.count()).toBe(321)
    await page.reload()
    await choose(page, file("long.kvitto", bytes as Uint8Array))
    await page.getByRole("button", { name: "Show all (321)" }).click()
    await expect.poll(() => rows.count()).toBe(321)
    await context.close()
  })

  it("takes what is dropped anywhere on it", async () => {
    const context = await browser.newContext({ locale: "en-GB" })
    const page = await openServed(context)
    const [bundle, text] = [Buffer.from(bundleOf("stolen")).toString("base64"), policy]
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob(${JSON.stringify(bundle)}), (each) => each.charCodeAt(0))
      const dropped = new DataTransfer()
      dropped.items.add(new File([bytes], "dropped.kvitto"))
      dropped.items.add(new File([${JSON.stringify(text)}], "trust.policy"))
      document.querySelector("h1").dispatchEvent(
        new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: dropped }),
      )
    }`)
    await says(page, "Proved: Nordvagt")
    await context.close()
  })
})
