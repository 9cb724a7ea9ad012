/**
 * What a receipt on record is worth: whether its signatures were good when they were made, and whether later words
 * about it count. Judged by proven brackets only; what a device says of the time decides nothing here.
 */

import type { KeyId } from "../cose/key.ts"
import { type Finding, finding } from "./finding.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import type { CheckWord, CustodyNode, ItemState, Signer, Word } from "./item.ts"
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
  /**
   * Every doubt came on record no sooner than the receipt, by a signer's own later word (a revocation, a withdrawal):
   * enough to leave it undecided, not enough to lay the burden on another.
   */
  readonly presumed: boolean
  readonly findings: readonly Finding[]
}

const good: Standing = { worth: "good", why: null, presumed: true, findings: [] }
const order = ["good", "doubtful", "contested", "void"] as const

/** The worst of several. */
const worst = (standings: readonly Standing[]): Standing => {
  const ranked = [...standings].sort((a, b) => order.indexOf(b.worth) - order.indexOf(a.worth))
  const first = ranked[0] ?? good
  return {
    ...first,
    presumed: standings.every(({ presumed }) => presumed),
    findings: standings.flatMap(({ findings }) => findings),
  }
}

const rank = ({ worth, presumed }: Standing): number =>
  2 * order.indexOf(worth) + (presumed ? 0 : 1)

export const bestWorth = (standings: readonly Standing[]): Standing =>
  [...standings].sort((a, b) => rank(a) - rank(b))[0] ?? good

export const isEqualWorth = (a: Standing, b: Standing): boolean => rank(a) === rank(b)

/** Where one bracket lies to another: surely before it, surely after it, or not known. */
export function relation(a: Bracket, b: Bracket): "before" | "after" | "overlap" {
  if (b.notBefore !== null && a.notAfter < b.notBefore) return "before"
  if (a.notBefore !== null && a.notBefore > b.notAfter) return "after"
  return "overlap"
}

export function standingOf(node: CustodyNode, state: ItemState, evidence: Evidence): Standing {
  const receipt = evidence.bracket(node.receipt)
  const parts = [
    keyStanding(node.signerKey, receipt, node, evidence),
    assuranceStanding(node, evidence),
    expiryStanding(node, receipt),
    ...wordStandings(node, state, receipt, evidence),
  ]
  if (node.giverKey !== null && node.offer !== null)
    parts.push(keyStanding(node.giverKey, evidence.bracket(node.offer), node, evidence))
  return worst(parts)
}

/** What a key's signature was worth when it was made; the findings name `receipt`. */
function keyStanding(
  id: KeyId,
  made: Bracket,
  { receipt, appendedAt }: { readonly receipt: StatementId; readonly appendedAt: number },
  evidence: Evidence,
): Standing {
  const key = evidence.key(id)
  // A one-time key has no history; its worth is its assurance.
  if (key === undefined) return good
  return worst([
    ...key.revocations.map((revocation) =>
      revocationStanding(id, made, receipt, revocation, evidence),
    ),
    rootStanding(key, receipt, appendedAt, evidence),
  ])
}

function revocationStanding(
  id: KeyId,
  made: Bracket,
  receipt: StatementId,
  revocation: KeyState["revocations"][number],
  evidence: Evidence,
): Standing {
  const revoked = evidence.bracket(revocation.statement)
  const when = relation(made, revoked)
  const { since } = revocation
  const stolen = since !== null && made.notAfter >= since
  if (when === "before" && !stolen) return good
  const findings = [finding("key-revoked", receipt, id)]
  if (when === "after")
    return { worth: "void", why: `key ${id} was revoked before it signed`, presumed: false, findings }
  const presumed = made.notAfter <= revoked.notAfter
  if (when === "before") {
    const why = `key ${id} is said to have been stolen before it signed`
    return { worth: "contested", why, presumed, findings }
  }
  const why = `key ${id} was revoked at about the time it signed`
  return { worth: "doubtful", why, presumed, findings }
}

const doubtful = (why: string, findings: readonly Finding[] = []): Standing => ({
  worth: "doubtful",
  why,
  presumed: false,
  findings,
})

/** Governance can put a root key in place of a lost one; what rests on that is never proved by itself. */
function rootStanding(
  key: KeyState,
  receipt: StatementId,
  appendedAt: number,
  evidence: Evidence,
): Standing {
  const pinned = key.party === null ? undefined : evidence.pinnedRoot(key.party)
  if (pinned !== undefined && pinned !== key.root)
    return doubtful(`key ${key.keyId} does not hang from the pinned root`)
  if (key.recovery !== null && key.effectiveFrom > appendedAt) {
    const findings = [finding("key-not-yet-effective", receipt, key.keyId)]
    const why = `key ${key.keyId} was recovered and not yet effective`
    return { worth: "void", why, presumed: false, findings }
  }
  if (key.recovery === null || pinned !== undefined) return good
  return doubtful("it rests on a root key that governance put in place", [
    finding("root-recovered", receipt, key.party ?? ""),
  ])
}

function assuranceStanding(node: CustodyNode, evidence: Evidence): Standing {
  const contract = bindingContract(node, evidence)
  const least = Math.max(evidence.minimumAssurance, contract?.terms.minimumAssurance ?? 0)
  const level = assuranceOf(node, evidence)
  if (level >= least) return good
  return doubtful(`assurance S${level} is below S${least}`)
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
    return doubtful("the offer may have expired before it was accepted")
  const findings = [finding("offer-expired", node.receipt)]
  return { worth: "void", why: "the offer had expired", presumed: false, findings }
}

function wordStandings(
  node: CustodyNode,
  state: ItemState,
  receipt: Bracket,
  evidence: Evidence,
): readonly Standing[] {
  return state.words.flatMap((word) => {
    if (word.act === "annul" && word.of === node.receipt)
      return annulment(node, word, state, evidence)
    if (word.act === "withdraw" && node.offer !== null && word.of === node.offer)
      return withdrawal(node, word, receipt, evidence)
    return []
  })
}

function annulment(
  node: CustodyNode,
  word: Word,
  state: ItemState,
  evidence: Evidence,
): readonly Standing[] {
  const spoke = annullers(node, state).map((party) => spokenBy(word, party, evidence))
  if (spoke.length === 0 || spoke.includes("no")) return []
  const findings = [finding("annulled", node.receipt)]
  if (spoke.includes("maybe")) {
    const why = "it may have been annulled by everyone who signed it"
    return [{ worth: "doubtful", why, presumed: true, findings }]
  }
  return [{ worth: "void", why: "annulled by everyone who signed it", presumed: false, findings }]
}

/**
 * Who must sign to annul a receipt: all who signed it, and who answers for the item once it is gone. Nobody frees
 * himself by his own word; an intake of one's own goods can only be closed.
 */
function annullers(node: CustodyNode, state: ItemState): readonly (PartyId | null)[] {
  if (node.holderKey === null) return [node.giver]
  if (node.giver !== null) return [node.giver, node.holder]
  const { owner = null } = state.intake ?? {}
  const before = [...state.nodes, ...state.waiting].find(({ receipt }) => receipt === node.previous)
  const other = node.previous === null ? owner : (before?.holder ?? null)
  return other === null || other === node.holder ? [] : [node.holder, other]
}

function withdrawal(
  node: CustodyNode,
  word: Word,
  receipt: Bracket,
  evidence: Evidence,
): readonly Standing[] {
  const spoke = spokenBy(word, node.giver, evidence)
  const withdrawn = evidence.bracket(word.statement)
  const when = relation(receipt, withdrawn)
  if (spoke === "no" || when === "before") return []
  const findings = [finding("offer-withdrawn", node.receipt)]
  if (when === "after" && spoke === "yes")
    return [{ worth: "void", why: "the offer had been withdrawn", presumed: false, findings }]
  const why = "the offer was withdrawn at about that time"
  const presumed = receipt.notAfter <= withdrawn.notAfter
  return [{ worth: "doubtful", why, presumed, findings }]
}

/** Whether a party surely, perhaps or never signed a word, by what its keys were worth when they did. */
export function spokenBy(
  { signers, appendedAt }: Pick<Word | CheckWord, "signers" | "appendedAt">,
  party: PartyId | null,
  evidence: Evidence,
): "yes" | "maybe" | "no" {
  const worths = signers.flatMap((signer) =>
    party !== null && signer.party === party ? [signerWorth(signer, appendedAt, evidence)] : [],
  )
  if (worths.includes("good")) return "yes"
  return worths.some((worth) => worth !== "void") ? "maybe" : "no"
}

function signerWorth(
  { statement, key }: Signer,
  appendedAt: number,
  evidence: Evidence,
): Standing["worth"] {
  const made = evidence.bracket(statement)
  const { worth } = keyStanding(key, made, { receipt: statement, appendedAt }, evidence)
  const weak = (evidence.key(key)?.assurance ?? 0) < evidence.minimumAssurance
  return worth === "good" && weak ? "doubtful" : worth
}

/**
 * The contract that a receipt cites, if it was surely in force and binds both who gave and who received: all its parties
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
    (start === null || (notBefore !== null && notBefore >= start)) &&
    (end === null || notAfter <= end)
  return bound && signed && inTime ? version : undefined
}
