/**
 * Step 10: which chains an answer rests on. The verifier derives the list itself; a chain that the bundle's maker left
 * out is named, whatever he says of it.
 */

import type { KeyId } from "../cose/key.ts"
import { type Opened, signersOf, tagsOf } from "../custody/handover.ts"
import { type ItemId, type StatementId, type SubjectId, tagSubject } from "../custody/identifier.ts"
import type { MapAnswer } from "../merkle/mapproof.ts"
import type { Placed, World } from "../replay/world.ts"

export type Demand = {
  readonly what: string
  readonly subject: SubjectId
  /** It may also be proven absent: a contract that was cited and never put on record. */
  readonly orAbsent: boolean
}

/** All chains that these entries of the item rest on. One-time keys and the item itself are not among them. */
export function demandsOf(
  entries: readonly Placed[],
  governance: StatementId,
  item: ItemId,
): readonly Demand[] {
  const demands: Demand[] = [demand("governance", governance)]
  const seen = new Set<string>([governance])
  // Said once each, and by the first to ask: most entries ask for what others asked for.
  const ask = (what: string, id: string, orAbsent = false): void => {
    if (seen.has(id)) return
    seen.add(id)
    demands.push(demand(what, id, orAbsent))
  }
  for (const { opened } of entries) {
    askStatement(opened, ask)
    // Whether another live thing bears the item's blinded number, and whether its seal was ever put on before.
    for (const tag of tagsOf(opened, item)) ask("tag", tagSubject(tag))
    // What kind of place a receipt names decides, by air, whether liability passes there (003 §43).
    if (opened.kind === "acceptance" && opened.terms.deliveryPoint !== null)
      ask("place", opened.terms.deliveryPoint, true)
  }
  return demands
}

const demand = (what: string, id: string, orAbsent = false): Demand => ({
  what,
  subject: id as SubjectId,
  orAbsent,
})

function askStatement(
  opened: Opened,
  ask: (what: string, id: string, orAbsent?: boolean) => void,
): void {
  for (const signer of signersOf(opened)) {
    const isOneTime = signer.kind === "acceptance" && signer.terms.oneTime !== null
    if (!isOneTime) ask("key", signer.keyId)
    if (signer.party !== null) ask("party", signer.party)
    if (signer.contract !== null) ask("contract", signer.contract, true)
  }
}

/** What hangs above the keys and contracts demanded: enrolling keys up to the root, first versions of contracts. */
export function demandsAbove(demands: readonly Demand[], world: World): readonly Demand[] {
  return demands.flatMap(({ what, subject }) => {
    if (what === "key") {
      const key = world.key(subject as string as KeyId)
      if (key === undefined) return []
      return [
        ...(key.enroller === null ? [] : [demand("key", key.enroller)]),
        ...(key.party === null ? [] : [demand("party", key.party)]),
        demand("key", key.root),
      ]
    }
    const version =
      what === "contract" ? world.contract(subject as string as StatementId) : undefined
    const first = version?.terms.revises ?? null
    return first === null ? [] : [demand("contract", first)]
  })
}

/** The demands that the bundle does not meet, as sentences. */
export function unmet(
  demands: readonly Demand[],
  given: ReadonlySet<SubjectId>,
  answer: (subject: SubjectId) => MapAnswer,
): readonly string[] {
  return demands
    .filter(
      ({ subject, orAbsent }) =>
        !given.has(subject) && !(orAbsent && answer(subject).state === "absent"),
    )
    .map(({ what, subject }) => `the chain of ${what} ${subject} is left out`)
}
