/** The pages, from `src/web` to `dist/web`: one HTML file a page, and everything that they load under `assets`. */

import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { defineConfig, type Plugin } from "vite"
import { alone } from "./vite.alone.ts"

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const pages = readdirSync(from("./src/web")).filter((name) => name.endsWith(".html"))

/** `pages.json`: every file with its SHA-256, for the server that sends them and for the phone that keeps them. */
const listed = (): Plugin => {
  let folder = ""
  return {
    name: "list of pages",
    apply: "build",
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir)
    },
    closeBundle: () => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .filter((path) => path !== "pages.json")
        .toSorted()
      const rows = files.map((path) => {
        const sha256 = createHash("sha256")
          .update(readFileSync(join(folder, path)))
          .digest("hex")
        return { path, sha256 }
      })
      writeFileSync(join(folder, "pages.json"), `${JSON.stringify(rows, undefined, 1)}\n`)
    },
  }
}

const oxc = { jsx: { runtime: "automatic", importSource: "preact" } } as const

export default defineConfig({
  root: from("./src/web"),
  base: "/",
  publicDir: false,
  plugins: [alone(oxc), listed()],
  oxc,
  worker: { format: "es" },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // A strict Content-Security-Policy knows no `data:`, and browsers of today need no polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(
        pages.map((page) => [page.slice(0, -".html".length), from(`./src/web/${page}`)]),
      ),
    },
  },
})
