/** Transcripts of whole sessions on a sample ledger. Each ends in something that must fail. */

import {
  copyFile,
  cp,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises"
import { Level } from "level"
import { beforeAll, describe, expect, it } from "vitest"
import { numberKey, place } from "../../src/store/layout.ts"
import { pdfWith } from "../support/pdf.ts"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

type Cases = Record<string, { item: string; at: string }>
type Item = { id: string; status: string; identifiers: string[] }
type Answer = Record<string, unknown> & { verdict: string; steps: { ok: boolean }[] }

const path = await scratch()
const data = path("sample")
const policy = path("trust.policy")
let cases: Cases

beforeAll(async () => {
  cases = (await okJson<{ cases: Cases }>(["sample", "--data", data])).cases
  await writeFile(policy, await ok(["policy", "--data", data]))
})

const caseOf = (name: string): { item: string; at: string } => {
  const found = cases[name]
  if (found === undefined) throw new Error(`expected a case ${name}`)
  return found
}

describe("a sample ledger", () => {
  it("has a policy of its own: three of its four witnesses, one of which may lie", async () => {
    const lines = (await readFile(policy, "utf8")).split("\n")
    expect(lines[0]).toMatch(/^log sample\.invalid\//)
    expect(lines.slice(1)).toEqual(
      expect.arrayContaining([
        "group growth 3 north south east west",
        "quorum growth",
        "faulty 1",
        "group replay all north-replay south-replay",
        "replay-quorum replay",
        "clock-error 5",
        "settlement 86400",
      ]),
    )
  })

  it("has the cases of the contract, and can be found out item by item", async () => {
    expect(Object.keys(cases)).toEqual(
      expect.arrayContaining(["stolen", "late", "fork", "stranger", "night-drop"]),
    )
    const items = await okJson<Item[]>(["items", "--data", data])
    for (const { item } of Object.values(cases)) expect(items.map(({ id }) => id)).toContain(item)
    const [first] = items as [Item]
    expect(Object.keys(first)).toEqual(["id", "status", "identifiers"])
    const one = await okJson<Item & { history: { kind: string }[] }>([
      "item",
      caseOf("fork").item,
      "--data",
      data,
    ])
    expect(one.status).toBe("forked")
    expect(one.history[0]?.kind).toBe("intake")
    expect(await ok(["item", first.id, "--data", data])).toContain(first.id)
    const unknown = await kvitto(["item", "0".repeat(64), "--data", data])
    expect([unknown.code, unknown.out]).toEqual([2, ""])
    expect(unknown.err).toMatch(
      /^SAMPLE LEDGER: nothing here happened\.\nkvitto: item 0{64}: nothing .*\n$/,
    )
  })

  it("answers alike from the ledger and from the file, and not at all from a changed file", async () => {
    const { item, at } = caseOf("stolen")
    const file = path("x.kvitto")
    await ok(["bundle", item, "--at", at, "--data", data, "-o", file])
    const asked = [item, "--at", at, "--data", data]
    const fromLedger = await okJson<Answer>(["liable", ...asked])
    expect(fromLedger.verdict).toBe("proved")
    expect(Object.keys(fromLedger)).toEqual(
      expect.arrayContaining(
        `question genuine verdict alternatives liable burden holder asOf reservations findings withheld narrow steps`.split(
          " ",
        ),
      ),
    )
    expect(fromLedger["question"]).toEqual({ item, from: at, to: at, scope: "unit" })
    expect(await okJson(["verify", file, "--policy", policy])).toEqual(fromLedger)
    expect(await ok(["liable", ...asked])).toBe(await ok(["verify", file, "--policy", policy]))
    const whole = await readFile(file)
    for (const offset of [40, 200, whole.length >> 1, whole.length - 40]) {
      const changed = Uint8Array.from(whole)
      changed[offset] = (changed[offset] as number) ^ 1
      await writeFile(path("changed.kvitto"), changed)
      const { code } = await kvitto(["verify", path("changed.kvitto"), "--policy", policy])
      expect([1, 2]).toContain(code)
    }
  })

  it("answers alike from a file and from a PDF that carries it, and says what is wrong with others", async () => {
    const { item, at } = caseOf("stolen")
    const file = path("carried.kvitto")
    await ok(["bundle", item, "--at", at, "--data", data, "-o", file])
    const bundle = await readFile(file)
    const verifyPdf = async (...files: readonly Uint8Array[]) => {
      await writeFile(path("case.pdf"), pdfWith(files))
      return kvitto(["verify", path("case.pdf"), "--policy", policy])
    }
    const { code, out } = await verifyPdf(new Uint8Array(9), bundle)
    expect({ code, out }).toEqual({ code: 0, out: await ok(["verify", file, "--policy", policy]) })
    const [none, two] = [await verifyPdf(), await verifyPdf(bundle, bundle)]
    expect([none.code, two.code]).toEqual([2, 2])
    expect(none.err).toContain("this PDF carries no file that proves something")
    expect(two.err).toContain("carries 2 files that prove something: take one out first")
  })

  it("has an exit code for each verdict", async () => {
    const codeOf = async (name: string): Promise<number> => {
      const { item, at } = caseOf(name)
      return (await kvitto(["liable", item, "--at", at, "--data", data])).code
    }
    expect(await codeOf("stolen")).toBe(0)
    expect(await codeOf("fork")).toBe(3)
    const { item } = caseOf("stolen")
    const early = ["liable", item, "--at", "1990-01-01T00:00:00+01:00", "--data", data, "--json"]
    const before = await kvitto(early)
    expect(before.code).toBe(1)
    const { question } = JSON.parse(before.out) as { question: { from: string } }
    expect(question.from).toBe("1989-12-31T23:00:00.000Z")
  })

  it("lets the verifier ask another question of the same file, and not one without end", async () => {
    const { item, at } = caseOf("fork")
    const file = path("fork.kvitto")
    await ok(["bundle", item, "--at", at, "--data", data, "-o", file])
    const verify = ["verify", file, "--policy", policy]
    expect((await kvitto(verify)).code).toBe(3)
    const other = await kvitto([...verify, "--at", "1990-01-01T00:00:00Z", "--json"])
    expect(other.code).toBe(1)
    const spans = ["--from", at, "--to", "1990-01-01T00:00:00Z"]
    expect((await kvitto([...verify, ...spans])).err).toContain("ends before it begins")
    expect((await kvitto([...verify, "--from", at])).code).toBe(2)
  })

  it("says of an empty file that it is empty", async () => {
    await writeFile(path("empty.kvitto"), "")
    const { code, out, err } = await kvitto(["verify", path("empty.kvitto"), "--policy", policy])
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toMatch(/: this file is empty\n$/)
  })

  it("does not serve a policy that names another log", async () => {
    const { item, at } = caseOf("stolen")
    const file = path("other.kvitto")
    await ok(["bundle", item, "--at", at, "--data", data, "-o", file])
    await ok(["sample", "--data", path("another")])
    await writeFile(path("another.policy"), await ok(["policy", "--data", path("another")]))
    const refused = await kvitto(["verify", file, "--policy", path("another.policy"), "--json"])
    expect(refused.code).toBe(1)
    const answer = JSON.parse(refused.out) as { genuine: boolean; steps: { ok: boolean }[] }
    expect(answer.genuine).toBe(false)
    expect(answer.steps.map((step) => step.ok)).toEqual([true, false])
    await writeFile(path("bad.policy"), "quorum all\n")
    const unread = await kvitto(["verify", file, "--policy", path("bad.policy")])
    expect([unread.code, unread.out]).toEqual([2, ""])
    expect(unread.err).toContain("line 1")
  })
})

describe("verify", () => {
  const refusals: Record<string, (file: string) => Promise<void>> = {
    "nothing at all": async () => {},
    "an empty file": (file) => writeFile(file, ""),
    garbage: (file) => writeFile(file, Buffer.alloc(5000, "garbage")),
    "a folder": async (file) => {
      await mkdir(file)
    },
    "a policy": (file) => copyFile(policy, file),
    "1 GiB of zeros": async (file) => {
      await writeFile(file, "")
      await truncate(file, 2 ** 30)
    },
  }
  for (const [what, make] of Object.entries(refusals))
    it(`says in one sentence that ${what} is no bundle`, async () => {
      const file = path(`refused ${what}`)
      await make(file)
      const { code, out, err } = await kvitto(["verify", file, "--policy", policy])
      expect([code, out]).toEqual([2, ""])
      expect(err).toMatch(/^kvitto: [^\n]+\n$/)
      expect(err).not.toContain("fault in kvitto")
      await rm(file, { recursive: true, force: true })
    })

  it("gives a verdict on garbage where a program asks", async () => {
    await writeFile(path("garbage"), "garbage")
    const asked = ["verify", path("garbage"), "--policy", policy, "--json"]
    const { code, out } = await kvitto(asked)
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ genuine: false, verdict: "not-proved" })
  })

  it("takes a loose receipt, and is not moved by a strange one", async () => {
    const { item, at } = caseOf("stolen")
    const file = path("loose.kvitto")
    await ok(["bundle", item, "--at", at, "--data", data, "-o", file])
    await writeFile(path("strange"), "no statement")
    const loose = ["verify", file, "--policy", policy, "--loose", path("strange")]
    expect(await ok(loose)).toContain("0 of 1 counted")
    expect((await kvitto([...loose, "--loose", path("absent")])).code).toBe(2)
  })
})

describe("audit", () => {
  it("finds nothing in a sound ledger", async () => {
    const sound = await okJson<Answer>(["audit", data])
    expect(sound).toMatchObject({ ok: true, faults: [] })
    expect(sound["entries"]).toBeGreaterThan(100)
    expect(await ok(["scrub", "--data", data])).toBe("every stored value is whole\n")
    expect((await kvitto(["audit", path("nowhere")])).code).toBe(2)
  })

  it("names the entry that was changed, and goes on behind it", async () => {
    const copy = path("changed")
    await cp(data, copy, { recursive: true })
    await change(`${copy}/store`, numberKey(place.entry, 7))
    const { code, out } = await kvitto(["audit", copy, "--json"])
    expect(code).toBe(1)
    const { faults, entries } = JSON.parse(out) as {
      entries: number
      faults: { index: number; code: string }[]
    }
    expect(entries).toBeGreaterThan(100)
    expect(faults).toContainEqual(expect.objectContaining({ index: 7, code: "unreadable" }))
    expect(faults).toContainEqual(expect.objectContaining({ index: 8, code: "broken-chain" }))
    const scrubbed = await kvitto(["scrub", "--data", copy])
    expect(scrubbed.code).toBe(1)
    expect(scrubbed.out).toContain("entry 7")
  })

  it("sees that the store went back behind what this node acknowledged", async () => {
    const copy = path("behind")
    await cp(data, copy, { recursive: true })
    const behind = await ok(["init", "--data", path("small"), "--origin", "ledger.example/small"])
    expect(behind).toContain("ledger.example/small")
    await rm(`${copy}/store`, { recursive: true })
    await cp(path("small/store"), `${copy}/store`, { recursive: true })
    const { code, out } = await kvitto(["audit", copy, "--json"])
    expect(code).toBe(1)
    const { faults } = JSON.parse(out) as { faults: { code: string }[] }
    expect(faults.map((fault) => fault.code)).toEqual(
      expect.arrayContaining(["behind-head", "wrong-origin"]),
    )
    expect((await kvitto(["items", "--data", copy])).code).toBe(2)
  })
})

async function change(store: string, key: Uint8Array): Promise<void> {
  const db = new Level<Uint8Array, Uint8Array>(store, {
    keyEncoding: "view",
    valueEncoding: "view",
  })
  const value = Uint8Array.from((await db.get(key)) ?? [])
  value[value.length - 1] = (value[value.length - 1] as number) ^ 1
  await db.put(key, value)
  await db.close()
}

describe("export", () => {
  it("writes entries, a statement and the checkpoint as they are", async () => {
    const asJson = ["item", caseOf("stolen").item, "--data", data]
    const { history } = await okJson<{ history: { statement: string; index: number }[] }>(asJson)
    const [first] = history as [{ statement: string; index: number }]
    const from = ["--from", `${first.index}`, "--to", `${first.index + 1}`]
    await ok(["export", "entries", ...from, "--data", data, "-o", path("entries")])
    await ok(["export", "statement", first.statement, "--data", data, "-o", path("statement")])
    const [entry, statement] = [await readFile(path("entries")), await readFile(path("statement"))]
    expect(entry.includes(statement)).toBe(true)
    expect(statement[0]).toBe(0xd2)
    expect(await ok(["export", "checkpoint", "--data", data])).toMatch(
      /^sample\.invalid\/\w+\n\d+\n/,
    )
    const toTerminal = ["export", "entries", "--data", data]
    expect((await kvitto(toTerminal, { outIsTerminal: true })).err).toContain("give -o FILE")
    expect((await kvitto([...toTerminal, "--from", "9999999"])).code).toBe(2)
  })
})

describe("usage", () => {
  const id = "0".repeat(64)
  const wrong: readonly (readonly string[])[] = [
    [],
    ["unknown"],
    ["liable", id, "--data", data],
    ["liable", "abc", "--at", "2026-03-02T00:00:00Z", "--data", data],
    ["liable", id, "--at", "2026-03-02T00:00:00", "--data", data],
    ["liable", id, "--at", "2026-03-02", "--data", data],
    ["liable", id, "--at", "2026-02-30T00:00:00Z", "--data", data],
    ["liable", id, "--at", "2026-03-02T24:00:00Z", "--data", data],
    ["liable", id, "--at", "2026-03-02T10:00:00.0001Z", "--data", data],
    ["liable", id, "--at", "2026-03-02T00:00:00Z"],
    ["liable", id, "--at", "2026-03-02T00:00:00Z", "--data", data, "--scope", "all"],
    ["liable", id, "--at", "2026-03-02T00:00:00Z", "--data", data],
    ["items"],
    ["items", "--data", data, "--ledger", "http://127.0.0.1:1"],
    ["items", "--ledger", "ftp://example"],
    ["items", "--ledger", "http://127.0.0.1:1"],
    ["items", "--data", "/nowhere/at/all"],
    ["items", "--data", data, "extra"],
    ["init", "--data", path("no"), "--origin", "sample.invalid/mine"],
    ["init", "--data", path("no"), "--origin", "two words"],
    ["init", "--data", path("no"), "--origin", "a/b", "--governors", "1", "--threshold", "2"],
    ["init", "--data", path("no"), "--origin", "a/b", "--governors", "01"],
    ["init", "--data", data, "--origin", "ledger.example/x"],
    ["sample", "--data", data],
    ["serve", "--data", data, "--port", "70000"],
    ["key", "show", "/nowhere"],
    ["submit", "/nowhere", "--data", data],
  ]
  for (const argv of wrong)
    it(`refuses: kvitto ${argv.join(" ").replaceAll(path(""), "")}`, async () => {
      const { code, out, err } = await kvitto(argv)
      expect([code, out]).toEqual([2, ""])
      expect(err).not.toBe("")
      expect(err).not.toMatch(/^ +at /m)
      expect(err).not.toContain("fault in kvitto")
      if (argv.length > 1)
        expect(err).toMatch(
          /^(SAMPLE LEDGER: nothing here happened\.\n)?kvitto: [^\n]+\n(\(Did you mean [^\n]+\n)?$/,
        )
    })

  it("reads a time in its zone, east and west", async () => {
    const asked = async (time: string): Promise<unknown> => {
      const { item } = caseOf("stolen")
      const { out } = await kvitto(["liable", item, "--at", time, "--data", data, "--json"])
      return (JSON.parse(out) as { question: { from: string } }).question.from
    }
    expect(await asked("2026-03-02T12:30:00-05:30")).toBe("2026-03-02T18:00:00.000Z")
    expect(await asked("2026-03-02T00:30:00.5+01:00")).toBe("2026-03-01T23:30:00.500Z")
  })

  it("makes no ledger where anything is", async () => {
    await mkdir(path("full"))
    await writeFile(path("full/letter"), "mine")
    const { code, err } = await kvitto(["init", "--data", path("full"), "--origin", "a/b"])
    expect(code).toBe(2)
    expect(err).toContain("holds something already")
    expect(await readdir(path("full"))).toEqual(["letter"])
  })

  it("prints help where it is asked for", async () => {
    const { code, out, err } = await kvitto(["--help"])
    expect([code, err]).toEqual([0, ""])
    expect(out).toContain("Exit codes")
    expect((await kvitto(["verify", "--help"])).code).toBe(0)
    expect((await kvitto(["verify", "--hepl"])).code).toBe(2)
  })

  it("refuses a data folder whose ledger.json was touched", async () => {
    const copy = path("touched")
    await cp(data, copy, { recursive: true })
    const file = await open(`${copy}/ledger.json`, "a")
    await file.write(" ")
    await file.close()
    expect((await kvitto(["policy", "--data", copy])).err).toContain("not one that this version")
  })
})

describe("every output of a sample ledger", () => {
  const said = /SAMPLE LEDGER: nothing here happened/

  it("says that it is one, on standard error beside the data", async () => {
    const marked = path("sample-marked")
    await ok(["sample", "--data", marked])
    for (const argv of [["items"], ["policy"], ["export", "checkpoint"], ["scrub"]])
      expect((await kvitto([argv, "--data", marked])).err).toMatch(said)
    expect((await kvitto(["audit", marked])).err).toMatch(said)
  })
})
