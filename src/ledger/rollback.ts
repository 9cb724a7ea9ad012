/**
 * The guard that no backup can get around: witnesses remember the newest checkpoint that this ledger's key signed. A
 * store that holds less than they do, or something else, is an old copy or another one, and nothing is written on it.
 */

import { equal } from "../encoding/bytes.ts"
import { type OpenedCheckpoint, openCheckpoint, originHashOf } from "../log/checkpoint.ts"
import { consistencyProof, rootAt } from "../merkle/tree.ts"
import { LedgerFault } from "./fault.ts"
import { withNodes } from "./growth.ts"
import type { Running } from "./running.ts"
import { type Asked, askWitness, checkpointAt, type Round, type Said } from "./witnessing.ts"

const timeoutByDefault = 2000
const timeoutOf = ({ witnessTimeoutMs }: Running): number => witnessTimeoutMs ?? timeoutByDefault

/** What a witness is shown of the newest publication. */
export function roundOf(running: Running): Round | undefined {
  const { published, keys, verify, store, growth } = running
  if (published === undefined) return undefined
  const publication = openCheckpoint(published.bytes, keys.checkpoint.key, verify)
  if (publication === undefined)
    throw new Error("publication: expected one by the checkpoint key, got another")
  return {
    publication,
    verify,
    prove: (from, to) => withNodes(store, growth, (read) => consistencyProof(from, to, read)),
    now: running.clock(),
    timeoutMs: timeoutOf(running),
  }
}

/** How the checkpoint that a witness serves, signed by this ledger's key, contradicts the store; undefined if not. */
async function contradiction(
  running: Running,
  name: string,
  { checkpoint: { size, root } }: OpenedCheckpoint,
): Promise<LedgerFault | undefined> {
  const held = running.tip.size
  const published = running.published?.size ?? 0
  if (size > published)
    return new LedgerFault(
      "behind-witnesses",
      `witness ${name} holds a checkpoint of ${size} entries that this ledger signed, and the store holds ${held}: it is ${Math.max(size - held, size - published)} entries behind, an old copy`,
    )
  const own = await withNodes(running.store, running.growth, (read) => rootAt(size, read))
  if (equal(own, root)) return undefined
  return new LedgerFault(
    "forked-from-witnesses",
    `witness ${name} holds a checkpoint of ${size} entries that this ledger signed, and the first ${size} entries of the store are others`,
  )
}

/** Whether what a witness said shows, by a checkpoint that this ledger's own key signed, that the store is not right. */
export async function examine(
  running: Running,
  asked: Asked,
  said: Said,
): Promise<LedgerFault | undefined> {
  if (said.kind !== "ahead" && said.kind !== "forked") return undefined
  const held = await served(running, asked).catch(() => undefined)
  return held && contradiction(running, asked.link.name, held)
}

const served = (running: Running, asked: Asked): Promise<OpenedCheckpoint | undefined> =>
  checkpointAt(
    asked.link,
    originHashOf(running.origin),
    running.keys.checkpoint.key,
    running.verify,
    timeoutOf(running),
  )

/**
 * Throws LedgerFault unless more witnesses than may be faulty answered and none knows better. With that many, one at
 * least is honest. A witness that only says it holds more is believed when more than may be faulty say so.
 */
export async function expectNotBehindWitnesses(running: Running): Promise<void> {
  const { asked, policy } = running
  if (asked.length === 0) return
  const round = roundOf(running)
  const found = await Promise.all(asked.map((each) => askBefore(running, each, round)))
  const fault = found.find((each) => each.fault !== undefined)?.fault
  if (fault !== undefined) throw fault
  const ahead = asked.filter((_, i) => found[i]?.said.kind === "ahead")
  if (ahead.length > policy.faulty)
    throw new LedgerFault(
      "behind-witnesses",
      `${ahead.map(({ link }) => link.name).join(" and ")} hold up to ${Math.max(...ahead.map(({ size }) => size ?? 0))} entries of this ledger, and the store has published ${running.published?.size ?? 0}: it is an old copy`,
    )
  const answered = found.filter(({ said }) => said.kind !== "silent").length
  const needed = Math.min(policy.faulty + 1, asked.length)
  if (answered < needed && running.needWitnesses !== false)
    throw new LedgerFault(
      "witnesses-silent",
      `${answered} of ${asked.length} witnesses answered, and it takes ${needed} to know that this store is not an old copy: ${asked.map(({ link, fault: why }) => `${link.name}: ${why ?? "answered"}`).join("; ")}`,
    )
}

type Found = { readonly said: Said; readonly fault: LedgerFault | undefined }

async function askBefore(running: Running, asked: Asked, round: Round | undefined): Promise<Found> {
  if (round !== undefined) {
    const said = await askWitness(asked, round)
    return { said, fault: await examine(running, asked, said) }
  }
  try {
    const held = await served(running, asked)
    const fault = held && (await contradiction(running, asked.link.name, held))
    return { said: { kind: "refused" }, fault }
  } catch (error) {
    asked.fault = error instanceof Error ? error.message : String(error)
    return { said: { kind: "silent" }, fault: undefined }
  }
}
