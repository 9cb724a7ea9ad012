/**
 * What of a statement can be checked without knowing any state: signatures under given keys, and openings against what
 * was committed to. It is nearly all of the work of an append, so it may be done elsewhere and beside other such work.
 */

import { type Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import { type CheckSigned, type Signed, verifySigned } from "../cose/sign.ts"
import { equal } from "../encoding/bytes.ts"
import type { Finding } from "./finding.ts"
import { type Opened, signersOf } from "./handover.ts"
import type { StatementId } from "./identifier.ts"
import { openingFindings } from "./against-itself.ts"
import { type Leaf, readLeaves, type Sealed } from "./sealed.ts"

export type SignatureAsked = { readonly signed: Signed; readonly publicKey: Uint8Array }

/** Openings as they came, and what they are the openings of. */
export type OpeningsAsked = Sealed & {
  readonly encoded: Uint8Array
  readonly statement: StatementId
}

/** About one delivery. */
export type Asked = {
  readonly signatures: readonly SignatureAsked[]
  readonly openings: readonly OpeningsAsked[]
}

/** Whether all leaves of a statement were opened or some withheld, and what they show against themselves. */
export type OpeningsFound = {
  readonly received: "all" | "some"
  readonly findings: readonly Finding[]
}

/** In the order of what was asked. Openings that are not those of their statement are undefined. */
export type Found = {
  readonly signatures: readonly boolean[]
  readonly openings: readonly (OpeningsFound | undefined)[]
}

/** Answers in the order of the questions. */
export type Scrutiny = (asked: readonly Asked[]) => Promise<readonly Found[]>

export function scrutinise({ signatures, openings }: Asked, verify: Ed25519Verify): Found {
  return {
    signatures: signatures.map(({ signed, publicKey }) => verifySigned(signed, publicKey, verify)),
    openings: openings.map(openingsFound),
  }
}

export function openingsFound(asked: OpeningsAsked): OpeningsFound | undefined {
  const leaves = readLeaves(asked.encoded, asked)
  if (leaves === undefined) return undefined
  const findings = openingFindings(asked.statement, leaves)
  return { received: leaves.some(isWithheld) ? "some" : "all", findings }
}

const isWithheld = (leaf: Leaf): boolean => leaf instanceof Uint8Array

/** In this thread, one after the other. */
export const scrutinyHere =
  (verify: Ed25519Verify): Scrutiny =>
  async (asked) =>
    asked.map((each) => scrutinise(each, verify))

/** The signatures in a statement whose keys are known. */
export const signaturesAsked = (
  opened: Opened,
  keyOf: (id: KeyId) => Uint8Array | undefined,
): readonly SignatureAsked[] =>
  signersOf(opened).flatMap(({ signed }) => {
    const publicKey = keyOf(signed.keyId)
    return publicKey === undefined ? [] : [{ signed, publicKey }]
  })

/** Signatures found right or wrong under a key. */
export type Checked = ReadonlyMap<Signed, { readonly publicKey: Uint8Array; readonly ok: boolean }>

export const checkedIn = (asked: readonly Asked[], found: readonly Found[]): Checked =>
  new Map(
    asked.flatMap(({ signatures }, i) =>
      signatures.map(({ signed, publicKey }, k) => {
        const ok = found[i]?.signatures[k] === true
        return [signed, { publicKey, ok }] as const
      }),
    ),
  )

/** What was found, and `verify` for what was not asked. */
export const checkBy =
  (checked: Checked, verify: Ed25519Verify): CheckSigned =>
  (signed, publicKey) => {
    const known = checked.get(signed)
    return known !== undefined && equal(known.publicKey, publicKey)
      ? known.ok
      : verifySigned(signed, publicKey, verify)
  }
