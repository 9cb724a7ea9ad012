/**
 * What one phone shows another: an offer, the receipt for it, or an organisation's invitation to enrol. Nobody signs a
 * message: what counts in it is signed inside. Format and meaning: docs/phone.md.
 */

import { encodeCbor } from "../encoding/cbor.ts"
import { bool, bytes, decodeShape, integer, named, type Of, text } from "../encoding/shape.ts"
import { fields, list, nullable, row } from "../encoding/structure.ts"
import { sealedFields } from "../custody/field.ts"
import { choice, origin, partyId, publicKey } from "../custody/shapes.ts"
import { maxLines } from "../custody/terms.ts"
import { goods } from "../custody/words.ts"
import { maxMessageBytes } from "./parts.ts"

/** What the giver says of a line: nobody can inspect a hash. */
const toldShape = named(
  "told",
  row({
    goods: choice("goods", goods),
    container: bool,
    identifier: nullable(sealedFields.identifier[1]),
    seal: nullable(sealedFields.seal[1]),
    amount: nullable(sealedFields.amount[1]),
    contents: nullable(sealedFields.contents[1]),
  }),
)
/** `amount`: what it is said to be worth; all as the giver says. */
export type Told = Of<typeof toldShape>

export const messageKinds = ["offer", "receipt", "invitation"] as const
export type MessageKind = (typeof messageKinds)[number]

const parcel = bytes(1, maxMessageBytes)
const start = (kind: MessageKind) =>
  ({
    version: [1, integer(1, 1)],
    kind: [2, integer(messageKinds.indexOf(kind), messageKinds.indexOf(kind))],
    origin: [3, origin],
  }) as const

/** The code is of 128 bits and is used once. */
export const codeLength = 16

const shapes = {
  offer: fields({
    ...start("offer"),
    key: [4, publicKey],
    parcel: [5, parcel],
    lines: [6, list(toldShape, 1, maxLines)],
  }),
  receipt: fields({ ...start("receipt"), key: [4, publicKey], parcel: [5, parcel] }),
  invitation: fields({
    ...start("invitation"),
    url: [4, text(1, 500)],
    party: [5, partyId],
    code: [6, bytes(codeLength)],
  }),
} as const

type Bodies = { readonly [K in MessageKind]: Omit<Of<(typeof shapes)[K]>, "version" | "kind"> }
/** `key`: the public key of who signed what the parcel holds. */
export type Message = { [K in MessageKind]: { readonly kind: K } & Bodies[K] }[MessageKind]
export type MessageOf<K extends MessageKind> = Extract<Message, { readonly kind: K }>

export function encodeMessage(message: Message): Uint8Array {
  const kind = messageKinds.indexOf(message.kind)
  switch (message.kind) {
    case "offer":
      return encodeCbor(shapes.offer.write({ ...message, version: 1, kind }))
    case "receipt":
      return encodeCbor(shapes.receipt.write({ ...message, version: 1, kind }))
    case "invitation":
      return encodeCbor(shapes.invitation.write({ ...message, version: 1, kind }))
  }
}

/** Undefined where the message, or the parcel in it, is longer than may be. */
export function messageOf(message: MessageOf<"offer" | "receipt">): Uint8Array | undefined {
  if (message.parcel.length > maxMessageBytes) return undefined
  const encoded = encodeMessage(message)
  return encoded.length > maxMessageBytes ? undefined : encoded
}

/** Where a message has its kind: after a map's head, 1: version and the key 2. */
const kindAt = 4

/** A sentence if the bytes are no message. */
export function decodeMessage(whole: Uint8Array): Message | { readonly fault: string } {
  if (whole.length > maxMessageBytes) return { fault: `longer than ${maxMessageBytes} bytes` }
  const kind = messageKinds[whole[kindAt] ?? messageKinds.length]
  if (kind === undefined) return { fault: "not a message of this version" }
  const read = decodeShape<Bodies[MessageKind]>(shapes[kind], whole)
  return read.ok ? ({ ...read.value, kind } as Message) : { fault: read.fault }
}

/** The CDDL of all messages, as `docs/phone.md` holds it. */
export const messageCddl = (): string => {
  const rules = new Map(Object.values(shapes).flatMap((shape) => [...shape.rules]))
  const own = messageKinds.map((kind) => `${kind} = ${shapes[kind].cddl}`)
  return `${["message = offer / receipt / invitation", ...own, ...rules.values()].join("\n\n")}\n`
}
