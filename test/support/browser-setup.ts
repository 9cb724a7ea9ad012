/**
 * What all browser tests need, once: a browser, the pages as `npm run build` makes them, and a sample ledger. A browser that
 * is not there is installed where that is possible, and whatever was done is said.
 */

import { execFile, execFileSync } from "node:child_process"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import type { TestProject } from "vitest/node"
import { build } from "vite"
import { builtProgram, repository } from "./built.ts"

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- vitest is extended by merging
  interface ProvidedContext {
    /** The program of the browser; null where there is none. */
    browser: string | null
    /** The folder that the program was built in, pages included. */
    built: string
    /** The data folder of a sample ledger, to be copied by whoever serves it. */
    sample: string
  }
}

const browsers = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"]

/** Where the first of them is. */
function browserHere(): string | undefined {
  for (const name of browsers)
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim()
    } catch {
      // Not this one.
    }
  return undefined
}

const say = (text: string): void => {
  process.stderr.write(`browser tests: ${text}\n`)
}

/** Debian's own package, where this is root on a Debian. */
function installBrowser(): string | undefined {
  if (process.getuid?.() !== 0) {
    say(`no browser (${browsers.join(", ")}), and only root can install one: SKIPPED`)
    return undefined
  }
  say("no browser found; trying apt-get install chromium")
  const flags = ["install", "-y", "--no-install-recommends", "chromium"]
  try {
    execFileSync("apt-get", ["update"], { stdio: "ignore", timeout: 120_000 })
    execFileSync("apt-get", flags, {
      stdio: "ignore",
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    })
  } catch (error) {
    say(`it could not be installed (${String(error)}): SKIPPED`)
    return undefined
  }
  return browserHere()
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const found = browserHere() ?? installBrowser()
  if (found !== undefined) say(`run in ${found}`)
  const built = await builtProgram()
  await build({
    configFile: join(repository, "vite.config.ts"),
    logLevel: "error",
    build: { outDir: join(built, "dist/web") },
  })
  const sample = join(built, "sample")
  const program = join(built, "dist/cli/main.js")
  await promisify(execFile)(process.execPath, [program, "sample", "--data", sample])
  project.provide("browser", found ?? null)
  project.provide("built", built)
  project.provide("sample", sample)
  return () => rm(built, { recursive: true, force: true })
}
