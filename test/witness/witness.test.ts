import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { WitnessAnswer } from "../../src/api/witness-api.ts"
import { concat, toHex, utf8 } from "../../src/encoding/bytes.ts"
import {
  type AddCheckpoint,
  MAX_ADD_CHECKPOINT_BYTES,
  parseAddCheckpoint,
  printAddCheckpoint,
} from "../../src/log/add-checkpoint.ts"
import { parseCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign, readCosignatures } from "../../src/log/cosignature.ts"
import {
  type Note,
  parseNote,
  printNote,
  printSignatures,
  printVkey,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import { originHashOf } from "../../src/log/checkpoint.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { MAX_EVIDENCE, witnessFiles, type WitnessFiles } from "../../src/witness/checkpoint-file.ts"
import type { Fork, Replay, ReplayState } from "../../src/witness/replay.ts"
import { StoreFault } from "../../src/store/store.ts"
import { MAX_STEP_BACK_SECONDS, MAX_WAITING } from "../../src/witness/watch.ts"
import type { Witness } from "../../src/witness/witness.ts"
import {
  growth,
  replaying,
  scratchFolder,
  signerOf,
  start,
  toyLog,
  toyReplay,
  witnessName,
  witnessOf,
} from "./toy-log.ts"

const slow = process.env["SLOW"] === "1"
const origin = "ledger.example/toy"
const log = toyLog(origin)
/** The same until 5, then another history. */
const fork = toyLog(origin, "fork", 5)
const hash = originHashOf(origin)
const watched = [{ key: log.key, replay: undefined }]
const startSeconds = start / 1000

let scratch: Awaited<ReturnType<typeof scratchFolder>>
beforeAll(async () => {
  scratch = await scratchFolder()
})
afterAll(() => scratch.remove())

const status = (answer: WitnessAnswer): number => answer.status

/** The cosignatures of a 200 on the checkpoint of `size`, each verified. */
function timesIn(answer: WitnessAnswer, size: number, of = log): readonly number[] {
  if (answer.status !== 200) throw new Error(`expected 200, got ${JSON.stringify(answer)}`)
  const { text } = parseNote(of.checkpoint(size)) as Note
  const read = readCosignatures(
    { text, signatures: answer.signatures },
    [growth.key, replaying.key],
    verifyNode,
  )
  expect(read?.length).toBe(answer.signatures.length)
  return read?.map(({ time }) => time) ?? []
}

const worksIn = (answer: WitnessAnswer): readonly string[] =>
  answer.status === 200
    ? answer.signatures.map(({ keyId }) =>
        keyId === growth.key.keyId ? "growth" : keyId === replaying.key.keyId ? "replay" : "?",
      )
    : [`${answer.status}`]

describe("add-checkpoint", () => {
  it("cosigns a first checkpoint, and one that continues it", async () => {
    const witness = await witnessOf(scratch.place(), watched)
    expect(timesIn(await witness.addCheckpoint(log.request(0, 3)), 3)).toEqual([startSeconds])
    expect(timesIn(await witness.addCheckpoint(log.request(3, 7)), 7)).toEqual([startSeconds])
    expect((await witness.about()).logs).toEqual([{ origin, size: 7, replayed: null, fault: null }])
  })

  it("cosigns every step between any sizes", async () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(sizes, async (some) => {
        const witness = await witnessOf(scratch.place(), watched)
        let last = 0
        for (const size of some.sort((a, b) => a - b)) {
          timesIn(await witness.addCheckpoint(log.request(last, size)), size)
          last = size
        }
      }),
      { numRuns: 20 },
    )
  })

  it("signs an unchanged checkpoint again, with the time it is now", async () => {
    let now = start
    const witness = await witnessOf(scratch.place(), watched, { clock: () => now })
    await witness.addCheckpoint(log.request(0, 3))
    now += 600_999
    expect(timesIn(await witness.addCheckpoint(log.request(3, 3)), 3)).toEqual([startSeconds + 600])
    const kept = parseNote((await witness.checkpoint(hash)) as Uint8Array) as Note
    expect(readCosignatures(kept, [growth.key], verifyNode)?.map(({ time }) => time)).toEqual([
      startSeconds + 600,
    ])
  })

  it("writes nothing for the same answer in the same second, however often it is asked", async () => {
    const folder = scratch.place()
    const files = await witnessFiles(folder)
    let writes = 0
    let now = start
    const counted: WitnessFiles = {
      ...files,
      write: (...words) => {
        writes++
        return files.write(...words)
      },
    }
    const witness = await witnessOf(folder, watched, { files: counted, clock: () => now })
    const first = await witness.addCheckpoint(log.request(0, 3))
    for (let i = 0; i < 5; i++)
      expect(await witness.addCheckpoint(log.request(3, 3))).toEqual(first)
    expect(writes).toBe(1)
    now += 1000
    await witness.addCheckpoint(log.request(3, 3))
    expect(writes).toBe(2)
  })

  it("cosigns the empty tree, and from it any tree without a proof", async () => {
    const witness = await witnessOf(scratch.place(), watched)
    expect(timesIn(await witness.addCheckpoint(log.request(0, 0)), 0)).toEqual([startSeconds])
    expect(timesIn(await witness.addCheckpoint(log.request(0, 0)), 0)).toEqual([startSeconds])
    expect(timesIn(await witness.addCheckpoint(log.request(0, 9)), 9)).toEqual([startSeconds])
  })

  const signer = signerOf(origin, TYPE_ED25519)
  const note = (size: number, root: Uint8Array): Uint8Array =>
    signCheckpoint({ origin, size, root }, signer)
  const body = (oldSize: number, proof: readonly Uint8Array[], checkpoint: Uint8Array) =>
    printAddCheckpoint({ oldSize, proof, checkpoint })
  const stranger = toyLog("stranger.example/log")
  const lineOf = (bytes: Uint8Array) => (parseNote(bytes) as Note).signatures
  const withLines = (bytes: Uint8Array, lines: Note["signatures"]): Uint8Array =>
    printNote({ text: (parseNote(bytes) as Note).text, signatures: lines })
  const falseLine = { ...(lineOf(log.checkpoint(9))[0] as Note["signatures"][number]) }

  it.each<[number, string, () => Uint8Array]>([
    [400, "nothing", () => new Uint8Array(0)],
    [400, "garbage", () => utf8("old 3\n\nnothing\n")],
    [400, "a leading zero", () => utf8(`old 03\n\n${new TextDecoder().decode(log.checkpoint(4))}`)],
    [
      400,
      "64 proof lines",
      () => concat(utf8(`old 3\n${`${"A".repeat(43)}=\n`.repeat(64)}\n`), log.checkpoint(4)),
    ],
    [400, "no signature", () => utf8(`old 3\n\n${origin}\n4\n${"A".repeat(43)}=\n`)],
    [
      400,
      "an extension line",
      () =>
        body(
          3,
          [],
          printNote({
            ...(parseNote(log.checkpoint(4)) as Note),
            text: `${(parseNote(log.checkpoint(4)) as Note).text}more\n`,
          }),
        ),
    ],
    [400, "an old size beyond the checkpoint", () => body(5, [], log.checkpoint(4))],
    [404, "another origin", () => stranger.request(0, 4)],
    [404, "an origin that goes on", () => toyLog(`${origin}s`).request(0, 4)],
    [
      404,
      "another origin with an extension line",
      () => body(0, [], printNote({ text: "x\n1\nAAAA\nmore\n", signatures: [falseLine] })),
    ],
    [
      403,
      "no line by the log",
      () => body(3, log.proof(3, 4), withLines(log.checkpoint(4), lineOf(stranger.checkpoint(4)))),
    ],
    [
      403,
      "a false line by the log",
      () => body(3, log.proof(3, 4), withLines(log.checkpoint(4), [falseLine])),
    ],
    [
      403,
      "a true and a false line by the log",
      () =>
        body(
          3,
          log.proof(3, 4),
          withLines(log.checkpoint(4), [...lineOf(log.checkpoint(4)), falseLine]),
        ),
    ],
    [
      403,
      "another key of the log's name",
      () =>
        body(
          3,
          log.proof(3, 4),
          signCheckpoint(
            { origin, size: 4, root: log.root(4) },
            signerOf(origin, TYPE_ED25519, "other"),
          ),
        ),
    ],
    [409, "an older size", () => log.request(2, 4)],
    [409, "size 0", () => log.request(0, 4)],
    [409, "a newer size", () => log.request(4, 6)],
    [422, "no proof", () => body(3, [], log.checkpoint(4))],
    [422, "the proof from another size", () => body(3, log.proof(2, 4), log.checkpoint(4))],
    [422, "a proof too long", () => body(3, [...log.proof(3, 4), log.root(1)], log.checkpoint(4))],
    [422, "another root of the same size", () => body(3, [], note(3, log.root(4)))],
    [422, "a proof for the same size", () => body(3, [log.root(1)], log.checkpoint(3))],
  ])("answers %i to %s, and changes nothing", async (expected, _, make) => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await witness.addCheckpoint(log.request(0, 3))
    const before = await readFile(join(folder, "checkpoints", hash))
    const answer = await witness.addCheckpoint(make())
    expect(answer.status).toBe(expected)
    if (answer.status === 409) expect(answer.size).toBe(3)
    else expect(answer).toMatchObject({ sentence: expect.stringMatching(/^[^\n]{10,}$/) as string })
    expect(await readFile(join(folder, "checkpoints", hash))).toEqual(before)
    timesIn(await witness.addCheckpoint(log.request(3, 4)), 4)
  })

  it.each<[number, string, () => Uint8Array]>([
    [422, "size 0 with another root", () => body(0, [], note(0, log.root(1)))],
    [422, "size 0 with a proof", () => body(0, [log.root(1)], log.checkpoint(0))],
    [422, "a proof from size 0", () => body(0, [log.root(1)], log.checkpoint(4))],
    [409, "size 3", () => log.request(3, 4)],
  ])("answers %i to %s before the first", async (expected, _, make) => {
    const witness = await witnessOf(scratch.place(), watched)
    const answer = await witness.addCheckpoint(make())
    expect(answer.status).toBe(expected)
    if (answer.status === 409) expect(answer.size).toBe(0)
    expect(await witness.checkpoint(hash)).toBeUndefined()
  })

  it("ignores lines by others, and keeps none of them", async () => {
    const witness = await witnessOf(scratch.place(), watched)
    const other = lineOf(stranger.checkpoint(4))
    const bytes = withLines(log.checkpoint(4), [...other, ...lineOf(log.checkpoint(4)), ...other])
    timesIn(await witness.addCheckpoint(body(0, [], bytes)), 4)
    const kept = parseNote((await witness.checkpoint(hash)) as Uint8Array) as Note
    expect(kept.signatures.map(({ name }) => name)).toEqual([origin, witnessName])
  })

  it("watches logs apart", async () => {
    const other = toyLog("other.example/log")
    const witness = await witnessOf(scratch.place(), [
      ...watched,
      { key: other.key, replay: undefined },
    ])
    timesIn(await witness.addCheckpoint(log.request(0, 3)), 3)
    timesIn(await witness.addCheckpoint(other.request(0, 2)), 2, other)
    expect(status(await witness.addCheckpoint(other.request(3, 4)))).toBe(409)
    expect(await witness.checkpoint(originHashOf(other.origin))).not.toEqual(
      await witness.checkpoint(hash),
    )
  })

  it("reads the request of the specification, whose key it does not know", async () => {
    const spec = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`
    expect(parseAddCheckpoint(utf8(spec))?.proof.length).toBe(4)
    const witness = await witnessOf(scratch.place(), watched)
    expect(status(await witness.addCheckpoint(utf8(spec)))).toBe(404)
    const sofa = signerOf("example.com/behind-the-sofa", TYPE_ED25519)
    const knowing = await witnessOf(scratch.place(), [{ key: sofa.key, replay: undefined }])
    expect(status(await knowing.addCheckpoint(utf8(spec)))).toBe(403)
  })
})

describe("two requests at once", () => {
  it("from the same size: one is cosigned, the other told the new size", async () => {
    const folder = scratch.place()
    const files = await witnessFiles(folder)
    const late: WitnessFiles = {
      ...files,
      write: async (...words) => {
        await sleep(20)
        await files.write(...words)
      },
    }
    const witness = await witnessOf(folder, watched, { files: late })
    await witness.addCheckpoint(log.request(0, 3))
    const answers = await Promise.all(
      [7, 5, 9, 7].map((size) => witness.addCheckpoint(log.request(3, size))),
    )
    expect(answers.map(status)).toEqual([200, 409, 409, 409])
    expect(answers[1]).toEqual({ status: 409, size: 7 })
    expect((await witness.about()).logs[0]?.size).toBe(7)
  })

  it("of two logs do not wait for each other", async () => {
    const other = toyLog("other.example/log")
    const folder = scratch.place()
    const files = await witnessFiles(folder)
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const witness = await witnessOf(folder, [...watched, { key: other.key, replay: undefined }], {
      files: {
        ...files,
        write: async (named, note) => {
          if (named === hash) await gate
          await files.write(named, note)
        },
      },
    })
    const waiting = witness.addCheckpoint(log.request(0, 3))
    timesIn(await witness.addCheckpoint(other.request(0, 2)), 2, other)
    expect((await witness.about()).logs.map(({ size }) => size)).toEqual([0, 2])
    release()
    timesIn(await waiting, 3)
  })

  it("are counted: behind too many nobody waits any more", async () => {
    const witness = await witnessOf(scratch.place(), watched)
    const answers = await Promise.all(
      Array.from({ length: MAX_WAITING + 5 }, () => witness.addCheckpoint(log.request(0, 3))),
    )
    const counted = (code: number) => answers.filter((answer) => answer.status === code).length
    expect([counted(200), counted(409), counted(503)]).toEqual([1, MAX_WAITING - 1, 5])
    timesIn(await witness.addCheckpoint(log.request(3, 4)), 4)
  })
})

describe("the clock", () => {
  const stepped = async (...steps: readonly number[]) => {
    let now = start
    const witness = await witnessOf(scratch.place(), watched, { clock: () => now })
    await witness.addCheckpoint(log.request(0, 1))
    const answers: WitnessAnswer[] = []
    for (const step of steps) {
      now += step * 1000
      answers.push(await witness.addCheckpoint(log.request(answers.length + 1, answers.length + 2)))
      if (answers.at(-1)?.status !== 200) break
    }
    return answers
  }

  it("that steps back a little is held until it has caught up", async () => {
    const [back, more, on] = await stepped(-1, -(MAX_STEP_BACK_SECONDS - 1), 5)
    expect(timesIn(back as WitnessAnswer, 2)).toEqual([startSeconds])
    expect(timesIn(more as WitnessAnswer, 3)).toEqual([startSeconds])
    expect(timesIn(on as WitnessAnswer, 4)).toEqual([startSeconds + 5 - MAX_STEP_BACK_SECONDS])
  })

  it("that is further back signs nothing until it is right again", async () => {
    let now = start
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched, { clock: () => now })
    await witness.addCheckpoint(log.request(0, 1))
    now -= 1000 * (MAX_STEP_BACK_SECONDS + 1)
    expect(status(await witness.addCheckpoint(log.request(1, 2)))).toBe(503)
    await witness.close()
    const again = await witnessOf(folder, watched, { clock: () => now })
    expect(status(await again.addCheckpoint(log.request(1, 2)))).toBe(503)
    now = start
    expect(timesIn(await again.addCheckpoint(log.request(1, 2)), 2)).toEqual([startSeconds])
  })

  it.each([0, 999, -5000, Number.NaN, Infinity, 1e19])(
    "that says %d is not believed",
    async (now) => {
      const witness = await witnessOf(scratch.place(), watched, { clock: () => now })
      expect(status(await witness.addCheckpoint(log.request(0, 1)))).toBe(503)
    },
  )
})

describe("the disk", () => {
  it("holds the cosigned checkpoint before the answer, and only that", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    const answer = await witness.addCheckpoint(log.request(0, 3))
    const kept = new Uint8Array(await readFile(join(folder, "checkpoints", hash)))
    expect(await witness.checkpoint(hash)).toEqual(kept)
    expect(await witness.checkpoint("0".repeat(64))).toBeUndefined()
    if (answer.status !== 200) throw new Error("expected 200")
    expect(kept).toEqual(concat(log.checkpoint(3), utf8(printSignatures(answer.signatures))))
    expect(await readdir(join(folder, "checkpoints"))).toEqual([hash])
  })

  it("is read again at the next start", async () => {
    const folder = scratch.place()
    await (await witnessOf(folder, watched)).addCheckpoint(log.request(0, 3))
    const again = await witnessOf(folder, watched)
    expect(await again.addCheckpoint(log.request(0, 4))).toEqual({ status: 409, size: 3 })
    timesIn(await again.addCheckpoint(log.request(3, 4)), 4)
  })

  it("that fails ends all signing for this log, until a restart, and for no other", async () => {
    const other = toyLog("other.example/log")
    const both = [...watched, { key: other.key, replay: undefined }]
    const folder = scratch.place()
    const files = await witnessFiles(folder)
    let full = false
    const told: unknown[] = []
    const witness = await witnessOf(folder, both, {
      report: (error) => told.push(error),
      files: {
        ...files,
        write: async (named, note) => {
          if (full && named === hash) throw new Error("ENOSPC")
          await files.write(named, note)
        },
      },
    })
    timesIn(await witness.addCheckpoint(log.request(0, 3)), 3)
    full = true
    expect(await witness.addCheckpoint(log.request(3, 4))).toMatchObject({ status: 503 })
    expect(told.length).toBe(1)
    full = false
    expect(status(await witness.addCheckpoint(log.request(3, 4)))).toBe(503)
    timesIn(await witness.addCheckpoint(other.request(0, 2)), 2, other)
    timesIn(await (await witnessOf(folder, both)).addCheckpoint(log.request(3, 4)), 4)
  })

  // Root may write to a folder that nobody may write to.
  it.skipIf(process.getuid?.() === 0)("that cannot be written is answered with 503", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await chmod(join(folder, "checkpoints"), 0o500)
    expect(status(await witness.addCheckpoint(log.request(0, 3)))).toBe(503)
    await chmod(join(folder, "checkpoints"), 0o700)
    expect(await readdir(join(folder, "checkpoints"))).toEqual([])
  })

  it("whose folder is gone is answered with 503", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await rm(join(folder, "checkpoints"), { recursive: true })
    expect(status(await witness.addCheckpoint(log.request(0, 3)))).toBe(503)
  })

  it("with anything but its own last word keeps the witness from starting", async () => {
    const folder = scratch.place()
    await (await witnessOf(folder, watched)).addCheckpoint(log.request(0, 3))
    const path = join(folder, "checkpoints", hash)
    const whole = new Uint8Array(await readFile(path))
    const started = async (bytes: Uint8Array): Promise<unknown> => {
      await writeFile(path, bytes)
      return witnessOf(folder, watched).then(
        () => "started",
        (error: unknown) => (error as { code: unknown }).code,
      )
    }
    for (let bit = 0; bit < whole.length * 8; bit += slow ? 1 : 23) {
      const bytes = whole.slice()
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(await started(bytes), `bit ${bit}`).toBe("corrupt")
    }
    for (let length = 0; length < whole.length; length += slow ? 1 : 29)
      expect(await started(whole.slice(0, length)), `length ${length}`).toBe("corrupt")
    expect(await started(concat(whole, whole))).toBe("corrupt")
    expect(await started(new Uint8Array(1 << 20))).toBe("corrupt")
    const note = parseNote(whole) as Note
    const [own, mine] = note.signatures as [Note["signatures"][0], Note["signatures"][0]]
    const late = cosign(note.text, startSeconds, replaying)
    const early = cosign(note.text, startSeconds - 1, growth)
    const stray = { ...own, name: "stray" }
    for (const signatures of [
      [own],
      [mine],
      [mine, own],
      [own, late],
      [own, late, mine],
      [own, mine, mine],
      [own, mine, early],
      [own, mine, stray],
      [own, own, mine],
      [own, mine, late, late],
    ])
      expect(await started(printNote({ ...note, signatures }))).toBe("corrupt")
    expect(await started(printNote({ ...note, signatures: [own, mine, late] }))).toBe("started")
    expect(await started(whole)).toBe("started")
    expect(await started(new Uint8Array(await readFile(path)))).toBe("started")
  })

  it("that cannot be read keeps the witness from starting", async () => {
    const folder = scratch.place()
    await mkdir(join(folder, "checkpoints", hash), { recursive: true })
    await expect(witnessOf(folder, watched)).rejects.toMatchObject({ code: "unreadable" })
  })

  it("with another key's word keeps it from starting", async () => {
    const folder = scratch.place()
    await (await witnessOf(folder, watched)).addCheckpoint(log.request(0, 3))
    const other = signerOf(origin, TYPE_ED25519, "another log key")
    await expect(witnessOf(folder, [{ key: other.key, replay: undefined }])).rejects.toThrow(
      /not one that this witness cosigned/,
    )
  })
})

describe("evidence", () => {
  const kept = async (folder: string): Promise<readonly string[]> =>
    readdir(join(folder, "evidence", hash)).catch(() => [])

  const policy = (): Policy => {
    const parsed = parsePolicy(`log ${printVkey(log.key)}\nquorum none\n`)
    if (!parsed.ok) throw new Error(parsed.fault.sentence)
    return parsed.policy
  }
  /** Every file of this kind, judged. */
  const splitsIn = async (folder: string) =>
    Promise.all(
      (await kept(folder))
        .filter((name) => name.startsWith("split-"))
        .map(async (name) => {
          const file = new Uint8Array(await readFile(join(folder, "evidence", hash, name)))
          return judge(file, policy(), verifyNode)
        }),
    )
  const convicted = { convicted: true, kind: "split-view", whom: { role: "ledger", name: origin } }

  it.each([
    ["from the same size", 6],
    ["from another size", 5],
  ])("of a split view is kept, both notes, once, asked %s", async (_, from) => {
    const folder = scratch.place()
    let now = start
    const witness = await witnessOf(folder, watched, { clock: () => now++ })
    await witness.addCheckpoint(log.request(0, 6))
    const expected = from === 6 ? 422 : 409
    expect(status(await witness.addCheckpoint(fork.request(from, 6)))).toBe(expected)
    expect(status(await witness.addCheckpoint(fork.request(from, 6)))).toBe(expected)
    const [name = "", ...others] = await kept(folder)
    expect(others).toEqual([])
    expect(name).toMatch(/^split-[0-9]+-[0-9a-f]{64}\.kvitto-fault$/)
    const file = new Uint8Array(await readFile(join(folder, "evidence", hash, name)))
    expect(judge(file, policy(), verifyNode)).toMatchObject(convicted)
    timesIn(await witness.addCheckpoint(log.request(6, 7)), 7)
  })

  it("of what does not continue is kept, and only the newest of it", async () => {
    const folder = scratch.place()
    // Of a tree of 8 entries no proof holds the root: it is the one that the witness is to have.
    let now = start
    const witness = await witnessOf(folder, watched, { clock: () => now++ })
    await witness.addCheckpoint(log.request(0, 8))
    for (let size = 9; size < 9 + MAX_EVIDENCE + 4; size++) {
      expect(status(await witness.addCheckpoint(fork.request(8, size)))).toBe(422)
      expect(status(await witness.addCheckpoint(fork.request(8, size)))).toBe(422)
    }
    const names = await kept(folder)
    expect(names.length).toBe(MAX_EVIDENCE)
    const texts = await Promise.all(
      names.map((name) => readFile(join(folder, "evidence", hash, name), "utf8")),
    )
    const newest = new TextDecoder().decode(fork.checkpoint(8 + MAX_EVIDENCE + 4))
    const oldest = new TextDecoder().decode(fork.checkpoint(9))
    expect(texts.some((text) => text.includes(newest))).toBe(true)
    expect(texts.some((text) => text.includes(oldest))).toBe(false)
    for (const text of texts)
      expect(text.startsWith(new TextDecoder().decode(log.checkpoint(8)))).toBe(true)
    for (const text of texts) expect(text).toMatch(/\n\nold 8\n/)
    expect(names.every((name) => name.startsWith("unproven-"))).toBe(true)
  })

  it("is the operator's own proof, where it leads to his root from another tree", async () => {
    for (const [from, to] of [
      [6, 7],
      [6, 8],
      [7, 20],
      [12, 13],
      [13, 64],
    ] as const) {
      const folder = scratch.place()
      const witness = await witnessOf(folder, watched)
      await witness.addCheckpoint(log.request(0, from))
      expect(status(await witness.addCheckpoint(fork.request(from, to)))).toBe(422)
      expect(await splitsIn(folder)).toMatchObject([convicted])
      expect((await kept(folder)).length).toBe(1)
    }
  })

  it("is no proof that a stranger made up beside a true checkpoint", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await witness.addCheckpoint(log.request(0, 6))
    const { proof } = parseAddCheckpoint(log.request(6, 11)) as AddCheckpoint
    const other = (i: number) => proof.with(i, fork.root(9))
    for (const wrong of [[], proof.slice(1), proof.toReversed(), ...[...proof.keys()].map(other)]) {
      const checkpoint = log.checkpoint(11)
      const answer = printAddCheckpoint({ oldSize: 6, proof: wrong, checkpoint })
      expect(status(await witness.addCheckpoint(answer))).toBe(422)
    }
    expect((await kept(folder)).map((name) => name.split("-")[0])).toEqual(["unproven"])
  })

  /** A replay that does nothing but make the file when it is asked to. */
  const withTiles = (splitView: Replay["splitView"]) => {
    const replay = {
      ...toyReplay(async ({ checkpoint }) => ({ size: checkpoint.size, faults: [] })),
      splitView,
    }
    return [{ key: log.key, replay }]
  }

  it("is looked for in the tiles, where there is a replay and the proof shows nothing", async () => {
    const asked: (readonly (number | undefined)[])[] = []
    const sizeOf = (note: Uint8Array) => parseCheckpoint(parseNote(note)?.text ?? "")?.size
    const file = utf8("a file")
    const logs = withTiles(async (a, b) => {
      asked.push([sizeOf(a), sizeOf(b)])
      return file
    })
    const folder = scratch.place()
    const witness = await witnessOf(folder, logs)
    await witness.addCheckpoint(log.request(0, 8))
    expect(status(await witness.addCheckpoint(fork.request(8, 9)))).toBe(422)
    await expect.poll(() => kept(folder)).toHaveLength(2)
    expect(status(await witness.addCheckpoint(fork.request(6, 7)))).toBe(409)
    await expect.poll(() => kept(folder)).toHaveLength(3)
    expect(asked).toEqual([
      [8, 9],
      [8, 7],
    ])
    const [split = ""] = (await kept(folder)).filter((name) => name.includes(toHex(fork.root(7))))
    expect(await readFile(join(folder, "evidence", hash, split), "utf8")).toBe("a file")
    // A log that grows gives no cause.
    expect(status(await witness.addCheckpoint(log.request(7, 9)))).toBe(409)
    timesIn(await witness.addCheckpoint(log.request(8, 9)), 9)
    expect(asked.length).toBe(2)
    await witness.close()
  })

  it("is looked for once at a time, and tiles that cannot be had change no answer", async () => {
    let ended: () => void = () => undefined
    let asked = 0
    const told: unknown[] = []
    const logs = withTiles(async () => {
      asked++
      await new Promise<void>((resolve) => {
        ended = resolve
      })
      throw new Error("no tile")
    })
    const folder = scratch.place()
    const witness = await witnessOf(folder, logs, { report: (error) => told.push(error) })
    await witness.addCheckpoint(log.request(0, 8))
    for (const size of [9, 10, 11])
      expect(status(await witness.addCheckpoint(fork.request(8, size)))).toBe(422)
    expect(asked).toBe(1)
    ended()
    await expect.poll(() => told.length).toBe(1)
    await witness.addCheckpoint(fork.request(8, 12))
    await expect.poll(() => asked).toBe(2)
    ended()
    await witness.close()
  })

  it("of a fork whose tiles could not be had is looked for at the next start", async () => {
    const [held, found] = [log.checkpoint(6), fork.checkpoint(7)]
    const met: Fork = { sentence: "two histories", held, found, file: undefined }
    const [logs] = withTiles(async (a, b) => concat(a, b))
    const replay = { ...(logs as NonNullable<typeof logs>).replay }
    replay.state = () => ({ size: 6, faults: [], fork: met })
    const folder = scratch.place()
    const witness = await witnessOf(folder, [{ key: log.key, replay }])
    await expect.poll(() => kept(folder)).toHaveLength(1)
    const [name = ""] = await kept(folder)
    const bytes = new Uint8Array(await readFile(join(folder, "evidence", hash, name)))
    expect(bytes).toEqual(concat(held, found))
    await witness.close()
  })

  it("of a fork that the replay found is kept, at once and at every start", async () => {
    const met: Fork = {
      sentence: "two histories",
      held: log.checkpoint(6),
      found: fork.checkpoint(7),
      file: utf8("the file"),
    }
    const folder = scratch.place()
    const replay = toyReplay(async () => ({ size: 6, faults: [], fork: met }))
    const witness = await witnessOf(folder, [{ key: log.key, replay }])
    await witness.addCheckpoint(log.request(0, 6))
    await expect.poll(() => kept(folder)).toHaveLength(1)
    await witness.close()
    await rm(join(folder, "evidence", hash), { recursive: true })
    await (await witnessOf(folder, [{ key: log.key, replay }])).close()
    const [name = ""] = await kept(folder)
    expect(name).toMatch(new RegExp(`^split-[0-9]+-${toHex(fork.root(7))}\\.kvitto-fault$`))
  })

  it("of split views is kept up to a number, the first ones", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await witness.addCheckpoint(log.request(0, 6))
    const histories = Array.from({ length: MAX_EVIDENCE + 3 }, (_, i) => toyLog(origin, `${i}`))
    for (const other of histories) await witness.addCheckpoint(other.request(6, 6))
    const names = await kept(folder)
    expect(names.length).toBe(MAX_EVIDENCE)
    const roots = histories.slice(0, MAX_EVIDENCE).map((other) => toHex(other.root(6)))
    expect(roots.every((root) => names.some((name) => name.includes(root)))).toBe(true)
  })

  it("is not what a stranger can make of a good checkpoint and nothing", async () => {
    const folder = scratch.place()
    const witness = await witnessOf(folder, watched)
    await witness.addCheckpoint(log.request(0, 6))
    await witness.addCheckpoint(log.request(4, 6))
    await witness.addCheckpoint(toyLog("stranger.example/log").request(0, 4))
    expect(await kept(folder)).toEqual([])
  })

  it("that cannot be written changes no answer", async () => {
    const folder = scratch.place()
    const told: unknown[] = []
    const witness = await witnessOf(folder, watched, { report: (error) => told.push(error) })
    await witness.addCheckpoint(log.request(0, 6))
    await rm(join(folder, "evidence"), { recursive: true })
    await writeFile(join(folder, "evidence"), "")
    expect(status(await witness.addCheckpoint(fork.request(6, 6)))).toBe(422)
    expect(told.length).toBe(1)
    timesIn(await witness.addCheckpoint(log.request(6, 7)), 7)
  })
})

const fault = { index: 2, code: "map-mismatch", sentence: "entry 2: the map is another" } as const

describe("the replay", () => {
  const caughtUp = (size: number): ReplayState => ({ size, faults: [] })
  const following = (replay: ReturnType<typeof toyReplay>) => [{ key: log.key, replay }]

  it("adds its own line, by its own key, when it has reached exactly this size", async () => {
    const folder = scratch.place()
    const replay = toyReplay(async ({ checkpoint }) => caughtUp(checkpoint.size))
    const witness = await witnessOf(folder, following(replay))
    const answer = await witness.addCheckpoint(log.request(0, 3))
    expect(timesIn(answer, 3)).toEqual([startSeconds, startSeconds])
    expect(worksIn(answer)).toEqual(["growth", "replay"])
    const { keys, logs } = await witness.about()
    expect(keys).toEqual([
      { vkey: printVkey(growth.key), states: "growth" },
      { vkey: printVkey(replaying.key), states: "replay" },
    ])
    expect(logs).toEqual([{ origin, size: 3, replayed: 3, fault: null }])
    const kept = parseNote((await witness.checkpoint(hash)) as Uint8Array) as Note
    expect(kept.signatures.length).toBe(3)
    await witness.close()
    // What it said as a replaying witness stays its word if it replays no more.
    const plain = await witnessOf(folder, watched)
    expect((await plain.about()).keys.map(({ states }) => states)).toEqual(["growth"])
    expect(worksIn(await plain.addCheckpoint(log.request(3, 3)))).toEqual(["growth"])
  })

  it("has nothing to say about what does not grow right", async () => {
    const replay = toyReplay(async ({ checkpoint }) => caughtUp(checkpoint.size))
    const witness = await witnessOf(scratch.place(), following(replay))
    await witness.addCheckpoint(log.request(0, 6))
    await witness.addCheckpoint(fork.request(6, 8))
    await witness.addCheckpoint(log.request(5, 8))
    expect(replay.advances.length).toBe(1)
  })

  it("is waited for until the deadline, goes on, and is there at the next request", async () => {
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const replay = toyReplay(async ({ checkpoint }) => {
      await gate
      return caughtUp(checkpoint.size)
    })
    const witness = await witnessOf(scratch.place(), following(replay), { replayDeadlineMs: 50 })
    const before = performance.now()
    expect(worksIn(await witness.addCheckpoint(log.request(0, 3)))).toEqual(["growth"])
    const waited = performance.now() - before
    expect(waited).toBeGreaterThan(45)
    expect(waited).toBeLessThan(1000)
    // Asked again about the same, it waits no more: anybody could ask.
    const again = performance.now()
    expect(worksIn(await witness.addCheckpoint(log.request(3, 3)))).toEqual(["growth"])
    expect(performance.now() - again).toBeLessThan(45)
    expect(replay.advances.length).toBe(1)
    release()
    await sleep(5)
    expect(worksIn(await witness.addCheckpoint(log.request(3, 3)))).toEqual(["growth", "replay"])
    await witness.close()
  })

  it("takes up the newest checkpoint that came while it was busy", async () => {
    const gates: (() => void)[] = []
    const replay = toyReplay(async ({ checkpoint }) => {
      await new Promise<void>((resolve) => gates.push(resolve))
      return caughtUp(checkpoint.size)
    })
    const witness = await witnessOf(scratch.place(), following(replay), { replayDeadlineMs: 10 })
    for (const [from, to] of [
      [0, 3],
      [3, 5],
      [5, 9],
    ] as const)
      await witness.addCheckpoint(log.request(from, to))
    gates[0]?.()
    await sleep(5)
    gates[1]?.()
    await sleep(5)
    expect(replay.advances.map(({ checkpoint }) => checkpoint.size)).toEqual([3, 9])
    expect(worksIn(await witness.addCheckpoint(log.request(9, 9)))).toEqual(["growth", "replay"])
  })

  it.each<[string, ReplayState]>([
    ["a fault", { size: 3, faults: [fault] }],
    [
      "a fork",
      {
        size: 3,
        faults: [],
        fork: {
          sentence: "size 3 has another root",
          held: undefined,
          found: utf8(""),
          file: undefined,
        },
      },
    ],
  ])("that met %s never signs again, growth does, and it says why", async (_, met) => {
    const replay = toyReplay(async ({ checkpoint }) =>
      checkpoint.size === 3 ? met : { ...met, size: checkpoint.size },
    )
    const witness = await witnessOf(scratch.place(), following(replay))
    expect(worksIn(await witness.addCheckpoint(log.request(0, 3)))).toEqual(["growth"])
    expect(worksIn(await witness.addCheckpoint(log.request(3, 3)))).toEqual(["growth"])
    expect(worksIn(await witness.addCheckpoint(log.request(3, 4)))).toEqual(["growth"])
    expect((await witness.about()).logs[0]?.fault).toBe(met.fork?.sentence ?? fault.sentence)
    expect(replay.advances.length).toBe(1)
  })

  it.each([-1, 1])("that stands %i beside the size does not sign", async (beside) => {
    const replay = toyReplay(async ({ checkpoint }) => caughtUp(checkpoint.size + beside))
    const witness = await witnessOf(scratch.place(), following(replay))
    expect(worksIn(await witness.addCheckpoint(log.request(0, 3)))).toEqual(["growth"])
  })

  it("asks its replay about a text it has not seen, even where the size is reached", async () => {
    // After a crash between the two: it stands at 6, and the log now shows another 6.
    const replay = toyReplay(async ({ checkpoint }) =>
      checkpoint.root[0] === log.root(6)[0]
        ? caughtUp(6)
        : {
            size: 6,
            faults: [],
            fork: {
              sentence: "another root",
              held: undefined,
              found: utf8(""),
              file: undefined,
            },
          },
    )
    replay.state = () => caughtUp(6)
    const witness = await witnessOf(scratch.place(), following(replay))
    expect(worksIn(await witness.addCheckpoint(fork.request(0, 6)))).toEqual(["growth"])
    expect(replay.advances.length).toBe(1)
  })

  it("that had reached more before a crash is not asked to go back", async () => {
    const replay = toyReplay(async ({ checkpoint }) => caughtUp(checkpoint.size))
    const state = replay.state.bind(replay)
    replay.state = () => (replay.advances.length === 0 ? caughtUp(6) : state())
    const witness = await witnessOf(scratch.place(), following(replay))
    expect(worksIn(await witness.addCheckpoint(log.request(0, 5)))).toEqual(["growth"])
    expect(replay.advances.length).toBe(0)
    expect(worksIn(await witness.addCheckpoint(log.request(5, 7)))).toEqual(["growth", "replay"])
  })

  it("whose folder failed is not used again", async () => {
    const told: unknown[] = []
    const replay = toyReplay(async () => {
      throw new StoreFault("unwritable", "replay", "a write failed")
    })
    const report = (error: unknown): void => void told.push(error)
    const witness = await witnessOf(scratch.place(), following(replay), { report })
    for (const from of [0, 3])
      expect(worksIn(await witness.addCheckpoint(log.request(from, 3)))).toEqual(["growth"])
    expect(told.length).toBe(1)
    expect(replay.advances.length).toBe(1)
  })

  it("that cannot have the entries is tried again, and holds up nothing", async () => {
    let down = true
    const told: unknown[] = []
    const replay = toyReplay(async ({ checkpoint }) => {
      if (down) throw new Error("no answer came")
      return caughtUp(checkpoint.size)
    })
    const witness = await witnessOf(scratch.place(), following(replay), {
      report: (error) => told.push(error),
    })
    expect(worksIn(await witness.addCheckpoint(log.request(0, 3)))).toEqual(["growth"])
    expect(told.length).toBe(1)
    down = false
    await witness.addCheckpoint(log.request(3, 3))
    await sleep(5)
    expect(worksIn(await witness.addCheckpoint(log.request(3, 3)))).toEqual(["growth", "replay"])
    expect((await witness.about()).logs[0]?.fault).toBeNull()
  })

  it("is ended when the witness is closed, which then signs nothing", async () => {
    let closed = false
    let aborted = false
    const replay = toyReplay(async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve))
      aborted = true
      throw new Error("aborted")
    })
    replay.close = async () => {
      closed = aborted
    }
    const witness = await witnessOf(scratch.place(), following(replay), { replayDeadlineMs: 5 })
    await witness.addCheckpoint(log.request(0, 3))
    await witness.close()
    expect(closed).toBe(true)
    expect(status(await witness.addCheckpoint(log.request(3, 4)))).toBe(503)
  })
})

describe("a witness that cannot be", () => {
  const open = (further: object): Promise<Witness> => witnessOf(scratch.place(), watched, further)

  it.each<[string, object]>([
    ["one key for both", { replay: growth }],
    ["a key of another name", { growth: signerOf("other.example/w1", 4) }],
    ["a key of another type", { growth: signerOf(witnessName, TYPE_ED25519) }],
    ["a log's key of another type", { logs: [{ key: growth.key, replay: undefined }] }],
    ["two logs of one origin", { logs: [...watched, ...watched] }],
  ])("is not opened: %s", async (_, further) => {
    await expect(open(further)).rejects.toThrow(/expected .* got /)
  })
})

describe("any bytes", () => {
  it("are answered with a status, and only the request itself with 200", async () => {
    const witness = await witnessOf(scratch.place(), watched)
    await witness.addCheckpoint(log.request(0, 3))
    const good = log.request(3, 3)
    const mutated = fc.tuple(
      fc.nat(good.length - 1),
      fc.constantFrom("flip", "drop", "insert", "cut"),
      fc.integer({ min: 1, max: 255 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes: Uint8Array = good.slice()
        for (const [at, change, value] of changes) {
          const i = at % Math.max(1, bytes.length)
          if (change === "flip" && bytes.length > 0) bytes[i] = (bytes[i] as number) ^ value
          else if (change === "drop") bytes = concat(bytes.subarray(0, i), bytes.subarray(i + 1))
          else if (change === "insert")
            bytes = concat(bytes.subarray(0, i), Uint8Array.of(value), bytes.subarray(i))
          else bytes = bytes.slice(0, i)
        }
        const answer = await witness.addCheckpoint(bytes)
        const same = bytes.length === good.length && bytes.every((byte, i) => byte === good[i])
        expect([400, 403, 404, 409, 422].includes(answer.status)).toBe(!same)
      }),
      { numRuns: slow ? 20_000 : 500 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(status(await witness.addCheckpoint(bytes))).toBe(400)
      }),
      { numRuns: 200 },
    )
    expect(status(await witness.addCheckpoint(new Uint8Array(MAX_ADD_CHECKPOINT_BYTES + 1)))).toBe(
      400,
    )
  })
})
