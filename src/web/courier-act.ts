/** What the views of a courier's phone share: where they are, what they do, and what is said when that cannot be done. */

import { PhoneFault } from "../device/phone.ts"
import { ShelfFault } from "../device/shelf.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { Language } from "../language/message.ts"
import type { Kept, Opened } from "./courier-phone.ts"
import type { CourierWords } from "./courier-words.ts"
import { localeOf } from "./words.ts"

export type View =
  | { readonly at: "home" }
  | { readonly at: "give" | "scan" | "outbox" }
  | { readonly at: "offer"; readonly offer: StatementId }
  | { readonly at: "settled"; readonly offer: StatementId }
  | { readonly at: "receipt"; readonly receipt: StatementId }
  | { readonly at: "inspect" | "enrol"; readonly message: Uint8Array }

export type Fault = keyof CourierWords["faults"]

export type Props = Opened & {
  readonly words: CourierWords
  readonly language: Language
  readonly go: (view: View) => void
  /** Does it, reads everything anew, and says what went wrong; undefined then. */
  readonly act: <T>(step: () => Promise<T>) => Promise<T | undefined>
  readonly isBusy: boolean
}

class Unreachable extends Error {
  override readonly name = "Unreachable"
}

/** What needs network is loaded when there is some: a page that cannot be had is nobody who answers. */
export const network = () =>
  import("./courier-network.ts").catch((cause: unknown) => {
    throw new Unreachable("network: the rest of the page could not be loaded", { cause })
  })

export function faultOf(error: unknown): Fault {
  if (error instanceof PhoneFault || error instanceof ShelfFault) return error.code
  // A RemoteFault by its name: its class comes with all that asks a ledger, which is loaded later.
  if (error instanceof Unreachable || (error as Error).name === "RemoteFault") return "offline"
  reportError(error)
  return "program"
}

/** Felt through a glove: one short for good, long ones for what needs eyes. */
export function feel(state: "good" | "done" | "bad"): void {
  const patterns = { good: [40], done: [40, 60, 40], bad: [200, 100, 200] } as const
  // Before the first touch a browser lets nothing be felt, and complains. An older one does not say whether there was one.
  const { hasBeenActive } = (navigator.userActivation as UserActivation | undefined) ?? {}
  if (hasBeenActive ?? true) navigator.vibrate?.([...patterns[state]])
}

export const printTime = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(localeOf[language], { dateStyle: "short", timeStyle: "short" }).format(at)

/** What something is called, as far as this phone has heard. */
export const calledBy = (
  { names, self }: Kept,
  id: string | null,
  { unknown }: CourierWords,
): string => {
  if (id === null) return unknown
  if (id === self?.party && self.partyName !== null) return self.partyName
  return names.get(id)?.name ?? id.slice(0, 8)
}
