/**
 * Phones that were invited, in the data folder: one file each under `phones`, named by the hash of its code. The codes
 * themselves are printed once and kept nowhere.
 */

import { mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import * as Type from "typebox"
import { Check } from "typebox/value"
import { toHex } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { orNull, strictly, words } from "../api/body.ts"
import { codeLength } from "../api/enrolment.ts"
import { idPattern, maxCount } from "../api/wire.ts"
import type { PartyId, PersonId, StatementId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { type Role, roles } from "../custody/statement.ts"
import { syncDirectory } from "../store/head.ts"
import { systemSentence, unusable } from "./failure.ts"
import { isThere, readJson, writeWhole } from "./files.ts"

export type OnRecord = { readonly statement: StatementId; readonly index: number }

export type PhoneFile = {
  readonly party: PartyId
  readonly partyName: string | null
  readonly role: Role
  /** The person's pseudonym: that of an earlier phone, or a new one. */
  readonly person: PersonId | null
  readonly name: string
  /** What this person may carry at once. */
  readonly limit: Money | null
  /** Milliseconds since 1970. */
  readonly made: number
  readonly expires: number
  /** SHA-256 of the code that enrols it, hex. All of it: the part in the file's name is no secret, and can be met by luck. */
  readonly code: string
  /** SHA-256 of the code that revokes it, hex. */
  readonly revocation: string
  /** The public key that used the code, hex, and the parcel that enrols it, base64: kept before it is sent. */
  readonly used: { readonly key: string; readonly parcel: string } | null
  readonly enrolled: OnRecord | null
  /** From when its key may have been in other hands, and the parcel that revokes it: kept before it is sent. */
  readonly revoking: { readonly since: number | null; readonly parcel: string } | null
  readonly revoked: OnRecord | null
}

/** A phone by the first 16 hex digits of its code's hash: what the command line calls it. */
export type KnownPhone = PhoneFile & { readonly id: string }

const maxPhoneBytes = 200_000
const head = { format: "kvitto phone", version: 1 } as const

const hash = Type.String({ pattern: idPattern })
const instant = Type.Integer({ minimum: 0, maximum: maxCount })
const parcel = Type.String({ minLength: 1 })
const onRecord = orNull(Type.Object({ statement: hash, index: instant }, strictly))

const fileShape = Type.Unsafe<typeof head & PhoneFile>(
  Type.Object(
    {
      format: Type.Literal(head.format),
      version: Type.Literal(head.version),
      party: hash,
      partyName: orNull(Type.String()),
      role: words(roles),
      person: orNull(hash),
      name: Type.String(),
      limit: orNull(Type.Object({ currency: Type.String(), minor: instant }, strictly)),
      made: instant,
      expires: instant,
      code: hash,
      revocation: hash,
      used: orNull(Type.Object({ key: hash, parcel }, strictly)),
      enrolled: onRecord,
      revoking: orNull(Type.Object({ since: orNull(instant), parcel }, strictly)),
      revoked: onRecord,
    },
    strictly,
  ),
)

const phonesIn = (folder: string): string => join(folder, "phones")
const fileOf = (folder: string, id: string): string => join(phonesIn(folder), `${id}.json`)

export const codeHash = (code: Uint8Array): string => toHex(sha256(code))
export const phoneIdOf = (code: Uint8Array): string => codeHash(code).slice(0, 16)
export const newCode = (random: (length: number) => Uint8Array): Uint8Array => random(codeLength)

/** Replaces what is known of a phone, whole or not at all; after a loss of power too, because a code is used once. */
export async function writePhone(folder: string, { id, ...phone }: KnownPhone): Promise<void> {
  try {
    await mkdir(phonesIn(folder), { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(systemSentence(phonesIn(folder), cause), cause)
  }
  await writeWhole(fileOf(folder, id), `${JSON.stringify({ ...head, ...phone }, undefined, 1)}\n`)
  await syncDirectory(phonesIn(folder))
}

/** Undefined where there is none of this id. Throws for a file that this version did not write. */
export async function readPhone(folder: string, id: string): Promise<KnownPhone | undefined> {
  const path = fileOf(folder, id)
  if (!/^[0-9a-f]{16}$/.test(id) || !(await isThere(path))) return undefined
  const read = await readJson(path, maxPhoneBytes)
  if (!Check(fileShape, read)) throw unusable(`${path}: not one that this version wrote`)
  const { format: _format, version: _version, ...phone } = read
  return { ...phone, id }
}

/** What the phones are called, of which each may be the name of a file that cannot be read. */
export async function phoneIds(folder: string): Promise<readonly string[]> {
  if (!(await isThere(phonesIn(folder)))) return []
  const names = await readdir(phonesIn(folder))
  return names.flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? [])
}

/** All of them, oldest first. */
export async function readPhones(folder: string): Promise<readonly KnownPhone[]> {
  const found: KnownPhone[] = []
  for (const id of await phoneIds(folder)) {
    const phone = await readPhone(folder, id)
    if (phone !== undefined) found.push(phone)
  }
  return found.sort((a, b) => a.made - b.made || (a.id < b.id ? -1 : 1))
}
