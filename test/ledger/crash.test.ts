import { execFileSync, spawn } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { auditSource } from "../../src/cli/audit-source.ts"
import { type StatementId, statementIdOf } from "../../src/custody/identifier.ts"
import { fromHex, toHex } from "../../src/encoding/bytes.ts"
import { createLedger, type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerOptions } from "../../src/ledger/running.ts"
import { decodeEntry } from "../../src/log/entry.ts"
import { openPromise } from "../../src/log/promise.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { readHead } from "../../src/store/head.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { audit } from "../../src/replay/audit.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { entriesOf } from "../support/reading.ts"
import {
  handClock,
  headPath,
  makeWorld,
  type PartyName,
  storePath,
  worldKeys,
  worldOrigin,
} from "../support/world.ts"
import type { Creation, Load } from "./crash-child.ts"

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

let root = ""
let program = ""
let made = 0
const place = (): string => join(root, `${made++}`)

beforeAll(async () => {
  console.log(`crashes with SEED=${seed}`)
  root = await mkdtemp(join(tmpdir(), "kvitto-crash-"))
  program = await compiled()
})
afterAll(() => rm(root, { recursive: true }))

/** The child as a program of its own, since Node runs no TypeScript here. */
async function compiled(): Promise<string> {
  const repository = fileURLToPath(new URL("../../", import.meta.url))
  const out = place()
  const options = "--ignoreConfig --noCheck --target es2023 --module nodenext --rootDir ."
  const compiler = join(repository, "node_modules/typescript/bin/tsc")
  const flags = [...options.split(" "), "--rewriteRelativeImportExtensions", "--outDir", out]
  const command = [compiler, "test/ledger/crash-child.ts", ...flags]
  execFileSync(process.execPath, command, { cwd: repository })
  await writeFile(join(out, "package.json"), '{"type":"module"}')
  await symlink(join(repository, "node_modules"), join(out, "node_modules"))
  return join(out, "test/ledger/crash-child.js")
}

/** What a child was told is durable, and said before it died. */
type Told = {
  promises: { readonly statement: StatementId; readonly index: number; readonly promise: string }[]
  published: { readonly size: number; readonly bytes: string }[]
  erased: { readonly statement: string; readonly text: string }[]
  failed: string[]
}

const nothing = (): Told => ({ promises: [], published: [], erased: [], failed: [] })

function listen(told: Told, line: string): void {
  const [word, first = "", second = "", third = ""] = line.split(" ")
  if (word === "promise")
    told.promises.push({ statement: first as StatementId, index: Number(second), promise: third })
  else if (word === "published") told.published.push({ size: Number(first), bytes: second })
  else if (word === "erased") told.erased.push({ statement: first, text: second })
  else if (word === "failed") told.failed.push(line.slice("failed ".length))
  else if (word !== "ready") throw new Error(`the child said: ${line}`)
}

type End =
  /** SIGKILL so many milliseconds after so many lines: how many it says by a time is the machine's affair. */
  | { readonly lines: number; readonly milliseconds: number }
  /** No file may grow beyond so many kilobytes. */
  | { readonly kilobytes: number }

async function run(task: Load | Creation, end: End): Promise<Told> {
  const command = [process.execPath, program, JSON.stringify(task)]
  const limit = "kilobytes" in end ? `ulimit -f ${end.kilobytes}; ` : ""
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", ...command], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  let isDoomed = false
  const killAfter = (lines: number): void => {
    if (isDoomed || "kilobytes" in end || lines < end.lines) return
    isDoomed = true
    setTimeout(() => child.kill("SIGKILL"), end.milliseconds)
  }
  child.stdout.on("data", (bytes: Buffer) => {
    text += bytes.toString()
    killAfter(text.split("\n").length - 1)
  })
  killAfter(0)
  await new Promise((resolve) => child.on("close", resolve))
  const told = nothing()
  for (const line of text.split("\n").slice(0, -1)) listen(told, line)
  return told
}

const optionsOver = (store: Store, directory: string): LedgerOptions => ({
  store,
  headPath: headPath(directory),
  keys: worldKeys,
  clock: handClock(Date.UTC(2030, 0)).now,
  verify: verifyNode,
})

async function expectClean(store: Store, directory: string): Promise<void> {
  for await (const flaw of store.scrub()) expect(flaw).toBeUndefined()
  const { source, faults } = auditSource(store, await readHead(headPath(directory)))
  const report = await audit(source, verifyNode)
  expect([...report.faults, ...faults]).toEqual([])
  expect(report.ok).toBe(true)
}

async function expectPromises(ledger: Ledger, promises: Told["promises"]): Promise<void> {
  for (const { statement, index, promise } of promises) {
    const bytes = fromHex(promise) as Uint8Array
    const promised = openPromise(bytes, worldKeys.promise.publicKey, verifyNode)
    const entry = (await ledger.entry(index))?.bytes ?? new Uint8Array(0)
    const { origin, leafHash: leaf = new Uint8Array(0) } = promised ?? {}
    expect({ ...promised, origin }).toMatchObject({ origin: worldOrigin, statement, index })
    expect(toHex(leaf)).toBe(toHex(leafHash(entry)))
    expect(statementIdOf(decodeEntry(entry)?.statement ?? entry)).toBe(statement)
    expect(await ledger.indexOf(statement)).toBe(index)
  }
}

async function expectErased(directory: string, { erased }: Told): Promise<void> {
  if (erased.length === 0) return
  for (const name of await readdir(storePath(directory))) {
    const bytes = await readFile(join(storePath(directory), name))
    for (const { text } of erased) expect(bytes.includes(text), `${text} in ${name}`).toBe(false)
  }
}

/** Everything that was ever said to be durable is, and nothing contradicts itself. */
async function expectKept(directory: string, told: Told, before: Told): Promise<void> {
  await expectErased(directory, told)
  const store = await openLevelStore(storePath(directory), { create: false })
  const ledger = await openLedger(optionsOver(store, directory))
  for (const part of ["promises", "published", "erased"] as const)
    before[part].push(...(told[part] as never[]))
  await expectPromises(ledger, told.promises)
  for (const { statement, index } of before.promises)
    expect(await ledger.indexOf(statement)).toBe(index)
  const published = new Map<number, string>()
  for await (const { size, bytes } of store.publications(0)) published.set(size, toHex(bytes))
  for (const { size, bytes } of before.published) expect(published.get(size)).toBe(bytes)
  for (const { statement } of before.erased) {
    const [index] = await store.indexesOf([statement])
    expect(await store.opening(index as number, statement)).toBeUndefined()
  }
  await expectClean(store, directory)
  await ledger.close()
}

type Parties = Load["parties"]

async function begun(): Promise<{ readonly directory: string; readonly parties: Parties }> {
  const directory = place()
  await mkdir(directory)
  const world = await makeWorld({ directory })
  await world.ledger.close()
  const names = Object.keys(world.parties) as PartyName[]
  const ids = names.map((name) => [name, world.parties[name].id])
  return { directory, parties: Object.fromEntries(ids) as Parties }
}

/** Rounds on one directory; the next begins where the last was killed. */
async function crash(
  rounds: number,
  draw: () => number,
  only?: "publish" | "erase",
): Promise<{ readonly promises: number; readonly published: number; readonly erased: number }> {
  const { directory, parties } = await begun()
  const before = nothing()
  for (let round = 1; round <= rounds; round++) {
    const load = { directory, round, parties, ...(only === undefined ? {} : { only }) }
    // From the second on, some before they are ready.
    const lines = draw() < 0.2 && round > 1 ? 0 : 1 + (round % 3)
    const milliseconds = Math.floor(draw() * 800)
    const told = await run(load, { lines, milliseconds })
    expect(told.failed).toEqual([])
    await expectKept(directory, told, before)
  }
  const { promises, published, erased } = before
  return { promises: promises.length, published: published.length, erased: erased.length }
}

describe("kill -9 at a random moment", () => {
  it("takes nothing that was promised from a ledger under a mixed load", async () => {
    const draw = draws(seed)
    let promised = 0
    const totals = slow ? [20, 20, 20, 20, 20] : [10]
    for (const rounds of totals) promised += (await crash(rounds, draw)).promises
    console.log(`${totals.length} ledgers, ${promised} promises kept`)
    expect(promised).toBeGreaterThan(10)
  }, 1_200_000)

  it.each(["publish", "erase"] as const)(
    "takes nothing while it does nothing but %s",
    async (only) => {
      const totals = await crash(slow ? 15 : 3, draws(seed + 1), only)
      expect(totals[only === "erase" ? "erased" : "published"]).toBeGreaterThan(0)
    },
    300_000,
  )

  it("leaves a ledger that is being made unmade, or made", async () => {
    const world = await makeWorld()
    const [genesis] = await entriesOf(world)
    const statement = genesis?.entry.statement as Uint8Array
    const draw = draws(seed + 2)
    const outcomes = new Map<string, number>()
    for (let round = 0; round < (slow ? 60 : 8); round++) {
      const directory = place()
      await mkdir(directory)
      const end = { lines: 1, milliseconds: Math.floor(draw() * 120) }
      const told = await run({ directory, create: toHex(statement) }, end)
      const outcome = await expectMakeable(directory, statement, told)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    console.log(JSON.stringify(Object.fromEntries(outcomes)))
  }, 300_000)
})

/** Opens what a killed creation left, or finishes it; says which. */
async function expectMakeable(directory: string, genesis: Uint8Array, told: Told): Promise<string> {
  const path = storePath(directory)
  let outcome = "made"
  let store: Store
  try {
    store = await openLevelStore(path, { create: false })
  } catch (error) {
    expect(error).toMatchObject({ name: "StoreFault", code: "missing" })
    // Nothing was acknowledged, so what lies there may go.
    expect(await readHead(headPath(directory))).toBeUndefined()
    await rm(path, { recursive: true, force: true })
    store = await openLevelStore(path, { create: true })
    outcome = "no store"
  }
  const options = optionsOver(store, directory)
  const ledger = await openLedger(options).catch(async (error: { code: string }) => {
    expect(["empty", "no-head"]).toContain(error.code)
    expect([store.size(), told.published]).toEqual([0, []])
    outcome = outcome === "made" ? "no genesis" : outcome
    return createLedger({ ...options, genesis })
  })
  expect(await ledger.about()).toMatchObject({ size: 2, published: 2 })
  for (const { bytes } of told.published) expect(toHex(await ledger.checkpoint())).toBe(bytes)
  await expectClean(store, directory)
  await ledger.close()
  return outcome
}

describe("a disk that is full", () => {
  it("stops the ledger in the middle of a write, with everything promised on it", async () => {
    const draw = draws(seed + 3)
    for (let time = 0; time < (slow ? 6 : 1); time++) {
      const { directory, parties } = await begun()
      const before = nothing()
      for (let round = 1; round <= 3; round++) {
        const kilobytes = (await largest(directory)) + 20 + Math.floor(draw() * 100)
        const told = await run({ directory, round, parties }, { kilobytes })
        // The store's own word, if it was an opening that could not be erased.
        expect([["stopped"], ["unwritable"]]).toContainEqual(told.failed)
        await expectKept(directory, told, before)
      }
      expect(before.promises.length).toBeGreaterThan(0)
    }
  }, 300_000)

  const ways = ["before", "after", "head"] as const
  it.each(ways)("stops it at each write in turn: %s", async (way) => {
    let failed = 0
    for (let turn = 0; ; turn++) {
      const isOver = await failAt(turn, way)
      if (isOver) break
      failed++
    }
    expect(failed).toBe(5)
  })
})

async function largest(directory: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(storePath(directory)))
    bytes = Math.max(bytes, (await stat(join(storePath(directory), name))).size)
  return Math.ceil(bytes / 1024)
}

/** Five writes of which one fails: before anything is written, when all is, or when only the head is not. */
async function failAt(turn: number, way: "before" | "after" | "head"): Promise<boolean> {
  const directory = place()
  await mkdir(directory)
  const memory = memoryStore()
  let left = Infinity
  const commit: Store["commit"] = async (size, batch) => {
    const fails = left-- === 0
    if (fails && way === "before") throw new Error("no space left on device")
    await memory.commit(size, batch)
    if (fails && way === "after") throw new Error("input/output error")
    // A directory where the head's draft goes.
    if (fails) await mkdir(`${headPath(directory)}.new`)
  }
  const world = await makeWorld({ directory, store: { ...memory, commit } })
  const { shop, carrier, bank } = world.pens
  const [one, two] = [intake(shop), intake(shop)]
  const steps = [
    [one],
    [handOver(shop, carrier, one.held), handOver(shop, bank, one.held)],
    "publish",
    [two],
    "publish",
  ] as const
  const acknowledged: { readonly statement: StatementId; readonly index: number }[] = []
  let checkpoint = await world.ledger.checkpoint()
  left = turn
  let failure: unknown
  for (const step of steps) {
    const seen = acknowledged.length
    try {
      if (step === "publish") checkpoint = await world.ledger.publish()
      else acknowledged.push(...(await world.submit(...step)))
      expect(failure, "nothing is written after a write that failed").toBeUndefined()
    } catch (error) {
      expect(error).toMatchObject({ name: "LedgerFault", code: "stopped" })
      expect(acknowledged.length).toBe(seen)
      failure ??= error
    }
  }
  expect(toHex(await world.ledger.checkpoint())).toBe(toHex(checkpoint))
  expect((await world.ledger.about()).size).toBeLessThanOrEqual(memory.size())
  await rm(`${headPath(directory)}.new`, { recursive: true, force: true })
  const again = await openLedger({ ...world.options, store: memory })
  for (const { statement, index } of acknowledged)
    expect(await again.indexOf(statement)).toBe(index)
  await expectClean(memory, directory)
  const size = memory.size()
  // What was not acknowledged is sent again: a repeated promise if it had been written after all.
  for (const step of steps) {
    if (step === "publish") continue
    for (const answer of await again.submit(step.map((signed) => parcel(signed))))
      expect(answer).toMatchObject({ ok: true, repeated: answer.ok && answer.index < size })
  }
  await again.publish()
  await expectClean(memory, directory)
  return failure === undefined
}
