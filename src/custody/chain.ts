/**
 * The custody of one item as links: receipts of the same hand-over taken together, each with the time in which it can
 * have taken effect and what it does to the link before it. The opinion walks these.
 */

import { contentsAfter } from "./contents.ts"
import { judgeRivals, settleFork } from "./fork.ts"
import type { StatementId } from "./identifier.ts"
import { type CustodyNode, type Edge, edgeUnder, isBound, type ItemState } from "./item.ts"
import {
  bearerOf,
  type Discharge,
  type Draft,
  type Ground,
  isKept,
  type Link,
  type Reading,
  type Scope,
} from "./link.ts"
import { beginOf, surelyFrom } from "./effect.ts"
import { isDeliveryPoint, onceEach, readingsAfter, readingsAlone } from "./regime.ts"
import { assuranceOf, bindingContract, spokenBy, standingOf } from "./standing.ts"
import { bestWorth, type Evidence, isEqualWorth, type Standing } from "./worth.ts"

/**
 * The links of an item from its intake, and those of receipts whose predecessor is not on record. Order of arrival
 * leaves no trace. The graph cannot have a cycle, because a receipt names its previous one by hash.
 */
export function linksOf(state: ItemState, scope: Scope, evidence: Evidence): readonly Link[] {
  const ground = { state, scope, evidence }
  const all = sorted([...state.nodes, ...state.waiting], evidence)
  const below = new Map<StatementId | null, CustodyNode[]>()
  for (const node of all.values()) add(below, hangsFrom(node, all), node)
  const roots = [...all.values()]
    .filter(({ previous }) => previous === null || !all.has(previous))
    .map((node) => linkOf([node], null, node.previous === null ? "intake" : "unlinked", ground))
  // Grows while it is walked: parents first. A chain may be longer than the machine's stack.
  const made = [...roots]
  for (const link of made) {
    link.children = childLinks(link, below, ground)
    for (const child of link.children) made.push(child)
  }
  for (const link of made.toReversed()) settleFork(link, ground)
  return roots
}

/**
 * The receipt whose holder a node can discharge. Who empties a deposit box may name the giver's own word that he dropped
 * the item there; that word moved nothing, so the node hangs from what stood before it.
 */
function hangsFrom(
  { edge, previous }: CustodyNode,
  all: ReadonlyMap<StatementId, CustodyNode>,
): StatementId | null {
  if (edge !== "bind") return previous
  let named = previous
  for (;;) {
    const before: CustodyNode | undefined = named === null ? undefined : all.get(named)
    if (before?.edge !== "localise" || before.previous === null) return named
    named = before.previous
  }
}

function add<Key>(lists: Map<Key, CustodyNode[]>, key: Key, node: CustodyNode): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [node])
  else list.push(node)
}

/** By proven time and then by id. */
function sorted(
  nodes: readonly CustodyNode[],
  evidence: Evidence,
): ReadonlyMap<StatementId, CustodyNode> {
  const time = new Map(nodes.map(({ receipt }) => [receipt, evidence.bracket(receipt).notAfter]))
  const timeOf = ({ receipt }: CustodyNode): number => time.get(receipt) as number
  const ordered = [...nodes].sort((a, b) =>
    timeOf(a) === timeOf(b) ? (a.receipt < b.receipt ? -1 : 1) : timeOf(a) - timeOf(b),
  )
  return new Map(ordered.map((node) => [node.receipt, node]))
}

function childLinks(
  parent: Draft,
  below: ReadonlyMap<StatementId | null, readonly CustodyNode[]>,
  ground: Ground,
): Draft[] {
  const nodes = parent.receipts.flatMap((receipt) => below.get(receipt) ?? [])
  if (nodes.length === 0) return []
  const groups = new Map<string, CustodyNode[]>()
  for (const node of nodes) {
    // Who received under a void receipt held nothing; passing it on is a claim like any other.
    const isVoid = parent.standing.worth === "void"
    const edge = isVoid ? "claim" : edgeUnder(node, parent.node, ground.state)
    const name = [edge, node.giver, node.holder, node.holderKey === null].join()
    add(groups, name, node)
  }
  const links = [...groups].map(([name, group]) =>
    linkOf(group, parent, name.slice(0, name.indexOf(",")) as Edge, ground),
  )
  judgeRivals(links, parent.established)
  for (const link of links) {
    link.established = parent.established && link.firm
    link.sound = parent.sound && link.standing.worth === "good"
    link.contested = parent.contested || (link.established && link.standing.worth === "contested")
  }
  return links
}

function linkOf(
  nodes: readonly CustodyNode[],
  parent: Draft | null,
  edge: Link["edge"],
  ground: Ground,
): Draft {
  const { state, evidence } = ground
  const all = nodes.map((node) => judge(node, nodes, parent, edge, ground))
  const good = all.filter(({ standing }) => standing.worth !== "void")
  const judged = good.length === 0 ? all : good
  const standing = bestWorth(judged.map((each) => each.standing))
  const best = judged.filter((each) => isEqualWorth(each.standing, standing))
  const { node } = best.reduce((one, other) =>
    isBetter(other.node, one.node, evidence) ? other : one,
  )
  const firm = good.filter(({ way, standing: { presumed } }) => way === "yes" && presumed)
  const ending = binding(judged.filter(({ discharges }) => discharges === "yes"))
  const isRoot = edge === "intake"
  const own = assuranceOf(node, evidence)
  const readings = readingsOf(judged, evidence)
  // Doubt that a signer cast on his own receipt later does not carry the burden back.
  const borne = isRoot ? readings : agreedFirst(binding(firm), evidence)
  return {
    node,
    receipts: nodes.map(({ receipt }) => receipt),
    edge,
    parent,
    children: [],
    readings:
      best.length === judged.length
        ? readings
        : onceEach([...readingsOf(best, evidence), ...readings]),
    bearer: bearerOf(borne),
    standing,
    begin: beginOf(judged, parent, evidence),
    sure: surelyFrom(ending.length === 0 ? best : ending, parent, evidence),
    carries: surelyFrom(
      binding(firm).filter(({ contents }) => contents === "passed"),
      parent,
      evidence,
    ),
    discharges: strongest(judged.map((each) => each.discharges)),
    unit: strongest(judged.map((each) => weaker(each.way, each.standing))),
    firm: firm.length > 0,
    established: isRoot,
    bears:
      good.some(({ contents }) => contents !== "short") &&
      isBound(node, state) &&
      edge !== "localise",
    branch: false,
    assurance: parent === null ? own : Math.min(own, parent.assurance),
    sound: standing.worth === "good",
    contested: isRoot && standing.worth === "contested",
  }
}

/**
 * Of several receipts of one hand-over those by which the receiver himself answers, if there are any: he undoes none of
 * them by signing again.
 */
function binding(judged: readonly Judged[]): readonly Judged[] {
  if (judged.length === 1) return judged
  const bound = judged.filter(isBinding)
  return bound.length > 0 ? bound : judged
}

const isBinding = ({ node: { holder }, readings }: Judged): boolean =>
  readings.every(({ answers }) => holder !== null && answers.includes(holder))

/**
 * … and of those the ones that cite an agreement, if any do. If another still answers by the receipts that end what was
 * before, what the receiver took upon himself by one that ends less stands beside that, and not in its place.
 */
function readingsOf(judged: readonly Judged[], evidence: Evidence): readonly Reading[] {
  const [only] = judged
  if (only !== undefined && judged.length === 1) return onceEach(only.readings)
  const most = strongest(judged.map(({ discharges }) => discharges))
  const ending = judged.filter(({ discharges }) => discharges === most)
  if (ending.some(isBinding)) return agreedFirst(binding(judged), evidence)
  return onceEach([
    ...agreedFirst(ending, evidence),
    ...agreedFirst(judged.filter(isBinding), evidence),
  ])
}

function agreedFirst(judged: readonly Judged[], evidence: Evidence): readonly Reading[] {
  const agreed = judged.filter(({ node }) => bindingContract(node, evidence) !== undefined)
  return onceEach((agreed.length > 0 ? agreed : judged).flatMap(({ readings }) => readings))
}

/** One of the receipts of a hand-over, by itself. */
type Judged = {
  readonly node: CustodyNode
  readonly standing: Standing
  readonly way: Discharge
  readonly readings: readonly Reading[]
  readonly contents: "passed" | "open" | "short"
  readonly discharges: Discharge
}

function judge(
  node: CustodyNode,
  nodes: readonly CustodyNode[],
  parent: Link | null,
  edge: Link["edge"],
  ground: Ground,
): Judged {
  const { state, evidence } = ground
  const standing = standingOf(node, state, evidence)
  const way = parent === null ? "no" : wayOf(node, parent, edge, ground)
  const giver = parent?.readings[0]?.answers[0] ?? null
  const readings =
    parent === null || (way === "no" && edge !== "localise")
      ? readingsAlone(node, node.giver ?? giver ?? state.intake?.owner ?? null, evidence)
      : readingsAfter({ node, parent, state, evidence })
  const contents =
    parent === null || isKept(readings, parent)
      ? "passed"
      : contentsAfter(node, nodes, { ...parent.node, holder: giver }, ground)
  const discharges = contents === "passed" ? weaker(way, standing) : "no"
  return { node, standing, way, readings, contents, discharges }
}

const weaker = (way: Discharge, { worth }: Standing): Discharge =>
  worth === "void" ? "no" : way === "yes" && worth !== "good" ? "maybe" : way

const strongest = (all: readonly Discharge[]): Discharge =>
  all.includes("yes") ? "yes" : all.includes("maybe") ? "maybe" : "no"

/**
 * Of two receipts of one hand-over the one that binds its receiver more: he is bound by what he signed, so nobody
 * undoes another's discharge by signing worse again.
 */
function isBetter(a: CustodyNode, b: CustodyNode, evidence: Evidence): boolean {
  const loss = (node: CustodyNode): number =>
    2 * node.reservations.length + (bindingContract(node, evidence) === undefined ? 1 : 0)
  return loss(a) < loss(b)
}

/** What its kind, contract and countersignatures make of it, whatever its signatures are worth. */
function wayOf(
  node: CustodyNode,
  parent: Link,
  edge: Link["edge"],
  { state, evidence }: Ground,
): Discharge {
  switch (edge) {
    case "move":
      return "yes"
    case "bind":
      return isDeliveryPoint(node, parent, evidence) ? "yes" : "no"
    case "claim":
      return ratified(node, parent, state, evidence)
    case "intake":
    case "localise":
    case "unlinked":
      return "no"
  }
}

/** The holder's own organisation said afterwards that the hand-over was its own. */
function ratified(
  node: CustodyNode,
  parent: Link,
  state: ItemState,
  evidence: Evidence,
): Discharge {
  if (!isBound(node, state)) return "no"
  const said = state.words
    .filter(({ act, of }) => act === "ratify" && of === node.receipt)
    .map((word) => spokenBy(word, parent.node.holder, evidence))
  return strongest(said)
}
