/** A ledger that remembers parcels and answers as they say: `parcel("ok 1")`, `parcel("nonce-reused")`. */

import type { Acknowledged, Answer, LedgerApi } from "../../src/api/ledger-api.ts"
import type { HeldItem, Named } from "../../src/api/desk.ts"
import { isRejectionCode } from "../../src/api/wire.ts"
import { statementIdOf } from "../../src/custody/identifier.ts"
import { rejected } from "../../src/custody/rejected.ts"
import { concat, utf8 } from "../../src/encoding/bytes.ts"
import { decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import type { ItemId, PartyId, StatementId } from "../../src/custody/identifier.ts"
import type { KeyId } from "../../src/cose/key.ts"
import { encodeEntryBundle } from "../../src/log/entry-bundle.ts"
import { message } from "../../src/language/message.ts"
import type { Difference } from "../../src/rules/conservation.ts"
import type { ItemsFinding } from "../../src/rules/judge.ts"
import { leafHash } from "../../src/merkle/tree.ts"

export const parcel = (word: string, padding = 64): Uint8Array =>
  encodeCbor(
    new Map<number, string | Uint8Array>([
      [1, word],
      [2, new Uint8Array(padding)],
    ]),
  )

const fakeEntry = (index: number): Uint8Array => new Uint8Array([0xa0, index])

export const itemId = (digit: string): ItemId => digit.repeat(64) as ItemId

const partyId = (digit: string): PartyId => digit.repeat(64) as PartyId
const keyId = "2".repeat(64) as KeyId

export const fakeNames: readonly Named[] = [
  { type: "party", id: partyId("1"), name: "Havnetorvet", form: "organisation" },
  {
    type: "key",
    id: keyId,
    name: null,
    party: partyId("1"),
    person: null,
    rights: "sign",
    assurance: 2,
    revoked: false,
  },
]

export const fakeHoldings: readonly HeldItem[] = ["a", "b"].map((digit) => ({
  item: itemId(digit),
  status: "held",
  goods: "cash",
  container: false,
  owner: null,
  within: null,
  holder: partyId(digit === "a" ? "1" : "3"),
  key: keyId,
  person: null,
  place: null,
  receipt: "4".repeat(64) as StatementId,
  since: 1_767_225_600_000,
  contract: null,
  identifiers: [`bag ${digit}`],
  value: { currency: "DKK", minor: 90_000 },
}))

export const fakeFindings: readonly ItemsFinding[] = [
  {
    rule: "33-4",
    source: "003",
    section: "§33",
    force: "skal",
    severity: "violation",
    outcome: "broken",
    statement: "4".repeat(64) as StatementId,
    edition: 1,
    sentence: message("rule.33-4"),
    items: [itemId("a")],
  },
]

const stated = { statement: "4".repeat(64) as StatementId, party: null, person: null, key: keyId }
export const fakeDifferences: readonly Difference[] = [
  {
    kind: "count",
    item: itemId("a"),
    owner: null,
    currency: "DKK",
    expected: 900,
    found: 800,
    by: stated,
    since: [stated],
    reported: true,
  },
]

export type FakeLedger = LedgerApi & {
  /** What `submit` was given, call by call. */
  readonly submitted: (readonly Uint8Array[])[]
}

export function fakeLedger(changes: Partial<LedgerApi> = {}, sample = false): FakeLedger {
  const indexes = new Map<string, number>()
  const submitted: (readonly Uint8Array[])[] = []
  const answer = (bytes: Uint8Array): Answer => {
    const decoded = decodeCbor(bytes)
    const word = decoded.ok && decoded.value instanceof Map ? decoded.value.get(1) : undefined
    if (typeof word !== "string") return { ok: false, ...rejected("malformed", "no word") }
    if (word === "broken disk") throw new Error("EIO: /srv/ledger/000012.log")
    if (isRejectionCode(word)) return { ok: false, ...rejected(word, "as it asked") }
    return acknowledge(bytes)
  }
  const acknowledge = (bytes: Uint8Array): Acknowledged => {
    const statement = statementIdOf(bytes)
    const known = indexes.get(statement)
    const index = known ?? indexes.size
    indexes.set(statement, index)
    const promise = utf8("promise")
    return { ok: true, statement, index, repeated: known !== undefined, promise, findings: [] }
  }
  const items = ["a", "b", "c"].map((digit) => ({
    id: itemId(digit),
    status: "held" as const,
    identifiers: [`bag ${digit}`],
  }))
  return {
    submitted,
    about: async () => ({
      origin: "ledger.example/fake",
      sample,
      size: indexes.size,
      published: 0,
      checkpointKey: "ledger.example/fake+00000000+AAAA",
    }),
    checkpoint: async () => utf8("ledger.example/fake\n0\n\n— note\n"),
    cosigned: async () => utf8("ledger.example/fake\n0\n\n— cosigned note\n"),
    policy: async () => utf8("log ledger.example/fake+00000000+AAAA\nquorum none\n"),
    witnesses: async () => ({
      witnesses: [
        { name: "anna", url: "http://127.0.0.1:1/", size: 3, at: 1_767_225_600_000, fault: null },
        { name: "bert", url: null, size: null, at: null, fault: "no answer came" },
      ],
      cosigned: 3,
      replayed: null,
      lacking: [{ size: 4, cosigned: ["anna"] }],
    }),
    tile: async ({ level, index, width }) => {
      if (index > 0 || width > 3 || (level !== 0 && level !== "entries")) return undefined
      const entries = [0, 1, 2].slice(0, width).map(fakeEntry)
      return level === 0 ? concat(...entries.map(leafHash)) : encodeEntryBundle(entries)
    },
    tlogProof: async (index) =>
      index < 3 ? utf8(`c2sp.org/tlog-proof@v1\nindex ${index}\n`) : undefined,
    coseReceipt: async (index) => (index < 3 ? new Uint8Array([0xd2, index]) : undefined),
    entry: async (index) => (index < 3 ? { index, bytes: fakeEntry(index) } : undefined),
    indexOf: async (statement) => indexes.get(statement),
    items: async (after, limit) =>
      items.filter(({ id }) => after === null || id > after).slice(0, limit),
    names: async (after, limit) =>
      fakeNames.filter(({ id }) => after === null || id > after).slice(0, limit),
    holdings: async ({ party, identifier, after = "", limit = 200 }) =>
      fakeHoldings
        .filter(({ item, holder }) => item > after && (party === undefined || holder === party))
        .filter(({ identifiers: [own] }) => identifier === undefined || own === identifier)
        .slice(0, limit),
    findings: async (after, limit) => ({
      findings: after === null ? fakeFindings : [],
      items: after === null ? Math.min(limit, 2) : 0,
      next: after === null ? itemId("b") : null,
    }),
    books: async (limit) => ({
      size: 3,
      balances: [
        { owner: null, currency: "DKK", taken: 900, closed: 100, held: 700, difference: -100 },
      ],
      differences: fakeDifferences.slice(0, limit),
      differing: 1,
    }),
    history: async (item) => (item === itemId("a") ? [4, 7] : []),
    bundle: async ({ item, from, to, scope }) =>
      item === itemId("a") ? utf8(`${scope} from ${from} to ${to}`) : undefined,
    dryRun: async (bytes) => {
      const asked = answer(bytes)
      return asked.ok ? { ok: true, findings: [], rules: [], differences: [] } : asked
    },
    inclusion: async (index, size) =>
      index < size && size === 3 ? [sha256(utf8("x"))] : undefined,
    consistency: async (from, to) => (from <= to && to === 3 ? [] : undefined),
    submit: async (parcels) => {
      submitted.push(parcels)
      return parcels.map(answer)
    },
    publish: async () => utf8("ledger.example/fake\n1\n\n— note\n"),
    ...changes,
  }
}
