/** A ledger in a data folder, served over HTTP and published on its cadence until the program is asked to stop. */

import { createServer } from "node:net"
import { buildApp } from "../server/app.ts"
import { builtPages } from "./built-pages.ts"
import { reportFonts } from "./report-fonts.ts"
import { openFolder, readFolderPolicy } from "./data-folder.ts"
import { enrolmentOf } from "./enrolling.ts"
import { linksOf } from "./witness-links.ts"
import { failureOf, systemSentence, unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import type { SampleGuide } from "../server/sample.ts"
import { openThreads } from "./threads.ts"
import type { RoundReport } from "../ledger/running.ts"
import type { Policy } from "../verifier/policy.ts"

export type Address = { readonly host: string; readonly port: number }

export const printAddress = ({ host, port }: Address): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`

/** Whether anybody could listen there now. */
function isFree({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    )
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** This port or the next free one of the hundred after it. */
export async function freePort(host: string, from: number): Promise<number> {
  for (let port = from; port < Math.min(from + 100, 65_536); port++)
    if (await isFree({ host, port })) return port
  throw unusable(`ports ${from} to ${from + 99} are all in use`)
}

/** So many ports that nobody uses, as the system gives them out. */
export async function anyPorts(host: string, count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer())
  try {
    return await Promise.all(
      probes.map(
        (probe) =>
          new Promise<number>((resolve, reject) => {
            probe.once("error", reject)
            probe.listen({ host, port: 0, exclusive: true }, () => {
              const address = probe.address()
              if (address !== null && typeof address === "object") resolve(address.port)
            })
          }),
      ),
    )
  } finally {
    for (const probe of probes) probe.close()
  }
}

type Listening = Pick<ReturnType<typeof buildApp>, "listen" | "server">

/** Listens there, and says where that is if any port would do. */
export async function listen(app: Listening, { host, port }: Address): Promise<Address> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw unusable(systemSentence(printAddress({ host, port }), cause), cause)
  }
  const address = app.server.address()
  return { host, port: typeof address === "object" && address !== null ? address.port : port }
}

export type Serving = Address & {
  readonly folder: string
  /** Milliseconds between two publications. */
  readonly publishEvery: number
  /** In place of the folder's own policy: the same witnesses, at addresses of today. */
  readonly policy?: Policy
  /** False: start even if too few witnesses answer to know that the store is not an old copy. */
  readonly needWitnesses?: boolean
  /** What to show a newcomer, of a sample ledger only. */
  readonly sample?: () => Promise<SampleGuide>
}

/** A policy that counts witnesses whom nobody told how to reach. */
async function hasNobodyToAsk(folder: string, given: Policy | undefined): Promise<boolean> {
  const policy = given ?? (await readFolderPolicy(folder))
  return policy.quorum.kind !== "none" && linksOf(policy, 0).length === 0
}

/** Says when publications begin to lack a quorum, and when they no longer do. */
function watchRounds(io: Io): (round: RoundReport) => void {
  let before = ""
  return (round) => {
    const state = `${round.quorum} ${round.replayQuorum}`
    if (state !== before) io.err(`kvitto: ${roundLine(round)}\n`)
    before = state
  }
}

function roundLine(round: RoundReport): string {
  const { size, isRenewed, cosigned, quorum, replayQuorum, faults } = round
  const by = cosigned.length === 0 ? "nobody" : cosigned.join(", ")
  const why = faults.map(({ name, fault }) => `; ${name}: ${fault}`).join("")
  if (!quorum && isRenewed)
    return `checkpoint ${size} had the quorum and is NOT RENEWED by it: signed again by ${by}${why}. Until it is, nothing is complete beyond its last time`
  if (!quorum)
    return `checkpoint ${size} LACKS THE QUORUM: cosigned by ${by}${why}. Publishing goes on; the next checkpoint that enough of them cosign covers this one`
  const replay = replayQuorum ? "" : ", but too few have replayed it yet"
  return `checkpoint ${size} is cosigned by ${by}${replay}${why}`
}

/**
 * Serves until `io.asked`, then answers what has begun, publishes and closes. `ready` is told where, once it listens. A
 * publication that fails ends it: nothing that is accepted after that could be kept.
 */
export async function serve(
  io: Io,
  { folder, host, port, publishEvery, sample, ...node }: Serving,
  ready: (address: Address) => Promise<void>,
): Promise<void> {
  // Everything accepted just after a publication must be in the next one, and that takes its time too.
  const publishByMs = Math.max(60_000, 4 * publishEvery)
  const observe = watchRounds(io)
  if (await hasNobodyToAsk(folder, node.policy))
    io.err("kvitto: no witness in the policy has a URL: nobody is asked to cosign\n")
  const clock = (): number => io.clock().at
  const pages = await builtPages()
  if (pages === undefined) io.err("kvitto: without pages: npm run build makes them\n")
  const pool = openThreads(io)
  const { scrutiny } = pool
  const ledger = await openFolder(folder, { ...node, clock, publishByMs, observe, scrutiny })
  const report = (error: unknown): void => io.err(`kvitto: ${failureOf(error).message}\n`)
  const enrolment = enrolmentOf(folder, ledger, io)
  const given = { report, enrolment, fonts: reportFonts, pages: pages ?? [] }
  const app = buildApp(ledger, { ...given, ...(sample && { sample }) })
  // Listened for before anybody is told that this runs: a signal must not come in between.
  const asked = io.asked()
  let stop: (failure: unknown) => void = () => {}
  const failed = new Promise<never>((_resolve, reject) => {
    stop = reject
  })
  failed.catch(() => {})
  let publishing: Promise<unknown> | undefined
  const publish = (): void => {
    // A round with slow witnesses may outlast the interval; the next one then waits for its turn.
    publishing ??= ledger
      .publish()
      .catch(stop)
      .finally(() => {
        publishing = undefined
      })
  }
  const timer = setInterval(publish, publishEvery)
  try {
    await ready(await listen(app, { host, port }))
    // At once: an old copy of the ledger must not be served for a whole interval.
    publish()
    await Promise.race([asked, failed])
  } finally {
    clearInterval(timer)
    await app.close()
    await publishing
    await closing(ledger, report)
    await pool.close()
  }
}

type Closable = {
  readonly publish: () => Promise<unknown>
  readonly close: () => Promise<void>
}

/** What was accepted last is published before the ledger closes; a ledger that cannot is closed all the same. */
async function closing(ledger: Closable, report: (error: unknown) => void): Promise<void> {
  try {
    await ledger.publish()
  } catch (error) {
    report(error)
  } finally {
    await ledger.close()
  }
}
