/**
 * What every shelf must do. Each step gives what was not as it should be, so that the same steps run in a browser, where
 * there is no test runner. `open` gives a shelf that nothing was put on.
 */

import type { StatementId } from "../../src/custody/identifier.ts"
import { only, type Paper, put, remove, type Shelf } from "../../src/device/shelf.ts"

type Step = (open: () => Promise<Shelf>) => Promise<readonly string[]>

const paper = (order: number): Paper => ({
  statement: "1".repeat(64) as StatementId,
  kind: "offer",
  parcel: Uint8Array.of(1, 2, order),
  needs: [],
  order,
  own: true,
  said: { state: "waiting" },
  proof: null,
})

const same = (name: string, got: unknown, expected: unknown): readonly string[] => {
  const [a, b] = [got, expected].map((value) =>
    JSON.stringify(value, (_, each: unknown) =>
      each instanceof Uint8Array ? [...each] : each instanceof Map ? [...each] : each,
    ),
  )
  return a === b ? [] : [`${name}: expected ${b}, got ${a}`]
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
    return "done"
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

export const shelfContract: Readonly<Record<string, Step>> = {
  "keeps what was put on it, by place and name": async (open) => {
    const shelf = await open()
    const edition = await shelf.edition()
    const after = await shelf.commit(edition, [
      put("papers", "b", paper(1)),
      put("papers", "a", paper(2)),
      put("pictures", "a", Uint8Array.of(9)),
    ])
    return [
      ...same("edition", after, edition + 1),
      ...same("read edition", await shelf.edition(), after),
      ...same("one", await shelf.get("papers", "b"), paper(1)),
      ...same("none", await shelf.get("papers", "c"), undefined),
      ...same("other place", await shelf.get("pictures", "a"), Uint8Array.of(9)),
      ...same(
        "all",
        await shelf.all("papers"),
        new Map([
          ["a", paper(2)],
          ["b", paper(1)],
        ]),
      ),
      ...same("nothing", await shelf.all("held"), new Map()),
    ]
  },
  "puts anew and takes off": async (open) => {
    const shelf = await open()
    const name = {
      type: "party",
      name: "A",
      party: null,
      person: null,
      revoked: false,
      parties: [],
    } as const
    const first = await shelf.commit(await shelf.edition(), [put("names", "a", name)])
    const second = await shelf.commit(first, [put("names", "a", { ...name, name: "B" })])
    const found = await shelf.get("names", "a")
    await shelf.commit(second, [remove("names", "a")])
    return [
      ...same("anew", found?.name, "B"),
      ...same("gone", await shelf.get("names", "a"), undefined),
    ]
  },
  "changes nothing for a commit that was made for another edition": async (open) => {
    const shelf = await open()
    const edition = await shelf.edition()
    const changes = [put("papers", "a", paper(1)), put("papers", "b", paper(2))]
    const both = await Promise.all([
      codeOf(shelf.commit(edition, changes)),
      codeOf(shelf.commit(edition, [put("papers", "c", paper(3))])),
    ])
    return [
      ...same("one of them", both.toSorted(), ["done", "overtaken"]),
      ...same("how many", [1, 2].includes((await shelf.all("papers")).size), true),
      ...same("edition", await shelf.edition(), edition + 1),
    ]
  },
  "changes nothing of a commit that fails in the middle": async (open) => {
    const shelf = await open()
    const edition = await shelf.edition()
    const unclonable = put("known", only, {
      policy: (() => {}) as never,
      otherPolicy: null,
      seen: null,
      refreshedAt: 0,
    })
    const code = await codeOf(shelf.commit(edition, [put("papers", "a", paper(1)), unclonable]))
    return [
      ...same("it fails", code === "done", false),
      ...same("nothing", (await shelf.all("papers")).size, 0),
      ...same("edition", await shelf.edition(), edition),
    ]
  },
  "gives copies": async (open) => {
    const shelf = await open()
    const given = paper(1)
    await shelf.commit(await shelf.edition(), [put("papers", "a", given)])
    given.parcel[0] = 99
    const read = await shelf.get("papers", "a")
    if (read !== undefined) read.parcel[0] = 98
    return same("kept", (await shelf.get("papers", "a"))?.parcel, Uint8Array.of(1, 2, 1))
  },
}
