/**
 * From one map to the next: which mini-logs the entries of one publication lengthen, and what becomes of their roots. A
 * judge runs it over what a file proves; who makes the file runs it over what he has.
 *
 * What an entry touches is open in its statement, but for one thing: a receipt touches whatever lies, before it, in the
 * containers that it lists. So of every item on a receipt in the step its whole mini-log is needed, and is replayed.
 */

import { equal } from "../encoding/bytes.ts"
import { type Opened, openStatement, receivedLines } from "../custody/handover.ts"
import type { ItemId, StatementId, SubjectId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { type Subject, subjectsOf } from "../custody/subject.ts"
import type { Entry } from "../log/entry.ts"
import type { MapAnswer } from "../merkle/mapproof.ts"
import { appendLeaf, type Frontier, frontierRoot } from "../merkle/tree.ts"
import type { Leaf } from "./trial.ts"
import { World } from "../replay/world.ts"

/** What the step rests on. `frontier` and `itemLog` are a stranger's, and held against `before`. */
export type StepGround = {
  readonly origin: string
  readonly genesis: StatementId
  /** The entries of the step are `from` … `to` − 1. */
  readonly from: number
  readonly to: number
  readonly leaf: (index: number) => Leaf | undefined
  /** What the map before the step says of a subject. */
  readonly before: (subject: SubjectId) => MapAnswer
  readonly frontier: (subject: SubjectId) => Frontier | undefined
  /** The indices of the entries that touch an item before the step. */
  readonly itemLog: (item: ItemId) => readonly number[] | undefined
}

export type MiniLogHead = { readonly count: number; readonly frontier: Frontier }

/** `heads` of every subject that the step touches, after it; `listed` the items whose mini-logs it had to replay. */
export type Replayed = {
  readonly heads: ReadonlyMap<SubjectId, MiniLogHead>
  readonly listed: ReadonlySet<ItemId>
}

/** The step cannot be taken: nothing is decided. */
export class Undecided {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

type Given = { readonly entry: Entry; readonly opened: Opened; readonly leaf: Uint8Array }

const nothing: MiniLogHead = { count: 0, frontier: [] }

const extended = ({ count, frontier }: MiniLogHead, leaf: Uint8Array): MiniLogHead => ({
  count: count + 1,
  frontier: appendLeaf(frontier, count, leaf),
})

function openedAt(ground: StepGround, index: number): Given | Undecided {
  const given = ground.leaf(index)
  if (given === undefined) return new Undecided(`entry ${index} is not given`)
  const opened = openStatement(given.entry.statement, ground.origin)
  if (isRejected(opened)) return new Undecided(`entry ${index}: ${opened.sentence}`)
  return { ...given, opened }
}

export function replayStep(ground: StepGround): Replayed | Undecided {
  const entries: Given[] = []
  for (let index = ground.from; index < ground.to; index++) {
    const given = openedAt(ground, index)
    if (given instanceof Undecided) return given
    entries.push(given)
  }
  const listed = new Set(
    entries.flatMap(({ opened }) =>
      opened.kind === "acceptance" ? receivedLines(opened).map(({ item }) => item) : [],
    ),
  )
  const world = new World(ground.genesis)
  const heads = replayItems(ground, listed, world)
  return heads instanceof Undecided ? heads : extend(ground, entries, listed, world, heads)
}

/** Brings the state of every listed item to where the step begins. */
function replayItems(
  ground: StepGround,
  listed: ReadonlySet<ItemId>,
  world: World,
): Map<SubjectId, MiniLogHead> | Undecided {
  const heads = new Map<SubjectId, MiniLogHead>()
  const touching = new Map<number, SubjectId[]>()
  for (const item of listed) {
    const id = item as string as SubjectId
    const answer = ground.before(id)
    if (answer.state === "absent") continue
    const log = ground.itemLog(item)
    if (answer.state === "unproven" || log === undefined)
      return new Undecided(`what lies in item ${id} is not shown`)
    let head = nothing
    for (const index of log) {
      const given = ground.leaf(index)
      if (given === undefined) return new Undecided(`entry ${index} is not given`)
      head = extended(head, given.leaf)
      touching.set(index, [...(touching.get(index) ?? []), id])
    }
    if (head.count !== answer.count || !equal(frontierRoot(head.frontier), answer.root))
      return new Undecided(`the chain of item ${id} is not the one in the map`)
    heads.set(id, head)
  }
  for (const [index, ids] of [...touching].sort(([a], [b]) => a - b)) {
    const given = index < ground.from ? openedAt(ground, index) : undefined
    if (given === undefined) return new Undecided(`entry ${index} is in the step itself`)
    if (given instanceof Undecided) return given
    const direct = subjectsOf(given.opened, ground.genesis, () => [])
    // Its statement says nothing only of what lies in a container: an item.
    const asItems = ids.filter(
      (id) => (direct.find((each) => each.id === id)?.type ?? "item") === "item",
    )
    world.enter(
      given,
      asItems.map((id): Subject => ({ type: "item", id })),
    )
  }
  return heads
}

function extend(
  ground: StepGround,
  entries: readonly Given[],
  listed: ReadonlySet<ItemId>,
  world: World,
  heads: Map<SubjectId, MiniLogHead>,
): Replayed | Undecided {
  for (const given of entries) {
    const subjects = subjectsOf(given.opened, ground.genesis, world.members)
    for (const { id } of subjects) {
      const head = heads.get(id) ?? headBefore(ground, id)
      if (head instanceof Undecided) return head
      heads.set(id, extended(head, given.leaf))
    }
    const known = subjects.filter(
      ({ type, id }) => type === "item" && listed.has(id as string as ItemId),
    )
    world.enter(given, known)
  }
  return { heads, listed }
}

function headBefore(ground: StepGround, subject: SubjectId): MiniLogHead | Undecided {
  const answer = ground.before(subject)
  if (answer.state === "absent") return nothing
  const frontier = ground.frontier(subject)
  if (answer.state === "unproven" || frontier === undefined)
    return new Undecided(`the chain of subject ${subject} before the step is not shown`)
  const { count } = answer
  if (frontier.length !== setBits(count) || !equal(frontierRoot(frontier), answer.root))
    return new Undecided(`the chain of subject ${subject} is not the one in the map`)
  return { count, frontier }
}

/** One peak per set bit of the size. */
function setBits(size: number): number {
  let bits = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2
  return bits
}
