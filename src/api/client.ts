/**
 * A ledger elsewhere, over HTTP, as the same interface that it has in its own process. Runs in browsers too.
 *
 * Nothing a server says is believed beyond its shape; what it proves is for the verifier to check.
 */

import type { ItemId } from "../custody/identifier.ts"
import { rejected } from "../custody/rejected.ts"
import { concat } from "../encoding/bytes.ts"
import { maxBundleBytes, type Question } from "../log/bundle.ts"
import { maxEntryBytes, maxNoteBytes } from "../log/entry.ts"
import {
  type AnswerLine,
  readAbout,
  readAnswerLine,
  readHistory,
  readItems,
  readProof,
  readStatementIndex,
} from "./body.ts"
import {
  type Ask,
  exchange,
  expectBytes,
  expectShape,
  faultOf,
  type Fetch,
  ifFound,
  ifFoundShape,
  type Query,
  RemoteFault,
  type Reply,
} from "./exchange.ts"
import type { Answer, ItemSummary, LedgerApi, LedgerReader } from "./ledger-api.ts"
import { maxParcelBytes } from "./parcel.ts"
import { isOneItem } from "./sequence.ts"
import {
  idPattern,
  isRejectionCode,
  maxCount,
  maxItemsPerPage,
  maxParcelsPerRequest,
  maxRequestBytes,
  mediaTypes,
  paths,
  pathTo,
  printInstant,
} from "./wire.ts"

const maxCheckpointBytes = maxNoteBytes * 8
/** A hundred thousand entry indexes, a thousand items, or the answers to one request. */
const maxJsonBytes = 16 * 1024 * 1024

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
    submit: async (parcels) => {
      const answers: Answer[] = []
      for (const run of runsOf(parcels)) answers.push(...(await submitRun(ask, run)))
      return answers
    },
    publish: async () =>
      expectBytes(
        await ask({
          path: paths.publish,
          method: "POST",
          accept: mediaTypes.note,
          limit: maxCheckpointBytes,
        }),
      ),
  }
}

function readerOf(ask: Ask): LedgerReader {
  const json = (path: string, query: Query = {}): Promise<Reply> =>
    ask({ path, query, accept: mediaTypes.json, limit: maxJsonBytes })
  return {
    about: async () => expectShape(readAbout, await json(paths.about)),
    checkpoint: async () =>
      expectBytes(
        await ask({ path: paths.checkpoint, accept: mediaTypes.note, limit: maxCheckpointBytes }),
      ),
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
    items: (after, limit) => listItems(json, after, limit),
    history: async (item) =>
      isId(item) ? expectShape(readHistory, await json(pathTo(paths.history, item))) : [],
    bundle: async (question) => {
      if (!isId(question.item)) return undefined
      const path = pathTo(paths.bundle, question.item)
      const query = queryOf(question)
      return ifFound(await ask({ path, query, accept: mediaTypes.bundle, limit: maxBundleBytes }))
    },
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

const isId = (text: string): boolean => new RegExp(idPattern).test(text)
const isCount = (count: number): boolean =>
  Number.isSafeInteger(count) && count >= 0 && count <= maxCount

function queryOf({ from, to, scope }: Question): Query {
  return from === to
    ? { at: printInstant(from), scope }
    : { from: printInstant(from), to: printInstant(to), scope }
}

async function listItems(
  json: (path: string, query: Query) => Promise<Reply>,
  after: ItemId | null,
  limit: number,
): Promise<readonly ItemSummary[]> {
  const found: ItemSummary[] = []
  let last = after
  while (found.length < limit) {
    const wanted = Math.min(limit - found.length, maxItemsPerPage)
    const query = { ...(last === null ? {} : { after: last }), limit: wanted }
    const page = expectShape(readItems, await json(paths.items, query))
    if (page.length > wanted || !isAscending(last, page))
      throw new RemoteFault("unexpected", `expected ${wanted} items in order after ${last}`)
    found.push(...page)
    if (page.length < wanted) break
    last = (page[page.length - 1] as ItemSummary).id
  }
  return found
}

/** Otherwise a server could keep a client turning pages for ever. */
function isAscending(after: ItemId | null, page: readonly ItemSummary[]): boolean {
  let last: string = after ?? ""
  for (const { id } of page) {
    if (id <= last) return false
    last = id
  }
  return true
}

/** Parcels that go in one request, or one that the server would not be asked about. */
type Run = { readonly parcels: readonly Uint8Array[] } | { readonly refused: Answer }

/** A parcel that is no single CBOR item would spoil the sequence for its neighbours, so it goes alone. */
function runsOf(parcels: readonly Uint8Array[]): readonly Run[] {
  const runs: Run[] = []
  let open: Uint8Array[] = []
  let weight = 0
  const close = (): void => {
    if (open.length > 0) runs.push({ parcels: open })
    open = []
    weight = 0
  }
  for (const parcel of parcels) {
    const fits = open.length < maxParcelsPerRequest && weight + parcel.length <= maxRequestBytes
    const alone = !isOneItem(parcel)
    if (alone || !fits) close()
    if (parcel.length > maxParcelBytes) runs.push({ refused: tooLong(parcel) })
    else if (alone) runs.push({ parcels: [parcel] })
    else {
      open.push(parcel)
      weight += parcel.length
    }
  }
  close()
  return runs
}

const tooLong = ({ length }: Uint8Array): Answer => ({
  ok: false,
  ...rejected("too-long", `a parcel has at most ${maxParcelBytes} bytes, got ${length}`),
})

async function submitRun(ask: Ask, run: Run): Promise<readonly Answer[]> {
  if ("refused" in run) return [run.refused]
  const [first, ...others] = run.parcels
  if (first !== undefined && others.length === 0) return [await submitOne(ask, first)]
  const content = { type: mediaTypes.parcels, bytes: concat(...run.parcels) }
  const accept = mediaTypes.answers
  const reply = await ask({ path: paths.parcels, content, accept, limit: maxJsonBytes })
  const answers = linesOf(expectBytes(reply)).map(readAnswerLine).map(expectAnswer)
  if (answers.length !== run.parcels.length)
    throw new RemoteFault(
      "unexpected",
      `expected ${run.parcels.length} answers, got ${answers.length}`,
    )
  return answers
}

async function submitOne(ask: Ask, bytes: Uint8Array): Promise<Answer> {
  const content = { type: mediaTypes.cbor, bytes }
  const accept = mediaTypes.json
  const reply = await ask({ path: paths.parcels, content, accept, limit: maxJsonBytes })
  if ("problem" in reply && isRejectionCode(reply.problem.code))
    return { ok: false, code: reply.problem.code, sentence: reply.problem.detail }
  return expectAnswer(readAnswerLine(expectBytes(reply)))
}

function expectAnswer(line: AnswerLine | undefined): Answer {
  if (line === undefined) throw new RemoteFault("unexpected", "expected an answer to a parcel")
  if ("ok" in line) return line
  throw faultOf(line)
}

const newline = 10

/** Every line ends in a newline; what does not was cut off, and is left out. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}
