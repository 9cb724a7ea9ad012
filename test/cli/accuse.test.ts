/** accuse: who gave an item twice, and a promise that was not kept, each as the small file that convicts. */

import { readdir, readFile, writeFile } from "node:fs/promises"
import { beforeAll, describe, expect, it } from "vitest"
import { loadKey } from "../../src/cli/keyring.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type Promised, signPromises } from "../../src/log/promise.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { decodeEntry } from "../../src/log/entry.ts"
import { keyNamed } from "../support/world.ts"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

const path = await scratch()
const isThere = async (name: string): Promise<boolean> => (await readdir(path("."))).includes(name)
const accuse = (file: string, name: string, ...more: string[]) =>
  kvitto(["accuse", path(file), "-o", path(name), more])

describe("a bundle", () => {
  type Cases = Readonly<Record<string, { item: string; at: string }>>
  const day = path("day")
  let others: readonly string[] = []

  beforeAll(async () => {
    await ok(["sample", "--data", day])
    const { cases } = JSON.parse(await readFile(`${day}/sample.json`, "utf8")) as { cases: Cases }
    others = Object.keys(cases).filter((name) => name !== "fork")
    for (const [name, { item, at }] of Object.entries(cases))
      await ok(["bundle", item, "--at", at, "--data", day, "-o", path(`${name}.kvitto`)])
    await writeFile(path("day.policy"), await ok(["policy", "--data", day]))
  }, 60_000)

  it("of an item that was given twice convicts the giver", async () => {
    const { code, out, err } = await accuse("fork.kvitto", "fork.kvitto-fault")
    expect([code, out]).toEqual([0, expect.stringMatching(/^Whoever holds key [0-9a-f]+ is conv/)])
    expect(err).toMatch(/^wrote .*fork\.kvitto-fault, \d+ bytes$/m)
    const policy = ["--policy", path("day.policy")]
    const verdict = await kvitto(["verify", path("fork.kvitto-fault"), policy, "--json"])
    expect(verdict.code).toBe(0)
    expect(JSON.parse(verdict.out)).toMatchObject({
      convicted: true,
      kind: "double-receipt",
      whom: { role: "party" },
    })
  })

  it("of any other item accuses nobody", async () => {
    expect(others.length).toBeGreaterThan(8)
    const judged: string[] = []
    for (const name of others) {
      const { code, out } = await accuse(`${name}.kvitto`, "other.kvitto-fault")
      expect([name, code]).toEqual([name, 1])
      if (out !== "Nothing in this file accuses anybody.\n") judged.push(`${name}: ${out}`)
    }
    // One bag, dropped by one side alone and taken out by the other alone: nobody gave it twice.
    expect(judged).toEqual([
      expect.stringMatching(/^night-drop: Nobody is convicted by this file: first receipt: expect/),
    ])
    const json = await accuse("stolen.kvitto", "other.kvitto-fault", "--json")
    expect([json.code, JSON.parse(json.out)]).toEqual([1, []])
    expect(await isThere("other.kvitto-fault")).toBe(false)
  })
})

describe("a promise", () => {
  const data = path("ledger")
  const origin = "ledger.example/accused"
  const where = ["--data", data]
  let kept: Promised

  /** A promise as `submit` prints it, by the ledger's promise key or another. */
  async function promised(name: string, change: Partial<Promised>, key = ""): Promise<void> {
    const own = await loadKey(`${data}/keys/promise.key`, async () => "")
    const { origin: of, publishBy, ...entry } = { ...kept, ...change }
    const signer = key === "" ? own : keyNamed(key)
    const [signed] = signPromises([entry], { origin: of, publishBy }, signer)
    await writeFile(path(name), `${toHex(signed as Uint8Array)}\n`)
  }

  beforeAll(async () => {
    await ok(["init", where, "--origin", origin])
    await writeFile(path("ledger.policy"), await ok(["policy", where]))
    const key = await okJson<{ publicKey: string }>(
      ["key", "new", "--plain", "-o", path("party.key")],
      {},
    )
    const possession = await ok(["key", "possession", path("party.key"), "--origin", origin])
    const terms = {
      form: "organisation",
      root: key.publicKey,
      possession: possession.trim(),
    }
    await writeFile(path("party.json"), JSON.stringify(terms))
    await ok([
      ["sign", "party", "--terms", path("party.json"), "--origin", origin],
      ["--key", `${data}/keys/governor-1.key`, "--role", "governor"],
      ["-o", path("party.parcel")],
    ])
    const [answer] = await okJson<{ index: number; promise: string; statement: string }[]>([
      "submit",
      path("party.parcel"),
      where,
    ])
    if (answer === undefined) throw new Error("expected an answer")
    await writeFile(path("kept.promise"), `${answer.promise}\n`)
    const { index } = answer
    const entry = path("entry")
    await ok([
      ["export", "entries", "--from", `${index}`, "--to", `${index + 1}`],
      [...where, "-o", entry],
    ])
    const bytes = Uint8Array.from(await readFile(entry))
    expect(decodeEntry(bytes)?.index).toBe(index)
    const statement = answer.statement as StatementId
    kept = { origin, statement, leafHash: leafHash(bytes), index, publishBy: 1 }
  })

  it("that is kept convicts nobody, in hex or as it is", async () => {
    const hex = (await readFile(path("kept.promise"), "utf8")).trim()
    await writeFile(path("bare.promise"), Buffer.from(hex, "hex"))
    for (const file of ["kept.promise", "bare.promise"]) {
      const { code, out } = await accuse(file, "kept.kvitto-fault", ...where)
      expect(code).toBe(1)
      expect(out).toMatch(/^Nobody is convicted by this file: another leaf: the promised leaf st/)
    }
    expect(await isThere("kept.kvitto-fault")).toBe(false)
  })

  it("of another leaf than stands there convicts the ledger", async () => {
    await promised("broken.promise", { leafHash: leafHash(utf8("what was shown")) })
    const { code, out } = await accuse("broken.promise", "broken.kvitto-fault", ...where)
    expect([code, out]).toEqual([0, expect.stringMatching(/^Whoever holds the key .* it promised/)])
    const policy = ["--policy", path("ledger.policy")]
    const verdict = await kvitto(["verify", path("broken.kvitto-fault"), policy])
    expect([verdict.code, verdict.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^The ledger ${origin} is convicted: it promised leaf`)),
    ])
  })

  it.each([
    ["that a stranger signed", {}, "a stranger", /not a promise that a promise key of the ledger/],
    ["of another ledger", { origin: "ledger.example/else" }, "", /it is of ledger\.example\/else/],
    // Whether it is late takes witnesses, and this ledger has none.
    ["of an entry that is not there yet", { index: 99 }, "", /it takes a policy with witnesses/],
  ])("%s convicts nobody", async (_, change, key, words) => {
    const name = "nobody.kvitto-fault"
    await promised("other.promise", { leafHash: leafHash(utf8("another")), ...change }, key)
    const policy = ["--policy", path("ledger.policy")]
    const { code, out } = await accuse("other.promise", name, ...where, ...policy)
    expect([code, out]).toEqual([1, expect.stringMatching(words)])
    expect(await isThere(name)).toBe(false)
  })

  it("needs the ledger that gave it", async () => {
    const { code, out, err } = await accuse("kept.promise", "none.kvitto-fault")
    expect([code, out]).toEqual([2, ""])
    expect(err).toContain("which ledger? give --data DIR or --ledger URL")
  })
})

describe("anything else", () => {
  it.each([
    ["an empty file", new Uint8Array(0)],
    ["noise", utf8("no promise\n")],
    ["hex of nothing", utf8("00ff\n")],
    ["a long file", new Uint8Array(5000)],
  ])("%s is refused in one sentence", async (_, bytes) => {
    await writeFile(path("noise"), bytes)
    const { code, out, err } = await accuse("noise", "noise.kvitto-fault")
    expect([code, out]).toEqual([2, ""])
    expect(err).toBe(
      `kvitto: ${path("noise")}: neither a bundle nor a promise, which submit prints in hex\n`,
    )
  })

  it("a file that is not there, too", async () => {
    const { code, out, err } = await accuse("missing", "missing.kvitto-fault")
    expect([code, out]).toEqual([2, ""])
    expect(err).toContain("there is no such file")
  })
})
