/** What is copied out of a ledger: proofs of one statement, and the whole log as tiles, run after run. */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { LedgerReader } from "../../src/api/ledger-api.ts"
import type { CliFailure } from "../../src/cli/failure.ts"
import { copyTiles } from "../../src/cli/tile-folder.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import { concat, type Hash, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { noteKey, printVkey, TYPE_ED25519 } from "../../src/log/note.ts"
import { consistencyProof } from "../../src/merkle/tree.ts"
import { signNode } from "../../src/platform/ed25519.ts"
import { buildApp } from "../../src/server/app.ts"
import { type FakeLedger, fakeLedger, parcel } from "../server/fake-ledger.ts"
import { statementIdOf } from "../../src/custody/identifier.ts"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

const path = await scratch()
const slow = process.env["SLOW"] === "1"
let folders = 0
const newFolder = (): string => path(`tiles-${folders++}`)

/** All complete subtrees by level, from the definition of RFC 6962 and from nothing else. */
function hashLevels(entries: readonly Uint8Array[]): readonly (readonly Hash[])[] {
  const levels: Hash[][] = [entries.map((entry) => sha256(concat(Uint8Array.of(0), entry)))]
  for (let below = levels[0] as Hash[]; below.length > 1; below = levels.at(-1) as Hash[])
    levels.push(
      Array.from({ length: below.length >> 1 }, (_, i) =>
        sha256(concat(Uint8Array.of(1), below[2 * i] as Hash, below[2 * i + 1] as Hash)),
      ),
    )
  return levels
}

function rootOf(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (only === undefined) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return only
  let split = 1
  while (2 * split < leaves.length) split *= 2
  const halves = [rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))] as const
  return sha256(concat(Uint8Array.of(1), ...halves))
}

type Log = {
  /** Its files at a size, by their names, `checkpoint` left out. */
  readonly filesAt: (size: number) => ReadonlyMap<string, Uint8Array>
  readonly at: (size: number, changes?: Partial<LedgerReader>) => FakeLedger
}

/** `forkAt`: entries from this one on have other bytes. */
function makeLog(length: number, forkAt = length, seed = 1, origin = "log.example/x"): Log {
  const entries = Array.from({ length }, (_, i) => utf8(`${i < forkAt ? "entry" : "other"} ${i}`))
  const levels = hashLevels(entries)
  const signing = signingKeyFromSeed(new Uint8Array(32).fill(seed), signNode)
  const key = noteKey(origin, TYPE_ED25519, signing.publicKey)
  const bundle = (from: number, to: number): Uint8Array =>
    concat(...entries.slice(from, to).flatMap((each) => [Uint8Array.of(0, each.length), each]))
  const filesAt = (size: number): ReadonlyMap<string, Uint8Array> => {
    const files = new Map<string, Uint8Array>()
    for (let level = 0; 256 ** level <= size; level++) {
      const count = Math.floor(size / 256 ** level)
      for (let from = 0; from < count; from += 256) {
        const to = Math.min(count, from + 256)
        const number = String(from / 256).padStart(3, "0")
        const name = to - from === 256 ? number : `${number}.p/${to - from}`
        files.set(`tile/${level}/${name}`, concat(...(levels[8 * level]?.slice(from, to) ?? [])))
        if (level === 0) files.set(`tile/entries/${name}`, bundle(from, to))
      }
    }
    return files
  }
  const at = (size: number, changes: Partial<LedgerReader> = {}): FakeLedger => {
    const checkpoint = { origin, size, root: rootOf(levels[0]?.slice(0, size) ?? []) }
    const about = {
      origin,
      sample: false,
      size,
      published: size,
      checkpointKey: printVkey(key),
    }
    return fakeLedger({
      about: async () => about,
      checkpoint: async () => signCheckpoint(checkpoint, { key, sign: signing.sign }),
      tile: async ({ level, index, width }) => {
        if (level === "entries") return bundle(256 * index, 256 * index + width)
        return concat(...(levels[8 * level]?.slice(256 * index, 256 * index + width) ?? []))
      },
      consistency: async (from, to) =>
        consistencyProof(from, to, (level, index) => levels[level]?.[index] as Hash),
      ...changes,
    })
  }
  return { filesAt, at }
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, Uint8Array>()
  for (const each of found.filter((one) => one.isFile())) {
    const whole = join(each.parentPath, each.name)
    files.set(whole.slice(folder.length + 1), Uint8Array.from(await readFile(whole)))
  }
  return files
}

const copy = (ledger: LedgerReader, folder: string) => copyTiles(ledger, folder, () => undefined)

/** Everything that the checkpoint in the folder needs is there, as it should be. */
async function expectCovered(folder: string, log: Log, size: number): Promise<void> {
  const files = await filesIn(folder)
  expect(files.get("checkpoint")).toEqual(await log.at(size).checkpoint())
  for (const [name, bytes] of log.filesAt(size))
    expect([name, files.get(name)]).toEqual([name, bytes])
}

const log = makeLog(1400)

describe("export tiles", () => {
  it("has exactly the files of the specification", async () => {
    for (const size of [0, 1, 2, 255, 256, 257, 512, 1025]) {
      const folder = newFolder()
      expect(await copy(log.at(size), folder)).toEqual({ size, written: log.filesAt(size).size })
      await expectCovered(folder, log, size)
      expect((await filesIn(folder)).size).toBe(log.filesAt(size).size + 1)
    }
  })

  it("goes on where it was, and keeps what older checkpoints need until the full tile is there", async () => {
    const folder = newFolder()
    const sizes = [0, 3, 3, 200, 255, 256, 300, 700, 700, 1300]
    for (const [run, size] of sizes.entries()) {
      const asked: string[] = []
      const tile: LedgerReader["tile"] = async (one) => {
        asked.push(`${one.level}/${one.index}.${one.width}`)
        return log.at(size).tile(one)
      }
      const before = run === 0 ? 0 : (sizes[run - 1] as number)
      const { written } = await copy(log.at(size, { tile }), folder)
      expect(written).toBe(asked.length)
      expect(new Set(asked).size).toBe(asked.length)
      // Nothing is asked for that was full before, and nothing at all if nothing is new.
      const full = asked.filter((name) => /^(?:0|entries)\//.test(name))
      const firstOpen = before >> 8
      expect(
        full.map((name) => Number(/\/(\d+)/.exec(name)?.[1])).every((n) => n >= firstOpen),
      ).toBe(true)
      expect(asked.length === 0).toBe(before === size)
      await expectCovered(folder, log, size)
    }
    const left = [...(await filesIn(folder)).keys()].filter((name) => !log.filesAt(1300).has(name))
    // Level 1 never became full, so its partial tiles of older checkpoints stay.
    expect(left.toSorted()).toEqual(["checkpoint", "tile/1/000.p/1", "tile/1/000.p/2"])
  })

  it("takes more cosignatures on the same checkpoint", async () => {
    const folder = newFolder()
    await copy(log.at(5), folder)
    const witnessed = concat(await log.at(5).checkpoint(), utf8(`— witness ${"A".repeat(16)}\n`))
    await copy(log.at(5, { checkpoint: async () => witnessed }), folder)
    expect(Uint8Array.from(await readFile(join(folder, "checkpoint")))).toEqual(witnessed)
  })

  // Slow: only a log of more than 65,536 entries has them.
  it.skipIf(!slow)(
    "has three levels",
    async () => {
      const long = makeLog(70_000)
      const folder = newFolder()
      await copy(long.at(65_000), folder)
      await copy(long.at(70_000), folder)
      await expectCovered(folder, long, 70_000)
      const names = [...(await filesIn(folder)).keys()]
      expect(names.filter((name) => /^tile\/0\/\d+$/.test(name)).length).toBe(273)
      expect(names).toEqual(
        expect.arrayContaining(["tile/0/273.p/112", "tile/1/000", "tile/2/000.p/1"]),
      )
      expect(names).not.toContain("tile/1/000.p/253")
    },
    120_000,
  )
})

describe("export tiles into a folder that", () => {
  const other = makeLog(1400, 600)
  const refusals: Readonly<Record<string, readonly [LedgerReader, LedgerReader, string]>> = {
    "holds another log": [makeLog(9, 9, 1, "log.example/y").at(5), log.at(700), "not a checkpoint"],
    "holds a log of another key": [makeLog(9, 9, 2).at(5), log.at(700), "not a checkpoint"],
    "holds a longer one": [log.at(701), log.at(700), "published only 700"],
    "holds a fork of the same size": [other.at(700), log.at(700), "does not continue"],
    "holds a shorter fork": [other.at(700), log.at(1000), "does not continue"],
    "holds what the ledger never published": [
      log.at(100),
      log.at(700, { consistency: async () => undefined }),
      "does not continue",
    ],
    "holds a checkpoint, and gets a false proof": [
      log.at(100),
      log.at(700, { consistency: async () => [new Uint8Array(32)] }),
      "does not continue",
    ],
  }
  it.each(Object.entries(refusals))("%s: refuses and changes nothing", async (_, [a, b, why]) => {
    const folder = newFolder()
    await copy(a, folder)
    const before = await filesIn(folder)
    const failure = (await copy(b, folder).catch((error: unknown) => error)) as CliFailure
    expect(failure.message).toContain(why)
    expect(failure.exitCode).toBe(1)
    expect(await filesIn(folder)).toEqual(before)
  })

  it.each(["", "garbage", "log.example/x\n5\n"])(
    "holds a checkpoint of %j: refuses",
    async (text) => {
      const folder = newFolder()
      await mkdir(folder)
      await writeFile(join(folder, "checkpoint"), text)
      await expect(copy(log.at(5), folder)).rejects.toMatchObject({ exitCode: 1 })
      expect([...(await filesIn(folder)).keys()]).toEqual(["checkpoint"])
    },
  )

  it.each(["tile/0/000", "tile/0/002.p/188", "tile/entries/001", "tile/1/000.p/2"])(
    "holds a strange %s: refuses",
    async (name) => {
      const folder = newFolder()
      await mkdir(dirname(join(folder, name)), { recursive: true })
      const length = log.filesAt(700).get(name)?.length ?? 0
      await writeFile(join(folder, name), new Uint8Array(length))
      const failure = (await copy(log.at(700), folder).catch(
        (error: unknown) => error,
      )) as CliFailure
      expect(failure.message).toContain(`${folder}/${name}`)
      expect([...(await filesIn(folder)).keys()]).not.toContain("checkpoint")
      // Shorter than it should be is strange too.
      await writeFile(join(folder, name), new Uint8Array(length - 1))
      await expect(copy(log.at(700), folder)).rejects.toThrow(name)
    },
  )

  it("holds what else a web server needs: leaves it alone", async () => {
    const folder = newFolder()
    await mkdir(join(folder, "tile/notes.p"), { recursive: true })
    for (const name of ["index.html", "tile/notes", "tile/notes.p/1", "tile/robots.new"])
      await writeFile(join(folder, name), "mine")
    await copy(log.at(5), folder)
    await copy(log.at(300), folder)
    const names = [...(await filesIn(folder)).keys()]
    expect(names).toEqual(
      expect.arrayContaining(["index.html", "tile/notes.p/1", "tile/robots.new"]),
    )
  })
})

describe("export tiles from a ledger that", () => {
  const wrongTile =
    (
      level: number | "entries",
      index: number,
      bend: (bytes: Uint8Array) => Uint8Array | undefined,
    ) =>
    async (tile: Parameters<LedgerReader["tile"]>[0]) => {
      const bytes = await log.at(700).tile(tile)
      return tile.level === level && tile.index === index ? bytes && bend(bytes) : bytes
    }
  const turn = (bytes: Uint8Array): Uint8Array => bytes.with(40, (bytes[40] as number) ^ 1)
  const lies: Readonly<Record<string, Partial<LedgerReader>>> = {
    "bends a full tile": { tile: wrongTile(0, 1, turn) },
    "bends the edge": { tile: wrongTile(0, 2, turn) },
    "bends the top": { tile: wrongTile(1, 0, turn) },
    "bends an entry": { tile: wrongTile("entries", 1, turn) },
    "bends the last entry": { tile: wrongTile("entries", 2, turn) },
    "cuts a tile": { tile: wrongTile(0, 1, (bytes) => bytes.slice(32)) },
    "cuts the edge": { tile: wrongTile(0, 2, (bytes) => bytes.slice(32)) },
    "cuts a bundle": { tile: wrongTile("entries", 0, (bytes) => bytes.slice(0, -9)) },
    "has no such tile": { tile: wrongTile(0, 0, () => undefined) },
    "signs with another key": { checkpoint: () => makeLog(9, 9, 2).at(5).checkpoint() },
    "has no checkpoint": { checkpoint: async () => new Uint8Array(0) },
    "has no key": { about: async () => ({ ...(await log.at(700).about()), checkpointKey: "" }) },
  }
  it.each(Object.entries(lies))("%s: ends without a new checkpoint", async (_, changes) => {
    const folder = newFolder()
    await copy(log.at(100), folder)
    await expect(copy(log.at(700, changes), folder)).rejects.toMatchObject({ exitCode: 2 })
    await expectCovered(folder, log, 100)
    await copy(log.at(700), folder)
    await expectCovered(folder, log, 700)
  })

  it("fails in the middle, wherever: the old checkpoint is covered, and the next run ends well", async () => {
    const reference = newFolder()
    await copy(log.at(250), reference)
    await copy(log.at(700), reference)
    const whole = await filesIn(reference)
    let finished = false
    for (let calls = 0; !finished; calls++) {
      const folder = newFolder()
      await copy(log.at(250), folder)
      let left = calls
      const tile: LedgerReader["tile"] = async (one) => {
        if (left-- === 0) throw new Error("the line is dead")
        return log.at(700).tile(one)
      }
      finished = await copy(log.at(700, { tile }), folder).then(
        () => true,
        () => false,
      )
      await expectCovered(folder, log, finished ? 700 : 250)
      await copy(log.at(700), folder)
      expect(await filesIn(folder)).toEqual(whole)
      await rm(folder, { recursive: true })
    }
  })

  it("was copied by a run that died behind the checkpoint: the next one tidies up", async () => {
    const folder = newFolder()
    await copy(log.at(700), folder)
    const clean = await filesIn(folder)
    for (const name of ["tile/0/000.p/9", "tile/entries/001.p/44", "tile/0/002.p/30.new"]) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), "left")
    }
    await copy(log.at(700), folder)
    expect(await filesIn(folder)).toEqual(clean)
  })

  it("is behind an interrupted run: partial tiles stay where this tree has no full one", async () => {
    const folder = newFolder()
    await mkdir(join(folder, "tile/0"), { recursive: true })
    await writeFile(join(folder, "tile/0/000"), log.filesAt(700).get("tile/0/000") as Uint8Array)
    await copy(log.at(200), folder)
    await expectCovered(folder, log, 200)
  })
})

describe("export, over HTTP and from a data folder", () => {
  let url: string
  const bytes = parcel("ok 1")
  const statement = statementIdOf(bytes)

  beforeAll(async () => {
    const served = log.at(3)
    await served.submit([bytes, ...["2", "3", "4"].map((word) => parcel(`ok ${word}`))])
    const app = buildApp(served)
    await app.listen({ host: "127.0.0.1", port: 0 })
    url = `http://127.0.0.1:${(app.server.address() as { readonly port: number }).port}`
    return () => app.close()
  })

  it("writes tiles, and says what it wrote", async () => {
    const folder = newFolder()
    const { code, out, err } = await kvitto(["export", "tiles", folder, "--ledger", url])
    expect([code, out]).toEqual([0, ""])
    expect(err).toBe(`${folder}: checkpoint of 3 entries, 2 tiles and bundles written\n`)
    await expectCovered(folder, log, 3)
    await expect(ok(["export", "tiles", `${folder}/checkpoint`, "--ledger", url])).rejects.toThrow(
      /exit 2: kvitto: .*not a folder/,
    )
    await writeFile(join(folder, "checkpoint"), await log.at(4).checkpoint())
    const longer = await kvitto(["export", "tiles", folder, "--ledger", url])
    expect([longer.code, longer.err]).toEqual([
      1,
      `kvitto: ${folder} holds 4 entries, the ledger has published only 3\n`,
    ])
  })

  it("writes the proofs of a statement", async () => {
    const asked = (what: string, id: string) => ["export", what, id, "--ledger", url]
    expect(await ok(asked("proof", statement))).toBe("c2sp.org/tlog-proof@v1\nindex 0\n")
    expect((await kvitto(asked("proof", statement), { outIsTerminal: true })).code).toBe(0)
    const file = path("one.cose")
    await ok([...asked("cose-receipt", statement), "-o", file])
    expect([...(await readFile(file))]).toEqual([0xd2, 0])
    const shown = await kvitto(asked("cose-receipt", statement), { outIsTerminal: true })
    expect([shown.code, shown.err]).toEqual([
      2,
      "kvitto: these are bytes, not text: give -o FILE\n",
    ])
    const early = statementIdOf(parcel("ok 4"))
    for (const what of ["proof", "cose-receipt"]) {
      const { code, err } = await kvitto(asked(what, early))
      expect([code, err]).toEqual([
        2,
        "kvitto: entry 3: no checkpoint that the quorum cosigned holds it yet\n",
      ])
      expect((await kvitto(asked(what, "0".repeat(64)))).err).toContain("is not in this ledger")
    }
  })

  it("writes the tiles of a sample ledger, whose bundles are its entries", async () => {
    const data = path("sample")
    await ok(["sample", "--data", data])
    const folder = newFolder()
    await ok(["export", "tiles", folder, "--data", data])
    await ok(["export", "tiles", folder, "--data", data])
    const [origin, size] = (await readFile(join(folder, "checkpoint"), "utf8")).split("\n")
    expect(origin).toMatch(/^sample\.invalid\//)
    await ok(["export", "entries", "--to", String(size), "--data", data, "-o", path("entries")])
    const bundles = [...(await filesIn(folder))]
      .filter(([name]) => name.startsWith("tile/entries/"))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    const entries = bundles.flatMap(([, bundle]) => {
      const found: Uint8Array[] = []
      for (let i = 0; i < bundle.length; i += 2 + (found.at(-1) as Uint8Array).length)
        found.push(
          bundle.slice(i + 2, i + 2 + (bundle[i] as number) * 256 + (bundle[i + 1] as number)),
        )
      return found
    })
    expect(entries.length).toBe(Number(size))
    expect(Buffer.concat(entries).equals(await readFile(path("entries")))).toBe(true)
    const [item] = await okJson<{ id: string }[]>(["items", "--data", data])
    const { history } = await okJson<{ history: { statement: string; index: number }[] }>([
      "item",
      item?.id ?? "",
      "--data",
      data,
    ])
    const [first] = history
    const proof = await ok(["export", "proof", first?.statement ?? "", "--data", data])
    expect(proof).toContain(`c2sp.org/tlog-proof@v1\nindex ${first?.index}\n`)
    expect(proof).toContain(`\n\n${origin}\n`)
  })
})
