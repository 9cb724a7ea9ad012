/** What is photographed: a page, and what has to be done and waited for before it is worth looking at. */

import type { Page } from "playwright-core"

export type Shot = {
  readonly name: string
  /** Below the server's root. */
  readonly path: string
  /** Resolves when there is something to see. */
  readonly ready: (page: Page, url: string) => Promise<void>
  /** A part of a page of which another part is held to what holds of every page already. */
  readonly isOnlyPicture?: true
}

/** What the sample's guide knows of the stolen bag. */
async function stolen(url: string): Promise<{ readonly item: string; readonly at: string }> {
  const { cases } = (await (await fetch(new URL("/sample", url))).json()) as {
    readonly cases: Readonly<Record<string, { readonly item: string; readonly at: string }>>
  }
  return cases["stolen"] as { readonly item: string; readonly at: string }
}

/** Drops the file of the stolen bag, and takes the operator's own policy. */
async function checkStolen(page: Page, url: string): Promise<void> {
  const { item, at } = await stolen(url)
  const reply = await fetch(new URL(`/v1/items/${item}/bundle?from=${at}&to=${at}`, url))
  const buffer = Buffer.from(await reply.arrayBuffer())
  await page.locator(".policy button").first().click()
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "stolen.kvitto", mimeType: "application/octet-stream", buffer })
  await page.locator(".custody-picture").waitFor()
}

/** Finds the bag, asks about it, and adds up what is at stake. */
async function askStolen(page: Page, url: string): Promise<void> {
  const { item, at } = await stolen(url)
  await page.goto(new URL(`/insurer?item=${item}&at=${at}`, url).href)
  await page.locator(".custody-picture").waitFor()
  await page.locator("input[type=search]").fill("NT 100212")
  await page.locator("input[type=search]").press("Enter")
  await page.locator("#part-search table").waitFor()
  await page.locator("#part-exposure button.main").click()
  await page.locator("#part-exposure table").last().waitFor()
}

/** Each part of the audit, once it has something to show. */
const audited =
  (part: string, acts: boolean) =>
  async (page: Page): Promise<void> => {
    const section = page.locator(`#part-${part}`)
    if (acts) await section.locator("button.main").click()
    await section.locator("table, ul").first().waitFor()
    await section.locator("button.main[disabled]").waitFor({ state: "detached" })
  }

/** The phone of one of the two who are invited, with what it holds. */
async function carried(page: Page, url: string, phone: number): Promise<void> {
  const guide = (await (await fetch(new URL("/sample", url))).json()) as {
    readonly phones: readonly { readonly text: string }[]
  }
  const text = guide.phones[phone - 1]?.text ?? ""
  await page.goto(new URL(`/courier?phone=${phone}#enrol=${encodeURIComponent(text)}`, url).href)
  await page.locator(".courier .things li").first().waitFor()
}

const carriedBy =
  (phone: number) =>
  (page: Page, url: string): Promise<void> =>
    carried(page, url, phone)

/** Everything offered to the bank, and its code shown. */
async function offered(page: Page, url: string): Promise<void> {
  await carried(page, url, 1)
  await page.locator(".bottom button").first().click()
  await page.locator("fieldset .choices button").first().click()
  await page.locator(".courier label > select").first().selectOption("Sundets Sparekasse")
  await page.locator(".bottom button.main").click()
  await page.locator(".qr").waitFor()
}

/** What the receiver inspects before he signs. */
async function inspected(page: Page, url: string): Promise<void> {
  await offered(page, url)
  const text = await page.locator(".qr-codes textarea").inputValue()
  await carried(page, url, 2)
  await page.locator(".bottom button").last().click()
  const box = page.locator(".courier details textarea")
  if (!(await box.isVisible())) await page.locator(".courier details summary").click()
  await box.fill(text)
  await page.locator(".courier details button").click()
  await page.locator(".courier .line").first().waitFor()
  await page.locator(".bottom button.main:not([disabled])").waitFor()
}

// What phones offer in later ones is in the life of the bag from then on.
export const shots: readonly Shot[] = [
  { name: "verify", path: "/verify", ready: checkStolen },
  { name: "insurer", path: "/insurer", ready: askStolen },
  { name: "auditor-replay", path: "/auditor", ready: audited("replay", true) },
  {
    name: "auditor-witnesses",
    path: "/auditor#witnesses",
    ready: audited("witnesses", false),
    isOnlyPicture: true,
  },
  {
    name: "auditor-entries",
    path: "/auditor#entries",
    ready: audited("entries", false),
    isOnlyPicture: true,
  },
  { name: "auditor-findings", path: "/auditor#findings", ready: audited("findings", true) },
  {
    name: "auditor-open",
    path: "/auditor#open",
    ready: audited("open", false),
    isOnlyPicture: true,
  },
  {
    name: "auditor-books",
    path: "/auditor#books",
    ready: audited("books", true),
    isOnlyPicture: true,
  },
  { name: "courier", path: "/courier", ready: carriedBy(1) },
  { name: "courier-offer", path: "/courier", ready: offered, isOnlyPicture: true },
  { name: "courier-inspect", path: "/courier", ready: inspected, isOnlyPicture: true },
  { name: "home", path: "/", ready: (page) => page.locator("a.button").first().waitFor() },
]
