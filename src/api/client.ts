/**
 * A ledger elsewhere, over HTTP, as the same interface that it has in its own process. Runs in browsers too.
 *
 * Nothing a server says is believed beyond its shape; what it proves is for the verifier to check.
 */

import { maxBundleBytes, type Question } from "../log/bundle.ts"
import { maxCoseReceiptBytes } from "../log/cose-receipt.ts"
import { decodeEntryBundle, maxEntryBundleBytes } from "../log/entry-bundle.ts"
import { maxEntryBytes } from "../log/entry.ts"
import { MAX_NOTE_BYTES } from "../log/note.ts"
import { MAX_TLOG_PROOF_BYTES } from "../log/tlog-proof.ts"
import { type Tile, tilePath, tileWidth } from "../merkle/tiles.ts"
import { MAX_POLICY_BYTES } from "../verifier/policy.ts"
import {
  readAbout,
  readHistory,
  readItems,
  readProof,
  readStatementIndex,
  readWitnesses,
} from "./body.ts"
import {
  type Ask,
  type AskJson,
  exchange,
  expectBytes,
  expectShape,
  type Fetch,
  ifFound,
  ifFoundShape,
  type Query,
  RemoteFault,
} from "./exchange.ts"
import { deskOf } from "./desk-client.ts"
import { readDryRun } from "./foreseen.ts"
import {
  type DryRun,
  type LedgerApi,
  type LedgerReader,
  longestWaitMs,
  type Wait,
} from "./ledger-api.ts"
import { allPages } from "./paging.ts"
import { maxParcelBytes } from "./parcel.ts"
import { submitAll, tooLong } from "./submitting.ts"
import {
  idPattern,
  maxCount,
  maxItemsPerPage,
  maxJsonBytes,
  mediaTypes,
  paths,
  pathTo,
  printInstant,
} from "./wire.ts"

/**
 * `baseUrl` is where the server's `/v1` hangs. An answer that the interface has is returned, everything else is thrown
 * as a RemoteFault. Instants beyond the year 9999 cannot be asked about.
 */
export function httpLedger(
  baseUrl: URL,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): LedgerApi {
  const ask: Ask = (call) => exchange(baseUrl, fetch, call)
  return {
    ...readerOf(ask),
    submit: (parcels) => submitAll(ask, parcels),
    publish: async () =>
      expectBytes(
        await ask({
          path: paths.publish,
          method: "POST",
          accept: mediaTypes.note,
          limit: MAX_NOTE_BYTES,
        }),
      ),
  }
}

/** Too long for a server to read is refused here, as it is where the ledger is at hand. */
async function dryRun(ask: Ask, parcel: Uint8Array): Promise<DryRun> {
  if (parcel.length > maxParcelBytes) return tooLong(parcel)
  const content = { type: mediaTypes.cbor, bytes: parcel }
  const accept = mediaTypes.json
  return expectShape(
    readDryRun,
    await ask({ path: paths.dryRun, content, accept, limit: maxJsonBytes }),
  )
}

function readerOf(ask: Ask): LedgerReader {
  const json: AskJson = (path, query = {}) =>
    ask({ path, query, accept: mediaTypes.json, limit: maxJsonBytes })
  return {
    ...witnessedOf(ask, json),
    ...deskOf(json),
    about: async () => expectShape(readAbout, await json(paths.about)),
    checkpoint: async () =>
      expectBytes(
        await ask({ path: paths.checkpoint, accept: mediaTypes.note, limit: MAX_NOTE_BYTES }),
      ),
    tile: (tile) => fetchTile(ask, tile),
    entry: async (index) => {
      if (!isCount(index)) return undefined
      const path = pathTo(paths.entry, index)
      const bytes = ifFound(await ask({ path, accept: mediaTypes.cbor, limit: maxEntryBytes }))
      return bytes && { index, bytes }
    },
    indexOf: async (statement) =>
      isId(statement)
        ? ifFoundShape(readStatementIndex, await json(pathTo(paths.statement, statement)))
        : undefined,
    items: (after, limit) =>
      allPages(
        async (query) => expectShape(readItems, await json(paths.items, query)),
        maxItemsPerPage,
        after,
        limit,
      ),
    history: async (item) =>
      isId(item) ? expectShape(readHistory, await json(pathTo(paths.history, item))) : [],
    bundle: async (question) => {
      if (!isId(question.item)) return undefined
      const path = pathTo(paths.bundle, question.item)
      const query = queryOf(question)
      return ifFound(await ask({ path, query, accept: mediaTypes.bundle, limit: maxBundleBytes }))
    },
    dryRun: (parcel) => dryRun(ask, parcel),
    inclusion: async (index, size) =>
      isCount(index) && isCount(size)
        ? ifFoundShape(readProof, await json(paths.inclusion, { index, size }))
        : undefined,
    consistency: async (from, to) =>
      isCount(from) && isCount(to)
        ? ifFoundShape(readProof, await json(paths.consistency, { from, to }))
        : undefined,
  }
}

/** What the witnesses said, and what can be proved by it. */
function witnessedOf(
  ask: Ask,
  json: AskJson,
): Pick<LedgerReader, "cosigned" | "policy" | "witnesses" | "tlogProof" | "coseReceipt"> {
  const proofOf = async (
    path: string,
    index: number,
    rest: Pick<Parameters<Ask>[0], "accept" | "limit" | "query" | "signal">,
  ) => (isCount(index) ? ifFound(await ask({ path: pathTo(path, index), ...rest })) : undefined)
  return {
    cosigned: async () =>
      ifFound(await ask({ path: paths.cosigned, accept: mediaTypes.note, limit: MAX_NOTE_BYTES })),
    policy: async () =>
      expectBytes(
        await ask({ path: paths.policy, accept: mediaTypes.text, limit: MAX_POLICY_BYTES }),
      ),
    witnesses: async () => expectShape(readWitnesses, await json(paths.witnesses)),
    tlogProof: (index, wait) =>
      proofOf(paths.tlogProof, index, {
        ...(wait && waiting(wait)),
        accept: mediaTypes.text,
        limit: MAX_TLOG_PROOF_BYTES,
      }),
    coseReceipt: (index) =>
      proofOf(paths.coseReceipt, index, { accept: mediaTypes.cose, limit: maxCoseReceiptBytes }),
  }
}

/** Whole seconds, and never fewer than were asked for. */
const waiting = ({ ms, signal }: Wait) => ({
  query: { wait: Math.ceil(Math.max(0, Math.min(ms, longestWaitMs)) / 1000) },
  ...(signal && { signal }),
})

const hashBytes = 32

/** A tile has as many hashes or entries as it was asked for with, or it is another's answer. */
async function fetchTile(ask: Ask, tile: Tile): Promise<Uint8Array | undefined> {
  const { level, index, width } = tile
  if (!isCount(index) || !isCount(width) || width < 1) return undefined
  if (width > tileWidth(level, index, maxCount)) return undefined
  const path = `/${tilePath(level, index, width)}`
  const limit = level === "entries" ? maxEntryBundleBytes : width * hashBytes
  const bytes = ifFound(await ask({ path, accept: mediaTypes.tile, limit }))
  const whole =
    level === "entries"
      ? bytes === undefined || decodeEntryBundle(bytes, width) !== undefined
      : bytes === undefined || bytes.length === limit
  if (!whole) throw new RemoteFault("unexpected", `${path}: expected ${width} hashes or entries`)
  return bytes
}

const isId = (text: string): boolean => new RegExp(idPattern).test(text)
const isCount = (count: number): boolean =>
  Number.isSafeInteger(count) && count >= 0 && count <= maxCount

function queryOf({ from, to, scope }: Question): Query {
  return from === to
    ? { at: printInstant(from), scope }
    : { from: printInstant(from), to: printInstant(to), scope }
}
