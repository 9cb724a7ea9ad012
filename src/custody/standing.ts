/** What a receipt on record is worth: its signatures, its offer's expiry, and later words about it. */

import type { KeyId } from "../cose/key.ts"
import { message } from "../language/message.ts"
import { finding } from "./finding.ts"
import type { PartyId } from "./identifier.ts"
import type { CheckWord, CustodyNode, ItemState, Signer, Word } from "./item.ts"
import type { ContractVersion } from "./state.ts"
import {
  type Bracket,
  doubtful,
  type Evidence,
  good,
  keyStanding,
  relation,
  type Standing,
  worst,
} from "./worth.ts"

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

function assuranceStanding(node: CustodyNode, evidence: Evidence): Standing {
  const contract = bindingContract(node, evidence, node.giver, "perhaps")
  const least = Math.max(evidence.minimumAssurance, contract?.terms.minimumAssurance ?? 0)
  const level = assuranceOf(node, evidence)
  if (level >= least) return good
  return doubtful(message("reason.assurance-below", { level, least }))
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
    return doubtful(message("reason.perhaps-expired"))
  const findings = [finding("offer-expired", node.receipt)]
  return { worth: "void", why: message("reason.expired"), presumed: false, findings }
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
    const why = message("reason.perhaps-annulled")
    return [{ worth: "doubtful", why, presumed: true, findings }]
  }
  return [{ worth: "void", why: message("reason.annulled"), presumed: false, findings }]
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
    return [{ worth: "void", why: message("reason.withdrawn"), presumed: false, findings }]
  const why = message("reason.withdrawn-about")
  const presumed = node.index <= word.index
  return [{ worth: "doubtful", why, presumed, findings }]
}

/** Whether a party surely, perhaps or never signed a word, by what its keys were worth when they did. */
export function spokenBy(
  { signers, index, appendedAt }: Pick<Word | CheckWord, "signers" | "index" | "appendedAt">,
  party: PartyId | null,
  evidence: Evidence,
): "yes" | "maybe" | "no" {
  const worths = signers.flatMap((signer) =>
    party !== null && signer.party === party
      ? [signerWorth(signer, { index, appendedAt }, evidence)]
      : [],
  )
  if (worths.includes("good")) return "yes"
  return worths.some((worth) => worth !== "void") ? "maybe" : "no"
}

function signerWorth(
  { statement, key }: Signer,
  entry: { readonly index: number; readonly appendedAt: number },
  evidence: Evidence,
): Standing["worth"] {
  const made = evidence.bracket(statement)
  const { worth } = keyStanding(key, made, { receipt: statement, ...entry }, evidence)
  const weak = (evidence.key(key)?.assurance ?? 0) < evidence.minimumAssurance
  return worth === "good" && weak ? "doubtful" : worth
}

/** Who signs a receipt that cites a contract which names him agrees to it, though he is no party to it. */
const isNamedIn = (terms: ContractVersion["terms"], party: PartyId): boolean =>
  [terms.parties, terms.subcontractors, terms.handlers].some((each) => each.includes(party)) ||
  terms.screening === party

/**
 * The contract that a receipt cites, if it was surely in force and binds both who gave and who received: all its parties
 * signed it, and a two-sided receipt cites the same version on both sides.
 */
export function bindingContract(
  node: CustodyNode,
  evidence: Evidence,
  giver: PartyId | null = node.giver,
  how: "surely" | "perhaps" = "surely",
): ContractVersion | undefined {
  if (node.contract === null) return undefined
  if (node.offer !== null && node.offerContract !== node.contract) return undefined
  const version = evidence.contract(node.contract)
  if (version === undefined) return undefined
  const { parties, start, end } = version.terms
  const bound = [node.holder, giver].every(
    (party) => party === null || isNamedIn(version.terms, party),
  )
  const signed = parties.every((party) => version.signers.includes(party))
  const { notBefore, notAfter } = evidence.bracket(node.receipt)
  const surely =
    (start === null || (notBefore !== null && notBefore >= start)) &&
    (end === null || notAfter <= end)
  const perhaps =
    (start === null || notAfter >= start) &&
    (end === null || notBefore === null || notBefore <= end)
  const inTime = how === "surely" ? surely : perhaps
  return bound && signed && inTime ? version : undefined
}
