/** The JSON bodies of what a desk asks: names, holdings, findings and books. */

import * as Type from "typebox"
import { limitNames, grades, goods, regimes } from "../custody/words.ts"
import { orNull, readJson, strictly, words } from "./body.ts"
import { isMessage } from "../language/say.ts"
import type { Difference } from "../rules/conservation.ts"
import type { ItemsFinding } from "../rules/judge.ts"
import {
  type BooksReport,
  type FindingsPage,
  type HeldItem,
  itemStatuses,
  type Named,
} from "./desk.ts"
import { differenceBody, ruleBody } from "./foreseen.ts"
import {
  idPattern,
  maxCount,
  maxDifferencesShown,
  maxHoldingsPerPage,
  maxItemsJudged,
  maxNamesPerPage,
} from "./wire.ts"

const id = Type.String({ pattern: idPattern })
const count = Type.Integer({ minimum: 0, maximum: maxCount })
const instant = Type.Integer({ minimum: 0, maximum: 2 ** 52, description: "ms since 1970" })
const sum = Type.Object(
  { currency: Type.String({ minLength: 3, maxLength: 3 }), minor: count },
  strictly,
)
const name = orNull(Type.String())

const partyBody = Type.Object(
  {
    type: Type.Literal("party"),
    id,
    name,
    form: words(["organisation", "self-employed", "authority"]),
  },
  strictly,
)

const keyBody = Type.Object(
  {
    type: Type.Literal("key"),
    id,
    name,
    party: orNull(id),
    person: orNull(id),
    rights: words(["governor", "seal", "promise", "root", "enrol", "sign"]),
    assurance: Type.Integer({ minimum: 0, maximum: 3 }),
    revoked: Type.Boolean(),
  },
  strictly,
)

const fittingsBody = Type.Object(
  {
    grade: orNull(words(grades)),
    approved: orNull(sum),
    room: orNull(id),
    premises: orNull(id),
  },
  strictly,
)

const placeBody = Type.Object(
  {
    type: Type.Literal("place"),
    id,
    name,
    party: orNull(id),
    placeType: Type.String(),
    fittings: orNull(fittingsBody),
  },
  strictly,
)

const limitBody = Type.Object(
  {
    limit: words(limitNames),
    grade: orNull(words(grades)),
    number: orNull(count),
    amount: orNull(sum),
  },
  strictly,
)

const contractBody = Type.Object(
  {
    type: Type.Literal("contract"),
    id,
    name,
    revises: orNull(id),
    parties: Type.Array(id),
    signers: Type.Array(id),
    carrier: orNull(id),
    regime: words(regimes),
    start: orNull(instant),
    end: orNull(instant),
    limits: orNull(Type.Array(limitBody)),
  },
  strictly,
)

const namedBody = Type.Union([partyBody, keyBody, placeBody, contractBody])
export const namesBody = Type.Object(
  { names: Type.Unsafe<readonly Named[]>(Type.Array(namedBody, { maxItems: maxNamesPerPage })) },
  strictly,
)

const heldItemBody = Type.Object(
  {
    item: id,
    status: words(itemStatuses),
    goods: orNull(words(goods)),
    container: Type.Boolean(),
    owner: orNull(id),
    within: orNull(id),
    holder: orNull(id),
    key: orNull(id),
    person: orNull(id),
    place: orNull(id),
    receipt: id,
    since: instant,
    contract: orNull(id),
    identifiers: Type.Array(Type.String()),
    value: orNull(sum),
  },
  strictly,
)
export const holdingsBody = Type.Object(
  {
    items: Type.Unsafe<readonly HeldItem[]>(
      Type.Array(heldItemBody, { maxItems: maxHoldingsPerPage }),
    ),
  },
  strictly,
)

export const findingsBody = Type.Unsafe<FindingsPage>(
  Type.Object(
    {
      findings: Type.Unsafe<readonly ItemsFinding[]>(Type.Array(ruleBody)),
      items: Type.Integer({ minimum: 0, maximum: maxItemsJudged }),
      next: orNull(id),
    },
    strictly,
  ),
)

const balanceBody = Type.Object(
  {
    owner: orNull(id),
    currency: Type.String(),
    taken: count,
    closed: count,
    held: count,
    difference: Type.Integer({ minimum: -maxCount, maximum: maxCount }),
  },
  strictly,
)
export const booksBody = Type.Unsafe<BooksReport>(
  Type.Object(
    {
      size: count,
      balances: Type.Array(balanceBody),
      differences: Type.Unsafe<readonly Difference[]>(
        Type.Array(differenceBody, { maxItems: maxDifferencesShown }),
      ),
      differing: count,
    },
    strictly,
  ),
)

export const readFindings = (bytes: Uint8Array): FindingsPage | undefined => {
  const page = readJson(findingsBody, bytes)
  return page?.findings.every(({ sentence }) => isMessage(sentence)) === true ? page : undefined
}

export const readBooks = (bytes: Uint8Array): BooksReport | undefined => readJson(booksBody, bytes)

export const readNames = (bytes: Uint8Array): readonly Named[] | undefined =>
  readJson(namesBody, bytes)?.names

export const readHoldings = (bytes: Uint8Array): readonly HeldItem[] | undefined =>
  readJson(holdingsBody, bytes)?.items
