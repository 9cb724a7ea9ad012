/**
 * What each kind of statement does to one item that it touches. The graph itself, and how receipts hang in it,
 * stands in `item.ts`.
 */

import { message } from "../language/message.ts"
import { toHex } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import {
  besideReceipt,
  containerAfter,
  containerLeft,
  keepListed,
  nextAfterPacking,
} from "./container.ts"
import { finding, type Finding } from "./finding.ts"
import { intakeLine, type Opened, type Received, receivedLines } from "./handover.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import {
  type CustodyNode,
  type Edge,
  type Entered,
  type ItemState,
  link,
  linkWaiting,
  nodeOf,
  type Step,
} from "./item.ts"
import type { Statement } from "./statement.ts"
import { withCheck, withCheckIn, withWord } from "./word.ts"

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
    case "duty":
      return { state: withCheckIn(state, entered, opened), findings: [] }
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
        findings: [finding("reported", opened.id, message(`report.${type}`))],
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
  const line = intakeLine(opened, state.item)
  const whole = line === undefined ? undefined : terms.lines[line]
  if (whole === undefined) {
    const consumed = terms.consumes.find(({ item }) => item === state.item)
    return closed(state, entered, opened, consumed?.previous ?? id)
  }
  const node: CustodyNode = {
    ...bareNode(opened, entered),
    edge: "intake",
    holder: opened.party,
    holderKey: opened.keyId,
  }
  const { goods, container, owner, code, addressee, channel } = whole
  const begun = {
    ...state,
    intake: { goods, container, owner, code, addressee, channel },
    nodes: [...state.nodes, node],
  }
  return linkWaiting(begun, id)
}

const bareNode = (opened: Statement, { index, appendedAt }: Entered): CustodyNode => ({
  receipt: opened.id,
  index,
  appendedAt,
  previous: null,
  edge: "move",
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
  oneTime: false,
  shown: null,
})

function nextAfterAcceptance(
  state: ItemState,
  entered: Entered,
  opened: Opened & Statement<"acceptance">,
): Step {
  const lines = receivedLines(opened)
  const line = lines.find(({ item }) => item === state.item)
  if (line === undefined) return besideReceipt(state, opened)
  if (line.outcome === "refused" || line.outcome === "not-presented")
    return notTaken(state, entered, opened, line)
  const node = receivedNode(opened, entered, line, lines)
  const seen = findingsOfLine(opened, line)
  if (nodeOf(state, node.previous as StatementId) === undefined) {
    const waiting = { ...state, waiting: [...state.waiting, node] }
    return { state: waiting, findings: [...seen, finding("unlinked", opened.id)] }
  }
  const linked = link(state, node)
  const rest = linkWaiting(linked.state, node.receipt)
  const isClaim = nodeOf(rest.state, node.receipt)?.edge === "claim"
  return {
    state: isClaim ? rest.state : keepListed(rest.state, opened),
    findings: [...seen, ...linked.findings, ...rest.findings],
  }
}

function notTaken(
  state: ItemState,
  entered: Entered,
  opened: Opened & Statement<"acceptance">,
  line: Received,
): Step {
  const act = line.outcome === "refused" ? "refuse" : "not-present"
  const within = containerLeft(line, receivedLines(opened), state)
  return {
    state: { ...withWord(state, entered, opened, act, line.previous), within },
    findings: [finding(line.outcome === "refused" ? "refused" : "not-presented", opened.id)],
  }
}

function receivedNode(
  opened: Opened & Statement<"acceptance">,
  entered: Entered,
  line: Received,
  lines: readonly Received[],
): CustodyNode {
  const { terms, offered, party } = opened
  const isOneSided = terms.side === "giver-only"
  const edge = edgeOf(opened, line)
  return {
    ...bareNode(opened, entered),
    previous: line.previous,
    edge,
    giver: line.extra ? null : (offered?.party ?? null),
    giverKey: line.extra ? null : (offered?.keyId ?? null),
    // An addressee without a key of an organisation is called by the key he signed with.
    holder: isOneSided
      ? (offered?.terms.to ?? null)
      : (party ?? (opened.keyId as string as PartyId)),
    holderKey: isOneSided ? null : opened.keyId,
    offer: offered?.id ?? null,
    offerContract: offered?.contract ?? null,
    expires: offered?.terms.expires ?? null,
    outcome: line.outcome,
    reservations: line.reservations,
    reason: reasonOf(terms, edge),
    deliveryPoint: terms.deliveryPoint,
    within: containerAfter(line, lines, terms.into),
    extra: line.extra,
    oneTime: !isOneSided && terms.oneTime !== null,
    shown: isOneSided ? null : shownCode(terms.oneTime?.code ?? null),
  }
}

function edgeOf({ terms, offered, party }: Opened & Statement<"acceptance">, line: Received): Edge {
  if (terms.side === "giver-only") return "localise"
  if (terms.side === "reception-only" || line.extra) return "bind"
  return offered?.terms.to === party ? "move" : "claim"
}

function reasonOf(
  { absentGiver, absentReceiver }: Statement<"acceptance">["terms"],
  edge: Edge,
): string | null {
  if (edge === "localise") return absentReceiver
  if (edge === "bind") return absentGiver ?? "extra"
  return edge === "claim" ? "accepted-by-another" : null
}

const shownCode = (code: Uint8Array | null): string | null =>
  code === null ? null : toHex(deliveryCodeHash(code))

export const deliveryCodeHash = (code: Uint8Array): Uint8Array =>
  hashIn("kvitto/delivery-code", code)

function findingsOfLine(opened: Opened, line: Received): readonly Finding[] {
  const found: Finding[] = []
  if (line.outcome === "with-reservation")
    found.push(
      finding(
        "reservation",
        opened.id,
        line.reservations.map((code) => message(`reservation.${code}`)),
      ),
    )
  if (line.extra)
    found.push(finding("extra", opened.id, message("detail.item", { item: line.item })))
  return found
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
        findings: [finding("same-thing", opened.id, [...opened.terms.items])],
      }
    default:
      return { state, findings: [] }
  }
}

/** Closing is the holder's own word: it is remembered, and discharges nobody. `isClosed` says whether it was his. */
function closed(state: ItemState, entered: Entered, opened: Opened, previous: StatementId): Step {
  const node = nodeOf(state, previous)
  if (node !== undefined && node.holder !== opened.party)
    return {
      state,
      findings: [finding("not-the-holder", opened.id, message(`kind.${opened.kind}`))],
    }
  const code = node === undefined ? "unlinked" : "closed-by-holder"
  return {
    state: withWord(state, entered, opened, "close", previous),
    findings: [finding(code, opened.id, message(`kind.${opened.kind}`))],
  }
}
