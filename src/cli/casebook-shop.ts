/** Cases inside the shop: tills, safes and their locks. Nothing leaves it, so nobody else answers. */

import { count, event, only, transfer } from "./casebook-acts.ts"
import { minute, on } from "./casebook-clock.ts"
import { plans } from "./casebook-contracts.ts"
import { standingOrder } from "./casebook-parties.ts"
import { ask, type BookCase, type BookQuestion, type BookStage } from "./casebook-stage.ts"
import { dkk, type Held, intake, type IntakeLine, sceneOf } from "./sample-acts.ts"
import type { Scene } from "./sample-stage.ts"

const takings = (what: string, kroner: number): IntakeLine => ({
  goods: "cash",
  sealed: { identifier: { scheme: "free", value: what }, amount: dkk(kroner) },
})

/** Four rounds from the till to the counting room; the insurer allows DKK 25,000 a round, and the third brings more. */
export async function* tillRounds(stage: BookStage): Scene<BookCase<"till-rounds">> {
  const rounds = [
    yield* emptyTill(stage, 1, "08", 14_200),
    yield* emptyTill(stage, 2, "10", 18_650),
    yield* emptyTill(stage, 3, "12", 31_400),
    yield* emptyTill(stage, 4, "14", 12_875),
  ] as const
  const day = "2026-02-10"
  return {
    "till-rounds": [
      ask("the second round", rounds[1].item, `${day}T11:00`),
      ask("the third, from till to count", rounds[2].item, `${day}T12:08`, `${day}T18:00`),
    ],
  }
}

/** At noon there are many customers, so two cashiers carry. */
async function* emptyTill(
  stage: BookStage,
  round: number,
  hour: string,
  kroner: number,
): Scene<Held> {
  const { cast, submit } = stage
  const begin = on(`2026-02-10T${hour}:06`)
  yield begin
  const insured = { contract: cast.contracts.insurance, ...sceneOf(cast.places.till) }
  const line = takings(`till 3, round ${round}`, kroner)
  const drawer = intake(cast.people.cashier, [line], [], insured)
  await submit(drawer)
  const isCrowded = hour === "12"
  const receipt = yield* transfer(stage, {
    from: isCrowded ? ["cashier", "secondCashier"] : ["cashier"],
    to: ["counter"],
    lines: drawer.held,
    at: begin + 5 * minute,
    contract: "insurance",
    place: "shopCounting",
    plan: plans.walkway,
    circumstances: isCrowded ? ["customers-present"] : [],
  })
  yield begin + 10 * minute
  await submit(
    count(cast, "counter", receipt.held, "as-declared", {
      contract: "insurance",
      place: "shopCounting",
      amount: dkk(kroner),
    }),
  )
  return only(receipt)
}

/** A safe whose lock waits ten minutes after the code: one day it is opened a second early, the next day in time. */
export async function* timeDelay(stage: BookStage): Scene<BookCase<"time-delay">> {
  const { cast, submit } = stage
  const { delaySafe } = cast.places
  yield on("2026-05-05T08:06")
  const insured = { contract: cast.contracts.insurance, ...sceneOf(delaySafe) }
  const cassette = intake(cast.people.counter, [takings("change, cassette 1", 20_000)], [], insured)
  await submit(cassette)
  const { item } = only(cassette)
  for (const [code, opened] of [
    ["2026-05-05T13:00:00", "2026-05-05T13:09:59"],
    ["2026-05-06T13:00:00", "2026-05-06T13:10:00"],
  ] as const) {
    yield on(code)
    await submit(event(cast.people.lock, "code-entered", delaySafe, [item]))
    yield on(opened)
    await submit(event(cast.people.lock, "unlock", delaySafe, [item]))
  }
  return {
    "time-delay": [
      ask("opened after 9 min 59 s", item, "2026-05-05T13:09:59"),
      ask("opened after 10 min 0 s", item, "2026-05-06T13:10:00"),
    ],
  }
}

/**
 * A safe that opens between 21:00 and 21:15 only. On the nights on which the clocks change the lock's own clock is an hour
 * behind or ahead; the zone's counts. The last opening would be in time by the lock's clock, and is not.
 */
export async function* timeLock(stage: BookStage): Scene<BookCase<"time-lock">> {
  const { cast, devices, submit } = stage
  const { timeSafe } = cast.places
  yield on("2026-03-27T08:06")
  const sealed = { identifier: { scheme: "free", value: "safe 3" } } as const
  const safe = intake(
    cast.people.counter,
    [{ goods: "storage-unit", container: true, sealed }],
    [],
    { contract: cast.contracts.insurance, ...sceneOf(timeSafe) },
  )
  await submit(safe)
  const { item } = only(safe)
  const lockWith = (offset: number) => ({
    ...cast.people.lock,
    clock: () => ({ at: devices.now(), offset }),
  })
  for (const [opened, offset] of [
    ["2026-03-28T20:05", 60],
    ["2026-03-29T19:05", 60],
    ["2026-10-24T19:05", 120],
    ["2026-10-25T19:05", 120],
    ["2026-10-25T20:05", 120],
  ] as const) {
    yield on(opened)
    await submit(event(lockWith(offset), "unlock", timeSafe, [item]))
  }
  const nights: readonly BookQuestion[] = [
    ask("the night that summer time begins", item, "2026-03-28T20:05", "2026-03-29T19:05"),
    ask("the night that it ends", item, "2026-10-24T19:05", "2026-10-25T20:05"),
  ]
  return { "time-lock": nights }
}

/** By day all is well; at night more lies in the safe than it is approved for, and its key lies in the office. */
export async function* nightBalance(stage: BookStage): Scene<BookCase<"night-balance">> {
  const { cast, submit } = stage
  const { counter } = cast.people
  const { nightSafe, shopOffice } = cast.places
  const insured = { contract: cast.contracts.insurance, procedure: standingOrder }
  yield on("2026-09-15T12:06")
  const money = intake(counter, [takings("takings of the week", 150_000)], [], insured)
  const named = { identifier: { scheme: "free", value: "key of safe 1" } } as const
  const key = intake(counter, [{ goods: "key", sealed: named }], [], {
    ...insured,
    ...sceneOf(shopOffice),
  })
  await submit(money, key)
  const [{ item: lying }, { item: left }] = [only(money), only(key)]
  yield on("2026-09-15T13:06")
  const byDay = { amount: dkk(80_000), circumstances: [] }
  await submit(event(counter, "balance", nightSafe, [lying], byDay, insured))
  yield on("2026-09-15T20:06")
  const byNight = { amount: dkk(150_000), circumstances: ["night"] as const }
  await submit(
    event(counter, "balance", nightSafe, [lying], byNight, insured),
    event(counter, "lock", nightSafe, [left], { circumstances: ["night"] }, insured),
  )
  return {
    "night-balance": [
      ask("the money", lying, "2026-09-15T22:00"),
      ask("the key", left, "2026-09-15T22:00"),
    ],
  }
}
