/** Receiving: what a receiver checks before he signs, and the receipt that discharges the giver. */

import { keyIdOf } from "../cose/key.ts"
import { verifySigned } from "../cose/sign.ts"
import { type Options, plainAcceptance } from "../custody/draft.ts"
import { isTaken, type Opened } from "../custody/handover.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import { leavesOf, type Terms } from "../custody/statement.ts"
import { decodeMessage, type Message, type MessageOf, type Told } from "./message.ts"
import { differences, isAbove, sealedItems, toldOf } from "./lines.ts"
import {
  type Arrived,
  arrivedPapers,
  foreignPaper,
  needsOf,
  nextOrder,
  openParcel,
  ownPaper,
  type Papers,
  parcelOf,
  putPaper,
  shown,
  undelivered,
} from "./papers.ts"
import { type Acting, begin, notesOf, type Phone, PhoneFault, sign } from "./phone.ts"
import { photographed } from "./picture.ts"
import { type Basis, type Holding, type LineOutcome, put, type Taken } from "./shelf.ts"

/** What the receiver should know before he signs; none of it forbids to. */
export type Warning = "giver-unknown" | "giver-revoked" | "told-differs" | "above-limit"

export type InspectedLine = Told & {
  readonly item: ItemId
  readonly previous: StatementId
  /** The line of its container. */
  readonly within: number | null
  readonly basis: Basis
  /** Where the giver's word is not what the intake sealed. */
  readonly differs: readonly (keyof Told)[]
}

export type Inspection = {
  readonly message: MessageOf<"offer">
  readonly arrived: Arrived
  readonly offer: Opened & { readonly kind: "offer" }
  readonly lines: readonly InspectedLine[]
  readonly warnings: readonly Warning[]
  /** Signed before, on this phone: only its receipt is shown again. */
  readonly taken: Taken | undefined
}

/** The message in bytes, of this kind and for this phone's ledger. Throws PhoneFault. */
export function expectMessage<K extends Message["kind"]>(
  bytes: Uint8Array,
  kind: K,
  origin: string | undefined,
): MessageOf<K> {
  const message = decodeMessage(bytes)
  if ("fault" in message) throw new PhoneFault("not-a-message", message.fault)
  if (message.kind !== kind)
    throw new PhoneFault(
      kind === "offer"
        ? "not-an-offer"
        : kind === "receipt"
          ? "not-a-receipt"
          : "not-an-invitation",
    )
  if (origin !== undefined && message.origin !== origin) throw new PhoneFault("another-ledger")
  return message as MessageOf<K>
}

/** Opens a parcel and checks the signature of who signed it, by the key that the message brought. Throws PhoneFault. */
export function expectSigned(
  { key, parcel }: MessageOf<"offer" | "receipt">,
  { self, verify }: Acting,
): Arrived {
  const arrived = openParcel(parcel, self.origin)
  if (arrived === undefined) throw new PhoneFault("not-a-message")
  if (!verifySigned(arrived.opened.signed, key, verify)) throw new PhoneFault("bad-signature")
  return arrived
}

/** Looks at an offer without signing anything. Throws PhoneFault for what could not be accepted. */
export async function inspect(phone: Phone, bytes: Uint8Array): Promise<Inspection> {
  const acting = await begin(phone)
  const { self } = acting
  const message = expectMessage(bytes, "offer", self.origin)
  const arrived = expectSigned(message, acting)
  const offer = arrived.opened
  if (offer.kind !== "offer") throw new PhoneFault("not-an-offer")
  const { lines, to, expires } = offer.terms
  if (message.lines.length !== lines.length) throw new PhoneFault("not-a-message")
  if (offer.keyId === keyIdOf(self.publicKey)) throw new PhoneFault("from-ourselves")
  const all = [...(await phone.shelf.all("taken")).values()]
  const taken = all.find((each) => each.offer === offer.id)
  if (to !== self.party) throw new PhoneFault("not-to-us")
  if (taken === undefined && expires < phone.clock().at) throw new PhoneFault("expired")
  const { openings } = arrived.parcel
  const leaves = openings === null ? undefined : leavesOf(offer, openings)
  // The receipt says that all of them were checked.
  if (leaves === undefined || leaves.some((leaf) => leaf instanceof Uint8Array))
    throw new PhoneFault("openings-missing")
  const papers = await phone.shelf.all("papers")
  const inspected = inspectLines(message, arrived, papers, self.origin)
  const warnings = await warningsOf(acting, offer, inspected)
  return { message, arrived, offer, lines: inspected, warnings, taken }
}

function inspectLines(
  { lines: told }: MessageOf<"offer">,
  arrived: Arrived,
  papers: Papers,
  origin: string,
): readonly InspectedLine[] {
  if (arrived.opened.kind !== "offer") throw new PhoneFault("not-an-offer")
  const came = arrivedPapers(arrived, papers, origin, 0)
  const sealed = sealedItems([...papers.values(), ...came], origin)
  return arrived.opened.terms.lines.map((line, i) => {
    const own = toldOf(told[i] as Told)
    const known = sealed.get(line.item)
    const differs = known === undefined ? [] : differences(own, known)
    const isSealed = known !== undefined && differs.length === 0
    return { ...own, ...line, basis: isSealed ? "sealed" : "told", differs }
  })
}

async function warningsOf(
  { shelf, self }: Acting,
  offer: Opened,
  lines: readonly InspectedLine[],
): Promise<readonly Warning[]> {
  const key = await shelf.get("names", offer.keyId)
  const held = [...(await shelf.all("held")).values()]
  const isKnown = key?.type === "key" && key.party === offer.party
  const warnings: readonly (readonly [Warning, boolean])[] = [
    ["giver-unknown", !isKnown],
    ["giver-revoked", isKnown && key.revoked],
    ["told-differs", lines.some(({ differs }) => differs.length > 0)],
    ["above-limit", isAbove([...held, ...lines], self.limit)],
  ]
  return warnings.flatMap(([warning, applies]) => (applies ? [warning] : []))
}

/** What the receiver says. Lines that are not named are accepted. */
export type Answer = {
  /** By line of the offer. */
  readonly exceptions: ReadonlyMap<number, LineOutcome>
  /** Things that lay there and were not offered, and belong to nobody that is known here. */
  readonly extras: number
  /** A container of one's own that it all goes into. */
  readonly into: ItemId | null
  readonly remark: string | null
  readonly photo: Uint8Array | null
  readonly duress: boolean
}

export const allAccepted: Answer = {
  exceptions: new Map(),
  extras: 0,
  into: null,
  remark: null,
  photo: null,
  duress: false,
}

export const everyOutcome = (count: number, { exceptions }: Answer): readonly LineOutcome[] =>
  Array.from({ length: count }, (_, line) => {
    return exceptions.get(line) ?? { outcome: "accepted", reservations: [] }
  })

export function acceptanceTerms(
  { arrived, lines }: Inspection,
  answer: Answer,
): Terms["acceptance"] {
  return {
    ...plainAcceptance,
    side: "both",
    offer: arrived.parcel.statement,
    outcomes: everyOutcome(lines.length, answer),
    extras: Array.from({ length: answer.extras }, () => ({ item: null, previous: null })),
    into: answer.into,
  }
}

export function acceptanceOptions({ offer }: Inspection, answer: Answer): Options {
  return {
    ...(offer.contract === null ? {} : { contract: offer.contract }),
    duress: answer.duress,
    sealed: {
      whole: {
        ...(answer.remark === null ? {} : { remark: answer.remark }),
        ...photographed(answer.photo).sealed,
      },
    },
  }
}

/** Signs the receipt. An offer that was answered on this phone before gets no second one: the first is given again. */
export async function accept(phone: Phone, bytes: Uint8Array, answer: Answer): Promise<Taken> {
  const acting = await begin(phone)
  const inspection = await inspect(phone, bytes)
  if (inspection.taken !== undefined) return inspection.taken
  const { arrived, offer } = inspection
  const { self, shelf } = acting
  const terms = acceptanceTerms(inspection, answer)
  const signed = await sign(acting, "acceptance", terms, acceptanceOptions(inspection, answer))
  const papers = await shelf.all("papers")
  const order = nextOrder(papers)
  const came = arrivedPapers(arrived, papers, self.origin, order)
  const offerPaper = foreignPaper(arrived, order + came.length)
  const beside = {
    notes: [...notesOf(acting), ...arrived.parcel.notes],
    offerOpenings: arrived.parcel.openings,
    needs: [...needsOf(offer), offer.id],
  }
  const own = ownPaper("acceptance", signed, beside, order + came.length + 1)
  const after = new Map([...papers, ...came.map((each) => [each.statement, each] as const)])
  const lines = heldLines(inspection, answer, signed.id, acting.clock().at)
  // The giver has the offer, its openings and its predecessors; what he may lack came to this phone another way.
  const back = parcelOf(signed, { notes: notesOf(acting) })
  const mine = undelivered(after, beside.needs).filter(
    ({ statement }) => !came.some((each) => each.statement === statement),
  )
  const taken: Taken = {
    receipt: signed.id,
    offer: offer.id,
    message: shown({ kind: "receipt", origin: self.origin, key: self.publicKey }, back, mine),
    lines,
    outcomes: terms.outcomes,
    from: offer.party,
    at: acting.clock().at,
    duress: signed.duress,
    undone: null,
  }
  await shelf.commit(acting.edition, [
    put("taken", signed.id, taken),
    ...came.map(putPaper),
    putPaper(offerPaper),
    putPaper(own),
    ...lines.flatMap((line, i) =>
      isTaken(terms.outcomes[i]) ? [put("held", line.item, line)] : [],
    ),
    ...photographed(answer.photo).changes,
  ])
  return taken
}

/** The lines as this phone holds them once they are taken: what was refused keeps its container's place free. */
function heldLines(
  { lines, offer }: Inspection,
  answer: Answer,
  receipt: StatementId,
  since: number,
): readonly Holding[] {
  const outcomes = everyOutcome(lines.length, answer)
  return lines.map((line) => {
    const container = line.within === null ? undefined : line.within
    const isInside = container !== undefined && isTaken(outcomes[container])
    const within = isInside ? (lines[container]?.item ?? null) : answer.into
    return {
      ...toldOf(line),
      item: line.item,
      previous: receipt,
      within,
      basis: line.basis,
      from: offer.party,
      since,
      contract: offer.contract,
      offered: null,
    }
  })
}
