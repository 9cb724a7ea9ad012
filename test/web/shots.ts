/** What is photographed: a page, and what has to be done and waited for before it is worth looking at. */

import type { Page } from "playwright-core"

export type Shot = {
  readonly name: string
  /** Below the server's root. */
  readonly path: string
  /** Resolves when there is something to see. */
  readonly ready: (page: Page, url: string) => Promise<void>
}

export const shots: readonly Shot[] = [
  { name: "home", path: "/", ready: (page) => page.locator("a.button").first().waitFor() },
]
