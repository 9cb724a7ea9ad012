/** What packing, and the hand-over of containers, does to what lies in what: as last signed by who held it. */

import { message } from "../language/message.ts"
import { finding } from "./finding.ts"
import { isTaken, type Opened, type Received, receivedLines } from "./handover.ts"
import type { ItemId, PartyId, StatementId } from "./identifier.ts"
import { childrenOf, type ItemState, maxMembers, nodeOf, type Step } from "./item.ts"
import type { Statement } from "./statement.ts"

type Acceptance = Opened & Statement<"acceptance">

/** The listed container of a line, if that container was taken over too. */
function takenContainer({ within }: Received, lines: readonly Received[]): ItemId | null {
  const container = within === null ? undefined : lines[within]
  return isTaken(container) ? container.item : null
}

/** Where an item lies once it was taken over. */
export function containerAfter(
  line: Received,
  lines: readonly Received[],
  into: ItemId | null,
): ItemId | null {
  return takenContainer(line, lines) ?? (into === line.item ? null : into)
}

/** Where an item lies that was not taken over: where it lay, unless its container went without it. */
export const containerLeft = (
  line: Received,
  lines: readonly Received[],
  { within }: ItemState,
): ItemId | null => (takenContainer(line, lines) === null ? within : null)

/** What a receipt says lies in a container, each in the hands of whoever signed it. */
const listedIn = (opened: Acceptance, container: ItemId): readonly ItemId[] => {
  const lines = receivedLines(opened)
  const inside = lines.filter(
    (line) => isTaken(line) && containerAfter(line, lines, opened.terms.into) === container,
  )
  return inside.map(({ item }) => item)
}

/** Only what the receipt lists goes along; the rest of the container's members stay behind. */
export function keepListed(state: ItemState, opened: Acceptance): ItemState {
  const members = listedIn(opened, state.item)
  // Nearly always: the item is no container.
  return members.length + state.members.length === 0 ? state : { ...state, members }
}

/** What an acceptance does to an item that it does not list: to the container it fills, or to what was left behind. */
export function besideReceipt(state: ItemState, opened: Acceptance): Step {
  if (opened.terms.into === state.item) return fill(state, opened, listedIn(opened, state.item))
  const container = receivedLines(opened).find(({ item }) => item === state.within)
  const giver = opened.offered?.party ?? null
  const stranger = giver !== null && !everHeld(state, giver)
  if (!isTaken(container) || stranger) return { state, findings: [] }
  return {
    state: { ...state, within: null },
    findings: [
      finding("packed-not-listed", opened.id, message("detail.item", { item: state.item })),
    ],
  }
}

const everHeld = ({ nodes }: ItemState, party: PartyId | null): boolean =>
  nodes.some(({ holder }) => holder === party)

/** As far as is on record: with no receipt by which he passed it on. */
const stillHolds = (state: ItemState, party: PartyId | null): boolean =>
  state.nodes.some(
    ({ holder, receipt }) =>
      holder === party && childrenOf(state, receipt).every(({ edge }) => edge !== "move"),
  )

export function nextAfterPacking(
  state: ItemState,
  opened: Statement<"pack"> | Statement<"unpack">,
): Step {
  const { container, lines } = opened.terms
  const named = lines.map(({ item }) => item).filter((item) => item !== container)
  if (container === state.item) {
    const { state: after, findings } = (opened.kind === "pack" ? fill : empty)(state, opened, named)
    const late = findings.length === 0 && !stillHolds(state, opened.party)
    if (!late) return { state: after, findings }
    return {
      state: after,
      findings: [finding("not-the-holder", opened.id, message("detail.containerPassedOn"))],
    }
  }
  const previous = lines.find(({ item }) => item === state.item)?.previous as StatementId
  const node = nodeOf(state, previous)
  if (node === undefined)
    return { state, findings: [finding("unlinked", opened.id, message(`kind.${opened.kind}`))] }
  if (node.holder !== opened.party)
    return {
      state,
      findings: [finding("not-the-holder", opened.id, message(`kind.${opened.kind}`))],
    }
  // Signed before the item was passed on, or after: either way the later receipt says where it lies.
  const passedOn = childrenOf(state, previous).some(
    ({ edge }) => edge === "move" || edge === "localise",
  )
  if (passedOn) return { state, findings: [] }
  return { state: { ...state, within: opened.kind === "pack" ? container : null }, findings: [] }
}

/** Only a holder of the container fills or empties it in the ledger's eyes, so that a stranger cannot crowd it. */
function fill(state: ItemState, { id, party }: Statement, more: readonly ItemId[]): Step {
  if (!everHeld(state, party))
    return { state, findings: [finding("not-the-holder", id, message("detail.ofContainer"))] }
  const members = [...new Set([...state.members, ...more])]
  if (members.length > maxMembers) return { state, findings: [finding("container-full", id)] }
  return { state: { ...state, members }, findings: [] }
}

function empty(state: ItemState, { id, party }: Statement, less: readonly ItemId[]): Step {
  if (!everHeld(state, party))
    return { state, findings: [finding("not-the-holder", id, message("detail.ofContainer"))] }
  const gone = new Set(less)
  return { state: { ...state, members: state.members.filter((m) => !gone.has(m)) }, findings: [] }
}
