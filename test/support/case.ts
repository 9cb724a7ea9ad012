/**
 * One item's life told by hand: named parties sign real statements, brackets and keys are given, no ledger is needed.
 * Times are minutes from 0. A party is a capital letter; its keys are that letter, or that letter and a digit.
 */

import type { SigningKey } from "../../src/cose/key.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import { draft, type Options, type Pen } from "../../src/custody/draft.ts"
import { type Opened, openStatement } from "../../src/custody/handover.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PlaceId,
  type StatementId,
} from "../../src/custody/identifier.ts"
import { type Entered, type ItemState, noItem } from "../../src/custody/item.ts"
import type { Kind } from "../../src/custody/kind.ts"
import { type Asked, liableAt, type Opinion } from "../../src/custody/liability.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import type { KeyState } from "../../src/custody/roster.ts"
import type { Bracket, Evidence } from "../../src/custody/worth.ts"
import type { ContractVersion } from "../../src/custody/state.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { nextItem } from "../../src/custody/transition.ts"
import { concat, toHex, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { signNode } from "../../src/platform/ed25519.ts"

export const minute = 60_000
const origin = "case.example/ledger"

/** When a statement was signed, as far as proven: minutes, `from` null for no lower bound. */
export type Times = { readonly from: number | null; readonly to: number }

const named = (text: string): string => toHex(sha256(utf8(text)))
export const partyNamed = (name: string): PartyId => named(`party ${name}`) as PartyId
/** An id under which nothing is on record. */
export const strangeId = (name: string): StatementId => named(`strange ${name}`) as StatementId
export const placeNamed = (name: string): PlaceId => strangeId(`place ${name}`) as string as PlaceId

const keys = new Map<string, SigningKey>()
export function keyNamed(name: string): SigningKey {
  const known = keys.get(name) ?? signingKeyFromSeed(sha256(utf8(`key ${name}`)), signNode)
  keys.set(name, known)
  return known
}

/** The letter of a party's key is the party's: `A2` is a key of `A`. */
export const ownerOf = (key: string): string => key.slice(0, 1)

export type Signing = {
  readonly options?: Options
  /** Not one of the party's enrolled keys: the acceptance carries it. */
  readonly oneTime?: boolean
  /** The statement is signed, and never reaches the record. */
  readonly drawer?: boolean
}

export type Scene = {
  readonly entries: readonly Entered[]
  readonly sign: <K extends Kind>(
    kind: K,
    terms: Terms[K],
    signers: readonly string[],
    times: Times,
    signing?: Signing,
  ) => Opened
  /** Says something of a key, or a party's root, that its statements do not. */
  readonly changeKey: (name: string, change: (key: KeyState) => KeyState) => void
  readonly pin: (party: string, key: string) => void
  readonly changeEvidence: (change: Partial<Evidence>) => void
  readonly setBracket: (statement: StatementId, times: Times) => void
  /** What a script calls its statements. */
  readonly labels: Map<string, Opened>
  readonly contracts: Map<StatementId, ContractVersion>
  /** What kind of place is on record under an id; a place that is not in here was never described. */
  readonly places: Map<PlaceId, string>
  readonly evidence: () => Evidence
  /** The item on a line of the first intake on record. */
  readonly item: (line: number) => ItemId
}

const bracketOf = ({ from, to }: Times): Bracket => ({
  notBefore: from === null ? null : from * minute,
  notAfter: to * minute,
})

function enrolled(name: string): KeyState {
  const { keyId, publicKey } = keyNamed(name)
  return {
    keyId,
    publicKey: toHex(publicKey),
    party: partyNamed(ownerOf(name)),
    person: null,
    rights: "sign",
    assurance: 2,
    enrolledBy: strangeId(`enrolment of ${name}`),
    enroller: null,
    root: keyNamed(`${ownerOf(name)} root`).keyId,
    recovery: null,
    effectiveFrom: 0,
    revocations: [],
  }
}

function penOf(name: string, times: Times, count: () => number, oneTime: boolean): Pen {
  return {
    key: keyNamed(name),
    origin,
    party: oneTime ? null : partyNamed(ownerOf(name)),
    role: "courier",
    clock: () => ({ at: times.to * minute, offset: 0 }),
    random: (length) => sha256(concat(utf8(name), uint64(count()))).slice(0, length),
    seen: () => null,
  }
}

/** Complete long after every time in a case, and on more than the operator's word; an hour of settlement. */
const trusted = {
  pinnedRoot: () => undefined,
  minimumAssurance: 0,
  settlement: 60 * minute,
  complete: { upTo: 1_000_000 * minute, proved: true },
  onRecord: ({ appendedAt }: { readonly appendedAt: number }) => ({
    notBefore: appendedAt,
    notAfter: appendedAt,
  }),
}

export function newScene(): Scene {
  const entries: Entered[] = []
  const brackets = new Map<StatementId, Bracket>()
  const states = new Map<string, KeyState>()
  const labels = new Map<string, Opened>()
  const contracts = new Map<StatementId, ContractVersion>()
  const places = new Map<PlaceId, string>()
  const pins = new Map<PartyId, string>()
  let changed: Partial<Evidence> = {}
  let counter = 0
  let intake: StatementId | undefined
  const know = (name: string): KeyState => {
    const { keyId } = keyNamed(name)
    const state = states.get(keyId) ?? enrolled(name)
    states.set(keyId, state)
    return state
  }
  const sign: Scene["sign"] = (kind, terms, signers, times, signing = {}) => {
    const [first, ...seconds] = signers as [string, ...string[]]
    const oneTime = signing.oneTime ?? false
    for (const signer of signers) if (!oneTime) know(signer)
    const pen = (name: string): Pen => penOf(name, times, () => counter++, oneTime)
    const attest = seconds.map(pen)
    const signed = draft(kind, terms, pen(first), { ...signing.options, attest })
    const opened = openStatement(signed.bytes, origin)
    if (isRejected(opened)) throw new Error(`case: expected a statement, got ${opened.sentence}`)
    for (const { id } of [opened, ...opened.attested]) brackets.set(id, bracketOf(times))
    if (kind === "intake") intake ??= opened.id
    if (signing.drawer !== true)
      entries.push({
        opened,
        index: placeAt(times.to, entries.length),
        appendedAt: times.to * minute,
      })
    return opened
  }
  return {
    entries,
    sign,
    labels,
    contracts,
    places,
    changeKey: (name, change) => {
      states.set(keyNamed(name).keyId, change(know(name)))
    },
    pin: (party, key) => {
      pins.set(partyNamed(party), keyNamed(key).keyId)
    },
    changeEvidence: (change) => {
      changed = { ...changed, ...change }
    },
    setBracket: (statement, times) => {
      brackets.set(statement, bracketOf(times))
    },
    item: (line) => itemIdOf(intake as StatementId, line),
    evidence: () => ({
      ...trusted,
      bracket: (id) => {
        const known = brackets.get(id)
        if (known === undefined) throw new Error(`case: expected a bracket of ${id}, got none`)
        return known
      },
      key: (id) => states.get(id),
      contract: (id) => contracts.get(id),
      placeType: (id) => places.get(id),
      pinnedRoot: (party) => pins.get(party) as KeyState["root"] | undefined,
      ...changed,
    }),
  }
}

/** Where in the log something stands that came on record in this minute; `n` tells those of one minute apart. */
export const placeAt = (minutes: number, n: number): number => minutes * 1000 + n

/** The item after these entries, in this order of arrival. */
export const foldItem = (entries: readonly Entered[], item: ItemId): ItemState =>
  entries.reduce((state, entered) => nextItem(state, entered).state, noItem(item))

export const ask = (
  scene: Scene,
  asked: { readonly from: number; readonly to: number; readonly scope: Asked["scope"] },
  line = 0,
  entries: readonly Entered[] = scene.entries,
): Opinion =>
  liableAt(foldItem(entries, scene.item(line)), scene.evidence(), {
    from: asked.from * minute,
    to: asked.to * minute,
    scope: asked.scope,
  })

const letters = new Map(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").map((name) => [partyNamed(name), name]),
)
export const letterOf = (party: PartyId): string => letters.get(party) ?? "keyless"

const listed = (names: readonly string[]): string =>
  names.length === 0 ? "-" : [...new Set(names)].toSorted().join(",")

/** An opinion as the tables write it. `nobody`: not yet taken in; `keyless`: an addressee's own one-time key. */
export const printOpinion = (
  opinion: Opinion,
): { verdict: string; alternatives: string; burden: string; holder: string } => ({
  verdict: opinion.verdict,
  alternatives: listed(
    opinion.alternatives.map(({ liable }) =>
      liable.length === 0 ? "nobody" : liable.map(({ party }) => letterOf(party)).join("+"),
    ),
  ),
  burden: opinion.burden === null ? "-" : letterOf(opinion.burden),
  holder: listed(opinion.holder.map(({ party }) => (party === null ? "outside" : letterOf(party)))),
})
