/**
 * What a phone takes home while it has network: the trust policy, the newest cosigned checkpoint (which dates what it signs
 * later), what things and people are called, and what its owner holds by the ledger's word.
 */

import type { HeldItem, Named } from "../api/desk.ts"
import type { LedgerApi } from "../api/ledger-api.ts"
import type { ItemId } from "../custody/identifier.ts"
import { type Scheme, schemes } from "../custody/printed.ts"
import { textOf } from "../encoding/bytes.ts"
import { printSeen, parseSeen } from "../log/cosignature.ts"
import { openTrusted } from "../verifier/inclusion.ts"
import { believesAlike, parsePolicy, type Policy, quorumMet } from "../verifier/policy.ts"
import { cosigners } from "../verifier/proof.ts"
import type { Told } from "./message.ts"
import { amend, begin, type Phone } from "./phone.ts"
import { givenAway } from "./settle.ts"
import { type Change, type Holding, type Name, only, put, remove } from "./shelf.ts"

type Reading = Pick<LedgerApi, "policy" | "cosigned" | "names" | "holdings">

/** A phone knows its own neighbourhood; a directory beyond that is asked at a desk. */
const maxNames = 5000
const maxHeld = 2000

/** Takes everything home. Throws what the ledger's interface throws; what was taken until then stays. */
export async function refresh(phone: Phone, ledger: Reading): Promise<void> {
  await refreshKnown(phone, ledger)
  await refreshNames(phone, ledger)
  await refreshHeld(phone, ledger)
}

/**
 * A checkpoint that is smaller than the one before, or not cosigned as the policy asks, is not taken. Nor is a policy with
 * other witnesses than before: a ledger that could name them anew each time would be proved by its own friends.
 */
async function refreshKnown(phone: Phone, ledger: Reading): Promise<void> {
  const { self, known: before } = await begin(phone)
  const named = policyIn(textOf(await ledger.policy()))
  if (named === undefined || !named.policy.logs.some(({ name }) => name === self.origin)) return
  const kept = policyIn(before?.policy)
  const isAnother = before !== undefined && !(kept && believesAlike(kept.policy, named.policy))
  const [policy, believed] = isAnother ? [before.policy, kept] : [named.text, named]
  const cosigned = await ledger.cosigned()
  const seen = cosigned && believed && seenIn(cosigned, believed.policy, phone)
  const refreshedAt = phone.clock().at
  await amend(phone, async () => {
    const now = await phone.shelf.get("known", only)
    // Its owner took another policy meanwhile: the next visit goes by that.
    if (now?.policy !== before?.policy) return []
    const seenBefore = now?.seen ?? null
    const isNewer = seen !== undefined && sizeOf(seen) >= (seenBefore ? sizeOf(seenBefore) : 0)
    return [
      put("known", only, {
        policy,
        otherPolicy: isAnother ? named.text : null,
        seen: isNewer ? seen : seenBefore,
        refreshedAt,
      }),
    ]
  })
}

/** Takes the policy that the ledger names now: the phone's owner says that his organisation wants it. */
export const takePolicy = (phone: Phone): Promise<readonly Change[]> =>
  amend(phone, async () => {
    const known = await phone.shelf.get("known", only)
    if (known === undefined || known.otherPolicy === null) return []
    return [put("known", only, { ...known, policy: known.otherPolicy, otherPolicy: null })]
  })

function policyIn(text: string | undefined) {
  const parsed = text === undefined ? undefined : parsePolicy(text)
  return text !== undefined && parsed?.ok === true ? { text, policy: parsed.policy } : undefined
}

const sizeOf = (seen: Uint8Array): number => parseSeen(seen)?.checkpoint.size ?? 0

function seenIn(bytes: Uint8Array, policy: Policy, { verify }: Phone): Uint8Array | undefined {
  const head = openTrusted(bytes, policy, verify)
  if (head === undefined) return undefined
  const cosigned = cosigners(head, policy, verify)
  if (cosigned === undefined || !quorumMet(policy.quorum, cosigned)) return undefined
  const keys = policy.witnesses.map(({ key }) => key)
  return printSeen(head.note, keys)
}

async function refreshNames(phone: Phone, ledger: Reading): Promise<void> {
  const found = await ledger.names(null, maxNames)
  await amend(phone, async () => {
    const before = await phone.shelf.all("names")
    return found.flatMap((called) => {
      const name = nameOf(called)
      const isSame = JSON.stringify(before.get(called.id)) === JSON.stringify(name)
      return isSame ? [] : [put("names", called.id, name)]
    })
  })
}

const nameOf = (named: Named): Name => ({
  type: named.type,
  name: named.name,
  party: "party" in named ? named.party : null,
  person: "person" in named ? named.person : null,
  revoked: "revoked" in named && named.revoked,
  parties: "parties" in named ? named.parties : [],
})

/**
 * What the ledger says this person holds and the phone does not know of. What the phone has given away since, or took over
 * itself, it knows better than a ledger that has not heard of it yet.
 */
async function refreshHeld(phone: Phone, ledger: Reading): Promise<void> {
  const { self } = await begin(phone)
  const found: HeldItem[] = []
  for (let after: ItemId | undefined; found.length < maxHeld; ) {
    const query = { party: self.party, status: "held" as const }
    const page = await ledger.holdings(after === undefined ? query : { ...query, after })
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

const holdingOf = (has: HeldItem): Holding => ({
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
