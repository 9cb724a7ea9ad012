/**
 * The life of one item, folded from every entry that touches it. A graph, not a line: each receipt is a node that
 * hangs from the receipt it names as `previous`, so forks keep all their branches and order of arrival decides nothing.
 */

import type { KeyId } from "../cose/key.ts"
import { message } from "../language/message.ts"
import { type Finding, finding } from "./finding.ts"
import type { Opened, Outcome, Reservation } from "./handover.ts"
import { type ItemId, type PartyId, type PlaceId, type StatementId } from "./identifier.ts"
import type { Terms } from "./statement.ts"

/**
 * How a receipt hangs from its previous one. `move`: giver and receiver signed, liability passes. `bind`: only the
 * receiver signed; he is bound, and the earlier holder discharged only where a contract says so. `localise`: only the
 * giver's side speaks; the item is elsewhere, liability stays. `claim`: the giver did not hold it; nothing moves.
 */
export type Edge = "intake" | "move" | "bind" | "localise" | "claim"

export type CustodyNode = {
  readonly receipt: StatementId
  readonly index: number
  /** The ledger's own time of the entry, milliseconds since 1970. */
  readonly appendedAt: number
  readonly previous: StatementId | null
  readonly edge: Edge
  readonly giver: PartyId | null
  readonly giverKey: KeyId | null
  /** Who has it now; null for an addressee without any key. A one-time key stands for its owner's party. */
  readonly holder: PartyId | null
  readonly holderKey: KeyId | null
  /** The key that signed the receipt, whichever side. */
  readonly signerKey: KeyId
  readonly contract: StatementId | null
  readonly offer: StatementId | null
  readonly offerContract: StatementId | null
  readonly expires: number | null
  readonly outcome: Outcome
  readonly reservations: readonly Reservation[]
  readonly reason: string | null
  readonly deliveryPoint: PlaceId | null
  readonly within: ItemId | null
  readonly extra: boolean
  /** Signed by a key that the receipt itself brought; `shown` is the hash of the code it showed, if any. */
  readonly oneTime: boolean
  readonly shown: string | null
}

/** Who signed a word, and with which key; `statement` has the bracket of that very signature. */
export type Signer = {
  readonly statement: StatementId
  readonly party: PartyId | null
  readonly key: KeyId
}

/** A later word about a receipt; what it is worth depends on who signed it, and is judged in the opinion. */
export type Word = {
  readonly statement: StatementId
  readonly index: number
  readonly act: "withdraw" | "settle" | "ratify" | "annul" | "close" | "refuse" | "not-present"
  /** The receipt, offer or fork point spoken of. */
  readonly of: StatementId
  /** For `settle`: the receipt chosen; for `close`: null. */
  readonly chosen: StatementId | null
  readonly parties: readonly PartyId[]
  readonly signers: readonly Signer[]
  readonly appendedAt: number
}

export type CheckWord = {
  readonly statement: StatementId
  readonly index: number
  readonly type: Terms["check"]["type"] | "check-in"
  readonly result: Terms["check"]["lines"][number]["result"]
  /** Null for a check-in, which names the thing and not the receipt. */
  readonly previous: StatementId | null
  readonly parties: readonly PartyId[]
  readonly signers: readonly Signer[]
  readonly appendedAt: number
}

export type ReportWord = {
  readonly statement: StatementId
  readonly index: number
  readonly type: string
  readonly party: PartyId | null
  readonly from: number | null
  readonly to: number | null
}

export type ItemState = {
  readonly item: ItemId
  readonly intake: {
    readonly goods: Terms["intake"]["lines"][number]["goods"]
    readonly container: boolean
    readonly owner: PartyId | null
    readonly code: string | null
    readonly addressee: PartyId | null
    readonly channel: Terms["intake"]["lines"][number]["channel"]
  } | null
  readonly nodes: readonly CustodyNode[]
  /** Receipts whose `previous` is not on record; they link when it comes. */
  readonly waiting: readonly CustodyNode[]
  readonly words: readonly Word[]
  readonly checks: readonly CheckWord[]
  readonly reports: readonly ReportWord[]
  /** The container it lies in, as last signed by who held it. */
  readonly within: ItemId | null
  /** For a container: what lies in it, as last signed. */
  readonly members: readonly ItemId[]
}

export const noItem = (item: ItemId): ItemState => ({
  item,
  intake: null,
  nodes: [],
  waiting: [],
  words: [],
  checks: [],
  reports: [],
  within: null,
  members: [],
})

/** A ledger follows this many members of one container; a receipt could not list even these in one. */
export const maxMembers = 5000

export type Entered = {
  readonly opened: Opened
  readonly index: number
  readonly appendedAt: number
}
export type Step = { readonly state: ItemState; readonly findings: readonly Finding[] }

/** From the newest on: what is asked for is nearly always among the last. */
export const nodeOf = (state: ItemState, receipt: StatementId): CustodyNode | undefined =>
  state.nodes.findLast((node) => node.receipt === receipt)

/** Whether one who held the item closed it; a close that came before the receipt it closes counts once that comes. */
export const isClosed = (state: ItemState): boolean =>
  state.words.some(({ act, of, parties }) => {
    const holder = nodeOf(state, of)?.holder ?? null
    return act === "close" && holder !== null && parties.includes(holder)
  })

/** Hangs a receipt from its previous one, and says what that makes of it. */
export function link(state: ItemState, waiting: CustodyNode): Step {
  const parent = nodeOf(state, waiting.previous as StatementId)
  if (parent === undefined) return { state, findings: [] }
  const siblings = childrenOf(state, parent.receipt)
  // A receipt names one previous receipt for an item: if it hangs here already, it hangs from that.
  if (siblings.some(({ receipt }) => receipt === waiting.receipt)) return { state, findings: [] }
  const edge = edgeUnder(waiting, parent, state)
  const node: CustodyNode = edge === waiting.edge ? waiting : { ...waiting, edge }
  // Who did not hold it cannot say where it lies.
  const within = node.edge === "claim" ? state.within : node.within
  const linked = { ...state, nodes: [...state.nodes, node], within }
  return { state: linked, findings: linkFindings(siblings, parent, node) }
}

const isStranger = (node: CustodyNode, parent: CustodyNode): boolean =>
  node.giver !== null && node.giver !== parent.holder

/** What a receipt is depends on who held the item and on the intake's code: known once both are on record. */
export function edgeUnder(node: CustodyNode, parent: CustodyNode, state: ItemState): Edge {
  if (isStranger(node, parent)) return "claim"
  return node.edge === "move" && !isBound(node, state) ? "localise" : node.edge
}

/**
 * Whether the holder that a receipt names has signed it himself. A one-time key counts when it showed the code whose
 * hash the sender put into the intake; a giver who is the sender knows it too, and would prove his own word with it.
 */
export function isBound(node: CustodyNode, { intake, nodes }: ItemState): boolean {
  if (node.holder === null || node.holderKey === null) return false
  if (!node.oneTime) return true
  const sender = nodes.find(({ edge }) => edge === "intake")?.holder
  return node.shown !== null && node.shown === intake?.code && node.giver !== sender
}

function linkFindings(
  siblings: readonly CustodyNode[],
  parent: CustodyNode,
  node: CustodyNode,
): readonly Finding[] {
  const found: Finding[] = []
  if (isStranger(node, parent))
    found.push(
      finding(
        "claim-by-non-holder",
        node.receipt,
        message("detail.gaveHeld", { giver: node.giver ?? "", holder: parent.holder ?? "" }),
      ),
    )
  else if (node.edge === "claim") found.push(finding("accepted-by-another", node.receipt))
  if (node.edge === "localise" && node.holderKey !== null)
    found.push(finding("code-not-proved", node.receipt))
  if (node.edge !== "move") return found
  for (const sibling of siblings) {
    if (sibling.edge !== "move") continue
    const { receipt } = sibling
    if (concurring(sibling, node))
      found.push(finding("concurring", node.receipt, message("detail.with", { receipt })))
    else
      found.push(
        finding(
          "fork",
          node.receipt,
          message("detail.alsoSigned", { holder: parent.holder ?? "", receipt }),
        ),
      )
    if (concurring(sibling, node) && outcomesDiffer(sibling, node))
      found.push(
        finding("contradictory-acceptance", node.receipt, message("detail.and", { receipt })),
      )
  }
  return found
}

export const childrenOf = (state: ItemState, receipt: StatementId): readonly CustodyNode[] =>
  state.nodes.filter(({ previous }) => previous === receipt)

/**
 * The same hand-over on record twice: same giver, same receiver. No dispute, whichever came first, and whichever
 * contract the receiver cites the second time: nobody disputes another's discharge by signing again.
 */
export const concurring = (a: CustodyNode, b: CustodyNode): boolean =>
  a.previous === b.previous && sameHands(a, b)

export const sameHands = (a: CustodyNode, b: CustodyNode): boolean =>
  a.giver === b.giver && a.holder === b.holder && (a.holderKey === null) === (b.holderKey === null)

const outcomesDiffer = (a: CustodyNode, b: CustodyNode): boolean =>
  a.outcome !== b.outcome || a.reservations.join() !== b.reservations.join()

/** Links whatever waited for this receipt, and what waited for that in turn. */
export function linkWaiting(state: ItemState, arrived: StatementId): Step {
  if (state.waiting.length === 0) return { state, findings: [] }
  const findings: Finding[] = []
  let current = state
  const known = [arrived]
  for (const receipt of known) {
    const ready = current.waiting.filter(({ previous }) => previous === receipt)
    if (ready.length === 0) continue
    current = { ...current, waiting: current.waiting.filter((node) => !ready.includes(node)) }
    for (const node of ready) {
      const linked = link(current, node)
      current = linked.state
      findings.push(finding("linked", node.receipt), ...linked.findings)
      known.push(node.receipt)
    }
  }
  return { state: current, findings }
}
