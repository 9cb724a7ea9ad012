import { execFileSync, spawnSync } from "node:child_process"
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { headPath, makeWorld, reopen, storePath, type World } from "../support/world.ts"
import { flip, newest } from "../store/scratch.ts"

const slow = process.env["SLOW"] === "1"

/** Numbers below a limit that look random and are the same every time. */
function draws(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

let root = ""
let made = 0
const place = (): string => join(root, `${made++}`)

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kvitto-scrub-"))
})
afterAll(() => rm(root, { recursive: true }))

async function copied(directory: string): Promise<string> {
  const copy = place()
  await cp(directory, copy, { recursive: true })
  return copy
}

type Day = {
  readonly world: World
  /** Closed; what it held when the day was half over, and when it was over. */
  readonly noon: string
  readonly evening: string
  /** Entries at either time. */
  readonly sizes: readonly [noon: number, evening: number]
  readonly item: ItemId
}

/** Published at noon, and with entries behind its newest publication in the evening. */
async function day(): Promise<Day> {
  const directory = place()
  await mkdir(directory)
  const world = await makeWorld({ directory })
  const { shop, carrier, bank } = world.pens
  const sealed = { seal: "a seal number", remark: "a remark" }
  const morning = intake(shop, [{ sealed }, {}])
  await world.submit(morning, ...Array.from({ length: 20 }, () => intake(shop, [{ sealed }])))
  await world.publish()
  const half = world.store.size()
  await world.ledger.close()
  const noon = await copied(directory)
  const store = await openLevelStore(storePath(directory), { create: false })
  await store.close()
  const again = await reopen(world, directory)
  const moved = handOver(shop, carrier, morning.held)
  await again.submit([moved, handOver(shop, bank, morning.held)].map((one) => parcel(one)))
  await again.publish()
  for (let time = 0; time < 10; time++) await again.submit([parcel(intake(shop, [{ sealed }]))])
  const { size } = await again.about()
  await again.close()
  return {
    world,
    noon,
    evening: directory,
    sizes: [half, size],
    item: morning.items[0] as ItemId,
  }
}

let today: Day
let read: (directories: readonly string[]) => string[]
beforeAll(async () => {
  today = await day()
  read = await compiledReader(today.item)
})

describe("the head guard", () => {
  it("refuses yesterday's copy of the store beside today's head, and says what it misses", async () => {
    const { world, noon, evening, sizes } = today
    const mixed = await copied(evening)
    await rm(storePath(mixed), { recursive: true })
    await cp(storePath(noon), storePath(mixed), { recursive: true })
    const before = await readFile(headPath(mixed), "utf8")
    for (let time = 0; time < 2; time++)
      await expect(reopen(world, mixed)).rejects.toMatchObject({
        code: "behind-head",
        sentence: `the store holds ${sizes[0]} entries and this node has acknowledged ${sizes[1]}: it is ${sizes[1] - sizes[0]} behind`,
      })
    // Refusing writes nothing: neither the head, which would forget what is missing, nor the store.
    expect(await readFile(headPath(mixed), "utf8")).toBe(before)
    const store = await openLevelStore(storePath(mixed), { create: false })
    expect(store.size()).toBe(sizes[0])
    await store.close()
    await rm(storePath(mixed), { recursive: true })
    await cp(storePath(evening), storePath(mixed), { recursive: true })
    await (await reopen(world, mixed)).close()
  })

  it("refuses a store without the newest records of LevelDB's log, whole or cut", async () => {
    const { world, evening, sizes } = today
    const log = (await readFile(await newest(storePath(evening), ".log"))).length
    for (const cut of [1, 10, 100, 1500, 4000, log]) {
      const copy = await copied(evening)
      await truncate(await newest(storePath(copy), ".log"), Math.max(0, log - cut))
      const refusal = await reopen(world, copy).then(
        () => "opened",
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      )
      expect(refusal, `cut by ${cut}`).toMatch(
        new RegExp(`^behind-head: .* acknowledged ${sizes[1]}: it is [0-9]+ behind$`),
      )
    }
  })
})

describe("a flipped bit in any file", () => {
  it("is named by opening or by scrub", async () => {
    const { evening, sizes } = today
    const [expected] = read([await copied(evening)])
    expect(expected).toMatch(new RegExp(`^${sizes[1]} flaws 0 faults 0 answers [0-9a-f]{64}`))
    const draw = draws(11)
    const files = [
      ...(await readdir(storePath(evening))).map((name) => join("store", name)),
      "head",
    ]
    const flips: { readonly name: string; readonly bit: number }[] = []
    for (const name of files) {
      const bits = (await readFile(join(evening, name))).length * 8
      for (let time = 0; time < (bits === 0 ? 0 : slow ? 200 : 12); time++)
        flips.push({ name, bit: draw(bits) })
    }
    const outcomes = new Map<string, number>()
    const tables: string[] = []
    for (let from = 0; from < flips.length; from += 50) {
      const some = flips.slice(from, from + 50).map((one) => ({ ...one, directory: place() }))
      for (const { name, bit, directory } of some) {
        await cp(evening, directory, { recursive: true })
        await flip(join(directory, name), bit)
      }
      const lines = read(some.map(({ directory }) => directory))
      for (const [i, { name, bit, directory }] of some.entries()) {
        const outcome = lines[i] === expected ? "right" : kindOf(lines[i] ?? "")
        const shown = `bit ${bit} of ${name}: ${lines[i]}`
        expect(outcome, shown).not.toBe("wrong")
        // LOG is a diary that nobody reads back; a table file ends its blocks in checksums that reading leaves unread.
        if (!/LOG|ldb/.test(name)) expect(outcome, shown).not.toBe("right")
        if (/ldb/.test(name)) tables.push(outcome)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        await rm(directory, { recursive: true })
      }
    }
    const unnamed = tables.filter((outcome) => outcome === "right").length
    console.log(JSON.stringify(Object.fromEntries(outcomes)), `${unnamed} of ${tables.length}`)
    expect(unnamed).toBeLessThan(tables.length / 10)
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["right", "refused"]))
  }, 600_000)

  it("in an entry's bytes is named by the entry, wherever they lie", async () => {
    const { world, evening, sizes } = today
    for (const index of [0, 7, 20, sizes[0] - 1, sizes[1] - 2, sizes[1] - 1]) {
      const bytes = await entryOf(index)
      const copy = await copied(evening)
      const holder = await holderOf(storePath(copy), bytes)
      await flip(holder.path, 8 * (holder.at + bytes.length - 5))
      const [line] = read([copy])
      expect(line).toMatch(new RegExp(`entry ${index}\\b`))
      await expect(reopen(world, copy)).rejects.toThrow()
    }
  })

  it("in an entry that opening does not read any more is named by scrub", async () => {
    const directory = place()
    await mkdir(directory)
    const world = await makeWorld({ directory })
    const { shop } = world.pens
    for (let time = 0; time < 5; time++)
      await world.submit(...Array.from({ length: 256 }, () => intake(shop)))
    const bytes = (await world.store.entry(3)) as Uint8Array
    await world.ledger.close()
    const holder = await holderOf(storePath(directory), bytes)
    await flip(holder.path, 8 * (holder.at + 40))
    const [line] = read([directory])
    expect(line).toMatch(/^\d+ flaws [1-9].* entry 3: its own hash does not match/)
    expect(line).not.toContain("faults 0 ")
  })

  it("in a subject's state is named", async () => {
    const { evening, item } = today
    const store = await openLevelStore(storePath(await copied(evening)), { create: false })
    const [state] = await store.subjects([item])
    await store.close()
    const copy = await copied(evening)
    const holder = await holderOf(storePath(copy), state as Uint8Array)
    await flip(holder.path, 8 * (holder.at + 9))
    const [line] = read([copy])
    expect(line).toMatch(
      new RegExp(`subject ${item}|^refused .*(commit [0-9]+: is not there|behind)`),
    )
  })
})

async function entryOf(index: number): Promise<Uint8Array> {
  const copy = await copied(today.evening)
  const store = await openLevelStore(storePath(copy), { create: false })
  const bytes = await store.entry(index)
  await store.close()
  if (bytes === undefined) throw new Error(`entry ${index}: expected one`)
  return bytes
}

/** The newest file that holds a value in one piece, and where. */
async function holderOf(
  directory: string,
  value: Uint8Array,
): Promise<{ readonly path: string; readonly at: number }> {
  const names = (await readdir(directory))
    .filter((name) => /\.(log|ldb)$|^entries$/.test(name))
    .sort()
  for (const name of names.toReversed()) {
    const path = join(directory, name)
    const at = (await readFile(path)).indexOf(value)
    if (at >= 0) return { path, at }
  }
  throw new Error(`expected ${toHex(value.slice(0, 8))}… in a file of ${directory}`)
}

/** What one line of the reader says about a ledger that does not read as it did. */
function kindOf(line: string): string {
  if (line.startsWith("refused ") || line === "died") return line.split(" ", 1)[0] as string
  const [, flaws] = /^\d+ flaws (\d+) /.exec(line) ?? []
  return Number(flaws) > 0 ? "flaws" : "wrong"
}

/** Opens store and ledger, scrubs, audits and asks, in each directory it is given; prints a line for each. */
const readerScript = `
import { createHash } from "node:crypto"
import { auditSource } from "./src/cli/audit-source.js"
import { openLedger } from "./src/ledger/ledger.js"
import { verifyNode } from "./src/platform/ed25519.js"
import { readHead } from "./src/store/head.js"
import { openLevelStore } from "./src/store/level.js"
import { audit } from "./src/replay/audit.js"
import { worldKeys, worldStart } from "./test/support/world.js"
const sum = (text) => createHash("sha256").update(text).digest("hex")
const [item, ...directories] = process.argv.slice(2)
for (const directory of directories) {
  try {
    const store = await openLevelStore(directory + "/store", { create: false })
    const headPath = directory + "/head"
    const clock = () => worldStart
    const ledger = await openLedger({ store, headPath, keys: worldKeys, clock, verify: verifyNode })
    const flaws = []
    for await (const { what, fault } of store.scrub()) flaws.push(what + ": " + fault)
    const answers = []
    const ask = async (question) => answers.push(await question().catch((error) => error.message))
    const { source, faults } = auditSource(store, await readHead(headPath))
    let found = []
    await ask(async () => { found = (await audit(source, verifyNode)).faults; return found })
    await ask(() => ledger.about())
    await ask(() => ledger.items(null, 1000))
    await ask(() => ledger.history(item))
    await ask(() => ledger.bundle({ item, from: 0, to: worldStart, scope: "unit" }))
    for (let n = 0; n < store.size(); n++) await ask(() => ledger.entry(n))
    const counts = [store.size(), "flaws", flaws.length, "faults", found.length + faults.length]
    console.log([...counts, "answers", sum(JSON.stringify(answers)), ...flaws].join(" ").replaceAll("\\n", " "))
    await ledger.close()
  } catch (error) {
    console.log("refused " + error.message.replaceAll("\\n", " "))
  }
}
process.exit(0)
`

/**
 * Reads damaged ledgers in another program, since LevelDB's answer to some damage is to abort the program it is in.
 * Gives a line for each directory, "died" for one that ended the program.
 */
async function compiledReader(item: ItemId): Promise<(directories: readonly string[]) => string[]> {
  const repository = fileURLToPath(new URL("../../", import.meta.url))
  const out = place()
  const options = "--ignoreConfig --noCheck --target es2023 --module nodenext --rootDir ."
  const compiler = join(repository, "node_modules/typescript/bin/tsc")
  const sources = ["test/support/world.ts", "src/cli/audit-source.ts"]
  const flags = [...options.split(" "), "--rewriteRelativeImportExtensions", "--outDir", out]
  execFileSync(process.execPath, [compiler, ...sources, ...flags], { cwd: repository })
  await writeFile(join(out, "package.json"), '{"type":"module"}')
  await writeFile(join(out, "reader.mjs"), readerScript)
  await symlink(join(repository, "node_modules"), join(out, "node_modules"))
  return (directories) => {
    const lines: string[] = []
    while (lines.length < directories.length) {
      const rest = directories.slice(lines.length)
      const program = spawnSync(process.execPath, [join(out, "reader.mjs"), item, ...rest])
      lines.push(...program.stdout.toString().split("\n").slice(0, -1))
      if (program.status !== 0) lines.push("died")
    }
    return lines
  }
}
