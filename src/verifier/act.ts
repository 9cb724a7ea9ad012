/** What one statement did with an item, as a message, and the kind of mark that a picture makes of it. */

import type { Opened, Received } from "../custody/handover.ts"
import { receivedLine } from "../custody/handover.ts"
import type { ItemId, PartyId } from "../custody/identifier.ts"
import { type CustodyNode, edgeUnder, type ItemState, nodeOf } from "../custody/item.ts"
import { type Message, message, type Value } from "../language/message.ts"
import type { Mark } from "./mark.ts"
import type { Statement } from "../custody/statement.ts"

export type Done = { readonly mark: Mark; readonly what: Message }

const named = (party: PartyId | null): Value => party ?? message("line.outside")

/** `item`: as it is in the end, because what a receipt is may depend on what came on record after it. */
export function doneWith(opened: Opened, item: ItemState): Done {
  const party = named(opened.party)
  switch (opened.kind) {
    case "intake": {
      const isOwn = item.nodes.some(
        ({ receipt, edge }) => receipt === opened.id && edge === "intake",
      )
      if (isOwn) return { mark: "taken-in", what: message("act.taken-in", { party }) }
      return { mark: "other", what: message("act.consumed", { party }) }
    }
    case "offer": {
      const to = opened.terms.to ?? message("act.anybody")
      return { mark: "offered", what: message("act.offered", { giver: party, party: to }) }
    }
    case "acceptance":
      return received(opened, item)
    case "pack":
    case "unpack":
      return { mark: "packed", what: packing(opened, item.item) }
    case "check":
      return checked(opened, item.item)
    case "duty": {
      const { act } = opened.terms
      if (act !== "check-in") return other(opened)
      return { mark: "whole", what: checkMessage("check-in", party, "as-declared") }
    }
    case "report":
      return { mark: "reported", what: reported(opened) }
    case "alarm":
      return typed(opened, message(`alarm.${opened.terms.type}`), "reported")
    case "event":
      return typed(opened, message(`event.${opened.terms.type}`), "other")
    case "close":
      return { mark: "other", what: message("act.closed", { party }) }
    default:
      return other(opened)
  }
}

const other = ({ kind, party }: Statement): Done => ({
  mark: "other",
  what: message("act.other", { kind: message(`kind.${kind}`), party: named(party) }),
})

const typed = ({ kind, party }: Statement, type: Message, mark: Mark): Done => ({
  mark,
  what: message("act.typed", { kind: message(`kind.${kind}`), party: named(party), type }),
})

function received(opened: Opened & Statement<"acceptance">, item: ItemState): Done {
  const line = receivedLine(opened, item.item)
  const giver = named(opened.offered?.party ?? null)
  if (line === undefined)
    return { mark: "packed", what: message("act.beside", { party: named(opened.party) }) }
  const by = opened.party ?? opened.keyId
  if (line.outcome === "refused")
    return { mark: "refused", what: message("act.refused", { party: by }) }
  if (line.outcome === "not-presented")
    return { mark: "refused", what: message("act.not-presented", { party: by }) }
  const node = nodeOf(item, opened.id) ?? item.waiting.find(({ receipt }) => receipt === opened.id)
  return node === undefined ? other(opened) : handed(node, giver, line, item)
}

function handed(node: CustodyNode, giver: Value, line: Received, item: ItemState): Done {
  const party = named(node.holder)
  const parent = nodeOf(item, line.previous)
  if (parent === undefined)
    return { mark: "handed", what: message("act.unlinked", { giver, party }) }
  const reason = message(`absence.${(node.reason ?? "no-key") as "no-key"}`)
  switch (edgeUnder(node, parent, item)) {
    case "bind":
      return { mark: "one-sided", what: message("act.alone", { party, reason }) }
    case "localise":
      return { mark: "one-sided", what: message("act.said", { giver, party, reason }) }
    case "claim": {
      const isStranger = node.giver !== parent.holder
      const what = isStranger ? "act.claimed" : "act.another"
      return { mark: "one-sided", what: message(what, { giver, party }) }
    }
    case "intake":
    case "move":
      return { mark: "handed", what: message("act.handed", { giver, party }) }
  }
}

function packing(opened: Statement<"pack"> | Statement<"unpack">, item: ItemId): Message {
  const { container } = opened.terms
  const party = named(opened.party)
  const isPacked = opened.kind === "pack"
  if (container === item) return message(isPacked ? "act.filled" : "act.emptied", { party })
  return message(isPacked ? "act.packed" : "act.unpacked", { party, container })
}

type CheckKind = Statement<"check">["terms"]["type"] | "check-in"
type Result = Statement<"check">["terms"]["lines"][number]["result"]

const checkMessage = (check: CheckKind, party: Value, result: Result): Message =>
  message("act.checked", {
    check: message(`check.${check}`),
    party,
    result: message(`result.${result}`),
  })

function checked(opened: Statement<"check">, item: ItemId): Done {
  const line = opened.terms.lines.find((each) => each.item === item)
  if (line === undefined) return other(opened)
  const mark = line.result === "as-declared" ? "whole" : "amiss"
  return { mark, what: checkMessage(opened.terms.type, named(opened.party), line.result) }
}

function reported(opened: Statement<"report">): Message {
  const { type, from, to } = opened.terms
  const said = { party: named(opened.party), report: message(`report.${type}`) }
  if (from === null && to === null) return message("act.reported", said)
  const time = (at: number | null): Value =>
    at === null ? message("time.unknown") : new Date(at).toISOString()
  return message("act.reported-between", { ...said, from: time(from), to: time(to) })
}
