/** Giving: an offer of what one holds, and what can be done when nothing comes back. */

import { signingKeyFromSeed } from "../cose/key.ts"
import { draft, type Options, plainAcceptance, type SignedDraft } from "../custody/draft.ts"
import type { ItemId, PartyId, PlaceId, StatementId } from "../custody/identifier.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import type { Terms } from "../custody/statement.ts"
import { chosenLines, type Held, offeredLines, toldOf, worthOf } from "./lines.ts"
import {
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
import { type Acting, authorOf, begin, notesOf, type Phone, PhoneFault, sign } from "./phone.ts"
import { photographed } from "./picture.ts"
import { type Change, type Given, type Holding, put, remove } from "./shelf.ts"

/** Milliseconds: a shift. Whether a receipt came in time is judged by when it is on record. */
export const offerLasts = 12 * 3_600_000

/** What the giver says of a hand-over. Nothing of it must be typed. */
export type Said = {
  readonly contract?: StatementId | null
  readonly place?: PlaceId | null
  readonly remark?: string | null
  /** A picture: its digest is sealed, and it stays on this phone. */
  readonly photo?: Uint8Array | null
  readonly duress?: boolean
}
export type Wish = Said & {
  readonly items: readonly ItemId[]
  readonly to: PartyId
}

/** Terms and options of the offer: the same for whoever foresees it and whoever signs it. */
export function offerTerms(
  lines: readonly Holding[],
  to: PartyId | null,
  expires: number,
): Terms["offer"] {
  return { to, expires, lines: offeredLines(lines) }
}

export function offerOptions(lines: readonly Holding[], said: Said): Options {
  const [sum, ...others] = worthOf(lines)
  return {
    ...(said.contract == null ? {} : { contract: said.contract }),
    duress: said.duress ?? false,
    sealed: {
      whole: {
        ...(said.place == null ? {} : { place: said.place }),
        ...(said.remark == null ? {} : { remark: said.remark }),
        ...photographed(said.photo).sealed,
        // There is room for one sum.
        ...(sum === undefined || others.length > 0 ? {} : { amount: sum }),
      },
      lines: lines.map(({ seal }) => (seal === null ? {} : { seal })),
    },
  }
}

/** Offers things to a party. Throws PhoneFault, and ShelfFault where nothing could be kept: then nothing was signed. */
export async function give(phone: Phone, wish: Wish): Promise<Given> {
  return offerOf(phone, wish.to, wish, (held) => chosenLines(held, wish.items))
}

async function offerOf(
  phone: Phone,
  to: PartyId,
  said: Said,
  choose: (held: Held) => readonly Holding[],
): Promise<Given> {
  const acting = await begin(phone)
  const lines = choose(await phone.shelf.all("held"))
  const papers = await phone.shelf.all("papers")
  const { given, changes } = await offered(acting, papers, lines, to, said)
  await phone.shelf.commit(acting.edition, changes)
  return given
}

/** A hand-over back to whoever gave it, of what is still here, in one gesture. */
export async function undo(phone: Phone, receipt: StatementId): Promise<Given> {
  const acting = await begin(phone)
  const taken = await phone.shelf.get("taken", receipt)
  if (taken === undefined) throw new PhoneFault("no-such-offer")
  if (taken.from === null) throw new PhoneFault("not-held")
  const held = await phone.shelf.all("held")
  const here = taken.lines.filter(({ item }) => held.get(item)?.previous === receipt)
  const back = here.map(({ item }) => item)
  const lines = chosenLines(held, back)
  const papers = await phone.shelf.all("papers")
  const { given, changes } = await offered(acting, papers, lines, taken.from, {})
  const undone = put("taken", receipt, { ...taken, undone: given.offer })
  await phone.shelf.commit(acting.edition, [...changes, undone])
  return given
}

/**
 * All that the phone holds and has not offered, to another person of the same organisation. What lies in a case and stands
 * in an offer of its own stays behind.
 */
export async function relieve(phone: Phone, said: Said = {}): Promise<Given> {
  const { self } = await begin(phone)
  return offerOf(phone, self.party, said, (held) => {
    const free = [...held].filter(([, each]) => each.offered === null)
    return chosenLines(
      new Map(free),
      free.map(([, { item }]) => item),
    )
  })
}

async function offered(
  acting: Acting,
  papers: Papers,
  lines: readonly Holding[],
  to: PartyId | null,
  said: Said,
): Promise<{ readonly given: Given; readonly signed: SignedDraft; readonly changes: Change[] }> {
  const { self } = acting
  const { at } = acting.clock()
  const expires = at + offerLasts
  const terms = offerTerms(lines, to, expires)
  const signed = await sign(acting, "offer", terms, offerOptions(lines, said))
  const needs = [...new Set(lines.map(({ previous }) => previous))]
  const beside = { notes: notesOf(acting), needs }
  const { origin, publicKey: key } = self
  const message = { kind: "offer", origin, key, lines: lines.map(toldOf) } as const
  const given: Given = {
    offer: signed.id,
    message: shown(message, parcelOf(signed, beside), undelivered(papers, needs)),
    lines,
    to,
    at,
    expires,
    duress: signed.duress,
    state: "open",
    by: null,
    byKey: null,
    outcomes: [],
  }
  const changes = [
    put("given", signed.id, given),
    putPaper(ownPaper("offer", signed, beside, nextOrder(papers))),
    ...lines.map((line) => put("held", line.item, { ...line, offered: signed.id })),
    ...photographed(said.photo).changes,
  ]
  return { given, signed, changes }
}

async function openOffer(phone: Phone, offer: StatementId): Promise<Given> {
  const given = await phone.shelf.get("given", offer)
  if (given === undefined) throw new PhoneFault("no-such-offer")
  if (given.state !== "open") throw new PhoneFault("answered-already")
  return given
}

/** Takes an unanswered offer back. Whoever has signed for it in the meantime holds it all the same. */
export async function withdraw(phone: Phone, offer: StatementId): Promise<Given> {
  const acting = await begin(phone)
  const given = await openOffer(phone, offer)
  const papers = await phone.shelf.all("papers")
  const terms = { offer, items: given.lines.map(({ item }) => item) }
  const signed = await sign(acting, "withdraw", terms, {})
  const beside = { notes: notesOf(acting), needs: [offer] }
  const after: Given = { ...given, state: "withdrawn", by: signed.id }
  await phone.shelf.commit(acting.edition, [
    put("given", offer, after),
    putPaper(ownPaper("withdraw", signed, beside, nextOrder(papers))),
    ...(await released(phone, given)),
  ])
  return after
}

/** The items of an offer that nobody took, in hand again. */
async function released(phone: Phone, { offer, lines }: Given): Promise<readonly Change[]> {
  const held = await phone.shelf.all("held")
  return lines.flatMap(({ item }) => {
    const holding = held.get(item)
    return holding?.offered === offer ? [put("held", item, { ...holding, offered: null })] : []
  })
}

const everything = (lines: readonly Holding[]): Terms["acceptance"]["outcomes"] =>
  lines.map(() => ({ outcome: "accepted", reservations: [] }))

/**
 * The giver's word alone that an open offer was taken, with the number of a paper receipt where there is one. It says where
 * the things are; it discharges nobody.
 */
export async function note(
  phone: Phone,
  offer: StatementId,
  absentReceiver: NonNullable<Terms["acceptance"]["absentReceiver"]>,
  paper: string | null,
): Promise<Given> {
  const acting = await begin(phone)
  const given = await openOffer(phone, offer)
  const papers = await phone.shelf.all("papers")
  const arrived = opened(acting, papers, offer)
  const outcomes = everything(given.lines)
  const terms: Terms["acceptance"] = {
    ...plainAcceptance,
    side: "giver-only",
    offer: arrived.bytes,
    outcomes,
    absentReceiver,
  }
  const { contract } = arrived.opened
  const signed = await sign(acting, "acceptance", terms, {
    ...(contract === null ? {} : { contract }),
    ...(paper === null
      ? {}
      : {
          acted: { ...acting.clock(), paper: true },
          sealed: { whole: { reference: paper } },
        }),
  })
  const after: Given = { ...given, state: "noted", by: signed.id, outcomes }
  const beside = {
    notes: [...notesOf(acting), ...arrived.notes],
    offerOpenings: arrived.openings,
    needs: [...needsOf(arrived.opened), offer],
  }
  await phone.shelf.commit(acting.edition, [
    put("given", offer, after),
    putPaper(ownPaper("acceptance", signed, beside, nextOrder(papers))),
    ...given.lines.map(({ item }) => remove("held", item)),
  ])
  return after
}

/** An offer of this phone's own, as it was signed. */
function opened({ self }: Acting, papers: Papers, offer: StatementId) {
  const paper = papers.get(offer)
  const arrived = paper && openParcel(paper.parcel, self.origin)
  if (arrived === undefined) throw new PhoneFault("no-such-offer")
  const { statement: bytes, notes, openings } = arrived.parcel
  return { opened: arrived.opened, bytes, notes, openings }
}

/**
 * The receiver signs on this phone, with a key that is made now and forgotten: the open offer is taken back, one to whoever
 * stands here is made, and he signs it. It says who was there; without a code from the sender it discharges nobody.
 */
export async function signHere(phone: Phone, offer: StatementId): Promise<Given> {
  const acting = await begin(phone)
  const before = await openOffer(phone, offer)
  const papers = await phone.shelf.all("papers")
  const order = nextOrder(papers)
  const back = { offer, items: before.lines.map(({ item }) => item) }
  const withdrawn = await sign(acting, "withdraw", back, {})
  const free = before.lines.map((line) => ({ ...line, offered: null }))
  const { contract } = opened(acting, papers, offer).opened
  const made = await offered(acting, papers, free, null, { contract })
  const oneTime = signingKeyFromSeed(acting.random(32))
  const author = authorOf(acting, oneTime)
  const outcomes = everything(free)
  const receipt = draft(
    "acceptance",
    {
      ...plainAcceptance,
      side: "both",
      offer: made.signed.bytes,
      outcomes,
      oneTime: { key: oneTime.publicKey, code: null },
    },
    { ...author, key: oneTime, party: null, role: "addressee" },
    contract === null ? {} : { contract },
  )
  const notes = notesOf(acting)
  const offerOpenings = encodeLeaves(made.signed.leaves)
  const after: Given = { ...made.given, state: "noted", by: receipt.id, outcomes }
  const needs = [...free.map(({ previous }) => previous), made.given.offer]
  await phone.shelf.commit(acting.edition, [
    ...made.changes,
    put("given", offer, { ...before, state: "withdrawn", by: withdrawn.id }),
    put("given", after.offer, after),
    putPaper(ownPaper("withdraw", withdrawn, { notes, needs: [offer] }, order + 1)),
    putPaper(ownPaper("acceptance", receipt, { notes, offerOpenings, needs }, order + 2)),
    ...free.map(({ item }) => remove("held", item)),
  ])
  return after
}
