/** The sample ledger as it is served: its four witnesses run beside it, each a process with a folder and keys of its own. */

import { join } from "node:path"
import { printVkey } from "../log/note.ts"
import { readCheckpointKey } from "./data-folder.ts"
import { writeWhole } from "./files.ts"
import type { Beside, Io } from "./io.ts"
import { invite } from "./enrolling.ts"
import { readPhone } from "./phones.ts"
import { readCases, readInvited } from "./sample-folder.ts"
import { sampleWitnessesIn, sampleWitnessPolicy } from "./sample-witnesses.ts"
import { type Address, anyPorts, freePort, printAddress, serve } from "./serving.ts"
import { oneByOne } from "../ledger/one-by-one.ts"

const host = "127.0.0.1"
const firstPort = 8080
const publishEvery = 5000

/** Ports for the ledger and each of its witnesses, none given twice: the witnesses are told before the ledger listens. */
async function portsFor(wanted: number | undefined, count: number): Promise<readonly number[]> {
  if (wanted === 0) return anyPorts(host, count)
  const ports = [wanted ?? (await freePort(host, firstPort))]
  while (ports.length < count) ports.push(await freePort(host, (ports.at(-1) as number) + 1))
  return ports
}

const day = 86_400_000

/**
 * The invitations that the first screen shows. One that was used is replaced, so that a sample can be tried again; of a real
 * ledger nobody is shown any.
 */
async function sampleInvitations(
  io: Io,
  folder: string,
  url: string,
): Promise<() => Promise<readonly { readonly name: string; readonly text: string }[]>> {
  const people = await readInvited(folder)
  const shown = new Map<string, { readonly id: string; readonly text: string }>()
  const fresh = async (person: (typeof people)[number]) => {
    const before = shown.get(person.person)
    const isUnused = before !== undefined && (await readPhone(folder, before.id))?.used === null
    if (isUnused) return before
    const expires = io.clock().at + 365 * day
    const limit = { currency: "DKK", minor: 50_000_000 }
    const invited = await invite(folder, url, { ...person, limit, expires }, io)
    shown.set(person.person, invited)
    return invited
  }
  const inTurn = oneByOne()
  return () =>
    inTurn(async () => {
      const phones: { readonly name: string; readonly text: string }[] = []
      for (const person of people) {
        const { text } = await fresh(person)
        phones.push({ name: person.name, text })
      }
      return phones
    })
}

/** Serves until the program is asked to stop. `ready` is told where, once ledger and witnesses answer. */
export async function serveSample(
  io: Io,
  folder: string,
  wanted: number | undefined,
  ready: (address: Address) => Promise<void>,
): Promise<void> {
  const log = await readCheckpointKey(folder)
  const witnesses = sampleWitnessesIn(folder)
  const [port = 0, ...ports] = await portsFor(wanted, witnesses.length + 1)
  const addressOf = (i: number): string => printAddress({ host, port: ports[i] as number })
  const policy = await sampleWitnessPolicy(folder, log, ({ name }) =>
    addressOf(witnesses.findIndex((each) => each.name === name)),
  )
  const beside: Beside[] = []
  try {
    const starting = witnesses.map(async (witness, i) => {
      const logs = join(witness.folder, "logs")
      await writeWhole(logs, `log ${printVkey(log)} ${printAddress({ host, port })}\nquorum none\n`)
      const words = ["--data", witness.folder, "--logs", logs, "--port", String(ports[i])]
      const replay = witness.replays ? "--replay" : "--no-replay"
      beside.push(await io.startBeside(["witness", ...words, "--host", host, replay]))
    })
    // All of them, so that what has begun is known when one fails.
    const begun = await Promise.allSettled(starting)
    for (const each of begun) if (each.status === "rejected") throw each.reason
    const invited = await sampleInvitations(io, folder, printAddress({ host, port }))
    const sample = async () => ({ cases: await readCases(folder), phones: await invited() })
    await serve(io, { folder, host, port, publishEvery, policy, sample }, ready)
  } finally {
    await Promise.all(beside.map(({ stop }) => stop()))
  }
}
