/**
 * What each kind of statement does to one item that it touches. The graph itself, and how receipts hang in it,
 * stands in `item.ts`.
 */

import { toHex } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import { finding, type Finding } from "./finding.ts"
import { type Opened, partiesOf, type Received, receivedLines } from "./handover.ts"
import { itemIdOf, type PartyId, type StatementId } from "./identifier.ts"
import {
  type CustodyNode,
  type Entered,
  type ItemState,
  link,
  linkWaiting,
  maxMembers,
  nodeOf,
  type Step,
  type Word,
} from "./item.ts"
import type { Statement, Terms } from "./statement.ts"

/** The next state of one item, given an entry that touches it. Total: whatever was signed has a next state. */
export function nextItem(state: ItemState, entered: Entered): Step {
  const { opened } = entered
  switch (opened.kind) {
    case "intake":
      return nextAfterIntake(state, entered, opened)
    case "acceptance":
      return nextAfterAcceptance(state, entered, opened)
    case "pack":
    case "unpack":
      return nextAfterPacking(state, opened)
    case "check":
      return { state: withCheck(state, entered, opened), findings: [] }
    case "report": {
      const { type, from, to } = opened.terms
      const report = {
        statement: opened.id,
        index: entered.index,
        type,
        party: opened.party,
        from,
        to,
      }
      return {
        state: { ...state, reports: [...state.reports, report] },
        findings: [finding("reported", opened.id, type)],
      }
    }
    default:
      return nextAfterWord(state, entered, opened)
  }
}

function nextAfterIntake(
  state: ItemState,
  entered: Entered,
  opened: Opened & Statement<"intake">,
): Step {
  const { terms, id } = opened
  const line = terms.lines.findIndex((_, i) => itemIdOf(id, i) === state.item)
  const whole = terms.lines[line]
  if (whole === undefined) {
    const consumed = terms.consumes.find(({ item }) => item === state.item)
    return closed(state, entered, opened, consumed?.previous ?? id)
  }
  const node: CustodyNode = {
    ...bareNode(opened, entered),
    previous: null,
    edge: "intake",
    holder: opened.party,
    holderKey: opened.keyId,
  }
  const { goods, container, owner, code } = whole
  const begun = {
    ...state,
    intake: { goods, container, owner, code },
    nodes: [...state.nodes, node],
  }
  return linkWaiting(begun)
}

const bareNode = (
  opened: Statement,
  { index, appendedAt }: Entered,
): Omit<CustodyNode, "edge" | "previous"> => ({
  receipt: opened.id,
  index,
  appendedAt,
  giver: null,
  giverKey: null,
  holder: null,
  holderKey: null,
  signerKey: opened.keyId,
  contract: opened.contract,
  offer: null,
  offerContract: null,
  expires: null,
  outcome: "accepted",
  reservations: [],
  reason: null,
  deliveryPoint: null,
  within: null,
  extra: false,
})

function nextAfterAcceptance(
  state: ItemState,
  entered: Entered,
  opened: Opened & Statement<"acceptance">,
): Step {
  const lines = receivedLines(opened)
  const line = lines.find(({ item }) => item === state.item)
  if (line === undefined) return leftBehind(state, opened, lines)
  if (line.outcome === "refused" || line.outcome === "not-presented")
    return notTaken(state, entered, opened, line)
  const node = receivedNode(opened, entered, line, lines, state)
  const seen = findingsOfLine(opened, line)
  const container = state.members.length > 0 ? keepListed(state, lines) : state
  if (nodeOf(state, node.previous as StatementId) === undefined) {
    const waiting = { ...container, waiting: [...state.waiting, node] }
    return { state: waiting, findings: [...seen, finding("unlinked", opened.id)] }
  }
  const linked = link(container, node)
  const rest = linkWaiting(linked.state)
  return { state: rest.state, findings: [...seen, ...linked.findings, ...rest.findings] }
}

/** The item lay in a container that changed hands without listing it: it stays with who packed it. */
function leftBehind(state: ItemState, opened: Opened, lines: readonly Received[]): Step {
  const container = lines.find(({ item }) => item === state.within)
  if (container === undefined) return { state, findings: [] }
  return {
    state: { ...state, within: null },
    findings: [finding("packed-not-listed", opened.id, `item ${state.item}`)],
  }
}

function notTaken(state: ItemState, entered: Entered, opened: Opened, line: Received): Step {
  const act = line.outcome === "refused" ? "refuse" : "not-present"
  const left = line.within === null ? state.within : null
  return {
    state: { ...withWord(state, entered, opened, act, line.previous), within: left },
    findings: [finding(line.outcome === "refused" ? "refused" : "not-presented", opened.id)],
  }
}

function receivedNode(
  opened: Opened & Statement<"acceptance">,
  entered: Entered,
  line: Received,
  lines: readonly Received[],
  state: ItemState,
): CustodyNode {
  const { terms, offered, party } = opened
  const container = line.within === null ? terms.into : (lines[line.within]?.item ?? null)
  const base = {
    ...bareNode(opened, entered),
    previous: line.previous,
    outcome: line.outcome,
    reservations: line.reservations,
    within: container,
    extra: line.extra,
    deliveryPoint: terms.deliveryPoint,
    offer: offered?.id ?? null,
    offerContract: offered?.contract ?? null,
    expires: offered?.terms.expires ?? null,
    giver: line.extra ? null : (offered?.party ?? null),
    giverKey: line.extra ? null : (offered?.keyId ?? null),
  }
  // An addressee without a key of an organisation is called by the key he signed with.
  const receiver = party ?? (opened.keyId as string as PartyId)
  if (terms.side === "giver-only") {
    const holder = offered?.terms.to ?? null
    return { ...base, edge: "localise", holder, holderKey: null, reason: terms.absentReceiver }
  }
  const signed = { ...base, holder: receiver, holderKey: opened.keyId }
  if (terms.side === "reception-only" || line.extra)
    return { ...signed, edge: "bind", reason: terms.absentGiver ?? "extra" }
  const addressed = offered?.terms.to === party
  if (!addressed) return { ...signed, edge: "claim", reason: "accepted-by-another" }
  return {
    ...signed,
    edge: terms.oneTime === null || codeHolds(terms, state) ? "move" : "localise",
  }
}

/** A one-time key counts when it shows the code whose hash the sender put into the intake. */
function codeHolds({ oneTime }: Terms["acceptance"], state: ItemState): boolean {
  const expected = state.intake?.code ?? null
  if (expected === null || oneTime === null || oneTime.code === null) return false
  return toHex(deliveryCodeHash(oneTime.code)) === expected
}

export const deliveryCodeHash = (code: Uint8Array): Uint8Array =>
  hashIn("kvitto/delivery-code", code)

function findingsOfLine(opened: Opened, line: Received): readonly Finding[] {
  const found: Finding[] = []
  if (line.outcome === "with-reservation")
    found.push(finding("reservation", opened.id, line.reservations.join(", ")))
  if (line.extra) found.push(finding("extra", opened.id, `item ${line.item}`))
  return found
}

/** Only what the receipt lists goes along; the rest of the container's members stay behind. */
function keepListed(state: ItemState, lines: readonly Received[]): ItemState {
  const self = lines.findIndex(({ item }) => item === state.item)
  const inside = lines.filter(
    ({ within, outcome }) =>
      within === self && (outcome === "accepted" || outcome === "with-reservation"),
  )
  return { ...state, members: inside.map(({ item }) => item) }
}

function nextAfterPacking(state: ItemState, opened: Statement<"pack"> | Statement<"unpack">): Step {
  const { container, lines } = opened.terms
  if (container === state.item) return nextContents(state, opened)
  const line = lines.find(({ item }) => item === state.item)
  const holder = line === undefined ? undefined : nodeOf(state, line.previous)
  if (holder === undefined || holder.holder !== opened.party)
    return { state, findings: [finding("not-the-holder", opened.id, opened.kind)] }
  return { state: { ...state, within: opened.kind === "pack" ? container : null }, findings: [] }
}

/** Only a holder of the container fills it in the ledger's eyes, so that a stranger cannot crowd it. */
function nextContents(state: ItemState, opened: Statement<"pack"> | Statement<"unpack">): Step {
  const named = opened.terms.lines.map(({ item }) => item).filter((item) => item !== state.item)
  if (opened.kind === "unpack") {
    const gone = new Set(named)
    return { state: { ...state, members: state.members.filter((m) => !gone.has(m)) }, findings: [] }
  }
  if (!state.nodes.some(({ holder }) => holder === opened.party))
    return { state, findings: [finding("not-the-holder", opened.id, "of the container")] }
  const members = [...new Set([...state.members, ...named])]
  if (members.length > maxMembers)
    return { state, findings: [finding("container-full", opened.id)] }
  return { state: { ...state, members }, findings: [] }
}

function withCheck(state: ItemState, { index }: Entered, opened: Statement<"check">): ItemState {
  const line = opened.terms.lines.find(({ item }) => item === state.item)
  if (line === undefined) return state
  const { result, previous } = line
  const parties = [...partiesOf(opened)]
  const check = { statement: opened.id, index, type: opened.terms.type, result, previous, parties }
  return { ...state, checks: [...state.checks, check] }
}

function nextAfterWord(state: ItemState, entered: Entered, opened: Opened): Step {
  switch (opened.kind) {
    case "withdraw":
      return {
        state: withWord(state, entered, opened, "withdraw", opened.terms.offer),
        findings: [],
      }
    case "settlement": {
      const { previous, chosen } = opened.terms
      const settled = withWord(state, entered, opened, "settle", previous, chosen)
      return { state: settled, findings: [finding("settled", opened.id)] }
    }
    case "acknowledge": {
      if (opened.terms.act === "read") return { state, findings: [] }
      const ratified = withWord(state, entered, opened, "ratify", opened.terms.of)
      return { state: ratified, findings: [finding("ratified", opened.id)] }
    }
    case "correction": {
      if (opened.terms.act === "remark") return { state, findings: [] }
      return { state: withWord(state, entered, opened, "annul", opened.terms.of), findings: [] }
    }
    case "close": {
      const line = opened.terms.lines.find(({ item }) => item === state.item)
      return closed(state, entered, opened, line?.previous ?? opened.id)
    }
    case "same":
      return {
        state,
        findings: [finding("same-thing", opened.id, opened.terms.items.join(" and "))],
      }
    default:
      return { state, findings: [] }
  }
}

/** Closing is the holder's own word: it is remembered, and discharges nobody. */
function closed(state: ItemState, entered: Entered, opened: Opened, previous: StatementId): Step {
  const holds = nodeOf(state, previous)?.holder === opened.party
  const code = holds ? "closed-by-holder" : "not-the-holder"
  return {
    state: holds ? withWord(state, entered, opened, "close", previous) : state,
    findings: [finding(code, opened.id, opened.kind)],
  }
}

function withWord(
  state: ItemState,
  { index }: Entered,
  opened: Opened,
  act: Word["act"],
  of: StatementId,
  chosen: StatementId | null = null,
): ItemState {
  const word = { statement: opened.id, index, act, of, chosen, parties: [...partiesOf(opened)] }
  return { ...state, words: [...state.words, word] }
}
