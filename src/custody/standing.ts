/**
 * What a receipt on record is worth: whether its signatures were good when they were made, and whether later words
 * about it count. Judged by proven brackets only; what a device says of the time decides nothing here.
 */

import type { KeyId } from "../cose/key.ts"
import { type Finding, finding } from "./finding.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import type { CustodyNode, ItemState } from "./item.ts"
import type { KeyState } from "./roster.ts"
import type { ContractVersion } from "./state.ts"

/**
 * When a signature was made, as far as it is proven; milliseconds since 1970, both ends included. `notBefore` null: no
 * lower bound. Brackets are those of `verifier/bracket.ts`: propagated along signed bytes.
 */
export type Bracket = { readonly notBefore: number | null; readonly notAfter: number }

/** What an opinion may rest on beside the item itself. */
export type Evidence = {
  readonly bracket: (statement: StatementId) => Bracket
  readonly key: (id: KeyId) => KeyState | undefined
  /** The exact version cited; undefined if it is not on record. */
  readonly contract: (version: StatementId) => ContractVersion | undefined
  /** The root key that the verifier's own policy pins for a party. */
  readonly pinnedRoot: (party: PartyId) => KeyId | undefined
  /** 0 to 3; below it nothing is proved. */
  readonly minimumAssurance: number
  /** Milliseconds within which a receipt may still come where no contract says so. */
  readonly settlement: number
  /** Up to when the record is known to be complete, and whether on more than the operator's word. */
  readonly complete: { readonly upTo: number; readonly proved: boolean }
}

/**
 * `good`; `void`: as if not there; `doubtful`: cannot be decided; `contested`: its own signer's organisation says the
 * key was stolen, which makes a dispute and nothing else.
 */
export type Standing = {
  readonly worth: "good" | "doubtful" | "contested" | "void"
  readonly why: string | null
  readonly findings: readonly Finding[]
}

const good: Standing = { worth: "good", why: null, findings: [] }
const order = ["good", "doubtful", "contested", "void"] as const

/** The worst of several. */
const worst = (standings: readonly Standing[]): Standing => {
  const ranked = [...standings].sort((a, b) => order.indexOf(b.worth) - order.indexOf(a.worth))
  const first = ranked[0] ?? good
  return { ...first, findings: standings.flatMap(({ findings }) => findings) }
}

export const bestWorth = (standings: readonly Standing[]): Standing =>
  [...standings].sort((a, b) => order.indexOf(a.worth) - order.indexOf(b.worth))[0] ?? good

/** Where one bracket lies to another: surely before it, surely after it, or not known. */
function relation(a: Bracket, b: Bracket): "before" | "after" | "overlap" {
  if (b.notBefore !== null && a.notAfter < b.notBefore) return "before"
  if (a.notBefore !== null && a.notBefore > b.notAfter) return "after"
  return "overlap"
}

export function standingOf(node: CustodyNode, state: ItemState, evidence: Evidence): Standing {
  const receipt = evidence.bracket(node.receipt)
  const parts = [
    keyStanding(node.signerKey, receipt, node, evidence),
    expiryStanding(node, receipt),
    ...wordStandings(node, state, receipt, evidence),
  ]
  if (node.giverKey !== null && node.offer !== null)
    parts.push(keyStanding(node.giverKey, evidence.bracket(node.offer), node, evidence))
  return worst(parts)
}

function keyStanding(id: KeyId, made: Bracket, node: CustodyNode, evidence: Evidence): Standing {
  const key = evidence.key(id)
  // A one-time key has no history; its worth is its assurance.
  if (key === undefined) return assuranceStanding(node, evidence)
  return worst([
    ...key.revocations.map((revocation) =>
      revocationStanding(id, made, node, revocation, evidence),
    ),
    rootStanding(key, node, evidence),
    assuranceStanding(node, evidence),
  ])
}

function revocationStanding(
  id: KeyId,
  made: Bracket,
  node: CustodyNode,
  revocation: KeyState["revocations"][number],
  evidence: Evidence,
): Standing {
  const when = relation(made, evidence.bracket(revocation.statement))
  const { since } = revocation
  const stolen = since !== null && made.notAfter >= since
  if (when === "before" && !stolen) return good
  const findings = [finding("key-revoked", node.receipt, id)]
  if (when === "after")
    return { worth: "void", why: `key ${id} was revoked before it signed`, findings }
  if (when === "before")
    return {
      worth: "contested",
      why: `key ${id} is said to have been stolen before it signed`,
      findings,
    }
  return { worth: "doubtful", why: `key ${id} was revoked at about the time it signed`, findings }
}

/** Governance can put a root key in place of a lost one; what rests on that is never proved by itself. */
function rootStanding(key: KeyState, node: CustodyNode, evidence: Evidence): Standing {
  const pinned = key.party === null ? undefined : evidence.pinnedRoot(key.party)
  if (pinned !== undefined && pinned !== key.root)
    return {
      worth: "doubtful",
      why: `key ${key.keyId} does not hang from the pinned root`,
      findings: [],
    }
  if (key.effectiveFrom > node.appendedAt) {
    const findings = [finding("key-not-yet-effective", node.receipt, key.keyId)]
    return { worth: "void", why: `key ${key.keyId} was recovered and not yet effective`, findings }
  }
  if (key.recovery === null || pinned !== undefined) return good
  const findings = [finding("root-recovered", node.receipt, key.party ?? "")]
  return { worth: "doubtful", why: "it rests on a root key that governance put in place", findings }
}

function assuranceStanding(node: CustodyNode, evidence: Evidence): Standing {
  const contract = bindingContract(node, evidence)
  const least = Math.max(evidence.minimumAssurance, contract?.terms.minimumAssurance ?? 0)
  const level = assuranceOf(node, evidence)
  if (level >= least) return good
  return { worth: "doubtful", why: `assurance S${level} is below S${least}`, findings: [] }
}

/** The weaker of the two signatures, S0 to S3 (one-time keys: S1 with the sender's code, otherwise S0). */
export function assuranceOf(node: CustodyNode, evidence: Evidence): number {
  const level = (id: KeyId | null): number => {
    if (id === null) return 3
    return evidence.key(id)?.assurance ?? (node.edge === "localise" ? 0 : 1)
  }
  return Math.min(level(node.signerKey), level(node.giverKey))
}

function expiryStanding(node: CustodyNode, receipt: Bracket): Standing {
  if (node.expires === null || receipt.notAfter <= node.expires) return good
  if (receipt.notBefore === null || receipt.notBefore <= node.expires)
    return {
      worth: "doubtful",
      why: "the offer may have expired before it was accepted",
      findings: [],
    }
  const findings = [finding("offer-expired", node.receipt)]
  return { worth: "void", why: "the offer had expired", findings }
}

function wordStandings(
  node: CustodyNode,
  state: ItemState,
  receipt: Bracket,
  evidence: Evidence,
): readonly Standing[] {
  return state.words.map((word) => {
    if (word.act === "annul" && word.of === node.receipt && signedByBoth(word.parties, node))
      return {
        worth: "void",
        why: "annulled by everyone who signed it",
        findings: [finding("annulled", node.receipt)],
      }
    const withdrawn = word.act === "withdraw" && word.of === node.offer && node.offer !== null
    if (!withdrawn || node.giver === null || !word.parties.includes(node.giver)) return good
    const when = relation(receipt, evidence.bracket(word.statement))
    if (when === "before") return good
    const findings = [finding("offer-withdrawn", node.receipt)]
    return when === "after"
      ? { worth: "void", why: "the offer had been withdrawn", findings }
      : { worth: "doubtful", why: "the offer was withdrawn at about that time", findings }
  })
}

const signedByBoth = (parties: readonly PartyId[], node: CustodyNode): boolean =>
  [node.giver, node.holder].every((party) => party === null || parties.includes(party))

/**
 * The contract that a receipt cites, if it was in force and binds both who gave and who received: all its parties
 * signed it, and a two-sided receipt cites the same version on both sides.
 */
export function bindingContract(
  node: CustodyNode,
  evidence: Evidence,
  giver: PartyId | null = node.giver,
): ContractVersion | undefined {
  if (node.contract === null) return undefined
  if (node.offer !== null && node.offerContract !== node.contract) return undefined
  const version = evidence.contract(node.contract)
  if (version === undefined) return undefined
  const { parties, start, end } = version.terms
  const bound = [node.holder, giver].every((party) => party === null || parties.includes(party))
  const signed = parties.every((party) => version.signers.includes(party))
  const { notBefore, notAfter } = evidence.bracket(node.receipt)
  const inTime =
    (start === null || notAfter >= start) &&
    (end === null || notBefore === null || notBefore <= end)
  return bound && signed && inTime ? version : undefined
}
