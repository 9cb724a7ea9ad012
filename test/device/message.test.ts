/** What phones show each other: one spelling, limits, and the page that says so. */

import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { PartyId } from "../../src/custody/identifier.ts"
import {
  decodeMessage,
  encodeMessage,
  type Message,
  messageCddl,
} from "../../src/device/message.ts"
import { maxMessageBytes, partCddl, printParts } from "../../src/device/parts.ts"

const key = new Uint8Array(32).fill(1)
const parcel = new Uint8Array(40).fill(2)
const told = {
  goods: "cash",
  container: false,
  identifier: { scheme: "bag", value: "NT 100310" },
  seal: "S-7713010",
  amount: { currency: "DKK", minor: 215_000 },
  contents: null,
} as const
const messages: readonly Message[] = [
  {
    kind: "offer",
    origin: "ledger.example/a",
    key,
    parcel,
    lines: [told, { ...told, seal: null }],
  },
  { kind: "receipt", origin: "ledger.example/a", key, parcel },
  {
    kind: "invitation",
    origin: "ledger.example/a",
    url: "https://ledger.example",
    party: "3".repeat(64) as PartyId,
    code: new Uint8Array(16).fill(3),
  },
]

describe("a message", () => {
  it.each(messages)("$kind is read back as it was written", (message) => {
    expect(decodeMessage(encodeMessage(message))).toMatchObject(message)
  })

  it.each(messages)("$kind has no other spelling, and nothing before or after it", (message) => {
    const bytes = encodeMessage(message)
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice()
      flipped[at] = (flipped[at] as number) ^ 0x10
      const read = decodeMessage(flipped)
      if (!("fault" in read)) expect(encodeMessage(read)).toEqual(flipped)
    }
    expect(decodeMessage(bytes.slice(0, -1))).toHaveProperty("fault")
    expect(decodeMessage(Uint8Array.of(...bytes, 0))).toHaveProperty("fault")
  })

  it("is refused at its limits", () => {
    expect(decodeMessage(new Uint8Array(0))).toHaveProperty("fault")
    expect(decodeMessage(new Uint8Array(maxMessageBytes + 1))).toHaveProperty("fault")
    const [offer] = messages
    if (offer?.kind !== "offer") throw new Error("expected an offer")
    const long = { ...offer, lines: Array.from({ length: 501 }, () => told) }
    expect(decodeMessage(encodeMessage(long))).toHaveProperty("fault")
  })
})

describe("docs/phone.md", () => {
  const path = new URL("../../docs/phone.md", import.meta.url)
  const blocks = [...readFileSync(path, "utf8").matchAll(/^```cddl\n([\s\S]*?)^```$/gm)]

  it("has the grammar of the code", () => {
    expect(blocks.map(([, inside]) => inside)).toEqual([messageCddl(), partCddl()])
  })

  it("shows its example as the code prints it", () => {
    const [, receipt] = messages
    const [part = ""] = printParts(encodeMessage(receipt as Message))
    expect(readFileSync(path, "utf8")).toContain(`\n${part}\n`)
  })
})
