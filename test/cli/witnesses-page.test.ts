/** docs/witnesses.md: its policy is one, its commands run, and its table is what the command prints. */

import { readFileSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { describe, expect, it } from "vitest"
import { noteKey, printVkey, TYPE_COSIGNATURE } from "../../src/log/note.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { keyNamed } from "../support/world.ts"
import { kvitto, ok, scratch } from "./transcript.ts"

const page = readFileSync(new URL("../../docs/witnesses.md", import.meta.url), "utf8")
const indented = [...page.matchAll(/^ {7}(\S.*)$/gm)].map(([, line = ""]) => line)
const path = await scratch()

/** A witness line for each name that the page's groups use, as each witness would print it. */
function witnessLines(): readonly string[] {
  const names = ["north", "south", "east", "west", "north-replay", "south-replay"]
  return names.map((name) => {
    const key = noteKey(`${name}.example/w1`, TYPE_COSIGNATURE, keyNamed(name).publicKey)
    return `witness ${name} ${printVkey(key)} http://127.0.0.1:9`
  })
}

describe("docs/witnesses.md", () => {
  it("has a policy that a ledger takes, with the ledger's own log line added", async () => {
    const data = path("hand")
    await ok(["init", "--data", data, "--origin", "ledger.example/hand"])
    const [own] = (await ok(["policy", "--data", data])).split("\n")
    const lines = indented.filter((line) =>
      /^(group|quorum|faulty|replay-quorum|queries)/.test(line),
    )
    expect(lines).toHaveLength(6)
    await writeFile(path("witnesses.policy"), [...witnessLines(), ...lines, ""].join("\n"))
    const set = ["policy", "--data", data, "--set", path("witnesses.policy")]
    expect(indented).toContain("kvitto policy --data DIR --set witnesses.policy")
    const printed = await ok(set)
    const parsed = parsePolicy(printed)
    expect(parsed).toMatchObject({ ok: true, policy: { faulty: 1 } })
    expect(printed.split("\n")[0]).toBe(own)
    expect(printed).toContain("queries-per-day west 1440")
    expect(await ok(["policy", "--data", data])).toBe(printed)
  })

  it("has witness lines in the form that policies take", () => {
    const [line] = indented.filter((each) => each.startsWith("witness "))
    expect(parsePolicy(`${line}\nquorum none\n`)).toMatchObject({ ok: true })
  })

  it("refuses a policy that would let the ledger show two histories, and one of another ledger", async () => {
    const data = path("hand")
    const weak = [...witnessLines(), "group two 2 north south east", "quorum two", "faulty 1", ""]
    await writeFile(path("weak.policy"), weak.join("\n"))
    const split = await kvitto(["policy", "--data", data, "--set", path("weak.policy")])
    expect([split.code, split.err]).toEqual([2, expect.stringContaining("show two histories")])
    await ok(["init", "--data", path("other"), "--origin", "ledger.example/other"])
    await writeFile(path("other.policy"), await ok(["policy", "--data", path("other")]))
    const other = await kvitto(["policy", "--data", data, "--set", path("other.policy")])
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("ledger.example/other")])
    const before = await readFile(`${data}/policy`, "utf8")
    expect(await ok(["policy", "--data", data])).toBe(before)
    const remote = ["policy", "--ledger", "http://127.0.0.1:9", "--set", path("weak.policy")]
    expect((await kvitto(remote)).code).toBe(2)
  })

  it("does not write on a ledger whose witnesses do not answer, and reads it all the same", async () => {
    const data = path("hand")
    const running = { asked: new Promise<void>(() => {}) }
    const { code, err } = await kvitto(["serve", "--data", data, "--port", "0"], running)
    expect(code).toBe(2)
    expect(err).toMatch(/0 of 1 witnesses answered, and it takes 1 to know/)
    expect(await ok(["items", "--data", data])).toBe("")
    expect(page).toContain("kvitto serve --without-witnesses")
  })

  it("shows what kvitto witnesses prints", async () => {
    await ok(["sample", "--data", path("sample")])
    const printed = await ok(["witnesses", "--data", path("sample")])
    const [, shown = ""] = /```\n(published[\s\S]*?)```/.exec(page) ?? []
    const ageless = (text: string): string => text.replaceAll(/\d+ \w+ ago/g, "ago").trim()
    expect(ageless(printed)).toBe(ageless(shown))
  })
})
