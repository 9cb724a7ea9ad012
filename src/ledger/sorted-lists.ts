/** Named lists of ids, each in order and each id once, that many changes at a time cost one pass over. */

type List = {
  sorted: string[]
  /** Of each id that was put in (true) or dropped (false) since the last `settle`, the last of both. */
  readonly changes: Map<string, boolean>
}

export class SortedLists {
  private readonly lists = new Map<string, List>()
  private readonly changed = new Set<List>()

  put(name: string, id: string): void {
    const list = this.list(name)
    const last = list.sorted.at(-1)
    // Read in order, as all subjects are at first, nothing needs sorting.
    if (list.changes.size === 0 && (last === undefined || id > last)) list.sorted.push(id)
    else this.change(list, id, true)
  }

  drop(name: string, id: string): void {
    this.change(this.list(name), id, false)
  }

  /** Makes all changes visible. */
  settle(): void {
    for (const list of this.changed) {
      const added = [...list.changes].flatMap(([id, isIn]) => (isIn ? [id] : [])).sort()
      list.sorted = merged(
        list.sorted.filter((id) => !list.changes.has(id)),
        added,
      )
      list.changes.clear()
    }
    this.changed.clear()
  }

  /** Which of these lists is the shortest, as of the last `settle`. */
  shortest(names: readonly string[]): string {
    const length = (name: string): number => this.lists.get(name)?.sorted.length ?? 0
    return names.reduce((best, name) => (length(name) < length(best) ? name : best))
  }

  /** At most `limit` ids of the list that come after `after` and are `wanted`, in order, as of the last `settle`. */
  after(
    name: string,
    after: string | null,
    limit: number,
    wanted: (id: string) => boolean,
  ): readonly string[] {
    const sorted = this.lists.get(name)?.sorted ?? []
    const found: string[] = []
    for (let i = after === null ? 0 : firstAfter(sorted, after); i < sorted.length; i++) {
      if (found.length === limit) break
      const id = sorted[i] as string
      if (wanted(id)) found.push(id)
    }
    return found
  }

  private list(name: string): List {
    const before = this.lists.get(name)
    if (before !== undefined) return before
    const list: List = { sorted: [], changes: new Map() }
    this.lists.set(name, list)
    return list
  }

  private change(list: List, id: string, isIn: boolean): void {
    list.changes.set(id, isIn)
    this.changed.add(list)
  }
}

function firstAfter(sorted: readonly string[], id: string): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sorted[middle] as string) > id) to = middle
    else from = middle + 1
  }
  return from
}

function merged(a: readonly string[], b: readonly string[]): string[] {
  const all: string[] = []
  let at = 0
  for (const id of a) {
    while (at < b.length && (b[at] as string) < id) all.push(b[at++] as string)
    all.push(id)
  }
  return [...all, ...b.slice(at)]
}
