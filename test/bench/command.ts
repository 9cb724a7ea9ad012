/** The real command in a process of its own: how long it takes, and how much memory it has at most. */

import { spawn } from "node:child_process"

const program = new URL("../../src/cli/main.js", import.meta.url).href
const script = `process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))
await import(${JSON.stringify(program)})`

/** `peak`: MiB, with what is mapped of files. Throws unless the command ends with 0. */
export async function runCommand(
  ...words: readonly string[]
): Promise<{ readonly milliseconds: number; readonly peak: number }> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", script, "kvitto", ...words],
    { stdio: ["ignore", "ignore", "pipe"] },
  )
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject).on("close", resolve)
  })
  const peak = /^peak (\d+)$/m.exec(said)?.[1]
  if (code !== 0 || peak === undefined) throw new Error(`kvitto ${words.join(" ")}: ${said}`)
  return { milliseconds: performance.now() - began, peak: Number(peak) / 1024 }
}
