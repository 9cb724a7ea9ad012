/** Every command in the README runs as it stands there, and says what the README says it says. */

import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { builtProgram, repository } from "./support/built.ts"

const run = promisify(execFile)
const readme = readFileSync(join(repository, "README.md"), "utf8")
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block)

describe("the README", () => {
  let built: string
  let folder: string
  beforeAll(async () => {
    built = await builtProgram()
    folder = await mkdtemp(join(tmpdir(), "kvitto-readme-"))
    // `npx kvitto` in a checkout runs the bin of package.json; here it runs the same file, built beside.
    await mkdir(join(folder, "bin"))
    const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${built}/dist/cli/main.js" "$@"\n`
    await writeFile(join(folder, "bin/npx"), npx)
    await chmod(join(folder, "bin/npx"), 0o755)
  }, 120_000)
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await rm(built, { recursive: true, force: true })
  })

  const shell = (script: string) =>
    run("bash", ["-e", "-o", "pipefail", "-c", script], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}` },
    })

  it("sets up with two commands that package.json has", () => {
    expect(blocks.slice(0, 2)).toEqual(["npm ci && npm start\n", "npm test\n"])
    const { scripts, bin } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))
    expect(scripts.start).toContain("dist/cli/main.js start")
    expect(scripts.test).toBe("vitest run")
    expect(bin.kvitto).toBe("dist/cli/main.js")
  })

  it("asks, takes away and checks", async () => {
    const [, , ask, check, judge] = blocks as [string, string, string, string, string]
    expect(blocks).toHaveLength(5)
    const asked = await shell(ask)
    expect(asked.stdout).toMatch(/^[0-9a-f]{64} {2}held {6}/m)
    const { stdout } = await shell(check)
    expect(stdout.match(/^Verdict: proved\.$/gm)).toHaveLength(2)
    expect(stdout).toContain("by four of four witnesses; claimed 2026-03-02T16:51:00.000Z")
    expect(stdout).toContain("16 ok   the answer: proved")
    expect(await readFile(join(folder, "data/stolen.kvitto"))).not.toHaveLength(0)
    const judged = await shell(judge)
    expect(judged.stdout).toMatch(/^Konklusion: bevist\.$/m)
    expect(judged.stdout).toMatch(/^Guideline 003 §30, violation 30-1/m)
    expect(judged.stdout).toMatch(/difference -DKK 500\.00$/m)
  })

  it("links to pages that exist", () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link)
    expect(links.filter((link) => !existsSync(join(repository, link)))).toEqual([])
  })
})
