/**
 * Phones are enrolled by the operator with a key that the organisation gave him for this alone (right `enrol`), or with its
 * root key. What it signs goes into the ledger as everything does.
 */

import type { Enrol, Enrolled, EnrolmentApi, EnrolmentRefused, Revoked } from "../api/enrolment.ts"
import type { Answer, LedgerApi } from "../api/ledger-api.ts"
import { encodeParcel } from "../api/parcel.ts"
import { draft, type Pen } from "../custody/draft.ts"
import type { PartyId } from "../custody/identifier.ts"
import { possessionMessage } from "../custody/roster.ts"
import type { Terms } from "../custody/statement.ts"
import { fromBase64, fromHex, toBase64, toHex } from "../encoding/bytes.ts"
import { encodeMessage } from "../device/message.ts"
import { parcelOf } from "../device/papers.ts"
import { printText } from "../device/parts.ts"
import { oneByOne } from "../ledger/one-by-one.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { keyIn, readOrigin } from "./data-folder.ts"
import { CliFailure, unusable } from "./failure.ts"
import { isThere } from "./files.ts"
import type { Io } from "./io.ts"
import { loadKey } from "./keyring.ts"
import {
  codeHash,
  type KnownPhone,
  newCode,
  phoneIdOf,
  type PhoneFile,
  phoneIds,
  readPhone,
  writePhone,
} from "./phones.ts"

export type Hands = Pick<Io, "clock" | "random">
type Submitting = Pick<LedgerApi, "submit">

/** Where the key lies with which phones of a party are enrolled. */
export const enrolmentKeyIn = (folder: string, party: PartyId): string =>
  keyIn(folder, `enrol-${party.slice(0, 16)}`)

/** Throws where the organisation gave the operator no key. */
export async function expectEnrolmentKey(folder: string, party: PartyId): Promise<void> {
  const path = enrolmentKeyIn(folder, party)
  if (!(await isThere(path)))
    throw unusable(`${path}: no key to enrol phones of this party with; give --key FILE once`)
}

async function penOf(folder: string, party: PartyId, { clock, random }: Hands): Promise<Pen> {
  await expectEnrolmentKey(folder, party)
  const key = await loadKey(enrolmentKeyIn(folder, party), () => {
    throw unusable("the key that enrols phones is used unattended and must be in the clear")
  })
  const origin = await readOrigin(folder)
  return { key, origin, party, role: "administrator", clock, random, seen: () => null }
}

export type Invited = {
  readonly id: string
  /** What the phone's page takes: pasted, in a link, or as a QR code. */
  readonly text: string
  /** The code that revokes it, hex. */
  readonly revocation: string
}

/** Invites a phone: two codes, of which the folder keeps the hashes. `url`: where its page is served. */
export async function invite(
  folder: string,
  url: string,
  phone: Pick<PhoneFile, "party" | "partyName" | "role" | "person" | "name" | "limit" | "expires">,
  { clock, random }: Hands,
): Promise<Invited> {
  await expectEnrolmentKey(folder, phone.party)
  const [code, revocation] = [newCode(random), newCode(random)]
  const id = phoneIdOf(code)
  const none = { used: null, enrolled: null, revoking: null, revoked: null }
  const hashes = { code: codeHash(code), revocation: codeHash(revocation) }
  await writePhone(folder, { ...phone, ...none, ...hashes, id, made: clock().at })
  const { party } = phone
  const origin = await readOrigin(folder)
  const message = encodeMessage({ kind: "invitation", origin, url, party, code })
  return { id, text: printText(message), revocation: toHex(revocation) }
}

const refuse = (sentence: string): EnrolmentRefused => ({ ok: false, sentence })
const unknown = refuse("this code is not one that waits for a phone")

/** Enrols and revokes phones of the folder. One after the other: a code is used once. */
export function enrolmentOf(folder: string, ledger: Submitting, hands: Hands): EnrolmentApi {
  const inTurn = oneByOne()
  const revocable = revocableIn(folder)
  return {
    enrol: (request) => inTurn(() => enrol(folder, ledger, hands, request)),
    revoke: async ({ code }) => {
      // Out of turn: who guesses keeps nobody waiting.
      const id = await revocable(codeHash(code))
      if (id === undefined) return unknown
      return inTurn(async () => {
        const phone = await readPhone(folder, id)
        return phone === undefined ? unknown : revoke(folder, ledger, hands, phone, null)
      })
    },
  }
}

/**
 * Finds phones by the hashes of the codes that revoke them, which never change: each file is read once, however often
 * somebody guesses. A file that cannot be read keeps no other phone from being revoked.
 */
function revocableIn(folder: string): (revocation: string) => Promise<string | undefined> {
  const ids = new Map<string, string>()
  const read = new Set<string>()
  return async (revocation) => {
    if (ids.has(revocation)) return ids.get(revocation)
    for (const id of await phoneIds(folder)) {
      if (read.has(id)) continue
      const phone = await readPhone(folder, id).catch((error: unknown) => {
        if (error instanceof CliFailure) return undefined
        throw error
      })
      if (phone === undefined) continue
      read.add(id)
      ids.set(phone.revocation, id)
    }
    return ids.get(revocation)
  }
}

async function enrol(
  folder: string,
  ledger: Submitting,
  hands: Hands,
  { code, publicKey, possession }: Enrol,
): Promise<Enrolled | EnrolmentRefused> {
  const phone = await readPhone(folder, phoneIdOf(code))
  if (phone === undefined || phone.code !== codeHash(code)) return unknown
  if (phone.revoking !== null || phone.revoked !== null) return unknown
  const key = toHex(publicKey)
  if (phone.used === null && phone.expires < hands.clock().at) return unknown
  if (phone.used !== null && phone.used.key !== key) return unknown
  const origin = await readOrigin(folder)
  const message = possessionMessage(origin, phone.party, publicKey)
  if (!verifyNode(publicKey, message, possession)) return refuse("the key did not sign for itself")
  const using = phone.used === null ? await use(folder, hands, phone, publicKey, possession) : phone
  const { used } = using
  if (used === null) throw new Error("phone: expected to be in use")
  const answer = expectAnswer(await ledger.submit([fromBase64(used.parcel) as Uint8Array]))
  if (!answer.ok) {
    // Nothing is on record, so the code is as good as new, and what was signed for it is not: its signer's key may be revoked.
    await writePhone(folder, { ...using, used: null })
    return refuse(answer.sentence)
  }
  const { statement, index } = answer
  await writePhone(folder, { ...using, enrolled: { statement, index } })
  const { party, partyName, role, person, name, limit } = phone
  return { ok: true, origin, party, partyName, role, person, name, limit, statement, index }
}

/** Signs for the key, and keeps what was signed before anybody sees it: whoever asks again gets the same. */
async function use(
  folder: string,
  hands: Hands,
  phone: KnownPhone,
  key: Uint8Array,
  possession: Uint8Array,
): Promise<KnownPhone> {
  const { person, name } = phone
  const pen = await penOf(folder, phone.party, hands)
  const terms: Terms["key"] = { ...keyTerms, act: "enrol", key, possession, person }
  const signed = draft("key", terms, pen, { sealed: { whole: { name } } })
  const parcel = toBase64(encodeParcel(parcelOf(signed, alone)))
  const using = { ...phone, used: { key: toHex(key), parcel } }
  await writePhone(folder, using)
  return using
}

const keyTerms: Omit<Terms["key"], "act" | "key"> = {
  possession: null,
  replaces: null,
  person: null,
  rights: "sign",
  // A person's own phone, whose key nobody else has: S2.
  assurance: 2,
  compromisedSince: null,
}

const alone = { notes: [] }

function expectAnswer([answer]: readonly Answer[]): Answer {
  if (answer === undefined) throw new Error("submit: expected an answer, got none")
  return answer
}

/**
 * Revokes a phone's key, or the code of one that nobody has used. `since`: from when it may have been in other hands; said
 * after a revocation that did not say it, it is put on record too.
 */
export async function revoke(
  folder: string,
  ledger: Submitting,
  hands: Hands,
  phone: KnownPhone,
  since: number | null,
): Promise<Revoked | EnrolmentRefused> {
  const { used, enrolled, revoked, revoking: before } = phone
  if (revoked !== null && (since === null || before?.since === since))
    return { ok: true, ...revoked }
  if (used === null) {
    // Nothing to revoke in the ledger: the code has had its time.
    await writePhone(folder, { ...phone, expires: 0 })
    return refuse("nobody had used its code; now nobody can")
  }
  // A revocation that was signed and perhaps sent is sent again; who says since when says more than that.
  const isSaid = before !== null && (since === null || before.since === since)
  const revoking = isSaid ? before : await sign(folder, hands, phone, used.key, since)
  await writePhone(folder, { ...phone, revoking })
  // Whether the key came on record is not sure while it is enrolling. Its owner could ask again at any time.
  const parcels = [...(enrolled === null ? [used.parcel] : []), revoking.parcel]
  const answers = await ledger.submit(parcels.map((each) => fromBase64(each) as Uint8Array))
  const answer = expectAnswer(answers.slice(-1))
  if (!answer.ok) {
    // This one may be refused for good: the next time it is signed anew. A key that never came on record never will.
    const ended = answers.length > 1 && answers[0]?.ok === false ? { used: null, expires: 0 } : {}
    await writePhone(folder, { ...phone, ...ended, revoking: revoked === null ? null : before })
    return refuse(answer.sentence)
  }
  const { statement, index } = answer
  await writePhone(folder, { ...phone, revoking, revoked: { statement, index } })
  return { ok: true, statement, index }
}

async function sign(
  folder: string,
  hands: Hands,
  { party }: KnownPhone,
  key: string,
  since: number | null,
): Promise<NonNullable<PhoneFile["revoking"]>> {
  const pen = await penOf(folder, party, hands)
  const terms: Terms["key"] = {
    ...keyTerms,
    act: "revoke",
    key: fromHex(key) as Uint8Array,
    compromisedSince: since,
  }
  return { since, parcel: toBase64(encodeParcel(parcelOf(draft("key", terms, pen), alone))) }
}
