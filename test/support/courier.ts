/** What a person with a courier's phone in a browser does. */

import type { Page } from "playwright-core"

/** Opens a phone of its own and enrols it with the invitation that the sample's first screen shows. */
export async function openEnrolled(page: Page, url: string, phone: number): Promise<void> {
  const guide = (await (await fetch(`${url}/sample`)).json()) as {
    readonly phones: readonly { readonly text: string }[]
  }
  const text = guide.phones[phone - 1]?.text ?? ""
  await page.goto(`${url}/courier?phone=${phone}#enrol=${encodeURIComponent(text)}`)
  await page.getByRole("heading", { name: "What I hold now" }).waitFor()
  // Both have something in hand; names came before that.
  await page.locator(".courier .things li").first().waitFor()
}

/** Waits until the browser keeps the page, so that it opens without network. */
export const kept = (page: Page): Promise<unknown> =>
  page.evaluate("navigator.serviceWorker.ready.then(() => true)")

/** What a phone shows, as text. */
export async function textOn(page: Page): Promise<string> {
  await page.getByText("No camera? Send it as text").click()
  return page.getByLabel("Text of this hand-over").inputValue()
}

/** Pastes what another phone showed. */
export async function paste(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: "Or paste its text" })
  if (!(await box.isVisible()))
    await page.locator("summary", { hasText: "Or paste its text" }).click()
  await box.fill(text)
  await page.getByRole("button", { name: "Read the text" }).click()
}

/** Chooses the case with all that is in it, for a party, and shows the offer. */
export async function giveCase(page: Page, to: string): Promise<void> {
  await page.getByRole("button", { name: "Give", exact: true }).click()
  await page.getByRole("checkbox", { name: /^357000000000000432/ }).check()
  await page.getByLabel("To whom?").selectOption({ label: to })
  await page.getByRole("button", { name: "Sign and show: 40 items" }).click()
  await page.getByText("NOT discharged").first().waitFor()
}
