import { type ItemId, itemIdOf } from "./identifier.ts"
import { isRejected } from "./rejected.ts"
import { decodeStatement, type Statement } from "./statement.ts"

/** The items on the lines that sealed line fields belong to, in order. */
export function lineItems(statement: Statement): readonly ItemId[] {
  switch (statement.kind) {
    case "intake":
      return statement.terms.lines.map((_, line) => itemIdOf(statement.id, line))
    case "close":
    case "offer":
    case "check":
      return statement.terms.lines.map(({ item }) => item)
    case "acceptance": {
      const { offer, lines } = statement.terms
      const inner = offer === null ? undefined : decodeStatement(offer)
      const offered = inner !== undefined && !isRejected(inner) && inner.kind === "offer"
      return (offered ? inner.terms.lines : lines).map(({ item }) => item)
    }
    default:
      return []
  }
}
