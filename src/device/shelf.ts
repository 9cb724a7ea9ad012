/**
 * What a phone keeps, and the contract of where it keeps it. Everything that one act changes is put there in one commit: a
 * phone that dies at any instant wakes up before the act or after it. A signature is shown to nobody before its commit.
 */

import type { KeyId } from "../cose/key.ts"
import type { MessageOf, Told } from "./message.ts"
import type { KeptKey } from "./key.ts"
import type { Outcome, Reservation } from "../custody/handover.ts"
import type { ItemId, PartyId, PersonId, StatementId } from "../custody/identifier.ts"
import type { Kind } from "../custody/kind.ts"
import type { Money } from "../custody/money.ts"
import type { Role } from "../custody/statement.ts"

/** Whose phone it is, once it is enrolled. Times are milliseconds since 1970. */
export type Self = KeptKey & {
  readonly origin: string
  /** Where the ledger is served. */
  readonly url: string
  readonly party: PartyId
  readonly partyName: string | null
  readonly role: Role
  readonly person: PersonId | null
  readonly name: string | null
  /** What this person may carry at once, as the organisation says. */
  readonly limit: Money | null
  readonly enrolledAt: number
}

/** Between the tap and the ledger's answer: the same key asks again. */
export type Enrolling = KeptKey & { readonly invitation: MessageOf<"invitation"> }

/** What the phone knows of the ledger since it last had network. */
export type Known = {
  /** The trust policy that the ledger named first, or that the phone's owner took since: what is proved is proved by it. */
  readonly policy: string
  /** Another one that the ledger names now. It counts for nothing until the owner takes it. */
  readonly otherPolicy: string | null
  /** The newest checkpoint that the quorum cosigned, as `printSeen` prints it. */
  readonly seen: Uint8Array | null
  readonly refreshedAt: number
}

/** How sure it is what a thing is: its intake's openings were checked, a giver said so, or the ledger did. */
export type Basis = "sealed" | "told" | "ledger"

export type Holding = Told & {
  readonly item: ItemId
  /** The receipt or intake that gave it: what the next offer names. */
  readonly previous: StatementId
  readonly within: ItemId | null
  readonly basis: Basis
  /** Who gave it, and when that was signed. */
  readonly from: PartyId | null
  readonly since: number
  readonly contract: StatementId | null
  /** The offer that it stands in, unanswered. */
  readonly offered: StatementId | null
}

/** Whatever is opened for the signer's own centre alone. */
export type Duress = { readonly salt: Uint8Array; readonly flag: boolean }

export type LineOutcome = {
  readonly outcome: Outcome
  readonly reservations: readonly Reservation[]
}

/** An offer of this phone's. */
export type Given = {
  readonly offer: StatementId
  /** What its QR codes show. */
  readonly message: Uint8Array
  readonly lines: readonly Holding[]
  /** Null: to whoever signs on this phone. */
  readonly to: PartyId | null
  readonly at: number
  readonly expires: number
  readonly duress: Duress
  /**
   * `open`: nothing came back, or nothing that the ledger would take, and the giver is not discharged. `answered`: the
   * receipt is here, and says what was taken.
   * `noted`: the giver alone says that it was handed over. `withdrawn`: taken back before anybody answered.
   */
  readonly state: "open" | "answered" | "noted" | "withdrawn"
  /** The receipt, or the statement that noted or withdrew it. */
  readonly by: StatementId | null
  /** The key that signed the receipt. Whose it is only the ledger can say: see `isKnown`. */
  readonly byKey: KeyId | null
  readonly outcomes: readonly LineOutcome[]
}

/** A receipt that this phone signed. */
export type Taken = {
  readonly receipt: StatementId
  readonly offer: StatementId
  readonly message: Uint8Array
  readonly lines: readonly Holding[]
  readonly outcomes: readonly LineOutcome[]
  readonly from: PartyId | null
  readonly at: number
  readonly duress: Duress
  /** The offer that hands it back, if that was made. */
  readonly undone: StatementId | null
}

/** What the ledger said of a statement. */
export type Said =
  | { readonly state: "waiting" }
  | {
      readonly state: "appended"
      readonly at: number
      readonly index: number
      /** Codes of what it found: `unlinked`, `forked` and others. */
      readonly codes: readonly string[]
      readonly promise: Uint8Array
    }
  | {
      readonly state: "refused"
      readonly at: number
      readonly code: string
      readonly sentence: string
    }

/** A statement that this phone made or was shown, and what became of it. It is never taken off the shelf. */
export type Paper = {
  readonly statement: StatementId
  readonly kind: Kind
  /** Without predecessors: those are papers too. */
  readonly parcel: Uint8Array
  /** Papers that are to be delivered before it. */
  readonly needs: readonly StatementId[]
  /** In which order papers came. */
  readonly order: number
  readonly own: boolean
  readonly said: Said
  /** The tlog-proof that was verified on this phone, the size of its checkpoint, and who cosigned that. */
  readonly proof: {
    readonly bytes: Uint8Array
    readonly size: number
    readonly cosigned: readonly string[]
  } | null
}

/** What the ledger calls a party, a key or a place. */
export type Name = {
  readonly type: "party" | "key" | "place" | "contract"
  readonly name: string | null
  readonly party: PartyId | null
  readonly person: PersonId | null
  readonly revoked: boolean
  /** Of a contract. */
  readonly parties: readonly PartyId[]
}

/** The places of a shelf, and what lies there by name. */
export type Places = {
  readonly self: Self
  readonly enrolling: Enrolling
  readonly known: Known
  readonly held: Holding
  readonly given: Given
  readonly taken: Taken
  readonly papers: Paper
  readonly names: Name
  /** Photographs by the hex of their SHA-256; only that is sealed. */
  readonly pictures: Uint8Array
}
export type Place = keyof Places
export const places = [
  "self",
  "enrolling",
  "known",
  "held",
  "given",
  "taken",
  "papers",
  "names",
  "pictures",
] as const satisfies readonly Place[]

/** Where there is only one thing of its place. */
export const only = "only"

/** What can be taken off a shelf: nothing that was signed. */
export type Removable = "held" | "enrolling" | "names"

export type Change =
  | { [P in Place]: { readonly place: P; readonly name: string; readonly value: Places[P] } }[Place]
  | { readonly place: Removable; readonly name: string; readonly value: null }

export const put = <P extends Place>(place: P, name: string, value: Places[P]): Change =>
  ({ place, name, value }) as Change
export const remove = (place: Removable, name: string): Change => ({ place, name, value: null })

/**
 * `edition` counts the commits. A commit says which edition it was made for: an act that another window overtook is not
 * done. Names in a place come in their order as strings of UTF-16. A value read is a copy.
 */
export type Shelf = {
  readonly edition: () => Promise<number>
  readonly get: <P extends Place>(place: P, name: string) => Promise<Places[P] | undefined>
  readonly all: <P extends Place>(place: P) => Promise<ReadonlyMap<string, Places[P]>>
  /** All or nothing, durable when it resolves; gives the new edition. Throws ShelfFault. */
  readonly commit: (edition: number, changes: readonly Change[]) => Promise<number>
}

/** Nothing was changed. `overtaken`: by another window. `full`: no room. `broken`: whatever else. */
export class ShelfFault extends Error {
  override readonly name: string = "ShelfFault"
  readonly code: "overtaken" | "full" | "broken"

  constructor(code: ShelfFault["code"], sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }
}

export const overtaken = (): ShelfFault =>
  new ShelfFault("overtaken", "another window changed what this phone keeps; look again")
