/** Enrolment: a key made on the phone, put on record by the organisation for a code that it gave out once. */

import type { Enrolled, EnrolmentApi } from "../api/enrolment.ts"
import { possessionMessage } from "../custody/roster.ts"
import { equal } from "../encoding/bytes.ts"
import { deviceKey, makeKey } from "./key.ts"
import { type Phone, PhoneFault } from "./phone.ts"
import { expectMessage } from "./receive.ts"
import { type Enrolling, only, put, remove, type Self } from "./shelf.ts"
import type { MessageOf } from "./message.ts"

/** The invitation in a message. Throws PhoneFault for anything else. */
export const readInvitation = (bytes: Uint8Array): MessageOf<"invitation"> =>
  expectMessage(bytes, "invitation", undefined)

/**
 * Enrols this phone. The key is on the shelf before anybody is asked, so that a phone that dies while the answer is on its
 * way asks again with the same key and gets the same answer. Throws PhoneFault, ShelfFault, and what `api` throws.
 */
export async function enrol(
  phone: Phone,
  bytes: Uint8Array,
  api: Pick<EnrolmentApi, "enrol">,
): Promise<Self> {
  const invitation = readInvitation(bytes)
  const { shelf, subtle, random, clock } = phone
  const edition = await shelf.edition()
  const before = await shelf.get("self", only)
  if (before !== undefined && before.origin !== invitation.origin)
    throw new PhoneFault("another-ledger")
  // What it holds and owes is its organisation's.
  if (before !== undefined && before.party !== invitation.party)
    throw new PhoneFault("another-party")
  const begun = await shelf.get("enrolling", only)
  const isSame = begun !== undefined && equal(begun.invitation.code, invitation.code)
  const enrolling: Enrolling = isSame ? begun : { ...(await makeKey(subtle, random)), invitation }
  const next = isSame ? edition : await shelf.commit(edition, [put("enrolling", only, enrolling)])
  const { origin, party, url, code } = invitation
  const key = deviceKey(enrolling, subtle)
  const possession = await key.sign(possessionMessage(origin, party, key.publicKey))
  const enrolled = await api.enrol({ code, publicKey: key.publicKey, possession })
  if (!enrolled.ok) {
    await shelf.commit(next, [remove("enrolling", only)])
    throw new PhoneFault("gone", enrolled.sentence)
  }
  const self = selfOf(enrolling, enrolled, url, clock().at)
  if (self.origin !== origin || self.party !== party) throw new PhoneFault("another-ledger")
  await shelf.commit(next, [put("self", only, self), remove("enrolling", only)])
  return self
}

function selfOf(
  { publicKey, secret }: Enrolling,
  { origin, party, partyName, role, person, name, limit }: Enrolled,
  url: string,
  enrolledAt: number,
): Self {
  const who = { origin, party, partyName, role, person, name, limit }
  return { publicKey, secret, url, enrolledAt, ...who }
}
