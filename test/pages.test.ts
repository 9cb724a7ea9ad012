/** The sessions shown on docs/cli.md and docs/http.md, run as they stand there but for ids, which differ in every ledger. */

import { execFile, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { encodeParcel } from "../src/api/parcel.ts"
import { decodeEntry } from "../src/log/entry.ts"
import { builtProgram, repository } from "./support/built.ts"

const run = promisify(execFile)

/** The commands of a block, each with what the page says it prints. */
function session(page: string, block: number): readonly { command: string; prints: string }[] {
  const text = readFileSync(join(repository, "docs", page), "utf8")
  const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, inside = ""]) => inside)
  const [, ...parts] = (blocks[block] ?? "").split(/^\$ /m)
  return parts.map((part) => {
    const end = part.indexOf("\n")
    return { command: part.slice(0, end), prints: part.slice(end + 1).trim() }
  })
}

type Cases = { cases: { stolen: { item: string; at: string } } }

let built: string
let folder: string
const kvitto = (words: readonly string[]) =>
  run(process.execPath, [join(built, "dist/cli/main.js"), ...words], { cwd: folder })

beforeAll(async () => {
  built = await builtProgram()
  folder = await mkdtemp(join(tmpdir(), "kvitto-pages-"))
}, 120_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(built, { recursive: true, force: true })
})

describe("docs/cli.md", () => {
  it("shows a session that ends proved", async () => {
    const commands = session("cli.md", 0)
    expect(commands.length).toBeGreaterThan(5)
    let last = ""
    let item = ""
    for (const { command } of commands) {
      const [words = "", file] = command.replace(/[0-9a-f]+…[0-9a-f]+/, item).split(" > ")
      const { stdout } = await kvitto(words.split(" ").slice(1))
      if (file !== undefined) await writeFile(join(folder, file), stdout)
      if (words.includes("sample")) {
        const made = JSON.parse(await readFile(join(folder, "day/sample.json"), "utf8")) as Cases
        item = made.cases.stolen.item
      }
      last = stdout
    }
    expect(last).toContain("Verdict: proved.")
  })

  it("shows terms that can be signed", async () => {
    const text = readFileSync(join(repository, "docs/cli.md"), "utf8")
    const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, inside = ""]) => inside)
    const shown = blocks.findIndex((inside) => inside.includes("$ cat intake.json"))
    await kvitto(["key", "new", "-o", "anna.key", "--plain"])
    for (const { command, prints } of session("cli.md", shown)) {
      const words = command.replace("8235…", "82".repeat(32)).split(" ")
      if (words[0] === "cat") await writeFile(join(folder, words[1] as string), prints)
      else expect((await kvitto(words.slice(1))).stdout).toMatch(/^statement [0-9a-f]{64}$/m)
    }
    expect((await readFile(join(folder, "bag.parcel"))).length).toBeGreaterThan(300)
  })
})

describe("docs/http.md", () => {
  it("shows requests that are answered as it says", async () => {
    const main = join(built, "dist/cli/main.js")
    const words = [main, "start", "--data", "served", "--port", "0"]
    const server = spawn(process.execPath, words, { cwd: folder })
    const ended = new Promise<number | null>((resolve) => server.once("exit", resolve))
    try {
      const welcome = await new Promise<string>((resolve, reject) => {
        server.stdout.once("data", (said: Buffer) => resolve(said.toString()))
        void ended.then((code) => reject(new Error(`the server ended with ${code}`)))
      })
      const [origin = ""] = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(welcome) ?? []
      const made = JSON.parse(await readFile(join(folder, "served/sample.json"), "utf8")) as Cases
      const [about, bundle, parcels] = session("http.md", 0)
      const urlIn = (command = ""): string =>
        (/http:\/\/[^\s']+/.exec(command)?.[0] ?? "")
          .replace("http://127.0.0.1:8080", origin)
          .replace("33ef7543…", made.cases.stolen.item)
      const keysOf = (json: string): readonly string[] =>
        Object.keys(JSON.parse(json.replaceAll("…", "")) as object)

      const told = await (await fetch(urlIn(about?.command))).text()
      expect(keysOf(told)).toEqual(keysOf(about?.prints ?? "{}"))

      const file = await fetch(urlIn(bundle?.command))
      const name = `${made.cases.stolen.item.slice(0, 16)}.kvitto`
      expect(file.headers.get("content-disposition")).toContain(name)
      expect(bundle?.prints).toMatch(/'[0-9a-f]{16}\.kvitto'/)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(1000)

      // What is on record already is answered like what is new, but with 200.
      const history = await fetch(`${origin}/v1/items/${made.cases.stolen.item}/history`)
      const { indexes } = (await history.json()) as { indexes: number[] }
      const statement = await statementAt(origin, indexes[0] as number)
      const body = encodeParcel({ statement, openings: null, notes: [], predecessors: [] })
      const headers = {
        "content-type": /content-type: ([a-z/]+)/.exec(parcels?.command ?? "")?.[1] ?? "",
      }
      const answer = await fetch(urlIn(parcels?.command), {
        method: "POST",
        headers,
        body: Buffer.from(body),
      })
      expect(answer.status).toBe(200)
      expect(keysOf(await answer.text())).toEqual(keysOf(parcels?.prints ?? "{}"))
    } finally {
      server.kill("SIGTERM")
      await ended
    }
  }, 120_000)
})

async function statementAt(origin: string, index: number): Promise<Uint8Array> {
  const answer = await fetch(`${origin}/v1/entries/${index}`)
  const entry = decodeEntry(new Uint8Array(await answer.arrayBuffer()))
  if (entry === undefined) throw new Error(`expected an entry at ${index}`)
  return entry.statement
}
