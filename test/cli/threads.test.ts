/** The program as it is built and run: with its threads and its native part, and where one of them is missing. */

import { execFile } from "node:child_process"
import { mkdir, readdir, rm, symlink, unlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { builtProgram, repository } from "../support/built.ts"

let folder = ""
beforeAll(async () => {
  folder = await builtProgram()
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...words: readonly string[]): Promise<{ out: string; err: string }> {
  const program = join(folder, "dist/cli/main.js")
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...words])
  return { out: stdout, err: stderr }
}

/** What is installed here, but for one package, which has no build for this machine. */
async function installWithout(broken: string): Promise<void> {
  const installed = join(repository, "node_modules")
  const modules = join(folder, "node_modules")
  await unlink(modules)
  await mkdir(join(modules, broken), { recursive: true })
  await writeFile(join(modules, broken, "index.js"), 'throw new Error("no addon was found")')
  for (const name of await readdir(installed))
    if (name !== broken) await symlink(join(installed, name), join(modules, name))
}

describe("an audit by the built program", () => {
  it("is the same by threads with libsodium, and without it, which is said", async () => {
    const data = join(folder, "sample")
    await run("sample", "--data", data)
    const whole = await run("audit", data)
    expect(whole.out).toMatch(/^\d+ entries of sample\.invalid\/[0-9a-f]+: no fault\n/)
    expect(whole.err).not.toContain("sodium")
    await installWithout("sodium-native")
    const less = await run("audit", data)
    expect(less.out).toBe(whole.out)
    expect(less.err).toContain(
      "kvitto: sodium-native is missing: OpenSSL checks signatures, and takes longer\n",
    )
  })
})
