/** `kvitto witness`, run in this process and asked over HTTP. */

import { createServer, type Server } from "node:http"
import { appendFile, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpWitness } from "../../src/api/witness-client.ts"
import type { WitnessAnswer } from "../../src/api/witness-api.ts"
import { makeWitnessFolder, openWitnessFolder } from "../../src/cli/witness-folder.ts"
import { printAddCheckpoint } from "../../src/log/add-checkpoint.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../../src/log/checkpoint.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { type NoteKey, parseVkey, printVkey, TYPE_ED25519 } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { originHashOf } from "../../src/log/checkpoint.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { signerOf, toyLog } from "../witness/toy-log.ts"
import { kvitto, ok, okJson, type Said, scratch, type Words } from "./transcript.ts"

const path = await scratch()
const name = "north.example/w1"

/** A ledger, its policy with the place of its tiles, and those tiles behind an HTTP server. */
let server: Server
let tiles = ""
let logs = ""
let checkpoint: OpenedCheckpoint
let logKey: NoteKey
let garbled = false

beforeAll(async () => {
  const data = path("ledger")
  await ok(["init", "--data", data, "--origin", "ledger.example/kvitto"])
  await ok(["export", "tiles", path("tiles"), "--data", data])
  server = createServer((request, response) => {
    const asked = request.url ?? ""
    readFile(join(path("tiles"), asked)).then(
      (bytes) => response.end(garbled ? bytes.map((byte) => byte ^ 1) : bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  tiles = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const policy = await ok(["policy", "--data", data])
  const vkey = /^log (\S+)$/m.exec(policy)?.[1] ?? ""
  const bytes = new Uint8Array(await readFile(join(path("tiles"), "checkpoint")))
  logKey = parseVkey(vkey) as NoteKey
  checkpoint = openCheckpoint(bytes, logKey, verifyNode) as OpenedCheckpoint
  logs = path("logs.policy")
  await writeFile(logs, `log ${vkey} ${tiles}/\nquorum none\n`)
  await writeFile(path("unlocated.policy"), `log ${vkey}\nquorum none\n`)
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** A witness that runs until `stop`, and what it said on standard output before it was asked anything. */
async function running(argv: Words): Promise<{ said: string; stop: () => Promise<Said> }> {
  let stop: () => void = () => {}
  let seen: (text: string) => void = () => {}
  const asked = new Promise<void>((resolve) => {
    stop = resolve
  })
  const first = new Promise<string>((resolve) => {
    seen = resolve
  })
  const ended = kvitto(["witness", "--port", "0", ...argv], { asked, onOut: (text) => seen(text) })
  const said = await Promise.race([
    first,
    ended.then(({ err }): string => {
      throw new Error(`it ended: ${err}`)
    }),
  ])
  return {
    said,
    stop: async () => {
      stop()
      return ended
    },
  }
}

/** The witnesses that such lines make known, with where they answer. */
function policyOf(lines: string): Policy {
  const read = parsePolicy(`${lines}quorum none\n`)
  if (!read.ok) throw new Error(read.fault.sentence)
  return read.policy
}

const askedAt = (policy: Policy) => {
  const [witness] = policy.witnesses
  return httpWitness(new URL(policy.urls.get(printVkey((witness as { key: NoteKey }).key)) ?? ""))
}

const requestOf = ({ bytes }: OpenedCheckpoint, oldSize: number): Uint8Array =>
  printAddCheckpoint({ oldSize, proof: [], checkpoint: bytes })

/** The policy's names of those that cosigned. */
function cosignedBy(answer: WitnessAnswer, policy: Policy): readonly string[] {
  if (answer.status !== 200) throw new Error(`expected 200, got ${JSON.stringify(answer)}`)
  const note = { text: checkpoint.note.text, signatures: answer.signatures }
  const keys = policy.witnesses.map(({ key }) => key)
  const read = readCosignatures(note, keys, verifyNode) ?? []
  expect(read.length).toBe(answer.signatures.length)
  return policy.witnesses
    .filter(({ key }) => read.some(({ witness }) => witness === key))
    .map((each) => each.name)
}

describe("kvitto witness", () => {
  it("makes its folder, and says by policy lines with which keys it states what", async () => {
    const data = path("made")
    const { said, stop } = await running(["--data", data, "--name", name, "--logs", logs])
    const policy = policyOf(said)
    expect(policy.witnesses.map((witness) => [witness.name, witness.key.name])).toEqual([
      [name, name],
      [`${name}/replay`, name],
    ])
    const { code, err } = await stop()
    expect(code).toBe(0)
    const [growth, replay] = policy.witnesses.map(({ key }) => printVkey(key))
    expect(err).toContain(`states growth: ${growth}\n`)
    expect(err).toContain(`states replay: ${replay}\n`)
    expect(err).toContain("follows ledger.example/kvitto: growth and replay\n")
    for (const key of ["growth", "replay"])
      expect((await stat(join(data, "keys", `${key}.key`))).mode & 0o777).toBe(0o600)
    // The folder keeps its name and keys.
    const printed = await ok(["witness", "--data", data, "--no-serve"])
    expect(policyOf(printed).witnesses).toEqual(policy.witnesses)
    expect(printed).not.toContain("http")
    const shown = await okJson(["witness", "--data", data, "--no-serve"])
    expect(shown).toMatchObject({
      name,
      url: null,
      keys: [
        { vkey: growth, states: "growth", policy: `witness ${name} ${growth}` },
        { vkey: replay, states: "replay", policy: `witness ${name}/replay ${replay}` },
      ],
    })
  })

  it("cosigns with both keys what it has replayed, and knows it after a restart", async () => {
    const data = path("replaying")
    const argv = ["--data", data, "--name", name, "--logs", logs]
    const first = await running(argv)
    const policy = policyOf(first.said)
    const answer = await askedAt(policy).addCheckpoint(requestOf(checkpoint, 0))
    expect(cosignedBy(answer, policy)).toEqual([name, `${name}/replay`])
    expect((await first.stop()).code).toBe(0)
    const { size, origin } = checkpoint.checkpoint
    const again = await running(["--data", data, "--logs", logs])
    const second = policyOf(again.said)
    expect(await askedAt(second).addCheckpoint(requestOf(checkpoint, 0))).toEqual({
      status: 409,
      size,
    })
    const kept = await askedAt(second).checkpoint(originHashOf(origin))
    expect(new TextDecoder().decode(kept)).toContain(checkpoint.note.text)
    expect(
      cosignedBy(await askedAt(second).addCheckpoint(requestOf(checkpoint, size)), policy),
    ).toEqual([name, `${name}/replay`])
    await again.stop()
  })

  it.each([
    ["--no-replay", () => logs],
    ["a log without a URL", () => path("unlocated.policy")],
  ])("states growth only with %s", async (option, file) => {
    const data = path(`growth ${option}`)
    const { said, stop } = await running([
      ["--data", data, "--name", name, "--logs", file()],
      option.startsWith("--") ? [option] : [],
    ])
    const policy = policyOf(said)
    expect(policy.witnesses.map((witness) => witness.name)).toEqual([name])
    const answer = await askedAt(policy).addCheckpoint(requestOf(checkpoint, 0))
    expect(cosignedBy(answer, policy)).toEqual([name])
    const { err } = await stop()
    expect(err).toContain("states no replay\n")
    expect(err).toContain("follows ledger.example/kvitto: growth only\n")
  })

  it("says which log's entries it cannot have, and vouches for growth meanwhile", async () => {
    garbled = true
    const data = path("garbled")
    const { said, stop } = await running(["--data", data, "--name", name, "--logs", logs])
    const policy = policyOf(said)
    const asked = askedAt(policy)
    expect(cosignedBy(await asked.addCheckpoint(requestOf(checkpoint, 0)), policy)).toEqual([name])
    garbled = false
    const { size } = checkpoint.checkpoint
    await asked.addCheckpoint(requestOf(checkpoint, size))
    await new Promise((resolve) => setTimeout(resolve, 200))
    const caught = await asked.addCheckpoint(requestOf(checkpoint, size))
    expect(cosignedBy(caught, policy)).toEqual([name, `${name}/replay`])
    const { err } = await stop()
    expect(err).toMatch(
      /^kvitto: ledger\.example\/kvitto: tiles: they do not give the root of the checkpoint$/m,
    )
    expect(err).not.toContain("fault in kvitto")
  })

  it("has one owner for its folder", async () => {
    const data = path("owned")
    const { stop } = await running(["--data", data, "--name", name, "--logs", logs])
    const other = await kvitto(["witness", "--data", data, "--logs", logs, "--port", "0"])
    expect(other.code).toBe(2)
    expect(other.err).toMatch(/is open already: another kvitto witness is running on this folder/)
    expect(await ok(["witness", "--data", data, "--no-serve"])).toContain(`witness ${name} `)
    await stop()
    const { stop: end } = await running(["--data", data, "--logs", logs])
    expect((await end()).code).toBe(0)
  })

  it("does not start on what it did not write", async () => {
    const data = path("changed")
    const first = await running(["--data", data, "--name", name, "--logs", logs, "--no-replay"])
    await askedAt(policyOf(first.said)).addCheckpoint(requestOf(checkpoint, 0))
    await first.stop()
    const file = join(data, "checkpoints", originHashOf(checkpoint.checkpoint.origin))
    await appendFile(file, "x")
    const { code, err, out } = await kvitto([
      "witness",
      "--data",
      data,
      "--logs",
      logs,
      "--port",
      "0",
    ])
    expect([code, out]).toEqual([2, ""])
    expect(err).toMatch(/checkpoint of ledger\.example\/kvitto: is not one that this witness/)
    expect(await readFile(file, "utf8")).toContain(checkpoint.note.text)
    // Nothing is left locked behind.
    expect((await kvitto(["witness", "--data", data, "--logs", logs, "--port", "0"])).err).toBe(err)
  })

  it.each<[string, () => Words, RegExp]>([
    [
      "no name at the first run",
      () => ["--data", path("new"), "--logs", logs],
      /no witness yet; give --name/,
    ],
    [
      "a name that no policy can say",
      () => ["--data", path("new"), "--name", "none", "--no-serve"],
      /cannot be called/,
    ],
    [
      "a name that no key can have",
      () => ["--data", path("new"), "--name", "a b"],
      /Expected a name/,
    ],
    [
      "another name",
      () => ["--data", path("named"), "--name", "other", "--no-serve"],
      /is called north\.example\/w1/,
    ],
    ["no logs", () => ["--data", path("named")], /which logs\? give --logs FILE/],
    [
      "logs that are not there",
      () => ["--data", path("named"), "--logs", path("none")],
      /no such file/,
    ],
    [
      "a policy with a fault",
      () => ["--data", path("named"), "--logs", path("faulty")],
      /faulty: line 1: /,
    ],
    [
      "a policy without logs",
      () => ["--data", path("named"), "--logs", path("empty")],
      /expected a line: log/,
    ],
    [
      "two logs of one origin",
      () => ["--data", path("named"), "--logs", path("twice")],
      /two log lines have one origin/,
    ],
    [
      "a URL that is none",
      () => ["--data", path("named"), "--logs", path("ftp")],
      /the URL of ledger\.example\/toy is not one of HTTP/,
    ],
    [
      "a replay of what is nowhere",
      () => ["--data", path("named"), "--logs", path("unlocated.policy"), "--replay"],
      /has no URL/,
    ],
    [
      "a folder of something else",
      () => ["--data", path("ledger"), "--name", name, "--logs", logs],
      /holds something already/,
    ],
    [
      "a changed witness.json",
      () => ["--data", path("edited"), "--logs", logs],
      /not one that this version wrote/,
    ],
    [
      "a port in use",
      () => ["--data", path("named"), "--logs", logs, "--port", new URL(tiles).port],
      /this port is in use/,
    ],
  ])("ends with one sentence over %s", async (_, argv, sentence) => {
    const log = printVkey(toyLog("ledger.example/toy").key)
    if (!(await readdir(path("."))).includes("edited")) {
      await ok(["witness", "--data", path("named"), "--name", name, "--no-serve"])
      await ok(["witness", "--data", path("edited"), "--name", name, "--no-serve"])
      await appendFile(path("edited/witness.json"), " ")
      await writeFile(path("faulty"), "logs\n")
      await writeFile(path("empty"), "quorum none\n")
      await writeFile(path("ftp"), `log ${log} ftp://x\nquorum none\n`)
      const second = printVkey(signerOf("ledger.example/toy", TYPE_ED25519, "second").key)
      await writeFile(path("twice"), `log ${log}\nlog ${second}\nquorum none\n`)
    }
    const { code, out, err } = await kvitto(["witness", ...argv()])
    expect([code, out]).toEqual([2, ""])
    expect(err).toMatch(sentence)
    expect(
      err
        .trim()
        .split("\n")
        .filter((line) => line.startsWith("kvitto: ")).length,
    ).toBe(1)
    expect(err).not.toMatch(/ at .*\.ts/)
  })
})

describe("a witness's folder", () => {
  it("is made of given seeds, and opened in a program", async () => {
    const seeds = { growth: new Uint8Array(32).fill(1), replay: new Uint8Array(32).fill(2) }
    const run = { logs: [{ key: logKey, fetchTile: undefined }], clock: Date.now, report: () => {} }
    const [one, other] = [path("seeded 1"), path("seeded 2")]
    await makeWitnessFolder(one, name, seeds)
    await makeWitnessFolder(other, name, seeds)
    const witness = await openWitnessFolder(one, run)
    expect((await witness.addCheckpoint(requestOf(checkpoint, 0))).status).toBe(200)
    await expect(openWitnessFolder(one, run)).rejects.toMatchObject({ code: "locked" })
    const same = await openWitnessFolder(other, run)
    expect((await same.about()).keys).toEqual((await witness.about()).keys)
    await witness.close()
    await same.close()
    await rm(one, { recursive: true })
  })
})
