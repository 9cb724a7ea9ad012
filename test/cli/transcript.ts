/** Runs commands in this process and keeps what they said. */

import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import type { Io } from "../../src/cli/io.ts"
import { run } from "../../src/cli/program.ts"
import { useSha256 } from "../../src/encoding/hash.ts"
import { sha256Node } from "../../src/platform/sha256.ts"

// As the program itself does.
useSha256(sha256Node)

/** An argument, or several that belong together. */
export type Words = readonly (string | readonly string[])[]

export type Said = { readonly code: number; readonly out: string; readonly err: string }

export type Setting = {
  /** Milliseconds since 1970; the real clock by default. */
  readonly now?: () => number
  /** Typed at the terminal, in order; without it there is no terminal. */
  readonly typed?: readonly string[]
  readonly asked?: Promise<void>
  /** Sees standard output as it comes. */
  readonly onOut?: (text: string) => void
  readonly outIsTerminal?: boolean
}

export async function kvitto(argv: Words, setting: Setting = {}): Promise<Said> {
  const out: Uint8Array[] = []
  let err = ""
  const typed = setting.typed === undefined ? undefined : [...setting.typed]
  const io: Io = {
    out: async (chunk) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
      out.push(Uint8Array.from(bytes))
      setting.onOut?.(Buffer.from(bytes).toString())
    },
    err: (text) => {
      err += text
    },
    outIsTerminal: setting.outIsTerminal ?? false,
    errIsTerminal: false,
    clock: () => ({ at: setting.now?.() ?? Date.now(), offset: 60 }),
    random: (length) => Uint8Array.from(randomBytes(length)),
    askSecret: async () => typed?.shift(),
    asked: () => setting.asked ?? Promise.resolve(),
    startBeside: () => Promise.reject(new Error("expected no other program to be started")),
  }
  const code = await run(argv.flat(), io)
  return { code, out: Buffer.concat(out).toString(), err }
}

/** Expects success; gives standard output. */
export async function ok(argv: Words, setting: Setting = {}): Promise<string> {
  const { code, out, err } = await kvitto(argv, setting)
  if (code !== 0) throw new Error(`kvitto ${argv.flat().join(" ")}: exit ${code}: ${err}`)
  return out
}

export const okJson = async <T>(argv: Words, setting: Setting = {}): Promise<T> =>
  JSON.parse(await ok([...argv, "--json"], setting)) as T

/** A directory of its own for a file of tests; gone after the last one. */
export async function scratch(): Promise<(name: string) => string> {
  const directory = await mkdtemp(join(tmpdir(), "kvitto-cli-"))
  afterAll(() => rm(directory, { recursive: true, force: true }))
  return (name) => join(directory, name)
}
