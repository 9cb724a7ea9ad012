/** Receipts that each would end the same holder's liability: which of them dispute each other, and how that ends. */

import { message } from "../language/message.ts"
import type { PartyId } from "./identifier.ts"
import type { Word } from "./item.ts"
import type { Draft, Ground } from "./link.ts"
import { bindingContract, spokenBy } from "./standing.ts"
import { type Evidence } from "./worth.ts"

/**
 * Only what an established holder himself signed twice is a fork. A receiver's own word, and a code that was public by
 * then, make a further alternative at most: neither disputes what the holder signed, nor moves the burden.
 */
export function judgeRivals(siblings: readonly Draft[], established: boolean): void {
  if (siblings.length < 2) return
  const signed = siblings.filter(({ firm, edge }) => firm && edge !== "bind")
  for (const bind of siblings.filter(({ firm, edge }) => firm && edge === "bind"))
    if (signed.some(({ begin }) => begin === null || begin <= bind.sure)) doubt(bind, "signed-away")
  const keyless = signed.filter(({ node }) => node.oneTime)
  const first = Math.min(Infinity, ...keyless.map(({ sure }) => sure))
  for (const link of keyless) if (link.sure > first) doubt(link, "code-shown-before")
  const rivals = signed.filter(({ firm }) => firm)
  if (established && rivals.length > 1) for (const link of rivals) link.branch = true
}

function doubt(link: Draft, why: "signed-away" | "code-shown-before"): void {
  const said = message(`reason.${why}`)
  link.standing = { ...link.standing, worth: "doubtful", why: said, presumed: false }
  link.firm = false
  if (link.discharges === "yes") link.discharges = "maybe"
  if (link.unit === "yes") link.unit = "maybe"
}

/** Ends a fork below this link if a settlement counts; settlements that count and differ end nothing. */
export function settleFork(parent: Draft, { state, evidence }: Ground): void {
  const rivals = parent.children.filter(({ branch }) => branch)
  if (rivals.length === 0) return
  const chosen = new Map<Draft, Word>()
  for (const word of state.words) {
    if (word.act !== "settle" || !parent.receipts.includes(word.of)) continue
    const choice = rivals.find(({ receipts }) => receipts.some((each) => each === word.chosen))
    if (choice === undefined || !isSettledBy(word, rivals, evidence)) continue
    chosen.set(choice, lastOf(word, chosen.get(choice), evidence))
  }
  const [only, ...others] = chosen
  if (only === undefined || others.length > 0) return
  const [choice, word] = only
  choice.branch = false
  for (const loser of rivals) if (loser !== choice) setAside(loser, word, evidence)
}

const lastOf = (word: Word, other: Word | undefined, { bracket }: Evidence): Word =>
  other !== undefined && bracket(other.statement).notAfter > bracket(word.statement).notAfter
    ? other
    : word

/** By everyone who answers on any branch, or by the adjudicator whom the contracts of all branches name. */
function isSettledBy(word: Word, rivals: readonly Draft[], evidence: Evidence): boolean {
  const signed = (party: PartyId | null): boolean => spokenBy(word, party, evidence) === "yes"
  // Whoever has it and whoever answers: one may carry it for the other.
  const isSigned = ({ node, readings }: Draft): boolean =>
    signed(node.holder) && readings.every(({ answers }) => answers.every(signed))
  const concerned = rivals.flatMap((rival) => [rival, ...followers(rival, word, evidence)])
  if (concerned.every(isSigned)) return true
  const judges = rivals.map(
    ({ node }) => bindingContract(node, evidence)?.terms.adjudicator ?? null,
  )
  const [judge = null] = judges
  return signed(judge) && judges.every((each) => each === judge)
}

/**
 * Who had the item after a branch's first receiver, as far as that was on record with the settlement: else one of its
 * signers could open it again with a receipt from a drawer.
 */
function followers(rival: Draft, word: Word, evidence: Evidence): readonly Draft[] {
  const settled = evidence.bracket(word.statement).notAfter
  const found: Draft[] = []
  const open = [rival]
  for (const { children } of open)
    for (const child of children) {
      if (!child.firm || child.sure > settled) continue
      found.push(child)
      open.push(child)
    }
  return found
}

/** The losing branch was never custody; whose receipt came on record after the settlement stays bound by it. */
function setAside(loser: Draft, word: Word, evidence: Evidence): void {
  for (const link of [loser, ...followers(loser, word, evidence)]) {
    link.edge = "claim"
    link.discharges = "no"
    link.unit = "no"
    link.firm = false
    link.bears = false
  }
  const all = [loser]
  for (const link of all) {
    link.established = false
    link.contested = false
    link.branch = false
    all.push(...link.children)
  }
}
