/** What openings show against themselves. Apart from `sealed`, which a phone loads without any sentences to say. */

import { message } from "../language/message.ts"
import type { Value } from "./field.ts"
import { finding, type Finding } from "./finding.ts"
import type { StatementId } from "./identifier.ts"
import { type Money, printMoney } from "./money.ts"
import { identifierFault } from "./printed.ts"
import type { Leaf, Opening } from "./sealed.ts"

/** Printed numbers that cannot be, coins and notes that do not add up. */
export function openingFindings(
  statement: StatementId,
  leaves: readonly Leaf[],
): readonly Finding[] {
  const found: Finding[] = []
  for (const leaf of leaves) {
    if (leaf instanceof Uint8Array || leaf.value === null) continue
    if (leaf.field === "identifier") {
      const fault = identifierFault(leaf.value as Value<"identifier">)
      if (fault !== undefined) found.push(finding("bad-identifier", statement, fault))
    } else if (leaf.field === "inventory") {
      const amount = leaves.find((each): each is Opening => {
        return !(each instanceof Uint8Array) && each.line === leaf.line && each.field === "amount"
      })
      const inventory = leaf.value as Value<"inventory">
      if (amount?.value != null)
        found.push(...denominationFinding(statement, inventory, amount.value as Money))
    }
  }
  return found
}

function denominationFinding(
  statement: StatementId,
  { denominations }: Value<"inventory">,
  amount: Money,
): readonly Finding[] {
  const minor = denominations.reduce((sum, { face, count }) => sum + face * count, 0)
  if (denominations.length === 0 || minor === amount.minor) return []
  const sum = printMoney({ currency: amount.currency, minor })
  const detail = message("detail.sumInstead", { sum, amount: printMoney(amount) })
  return [finding("denominations-differ", statement, detail)]
}
