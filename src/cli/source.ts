/** Where a reading command gets its ledger from: a data folder that it opens itself, or a server. */

import { httpLedger } from "../api/client.ts"
import { RemoteFault } from "../api/exchange.ts"
import type { LedgerApi } from "../api/ledger-api.ts"
import { openFolder, readFolderPolicy } from "./data-folder.ts"
import { CliFailure, unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import type { Policy } from "../verifier/policy.ts"
import { expectPolicy } from "./policy-file.ts"
import { sampleOriginPrefix } from "./sample-ledger.ts"

export type Where = { readonly data?: string; readonly ledger?: URL }

/** Whether one of the two is named; both at once is wrong usage. */
export function namesLedger({ data, ledger }: Where): boolean {
  if (data !== undefined && ledger !== undefined)
    throw unusable("--data and --ledger name two ledgers; give one")
  return data !== undefined || ledger !== undefined
}

function expectNamed(where: Where): void {
  if (!namesLedger(where)) throw unusable("which ledger? give --data DIR or --ledger URL")
}

/** No output of a sample ledger goes out without saying that it is one. */
export function markSample(io: Io, origin: string): void {
  if (origin.startsWith(sampleOriginPrefix)) io.err("SAMPLE LEDGER: nothing here happened.\n")
}

/** Runs a step on the ledger and closes it again, whatever happens. */
export async function withLedger<T>(
  where: Where,
  io: Io,
  step: (ledger: LedgerApi) => Promise<T>,
): Promise<T> {
  expectNamed(where)
  const { data, ledger } = where
  const marked = async (opened: LedgerApi): Promise<T> => {
    markSample(io, (await opened.about()).origin)
    return step(opened)
  }
  if (data === undefined) return remotely(() => marked(httpLedger(ledger as URL)))
  const opened = await openFolder(data, { clock: () => io.clock().at })
  try {
    return await marked(opened)
  } finally {
    await opened.close()
  }
}

/** As `withLedger`, for what can also be done without one. */
export const withLedgerAtHand = <T>(
  where: Where,
  io: Io,
  step: (ledger: LedgerApi | undefined) => Promise<T>,
): Promise<T> => (namesLedger(where) ? withLedger(where, io, step) : step(undefined))

async function remotely<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof RemoteFault) throw new CliFailure(2, error.message, { cause: error })
    throw error
  }
}

/** The ledger's own trust policy: from its data folder, or on the server's word, which is said on standard error. */
export async function policyOf(where: Where, io: Io): Promise<Policy> {
  expectNamed(where)
  const { data, ledger } = where
  if (data !== undefined) return readFolderPolicy(data)
  const { href } = ledger as URL
  const policy = await remotely(() => httpLedger(ledger as URL).policy())
  io.err(`kvitto: keys and witnesses of this ledger are taken on the word of ${href}\n`)
  return expectPolicy(`the policy at ${href}`, policy)
}
