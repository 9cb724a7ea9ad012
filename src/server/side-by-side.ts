/** Steps over a stream, several at a time, their results in the order of the stream. */

/** How many steps may be under way, and how heavy their items together; one alone may be heavier. */
export type SideBySide<Item> = {
  readonly count: number
  readonly weight: number
  readonly weigh: (item: Item) => number
}

type Event<Item, Result> =
  | { readonly kind: "item"; readonly next: IteratorResult<Item> }
  | { readonly kind: "result"; readonly result: Result }

/**
 * Takes the next item as soon as it is there and there is room for it; gives a result as soon as it and all before it are
 * there, whether more items come or not: who sends them may wait for an answer first. The first step that fails ends it,
 * after the results before it; so does who asks for no more. An item that is on its way then is not waited for.
 */
export async function* sideBySide<Item, Result>(
  items: AsyncIterable<Item>,
  limits: SideBySide<Item>,
  step: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, undefined> {
  const iterator = items[Symbol.asyncIterator]()
  const steps: { readonly result: Promise<Result>; readonly weight: number }[] = []
  let weight = 0
  let coming: Promise<IteratorResult<Item>> | undefined = iterator.next()
  let isOver = false
  try {
    while (!isOver || steps.length > 0) {
      const hasRoom = steps.length < limits.count && weight < limits.weight
      if (!isOver && hasRoom) coming ??= iterator.next()
      const event: Event<Item, Result> = await firstOf(steps[0]?.result, coming)
      if (event.kind === "result") {
        weight -= steps.shift()?.weight ?? 0
        yield event.result
        continue
      }
      coming = undefined
      isOver = event.next.done === true
      if (event.next.done === true) continue
      const result = step(event.next.value)
      // It is waited for in its turn; until then nobody need hear of it.
      result.catch(() => {})
      steps.push({ result, weight: limits.weigh(event.next.value) })
      weight += limits.weigh(event.next.value)
    }
  } finally {
    coming?.catch(() => {})
    if (!isOver) iterator.return?.().catch(() => {})
  }
  return undefined
}

function firstOf<Item, Result>(
  first: Promise<Result> | undefined,
  coming: Promise<IteratorResult<Item>> | undefined,
): Promise<Event<Item, Result>> {
  const events: Promise<Event<Item, Result>>[] = []
  if (first !== undefined) events.push(first.then((result) => ({ kind: "result", result })))
  if (coming !== undefined) events.push(coming.then((next) => ({ kind: "item", next })))
  return Promise.race(events)
}
