/** The receipt comes back: the giver is discharged of what was taken, and has the rest in hand again. */

import { decodeParcel, type Parcel } from "../api/parcel.ts"
import { isTaken } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import {
  arrivedPapers,
  foreignPaper,
  nextOrder,
  type Papers,
  putPaper,
  withoutCopies,
} from "./papers.ts"
import { begin, type Phone, PhoneFault } from "./phone.ts"
import { expectMessage, expectSigned } from "./receive.ts"
import { type Change, type Given, put, remove } from "./shelf.ts"

/** Of what came back: whether its signer is one whom the ledger named to this phone. */
export type Settled = { readonly given: Given; readonly isSignerKnown: boolean }

/**
 * Takes a receipt in. The same one twice changes nothing. A receipt for an offer that was withdrawn or noted counts all the
 * same: its signer holds the things. Throws PhoneFault.
 */
export async function settle(phone: Phone, bytes: Uint8Array): Promise<Settled> {
  const acting = await begin(phone)
  const { self, shelf } = acting
  const message = expectMessage(bytes, "receipt", self.origin)
  const arrived = expectSigned(message, acting)
  const { opened } = arrived
  if (opened.kind !== "acceptance" || opened.offered === null || opened.terms.side !== "both")
    throw new PhoneFault("not-a-receipt")
  const given = await shelf.get("given", opened.offered.id)
  // The id covers every byte of the offer, so this is the one that was signed here.
  if (given === undefined) throw new PhoneFault("no-such-offer")
  if (opened.party !== given.to) throw new PhoneFault("not-a-receipt")
  const key = await shelf.get("names", opened.keyId)
  const isSignerKnown = key?.type === "key" && key.party === opened.party && !key.revoked
  if (given.state === "answered" && given.by === opened.id) return { given, isSignerKnown }
  const papers = await shelf.all("papers")
  const order = nextOrder(papers)
  const came = arrivedPapers(arrived, papers, self.origin, order)
  const parcel = { ...arrived.parcel, ...besideOffer(arrived.parcel, papers, given.offer) }
  const paper = foreignPaper({ opened, parcel }, order + came.length)
  const papersPut = [...came, ...(papers.has(opened.id) ? [] : [paper])].map(putPaper)
  // Its signer signed twice: both go on record, and the first has discharged this phone already.
  if (given.state === "answered") {
    await shelf.commit(acting.edition, papersPut)
    return { given, isSignerKnown }
  }
  const { outcomes } = opened.terms
  const after: Given = { ...given, state: "answered", by: opened.id, outcomes }
  const held = await shelf.all("held")
  const changes = given.lines.flatMap((line, i): readonly Change[] => {
    const holding = held.get(line.item)
    // It has moved on since, or stands in another offer by now.
    if (holding?.previous !== line.previous) return []
    if (isTaken(outcomes[i])) return [remove("held", line.item)]
    return holding.offered === given.offer
      ? [put("held", line.item, { ...holding, offered: null })]
      : []
  })
  await shelf.commit(acting.edition, [put("given", given.offer, after), ...papersPut, ...changes])
  return { given: after, isSignerKnown }
}

/** What the receiver left out because the giver has it: the offer's openings and notes. */
function besideOffer(
  { notes }: Parcel,
  papers: Papers,
  offer: StatementId,
): Pick<Parcel, "notes" | "offerOpenings"> {
  const paper = papers.get(offer)
  const own = paper && decodeParcel(paper.parcel)
  if (own === undefined || "fault" in own) return { notes, offerOpenings: null }
  return { notes: withoutCopies([...notes, ...own.notes]), offerOpenings: own.openings }
}
