/**
 * Questions and answers between threads, as bytes: to clone objects would cost as much as to check them.
 *
 *     questions   number(4), then each: length(4) and bytes of its source;
 *                 number(1), then each signature: place(4) and length(4) of the signed message, public key(32);
 *                 number(1), then each openings: place(4), length(4), kind(1), lines(2), role(1), length(1) and
 *                 bytes of the origin, nonce(32), root(32), statement id(32)
 *     answers     per signature 0 or 1; per openings 0 not its own, 1 some, 2 all
 */

import { fromHex, hashToHex, textOf, utf8 } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { openSign1, verifySigned } from "../cose/sign.ts"
import type { Finding } from "../custody/finding.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Kind, kindNumber, kindOf } from "../custody/kind.ts"
import { type Asked, type Found, openingsFound } from "../custody/scrutiny.ts"

const [keyLength, hashLength] = [32, 32]
const openingsLength = 4 + 4 + 1 + 2 + 1 + 1 + 255 + 3 * hashLength

class Packer {
  readonly bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
    this.#view = new DataView(this.bytes.buffer)
  }

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

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }
}

const lengthOf = ({ source, signatures, openings }: Asked): number =>
  4 + source.length + 1 + signatures.length * (8 + keyLength) + 1 + openings.length * openingsLength

/** A buffer of its own, to be handed over. */
export function packQuestions(asked: readonly Asked[]): Uint8Array {
  const packer = new Packer(asked.reduce((sum, each) => sum + lengthOf(each), 4))
  packer.uint32(asked.length)
  for (const { source, signatures, openings } of asked) {
    const within = (part: Uint8Array): void => {
      packer.uint32(part.byteOffset - source.byteOffset)
      packer.uint32(part.length)
    }
    packer.uint32(source.length)
    packer.raw(source)
    packer.uint8(signatures.length)
    for (const { signed, publicKey } of signatures) {
      within(signed.bytes)
      packer.raw(publicKey)
    }
    packer.uint8(openings.length)
    for (const { encoded, statement, kind, lines, context, root } of openings) {
      const origin = utf8(context.origin)
      within(encoded)
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
    const source = take(uint32())
    const within = (): Uint8Array => {
      const from = uint32()
      return source.subarray(from, from + uint32())
    }
    for (let signatures = uint8(); signatures > 0; signatures--) {
      const signed = openSign1(within())
      const publicKey = take(keyLength)
      answers.push(signed !== undefined && verifySigned(signed, publicKey, verify) ? 1 : 0)
    }
    for (let openings = uint8(); openings > 0; openings--) {
      const encoded = within()
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
    signatures: signatures.map(() => answers[at++] === 1),
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
