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
  const demands = [
    demand("governance", governance),
    ...entries.flatMap(({ opened }) => [
      ...ofStatement(opened),
      ...ofNumber(opened, item),
      ...ofPoint(opened),
    ]),
  ]
  const seen = new Set<SubjectId>()
  return demands.filter(({ subject }) => !seen.has(subject) && seen.add(subject) !== undefined)
}

const demand = (what: string, id: string, orAbsent = false): Demand => ({
  what,
  subject: id as SubjectId,
  orAbsent,
})

/** Whether another live thing bears the item's blinded number, and whether its seal was ever put on before. */
const ofNumber = (opened: Opened, item: ItemId): readonly Demand[] =>
  tagsOf(opened, item).map((tag) => demand("tag", tagSubject(tag)))

/** What kind of place a receipt names decides, by air, whether liability passes there (003 §43). */
const ofPoint = (opened: Opened): readonly Demand[] =>
  opened.kind === "acceptance" && opened.terms.deliveryPoint !== null
    ? [demand("place", opened.terms.deliveryPoint, true)]
    : []

function ofStatement(opened: Opened): readonly Demand[] {
  return signersOf(opened).flatMap((signer) => {
    const oneTime = signer.kind === "acceptance" && signer.terms.oneTime !== null
    return [
      ...(oneTime ? [] : [demand("key", signer.keyId)]),
      ...(signer.party === null ? [] : [demand("party", signer.party)]),
      ...(signer.contract === null ? [] : [demand("contract", signer.contract, true)]),
    ]
  })
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
