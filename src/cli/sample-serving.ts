/** The sample ledger as it is served: its four witnesses run beside it, each a process with a folder and keys of its own. */

import { join } from "node:path"
import { printVkey } from "../log/note.ts"
import { readCheckpointKey } from "./data-folder.ts"
import { writeWhole } from "./files.ts"
import type { Beside, Io } from "./io.ts"
import { sampleWitnessesIn, sampleWitnessPolicy } from "./sample-witnesses.ts"
import { type Address, freePort, printAddress, serve } from "./serving.ts"

const host = "127.0.0.1"
const firstPort = 8080
const publishEvery = 5000

/** Ports for the ledger and each of its witnesses, none given twice. */
async function portsFrom(first: number, count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) ports.push(await freePort(host, (ports.at(-1) ?? first - 1) + 1))
  return ports
}

/** Serves until the program is asked to stop. `ready` is told where, once ledger and witnesses answer. */
export async function serveSample(
  io: Io,
  folder: string,
  wanted: number | undefined,
  ready: (address: Address) => Promise<void>,
): Promise<void> {
  // The witnesses are told where the ledger is before it listens, so no port can be left to chance.
  const port = wanted === 0 || wanted === undefined ? await freePort(host, firstPort) : wanted
  const log = await readCheckpointKey(folder)
  const witnesses = sampleWitnessesIn(folder)
  const ports = await portsFrom(port + 1, witnesses.length)
  const addressOf = (i: number): string => printAddress({ host, port: ports[i] as number })
  const policy = await sampleWitnessPolicy(folder, log, ({ name }) =>
    addressOf(witnesses.findIndex((each) => each.name === name)),
  )
  const beside: Beside[] = []
  try {
    for (const [i, witness] of witnesses.entries()) {
      const logs = join(witness.folder, "logs")
      await writeWhole(logs, `log ${printVkey(log)} ${printAddress({ host, port })}\nquorum none\n`)
      const words = ["--data", witness.folder, "--logs", logs, "--port", String(ports[i])]
      const replay = witness.replays ? "--replay" : "--no-replay"
      beside.push(await io.startBeside(["witness", ...words, "--host", host, replay]))
    }
    await serve(io, { folder, host, port, publishEvery, policy }, ready)
  } finally {
    await Promise.all(beside.map(({ stop }) => stop()))
  }
}
