/**
 * The casebook: fourteen worked cases of the guideline in one sample ledger, from September 2025 to November 2026, each showing
 * its own fault and no other. docs/cases.md tells them.
 */

import type { Answer } from "../api/ledger-api.ts"
import type { Ledger } from "../ledger/ledger.ts"
import { airOther, airSame } from "./casebook-air.ts"
import { type BookCast, castBook } from "./casebook-cast.ts"
import { commingled, joint, shortCount, street } from "./casebook-cash.ts"
import { copenhagenOffset, on, passSparsely } from "./casebook-clock.ts"
import { classTwoRegistered, coupon, s10Reuse, screened } from "./casebook-post.ts"
import { nightBalance, tillRounds, timeDelay, timeLock } from "./casebook-shop.ts"
import { type BookCases, type BookStage, caseNames } from "./casebook-stage.ts"
import type { Devices } from "./sample-devices.ts"
import { beginSample, type NewLedger } from "./sample-ledger.ts"
import { expectAppended, inOrder, parcelOf, play, type Scene, type Submit } from "./sample-stage.ts"

export type BookOptions = NewLedger & {
  /** Is shown every parcel before it is appended, and what the ledger answered. */
  readonly watch?: {
    readonly before: (ledger: Ledger, parcel: Uint8Array) => Promise<void>
    readonly after: (answer: Answer) => void
  }
}

export type Casebook = {
  readonly cases: BookCases
  readonly cast: BookCast
  /** On the casebook's own clock, which stands still now: close it, and open the store again to go on. */
  readonly ledger: Ledger
}

/** Creates the ledger and plays its cases side by side. Throws LedgerFault as `createLedger` does. */
export async function fillCasebook(options: BookOptions): Promise<Casebook> {
  const { watch } = options
  const begun = await beginSample(options, on("2025-09-01T05:00"), copenhagenOffset)
  const { devices, governors, ledger } = begun
  const submit = oneByOne(devices, ledger, watch)
  devices.moveTo(on("2025-09-01T05:03"))
  const cast = await castBook(devices, governors, submit)
  const left = await play<Partial<BookCases>>(allCases({ cast, devices, submit }), (until) =>
    passSparsely(devices, ledger, until),
  )
  const cases = inOrder(caseNames, Object.assign({}, ...left) as Partial<BookCases>)
  await begun.closeWitnesses()
  return { cases, cast, ledger }
}

/** One statement after the other, so that each can be looked at while it is the next. */
const oneByOne =
  (devices: Devices, ledger: Ledger, watch: BookOptions["watch"]): Submit =>
  async (...drafts) => {
    for (const each of drafts) {
      const parcel = parcelOf(devices, each)
      await watch?.before(ledger, parcel)
      for (const answer of await ledger.submit([parcel])) {
        expectAppended(answer)
        watch?.after(answer)
      }
    }
  }

const allCases = (stage: BookStage) => [
  tillRounds(stage),
  coupon(stage),
  s10Reuse(stage),
  airSame(stage),
  airOther(stage),
  timeDelay(stage),
  timeLock(stage),
  shortCount(stage),
  commingled(stage),
  street(stage),
  classTwoRegistered(stage),
  nightBalance(stage),
  joint(stage),
  screened(stage),
  untilSettled(),
]

/** Until every receipt had its time to come. */
async function* untilSettled(): Scene<Partial<BookCases>> {
  yield on("2026-11-02T09:06")
  return {}
}
