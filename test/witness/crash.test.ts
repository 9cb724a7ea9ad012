/** A witness is killed while it is asked, and never knows less afterwards than it has said. */

import { execFileSync, spawn } from "node:child_process"
import { readdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { type Note, parseNote } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { originHashOf } from "../../src/log/checkpoint.ts"
import { crashOrigins, growth, scratchFolder, toyLog, witnessOf } from "./toy-log.ts"

const slow = process.env["SLOW"] === "1"
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000)

/** Fractions below 1 that look random; the same for the same seed. */
function draws(from: number): () => number {
  let state = from
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

let scratch: Awaited<ReturnType<typeof scratchFolder>>
let program = ""

beforeAll(async () => {
  console.log(`crashes with SEED=${seed}`)
  scratch = await scratchFolder()
  program = await compiled()
})
afterAll(() => scratch.remove())

/** The child as a program of its own, since Node runs no TypeScript here. */
async function compiled(): Promise<string> {
  const repository = fileURLToPath(new URL("../../", import.meta.url))
  const out = scratch.place()
  const options = "--ignoreConfig --noCheck --target es2023 --module nodenext --rootDir ."
  const compiler = join(repository, "node_modules/typescript/bin/tsc")
  const flags = [...options.split(" "), "--rewriteRelativeImportExtensions", "--outDir", out]
  const command = [compiler, "test/witness/crash-child.ts", ...flags]
  execFileSync(process.execPath, command, { cwd: repository })
  await writeFile(join(out, "package.json"), '{"type":"module"}')
  await symlink(join(repository, "node_modules"), join(out, "node_modules"))
  return join(out, "test/witness/crash-child.js")
}

type Told = { readonly cosigned: Map<string, number>; readonly refused: string[]; answers: number }

type End =
  /** SIGKILL so many milliseconds after so many lines: how many it says by a time is the machine's affair. */
  | { readonly lines: number; readonly milliseconds: number }
  /** When it ends by itself, because no file may grow beyond so many kilobytes. */
  | { readonly kilobytes: number }

async function run(folder: string, round: number, end: End): Promise<Told> {
  const command = [process.execPath, program, folder, `${round}`]
  const limit = "kilobytes" in end ? `ulimit -f ${end.kilobytes}; ` : ""
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", ...command], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  let isDoomed = false
  child.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString()
    if (isDoomed || "kilobytes" in end || text.split("\n").length <= end.lines) return
    isDoomed = true
    setTimeout(() => child.kill("SIGKILL"), end.milliseconds)
  })
  await new Promise((resolve) => child.on("close", resolve))
  const told: Told = { cosigned: new Map(), refused: [], answers: 0 }
  for (const line of text.split("\n").slice(0, -1)) {
    const [word, origin = "", size = ""] = line.split(" ")
    if (word === "cosigned") {
      told.answers++
      expect(Number(size)).toBeGreaterThanOrEqual(told.cosigned.get(origin) ?? 0)
      told.cosigned.set(origin, Number(size))
    } else if (word === "refused") told.refused.push(line)
    else if (word !== "ready") throw new Error(`the child said: ${line}`)
  }
  return told
}

const logs = crashOrigins.map((origin) => toyLog(origin))

/** It starts again, and holds at least every size that it has answered, as a checkpoint that can be verified. */
async function expectKept(folder: string, answered: ReadonlyMap<string, number>): Promise<void> {
  const witness = await witnessOf(
    folder,
    logs.map(({ key }) => ({ key, replay: undefined })),
    { clock: () => Date.UTC(2200, 0) },
  )
  for (const log of logs) {
    const size = (await witness.about()).logs.find(({ origin }) => origin === log.origin)?.size ?? 0
    expect(size, log.origin).toBeGreaterThanOrEqual(answered.get(log.origin) ?? 0)
    const bytes = await witness.checkpoint(originHashOf(log.origin))
    if (bytes === undefined) continue
    const { text, signatures } = parseNote(bytes) as Note
    expect(text).toBe((parseNote(log.checkpoint(size)) as Note).text)
    expect(readCosignatures({ text, signatures }, [growth.key], verifyNode)?.length).toBe(1)
  }
  await witness.close()
}

describe("a witness that is killed", () => {
  it("never forgets what it has answered", async () => {
    const folder = scratch.place()
    const draw = draws(seed)
    const answered = new Map<string, number>()
    let answers = 0
    for (let round = 1; round <= (slow ? 150 : 6); round++) {
      // Every third as soon as it is ready.
      const lines = 1 + (round % 3) * 10
      const told = await run(folder, round, { lines, milliseconds: Math.floor(draw() * 120) })
      expect(told.refused).toEqual([])
      answers += told.answers
      for (const [origin, size] of told.cosigned)
        answered.set(origin, Math.max(size, answered.get(origin) ?? 0))
      await expectKept(folder, answered)
    }
    expect(answers).toBeGreaterThan(20)
  }, 600_000)

  it("signs nothing on a disk that takes no more", async () => {
    const folder = scratch.place()
    const told = await run(folder, 1, { kilobytes: 0 })
    // Asked both at once, so either may be answered first.
    expect(told.refused.toSorted()).toEqual(crashOrigins.map((origin) => `refused ${origin} 503`))
    expect(told.answers).toBe(0)
    for (const name of await readdir(join(folder, "checkpoints"))) expect(name).toMatch(/\.new$/)
    await expectKept(folder, new Map())
  })
})
