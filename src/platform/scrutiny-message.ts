/**
 * Questions and answers between threads, as bytes: to clone objects would cost as much as to check them.
 *
 *     questions   number(4), then each:
 *                 number(1), then each signature: public key(32), signature(64), length(4) and the bytes that it is over;
 *                 number(1), then each openings: length(4), bytes, kind(1), lines(2), role(1), length(1) and bytes of
 *                 the origin, nonce(32), root(32), statement id(32)
 *     answers     per signature 0 or 1; per openings 0 not its own, 1 some, 2 all
 *
 * Whoever asks has opened the signed message, so threads open none; whose key it is, is said by who asks too.
 */

import { fromHex, hashToHex, textOf, utf8 } from "../encoding/bytes.ts"
import { Putter } from "../encoding/put.ts"
import { type Ed25519Verify, publicKeyLength, signatureLength } from "../cose/ed25519.ts"
import { isNamed } from "../cose/key.ts"
import { putToBeSigned, toBeSignedLength } from "../cose/sign.ts"
import type { Finding } from "../custody/finding.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Kind, kindNumber, kindOf } from "../custody/kind.ts"
import { type Asked, type Found, openingsFound } from "../custody/scrutiny.ts"

const hashLength = 32
const openingsLength = 4 + 1 + 2 + 1 + 1 + 255 + 3 * hashLength

/** As CBOR is put, and numbers of fixed width beside it. */
class Packer extends Putter {
  readonly #view = new DataView(this.bytes.buffer)

  uint8(value: number): void {
    this.bytes[this.at++] = value
  }

  uint16(value: number): void {
    this.#view.setUint16(this.at, value)
    this.at += 2
  }

  uint32(value: number): void {
    this.#view.setUint32(this.at, value)
    this.at += 4
  }
}

function lengthOf({ signatures, openings }: Asked): number {
  let length = 2
  for (const { signed } of signatures)
    length += publicKeyLength + signatureLength + 4 + toBeSignedLength(signed)
  for (const { encoded } of openings) length += openingsLength + encoded.length
  return length
}

/** The bytes, or zeros, under which no signature is right, where they would shift what stands behind them. */
const ofLength = (bytes: Uint8Array, length: number): Uint8Array =>
  bytes.length === length ? bytes : new Uint8Array(length)

/** A buffer of its own, to be handed over. */
export function packQuestions(asked: readonly Asked[]): Uint8Array {
  const packer = new Packer(asked.reduce((sum, each) => sum + lengthOf(each), 4))
  packer.uint32(asked.length)
  for (const { signatures, openings } of asked) {
    packer.uint8(signatures.length)
    for (const { signed, publicKey } of signatures) {
      packer.raw(ofLength(publicKey, publicKeyLength))
      packer.raw(ofLength(signed.signature, signatureLength))
      packer.uint32(toBeSignedLength(signed))
      putToBeSigned(packer, signed)
    }
    packer.uint8(openings.length)
    for (const { encoded, statement, kind, lines, context, root } of openings) {
      const origin = utf8(context.origin)
      packer.uint32(encoded.length)
      packer.raw(encoded)
      packer.uint8(kindNumber(kind))
      packer.uint16(lines)
      packer.uint8(context.role)
      packer.uint8(origin.length)
      packer.raw(origin)
      packer.raw(context.nonce)
      packer.raw(root)
      packer.raw(fromHex(statement) as Uint8Array)
    }
  }
  return packer.bytes.subarray(0, packer.at)
}

/** `findings` of the openings with the answer at that place, where there are any. */
export type Answers = {
  readonly answers: Uint8Array
  readonly findings: readonly (readonly [place: number, findings: readonly Finding[]])[]
}

/** Answers questions as `packQuestions` made them. */
export function answerQuestions(packed: Uint8Array, verify: Ed25519Verify): Answers {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  const answers: number[] = []
  const findings: [number, readonly Finding[]][] = []
  let at = 4
  const take = (length: number): Uint8Array => {
    at += length
    return packed.subarray(at - length, at)
  }
  const uint32 = (): number => {
    at += 4
    return view.getUint32(at - 4)
  }
  const uint8 = (): number => packed[at++] as number
  for (let left = view.getUint32(0); left > 0; left--) {
    for (let signatures = uint8(); signatures > 0; signatures--) {
      const publicKey = take(publicKeyLength)
      const signature = take(signatureLength)
      answers.push(verify(publicKey, take(uint32()), signature) ? 1 : 0)
    }
    for (let openings = uint8(); openings > 0; openings--) {
      const encoded = take(uint32())
      const kind = kindOf(uint8()) as Kind
      const lines = 256 * uint8() + uint8()
      const role = uint8()
      const origin = textOf(take(uint8())) as string
      const nonce = take(hashLength)
      const root = take(hashLength)
      const statement = hashToHex(take(hashLength), 0) as StatementId
      const context = { origin, nonce, role }
      const found = openingsFound({ encoded, statement, kind, lines, context, root })
      if (found !== undefined && found.findings.length > 0)
        findings.push([answers.length, found.findings])
      answers.push(found === undefined ? 0 : found.received === "some" ? 1 : 2)
    }
  }
  return { answers: Uint8Array.from(answers), findings }
}

/** What the answers to these questions say. */
export function readAnswers(
  asked: readonly Asked[],
  { answers, findings }: Answers,
): readonly Found[] {
  const said = new Map(findings)
  let at = 0
  return asked.map(({ signatures, openings }) => ({
    signatures: signatures.map(
      ({ signed, publicKey }) => answers[at++] === 1 && isNamed(publicKey, signed.keyId),
    ),
    openings: openings.map(() => {
      const place = at++
      const answer = answers[place]
      if (answer !== 1 && answer !== 2) return undefined
      return {
        received: answer === 1 ? ("some" as const) : ("all" as const),
        findings: said.get(place) ?? [],
      }
    }),
  }))
}
