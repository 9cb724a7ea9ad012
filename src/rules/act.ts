/**
 * One recorded act as a rule sees it, as regards one item. Everywhere `undefined` is "not shown to this reader" and null is
 * "shown, and not there": a rule that asks for what is not shown cannot decide, and says so. `facts.ts` makes these.
 */

import type { Outcome } from "../custody/handover.ts"
import type { Credential, Fittings, Inventory, Limit } from "../custody/field.ts"
import type { ItemId, PartyId, PersonId, StatementId } from "../custody/identifier.ts"
import type { Kind } from "../custody/kind.ts"
import type { Money } from "../custody/money.ts"
import type { Identifier } from "../custody/printed.ts"
import type { Role, Terms } from "../custody/statement.ts"
import type { circumstances, sealClasses } from "../custody/words.ts"

export type Circumstance = (typeof circumstances)[number]
export type Goods = Terms["intake"]["lines"][number]["goods"]
export type PlaceType = Terms["place"]["type"]

export type Signer = {
  readonly party: PartyId | null
  readonly role: Role
  /** Null for a key that is nobody's in particular. */
  readonly person: PersonId | null
  /** Persons who took part on this side: signers of one party and their crew, each once. */
  readonly persons: number
  /** Of the key's enrolment and of the party's admission. */
  readonly credentials: readonly Credential[] | undefined
}

export type Place = {
  readonly type: PlaceType
  readonly fittings: Fittings | undefined
  /** The type of the room that it stands in, and the id of the premises; null: it names none. */
  readonly room: PlaceType | null | undefined
  readonly premises: string | null | undefined
}

export type Agreement = {
  readonly terms: Terms["contract"]
  readonly limits: readonly Limit[] | undefined
  readonly credentials: readonly Credential[] | undefined
}

/** For an acceptance: what each side did. */
export type HandOver = {
  readonly side: Terms["acceptance"]["side"]
  readonly absentGiver: Terms["acceptance"]["absentGiver"]
  readonly giver: Signer | null
  readonly receiver: Signer | null
  /** Giver and receiver are of one organisation. */
  readonly internal: boolean
  readonly outcome: Outcome
  /** The type of the place that the receipt names openly. */
  readonly point: PlaceType | null | undefined
}

/** The item that is asked about, as its intake and this act say it. */
export type Thing = {
  readonly item: ItemId
  readonly goods: Goods
  readonly container: boolean
  readonly owner: PartyId | null
  readonly channel: Terms["intake"]["lines"][number]["channel"]
  readonly identifier: Identifier | null | undefined
  /** What its sender declares it worth to the carrier, and what lies in it. */
  readonly declared: Money | null | undefined
  readonly inventory: Inventory | null | undefined
  /** The sum last stated of it before this act, and the sum that this act states. */
  readonly before: Money | null | undefined
  readonly amount: Money | null | undefined
  /** A check's result, and the class of the seal it names. */
  readonly result: Terms["check"]["lines"][number]["result"] | null
  readonly sealClass: (typeof sealClasses)[number] | null | undefined
}

export type Departure = {
  /** Milliseconds since 1970 and minute of the local day, by the signer's device. */
  readonly at: number
  readonly minute: number
  readonly plan: string | null
  readonly person: PersonId | null
}

/** What the item's chain says before this act. Times are claims of devices, milliseconds since 1970. */
export type Past = {
  readonly codeEnteredAt: number | null
  /** The last event of its kind: is it locked, armed; null: neither is on record. */
  readonly locked: boolean | null
  readonly armed: boolean | null
  /** Where the last receipt or event about it was. */
  readonly place: Place | null | undefined
  /** It was counted since the last hand-over. */
  readonly counted: boolean
  /** Of the last screening since it came to the security terminal; null: none. */
  readonly screening: "approved" | "withheld" | null
  /** A receipt by the contract's security terminal is the last, or came before the last. */
  readonly atTerminal: boolean
  readonly screened: boolean
  /** Who put something into it. */
  readonly depositors: readonly PersonId[]
  /** A postal operator signed for it as its contract's carrier. */
  readonly posted: boolean
  readonly departures: readonly Departure[]
  /** Routes that were fixed before, by their digests. */
  readonly routes: readonly string[]
  readonly alarms: readonly Terms["alarm"]["type"][]
  readonly reports: readonly Terms["report"]["type"][]
  /** What it lies in: the container's goods are not in its own chain, so only whether it lies in one. */
  readonly within: boolean
}

export type Act = {
  readonly statement: StatementId
  readonly kind: Kind
  /** When it was done, by the signer's device: the act time if given, else the signing time. */
  readonly at: number
  /** Minutes east of UTC. */
  readonly offset: number
  readonly event: Terms["event"]["type"] | null
  readonly check: Terms["check"]["type"] | null
  readonly report: Terms["report"]["type"] | null
  readonly handOver: HandOver | null
  readonly signer: Signer
  readonly place: Place | null | undefined
  /** What is cited; `undefined`: something is, and it is not on record here. */
  readonly contract: Agreement | null | undefined
  /** Digests of the standing order and of the hand-over plan or route that the signer worked by. */
  readonly procedure: string | null
  readonly plan: string | null
  readonly circumstances: readonly Circumstance[] | undefined
  /** The sum of the whole act, as its signer states it; null: he states none, and it is about this thing alone. */
  readonly total: Money | null | undefined
  readonly thing: Thing
  readonly past: Past
}
