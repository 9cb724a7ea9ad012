/** Accepting an offer: what a device checks before its owner signs for somebody else's goods. */

import { InvalidArgumentError } from "commander"
import { decodeParcel, maxParcelBytes, type Parcel } from "../api/parcel.ts"
import { draft, plainAcceptance } from "../custody/draft.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { leavesOf, type Terms } from "../custody/statement.ts"
import { reservationCodes } from "../custody/terms.ts"
import { printInstant } from "../verifier/verdict.ts"
import type { LedgerApi } from "../api/ledger-api.ts"
import { sayTo } from "./context.ts"
import { type Foreseeing, foreseeFirst } from "./foreseeing.ts"
import { type ExitCode, refused, unusable } from "./failure.ts"
import { readWithin } from "./files.ts"
import type { Io } from "./io.ts"
import { type Hand, handOf, type Signer, writeParcel } from "./signing.ts"
import { type Where, withLedgerAtHand } from "./source.ts"
import { readSealed } from "./terms-file.ts"

type OutcomeLine = Terms["acceptance"]["outcomes"][number]
type Reserved = { readonly line: number; readonly codes: OutcomeLine["reservations"] }

export type AcceptWords = Signer &
  Foreseeing &
  Where & {
    readonly refuse?: readonly number[]
    readonly notPresented?: readonly number[]
    readonly reservation?: readonly Reserved[]
    readonly into?: ItemId
    readonly sealed?: string
  }

export function reservations(text: string, before: readonly Reserved[] = []): readonly Reserved[] {
  const match = /^(0|[1-9][0-9]{0,2})=([a-z,-]+)$/.exec(text)
  const [, line = "", words = ""] = match ?? []
  const codes = words
    .split(",")
    .flatMap((word) => reservationCodes.find((known) => known === word) ?? [])
  if (match === null || codes.length !== words.split(",").length)
    throw new InvalidArgumentError(`Expected LINE=CODE,... of ${reservationCodes.join(", ")}.`)
  return [...before, { line: Number(line), codes }]
}

export async function accept(io: Io, path: string, words: AcceptWords): Promise<ExitCode> {
  if (words.party === undefined) throw unusable("who receives it? give --party ID")
  const parcel = decodeParcel(await readWithin(path, maxParcelBytes))
  if ("fault" in parcel) throw unusable(`${path}: not a parcel: ${parcel.fault}`)
  return withLedgerAtHand(words, io, (ledger) => acceptOffer(io, path, parcel, words, ledger))
}

async function acceptOffer(
  io: Io,
  path: string,
  parcel: Parcel,
  words: AcceptWords,
  ledger: LedgerApi | undefined,
): Promise<ExitCode> {
  const hand = await handOf(io, words, (await ledger?.about())?.origin)
  const offer = openOffer(path, parcel, hand)
  expectAcceptable(offer, words, io)
  describe(io, offer)
  const terms: Terms["acceptance"] = {
    ...plainAcceptance,
    side: "both",
    offer: parcel.statement,
    outcomes: outcomesOf(offer.terms.lines.length, words),
    into: words.into ?? null,
  }
  const sealed =
    words.sealed === undefined ? {} : await readSealed(words.sealed, "acceptance", terms)
  const options = { ...hand.options, sealed }
  const { notes, predecessors } = parcel
  const more = { notes, predecessors, offerOpenings: parcel.openings }
  const tried = await foreseeFirst(io, ledger, words, "acceptance", terms, hand.pen, options, more)
  if (tried !== undefined) return tried
  await writeParcel(io, draft("acceptance", terms, hand.pen, options), hand, words, more)
  return 0
}

type Offer = Opened & { readonly kind: "offer" }

/** The offer, if all its sealed terms came with it and are those it commits to: signing says that they were checked. */
function openOffer(path: string, parcel: Parcel, { pen }: Hand): Offer {
  const opened = openStatement(parcel.statement, pen.origin)
  if (isRejected(opened)) throw refused(`${path}: ${opened.sentence}`)
  if (opened.kind !== "offer") throw unusable(`${path}: expected an offer, got ${opened.kind}`)
  const leaves = parcel.openings === null ? undefined : leavesOf(opened, parcel.openings)
  if (leaves === undefined)
    throw refused(`${path}: its sealed terms are missing, or not those that the giver signed`)
  if (leaves.some((leaf) => leaf instanceof Uint8Array))
    throw refused(`${path}: some of its sealed terms are withheld, so nobody can check them`)
  return opened
}

function expectAcceptable(offer: Offer, { party }: AcceptWords, io: Io): void {
  const { to, expires } = offer.terms
  if (to !== null && to !== party) throw refused(`this offer is made to party ${to}`)
  if (expires < io.clock().at) throw refused(`this offer expired at ${printInstant(expires)}`)
}

function describe(io: Io, { party, terms }: Offer): void {
  const say = sayTo(io)
  say(`offered by party ${party}, until ${printInstant(terms.expires)}:`)
  for (const [i, { item }] of terms.lines.entries()) say(`  line ${i}: item ${item}`)
}

function outcomesOf(count: number, words: AcceptWords): readonly OutcomeLine[] {
  const { refuse = [], notPresented = [], reservation = [] } = words
  const named = [...refuse, ...notPresented, ...reservation.map(({ line }) => line)]
  const beyond = named.find((line) => line >= count)
  if (beyond !== undefined) throw unusable(`the offer has lines 0 to ${count - 1}, not ${beyond}`)
  if (new Set(named).size < named.length) throw unusable("a line has one outcome")
  return Array.from({ length: count }, (_, line): OutcomeLine => {
    if (refuse.includes(line)) return { outcome: "refused", reservations: [] }
    if (notPresented.includes(line)) return { outcome: "not-presented", reservations: [] }
    const codes = reservation.find((each) => each.line === line)?.codes ?? []
    return { outcome: codes.length === 0 ? "accepted" : "with-reservation", reservations: codes }
  })
}
