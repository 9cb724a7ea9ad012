/** The state of an item as it is stored: the one kind of state that there are millions of, read and written at every hand-over. */

import { outcomes, reservationCodes } from "../custody/terms.ts"
import type { ItemId, PartyId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { CheckWord, CustodyNode, ItemState, ReportWord, Word } from "../custody/item.ts"
import { channels, checkResults, goods } from "../custody/words.ts"
import type { KeyId } from "../cose/key.ts"
import { type Compact, flag, id, listOf, maybe, parts, text, whole, word } from "./compact.ts"

const statement = id<StatementId>()
const party = id<PartyId>()
const key = id<KeyId>()
const item = id<ItemId>()

// The order of members and words is for ever: it is all that says what is what in a store.

export const storedNode: Compact<CustodyNode> = parts({
  receipt: statement,
  index: whole,
  appendedAt: whole,
  previous: maybe(statement),
  edge: word(["intake", "move", "bind", "localise", "claim"]),
  giver: maybe(party),
  giverKey: maybe(key),
  holder: maybe(party),
  holderKey: maybe(key),
  signerKey: key,
  contract: maybe(statement),
  offer: maybe(statement),
  offerContract: maybe(statement),
  expires: maybe(whole),
  outcome: word(outcomes),
  reservations: listOf(word(reservationCodes)),
  reason: maybe(text),
  deliveryPoint: maybe(id<PlaceId>()),
  within: maybe(item),
  extra: flag,
  oneTime: flag,
  shown: maybe(id<string>()),
})

const spoken = {
  statement,
  index: whole,
  parties: listOf(party),
  signers: listOf(parts({ statement, party: maybe(party), key })),
  appendedAt: whole,
} as const

const later: Compact<Word> = parts({
  ...spoken,
  act: word(["withdraw", "settle", "ratify", "annul", "close", "refuse", "not-present"]),
  of: statement,
  chosen: maybe(statement),
})

const check: Compact<CheckWord> = parts({
  ...spoken,
  type: word(["seal", "count", "reseal", "inspection", "screening", "check-in"]),
  result: word(checkResults),
  previous: maybe(statement),
})

const report: Compact<ReportWord> = parts({
  statement,
  index: whole,
  type: text,
  party: maybe(party),
  from: maybe(whole),
  to: maybe(whole),
})

/** Its nodes are a chain of their own. */
export const storedItem: Compact<Omit<ItemState, "nodes">> = parts({
  item,
  intake: maybe(
    parts({
      goods: word(goods),
      container: flag,
      owner: maybe(party),
      code: maybe(id<string>()),
      addressee: maybe(party),
      channel: maybe(word(channels)),
    }),
  ),
  waiting: listOf(storedNode),
  words: listOf(later),
  checks: listOf(check),
  reports: listOf(report),
  within: maybe(item),
  members: listOf(item),
})
