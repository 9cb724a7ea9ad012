/** git: one signed commit for each hand-over, by one ssh-ed25519 key. */

import { execFile, execFileSync } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { appendBatches, type LeftOut, type Peer } from "./peer.ts"

const run = promisify(execFile)

const settings: Readonly<Record<string, string>> = {
  "user.name": "bench",
  "user.email": "bench@bench.example",
  "gpg.format": "ssh",
  "commit.gpgsign": "true",
  // As durable as everybody else here.
  "core.fsync": "all",
  "gc.auto": "0",
}

/** Nothing of the person's own settings, and no question asked of anybody. */
const environment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
})

function isThere(): boolean {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" })
    // Without arguments it says how it is used and fails; where it is missing there is no status.
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" })
    return true
  } catch (error) {
    return typeof (error as { readonly status?: unknown }).status === "number"
  }
}

export async function openGit(): Promise<readonly Peer[] | LeftOut> {
  if (!isThere()) return { leftOut: "git is left out: git or ssh-keygen is not installed" }
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const options = { cwd: folder, env: environment(folder) }
  const git = (...words: readonly string[]) => run("git", words, options)
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")], options)
  await git("init", "-q", "receipts")
  const inside = ["-C", "receipts"]
  for (const [name, value] of Object.entries(settings)) await git(...inside, "config", name, value)
  await git(...inside, "config", "user.signingkey", join(folder, "key"))
  let count = 0
  const append = async (batch: readonly Uint8Array[]): Promise<void> => {
    for (const parcel of batch) {
      const name = String(count++)
      await writeFile(join(folder, "receipts", name), parcel)
      await git(...inside, "add", name)
      await git(...inside, "commit", "-q", "-m", name)
    }
  }
  return [
    {
      name: "git, one signed commit each",
      count: 40,
      append: (parcels, check) => appendBatches(parcels, 40, check, append),
      close: () => rm(folder, { recursive: true }),
    },
  ]
}
