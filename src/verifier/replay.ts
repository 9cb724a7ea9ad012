/**
 * Rebuilding states from proven mini-logs, with the very `next` by which the ledger appended. Only the subjects that
 * are given are rebuilt; a subject that is not given is unknown, never empty.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import type { Finding } from "../custody/finding.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { ItemId, StatementId, SubjectId } from "../custody/identifier.ts"
import type { ItemState } from "../custody/item.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import {
  authenticate,
  type GovernanceState,
  type KeyState,
  type Roster,
} from "../custody/roster.ts"
import { type ContractVersion, next, signerFindings, type SubjectState } from "../custody/state.ts"
import { type Subject, subjectsOf } from "../custody/subject.ts"
import type { Entry } from "../log/entry.ts"

export type Placed = { readonly entry: Entry; readonly opened: Opened }

/** States by subject id, as far as the entries taken in so far make them. */
export class World implements Roster {
  private readonly states = new Map<SubjectId, SubjectState | undefined>()
  private readonly governanceId: SubjectId
  readonly findings: Finding[] = []

  constructor(governanceId: SubjectId) {
    this.governanceId = governanceId
  }

  get governance(): GovernanceState | undefined {
    const state = this.states.get(this.governanceId)
    return state?.type === "governance" ? state.governance : undefined
  }

  readonly key = (id: KeyId): KeyState | undefined => {
    const state = this.states.get(id as string as SubjectId)
    return state?.type === "key" ? state.key : undefined
  }

  item(id: ItemId): ItemState | undefined {
    const state = this.states.get(id as string as SubjectId)
    return state?.type === "item" ? state.item : undefined
  }

  /** The version itself is a subject, so each stands under its own id. */
  readonly contract = (version: StatementId): ContractVersion | undefined => {
    const state = this.states.get(version as string as SubjectId)
    if (state?.type !== "contract") return undefined
    return state.versions.find(({ id }) => id === version)
  }

  /** Later versions of a contract, newest last, if its first version is given. */
  versions(first: StatementId): readonly ContractVersion[] {
    const state = this.states.get(first as string as SubjectId)
    return state?.type === "contract" ? state.versions : []
  }

  readonly members = (container: ItemId): readonly ItemId[] => this.item(container)?.members ?? []

  touched(opened: Opened): readonly Subject[] {
    return subjectsOf(opened, this.governanceId as string as StatementId, this.members)
  }

  get(id: SubjectId): SubjectState | undefined {
    return this.states.get(id)
  }

  /** Takes one entry in, for the subjects given. All new states are made from the old ones. */
  enter({ entry, opened }: Placed, subjects: readonly Subject[]): readonly Finding[] {
    const entered = { opened, index: entry.index, appendedAt: entry.appendedAt }
    const made = subjects.map(
      (subject) => [subject.id, next(this.states.get(subject.id), subject, entered, this)] as const,
    )
    for (const [id, { state }] of made) this.states.set(id, state)
    const found = [
      ...signerFindings(entered, this),
      ...made.flatMap(([, { findings }]) => findings),
    ]
    this.findings.push(...found)
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
