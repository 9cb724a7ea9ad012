/**
 * State is a pure function of entries, and reads open terms only. Appending, replay and the offline verifier call
 * the same `next`, one subject at a time: a subject's next state needs its own state and the entry, nothing else.
 */

import type { KeyId } from "../cose/key.ts"
import { message } from "../language/message.ts"
import { nextGovernance, nextKey, nextParty } from "./enrolment.ts"
import { type Finding, finding } from "./finding.ts"
import { type Opened, signersOf } from "./handover.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PlaceId,
  type StatementId,
  tagSubject,
} from "./identifier.ts"
import { type Entered, type ItemState, noItem } from "./item.ts"
import type { GovernanceState, KeyState, PartyState, Roster } from "./roster.ts"
import type { Terms } from "./statement.ts"
import type { Subject } from "./subject.ts"
import { nextItem } from "./transition.ts"

export type ContractVersion = {
  readonly id: StatementId
  readonly terms: Terms["contract"]
  /** Whom this version binds: those who signed it. */
  readonly signers: readonly PartyId[]
}

export type SubjectState =
  | { readonly type: "item"; readonly item: ItemState }
  | { readonly type: "key"; readonly key: KeyState }
  | { readonly type: "party"; readonly party: PartyState }
  | { readonly type: "governance"; readonly governance: GovernanceState }
  | { readonly type: "contract"; readonly versions: readonly ContractVersion[] }
  | { readonly type: "place"; readonly place: PlaceId; readonly placeType: string }
  | { readonly type: "tag"; readonly items: readonly ItemId[] }

export type Next = {
  /** Undefined: the subject is mentioned, and has no state of its own yet. */
  readonly state: SubjectState | undefined
  readonly findings: readonly Finding[]
}

/** The next state of one subject that an entry touches. Total over every authenticated entry. */
export function next(
  state: SubjectState | undefined,
  touched: Subject,
  entered: Entered,
  roster: Roster,
): Next {
  const { opened } = entered
  switch (touched.type) {
    case "item": {
      const before = state?.type === "item" ? state.item : noItem(touched.id as string as ItemId)
      const step = nextItem(before, entered)
      return { state: { type: "item", item: step.state }, findings: step.findings }
    }
    case "key": {
      const before = state?.type === "key" ? state.key : undefined
      const key = nextKey(before, touched.id as string as KeyId, entered, roster)
      return silent(key && { type: "key", key })
    }
    case "party": {
      const party = nextParty(state?.type === "party" ? state.party : undefined, opened)
      const recovered = opened.kind === "governance" ? [finding("root-recovered", opened.id)] : []
      return { state: party && { type: "party", party }, findings: recovered }
    }
    case "governance": {
      const before = state?.type === "governance" ? state.governance : undefined
      const governance = nextGovernance(before, entered)
      return silent(governance && { type: "governance", governance })
    }
    case "contract":
      return nextContract(state?.type === "contract" ? state.versions : [], opened, roster)
    case "place": {
      if (opened.kind !== "place") return silent(state)
      const place = opened.id as string as PlaceId
      return silent({ type: "place", place, placeType: opened.terms.type })
    }
    case "tag":
      return nextTag(state?.type === "tag" ? state.items : [], touched, opened)
  }
}

const silent = (state: SubjectState | undefined): Next => ({ state, findings: [] })

/** Neither a revoked key nor one that hangs from governance's recovery makes an agreement for its party. */
function nextContract(versions: readonly ContractVersion[], opened: Opened, roster: Roster): Next {
  if (opened.kind !== "contract") return silent({ type: "contract", versions })
  const signed = signersOf(opened).filter(({ keyId }) => {
    const key = roster.key(keyId)
    return key?.recovery === null && key.revocations.length === 0
  })
  const signers = [...new Set(signed.flatMap(({ party }) => party ?? []))]
  const version = { id: opened.id, terms: opened.terms, signers }
  return silent({ type: "contract", versions: [...versions, version] })
}

/** A number that another thing bears, or a seal that was put on before: by its blinded number, wherever that was. */
function nextTag(items: readonly ItemId[], touched: Subject, opened: Opened): Next {
  const isIt = (tag: string | null): boolean => tag !== null && tagSubject(tag) === touched.id
  const numbered: ItemId[] = []
  const sealed: ItemId[] = []
  if (opened.kind === "intake")
    opened.terms.lines.forEach(({ tag, sealTag }, line) => {
      if (isIt(tag)) numbered.push(itemIdOf(opened.id, line))
      if (isIt(sealTag)) sealed.push(itemIdOf(opened.id, line))
    })
  if (opened.kind === "check")
    for (const { item, sealTag } of opened.terms.lines) if (isIt(sealTag)) sealed.push(item)
  const bearing = [...numbered, ...sealed]
  const before = items.length === 0 ? bearing.slice(0, 1) : items
  const again = items.length + bearing.length > 1
  const code = numbered.length > 0 ? "number-seen-before" : "seal-used-before"
  return {
    state: { type: "tag", items: [...items, ...bearing] },
    findings: again ? [finding(code, opened.id, message("detail.on", { items: [...before] }))] : [],
  }
}

/** What the record already knows against the keys of an entry's signers. It is appended all the same. */
export function signerFindings(entered: Entered, roster: Roster): readonly Finding[] {
  const { opened, appendedAt } = entered
  const found: Finding[] = []
  for (const { keyId } of signersOf(opened)) {
    const key = roster.key(keyId)
    if (key === undefined) continue
    if (key.revocations.length > 0) found.push(finding("key-revoked", opened.id, keyId))
    if (key.effectiveFrom > appendedAt)
      found.push(finding("key-not-yet-effective", opened.id, keyId))
  }
  return found
}
