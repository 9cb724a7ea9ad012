/** One thing at a time, in the order of arrival; what waits together is done together. */

/** Bounds of one group: how many, and how heavy together. A single heavier item is a group by itself. */
export type GroupLimits = { readonly items: number; readonly weight: number }

type Waiting<Item, Result> =
  | {
      readonly kind: "item"
      readonly item: Item
      readonly resolve: (result: Result) => void
      readonly reject: (error: unknown) => void
    }
  | { readonly kind: "alone"; readonly step: () => Promise<void> }

export type Sequencer<Item, Result> = {
  /** Of items that may still be in the making: they take their turn by when this was called, however long that takes. */
  readonly add: (items: Promise<readonly Item[]>) => Promise<readonly Result[]>
  /** Runs a step with no group beside it. */
  readonly alone: <T>(step: () => Promise<T>) => Promise<T>
}

type InGroup<Item, Result> = Extract<Waiting<Item, Result>, { readonly kind: "item" }>

/** Takes as many items from the front of the queue as one group has room for. */
function takeGroup<Item, Result>(
  queue: Waiting<Item, Result>[],
  weigh: (item: Item) => number,
  limits: GroupLimits,
): readonly InGroup<Item, Result>[] {
  const group: InGroup<Item, Result>[] = []
  let weight = 0
  for (const turn of queue) {
    if (turn.kind !== "item" || group.length === limits.items) break
    weight += weigh(turn.item)
    if (group.length > 0 && weight > limits.weight) break
    group.push(turn)
  }
  queue.splice(0, group.length)
  return group
}

/** `run` gives a result per item. If it throws, everybody in that group is told so, and the next group is tried. */
export function makeSequencer<Item, Result>(
  run: (group: readonly Item[]) => Promise<readonly Result[]>,
  weigh: (item: Item) => number,
  limits: GroupLimits,
): Sequencer<Item, Result> {
  type Turn = Waiting<Item, Result>
  const queue: Turn[] = []
  let busy = false

  const runGroup = async (): Promise<void> => {
    const group = takeGroup(queue, weigh, limits)
    try {
      const results = await run(group.map(({ item }) => item))
      group.forEach(({ resolve }, i) => resolve(results[i] as Result))
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  const work = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (first.kind === "item") {
        await runGroup()
        continue
      }
      queue.shift()
      await first.step()
    }
    busy = false
  }

  const enter = (turn: Turn): void => {
    queue.push(turn)
    // A tick later, so that calls made at one time share their first group.
    queueMicrotask(() => void work())
  }

  const enterAll = (items: readonly Item[]): Promise<readonly Result[]> =>
    Promise.all(
      items.map(
        (item) =>
          new Promise<Result>((resolve, reject) => {
            enter({ kind: "item", item, resolve, reject })
          }),
      ),
    )

  return {
    add: inOrder(enterAll),
    alone: (step) =>
      new Promise((resolve, reject) => {
        enter({ kind: "alone", step: () => step().then(resolve, reject) })
      }),
  }
}

/** `enter` for items that are still being made, one call after the other. */
function inOrder<Item, Result>(
  enter: (items: readonly Item[]) => Promise<readonly Result[]>,
): (items: Promise<readonly Item[]>) => Promise<readonly Result[]> {
  let last = Promise.resolve()
  return async (items) => {
    const before = last
    // Whoever comes next waits until these are made, even if they cannot be; and holds on to none of them.
    last = Promise.allSettled([items, before]).then(() => {})
    const whole = await items
    await before
    return enter(whole)
  }
}
