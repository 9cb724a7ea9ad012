/**
 * The custody of one item as links: receipts of the same hand-over taken together, each with the time in which it can
 * have taken effect and what it does to the link before it. The opinion walks these.
 */

import type { ItemState, CustodyNode, Edge } from "./item.ts"
import { concurring } from "./item.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import {
  bestWorth,
  bindingContract,
  type Bracket,
  type Evidence,
  type Standing,
  standingOf,
} from "./standing.ts"

export type Scope = "unit" | "contents"

export type Link = {
  /** The receipt to cite: the first on record of the best outcome for the giver. */
  readonly node: CustodyNode
  readonly receipts: readonly StatementId[]
  readonly edge: Edge | "unlinked"
  readonly parent: Link | null
  readonly children: readonly Link[]
  readonly standing: Standing
  /** Earliest it can have taken effect (null: unknown), and from when it surely had. */
  readonly begin: number | null
  readonly sure: number
  /** Whether it ends the liability of the link before it: surely, perhaps, or never. */
  readonly discharges: "yes" | "maybe" | "no"
  /** Set on each of several branches that one holder signed away, while no settlement counts. */
  readonly branch: boolean
}

/** The links of an item from its intake, and those of receipts whose predecessor is not on record. */
export function linksOf(state: ItemState, scope: Scope, evidence: Evidence): readonly Link[] {
  const all = [...state.nodes, ...state.waiting]
  const known = new Set(all.map(({ receipt }) => receipt))
  const roots = all.filter(({ previous }) => previous === null || !known.has(previous))
  const build = new Builder(state, all, scope, evidence)
  return roots.map((node) =>
    build.link([node], null, node.previous === null ? "intake" : "unlinked"),
  )
}

/** Carries what every step needs; the graph cannot have a cycle, because a receipt names its previous one by hash. */
class Builder {
  private readonly state: ItemState
  private readonly all: readonly CustodyNode[]
  private readonly scope: Scope
  private readonly evidence: Evidence

  constructor(state: ItemState, all: readonly CustodyNode[], scope: Scope, evidence: Evidence) {
    this.state = state
    this.all = all
    this.scope = scope
    this.evidence = evidence
  }

  link(nodes: readonly CustodyNode[], parent: Link | null, edge: Link["edge"]): Link {
    const standings = nodes.map((node) => standingOf(node, this.state, this.evidence))
    const standing = bestWorth(standings)
    const counted = nodes.filter((_, i) => standings[i]?.worth === standing.worth)
    const node = counted.reduce((best, each) => (better(each, best) ? each : best))
    const window = this.bracket(counted, parent)
    const bare = {
      node,
      receipts: nodes.map(({ receipt }) => receipt),
      edge,
      parent,
      standing,
      begin: window.notBefore,
      sure: window.notAfter,
      discharges: this.discharges(node, parent, edge, standing),
      branch: false,
    }
    const withoutChildren: Link = { ...bare, children: [] }
    return { ...bare, children: this.children(withoutChildren) }
  }

  /**
   * Of several receipts of one hand-over the first counts. A contract's time to submit, agreed by who gave the item to
   * the present holder, bounds how long before it came on record a receipt can have taken effect toward others.
   */
  private bracket(nodes: readonly CustodyNode[], parent: Link | null): Bracket {
    const brackets = nodes.map(({ receipt }) => this.evidence.bracket(receipt))
    const lower = brackets.map(({ notBefore }) => notBefore)
    const notAfter = Math.min(...brackets.map((bracket) => bracket.notAfter))
    // The time it came on record is the entry's own: a bracket could be widened by leaving a publication out of a
    // bundle, and the wider it is, the later the receipt would seem.
    const recorded = Math.min(notAfter, ...nodes.map(({ appendedAt }) => appendedAt))
    const submit = parent === null ? null : timeToSubmit(parent, this.evidence)
    const bounds = [
      lower.includes(null) ? null : Math.min(...lower.filter((time) => time !== null)),
      submit === null ? null : recorded - submit,
      parent?.begin ?? null,
    ].filter((time) => time !== null)
    return { notBefore: bounds.length === 0 ? null : Math.max(...bounds), notAfter }
  }

  private children(parent: Link): readonly Link[] {
    const below = this.all.filter(
      ({ previous }) => previous !== null && parent.receipts.includes(previous),
    )
    const groups: CustodyNode[][] = []
    for (const node of below) {
      const same = node.edge === "move" && groups.find(([first]) => isRepeat(first, node))
      if (same) same.push(node)
      else groups.push([node])
    }
    const links = groups.map((group) => {
      const [first] = group as [CustodyNode]
      // Who received under a void receipt held nothing; passing it on is a claim like any other.
      const edge = parent.standing.worth === "void" ? "claim" : first.edge
      return this.link(group, parent, edge)
    })
    return this.branches(parent, links)
  }

  /** Several receipts that would each discharge the same holder are a fork, unless a settlement that counts chose one. */
  private branches(parent: Link, links: readonly Link[]): readonly Link[] {
    const forked = links.filter(({ discharges }) => discharges !== "no")
    if (forked.length < 2) return links
    const chosen = this.settled(parent, forked)
    if (chosen === undefined)
      return links.map((link) => (forked.includes(link) ? { ...link, branch: true } : link))
    return links.filter((link) => link === chosen || !forked.includes(link))
  }

  private settled(parent: Link, forked: readonly Link[]): Link | undefined {
    const parties = forked.map(({ node }) => node.holder)
    const adjudicators = forked.map(
      ({ node }) => bindingContract(node, this.evidence)?.terms.adjudicator ?? null,
    )
    for (const word of this.state.words) {
      if (word.act !== "settle" || !parent.receipts.includes(word.of)) continue
      const all = parties.every((party) => party !== null && word.parties.includes(party))
      const [adjudicator] = adjudicators as [PartyId | null]
      const judged =
        adjudicator !== null &&
        adjudicators.every((each) => each === adjudicator) &&
        word.parties.includes(adjudicator)
      const chosen = forked.find(({ receipts }) => receipts.includes(word.chosen as StatementId))
      if ((all || judged) && chosen !== undefined) return chosen
    }
    return undefined
  }

  private discharges(
    node: CustodyNode,
    parent: Link | null,
    edge: Link["edge"],
    standing: Standing,
  ): "yes" | "maybe" | "no" {
    if (parent === null || standing.worth === "void") return "no"
    const moved =
      edge === "move" ||
      (edge === "bind" && this.isDeliveryPoint(node, parent)) ||
      (edge === "claim" && this.isRatified(node, parent))
    if (!moved) return "no"
    if (this.scope === "contents" && this.contentsOpen(node, parent)) return "no"
    return standing.worth === "good" ? "yes" : "maybe"
  }

  private isDeliveryPoint(node: CustodyNode, parent: Link): boolean {
    if (node.deliveryPoint === null || node.extra) return false
    const contract = bindingContract(node, this.evidence, parent.node.holder)
    return contract?.terms.deliveryPoints.includes(node.deliveryPoint) ?? false
  }

  /** The holder's own organisation said afterwards that the hand-over was its own. */
  private isRatified(node: CustodyNode, parent: Link): boolean {
    const { holder } = parent.node
    return this.state.words.some(
      ({ act, of, parties }) =>
        act === "ratify" && of === node.receipt && holder !== null && parties.includes(holder),
    )
  }

  /**
   * With a reservation, giver and receiver both stay alternatives for the contents until a check by the receiver says
   * "as declared", or the contract's time to check passes without a word from him.
   */
  private contentsOpen(node: CustodyNode, parent: Link): boolean {
    if (node.reservations.length === 0) return false
    const about = this.state.checks.filter(({ previous }) => previous === node.receipt)
    const byReceiver = about.filter(
      ({ parties }) => node.holder !== null && parties.includes(node.holder),
    )
    if (byReceiver.some(({ result }) => result === "as-declared")) return false
    const time = bindingContract(node, this.evidence, parent.node.holder)?.terms.timeToCheck ?? null
    if (time === null) return true
    const lapse = this.evidence.bracket(node.receipt).notAfter + time
    const spoke = byReceiver.some(({ statement }) => {
      const { notBefore } = this.evidence.bracket(statement)
      return notBefore === null || notBefore <= lapse
    })
    return spoke || this.evidence.complete.upTo < lapse
  }
}

const isRepeat = (first: CustodyNode | undefined, node: CustodyNode): boolean =>
  first !== undefined && first.edge === "move" && sameHandover(first, node)

/** As `concurring`, across receipts of one group: their previous ones may differ if those are repeats themselves. */
const sameHandover = (a: CustodyNode, b: CustodyNode): boolean =>
  concurring({ ...a, previous: b.previous }, b)

/** A receiver is bound by what he signed: of two outcomes the one that discharges the giver more counts. */
const better = (a: CustodyNode, b: CustodyNode): boolean =>
  a.reservations.length < b.reservations.length

/** Milliseconds within which receipts that take the item from this link must be on record; null if not agreed. */
export function timeToSubmit(link: Link, evidence: Evidence): number | null {
  return bindingContract(link.node, evidence)?.terms.timeToSubmit ?? null
}

/**
 * How long after a moment a receipt may still come that took the item from this link by then. Where it is not sure that
 * the contract cited was in force, the longer of its time and the general one.
 */
export function settlementOf(link: Link, evidence: Evidence): number {
  const agreed = timeToSubmit(link, evidence)
  if (agreed !== null) return agreed
  const { contract } = link.node
  const cited = contract === null ? undefined : evidence.contract(contract)
  return Math.max(evidence.settlement, cited?.terms.timeToSubmit ?? 0)
}

/** Every link of these trees, parents first. */
export const allLinks = (links: readonly Link[]): readonly Link[] =>
  links.flatMap((link) => [link, ...allLinks(link.children)])

/** Those who come to answer for the item by signing for it; a word of the giver alone makes nobody answer. */
export const bears = (link: Link): boolean =>
  link.standing.worth !== "void" &&
  link.node.holder !== null &&
  link.edge !== "localise" &&
  link.node.edge !== "localise"

/** From when the link's holder surely no longer answers for the item; infinite if nothing discharges him. */
export function endOf(link: Link): number {
  const discharging = link.children.filter(({ discharges }) => discharges === "yes")
  return Math.min(Infinity, ...discharging.map(({ sure }) => sure))
}
