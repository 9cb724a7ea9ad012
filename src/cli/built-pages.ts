/** The pages that `npm run build` made, read whole: they are sent as they lay there when the program began. */

import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { toHex } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import type { PageFile } from "../server/pages.ts"
import { unusable } from "./failure.ts"
import { isThere, readJson } from "./files.ts"

/** Beside the compiled program. */
const builtFolder = fileURLToPath(new URL("../web/", import.meta.url))

const maxListBytes = 65_536

type Row = { readonly path: string; readonly sha256: string }

const isRow = (value: unknown): value is Row => {
  const { path, sha256: hash } = (value ?? {}) as Partial<Row>
  return typeof path === "string" && typeof hash === "string"
}

/** Undefined where none were built. Throws if a file is not the one that the build listed. */
export async function builtPages(
  folder: string = builtFolder,
): Promise<readonly PageFile[] | undefined> {
  const list = join(folder, "pages.json")
  if (!(await isThere(list))) return undefined
  const rows = await readJson(list, maxListBytes)
  if (!Array.isArray(rows) || !rows.every(isRow))
    throw unusable(`${list}: not a list that a build wrote`)
  return Promise.all(
    rows.map(async (row) => {
      const bytes = await readFile(join(folder, row.path))
      if (toHex(sha256(bytes)) !== row.sha256)
        throw unusable(`${join(folder, row.path)}: is not as it was built; run npm run build`)
      return { path: row.path, sha256: row.sha256, bytes }
    }),
  )
}
