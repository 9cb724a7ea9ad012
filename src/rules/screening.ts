/** 001: a municipality has its post checked at a security terminal before it arrives, "Säkra brevförsändelser". */

import { isTaken } from "../custody/handover.ts"
import type { PartyId } from "../custody/identifier.ts"
import type { Terms } from "../custody/statement.ts"
import type { Act, Goods, Signer } from "./act.ts"
import {
  broken,
  type Chapter,
  type Judgement,
  met,
  missed,
  type Rule,
  undecidable,
} from "./rule.ts"

type Contract = Terms["contract"]

const stricter = "Ökad säkerhet genom skärpta rutiner"
const checked = "Försändelser ska nu granskas innan de når kommunen"

const post: readonly Goods[] = ["letter", "parcel", "value-post-1", "value-post-2"]

/** Receipts under a contract that names a security terminal. */
const underScreening =
  (judge: (terms: Contract, terminal: PartyId, act: Act) => Judgement | null): Rule["judge"] =>
  (act) => {
    if (act.kind !== "acceptance" || act.contract === null) return null
    if (act.contract === undefined) return undecidable("contract")
    const { terms } = act.contract
    return terms.screening === null ? null : judge(terms, terms.screening, act)
  }

/**
 * Who drops a letter into one's own letterbox leaves no posting receipt. Sent on to the terminal it gets one (001-5), and
 * inside the house nobody speaks of its posting: so it is asked where a postal contract without a terminal is worked by.
 */
const droppedUnposted: Rule = {
  id: "001-1",
  source: "001",
  section: "Kommunen ökar säkerheten kring försändelser",
  force: "bør",
  needs: ["contract"],
  editions: [1, null],
  judge: ({ kind, thing, past, contract }) => {
    if (kind !== "acceptance" && kind !== "intake") return null
    if (thing.channel !== "direct-drop") return null
    if (!past.posted || past.screened) return met
    if (contract === undefined) return undecidable("contract")
    if (contract?.terms.regime !== "post") return null
    return contract.terms.screening === null ? broken() : met
  },
}

/** "Under the routine in force": whoever reports a deviating item says by which routine it deviates. */
const deviating: Rule = {
  id: "001-2",
  source: "001",
  section: stricter,
  force: "kan",
  needs: [],
  editions: [1, null],
  judge: ({ report, thing, procedure }) => {
    if (report !== "deviation" || !post.includes(thing.goods)) return null
    return procedure === null ? missed() : met
  },
}

/** The service was bought "for a period": a period has a beginning and an end. */
const period: Rule = {
  id: "001-3",
  source: "001",
  section: checked,
  force: "kan",
  needs: ["contract"],
  editions: [1, null],
  judge: underScreening(({ start, end }) => (start === null || end === null ? missed() : met)),
}

/** Whoever the service is for: a party to its contract that does not work for it, or an addressee by role. */
function isAddressee(terms: Contract, { party, role }: Signer): boolean {
  if (role === "addressee") return true
  const servants = [terms.carrier, terms.screening, ...terms.subcontractors, ...terms.handlers]
  return party !== null && terms.parties.includes(party) && !servants.includes(party)
}

/**
 * The heading says "shall now". What came straight into the letterbox may be sent to the terminal, and need not (001-5).
 * A bag is not screened, its letters are (001-6): they are lines of the same receipt.
 */
const screenedFirst: Rule = {
  id: "001-4",
  source: "001",
  section: checked,
  force: "skal",
  needs: ["contract"],
  editions: [1, null],
  judge: underScreening((terms, _, act) => {
    const { handOver, thing, past } = act
    if (handOver?.receiver == null || handOver.internal || !isTaken(handOver)) return null
    if (thing.container || thing.channel === "direct-drop") return null
    return isAddressee(terms, handOver.receiver) ? (past.screened ? met : missed()) : null
  }),
}

/** A check of a bag says nothing of what lies in it. */
const eachSingly: Rule = {
  id: "001-6",
  source: "001",
  section: checked,
  force: "skal",
  needs: [],
  editions: [1, null],
  judge: ({ check, thing }) => (check !== "screening" ? null : thing.container ? broken() : met),
}

/** Only a seal found whole, or a note that it is withheld, says that it stayed shut; a seal found broken says the contrary. */
const unopened: Rule = {
  id: "001-7",
  source: "001",
  section: checked,
  force: "skal",
  needs: ["chain"],
  editions: [1, null],
  judge: ({ check, thing: { result } }) => {
    if (check !== "screening" || result === "missing") return null
    if (result === "broken") return broken()
    return result === "as-declared" || result === "withheld" ? met : undecidable("chain")
  },
}

/** "After an approved check" it is sent on. Until then it may go from hand to hand at the terminal, and no further. */
const released = underScreening((_, terminal, { handOver, past }) => {
  if (handOver?.receiver?.party === terminal) return null
  if (past.screening === null) return missed()
  return past.screening === "approved" ? met : broken()
})

const approvedFirst: Rule = {
  id: "001-8",
  source: "001",
  section: checked,
  force: "skal",
  needs: ["contract"],
  editions: [1, null],
  judge: (act) => {
    const leaves = act.past.atTerminal && act.handOver?.side === "both" && isTaken(act.handOver)
    return leaves && !act.thing.container ? released(act) : null
  },
}

export const screening: Chapter = {
  rules: [droppedUnposted, deviating, period, screenedFirst, eachSingly, unopened, approvedFirst],
  unjudged: [
    { id: "001-5", source: "001", section: checked, force: "kan", why: "description" },
    { id: "001-9", source: "001", section: stricter, force: null, why: "description" },
  ],
}
