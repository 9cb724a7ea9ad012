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

type Chunk = {
  readonly type: "chunk" | "asset"
  readonly fileName: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly viteMetadata?: {
    readonly importedCss: ReadonlySet<string>
    readonly importedAssets: ReadonlySet<string>
  }
}

/** What the courier's phone keeps to open without network: its page, and everything that it may load. */
function neededBy(page: string, bundle: Readonly<Record<string, Chunk>>): readonly string[] {
  const [html] = Object.keys(bundle).filter((name) => name === `${page}.html`)
  const entry = Object.values(bundle).find(
    (chunk) => chunk.type === "chunk" && (chunk as { name?: string }).name === page,
  )
  const found = new Set<string>(html === undefined ? [] : [html])
  const open = entry === undefined ? [] : [entry.fileName]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue
    found.add(name)
    const chunk = bundle[name]
    open.push(...(chunk?.imports ?? []), ...(chunk?.dynamicImports ?? []))
    for (const each of chunk?.viteMetadata?.importedCss ?? []) found.add(each)
    for (const each of chunk?.viteMetadata?.importedAssets ?? []) found.add(each)
  }
  for (const name of Object.keys(bundle)) if (/icon-.*\.svg$/.test(name)) found.add(name)
  return [...found].toSorted()
}

/** The service worker with its list, and the manifest that makes the courier's page an app. */
const offline = (): Plugin => ({
  name: "courier without network",
  apply: "build",
  enforce: "post",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { path }) =>
      path.endsWith("courier.html")
        ? [
            {
              tag: "link",
              attrs: { rel: "manifest", href: "/manifest.webmanifest" },
              injectTo: "head",
            },
          ]
        : [],
  },
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const files = bundle as unknown as Record<string, Chunk & { source?: unknown; code?: string }>
      const icon = Object.keys(files).find((name) => /icon-.*\.svg$/.test(name))
      const manifest = JSON.stringify({
        id: "/courier",
        name: "Kvitto",
        short_name: "Kvitto",
        start_url: "/courier",
        scope: "/",
        display: "standalone",
        background_color: "#ffffff",
        theme_color: "#0b4a75",
        icons: [{ src: `/${icon}`, sizes: "any", type: "image/svg+xml", purpose: "any maskable" }],
      })
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: manifest })
      const names = neededBy("courier", files)
      const hash = createHash("sha256").update(manifest)
      for (const name of names)
        hash.update(name).update((files[name]?.code ?? files[name]?.source) as string)
      const paths = [
        ...names.map((name) => `/${name.replace(/\.html$/, "")}`),
        "/manifest.webmanifest",
      ]
      const kept = JSON.stringify({ version: hash.digest("hex").slice(0, 16), paths })
      const worker = files["service-worker.js"]
      if (worker?.code === undefined) throw new Error("expected a service worker in the build")
      worker.code = worker.code.replace(/(["'`])__KEPT__\1/, () => JSON.stringify(kept))
    },
  },
})

export default defineConfig({
  root: from("./src/web"),
  base: "/",
  publicDir: false,
  plugins: [offline(), alone(oxc), listed()],
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
      input: {
        ...Object.fromEntries(
          pages.map((page) => [page.slice(0, -".html".length), from(`./src/web/${page}`)]),
        ),
        "service-worker": from("./src/web/service-worker.ts"),
      },
      output: {
        // Its name never changes, because browsers look for a newer one there.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
})
