/** A ledger in a data folder, served over HTTP and published on its cadence until the program is asked to stop. */

import { createServer } from "node:net"
import { buildApp } from "../server/app.ts"
import { openFolder } from "./data-folder.ts"
import { failureOf, systemSentence, unusable } from "./failure.ts"
import type { Io } from "./io.ts"

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

export type Serving = Address & {
  readonly folder: string
  /** Milliseconds between two publications. */
  readonly publishEvery: number
}

/**
 * Serves until `io.asked`, then answers what has begun, publishes and closes. `ready` is told where, once it listens. A
 * publication that fails ends it: nothing that is accepted after that could be kept.
 */
export async function serve(
  io: Io,
  { folder, host, port, publishEvery }: Serving,
  ready: (address: Address) => Promise<void>,
): Promise<void> {
  // Everything accepted just after a publication must be in the next one, and that takes its time too.
  const publishByMs = Math.max(60_000, 4 * publishEvery)
  const ledger = await openFolder(folder, { clock: () => io.clock().at, publishByMs })
  const report = (error: unknown): void => io.err(`kvitto: ${failureOf(error).message}\n`)
  const app = buildApp(ledger, { report })
  // Listened for before anybody is told that this runs: a signal must not come in between.
  const asked = io.asked()
  let stop: (failure: unknown) => void = () => {}
  const failed = new Promise<never>((_resolve, reject) => {
    stop = reject
  })
  failed.catch(() => {})
  let publishing: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    publishing = publishing.then(() => ledger.publish()).catch(stop)
  }, publishEvery)
  try {
    try {
      await app.listen({ host, port })
    } catch (cause) {
      throw unusable(systemSentence(printAddress({ host, port }), cause), cause)
    }
    const address = app.server.address()
    const bound = typeof address === "object" && address !== null ? address.port : port
    await ready({ host, port: bound })
    await Promise.race([asked, failed])
  } finally {
    clearInterval(timer)
    await app.close()
    await publishing
    await closing(ledger, report)
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
