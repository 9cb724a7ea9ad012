/** The receipt comes back: the giver is discharged of what was taken, and has the rest in hand again. */

import { decodeParcel, type Parcel } from "../api/parcel.ts"
import { isTaken, type Opened } from "../custody/handover.ts"
import type { PartyId, StatementId } from "../custody/identifier.ts"
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
import { type Change, type Given, type Holding, type Name, put, remove } from "./shelf.ts"

/** `isSignerKnown`: whether the receipt that counts is by a key that the ledger named to this phone. */
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
  const isSignerKnown = isKnown(await shelf.get("names", opened.keyId), opened.party)
  if (given.state === "answered" && given.by === opened.id) return { given, isSignerKnown }
  const papers = await shelf.all("papers")
  const order = nextOrder(papers)
  const came = arrivedPapers(arrived, papers, self.origin, order)
  const parcel = { ...arrived.parcel, ...besideOffer(arrived.parcel, papers, given.offer) }
  const paper = foreignPaper({ opened, parcel }, order + came.length)
  const papersPut = [...came, ...(papers.has(opened.id) ? [] : [paper])].map(putPaper)
  const wasKnown = isKnown(
    given.byKey === null ? undefined : await shelf.get("names", given.byKey),
    given.to,
  )
  // Its signer signed twice: both go on record, and the first has discharged this phone already. But a stranger who was
  // quicker with a key of his own has discharged nobody.
  if (given.state === "answered" && (wasKnown || !isSignerKnown)) {
    await shelf.commit(acting.edition, papersPut)
    return { given, isSignerKnown: wasKnown }
  }
  const changes = answered(given, opened, await shelf.all("held"), await shelf.all("given"))
  await shelf.commit(acting.edition, [
    put("given", given.offer, changes.after),
    ...papersPut,
    ...changes.held,
  ])
  return { given: changes.after, isSignerKnown }
}

/** Whether the ledger named the key to this phone as this party's, and as one that is not revoked. */
export const isKnown = (key: Name | undefined, party: PartyId | null): boolean =>
  key?.type === "key" && party !== null && key.party === party && !key.revoked

type Answered = { readonly after: Given; readonly held: readonly Change[] }

/** What a receipt makes of an offer, and of the things in hand. */
export function answered(
  given: Given,
  { id, keyId, terms }: Opened & { readonly kind: "acceptance" },
  held: ReadonlyMap<string, Holding>,
  all: ReadonlyMap<string, Given>,
): Answered {
  const { outcomes } = terms
  const elsewhere = takenElsewhere(given, all)
  const changes = given.lines.flatMap((line, i): readonly Change[] => {
    const { item, previous } = line
    const holding = held.get(item)
    if (holding === undefined) {
      // It was taken off by somebody's word that counts less than this receipt.
      const wasLeft = given.state === "noted" || isTaken(given.outcomes[i])
      const isBack = wasLeft && !isTaken(outcomes[i]) && !elsewhere.has(`${item} ${previous}`)
      return isBack ? [put("held", item, { ...line, offered: null })] : []
    }
    // It has moved on since, or stands in another offer by now.
    if (holding.previous !== previous) return []
    if (isTaken(outcomes[i])) return [remove("held", item)]
    return holding.offered === given.offer ? [put("held", item, { ...holding, offered: null })] : []
  })
  return { after: { ...given, state: "answered", by: id, byKey: keyId, outcomes }, held: changes }
}

/** The ledger did not take the receipt: the giver is not discharged, and what was taken is his to answer for. */
export function reopened(
  given: Given,
  held: ReadonlyMap<string, Holding>,
  all: ReadonlyMap<string, Given>,
): Answered {
  const elsewhere = takenElsewhere(given, all)
  const back = given.lines.filter(
    ({ item, previous }, i) =>
      isTaken(given.outcomes[i]) && !held.has(item) && !elsewhere.has(`${item} ${previous}`),
  )
  const after: Given = { ...given, state: "open", by: null, byKey: null, outcomes: [] }
  return {
    after,
    held: back.map((line) => put("held", line.item, { ...line, offered: given.offer })),
  }
}

/** What went to others, by other offers. */
const takenElsewhere = (given: Given, all: ReadonlyMap<string, Given>): ReadonlySet<string> =>
  givenAway([...all.values()].filter(({ offer }) => offer !== given.offer))

/** What was taken, or noted as taken: the item and the receipt that it was held by. */
export const givenAway = (given: readonly Given[]): ReadonlySet<string> =>
  new Set(
    given
      .filter(({ state }) => state === "answered" || state === "noted")
      .flatMap(({ lines, outcomes }) =>
        lines.flatMap(({ item, previous }, i) =>
          isTaken(outcomes[i]) ? [`${item} ${previous}`] : [],
        ),
      ),
  )

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
