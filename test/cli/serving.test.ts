/** Sessions against a server in this process, and one against the program as it is built and installed. */

import { spawn } from "node:child_process"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { promisify } from "node:util"
import { execFile } from "node:child_process"
import { describe, expect, it } from "vitest"
import { freePort } from "../../src/cli/serving.ts"
import { builtProgram } from "../support/built.ts"
import { kvitto, ok, scratch } from "./transcript.ts"

const path = await scratch()

/** The program as built, started with these words, once it has said its first ones. */
async function started(main: string, argv: readonly string[]) {
  const child = spawn(process.execPath, [main, ...argv], { stdio: ["ignore", "pipe", "pipe"] })
  let err = ""
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const welcome = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()))
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${err}`)))
  })
  return { welcome, child, ended, err: () => err }
}

const urlIn = (policy: string, name: string): string =>
  new RegExp(`^witness ${name} \\S+ (\\S+)$`, "m").exec(policy)?.[1] ?? ""

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("it did not come to that within twenty seconds")
}

describe("kvitto start", () => {
  it("prints three commands that work while it runs, over a ledger that four witnesses cosign", async () => {
    const main = `${await builtProgram()}/dist/cli/main.js`
    const data = path("start")
    const began = Date.now()
    const { welcome, child, ended, err } = await started(main, [
      "start",
      "--data",
      data,
      "--port",
      "0",
    ])
    const commands = welcome.split("\n").filter((line) => line.startsWith("npx kvitto"))
    expect(commands.length).toBe(3)
    const [items, liable, bundle] = commands as [string, string, string]
    const words = (line: string): string[] => line.trim().split(" ").slice(2)
    const where = words(items).slice(1)
    expect(await ok(words(items))).toContain("held")
    const witnesses = async () => JSON.parse(await ok(["witnesses", ...where, "--json"]))
    // One answer must have all of it: a time entry may be published between two questions, and before it everything is of
    // the day that was played. Cosignatures are of today then, by processes of their own, and give whole seconds.
    await until(async () => {
      const { published, cosigned, replayed, lacking, witnesses: each } = await witnesses()
      const all = [cosigned, replayed, ...each.map(({ size }: { size: number }) => size)]
      const isToday = each.every(({ at }: { at: number }) => at >= began - 1000)
      return (
        isToday &&
        each.length === 6 &&
        lacking.length === 0 &&
        new Set([...all, published]).size === 1
      )
    })
    expect(await ok(words(liable))).toContain("Verdict: proved.")
    const [make = "", print = "", check = ""] = bundle.split("&&")
    await ok([...words(make).slice(0, -1), path("stolen.kvitto")])
    const [printed = ""] = print.split(">")
    const policy = await kvitto(words(printed))
    expect(policy.err).toContain("on the word of http://127.0.0.1:")
    await writeFile(path("trust.policy"), policy.out)
    expect(check.trim()).toBe("npx kvitto verify stolen.kvitto --policy trust.policy")
    const verify = ["verify", path("stolen.kvitto"), "--policy", path("trust.policy")]
    expect(await ok(verify)).toContain("by four of four witnesses; claimed")
    const locked = await kvitto(["items", "--data", data])
    expect(locked.code).toBe(2)
    expect(locked.err).toContain("one owner")
    child.kill("SIGTERM")
    expect(await ended).toBe(0)
    expect(err()).toMatch(/checkpoint \d+ is cosigned by north, north-replay, south, south-replay/)
    expect((await kvitto(words(items))).code).toBe(2)
    for (const name of ["north", "south", "east", "west"])
      expect(await answers(urlIn(policy.out, name))).toBe(false)
    expect(await ok(["start", "--data", data, "--no-serve"])).toContain(`--data ${data}`)
  })

  it("leaves no witness behind when it is killed", async () => {
    const main = `${await builtProgram()}/dist/cli/main.js`
    const argv = ["start", "--data", path("killed"), "--port", "0"]
    const { welcome, child, ended } = await started(main, argv)
    const where = /--ledger \S+/.exec(welcome)?.[0].split(" ") ?? []
    const url = urlIn(await ok(["policy", ...where]), "east")
    expect(await answers(url)).toBe(true)
    child.kill("SIGKILL")
    await ended
    await until(async () => !(await answers(url)))
  })

  it("serves no ledger that is not a sample", async () => {
    const data = path("own")
    await ok(["init", "--data", data, "--origin", "ledger.example/own"])
    const { code, err } = await kvitto(["start", "--data", data])
    expect(code).toBe(2)
    expect(err).toContain("not a sample ledger")
  })
})

describe("kvitto serve", () => {
  it("says so when its port is taken, and start finds the next one", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const { port } = other.address() as { port: number }
    const data = path("taken")
    await ok(["init", "--data", data, "--origin", "ledger.example/taken"])
    const { code, err } = await kvitto(["serve", "--data", data, "--port", `${port}`])
    expect(code).toBe(2)
    expect(err).toContain("this port is in use")
    expect(await freePort("127.0.0.1", port)).toBeGreaterThan(port)
    await new Promise((resolve) => other.close(resolve))
    // Closed properly: the folder can be opened again.
    expect(await ok(["items", "--data", data])).toBe("")
  })
})

describe("the program as built", () => {
  const run = promisify(execFile)

  it("runs from another folder, ends at a signal, and shows no stack to anybody", async () => {
    const built = await builtProgram()
    const main = `${built}/dist/cli/main.js`
    const kept = path("kept")
    await mkdir(kept)
    const there = { cwd: kept }
    const { stdout } = await run(process.execPath, [main, "sample", "--data", "s", "--json"], there)
    const { item, at } = (
      JSON.parse(stdout) as { cases: Record<string, { item: string; at: string }> }
    ).cases["stolen"] as { item: string; at: string }
    const asked = [item, "--at", at, "--data", "s"]
    await run(process.execPath, [main, "bundle", ...asked, "-o", "x.kvitto"], there)
    const policy = await run(process.execPath, [main, "policy", "--data", "s"], there)
    await writeFile(`${kept}/trust.policy`, policy.stdout)
    const served = spawn(process.execPath, [main, "start", "--data", "s", "--port", "0"], there)
    const ended = new Promise((resolve) => served.once("exit", resolve))
    // At once, so that a signal that comes early is seen to be heard; and no waiting for one that died.
    await Promise.race([new Promise((resolve) => served.stdout.once("data", resolve)), ended])
    served.kill("SIGTERM")
    expect(await ended).toBe(0)
    await rm(`${kept}/s`, { recursive: true })
    const verify = [main, "verify", "x.kvitto", "--policy", "trust.policy"]
    expect((await run(process.execPath, verify, there)).stdout).toContain("Verdict: proved.")
    await writeFile(`${kept}/x.kvitto`, "x")
    const refused = await run(process.execPath, verify, there).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 2, stdout: "" })
    expect((refused as { stderr: string }).stderr).toMatch(
      /^kvitto: x\.kvitto: not a bundle[^\n]*\n$/,
    )
  }, 120_000)
})
