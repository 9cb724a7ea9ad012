/** The audit at a distance, as commands: addresses, exported folders, interruptions, and every way to tamper. */

import { execFile, spawn } from "node:child_process"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { auditDistance } from "../../src/cli/audit-distance.ts"
import { auditFolder } from "../../src/cli/audit-folder.ts"
import type { Io } from "../../src/cli/io.ts"
import { folderTiles, httpTiles } from "../../src/cli/tile-source.ts"
import { statementIdOf } from "../../src/custody/identifier.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign } from "../../src/log/cosignature.ts"
import { decodeEntry, encodeEntry, type Entry } from "../../src/log/entry.ts"
import {
  noteKey,
  type NoteSigner,
  parseNote,
  printNote,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { makeSeal, type SealTerms } from "../../src/log/seal.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { TileFault } from "../../src/replay/tile-fetch.ts"
import { expectOpened } from "../support/reading.ts"
import { buildApp } from "../../src/server/app.ts"
import { handOver, intake } from "../support/acts.ts"
import { builtProgram } from "../support/built.ts"
import { fabricate } from "../support/operator.ts"
import { busyLedger, grownLedger, rootOf, type Tiles, tilesOf } from "../support/tiled.ts"
import { keyNamed, makeWorld, storePath, worldKeys, worldOrigin } from "../support/world.ts"
import { kvitto, ok, type Said, scratch, type Setting, type Words } from "./transcript.ts"

const path = await scratch()
const forever = { asked: new Promise<void>(() => {}) }
/** Nobody interrupts. */
const audit = (argv: Words, setting: Setting = forever): Promise<Said> =>
  kvitto(["audit", ...argv], setting)

type Found = {
  ok: boolean
  origin: string | null
  entries: number
  faults: { index: number; code: string; sentence: string }[]
  checkpoint: Record<string, unknown> | null
  fork?: { held: string; found: string }
  conviction?: Record<string, unknown>
}
async function found(argv: Words, setting: Setting = forever): Promise<Found & { code: number }> {
  const { code, out, err } = await audit([...argv, "--json"], setting)
  if (out === "") throw new Error(`exit ${code}: ${err}`)
  return { ...(JSON.parse(out) as Found), code }
}
const codes = ({ faults }: Found): string[] => faults.map(({ code }) => code)

const signed = (all: readonly Uint8Array[], signer: NoteSigner = worldKeys.checkpoint) =>
  signCheckpoint({ ...rootOf(all), origin: signer.key.name }, signer)

let made = 0
async function folderOf(tiles: Tiles, checkpoint: Uint8Array): Promise<string> {
  const folder = path(`tiles-${made++}`)
  const files = new Map(tiles).set("checkpoint", checkpoint)
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  return folder
}
const exported = (all: readonly Uint8Array[]): Promise<string> =>
  folderOf(tilesOf(all), signed(all))

let entries: readonly Uint8Array[]
let sound = ""
let tiles: Tiles

beforeAll(async () => {
  entries = await busyLedger("cli audit")
  tiles = tilesOf(entries)
  sound = await exported(entries)
})

const witnesses = ["north", "south", "east", "west"].map((name) => {
  const { publicKey, sign } = keyNamed(`witness ${name}`)
  const key = noteKey(`${name}.example/witness`, TYPE_COSIGNATURE, publicKey)
  return { name, signer: { key, sign } }
})

function cosigned(checkpoint: Uint8Array, count: number, change = 0): Uint8Array {
  const note = parseNote(checkpoint)
  if (note === undefined) throw new Error("expected a note")
  const lines = witnesses.slice(0, count).map(({ signer }, i) => {
    const line = cosign(note.text, 1_767_300_000 + i, signer)
    const signature = line.signature.map((byte, at) => (at === 71 ? byte ^ change : byte))
    return { ...line, signature }
  })
  return printNote({ ...note, signatures: [...note.signatures, ...lines] })
}

async function policyFile(name: string, lines: readonly string[]): Promise<string> {
  const file = path(name)
  await writeFile(file, lines.map((line) => `${line}\n`).join(""))
  return file
}
const logLine = `log ${printVkey(worldKeys.checkpoint.key)}`
const policyLines = [
  logLine,
  ...witnesses.map(({ name, signer }) => `witness ${name} ${printVkey(signer.key)}`),
  "group growth 3 north south east west",
  "quorum growth",
  "faulty 1",
]

describe("tiles in a folder", () => {
  it("are replayed, and whose word the key is on is said", async () => {
    const { code, out, err } = await audit([sound])
    expect([code, out]).toEqual([0, `${entries.length} entries of ${worldOrigin}: no fault\n`])
    expect(err).toBe(`kvitto: the key of this ledger is taken on the word of ${sound}\n`)
    const { checkpoint, ...rest } = await found([sound])
    expect(rest).toEqual({
      code: 0,
      ok: true,
      origin: worldOrigin,
      entries: entries.length,
      faults: [],
    })
    expect(Object.keys(checkpoint ?? {})).toEqual(["size", "root"])
  })

  it("leave nothing behind", async () => {
    const { tmpdir } = await import("node:os")
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith("kvitto-audit-"))
    await audit([sound])
    await audit([await folderOf(new Map(), signed(entries))])
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith("kvitto-audit-"))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })

  it("are wanted, or a data folder", async () => {
    await mkdir(path("empty"), { recursive: true })
    const { code, err } = await audit([path("empty")])
    expect(code).toBe(2)
    expect(err).toContain("neither a data folder (it has no ledger.json) nor exported tiles")
  })

  it.each(["tile/1/000.p/2", "tile/entries/001", "tile/entries/000"])(
    "without %s are no answer, and no fault of the log",
    async (name) => {
      const without = new Map(tiles)
      without.delete(name)
      const { code, err, out } = await audit([await folderOf(without, signed(entries))])
      expect([code, out]).toEqual([2, ""])
      expect(err).toContain(`${name}: is not there`)
    },
  )
})

describe("what was tampered with is named", () => {
  const flip = (bytes: Uint8Array | undefined, at: number): Uint8Array =>
    Uint8Array.from(bytes ?? [], (byte, i) => (i === at ? byte ^ 4 : byte))
  const last = (): Entry => decodeEntry(entries.at(-1) as Uint8Array) as Entry

  it.each([
    ["tile/1/000.p/2", 0],
    ["tile/entries/001", 0],
    ["tile/entries/001", entries?.length],
    ["tile/entries/000", 900],
  ])("%s: wrong-tile", async (name, done) => {
    const changed = new Map(tiles).set(name, flip(tiles.get(name), 40))
    const policy = await policyFile("tampered.policy", [logLine, "quorum none"])
    const answer = await found([await folderOf(changed, signed(entries)), "--policy", policy])
    expect([answer.code, codes(answer)]).toEqual([1, ["wrong-tile"]])
    expect(answer.faults[0]?.sentence).toContain(name.startsWith("tile/1") ? "root" : name)
    expect(answer.entries).toBe(name === "tile/entries/001" ? 256 : 0)
    expect(done).not.toBe(-1)
  })

  it("an entry in a tree that is signed over it: the audit's own codes", async () => {
    const changed = entries.map((bytes, i) => (i === 300 ? flip(bytes, 60) : bytes))
    const answer = await found([await exported(changed)])
    expect(answer.code).toBe(1)
    expect(answer.entries).toBe(entries.length)
    expect(answer.faults.map(({ index, code }) => `${index} ${code}`)).toContain("301 broken-chain")
    const text = await audit([await exported(changed)])
    expect(text.out).toContain("broken-chain: entry 301: it does not name the leaf before it")
    expect(text.out).toContain(`${entries.length} entries: ${answer.faults.length} faults`)
  })

  it("a seal: map-mismatch and false-seal", async () => {
    const sealed = expectOpened(last().statement)
    if (sealed.kind !== "seal") throw new Error("expected a seal")
    const { terms } = sealed
    const cases = [
      [{ ...terms, mapRoot: flip(terms.mapRoot, 3) }, "map-mismatch"],
      [{ ...terms, subjects: terms.subjects - 1 }, "false-seal"],
    ] as const
    for (const [changed, code] of cases) {
      const statement = makeSeal(worldOrigin, changed, worldKeys.seal)
      const all = [...entries.slice(0, -1), encodeEntry({ ...last(), statement })]
      const answer = await found([await exported(all)])
      expect([answer.code, codes(answer)]).toEqual([1, [code]])
    }
  })

  it("a checkpoint: its signature", async () => {
    const stranger = keyNamed("a stranger's checkpoints")
    const key = noteKey(worldOrigin, TYPE_ED25519, stranger.publicKey)
    const forged = signed(entries, { key, sign: stranger.sign })
    for (const note of [forged, signed(entries).map((byte, i) => (i === 0 ? 66 : byte))]) {
      const answer = await found([await folderOf(tiles, note)])
      expect([answer.code, codes(answer), answer.entries]).toEqual([1, ["checkpoint-signature"], 0])
    }
    // Its root is another's: then the tiles do not give it.
    const root = signed(entries.map((bytes, i) => (i === 9 ? flip(bytes, 1) : bytes)))
    expect(codes(await found([await folderOf(tiles, root)]))).toEqual(["wrong-tile"])
    expect((await audit([await folderOf(tiles, new Uint8Array(9))])).code).toBe(2)
  })

  it("a genesis that is none, or another ledger's", async () => {
    const other = await exported([Uint8Array.of(1), ...entries.slice(1)])
    const answer = await found([other])
    expect([answer.code, codes(answer)]).toEqual([1, ["no-genesis"]])
    const { publicKey, sign } = keyNamed("another log")
    const signer = { key: noteKey("another.example/log", TYPE_ED25519, publicKey), sign }
    const policy = await policyFile("another.policy", [
      `log ${printVkey(signer.key)}`,
      "quorum none",
    ])
    const posing = await folderOf(tiles, signed(entries, signer))
    const foreign = await found([posing, "--policy", policy])
    expect([foreign.code, codes(foreign)]).toEqual([1, ["no-genesis"]])
    expect(foreign.origin).toBeNull()
  })
})

describe("-o", () => {
  const last = (): Entry => decodeEntry(entries.at(-1) as Uint8Array) as Entry
  const zeros = new Uint8Array(32)

  /** The last seal says something else, and is signed over. */
  function resealed(change: Partial<SealTerms>): readonly Uint8Array[] {
    const sealed = expectOpened(last().statement)
    if (sealed.kind !== "seal") throw new Error("expected a seal")
    const statement = makeSeal(worldOrigin, { ...sealed.terms, ...change }, worldKeys.seal)
    return [...entries.slice(0, -1), encodeEntry({ ...last(), statement })]
  }
  const convicting = new RegExp(`The ledger ${worldOrigin} is convicted: `)
  /** The file convicts, on the command line as well. */
  async function expectConvicting(file: string, sentence: string | RegExp): Promise<void> {
    const policy = await policyFile("convicting.policy", [logLine, "quorum none"])
    const { code, out } = await kvitto(["verify", file, "--policy", policy])
    expect([code, out]).toEqual([0, expect.stringMatching(sentence)])
    expect(out).toMatch(convicting)
  }

  it.each([
    ["mapRoot", { mapRoot: zeros }, /map root 0{64}, where replay gives/],
    ["subjects", { subjects: 1 }, /counts 1 subjects, where replay gives/],
    ["size", { size: 3 }, /covers 3 entries/],
    ["time", { time: 1 }, /says time 1/],
  ])("writes the file that convicts of a seal with another %s", async (name, change, words) => {
    const folder = await exported(resealed(change))
    const file = path(`seal-${name}.kvitto-fault`)
    const { code, out, err } = await audit([folder, "-o", file])
    expect([code, out]).toEqual([1, expect.stringMatching(words)])
    expect(err).toMatch(/^wrote .*\.kvitto-fault, \d+ bytes$/m)
    await expectConvicting(file, words)
    const json = await found([folder, "-o", file])
    expect(json.conviction).toMatchObject({ convicted: true, kind: "map-root" })
  })

  it("writes nothing without it, and says that it would", async () => {
    const folder = await exported(resealed({ mapRoot: zeros }))
    const before = await readdir(path("."))
    const { code, out, err } = await audit([folder])
    expect(code).toBe(1)
    expect(out).not.toContain("convicted")
    expect(err).toContain("with -o FILE.kvitto-fault this writes the small file that convicts")
    expect(await readdir(path("."))).toEqual(before)
    expect("conviction" in (await found([folder]))).toBe(false)
  })

  it("writes nothing where no fault is, or one that no file can show", async () => {
    const file = path("nothing.kvitto-fault")
    const good = await audit([sound, "-o", file])
    expect([good.code, good.out]).toEqual([
      0,
      `${entries.length} entries of ${worldOrigin}: no fault\n`,
    ])
    // Behind an entry that is none the map of before is not known.
    const ruined = resealed({ mapRoot: zeros }).map((bytes, i) =>
      i === 40 ? Uint8Array.of(1) : bytes,
    )
    const undecided = await audit([await exported(ruined), "-o", file])
    expect(undecided.code).toBe(1)
    expect(undecided.out).toContain(
      "No file can be made that convicts the ledger: entry 40 is not given.",
    )
    expect((await readdir(path("."))).includes("nothing.kvitto-fault")).toBe(false)
  })

  it("writes nothing where the fault is not the seal's: it counts a statement that is there twice", async () => {
    const world = await makeWorld({ seed: "repeated" })
    await world.submit(intake(world.pens.shop))
    await world.publish()
    const twice = await fabricate(world, {
      rewrite: (entry, { kind }) => (kind === "intake" ? [entry, entry] : [entry]),
    })
    const all: Uint8Array[] = []
    for await (const { bytes } of twice.source().entries) all.push(bytes)
    const file = path("twice.kvitto-fault")
    const { code, out } = await audit([await exported(all), "-o", file])
    expect(code).toBe(1)
    expect(out).toContain("bad-statement: ")
    expect(out).toContain("map-mismatch: ")
    expect(out).toMatch(/^Nobody is convicted by this file: .*it is right/m)
    expect((await readdir(path("."))).includes("twice.kvitto-fault")).toBe(false)
  })

  it("writes the file over two histories, however long after they were found", async () => {
    const state = path("convicting-histories")
    await found([await exported(entries.slice(0, 300)), "--state", state])
    const others = entries.map((bytes, i) => (i === 299 ? Uint8Array.of(1) : bytes))
    const forked = await exported(others)
    const hint = await audit([forked, "--state", state])
    expect(hint.err).toContain("with -o FILE.kvitto-fault")
    const file = path("histories.kvitto-fault")
    const words = `a tree of 300 entries, and one of ${others.length} that does not continue it`
    const { code, out } = await audit([sound, "--state", state, "-o", file])
    expect([code, out]).toEqual([1, expect.stringContaining(words)])
    await expectConvicting(file, words)
  })

  it("is there for a data folder, and needs a publication over the seal", async () => {
    const directory = path("lying-folder")
    const world = await makeWorld({ directory })
    const { store } = world
    const own: Uint8Array[] = []
    for await (const { bytes } of store.entries(0, store.size())) own.push(bytes)
    const before = decodeEntry(own.at(-1) as Uint8Array) as Entry
    const terms = { size: own.length, mapRoot: zeros, subjects: 3, time: before.appendedAt }
    const statement = makeSeal(worldOrigin, terms, worldKeys.seal)
    const previous = leafHash(own.at(-1) as Uint8Array)
    const bytes = encodeEntry({ ...before, index: own.length, previous, statement })
    const nothing = { links: [], subjects: [], tiles: [], notes: [] }
    const added = { entries: [{ id: statementIdOf(statement), bytes, openings: [] }], ...nothing }
    await store.commit(own.length, added)
    await world.ledger.close()
    const about = { format: "kvitto data folder", version: 1, origin: worldOrigin }
    await writeFile(join(directory, "ledger.json"), `${JSON.stringify(about)}\n`)
    const file = path("folder.kvitto-fault")
    const early = await audit([directory, "-o", file])
    expect(early.code).toBe(1)
    expect(early.out).toContain(`entry ${own.length} is not covered by the newest checkpoint yet`)
    const again = await openLevelStore(storePath(directory), { create: false })
    const publication = { size: own.length + 1, bytes: signed([...own, bytes]) }
    await again.commit(own.length + 1, { entries: [], ...nothing, publication })
    await again.close()
    const { code, out } = await audit([directory, "-o", file])
    expect([code, out]).toEqual([1, expect.stringMatching(/map root 0{64}, where replay gives/)])
    await expectConvicting(file, "where replay gives")
  })
})

describe("a policy", () => {
  const withWitnesses = async (count: number, change = 0): Promise<string> =>
    folderOf(tiles, cosigned(signed(entries), count, change))

  it("says which witnesses count, and the audit whether they are enough", async () => {
    const policy = await policyFile("quorum.policy", policyLines)
    const { code, out, err } = await audit([await withWitnesses(3), "--policy", policy])
    expect([code, err]).toEqual([0, ""])
    expect(out).toBe(
      [
        `${entries.length} entries of ${worldOrigin}: no fault`,
        `checkpoint of ${entries.length} entries, cosigned by north, south, east`,
        "quorum: met; replay quorum: asks for nobody",
        "",
      ].join("\n"),
    )
    const few = await found([await withWitnesses(2), "--policy", policy])
    expect([few.code, codes(few), few.entries]).toEqual([1, ["no-quorum"], entries.length])
    expect(few.checkpoint).toMatchObject({
      size: entries.length,
      quorum: false,
      replayQuorum: true,
      cosigned: [
        { witness: "north", at: 1_767_300_000 },
        { witness: "south", at: 1_767_300_001 },
      ],
    })
  })

  it("finds a cosignature that is none", async () => {
    const policy = await policyFile("false.policy", policyLines)
    const answer = await found([await withWitnesses(4, 1), "--policy", policy])
    expect([answer.code, codes(answer)]).toEqual([1, ["false-cosignature"]])
  })

  it("must name the log", async () => {
    const { publicKey } = keyNamed("nobody's log")
    const vkey = printVkey(noteKey(worldOrigin, TYPE_ED25519, publicKey))
    const policy = await policyFile("wrong.policy", [`log ${vkey}`, "quorum none"])
    const answer = await found([sound, "--policy", policy])
    expect([answer.code, codes(answer)]).toEqual([1, ["checkpoint-signature"]])
  })

  it("is asked of a data folder too", async () => {
    const data = path("data")
    await ok(["init", "--data", data, "--origin", "ledger.example/audited"])
    const vkey = (await ok(["policy", "--data", data])).split("\n")[0] as string
    const policy = await policyFile("data.policy", [vkey, "quorum none"])
    const { out, code } = await audit([data, "--policy", policy])
    expect(code).toBe(0)
    expect(out).toContain("cosigned by nobody\nquorum: asks for nobody")
    const other = await policyFile("other.policy", [logLine, "quorum none"])
    expect(codes(await found([data, "--policy", other]))).toEqual(["checkpoint-signature"])
    expect((await audit([data, "--state", path("unused")])).err).toContain("--state is for tiles")
  })
})

describe("a replay that is kept", () => {
  it("is gone on with: the second audit costs what is new", async () => {
    const state = path("kept")
    const served = await serve(tilesOf(entries.slice(0, 520)), signed(entries.slice(0, 520)))
    expect((await audit([served.url, "--state", state])).code).toBe(0)
    served.put(tiles, signed(entries))
    served.asked.length = 0
    expect((await found([served.url, "--state", state])).entries).toBe(entries.length)
    // Bundle 0 once more, for the key.
    const fetched = served.asked.filter((name) => name !== "checkpoint")
    expect(fetched[0]).toBe("tile/entries/000")
    expect(fetched.slice(1).every((name) => name.includes("/002.p/"))).toBe(true)
    served.asked.length = 0
    const policy = await policyFile("kept.policy", [logLine, "quorum none"])
    expect((await audit([served.url, "--state", state, "--policy", policy])).code).toBe(0)
    expect(served.asked).toEqual(["checkpoint"])
  })

  it("is where it was after an interruption", async () => {
    const state = path("interrupted")
    let interrupt = (): void => {}
    const asked = new Promise<void>((resolve) => {
      interrupt = resolve
    })
    const served = await serve(tiles, signed(entries))
    served.before = async (name) => {
      // Three bundles are on their way at once; the last one is not to come before the first is replayed.
      if (name === "tile/entries/002.p/84" || name.startsWith("tile/entries/002")) {
        interrupt()
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
    const { code, err, out } = await audit([served.url, "--state", state], { asked })
    expect([code, out]).toEqual([2, ""])
    expect(err).toMatch(/stopped after \d+ of \d+ entries; the same command goes on from there/)
    delete served.before
    const again = await found([served.url, "--state", state])
    const straight = await found([served.url])
    expect(again).toEqual(straight)
    const without = await audit([served.url], { asked: Promise.resolve() })
    expect(without.err).toMatch(/stopped after 0 of \d+ entries\n/)
  })

  it("names its faults again, and goes on behind them", async () => {
    const state = path("faulty")
    const changed = entries.map((bytes, i) => (i === 40 ? Uint8Array.of(1) : bytes))
    const first = await found([await exported(changed.slice(0, 300)), "--state", state])
    const second = await found([await exported(changed), "--state", state])
    expect(second.faults.slice(0, first.faults.length)).toEqual(first.faults)
    const whole = await found([await exported(changed)])
    expect(second).toEqual(whole)
  })

  it("shows a log that went back, and one that has two histories", async () => {
    const state = path("histories")
    expect((await found([await exported(entries.slice(0, 300)), "--state", state])).code).toBe(0)
    const back = await found([await exported(entries.slice(0, 299)), "--state", state])
    expect([back.code, codes(back)]).toEqual([1, ["went-back"]])
    const others = entries.map((bytes, i) => (i === 299 ? Uint8Array.of(1) : bytes))
    const forked = await found([await exported(others), "--state", state])
    expect([forked.code, codes(forked)]).toEqual([1, ["fork"]])
    expect(forked.fork).toEqual({
      held: textOf(signed(entries.slice(0, 300))),
      found: textOf(signed(others)),
    })
    const after = await found([sound, "--state", state])
    expect(codes(after)).toEqual(["fork"])
  })

  it("is of one log, and open once", async () => {
    const state = path("one-log")
    expect((await audit([sound, "--state", state])).code).toBe(0)
    const { publicKey, sign } = keyNamed("another log")
    const signer = { key: noteKey(worldOrigin, TYPE_ED25519, publicKey), sign }
    const policy = await policyFile("one-log.policy", [
      `log ${printVkey(signer.key)}`,
      "quorum none",
    ])
    const other = await folderOf(tiles, signed(entries, signer))
    const { code, err } = await audit([other, "--policy", policy, "--state", state])
    expect(code).toBe(2)
    expect(err).toContain(`it is of ${worldOrigin} under another key`)
  })
})

describe("a served log", () => {
  it("is audited below any address, with or without a slash, packed or not", async () => {
    const served = await serve(tiles, signed(entries), "/some/log")
    for (const url of [served.url, `${served.url}/`])
      expect((await found([url])).entries).toBe(entries.length)
    served.packed = true
    expect((await found([served.url])).entries).toBe(entries.length)
  })

  const hasty = { retries: 3, firstWaitMs: 1, timeoutMs: 100 }
  const tile = { level: 1, index: 0, width: 2 }

  it("may fail for a moment", async () => {
    const served = await serve(tiles, signed(entries))
    const source = httpTiles(new URL(served.url), undefined, hasty)
    for (const failing of [[503], [404, 500, 429], [0, 0]]) {
      const left = [...failing]
      served.status = () => left.shift()
      expect(await source.fetchTile(tile)).toEqual(tiles.get("tile/1/000.p/2"))
      expect(left).toEqual([])
    }
  })

  it("that fails for good is no answer", async () => {
    const served = await serve(tiles, signed(entries))
    const source = httpTiles(new URL(served.url), undefined, hasty)
    served.status = () => 503
    await expect(source.fetchTile(tile)).rejects.toThrow(
      `${served.url}/tile/1/000.p/2: got status 503`,
    )
    expect(served.asked).toHaveLength(4)
    served.status = () => 404
    expect(await source.fetchTile(tile)).toBeUndefined()
    expect(served.asked).toHaveLength(8)
    served.status = () => 410
    expect(await source.fetchTile(tile)).toBeUndefined()
    expect(served.asked).toHaveLength(9)
    served.status = () => 403
    const { code, out, err } = await audit([served.url])
    expect([code, out]).toEqual([2, ""])
    expect(err).toContain("/checkpoint: got status 403")
    expect(served.asked).toHaveLength(10)
    await expect(
      httpTiles(new URL("http://127.0.0.1:1/"), undefined, hasty).checkpoint(),
    ).rejects.toThrow("no answer came")
  })

  it("is not waited for without end", async () => {
    const served = await serve(tiles, signed(entries))
    served.before = () => new Promise(() => {})
    const source = httpTiles(new URL(served.url), undefined, hasty)
    await expect(source.fetchTile(tile)).rejects.toThrow("no answer came")
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    const waiting = httpTiles(new URL(served.url), stop.signal).fetchTile(tile)
    await expect(waiting).rejects.toThrow()
  })

  it("is not read without end", async () => {
    const served = await serve(new Map(tiles).set("tile/1/000.p/2", new Uint8Array(65)), signed([]))
    const source = httpTiles(new URL(served.url), undefined, hasty)
    await expect(source.fetchTile(tile)).rejects.toThrow(TileFault)
    served.put(tiles, signed(entries))
    expect(await source.fetchTile(tile)).toEqual(tiles.get("tile/1/000.p/2"))
    expect(await source.fetchTile({ ...tile, index: 5 })).toBeUndefined()
  })
})

describe("our own server and our own export", () => {
  it("hand out what the audit reads", async () => {
    const world = await makeWorld({ seed: "served and audited" })
    await world.submit(intake(world.pens.shop))
    await world.publish()
    const app = buildApp(world.ledger)
    await app.listen({ host: "127.0.0.1", port: 0 })
    try {
      const { port } = app.server.address() as AddressInfo
      const url = `http://127.0.0.1:${port}`
      const size = world.store.size()
      expect(await found([url])).toMatchObject({ code: 0, entries: size, faults: [] })
      const folder = path("exported")
      await ok(["export", "tiles", folder, "--ledger", url])
      expect(await found([folder])).toMatchObject({ code: 0, entries: size, faults: [] })
    } finally {
      await app.close()
      await world.ledger.close()
    }
  })
})

describe("the progress bar", () => {
  it("is drawn on standard error, only on a terminal", async () => {
    for (const errIsTerminal of [true, false]) {
      let err = ""
      const said = (text: string): void => {
        err += text
      }
      const io = {
        err: said,
        errIsTerminal,
        asked: () => forever.asked,
      } as Partial<Io> as Io
      const policy = parsePolicy(`${logLine}\nquorum none\n`)
      if (!policy.ok) throw new Error(policy.fault.sentence)
      const options = { policy: policy.policy, state: undefined }
      await auditDistance(io, folderTiles(sound), options, new AbortController())
      if (errIsTerminal) expect(err).toContain(`${entries.length}/${entries.length} entries, 100 %`)
      else expect(err).toBe("")
    }
  })
})

// Slow: it kills the program ten times, and has it audit 120,000 entries.
describe.runIf(process.env["SLOW"] === "1")("the program", () => {
  let main = ""
  beforeAll(async () => {
    main = `${await builtProgram()}/dist/cli/main.js`
  }, 120_000)

  it("goes on after kill -9 at any moment, to the same answer", { timeout: 300_000 }, async () => {
    const whole = await folderOf(tiles, signed(entries))
    const straight = await found([whole])
    for (let ms = 100; ms < 1600; ms += 150) {
      const state = path(`killed-${ms}`)
      const child = spawn(process.execPath, [main, "audit", whole, "--state", state])
      const ended = new Promise((resolve) => child.once("exit", resolve))
      setTimeout(() => child.kill("SIGKILL"), ms)
      await ended
      expect(await found([whole, "--state", state])).toEqual(straight)
    }
  })

  it("needs no more memory for more entries", { timeout: 900_000 }, async () => {
    const grown = await grownLedger("memory", [20_000, 100_000])
    const used: number[] = []
    for (const all of grown) {
      const folder = await exported(all)
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [
        "--expose-gc",
        "--import",
        printMemory,
        main,
        "audit",
        folder,
      ])
      expect(stdout).toBe(`${all.length} entries of ${worldOrigin}: no fault\n`)
      used.push(Number(/memory (\d+)/.exec(stderr)?.[1]))
    }
    const [small, large] = used as [number, number]
    console.log(`megabytes at most: ${used.join(", ")}`)
    expect(large).toBeLessThan(small + 8)
  })
})

/** The most that lives in the process after its garbage is collected; what LevelDB maps and caches is not in it. */
const printMemory = `data:text/javascript,${encodeURIComponent(`
let most = 0
setInterval(() => {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  most = Math.max(most, heapUsed + external)
}, 250).unref()
process.on("exit", () => console.error("memory", Math.round(most / 1e6)))
`)}`

type Served = {
  readonly url: string
  readonly asked: string[]
  put: (tiles: Tiles, checkpoint: Uint8Array) => void
  /** Another status for this answer; 0 cuts the line. */
  status?: (name: string) => number | undefined
  before?: (name: string) => Promise<void>
  packed?: boolean
}

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(first: Tiles, checkpoint: Uint8Array, prefix = ""): Promise<Served> {
  let files = new Map(first).set("checkpoint", checkpoint)
  const answer = async (name: string, response: ServerResponse): Promise<void> => {
    served.asked.push(name)
    await served.before?.(name)
    const status = served.status?.(name)
    const bytes = files.get(name)
    if (status === 0) response.destroy()
    else if (status !== undefined || bytes === undefined) response.writeHead(status ?? 404).end()
    else if (served.packed === true)
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(bytes))
    else response.writeHead(200).end(bytes)
  }
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(prefix.length + 1)
    void answer(name, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const served: Served = {
    url: `http://127.0.0.1:${port}${prefix}`,
    asked: [],
    put: (tilesNow, note) => {
      files = new Map(tilesNow).set("checkpoint", note)
    },
  }
  return served
}

describe("a data folder with more entries than fit into memory", () => {
  const io = (asked: Promise<void> = new Promise(() => {})): Io => ({
    out: async () => {},
    err: () => {},
    outIsTerminal: false,
    errIsTerminal: false,
    clock: () => ({ at: Date.now(), offset: 0 }),
    random: () => new Uint8Array(0),
    askSecret: async () => undefined,
    asked: () => asked,
    startBeside: () => Promise.reject(new Error("expected no other program to be started")),
  })
  // A place of its own, so that nobody else's folders are counted.
  const aside = path("aside")
  const before = process.env["TMPDIR"]
  beforeAll(async () => {
    await mkdir(aside)
    process.env["TMPDIR"] = aside
  })
  afterAll(() => {
    if (before === undefined) delete process.env["TMPDIR"]
    else process.env["TMPDIR"] = before
  })

  it("is audited with the same answer, and leaves nothing behind", async () => {
    const directory = path("large-folder")
    const world = await makeWorld({ directory })
    const { shop, carrier } = world.pens
    const taken = intake(shop, [{}, {}])
    await world.submit(taken, handOver(shop, carrier, taken.held))
    await world.publish()
    await world.ledger.close()
    const about = { format: "kvitto data folder", version: 1, origin: worldOrigin }
    await writeFile(join(directory, "ledger.json"), `${JSON.stringify(about)}\n`)
    const none = { policy: undefined, state: undefined }
    const both = async () => {
      const large = await auditFolder(io(), directory, none, 0)
      expect(await auditFolder(io(), directory, none, 1_000_000)).toEqual(large)
      return large.found
    }
    expect(await both()).toMatchObject({ ok: true, faults: [] })
    const store = await openLevelStore(storePath(directory), { create: false })
    const [kept] = await store.subjects([taken.items[0] as string])
    const nothing = { entries: [], links: [], tiles: [], notes: [] }
    const stranger = "7".repeat(64)
    const subjects = [taken.items[1] as string, stranger].map((key) => ({
      key,
      bytes: kept as Uint8Array,
    }))
    await store.commit(store.size(), { ...nothing, subjects })
    await store.close()
    const faults = (await both()).faults
    expect(faults.map(({ code }) => code)).toEqual(["subject-mismatch", "subject-mismatch"])
    expect(faults.map(({ sentence }) => sentence).join(" ")).toContain(stranger)
    expect(await readdir(aside)).toEqual([])
  })

  it("is left when it is asked to stop, with nothing left behind", async () => {
    const directory = path("stopped-folder")
    const world = await makeWorld({ directory })
    await world.submit(...Array.from({ length: 1000 }, () => intake(world.pens.shop)))
    await world.ledger.close()
    const about = { format: "kvitto data folder", version: 1, origin: worldOrigin }
    await writeFile(join(directory, "ledger.json"), `${JSON.stringify(about)}\n`)
    await expect(
      auditFolder(io(Promise.resolve()), directory, { policy: undefined, state: undefined }, 10),
    ).rejects.toThrow("stopped after 1000 entries")
    expect(await readdir(aside)).toEqual([])
  })
})

describe("what the audit does not touch", () => {
  it("keeps no replay in a folder that holds something else, a ledger's own store above all", async () => {
    const from = await exported(entries)
    const ledger = path("somebody")
    await ok(["init", "--data", ledger, "--origin", "ledger.example/somebody"])
    for (const state of [`${ledger}/store`, ledger]) {
      const { code, err } = await audit([from, "--state", state])
      expect([code, err]).toEqual([2, expect.stringContaining("holds something that is no replay")])
    }
    expect((await kvitto(["scrub", "--data", ledger])).code).toBe(0)
    const file = path("a-file")
    await writeFile(file, "not a folder")
    expect((await audit([from, "--state", file])).code).toBe(2)
  })

  it("says before it begins that its file could not be written", async () => {
    const { code, err } = await audit([await exported(entries), "-o", path("no/such/x")])
    expect([code, err]).toEqual([2, expect.stringContaining("there is no folder")])
  })
})
