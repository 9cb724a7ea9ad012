/** The openings that a bundle shows, each statement's checked against its own commitment, once. */

import type { StatementId } from "../custody/identifier.ts"
import type { Leaf } from "../custody/sealed.ts"
import { leavesOf, type Statement } from "../custody/statement.ts"
import type { Bundle } from "../log/bundle.ts"
import type { Placed } from "../replay/world.ts"

export type Openings = {
  /** Whether anything is given for the statement; it may still not be its own. */
  readonly given: (statement: StatementId) => boolean
  /** Undefined: nothing is given, or not the statement's own. */
  readonly leaves: (statement: StatementId) => readonly Leaf[] | undefined
}

export function openingsIn(given: Bundle["openings"], all: readonly Placed[]): Openings {
  const byId = new Map<string, Uint8Array | null>(
    given.map(({ statement, leaves }) => [statement, leaves]),
  )
  const statements = new Map<string, Statement>()
  for (const { opened } of all) {
    statements.set(opened.id, opened)
    if (opened.offered !== null) statements.set(opened.offered.id, opened.offered)
  }
  const read = new Map<string, readonly Leaf[] | undefined>()
  return {
    given: (id) => (byId.get(id) ?? null) !== null,
    leaves: (id) => {
      const known = read.get(id)
      if (known !== undefined || read.has(id)) return known
      const [statement, openings] = [statements.get(id), byId.get(id) ?? null]
      const leaves =
        statement === undefined || openings === null ? undefined : leavesOf(statement, openings)
      read.set(id, leaves)
      return leaves
    },
  }
}
