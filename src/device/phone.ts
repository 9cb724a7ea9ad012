/** What every act of a phone needs: its shelf, its key, and what only the machine can give. */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { toBeSigned } from "../cose/sign.ts"
import { type Author, finish, type Options, type SignedDraft, write } from "../custody/draft.ts"
import type { Kind } from "../custody/kind.ts"
import type { Terms } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import { seenHash } from "../log/cosignature.ts"
import { deviceKey, type Subtle } from "./key.ts"
import { type Known, only, type Self, type Shelf, ShelfFault, type Change } from "./shelf.ts"

export type Phone = {
  readonly shelf: Shelf
  readonly subtle: Subtle | undefined
  /** Milliseconds since 1970, and minutes east of UTC: the device's claim. */
  readonly clock: () => { readonly at: number; readonly offset: number }
  readonly random: (length: number) => Uint8Array
  readonly verify: Ed25519Verify
  /**
   * Does one thing after the other, in all windows of this phone: while an act is on its way, what comes from the ledger
   * waits. Without it an act that was overtaken would have to be done, and signed, again.
   */
  readonly alone: <T>(step: () => Promise<T>) => Promise<T>
}

/** Why an act cannot be done; nothing was signed. The codes are said by the pages. */
export const faultCodes = [
  "not-enrolled",
  "nothing-chosen",
  "too-many",
  "not-held",
  "offered-already",
  "no-such-offer",
  "answered-already",
  "not-a-message",
  "another-ledger",
  "another-party",
  "not-an-offer",
  "not-a-receipt",
  "not-an-invitation",
  "bad-signature",
  "openings-missing",
  "not-to-us",
  "from-ourselves",
  "expired",
  "gone",
] as const
export type FaultCode = (typeof faultCodes)[number]

export class PhoneFault extends Error {
  override readonly name: string = "PhoneFault"
  readonly code: FaultCode

  constructor(code: FaultCode, sentence: string = code) {
    super(sentence)
    this.code = code
  }
}

/** A phone in the middle of an act: what it read, at which edition of its shelf. */
export type Acting = Phone & {
  readonly edition: number
  readonly self: Self
  readonly known: Known | undefined
}

/** Throws PhoneFault `not-enrolled`. The edition is read first: what changes after that makes the commit fail. */
export async function begin(phone: Phone): Promise<Acting> {
  const edition = await phone.shelf.edition()
  const self = await phone.shelf.get("self", only)
  if (self === undefined) throw new PhoneFault("not-enrolled")
  return { ...phone, edition, self, known: await phone.shelf.get("known", only) }
}

/** The notes that this phone's next statement refers to: at most one. */
export const notesOf = ({ known }: Acting): readonly Uint8Array[] =>
  known === undefined || known.seen === null ? [] : [known.seen]

export function authorOf({ self, known, clock, random }: Acting, key: Author["key"]): Author {
  const seen = known?.seen ?? null
  return {
    key,
    origin: self.origin,
    party: self.party,
    role: self.role,
    clock,
    random,
    seen: () => (seen === null ? null : toHex(seenHash(seen))),
  }
}

/** Signs as whoever has the phone. What comes of it must be shown to nobody before it is committed. */
export async function sign<K extends Kind>(
  acting: Acting,
  kind: K,
  terms: Terms[K],
  options: Options,
): Promise<SignedDraft> {
  const key = deviceKey(acting.self, acting.subtle)
  const written = write(kind, terms, authorOf(acting, key), options)
  return finish(written, await key.sign(toBeSigned(written.unsigned)))
}

const attempts = 20

/** Changes what does not depend on anything signed; if another window came first, on what it left. */
export const amend = (
  { shelf, alone }: Pick<Phone, "shelf" | "alone">,
  change: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> => alone(() => amendAlone(shelf, change))

async function amendAlone(
  shelf: Shelf,
  change: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> {
  for (let left = attempts; ; left--) {
    const edition = await shelf.edition()
    const changes = await change()
    if (changes.length === 0) return changes
    try {
      await shelf.commit(edition, changes)
      return changes
    } catch (error) {
      const isOvertaken = error instanceof ShelfFault && error.code === "overtaken"
      if (!isOvertaken || left === 0) throw error
    }
  }
}
