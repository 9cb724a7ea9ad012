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
  readonly add: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Runs a step with no group beside it. */
  readonly alone: <T>(step: () => Promise<T>) => Promise<T>
}

/** `run` gives a result per item. If it throws, everybody in that group is told so, and the next group is tried. */
export function makeSequencer<Item, Result>(
  run: (group: readonly Item[]) => Promise<readonly Result[]>,
  weigh: (item: Item) => number,
  limits: GroupLimits,
): Sequencer<Item, Result> {
  type Turn = Waiting<Item, Result>
  let queue: Turn[] = []
  let busy = false

  const nextGroup = (): Extract<Turn, { kind: "item" }>[] => {
    const group: Extract<Turn, { kind: "item" }>[] = []
    let weight = 0
    for (const turn of queue) {
      if (turn.kind !== "item" || group.length === limits.items) break
      weight += weigh(turn.item)
      if (group.length > 0 && weight > limits.weight) break
      group.push(turn)
    }
    queue = queue.slice(group.length)
    return group
  }

  const runGroup = async (): Promise<void> => {
    const group = nextGroup()
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

  return {
    add: (items) =>
      Promise.all(
        items.map(
          (item) =>
            new Promise<Result>((resolve, reject) => {
              enter({ kind: "item", item, resolve, reject })
            }),
        ),
      ),
    alone: (step) =>
      new Promise((resolve, reject) => {
        enter({ kind: "alone", step: () => step().then(resolve, reject) })
      }),
  }
}
