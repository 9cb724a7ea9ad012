/**
 * The door for statements: bytes in, an opened statement or a refusal out. Nothing behind this file parses again.
 * Here the onion is taken apart: an acceptance holds its offer's exact bytes, and both must fit each other.
 */

import type { Of } from "../encoding/shape.ts"
import { type ItemId, itemIdOf, type PartyId, type StatementId } from "./identifier.ts"
import { isRejected, type Rejected, rejected } from "./rejected.ts"
import { decodeStatement, type Statement } from "./statement.ts"
import type { offered, outcomes, reservationCodes } from "./terms.ts"

/** A well-formed statement with everything inside it opened too. */
export type Opened = Statement & {
  readonly offered: Statement<"offer"> | null
  /** All who signed any part of it, outermost first, each with the payload it signed. */
  readonly signers: readonly Statement[]
  /** What an acceptance says of items: see `receivedLines`. Empty for every other kind. */
  readonly received: readonly Received[]
}

export type Line = Of<typeof offered>
export type Outcome = (typeof outcomes)[number]
export type Taken = Extract<Outcome, "accepted" | "with-reservation">

/** It changed hands: what was refused, or was not there, did not. */
export const isTaken = <Said extends { readonly outcome: Outcome }>(
  line: Said | null | undefined,
): line is Said & { readonly outcome: Taken } =>
  line?.outcome === "accepted" || line?.outcome === "with-reservation"
export type Reservation = (typeof reservationCodes)[number]

/** What an acceptance says of one item. */
export type Received = Line & {
  readonly outcome: Outcome
  readonly reservations: readonly Reservation[]
  /** The item lay beyond what was offered or listed. */
  readonly extra: boolean
}

export function openStatement(bytes: Uint8Array, origin: string): Opened | Rejected {
  const statement = decodeStatement(bytes)
  if (isRejected(statement)) return statement
  const foreign = wrongOrigin(statement, origin)
  if (foreign !== undefined) return foreign
  if (statement.kind === "acceptance") return openAcceptance(statement, origin)
  if (statement.kind === "offer") {
    const fault = linesFault(statement.terms.lines)
    if (fault !== undefined) return rejected("malformed", fault)
  }
  return withOffer(statement, null)
}

const nothing: readonly Received[] = []

/** It was decoded for whoever opens it, so it may become what is opened. */
function withOffer(statement: Statement, offered: Statement<"offer"> | null): Opened {
  const opened = statement as { -readonly [Name in keyof Opened]: Opened[Name] }
  opened.offered = offered
  opened.signers = [
    statement,
    ...statement.attested,
    ...(offered === null ? [] : [offered, ...offered.attested]),
  ]
  // A receipt of 300 lines touches 300 chains, and each asks for all its lines.
  opened.received = statement.kind === "acceptance" ? linesOf(statement, offered) : nothing
  return opened as Opened
}

function wrongOrigin(statement: Statement, origin: string): Rejected | undefined {
  const all = [statement, ...statement.attested]
  if (statement.kind === "genesis" && statement.terms.origin !== origin)
    return rejected("wrong-origin", `genesis of ${statement.terms.origin}, not of ${origin}`)
  const stray = all.find((each) => !each.origins.includes(origin))
  if (stray === undefined) return undefined
  return rejected("wrong-origin", `signed for ${stray.origins.join(", ")}, not for ${origin}`)
}

function openAcceptance(statement: Statement<"acceptance">, origin: string): Opened | Rejected {
  const { terms } = statement
  let offer: Statement<"offer"> | null = null
  if (terms.offer !== null) {
    const inner = decodeStatement(terms.offer)
    if (isRejected(inner)) return rejected(inner.code, `offer inside: ${inner.sentence}`)
    if (inner.kind !== "offer")
      return rejected("offer-mismatch", `expected an offer inside, got ${inner.kind}`)
    const foreign = wrongOrigin(inner, origin)
    if (foreign !== undefined) return foreign
    offer = inner
  }
  const fault =
    sideFault(statement, offer) ??
    linesFault(offer?.terms.lines ?? terms.lines) ??
    outcomesFault(statement, offer?.terms.lines ?? terms.lines)
  if (fault !== undefined) return rejected("offer-mismatch", fault)
  if (terms.side === "both" && offer?.keyId === statement.keyId)
    return rejected("same-signer", `key ${statement.keyId} signed both sides`)
  return withOffer(statement, offer)
}

/** Which fields each side of an acceptance must and must not have. */
function sideFault(
  { terms, party }: Statement<"acceptance">,
  offer: Statement<"offer"> | null,
): string | undefined {
  if ((terms.oneTime !== null) !== (party === null))
    return "exactly an acceptance with a one-time key has no party"
  switch (terms.side) {
    case "both":
      if (offer === null || terms.lines.length > 0)
        return "both sides: expected an offer and no lines"
      if (terms.absentGiver !== null || terms.absentReceiver !== null)
        return "both sides: nobody is absent"
      return undefined
    case "reception-only":
      if (offer !== null || terms.lines.length === 0)
        return "reception only: expected lines, no offer"
      if (terms.absentGiver === null || terms.absentReceiver !== null)
        return "reception only: expected why the giver is absent"
      return undefined
    case "giver-only":
      if (offer === null || terms.lines.length > 0)
        return "giver only: expected an offer and no lines"
      if (terms.absentReceiver === null || terms.absentGiver !== null)
        return "giver only: expected why the receiver did not sign"
      if (party === null || offer.party !== party)
        return "giver only: signed by another than the giver"
      return undefined
  }
}

/** One line per item, and a container before what lies in it, so that no line can hold itself. */
function linesFault(lines: readonly Line[]): string | undefined {
  if (lines.length === 1 && lines[0]?.within === null) return undefined
  const seen = new Set<ItemId>()
  for (const [i, line] of lines.entries()) {
    if (seen.has(line.item)) return `line ${i}: item ${line.item} is listed twice`
    seen.add(line.item)
    if (line.within !== null && line.within >= i)
      return `line ${i}: its container must be listed before it`
  }
  return undefined
}

function outcomesFault(
  { terms }: Statement<"acceptance">,
  lines: readonly Line[],
): string | undefined {
  if (terms.outcomes.length !== lines.length)
    return `expected ${lines.length} outcomes, got ${terms.outcomes.length}`
  for (const [i, { outcome, reservations }] of terms.outcomes.entries()) {
    if (outcome === "accepted" && reservations.length > 0)
      return `line ${i}: accepted, yet with reservations`
    if (outcome === "with-reservation" && reservations.length === 0)
      return `line ${i}: which reservation?`
    if (new Set(reservations).size !== reservations.length)
      return `line ${i}: a reservation is listed twice`
  }
  const extras = terms.extras.filter(({ item }) => item !== null)
  if (extras.some(({ previous }) => previous === null))
    return "an extra item without its previous receipt"
  return undefined
}

// As above: without this the work grows with the square of the lines.
const taken = new WeakMap<object, ReadonlyMap<ItemId, number>>()

/** Everything an acceptance says of items, line by line, extras last. */
export const receivedLines = (opened: Opened & Statement<"acceptance">): readonly Received[] =>
  opened.received

/** What an acceptance says of one item. */
export const receivedLine = (
  opened: Opened & Statement<"acceptance">,
  item: ItemId,
): Received | undefined => receivedLines(opened).find((each) => each.item === item)

/** The line on which an intake takes an item in; undefined if it does not. */
export function intakeLine(opened: Statement<"intake">, item: ItemId): number | undefined {
  let lines = taken.get(opened)
  if (lines === undefined) {
    lines = new Map(opened.terms.lines.map((_, line) => [itemIdOf(opened.id, line), line]))
    taken.set(opened, lines)
  }
  return lines.get(item)
}

/** The blinded numbers that a statement gives of the item: its own, and that of a seal put on it. */
export function tagsOf(opened: Opened, item: ItemId): readonly string[] {
  if (opened.kind === "check")
    return opened.terms.lines.flatMap((line) => (line.item === item ? (line.sealTag ?? []) : []))
  const line = opened.kind === "intake" ? intakeLine(opened, item) : undefined
  if (opened.kind !== "intake" || line === undefined) return []
  const { tag = null, sealTag = null } = opened.terms.lines[line] ?? {}
  return [tag, sealTag].filter((each) => each !== null)
}

function linesOf(
  { terms }: Statement<"acceptance">,
  offered: Statement<"offer"> | null,
): readonly Received[] {
  const lines = offered?.terms.lines ?? terms.lines
  const listed = lines.map(({ item, previous, within }, i): Received => {
    const { outcome, reservations } = terms.outcomes[i] as {
      outcome: Outcome
      reservations: readonly Reservation[]
    }
    return { item, previous, within, outcome, reservations, extra: false }
  })
  if (terms.extras.length === 0) return listed
  const known = new Set(listed.map(({ item }) => item))
  const extras: Received[] = []
  for (const { item, previous } of terms.extras) {
    if (item === null || previous === null || known.has(item)) continue
    known.add(item)
    extras.push({
      item,
      previous,
      within: null,
      outcome: "accepted",
      reservations: [],
      extra: true,
    })
  }
  return [...listed, ...extras]
}

export const signersOf = ({ signers }: Opened): readonly Statement[] => signers

/** The parties that stand behind the outer statement: its signer's and its second persons'. */
export function partiesOf(statement: Statement): ReadonlySet<PartyId> {
  const parties = [statement, ...statement.attested].map(({ party }) => party)
  return new Set(parties.filter((party) => party !== null))
}

/** The statements that an opened one names by id and could not exist without. */
export function coveredIds(opened: Opened): readonly StatementId[] {
  switch (opened.kind) {
    case "acceptance":
      return receivedLines(opened).map(({ previous }) => previous)
    case "offer":
      return opened.terms.lines.map(({ previous }) => previous)
    case "intake":
      return opened.terms.consumes.map(({ previous }) => previous)
    case "pack":
    case "unpack":
    case "check":
    case "close":
    case "owner":
      return opened.terms.lines.map(({ previous }) => previous)
    case "acknowledge":
    case "correction":
      return [opened.terms.of]
    case "withdraw":
      return [opened.terms.offer]
    default:
      return []
  }
}
