/** Lists that come in pages, in order of id; the next page is what comes after the last id of this one. */

import { RemoteFault } from "./exchange.ts"

type PageQuery = { readonly after?: string; readonly limit: number }

/** At most `limit` after `after`, in pages of at most `perPage`. A page that is not full is the last. */
export async function allPages<T extends { readonly id: string }>(
  askPage: (query: PageQuery) => Promise<readonly T[]>,
  perPage: number,
  after: string | null,
  limit: number,
): Promise<readonly T[]> {
  const found: T[] = []
  let last = after
  while (found.length < limit) {
    const wanted = Math.min(limit - found.length, perPage)
    const page = await askPage({ ...(last === null ? {} : { after: last }), limit: wanted })
    const ids = page.map(({ id }) => id)
    expectPage(ids, last, wanted)
    found.push(...page)
    if (page.length < wanted) break
    last = ids.at(-1) ?? last
  }
  return found
}

/** Otherwise a server could keep a client turning pages for ever. */
export function expectPage(ids: readonly string[], after: string | null, most: number): void {
  let last = after ?? ""
  for (const id of ids) {
    if (id <= last) throw new RemoteFault("unexpected", `expected ids in order after ${last}`)
    last = id
  }
  if (ids.length > most)
    throw new RemoteFault("unexpected", `expected at most ${most}, got ${ids.length}`)
}
