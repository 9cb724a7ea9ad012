/**
 * What a phone takes home while it has network: the trust policy, the newest cosigned checkpoint (which dates what it signs
 * later), what things and people are called, and what its owner holds by the ledger's word.
 */

import type { KeyId } from "../cose/key.ts"
import type { LedgerApi } from "../api/ledger-api.ts"
import type { ItemId, PartyId, PersonId, StatementId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { type Scheme, schemes } from "../custody/printed.ts"
import { textOf } from "../encoding/bytes.ts"
import { printSeen, readCosignatures, parseSeen } from "../log/cosignature.ts"
import { parseNote } from "../log/note.ts"
import { parsePolicy, type Policy } from "../verifier/policy.ts"
import type { Told } from "./message.ts"
import { amend, begin, type Phone } from "./phone.ts"
import { givenAway } from "./settle.ts"
import { type Change, type Holding, type Name, only, put, remove } from "./shelf.ts"

/** The part of a ledger that says what something is called. */
export type Directory = {
  names(after: string | null, limit: number): Promise<readonly Called[]>
  holdings(query: { party: PartyId; status: "held"; after?: ItemId }): Promise<readonly Has[]>
}
export type Called = {
  readonly type: Name["type"]
  readonly id: string
  readonly name: string | null
  readonly party?: PartyId | null
  readonly person?: PersonId | null
  readonly revoked?: boolean
  readonly parties?: readonly PartyId[]
}
export type Has = {
  readonly item: ItemId
  readonly goods: Told["goods"] | null
  readonly container: boolean
  readonly within: ItemId | null
  readonly key: KeyId | null
  readonly person: PersonId | null
  readonly receipt: StatementId
  readonly since: number
  readonly contract: StatementId | null
  readonly identifiers: readonly string[]
  readonly value: Money | null
}

export type Reading = Pick<LedgerApi, "policy" | "cosigned">

const perPage = 500
/** A phone knows its own neighbourhood; a directory beyond that is asked at a desk. */
const maxNames = 5000
const maxHeld = 2000

/** Takes everything home. Throws what the ledger's interface throws; what was taken until then stays. */
export async function refresh(phone: Phone, ledger: Reading & Partial<Directory>): Promise<void> {
  await refreshKnown(phone, ledger)
  const { names, holdings } = ledger
  if (names !== undefined) await refreshNames(phone, names.bind(ledger))
  if (holdings !== undefined) await refreshHeld(phone, holdings.bind(ledger))
}

/** A checkpoint that is smaller than the one before, or not cosigned as the policy asks, is not taken. */
async function refreshKnown(phone: Phone, ledger: Reading): Promise<void> {
  const text = textOf(await ledger.policy())
  const parsed = text === undefined ? undefined : parsePolicy(text)
  if (text === undefined || parsed?.ok !== true) return
  const cosigned = await ledger.cosigned()
  const seen = cosigned === undefined ? undefined : seenIn(cosigned, parsed.policy, phone)
  const refreshedAt = phone.clock().at
  await amend(phone, async () => {
    const before = (await phone.shelf.get("known", only))?.seen ?? null
    const isNewer = seen !== undefined && sizeOf(seen) >= (before === null ? 0 : sizeOf(before))
    return [put("known", only, { policy: text, seen: isNewer ? seen : before, refreshedAt })]
  })
}

const sizeOf = (seen: Uint8Array): number => parseSeen(seen)?.checkpoint.size ?? 0

function seenIn(bytes: Uint8Array, policy: Policy, { verify }: Phone): Uint8Array | undefined {
  const note = parseNote(bytes)
  const keys = policy.witnesses.map(({ key }) => key)
  if (note === undefined || readCosignatures(note, keys, verify) === undefined) return undefined
  return printSeen(note, keys)
}

async function refreshNames(phone: Phone, names: Directory["names"]): Promise<void> {
  const found: Called[] = []
  for (let last: string | null = null; found.length < maxNames; ) {
    const page: readonly Called[] = await names(last, perPage)
    found.push(...page)
    if (page.length < perPage) break
    last = page.at(-1)?.id ?? null
  }
  await amend(phone, async () => {
    const before = await phone.shelf.all("names")
    return found.flatMap((called) => {
      const name = nameOf(called)
      const isSame = JSON.stringify(before.get(called.id)) === JSON.stringify(name)
      return isSame ? [] : [put("names", called.id, name)]
    })
  })
}

const nameOf = (called: Called): Name => ({
  type: called.type,
  name: called.name,
  party: called.party ?? null,
  person: called.person ?? null,
  revoked: called.revoked ?? false,
  parties: called.parties ?? [],
})

/**
 * What the ledger says this person holds and the phone does not know of. What the phone has given away since, or took over
 * itself, it knows better than a ledger that has not heard of it yet.
 */
async function refreshHeld(phone: Phone, holdings: Directory["holdings"]): Promise<void> {
  const { self } = await begin(phone)
  const found: Has[] = []
  for (let after: ItemId | undefined; found.length < maxHeld; ) {
    const query = { party: self.party, status: "held" as const }
    const page: readonly Has[] = await holdings(after === undefined ? query : { ...query, after })
    found.push(...page)
    const last = page.at(-1)?.item
    if (last === undefined || last === after) break
    after = last
  }
  const mine = found.filter(({ person }) => person !== null && person === self.person)
  await amend(phone, async () => {
    const held = await phone.shelf.all("held")
    const gone = givenAway([...(await phone.shelf.all("given")).values()])
    const listed = new Set(mine.map(({ item }) => item))
    const added = mine
      .filter(({ item, receipt }) => !held.has(item) && !gone.has(`${item} ${receipt}`))
      .map((each) => put("held", each.item, holdingOf(each)))
    const left = [...held.values()]
      .filter(({ item, basis, offered }) => basis === "ledger" && !listed.has(item) && !offered)
      .map(({ item }) => remove("held", item))
    return [...added, ...left] satisfies readonly Change[]
  })
}

/** A printed number as the ledger prints it: its scheme, a space, the number. */
function identifierIn([first]: readonly string[]): Told["identifier"] {
  const [word, ...rest] = (first ?? "").split(" ")
  const scheme = schemes.find((each): each is Scheme => each === word)
  return scheme === undefined || rest.length === 0 ? null : { scheme, value: rest.join(" ") }
}

const holdingOf = (has: Has): Holding => ({
  goods: has.goods ?? "other",
  container: has.container,
  identifier: identifierIn(has.identifiers),
  seal: null,
  amount: has.value,
  contents: null,
  item: has.item,
  previous: has.receipt,
  within: has.within,
  basis: "ledger",
  from: null,
  since: has.since,
  contract: has.contract,
  offered: null,
})
