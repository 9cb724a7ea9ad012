/** 003 §43: by air. When liability passes is not judged here: the answer itself applies it. */

import { isTaken } from "../custody/handover.ts"
import type { PartyId } from "../custody/identifier.ts"
import { message } from "../language/message.ts"
import type { Act } from "./act.ts"
import { type Chapter, isExternal, met, missed, type Rule, undecidable } from "./rule.ts"

/** Which end of the flight it is, where handling is another company's; undefined: the contract is not shown. */
function endOf({ contract, handOver }: Act): "origin" | "destination" | null | undefined {
  if (contract == null) return contract
  const { regime, carrier, handlers } = contract.terms
  // An airline that handles its own cargo may be on the list: it is no other company.
  const isOther = (party: PartyId | null): boolean =>
    party !== null && party !== carrier && handlers.includes(party)
  if (regime !== "air" || carrier === null) return null
  const [from = null, to = null] = [handOver?.giver?.party, handOver?.receiver?.party]
  if (to === carrier && isOther(from)) return "origin"
  return from === carrier && isOther(to) ? "destination" : null
}

/** The text does not say at which end: the contract does, and by default at both. */
const aircraftSide: Rule = {
  id: "43-3",
  source: "003",
  section: "§43",
  force: "lov",
  needs: ["contract", "place"],
  editions: [1, null],
  judge: (act) => {
    const { handOver, contract } = act
    if (!isTaken(handOver) || !isExternal(act)) return null
    const end = endOf(act)
    if (end === undefined) return undecidable("contract")
    const ends = contract?.terms.airEnds ?? "both"
    if (end === null || (ends !== "both" && ends !== end)) return null
    const { point } = handOver
    if (point === undefined) return undecidable("place")
    if (point === "aircraft-side") return met
    if (point === null) return missed()
    return missed(message("particulars.receipt-place", { place: message(`place.${point}`) }))
  },
}

export const air: Chapter = {
  rules: [aircraftSide],
  unjudged: [
    { id: "43-1", source: "003", section: "§43", force: null, why: "description" },
    { id: "43-2", source: "003", section: "§43", force: "lov", why: "transition" },
  ],
}
