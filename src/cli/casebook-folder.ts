/** A data folder with the casebook in it, and beside the store `casebook.json`: its questions, case by case. */

import { join } from "node:path"
import { toHex } from "../encoding/bytes.ts"
import { fillCasebook } from "./casebook.ts"
import { type BookCases, caseNames } from "./casebook-stage.ts"
import { makeFolder } from "./data-folder.ts"
import { writeNew } from "./files.ts"
import type { Io } from "./io.ts"
import { sampleOriginPrefix } from "./sample-ledger.ts"

/** As `liable` and `bundle` take it: an instant is a span that ends where it begins. */
export type PrintedQuestion = {
  readonly about: string
  readonly item: string
  readonly from: string
  readonly to: string
  readonly scope: string
}

export type PrintedCases = Readonly<Record<string, readonly PrintedQuestion[]>>

const printTime = (at: number): string => new Date(at).toISOString()

const printCases = (cases: BookCases): PrintedCases =>
  Object.fromEntries(
    caseNames.map((name) => [
      name,
      cases[name].map((each) => ({ ...each, from: printTime(each.from), to: printTime(each.to) })),
    ]),
  )

/** Every casebook has an origin of its own, as every sample has. */
export async function makeCasebookFolder(folder: string, { random }: Io): Promise<PrintedCases> {
  const origin = `${sampleOriginPrefix}${toHex(random(6))}`
  return makeFolder(folder, origin, 0, random, async ({ store, headPath, keys }) => {
    const book = await fillCasebook({ store, headPath, keys, random })
    const cases = printCases(book.cases)
    const text = `${JSON.stringify({ cases }, null, 2)}\n`
    await writeNew(join(folder, "casebook.json"), text, 0o644)
    return cases
  })
}
