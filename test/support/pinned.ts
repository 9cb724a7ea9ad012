/** What must never change silently stands in a file; `UPDATE=1` writes it anew, for a person to read the difference. */

import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { expect } from "vitest"

const root = new URL("../../", import.meta.url)

/** `path` from the root of the repository. */
export const readPinned = (path: string): string =>
  existsSync(new URL(path, root)) ? readFileSync(new URL(path, root), "utf8") : ""

export function expectPinned(path: string, text: string): void {
  if (process.env["UPDATE"] === "1") writeFileSync(new URL(path, root), text)
  expect(readPinned(path), `${path}: run the tests with UPDATE=1 if this was meant`).toBe(text)
}
