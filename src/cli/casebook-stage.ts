/** The stage of the casebook: its cases, and the questions that they leave behind. */

import type { ItemId } from "../custody/identifier.ts"
import type { Question } from "../log/bundle.ts"
import type { BookCast } from "./casebook-cast.ts"
import { on } from "./casebook-clock.ts"
import type { Devices } from "./sample-devices.ts"
import type { Submit } from "./sample-stage.ts"

export const caseNames = [
  "till-rounds",
  "coupon",
  "s10-reuse",
  "air-same",
  "air-other",
  "time-delay",
  "time-lock",
  "short-count",
  "commingled",
  "street",
  "class-two-registered",
  "night-balance",
  "joint",
  "screened",
] as const
export type CaseName = (typeof caseNames)[number]

/** A question worth asking; `about` tells the questions of one case apart. */
export type BookQuestion = Question & { readonly about: string }
export type BookCases = Readonly<Record<CaseName, readonly BookQuestion[]>>
/** What the scene of one case leaves behind. */
export type BookCase<Name extends CaseName> = Readonly<Record<Name, readonly BookQuestion[]>>

/** What every case plays with. */
export type BookStage = {
  readonly cast: BookCast
  readonly devices: Devices
  readonly submit: Submit
}

/** At one time, or from one to another, both included. */
export function ask(
  about: string,
  item: ItemId,
  from: string,
  to: string = from,
  scope: Question["scope"] = "unit",
): BookQuestion {
  return { about, item, from: on(from), to: on(to), scope }
}
