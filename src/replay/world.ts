/**
 * Rebuilding states from proven mini-logs, with the very `next` by which the ledger appended. Only the subjects that
 * are given are rebuilt; a subject that is not given is unknown, never empty.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import type { Finding } from "../custody/finding.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { ItemId, PlaceId, StatementId, SubjectId } from "../custody/identifier.ts"
import type { ItemState } from "../custody/item.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import {
  authenticate,
  type GovernanceState,
  type KeyState,
  type Roster,
} from "../custody/roster.ts"
import { type ContractVersion, next, signerFindings, type SubjectState } from "../custody/state.ts"
import { type Subject, subjectsOf, subjectTypes } from "../custody/subject.ts"
import type { Entry } from "../log/entry.ts"

export type Placed = { readonly entry: Entry; readonly opened: Opened }

type StateOf<T extends SubjectState["type"]> = Extract<SubjectState, { readonly type: T }>

/**
 * States as far as the entries taken in so far make them. Some kinds mention ids that their signer chose, so an id may be
 * spoken of as an item and be a key's: each type of an id has a state of its own, and none can overwrite another's.
 */
export class World implements Roster {
  private readonly states = new Map<SubjectState["type"], Map<string, SubjectState>>(
    subjectTypes.map((type) => [type, new Map<string, SubjectState>()]),
  )
  private readonly governanceId: StatementId
  readonly findings: Finding[] = []

  constructor(governanceId: StatementId) {
    this.governanceId = governanceId
  }

  private state<T extends SubjectState["type"]>(type: T, id: string): StateOf<T> | undefined {
    return this.states.get(type)?.get(id) as StateOf<T> | undefined
  }

  get governance(): GovernanceState | undefined {
    return this.state("governance", this.governanceId)?.governance
  }

  readonly key = (id: KeyId): KeyState | undefined => this.state("key", id)?.key

  item(id: ItemId): ItemState | undefined {
    return this.state("item", id)?.item
  }

  /** The version itself is a subject, so each stands under its own id. */
  readonly contract = (version: StatementId): ContractVersion | undefined =>
    this.versions(version).find(({ id }) => id === version)

  readonly placeType = (place: PlaceId): string | undefined => this.state("place", place)?.placeType

  /** A contract's versions, newest last, if its first version is given. */
  versions(first: StatementId): readonly ContractVersion[] {
    return this.state("contract", first)?.versions ?? []
  }

  readonly members = (container: ItemId): readonly ItemId[] => this.item(container)?.members ?? []

  touched(opened: Opened): readonly Subject[] {
    return subjectsOf(opened, this.governanceId, this.members)
  }

  /** Everything that is known under one id, one state a type, in the order of `subjectTypes`. */
  statesOf(id: SubjectId): readonly SubjectState[] {
    return subjectTypes.flatMap((type) => this.state(type, id) ?? [])
  }

  /** Takes one entry in, for the subjects given. All new states are made from the old ones. */
  enter({ entry, opened }: Placed, subjects: readonly Subject[]): readonly Finding[] {
    const entered = { opened, index: entry.index, appendedAt: entry.appendedAt }
    const made = subjects.map((subject) =>
      next(this.state(subject.type, subject.id), subject, entered, this),
    )
    for (const [i, { type, id }] of subjects.entries()) {
      const state = made[i]?.state
      if (state !== undefined) this.states.get(type)?.set(id, state)
    }
    const found = [...signerFindings(entered, this)]
    for (const { findings } of made) for (const each of findings) found.push(each)
    for (const each of found) this.findings.push(each)
    return found
  }
}

/** Opens an entry's statement and checks every signature in it against what the world knows by then. */
export function openEntry(
  entry: Entry,
  origin: string,
  world: World,
  verify: Ed25519Verify,
): Opened | Rejected {
  const opened = openStatement(entry.statement, origin)
  if (isRejected(opened)) return opened
  return authenticate(opened, world, verify) ?? opened
}
