/** What is photographed: a page, and what has to be done and waited for before it is worth looking at. */

import type { Page } from "playwright-core"

export type Shot = {
  readonly name: string
  /** Below the server's root. */
  readonly path: string
  /** Resolves when there is something to see. */
  readonly ready: (page: Page, url: string) => Promise<void>
}

/** Drops the file of the stolen bag, and takes the operator's own policy. */
async function checkStolen(page: Page, url: string): Promise<void> {
  const { cases } = (await (await fetch(new URL("/sample", url))).json()) as {
    readonly cases: Readonly<Record<string, { readonly item: string; readonly at: string }>>
  }
  const { item, at } = cases["stolen"] as { readonly item: string; readonly at: string }
  const reply = await fetch(new URL(`/v1/items/${item}/bundle?from=${at}&to=${at}`, url))
  const buffer = Buffer.from(await reply.arrayBuffer())
  await page.locator(".policy button").first().click()
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "stolen.kvitto", mimeType: "application/octet-stream", buffer })
  await page.locator(".custody-picture").waitFor()
}

export const shots: readonly Shot[] = [
  { name: "home", path: "/", ready: (page) => page.locator("a.button").first().waitFor() },
  { name: "verify", path: "/verify", ready: checkStolen },
]
