/**
 * What the benchmarks load a ledger with: organisations whose people hand value items to each other, every hand-over one
 * receipt with both signatures and all its openings. Items are dealt out to as many makers as there are cores; the same
 * numbers give the same bytes in every run.
 */

import { encodeParcel } from "../../src/api/parcel.ts"
import type { SigningKey } from "../../src/cose/key.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import {
  draft,
  type Pen,
  plainAcceptance,
  plainLine,
  type SignedDraft,
} from "../../src/custody/draft.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PersonId,
  type PlaceId,
  type StatementId,
} from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { concat, toHex, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import type { LedgerKeys } from "../../src/ledger/running.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { signNode } from "../../src/platform/ed25519.ts"

export const fleetOrigin = "bench.example/ledger"
/** 2026-01-01T00:00:00Z. */
export const fleetStart = 1_767_225_600_000

const hour = 3_600_000

export const fleetKey = (name: string): SigningKey =>
  signingKeyFromSeed(sha256(utf8(`seed of ${name}`)), signNode)

const checkpointKey = fleetKey("checkpoint")

export const fleetKeys: LedgerKeys = {
  seal: fleetKey("seal"),
  promise: fleetKey("promise"),
  checkpoint: {
    key: noteKey(fleetOrigin, TYPE_ED25519, checkpointKey.publicKey),
    sign: checkpointKey.sign,
  },
}

/** SHA-256 over a name and a counter: no two calls give the same bytes, no two runs different ones. */
function countedRandom(name: string): (length: number) => Uint8Array {
  const seed = sha256(utf8(name))
  let count = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let left = length; left > 0; left -= 32) blocks.push(sha256(concat(seed, uint64(count++))))
    return concat(...blocks).slice(0, length)
  }
}

const idNamed = (name: string): string => toHex(sha256(utf8(name)))

/** `share` keeps those apart who sign with one key: nobody may use a nonce twice. */
const penOf = (name: string, role: Pen["role"], party: PartyId | null, share: string): Pen => ({
  key: fleetKey(name),
  origin: fleetOrigin,
  party,
  role,
  clock: () => ({ at: fleetStart, offset: 60 }),
  random: countedRandom(`random of ${name} for ${share}`),
  seen: () => null,
})

export const genesis = (): SignedDraft =>
  draft(
    "genesis",
    {
      origin: fleetOrigin,
      governors: [fleetKey("governor").publicKey],
      threshold: 1,
      recoveryDelay: 24 * hour,
      sealKey: fleetKeys.seal.publicKey,
      promiseKey: fleetKeys.promise.publicKey,
      checkpointKey: checkpointKey.publicKey,
      sample: true,
    },
    penOf("governor", "governor", null, "genesis"),
  )

export type FleetSize = {
  readonly organisations: number
  /** Of each organisation. */
  readonly people: number
}

export type Fleet = {
  /** Admissions and enrolments, in the order in which a ledger must get them. */
  readonly enrolments: readonly SignedDraft[]
  readonly parties: readonly PartyId[]
  readonly keyName: (organisation: number, person: number) => string
}

export function fleetOf({ organisations, people }: FleetSize): Fleet {
  const governor = penOf("governor", "governor", null, "admissions")
  const keyName = (organisation: number, person: number): string => `${organisation}/${person}`
  const enrolments: SignedDraft[] = []
  const parties: PartyId[] = []
  for (let organisation = 0; organisation < organisations; organisation++) {
    const root = fleetKey(`${organisation}/root`)
    const possession = root.sign(possessionMessage(fleetOrigin, null, root.publicKey))
    const admitted = draft(
      "party",
      { form: "organisation", root: root.publicKey, possession },
      governor,
    )
    const party = admitted.id as string as PartyId
    enrolments.push(admitted)
    parties.push(party)
    const signer = penOf(`${organisation}/root`, "root", party, "enrolments")
    for (let person = 0; person < people; person++)
      enrolments.push(draft("key", enrolmentOf(keyName(organisation, person), party), signer))
  }
  return { enrolments, parties, keyName }
}

function enrolmentOf(name: string, party: PartyId): Terms["key"] {
  const key = fleetKey(name)
  return {
    act: "enrol",
    key: key.publicKey,
    possession: key.sign(possessionMessage(fleetOrigin, party, key.publicKey)),
    replaces: null,
    person: idNamed(`person ${name}`) as PersonId,
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
  }
}

export const parcelOf = (signed: SignedDraft): Uint8Array =>
  encodeParcel({
    statement: signed.bytes,
    openings: signed.leaves.length === 0 ? null : encodeLeaves(signed.leaves),
    notes: [],
    predecessors: [],
  })

/** An acceptance's parcel brings the openings of both sides: the receiver had them before he signed. */
const receiptParcel = (offer: SignedDraft, acceptance: SignedDraft): Uint8Array =>
  encodeParcel({
    statement: acceptance.bytes,
    openings: encodeLeaves(acceptance.leaves),
    offerOpenings: encodeLeaves(offer.leaves),
    notes: [],
    predecessors: [],
  })

type Item = {
  readonly id: ItemId
  previous: StatementId
  holder: number
  readonly seal: string
  /** How often it will still be handed over. */
  left: number
}

/**
 * One maker's share of the items: it takes them in first, and then hands each on, round after round; with `life`, no item
 * more often than that.
 */
export class Maker {
  readonly #fleet: Fleet
  readonly #size: FleetSize
  readonly #items: Item[] = []
  readonly #pens = new Map<string, Pen>()
  readonly #share: string
  readonly #life: number
  #taken = 0
  #turn = 0

  constructor(size: FleetSize, fleet: Fleet, share: string, life = Infinity) {
    this.#size = size
    this.#fleet = fleet
    this.#share = share
    this.#life = life
  }

  get items(): readonly Item[] {
    return this.#items
  }

  #pen(organisation: number, person: number): Pen {
    const name = this.#fleet.keyName(organisation, person)
    const known = this.#pens.get(name)
    if (known !== undefined) return known
    const party = this.#fleet.parties[organisation] as PartyId
    const pen = penOf(name, "courier", party, this.#share)
    this.#pens.set(name, pen)
    return pen
  }

  /** The parcel of one intake of `lines` new items; with `mixed`, as if they had been handed over before, some often. */
  intake(lines: number, mixed = false): Uint8Array {
    const first = this.#taken
    const holder = first % this.#size.organisations
    const pen = this.#pen(holder, first % this.#size.people)
    const terms: Terms["intake"] = {
      lines: Array.from({ length: lines }, () => ({ ...plainLine, goods: "cash" as const })),
      consumes: [],
    }
    const seals = Array.from({ length: lines }, (_, i) => `S${this.#share}-${first + i}`)
    const sealed = {
      lines: seals.map((seal) => ({ seal, amount: { currency: "SEK", minor: 1_250_000 } })),
    }
    const signed = draft("intake", terms, pen, { sealed })
    for (const [line, seal] of seals.entries()) {
      const left = mixed ? this.#life - (line % this.#life) : this.#life
      this.#items.push({ id: itemIdOf(signed.id, line), previous: signed.id, holder, seal, left })
    }
    this.#taken += lines
    return parcelOf(signed)
  }

  /** The parcel of the next hand-over: one item, one receipt, two signatures. */
  handOver(): Uint8Array {
    const turn = this.#turn++
    const at = turn % this.#items.length
    const item = this.#items[at] as Item
    // Who is through with it makes room for the last, so that nobody's turn comes twice in a row.
    item.left -= 1
    if (item.left === 0) {
      this.#items[at] = this.#items.at(-1) as Item
      this.#items.pop()
    }
    const to = (item.holder + 1) % this.#size.organisations
    const person = Math.floor(turn / this.#size.organisations) % this.#size.people
    const giver = this.#pen(item.holder, person)
    const taker = this.#pen(to, person)
    const sealed = {
      whole: {
        place: idNamed(`place ${to}`) as PlaceId,
        position: {
          latitude: 593_300_000 + (turn % 10_000),
          longitude: 180_600_000 + (turn % 10_000),
          accuracy: 12,
          fixedAt: fleetStart,
        },
      },
      lines: [{ seal: item.seal }],
    }
    const offer = draft(
      "offer",
      {
        to: taker.party,
        expires: fleetStart + 24 * 365 * 10 * hour,
        lines: [{ item: item.id, previous: item.previous, within: null }],
      },
      giver,
      { sealed },
    )
    const acceptance = draft("acceptance", acceptanceOf(offer), taker, { sealed })
    item.previous = acceptance.id
    item.holder = to
    return receiptParcel(offer, acceptance)
  }
}

const acceptanceOf = (offer: SignedDraft): Terms["acceptance"] => ({
  ...plainAcceptance,
  side: "both",
  offer: offer.bytes,
  outcomes: [{ outcome: "accepted", reservations: [] }],
})
