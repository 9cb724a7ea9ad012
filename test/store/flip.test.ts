import { execFileSync, spawnSync } from "node:child_process"
import { cp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { flip, scratch } from "./scratch.ts"

const { place, built } = scratch()

/** Numbers below `limit` that look random and are the same every time. */
function* draws(seed: number): Generator<number, never, number> {
  let state = seed
  for (let limit = 1; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    limit = yield Math.floor((state / 2 ** 32) * limit)
  }
}

describe("a damaged disk", () => {
  it("never makes it give a wrong answer unseen, whichever bit of whichever file flips", async () => {
    const whole = await built(60)
    const perFile = process.env.SLOW === "1" ? 500 : 30
    const draw = draws(20)
    draw.next()
    const flips: { name: string; bit: number }[] = []
    for (const name of await readdir(whole)) {
      const bits = (await readFile(join(whole, name))).length * 8
      const count = bits === 0 ? 0 : perFile
      for (let time = 0; time < count; time++) flips.push({ name, bit: draw.next(bits).value })
    }
    const read = await compiledReader()
    // Opening changes files, so the copies are made from a store that nobody opened since.
    const untouched = place()
    await cp(whole, untouched, { recursive: true })
    const [expected] = await read([untouched])
    expect(expected).toMatch(/^60 flaws 0 answers [0-9a-f]{64}$/)
    const outcomes = new Map<string, number>()
    for (let from = 0; from < flips.length; from += 100) {
      const some = flips.slice(from, from + 100).map((one) => ({ ...one, directory: place() }))
      for (const { name, bit, directory } of some) {
        await cp(whole, directory, { recursive: true })
        await flip(join(directory, name), bit)
      }
      const seen = await read(some.map(({ directory }) => directory))
      for (const [i, { name, bit, directory }] of some.entries()) {
        const outcome = seen[i] === expected ? "right" : kindOf(seen[i] ?? "")
        expect(outcome, `bit ${bit} of ${name}: ${seen[i]}`).not.toBe("wrong")
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        await rm(directory, { recursive: true })
      }
    }
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["right", "refused", "flaws"]))
  }, 300_000)
})

/** What one line of `reader.mjs` says about a store that does not read as it did. */
function kindOf(line: string): string {
  if (line.startsWith("refused ") || line === "died") return line.split(" ", 1)[0] as string
  const [, size, flaws] = /^(\d+) flaws (\d+) /.exec(line) ?? []
  if (Number(size) < 60) return "smaller"
  return Number(flaws) > 0 ? "flaws" : "wrong"
}

/** Opens, scrubs and reads each directory it is given; prints a line for each. */
const readerScript = `
import { createHash } from "node:crypto"
import { openLevelStore } from "./store/level.js"
const hash = (text) => createHash("sha256").update(text).digest("hex")
const all = async (items) => { const found = []; for await (const item of items) found.push(item); return found }
for (const directory of process.argv.slice(2)) {
  try {
    const store = await openLevelStore(directory, { create: false })
    const flaws = await all(store.scrub())
    const answers = []
    const ask = async (question) => answers.push(await question().catch((error) => error.message))
    for (let n = 0; n < 60; n++) {
      await ask(() => store.entry(n))
      await ask(() => store.tile(n % 2, Math.floor(n / 2)))
      await ask(() => store.opening(n, hash("id " + n)))
      await ask(() => store.indexesOf([hash("id " + n)]))
      await ask(() => store.noteIndexes([hash("note " + n)]))
      await ask(() => store.subjects([hash("subject " + n % 5)]))
      await ask(() => store.links(hash("subject " + n % 5), Math.floor(n / 5), Math.floor(n / 5) + 1))
    }
    for (const range of [() => store.entries(0, 60), () => store.allSubjects(), () => store.publications(0)])
      await ask(() => all(range()))
    await ask(() => store.publication())
    console.log(store.size() + " flaws " + flaws.length + " answers " + hash(JSON.stringify(answers)))
    await store.close()
  } catch (error) {
    console.log("refused " + error.message)
  }
}
`

/**
 * Reads damaged stores in another program, since LevelDB's answer to some damage is to abort the program it is in.
 * Gives a line for each directory, "died" for one that ended the program.
 */
async function compiledReader(): Promise<(directories: readonly string[]) => Promise<string[]>> {
  const repository = fileURLToPath(new URL("../../", import.meta.url))
  const out = place()
  const options = "--ignoreConfig --noCheck --target es2023 --module nodenext --rootDir src"
  const compiler = [join(repository, "node_modules/typescript/bin/tsc"), "src/store/level.ts"]
  const flags = [...options.split(" "), "--rewriteRelativeImportExtensions", "--outDir", out]
  execFileSync(process.execPath, [...compiler, ...flags], { cwd: repository })
  await writeFile(join(out, "package.json"), '{"type":"module"}')
  await writeFile(join(out, "reader.mjs"), readerScript)
  await symlink(join(repository, "node_modules"), join(out, "node_modules"))
  return async (directories) => {
    const lines: string[] = []
    while (lines.length < directories.length) {
      const rest = directories.slice(lines.length)
      const program = spawnSync(process.execPath, [join(out, "reader.mjs"), ...rest])
      lines.push(...program.stdout.toString().split("\n").slice(0, -1))
      if (program.status !== 0) lines.push("died")
    }
    return lines
  }
}
