/** The real server in a process of its own, on a data folder with the fleet enrolled. */

import { fork } from "node:child_process"
import { headIn, makeFolder, storeIn } from "../../src/cli/data-folder.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { createLedger, openLedger } from "../../src/ledger/ledger.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { fleetKeys, fleetOf, fleetOrigin, type FleetSize, genesis, parcelOf } from "./fleet.ts"
import { submitTo } from "./scene.ts"
import type { ChildAnswer, Usage } from "./server-child.ts"

export type Server = {
  readonly port: number
  /** From the call that opens the folder to listening. */
  readonly openSeconds: number
  /** What the process ran in that time, on all cores. */
  readonly openCpuSeconds: number
  /** With `collect` the garbage is collected first. */
  readonly usage: (collect?: boolean) => Promise<Usage>
  /** As Ctrl-C does. */
  readonly stop: () => Promise<void>
  /** As a power cut does to the process, not to the disk. */
  readonly kill: () => Promise<void>
}

/** The folder must be empty or not there. Its keys are the fleet's. */
export async function makeFleetFolder(folder: string, fleet: FleetSize): Promise<void> {
  const names = ["seal", "promise", "checkpoint", "governor"]
  const seeds = names.map((name) => sha256(utf8(`seed of ${name}`)))
  const nextSeed = (): Uint8Array => seeds.shift() as Uint8Array
  await makeFolder(folder, fleetOrigin, 1, nextSeed, async (begun) => {
    const ledger = await createLedger({
      ...begun,
      clock: Date.now,
      verify: verifyNode,
      genesis: genesis().bytes,
    })
    const { enrolments } = fleetOf(fleet)
    for (let i = 0; i < enrolments.length; i += 100)
      await submitTo(ledger, enrolments.slice(i, i + 100).map(parcelOf))
    await ledger.publish()
  })
}

/** The ledger of such a folder in this process, with its store. */
export async function openFleetFolder(folder: string) {
  const store = await openLevelStore(storeIn(folder), { create: false })
  const ledger = await openLedger({
    store,
    headPath: headIn(folder),
    keys: fleetKeys,
    clock: Date.now,
    verify: verifyNode,
  })
  return { ledger, store }
}

export function startServer(folder: string, publishEvery: number): Promise<Server> {
  const program = new URL("./server-child.js", import.meta.url)
  const child = fork(program, [folder, String(publishEvery)], { execArgv: ["--expose-gc"] })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const orphan = (): void => void child.kill("SIGKILL")
  process.once("exit", orphan)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended
    process.off("exit", orphan)
  }
  const waiting: ((usage: Usage) => void)[] = []
  const usage = (collect = false): Promise<Usage> =>
    new Promise((resolve) => {
      waiting.push(resolve)
      child.send(collect ? "collect" : "usage")
    })
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the server ended with code ${code}`)))
    child.on("message", (answer: ChildAnswer) => {
      if (answer.kind === "usage") waiting.shift()?.(answer)
      else
        resolve({
          port: answer.port,
          openSeconds: answer.openMs / 1000,
          openCpuSeconds: answer.openCpuMs / 1000,
          usage,
          stop: () => end("SIGTERM"),
          kill: () => end("SIGKILL"),
        })
    })
  })
}
