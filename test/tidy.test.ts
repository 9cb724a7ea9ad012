/** The tree tests itself: each rule says why it is there. */

import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))

/** A folder imports only itself and folders to its left: a reader can stop at any floor and understand it. */
const ladder = [
  "encoding",
  "language",
  "cose",
  "merkle",
  "custody",
  "rules",
  "log",
  "replay",
  "verifier",
  "misbehaviour",
  "platform",
  "store",
  "api",
  "device",
  "web",
  "ledger",
  "witness",
  "server",
  "cli",
]

/** Up to here nothing knows a machine: the same code judges in a browser, in Node and in a court's own tool. */
const lastPure = "misbehaviour"

/** Longer than 300 lines, each because cutting it would separate what must be read together. */
const longFiles: Readonly<Record<string, string>> = {}

/** Nobody here imports these, and why they are here all the same. */
const forOthers: Readonly<Record<string, string>> = {
  "src/cli/main.ts": "the command itself",
  "src/custody/statement-cddl.ts": "the grammar that docs/statement.cddl is printed from",
  "src/platform/scrutiny-worker.ts": "the threads of the pool: started by the name of its file",
  "src/platform/sodium-native.d.ts": "what a package without types of its own has",
  "src/replay/memory.ts": "the reference of a replay store's contract",
  "src/device/memory-shelf.ts": "the reference of a shelf's contract",
  "src/web/verify-alone.tsx": "the page in one file; vite.alone.ts begins with it",
  "src/web/service-worker.ts":
    "what the browser runs beside the pages: started by the name of its file",
  "src/store/memory.ts": "the reference of the store's contract, and ledgers that need no disk",
}

type Source = { readonly path: string; readonly folder: string; readonly text: string }

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

const sources: readonly Source[] = filesBelow("src")
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({
    path,
    folder: path.split("/")[1] as string,
    text: readFileSync(join(root, path), "utf8"),
  }))

const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "))
    .replaceAll(/\/\/.*$/gm, "")

const resolved = (path: string, target: string): string =>
  target.startsWith(".") ? relative(root, join(root, dirname(path), target)) : target

/** A worker is started by the name of its file, and is imported all the same. */
const importsOf = ({ path, text }: Pick<Source, "path" | "text">): readonly string[] =>
  [...text.matchAll(/(?:from|import|new URL)\s*\(?\s*"([^"]+)"/g)].map(([, target = ""]) =>
    resolved(path, target),
  )

/** What the pages begin with. */
const begun = filesBelow("src/web")
  .filter((path) => path.endsWith(".html"))
  .flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/src="([^"]+)"/g)].map(([, target = ""]) =>
      resolved(path, target),
    ),
  )

/** Of `platform`, what a page may use: no driver, and nothing of Node's own. */
const forBrowsers: readonly string[] = ["src/platform/webcrypto.ts", "src/platform/inflate.ts"]

describe("the house", () => {
  it("has only folders that the ladder names, one deep", () => {
    const folders = new Set(sources.map(({ folder }) => folder))
    expect([...folders].filter((folder) => !ladder.includes(folder))).toEqual([])
    expect(
      sources.filter(({ path }) => path.split("/").length !== 3).map(({ path }) => path),
    ).toEqual([])
  })

  it("imports downward only", () => {
    const upward = sources.flatMap((source) =>
      importsOf(source)
        .filter((target) => target.startsWith("src/"))
        .filter(
          (target) =>
            ladder.indexOf(target.split("/")[1] as string) > ladder.indexOf(source.folder),
        )
        .map((target) => `${source.path} imports ${target}`),
    )
    expect(upward).toEqual([])
  })

  it("keeps the server apart from what it serves: any LedgerApi, any WitnessApi", () => {
    const reaching = sources
      .filter(({ folder }) => folder === "server")
      .flatMap((source) =>
        importsOf(source).filter((target) => /^src\/(ledger|store|witness)\//.test(target)),
      )
    expect(reaching).toEqual([])
  })

  it("keeps the pages and the phone off the machine: a browser has none", () => {
    const foreign = sources
      .filter(({ folder }) => folder === "device" || folder === "web")
      .flatMap((source) =>
        importsOf(source)
          .filter((target) => /^node:|^src\/(?:platform|store)\//.test(target))
          .filter((target) => !forBrowsers.includes(target))
          .map((target) => `${source.path} imports ${target}`),
      )
    expect(foreign).toEqual([])
  })

  it("gives the phone its clock and its chance as arguments", () => {
    const banned =
      /\bDate\.now|new Date\(\)|Math\.random|crypto\.getRandomValues|\bsetTimeout|\bfetch\(/
    const found = sources
      .filter(({ folder, text }) => folder === "device" && banned.test(withoutComments(text)))
      .map(({ path }) => path)
    expect(found).toEqual([])
  })

  it("has no import cycle, types included", () => {
    const targets = new Map(sources.map((source) => [source.path, importsOf(source)]))
    const done = new Set<string>()
    const cycles: string[] = []
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "))
      if (trail.includes(path) || done.has(path)) return
      for (const target of targets.get(path) ?? []) walk(target, [...trail, path])
      done.add(path)
    }
    for (const { path } of sources) walk(path, [])
    expect(cycles).toEqual([])
  })

  it("has no file that nobody imports", () => {
    const imported = new Set([...sources.flatMap(importsOf), ...begun])
    const dead = sources.filter(({ path }) => !imported.has(path) && forOthers[path] === undefined)
    expect(dead.map(({ path }) => path)).toEqual([])
  })
})

describe("the purity line", () => {
  const pure = sources.filter(({ folder }) => ladder.indexOf(folder) <= ladder.indexOf(lastPure))
  const allowed = new Set(["@noble/ed25519", "@noble/hashes/sha2.js", "intl-messageformat"])

  it("imports no machine and no driver above it", () => {
    const foreign = pure.flatMap((source) =>
      importsOf(source)
        .filter((target) => !target.startsWith("src/") && !allowed.has(target))
        .map((target) => `${source.path} imports ${target}`),
    )
    expect(foreign).toEqual([])
  })

  it("reads no clock, no chance, no environment and prints nothing", () => {
    const banned =
      /\bDate\.now|new Date\(\)|Math\.random|\bprocess\.|\bBuffer\b|\bconsole\.|performance\.now|\bsetTimeout|\bfetch\(|globalThis\.crypto|crypto\.getRandomValues/
    const found = pure.filter(({ text }) => banned.test(withoutComments(text)))
    expect(found.map(({ path }) => path)).toEqual([])
  })
})

describe("lengths", () => {
  it("keeps files under 300 lines: what does not fit is two ideas", () => {
    const long = sources.filter(
      ({ path, text }) => text.split("\n").length > 301 && longFiles[path] === undefined,
    )
    expect(long.map(({ path, text }) => `${path} ${text.split("\n").length}`)).toEqual([])
  })

  it("keeps functions under 70 lines: what does not fit on a screen is not read", () => {
    const long = sources.flatMap(({ path, text }) => {
      const lines = text.split("\n")
      return lines.flatMap((_, start) => {
        const length = functionLength(lines, start)
        return length > 70 ? [`${path}:${start + 1} ${length}`] : []
      })
    })
    expect(long).toEqual([])
  })
})

/** Lines of the function or method that begins at `start`, by the formatter's own indentation; 0 if none does. */
function functionLength(lines: readonly string[], start: number): number {
  const line = lines[start] as string
  const [indent = ""] = /^ */.exec(line) ?? []
  if (indent.length > 2) return 0
  const named =
    /^ *(?:export )?(?:(?:async )?function\b|(?:readonly )?(?:const )?\w+ = |(?:async |private )*\w+\()/
  if (!named.test(line)) return 0
  const closing = lines.findIndex((each, i) => i >= start && /(?:=>|\)(?:: .+)?) \{$/.test(each))
  const opensHere = closing === start || (lines[closing] ?? "").startsWith(`${indent})`)
  const between = lines.slice(start + 1, Math.max(start + 1, closing))
  const isSignature = between.every((each) => each.startsWith(`${indent}  `))
  if (closing < 0 || !opensHere || !isSignature) return 0
  const end = lines.findIndex((each, i) => i > closing && each.startsWith(`${indent}}`))
  return end - start + 1
}

describe("words", () => {
  it("uses no bare name that collects everything", () => {
    const banned =
      /\b(?:class|type|function|const|let) (?:data|record|info|manager|service|helper|util|common|process|handle)\b/
    const found = sources.filter(({ text }) => banned.test(withoutComments(text)))
    expect(found.map(({ path }) => path)).toEqual([])
    const attics = sources.filter(({ path }) =>
      /(?:^|\/)(?:utils?|helpers?|common|types|constants|index)\.ts$/.test(path),
    )
    expect(attics.map(({ path }) => path)).toEqual([])
  })

  it("leaves no unfinished business", () => {
    const found = sources.filter(({ text }) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(text))
    expect(found.map(({ path }) => path)).toEqual([])
  })
})
