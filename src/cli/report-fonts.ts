/** The fonts that reports are written in, out of a package that holds nothing else. */

import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { ReportFonts } from "../server/report-pdf.ts"

const { resolve } = createRequire(import.meta.url)

export async function reportFonts(): Promise<ReportFonts> {
  const [regular, bold] = await Promise.all(
    ["DejaVuSans", "DejaVuSans-Bold"].map((name) =>
      readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)),
    ),
  )
  return { regular: regular as Uint8Array, bold: bold as Uint8Array }
}
