/**
 * A giver who passed one thing on twice: two hand-overs of one item from one receipt, to two receivers, both offered by
 * one key and open at the same time, and both accepted.
 *
 * Left out is whatever an honest giver could come by: the same receiver twice (the QR did not come back), an offer made
 * after the other had expired, an acceptance after the expiry. A withdrawal is not in the file; the record has it.
 */

import { keyIdOf } from "../cose/key.ts"
import { verifySigned } from "../cose/sign.ts"
import {
  isTaken,
  type Opened,
  openStatement,
  type Received,
  receivedLines,
  signersOf,
} from "../custody/handover.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Statement } from "../custody/statement.ts"
import type { Content } from "../log/misbehaviour.ts"
import { type Charge, failed, passed, type Trial } from "./trial.ts"

type Double = Content<"double-receipt">
type HandOver = {
  readonly receipt: Opened & Statement<"acceptance">
  readonly offer: Statement<"offer">
  readonly line: Received
}

export function judgeDoubleReceipt(content: Double, trial: Trial): Charge | undefined {
  const first = openHandOver(trial, "first receipt", content.first, content)
  if (first === undefined) return undefined
  const second = openHandOver(trial, "second receipt", content.second, content)
  if (second === undefined) return undefined
  const unsigned = signatureFault(content.keys, [first, second], trial)
  if (unsigned !== undefined) return failed(trial, "signatures", unsigned)
  passed(trial, "signatures", `${content.keys.length} keys`)
  const innocent = innocence(first, second)
  if (innocent !== undefined) return failed(trial, "one giver, two receivers", innocent)
  const { keyId, party } = first.offer
  const receivers = `${first.receipt.party} and ${second.receipt.party}`
  passed(trial, "one giver, two receivers", `key ${keyId} to ${receivers}`)
  const crime = `for party ${party} it gave item ${content.item}, which it had by receipt ${first.line.previous}, to two at once, ${receivers}, and both signed for it; only a withdrawal of one offer, on record before it was accepted, would clear it`
  return { whom: { role: "party", name: party as string, key: keyId }, crime }
}

/** A hand-over with both sides' signatures, in which the item was taken over. */
function openHandOver(
  trial: Trial,
  name: string,
  bytes: Uint8Array,
  { origin, item }: Double,
): HandOver | undefined {
  const receipt = openStatement(bytes, origin)
  if (isRejected(receipt)) return failed(trial, name, receipt.sentence)
  if (receipt.kind !== "acceptance" || receipt.offered === null)
    return failed(trial, name, "expected an acceptance with its offer inside")
  const { party, terms, offered: offer } = receipt
  // A one-time key, an absent side and what lay beside the offer say nothing against the giver.
  if (terms.side !== "both" || party === null || offer.party === null)
    return failed(trial, name, "expected that a party gave and a party received")
  if (offer.terms.to !== party)
    return failed(trial, name, "accepted by another than it was offered to")
  const line = receivedLines(receipt).find((each) => each.item === item && !each.extra)
  if (line === undefined) return failed(trial, name, `item ${item} was not offered in it`)
  if (!isTaken(line)) return failed(trial, name, `item ${item} was not taken over`)
  if (receipt.signedAt.at > offer.terms.expires)
    return failed(trial, name, "accepted after the offer had expired, by the receiver's own clock")
  passed(trial, name, `${receipt.id}, signed by key ${receipt.keyId}`)
  return { receipt, offer, line }
}

/** Every signature in both, each by a key that the file brings; and no key that signed nothing. */
function signatureFault(
  keys: readonly Uint8Array[],
  handOvers: readonly HandOver[],
  { verify }: Trial,
): string | undefined {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]))
  const signers = handOvers.flatMap(({ receipt }) => signersOf(receipt))
  for (const { keyId, kind, signed } of signers) {
    const key = byId.get(keyId)
    if (key === undefined) return `key ${keyId} is not given`
    if (!verifySigned(signed, key, verify)) return `${kind}: the signature by key ${keyId} is false`
  }
  return new Set(signers.map(({ keyId }) => keyId)).size === keys.length
    ? undefined
    : "a key is given that signed nothing, or twice"
}

/** Why the two are no fork of one giver's making; undefined if they are one. */
function innocence(a: HandOver, b: HandOver): string | undefined {
  if (a.offer.keyId !== b.offer.keyId || a.offer.party !== b.offer.party)
    return "two keys or two parties gave it"
  if (a.line.previous !== b.line.previous) return "given from two receipts: it came back in between"
  if (a.receipt.party === b.receipt.party)
    return "both were given to one receiver: one hand-over, signed again"
  const apart =
    a.offer.signedAt.at > b.offer.terms.expires || b.offer.signedAt.at > a.offer.terms.expires
  return apart ? "one offer had expired before the other was made" : undefined
}
