/** Later words about an item: who said what of which receipt. What they are worth is judged in the opinion. */

import { type Opened, partiesOf } from "./handover.ts"
import type { StatementId } from "./identifier.ts"
import type { Entered, ItemState, Signer, Word } from "./item.ts"
import type { Statement } from "./statement.ts"

export function withCheck(
  state: ItemState,
  entered: Entered,
  opened: Statement<"check">,
): ItemState {
  const line = opened.terms.lines.find(({ item }) => item === state.item)
  if (line === undefined) return state
  const { result, previous } = line
  const check = { ...spoken(entered, opened), type: opened.terms.type, result, previous }
  return { ...state, checks: [...state.checks, check] }
}

/** Who checks in says that what he has with him is whole. */
export function withCheckIn(
  state: ItemState,
  entered: Entered,
  opened: Statement<"duty">,
): ItemState {
  if (opened.terms.act !== "check-in") return state
  const check = { type: "check-in", result: "as-declared", previous: null } as const
  return { ...state, checks: [...state.checks, { ...spoken(entered, opened), ...check }] }
}

const spoken = ({ index, appendedAt }: Entered, opened: Statement) => ({
  statement: opened.id,
  index,
  appendedAt,
  parties: [...partiesOf(opened)],
  signers: [opened, ...opened.attested].map(
    ({ id, party, keyId }): Signer => ({ statement: id, party, key: keyId }),
  ),
})

export function withWord(
  state: ItemState,
  entered: Entered,
  opened: Opened,
  act: Word["act"],
  of: StatementId,
  chosen: StatementId | null = null,
): ItemState {
  return { ...state, words: [...state.words, { ...spoken(entered, opened), act, of, chosen }] }
}
