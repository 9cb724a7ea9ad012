/** compare: two files, one sentence, and the file that convicts. */

import { readFile, writeFile } from "node:fs/promises"
import { beforeAll, describe, expect, it } from "vitest"
import { printVkey } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import { printPolicy } from "../../src/verifier/policy.ts"
import { worldKeys, worldOrigin } from "../support/world.ts"
import { makeSpecimens, specimenPolicy } from "../misbehaviour/specimens.ts"
import { kvitto, scratch } from "./transcript.ts"

const path = await scratch()
beforeAll(async () => {
  const { sides, honest } = await makeSpecimens()
  await writeFile(path("a.checkpoint"), sides[0])
  await writeFile(path("b.checkpoint"), sides[1])
  await writeFile(path("honest.checkpoint"), honest)
  await writeFile(path("trust.policy"), printPolicy(specimenPolicy))
  await writeFile(path("noise"), "no checkpoint\n")
})

const compare = (a: string, b: string, ...more: string[]) =>
  kvitto(["compare", path(a), path(b), more])

describe("compare", () => {
  it("convicts in one sentence, and writes a file for everyone it convicts", async () => {
    const policy = ["--policy", path("trust.policy")]
    const { code, out, err } = await compare(
      "a.checkpoint",
      "b.checkpoint",
      ...policy,
      "-o",
      path("x.kvitto-fault"),
    )
    expect(code).toBe(1)
    expect(out).toMatch(
      new RegExp(`^The ledger ${worldOrigin} is convicted: it signed two trees of`),
    )
    expect(out).toContain("The witness w is convicted: it cosigned two trees of")
    expect(err).toMatch(
      /^wrote .*x\.kvitto-fault, \d+ bytes\nwrote .*x-2\.kvitto-fault, \d+ bytes\n$/,
    )
    for (const [name, role] of [
      ["x", "ledger"],
      ["x-2", "witness"],
    ] as const) {
      const bytes = Uint8Array.from(await readFile(path(`${name}.kvitto-fault`)))
      expect(judge(bytes, specimenPolicy, verifyNode)).toMatchObject({
        convicted: true,
        whom: { role },
      })
    }
    const json = await compare("a.checkpoint", "b.checkpoint", ...policy, "--json")
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      verdict: "contradict",
      convictions: [
        { convicted: true, kind: "split-view", whom: { key: printVkey(worldKeys.checkpoint.key) } },
        { convicted: true, kind: "two-sided-witness" },
      ],
    })
  })

  it("exits 0 where nothing contradicts, 3 where nothing is decided, 2 for no file", async () => {
    const policy = ["--policy", path("trust.policy")]
    const same = await compare("a.checkpoint", "honest.checkpoint", ...policy)
    expect([same.code, same.out]).toEqual([0, expect.stringContaining("both are of one tree of")])
    const unknown = await compare("a.checkpoint", "b.checkpoint")
    expect([unknown.code, unknown.out]).toEqual([
      3,
      "they contradict each other, and no key known here signed both\n",
    ])
    const json = await compare("a.checkpoint", "b.checkpoint", "--json")
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      3,
      { verdict: "undecided", convictions: [] },
    ])
    const noise = await compare("a.checkpoint", "noise", ...policy)
    expect([noise.code, noise.out]).toEqual([2, ""])
    expect(noise.err).toContain("the second file: neither a bundle, a checkpoint nor a tlog-proof")
    const missing = await compare("missing", "a.checkpoint")
    expect([missing.code, missing.out]).toEqual([2, ""])
    expect(missing.err).toContain("there is no such file")
  })
})
