/** What rule book, conservation and cover say of a file: beside the answer, and never part of it. */

import type { Finding } from "../custody/finding.ts"
import type { Opinion } from "../custody/liability.ts"
import type { Question } from "../log/bundle.ts"
import type { Placed, World } from "../replay/world.ts"
import { Books } from "../rules/conservation.ts"
import { coverOf, riskOf } from "../rules/cover.ts"
import { judgeChain } from "../rules/judge.ts"
import { sealFindings } from "../rules/seals.ts"
import type { Library } from "../rules/library.ts"
import type { Openings } from "./openings.ts"
import type { Verdict } from "./verdict.ts"

export function judged(
  { alternatives }: Opinion,
  { item, to }: Question,
  world: World,
  placed: readonly Placed[],
  { leaves }: Openings,
): Pick<Verdict, "rules" | "differences" | "cover"> & { readonly seals: readonly Finding[] } {
  const { key, contract, placeType, governance } = world
  const library: Library = { key, contract, placeType, leaves }
  const chain = placed.map(({ opened, entry }) => ({ opened, index: entry.index }))
  const books = new Books(library)
  for (const recorded of chain) books.enter(recorded)
  // By the devices' clocks: what it was worth is no question of who answered.
  const until = chain.filter(({ opened }) => opened.signedAt.at <= to)
  const risk = riskOf(until, item, library)
  return {
    rules: judgeChain(chain, item, { library, governance }),
    seals: sealFindings(chain, item, library),
    differences: books.differences.filter((each) => each.item === null || each.item === item),
    cover: alternatives.flatMap(({ liable: [first] }) =>
      first === undefined ? [] : [coverOf(risk, first, library)],
    ),
  }
}
