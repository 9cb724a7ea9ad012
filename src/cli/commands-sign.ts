/** sign, offer, accept: statements made by one's own key. Nothing is sent. */

import { Argument } from "commander"
import type { LedgerApi } from "../api/ledger-api.ts"
import { draft } from "../custody/draft.ts"
import type { ItemId, PartyId, StatementId } from "../custody/identifier.ts"
import type { Kind } from "../custody/kind.ts"
import { type ItemState, noItem } from "../custody/item.ts"
import { nextItem } from "../custody/transition.ts"
import { maxLines } from "../custody/terms.ts"
import { ids, id, instant, wholes } from "./arguments.ts"
import { accept, type AcceptWords, reservations } from "./accepting.ts"
import type { Commands } from "./context.ts"
import { type ExitCode, refused, unusable } from "./failure.ts"
import { type Foreseeing, foreseeFirst } from "./foreseeing.ts"
import { readHistory } from "./history.ts"
import type { Io } from "./io.ts"
import { handOf, type Signer, withSigner, writeParcel } from "./signing.ts"
import { type Where, withLedgerAtHand } from "./source.ts"
import { readSealed, readTerms, signableKinds } from "./terms-file.ts"

type SignWords = Signer & Foreseeing & Where & { readonly terms: string; readonly sealed?: string }
type OfferWords = Signer &
  Foreseeing &
  Where & {
    readonly item: readonly ItemId[]
    readonly previous?: readonly StatementId[]
    readonly to: PartyId
    readonly expires: number
    readonly sealed?: string
  }

export const addSignCommands: Commands = (program, { io, does }) => {
  withSigner(program.command("sign"))
    .summary("sign a statement of any kind")
    .addArgument(new Argument("<kind>", "kind of statement").choices(signableKinds))
    .requiredOption("--terms <file>", "its terms, JSON")
    .option("--sealed <file>", "its sealed terms, JSON")
    .action(does((kind: Kind, words: SignWords) => sign(io, kind, words)))
  withSigner(program.command("offer"))
    .summary("offer what one holds to another party")
    .requiredOption("--item <id>", "may stand several times", ids)
    .option("--previous <id>", "receipt that gave it, one an item; else looked up", ids)
    .requiredOption("--to <party>", "who is to receive it", id)
    .requiredOption("--expires <time>", "after which it cannot be accepted", instant)
    .option("--sealed <file>", "its sealed terms, JSON")
    .action(does((words: OfferWords) => offer(io, words)))
  const lines = wholes(0, maxLines - 1)
  withSigner(program.command("accept"))
    .summary("accept an offer: the receipt that discharges the giver")
    .argument("<offer>", "parcel with the offer")
    .option("--refuse <line>", "line of the offer, from 0; may stand several times", lines)
    .option("--not-presented <line>", "likewise", lines)
    .option("--reservation <line=code,...>", "accept the line with these remarks", reservations)
    .option("--into <item>", "the container or vehicle that it goes into", id)
    .option("--sealed <file>", "its sealed terms, JSON")
    .action(does((file: string, words: AcceptWords) => accept(io, file, words)))
}

async function sign(io: Io, kind: Kind, words: SignWords): Promise<ExitCode> {
  const terms = await readTerms(words.terms, kind)
  const sealed = words.sealed === undefined ? {} : await readSealed(words.sealed, kind, terms)
  return withLedgerAtHand(words, io, async (ledger) => {
    const hand = await handOf(io, words, (await ledger?.about())?.origin)
    const options = { ...hand.options, sealed }
    const tried = await foreseeFirst(io, ledger, words, kind, terms, hand.pen, options)
    if (tried !== undefined) return tried
    await writeParcel(io, draft(kind, terms, hand.pen, options), hand, words)
    return 0
  })
}

async function offer(io: Io, words: OfferWords): Promise<ExitCode> {
  const { item: items, previous, party } = words
  if (party === undefined) throw unusable("whose items are they? give --party ID")
  if (previous !== undefined && previous.length !== items.length)
    throw unusable(`expected one --previous for each of ${items.length} items, or none`)
  return withLedgerAtHand(words, io, async (ledger) => {
    const receipts = previous ?? (ledger && (await lookUp(ledger, items, party)))
    return offerFrom(io, words, receipts, ledger)
  })
}

async function offerFrom(
  io: Io,
  words: OfferWords,
  receipts: readonly StatementId[] | undefined,
  ledger: LedgerApi | undefined,
): Promise<ExitCode> {
  const { item: items } = words
  if (receipts === undefined)
    throw unusable("--previous is missing, and so is a ledger to look it up in")
  const lines = items.map((item, i) => ({
    item,
    previous: receipts[i] as StatementId,
    within: null,
  }))
  const terms = { to: words.to, expires: words.expires, lines }
  if (words.expires <= io.clock().at) throw refused("an offer that has expired offers nothing")
  const sealed = words.sealed === undefined ? {} : await readSealed(words.sealed, "offer", terms)
  const hand = await handOf(io, words, (await ledger?.about())?.origin)
  const options = { ...hand.options, sealed }
  const tried = await foreseeFirst(io, ledger, words, "offer", terms, hand.pen, options)
  if (tried !== undefined) return tried
  await writeParcel(io, draft("offer", terms, hand.pen, options), hand, words)
  return 0
}

async function lookUp(
  ledger: LedgerApi,
  items: readonly ItemId[],
  party: PartyId,
): Promise<readonly StatementId[]> {
  const receipts: StatementId[] = []
  for (const item of items) {
    const placed = await readHistory(ledger, item)
    const state = placed.reduce<ItemState>(
      (before, { entry, opened }) => nextItem(before, { opened, ...entry }).state,
      noItem(item),
    )
    receipts.push(receiptOf(state, party))
  }
  return receipts
}

/** The newest receipt that gave the party the item, and that it has not passed on. */
function receiptOf({ item, nodes }: ItemState, party: PartyId): StatementId {
  const passedOn = new Set(nodes.filter(({ edge }) => edge === "move").map((node) => node.previous))
  const own = nodes.filter((node) => node.holder === party && !passedOn.has(node.receipt))
  const newest = own.toSorted((a, b) => b.index - a.index)[0]
  if (newest !== undefined) return newest.receipt
  throw refused(`item ${item} is not in the hands of party ${party}, as far as this ledger knows`)
}
