/** Which chains a statement touches: whose mini-log gets its entry. */

import { keyIdOf } from "../cose/key.ts"
import { type Opened, receivedLines } from "./handover.ts"
import {
  type ItemId,
  itemIdOf,
  type StatementId,
  type SubjectId,
  tagSubject,
} from "./identifier.ts"

export const subjectTypes = [
  "item",
  "key",
  "party",
  "governance",
  "contract",
  "place",
  "tag",
] as const

export type Subject = { readonly type: (typeof subjectTypes)[number]; readonly id: SubjectId }

const subject = (type: Subject["type"], id: string): Subject => ({ type, id: id as SubjectId })

/**
 * Every subject that a statement touches: whose mini-log gets the entry. `members` says what lies in a container,
 * as its state has it before this entry, because what is left behind when a container moves is touched too.
 */
export function subjectsOf(
  opened: Opened,
  governance: StatementId,
  members: (container: ItemId) => readonly ItemId[],
): readonly Subject[] {
  const all: Subject[] = []
  for (const id of itemsOf(opened, members)) all.push(subject("item", id))
  for (const other of othersOf(opened, governance)) all.push(other)
  if (all.length < 2) return all
  const seen = new Set<string>()
  return all.filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined)
}

function itemsOf(
  opened: Opened,
  members: (container: ItemId) => readonly ItemId[],
): readonly ItemId[] {
  switch (opened.kind) {
    case "intake":
      return [
        ...opened.terms.lines.map((_, line) => itemIdOf(opened.id, line)),
        ...opened.terms.consumes.map(({ item }) => item),
      ]
    case "acceptance": {
      const items = receivedLines(opened).map(({ item }) => item)
      const listed = items.length
      if (opened.terms.into !== null) items.push(opened.terms.into)
      for (let i = 0; i < listed; i++) items.push(...members(items[i] as ItemId))
      return items
    }
    case "offer":
    case "close":
    case "owner":
    case "check":
      return opened.terms.lines.map(({ item }) => item)
    case "pack":
    case "unpack":
      return [opened.terms.container, ...opened.terms.lines.map(({ item }) => item)]
    case "withdraw":
    case "same":
    case "event":
    case "duty":
    case "alarm":
    case "report":
    case "acknowledge":
    case "correction":
    case "reads":
      return opened.terms.items
    case "settlement":
      return [opened.terms.item]
    default:
      return []
  }
}

const none: readonly Subject[] = []

function othersOf(opened: Opened, governance: StatementId): readonly Subject[] {
  if (opened.kind === "acceptance") return none
  switch (opened.kind) {
    case "genesis":
      return [subject("governance", opened.id), ...keysTouched(opened)]
    case "governance": {
      const { party } = opened.terms
      const parties = party === null ? [] : [subject("party", party)]
      return [subject("governance", governance), ...parties, ...keysTouched(opened)]
    }
    case "upgrade":
      return [subject("governance", governance)]
    case "party":
      return [subject("party", opened.id), ...keysTouched(opened)]
    case "key":
      return keysTouched(opened)
    case "place":
      return [subject("place", opened.id)]
    case "contract":
      // A version is a subject of its own too: so the map can show that a version cited is not on record.
      return [
        subject("contract", opened.id),
        ...(opened.terms.revises === null ? [] : [subject("contract", opened.terms.revises)]),
      ]
    case "intake":
      return opened.terms.lines.flatMap(({ tag, sealTag }) => [...tagged(tag), ...tagged(sealTag)])
    case "check":
      return opened.terms.lines.flatMap(({ sealTag }) => tagged(sealTag))
    default:
      return []
  }
}

const tagged = (tag: string | null): readonly Subject[] =>
  tag === null ? [] : [subject("tag", tagSubject(tag))]

function keysTouched(opened: Opened): readonly Subject[] {
  const keys = publicKeysIn(opened).map((key) => keyIdOf(key))
  if (opened.kind === "key" && opened.terms.replaces !== null) keys.push(opened.terms.replaces)
  return keys.map((id) => subject("key", id))
}

/** Every public key that a statement puts on record. */
export function publicKeysIn(opened: Opened): readonly Uint8Array[] {
  switch (opened.kind) {
    case "genesis": {
      const { governors, sealKey, promiseKey } = opened.terms
      return [...governors, sealKey, promiseKey]
    }
    case "governance":
      return [...opened.terms.governors, ...(opened.terms.key === null ? [] : [opened.terms.key])]
    case "party":
      return [opened.terms.root]
    case "key":
      return [opened.terms.key]
    default:
      return []
  }
}
