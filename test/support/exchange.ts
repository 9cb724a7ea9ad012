/** Drives a fresh witness of ours, over HTTP, through the requests of test/vectors/c2sp/witness-exchange.json. */

import { expect } from "vitest"
import { publicKeyOf, signPortable, verifyPortable } from "../../src/cose/ed25519.ts"
import { textOf, utf8 } from "../../src/encoding/bytes.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { type NoteKey, type NoteSigner, noteKey, parseNote } from "../../src/log/note.ts"
import { buildWitnessApp } from "../../src/server/witness-app.ts"
import type { WitnessFiles } from "../../src/witness/checkpoint-file.ts"
import { openWitness } from "../../src/witness/witness.ts"
import { keyOf } from "./readers.ts"
import type { Step } from "./vectors/witnessing.ts"

/** What the monitoring prefix shows of one log: a checkpoint as it was sent, or null for a 404. */
export type Served = { readonly originHash: string; readonly checkpoint: string | null }

function memoryFiles(): WitnessFiles {
  const notes = new Map<string, Uint8Array>()
  return {
    read: async (originHash) => notes.get(originHash),
    write: async (originHash, note) => void notes.set(originHash, note),
    keep: async () => undefined,
  }
}

function signerOf(fill: number): NoteSigner {
  const seed = new Uint8Array(32).fill(fill)
  return {
    key: noteKey("witness.example/w", 4, publicKeyOf(seed)),
    sign: (message) => signPortable(seed, message),
  }
}
const [growth, replay] = [signerOf(1), signerOf(2)] as [NoteSigner, NoteSigner]
const now = 1_785_571_200

/** The witness's lines are right and date this text, now. */
function expectCosigned(text: string, lines: string, what: string): void {
  const note = parseNote(utf8(`${text}\n${lines}`))
  const found = note && readCosignatures(note, [growth.key], verifyPortable)
  expect(
    found?.map(({ time }) => time),
    what,
  ).toEqual([now])
}

const checkpointTextIn = (note: string): string => note.slice(0, note.lastIndexOf("\n\n") + 1)

export async function runExchange(
  vkeys: readonly string[],
  steps: readonly Step[],
  after: readonly Served[],
): Promise<void> {
  const logs = vkeys.map((vkey): { key: NoteKey; replay: undefined } => ({
    key: keyOf(vkey),
    replay: undefined,
  }))
  const witness = await openWitness({
    name: growth.key.name,
    growth,
    replay,
    logs,
    files: memoryFiles(),
    clock: () => now * 1000,
    verify: verifyPortable,
  })
  const app = buildWitnessApp(witness)
  for (const { what, request, status, size } of steps) {
    const answer = await app.inject({ method: "POST", url: "/add-checkpoint", payload: request })
    expect(answer.statusCode, what).toBe(status)
    if (status === 409) {
      expect(answer.headers["content-type"], what).toBe("text/x.tlog.size")
      expect(answer.body, what).toBe(`${size}\n`)
    }
    if (status === 200) {
      const checkpoint = request.slice(request.indexOf("\n\n") + 2)
      expectCosigned(checkpointTextIn(checkpoint), answer.body, what)
    }
  }
  for (const { originHash, checkpoint } of after) {
    const shown = await app.inject({ url: `/${originHash}/checkpoint` })
    expect(shown.statusCode).toBe(checkpoint === null ? 404 : 200)
    if (checkpoint === null) continue
    const note = parseNote(shown.rawPayload)
    expect(note?.text).toBe(checkpoint)
    const lines = textOf(shown.rawPayload)?.slice(checkpoint.length + 1) ?? ""
    expectCosigned(checkpoint, lines, "what is shown to monitors")
    const own = logs.map(({ key }) => key.name)
    expect(own).toContain(note?.signatures[0]?.name)
  }
  await app.close()
  await witness.close()
}
