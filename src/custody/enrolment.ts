/** How statements of governance and of parties change who may sign. */

import { toHex } from "../encoding/bytes.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import type { Opened } from "./handover.ts"
import type { PartyId } from "./identifier.ts"
import type { Entered } from "./item.ts"
import type { GovernanceState, KeyState, PartyState, Roster } from "./roster.ts"
import type { Statement, Terms } from "./statement.ts"

/** What every new key has until its enrolment says otherwise. */
const freshKey = (id: KeyId, { opened, appendedAt }: Entered) => ({
  keyId: id,
  party: null,
  person: null,
  assurance: 1,
  enrolledBy: opened.id,
  enroller: null,
  root: id,
  recovery: null,
  effectiveFrom: appendedAt,
  revocations: [],
})

/** Undefined: the statement speaks of the key, and does not make it. */
export function nextKey(
  before: KeyState | undefined,
  id: KeyId,
  entered: Entered,
  roster: Roster,
): KeyState | undefined {
  const { opened } = entered
  if (before !== undefined)
    return opened.kind === "key" ? ended(before, opened, entered, roster) : before
  switch (opened.kind) {
    case "genesis":
      return keyOfGenesis(opened, id, entered)
    case "party": {
      const party = opened.id as string as PartyId
      const publicKey = toHex(opened.terms.root)
      return { ...freshKey(id, entered), publicKey, rights: "root", party }
    }
    case "governance":
      return keyByGovernance(opened, id, entered, roster)
    case "key":
      return keyByParty(opened, id, entered, roster)
    default:
      return undefined
  }
}

/**
 * A revocation, or the succession by another key, ends a key; what it signed before stays judged by brackets. A root that
 * governance put in place ends nothing before its delay has passed.
 */
function ended(
  before: KeyState,
  { id, terms, keyId }: Statement<"key">,
  { index, appendedAt }: Entered,
  roster: Roster,
): KeyState {
  const isNamed = keyIdOf(terms.key) === before.keyId
  if (terms.act === "enrol" || isNamed !== (terms.act === "revoke")) return before
  const { recovery = null, effectiveFrom = 0 } = roster.key(keyId) ?? {}
  const isForeign = recovery !== null && recovery !== before.recovery
  if (isForeign && effectiveFrom > appendedAt) return before
  const revocation = { statement: id, index, since: terms.compromisedSince }
  const judged = isForeign ? { ...revocation, recovery } : revocation
  return { ...before, revocations: [...before.revocations, judged] }
}

function keyOfGenesis(
  { terms }: Statement<"genesis">,
  id: KeyId,
  entered: Entered,
): KeyState | undefined {
  const all = [
    [terms.sealKey, "seal"],
    [terms.promiseKey, "promise"],
    ...terms.governors.map((key) => [key, "governor"] as const),
  ] as const
  const found = all.find(([key]) => keyIdOf(key) === id)
  if (found === undefined) return undefined
  return { ...freshKey(id, entered), publicKey: toHex(found[0]), rights: found[1] }
}

function keyByGovernance(
  opened: Statement<"governance">,
  id: KeyId,
  entered: Entered,
  roster: Roster,
): KeyState | undefined {
  const { act, key, party, governors } = opened.terms
  const fresh = freshKey(id, entered)
  const governor = governors.find((each) => keyIdOf(each) === id)
  if (governor !== undefined) return { ...fresh, publicKey: toHex(governor), rights: "governor" }
  if (key === null || keyIdOf(key) !== id) return undefined
  const publicKey = toHex(key)
  if (act === "succeed-seal-key") return { ...fresh, publicKey, rights: "seal" }
  if (act === "succeed-promise-key") return { ...fresh, publicKey, rights: "promise" }
  const effectiveFrom = entered.appendedAt + (roster.governance?.recoveryDelay ?? 0)
  return { ...fresh, publicKey, rights: "root", party, recovery: opened.id, effectiveFrom }
}

function keyByParty(
  opened: Statement<"key">,
  id: KeyId,
  entered: Entered,
  roster: Roster,
): KeyState | undefined {
  const { act, key, replaces, person, assurance } = opened.terms
  if (keyIdOf(key) !== id || act === "revoke") return undefined
  const enroller = roster.key(opened.keyId)
  const replaced = replaces === null ? undefined : roster.key(replaces)
  const succeedsRoot = act === "succeed" && replaced?.rights === "root"
  return {
    ...freshKey(id, entered),
    publicKey: toHex(key),
    rights: succeedsRoot ? "root" : opened.terms.rights,
    party: opened.party,
    person,
    assurance,
    enroller: opened.keyId,
    root: enroller?.root ?? id,
    recovery: enroller?.recovery ?? null,
    effectiveFrom: Math.max(entered.appendedAt, enroller?.effectiveFrom ?? 0),
  }
}

export function nextParty(before: PartyState | undefined, opened: Opened): PartyState | undefined {
  if (opened.kind === "party") {
    const { form, root } = opened.terms
    return { id: opened.id as string as PartyId, form, root: keyIdOf(root), recoveries: [] }
  }
  if (opened.kind !== "governance" || opened.terms.key === null) return before
  const recovery = { statement: opened.id, key: keyIdOf(opened.terms.key) }
  return before && { ...before, recoveries: [...before.recoveries, recovery] }
}

export function nextGovernance(
  before: GovernanceState | undefined,
  { opened, index }: Pick<Entered, "opened" | "index">,
): GovernanceState | undefined {
  if (opened.kind === "upgrade" && opened.terms.of === "rule-book")
    return before && withRuleBook(before, opened.terms, index)
  if (opened.kind !== "genesis")
    return before && opened.kind === "governance" ? governed(before, opened.terms) : before
  const { origin, governors, threshold, recoveryDelay, sealKey, promiseKey, sample } = opened.terms
  return {
    genesis: opened.id,
    origin,
    governors: governors.map(keyIdOf),
    threshold,
    recoveryDelay,
    sealKey: keyIdOf(sealKey),
    promiseKey: keyIdOf(promiseKey),
    checkpointKey: toHex(opened.terms.checkpointKey),
    sample,
    ruleBooks: [],
  }
}

/** An edition judges no entry that stands before the statement that adopts it. */
function withRuleBook(
  before: GovernanceState,
  { version, atIndex }: Terms["upgrade"],
  index: number,
): GovernanceState {
  const adopted = { edition: version, atIndex: Math.max(atIndex, index + 1) }
  return { ...before, ruleBooks: [...before.ruleBooks, adopted] }
}

function governed(before: GovernanceState, terms: Terms["governance"]): GovernanceState {
  const key = terms.key === null ? undefined : keyIdOf(terms.key)
  switch (terms.act) {
    case "recover-root":
      return before
    case "replace-governors": {
      const { governors, threshold } = terms
      if (threshold === null || threshold > governors.length) return before
      return { ...before, governors: governors.map(keyIdOf), threshold }
    }
    case "succeed-seal-key":
      return { ...before, sealKey: key ?? before.sealKey }
    case "succeed-promise-key":
      return { ...before, promiseKey: key ?? before.promiseKey }
  }
}
