/** What parties, keys, places and contracts are called, by the openings that came with the statements that made them. */

import type { Named } from "../api/desk.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { ContractVersion } from "../custody/state.ts"
import { openingsOnly, orNone, reveal } from "../rules/library.ts"
import type { Catalogue } from "./catalogue.ts"
import { type LedgerStore, readPlaced } from "./evidence.ts"
import { readSubjects } from "./fetch.ts"
import { leavesIn } from "./library.ts"
import type { SubjectHead } from "./subject-head.ts"

/** At most `limit` whose ids come after `after`, in order of id. */
export async function listNames(
  ground: LedgerStore,
  catalogue: Catalogue,
  after: string | null,
  limit: number,
): Promise<readonly Named[]> {
  await catalogue.refresh()
  const heads = await readSubjects(ground.store, catalogue.names(after, limit))
  const found: Named[] = []
  for (const [id, head] of heads) {
    const named = head && (await nameOf(ground, id, head))
    if (named !== undefined) found.push(named)
  }
  return found
}

async function nameOf(
  ground: LedgerStore,
  id: string,
  { states }: SubjectHead,
): Promise<Named | undefined> {
  const version = states.contract?.versions.find((each) => each.id === id)
  if (states.key !== undefined) {
    const { party, person, rights, assurance, revocations, enrolledBy, keyId } = states.key.key
    const { name } = await saidIn(ground, enrolledBy)
    const revoked = revocations.length > 0
    return { type: "key", id: keyId, name, party, person, rights, assurance, revoked }
  }
  if (states.party !== undefined) {
    const { name } = await saidIn(ground, id as StatementId)
    return { type: "party", id: states.party.party.id, name, form: states.party.party.form }
  }
  if (states.place !== undefined) {
    const { place, placeType } = states.place
    const { name, by, shown } = await saidIn(ground, id as StatementId)
    const { grade, approved, room, premises } = shown("fittings") ?? {}
    const fittings =
      grade === undefined || approved === undefined || room === undefined || premises === undefined
        ? null
        : { grade, approved, room, premises }
    return { type: "place", id: place, name, party: by, placeType, fittings }
  }
  return version && contractOf(ground, version)
}

async function contractOf(
  ground: LedgerStore,
  { id, terms, signers }: ContractVersion,
): Promise<Named> {
  const { name, shown } = await saidIn(ground, id)
  const { revises, parties, carrier, regime, start, end } = terms
  const limits = orNone(shown("limits")) ?? null
  const agreed = { revises, parties, signers, carrier, regime, start, end, limits }
  return { type: "contract", id, name, ...agreed }
}

/** What the ledger holds of a statement's openings: its name, who signed it, and what of the whole is shown. */
async function saidIn(ground: LedgerStore, statement: StatementId) {
  const [index] = await ground.store.indexesOf([statement])
  const placed = index === undefined ? undefined : await readPlaced(ground, index)
  const leaves = placed && (await leavesIn(ground.store, placed.opened, index))
  const library = openingsOnly(() => leaves)
  const shown = <F extends "name" | "fittings" | "limits">(field: F) =>
    reveal(library, statement, -1, field)
  return { name: shown("name") ?? null, by: placed?.opened.party ?? null, shown }
}
