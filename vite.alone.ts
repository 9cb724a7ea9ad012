/** The page that checks files, as one file: script, style and worker inside, to be kept, mailed, and opened from the disk. */

import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Plugin, type Rolldown } from "vite"

export const aloneName = "kvitto-verify.html"

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const digest = (text: string, as: "base64" | "hex"): string =>
  createHash("sha256").update(text).digest(as)

/** One script of everything that the page imports, its worker as text inside. */
async function scriptOf(oxc: object): Promise<string> {
  const built = await build({
    configFile: false,
    root: from("./src/web"),
    logLevel: "error",
    publicDir: false,
    oxc,
    worker: { format: "iife" },
    build: {
      write: false,
      target: "es2022",
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: from("./src/web/verify-alone.tsx"),
        output: { format: "iife", codeSplitting: false },
      },
    },
  })
  const { output } = built as Rolldown.RolldownOutput
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`${aloneName}: expected one script, got ${output.length}`)
  // Within a script's tags these would end it, or begin a comment.
  return chunk.code.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--")
}

/** Only what stands in this file runs, and nothing is ever asked of anybody. */
function pageOf(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${digest(script, "base64")}'`,
    `style-src 'sha256-${digest(style, "base64")}'`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ")
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kvitto: Verify</title>
<style>${style}</style>
</head>
<body>
<div id="page"><p>Save this file and open it from your disk, in a browser with JavaScript.</p></div>
<script id="program">${script}</script>
</body>
</html>
`
}

/** Puts the file beside the pages. `oxc` as the pages have it. Says where it is, and its hash. */
export const alone = (oxc: object): Plugin => {
  let folder = ""
  let isSilent = false
  return {
    name: "the page in one file",
    apply: "build",
    configResolved: ({ root, build: { outDir }, logLevel }) => {
      folder = resolve(root, outDir)
      isSilent = logLevel === "error" || logLevel === "silent"
    },
    writeBundle: async () => {
      const style = readFileSync(from("./src/web/style.css"), "utf8")
      const page = pageOf(await scriptOf(oxc), style)
      writeFileSync(join(folder, aloneName), page)
      if (!isSilent) console.log(`${digest(page, "hex")}  ${join("dist/web", aloneName)}`)
    },
  }
}
