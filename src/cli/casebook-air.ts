/** Cases by air (003 §43): where the airline answers from, and where not yet. */

import { only, transfer } from "./casebook-acts.ts"
import { on } from "./casebook-clock.ts"
import { ask, type BookCase, type BookStage } from "./casebook-stage.ts"
import { check, dkk, type Held, intake, report, sceneOf, type Taken } from "./sample-acts.ts"
import type { Scene } from "./sample-stage.ts"

/** The bank packs a box of notes for the bank on the islands. */
async function* packed(
  { cast, submit }: BookStage,
  number: string,
  contract: "airOwn" | "airOther",
  at: number,
): Scene<Taken> {
  yield at
  const line = {
    goods: "cash",
    addressee: cast.parties.consignee,
    sealed: {
      identifier: { scheme: "awb", value: number },
      amount: dkk(900_000),
      contents: "banknotes, said to contain",
    },
  } as const
  const box = intake(cast.people.teller, [line], [], {
    contract: cast.contracts[contract],
    ...sceneOf(cast.places.bankCounting),
  })
  await submit(box)
  return box
}

/** The airline handles its own cargo: it answers from its own counter to its own counter. */
export async function* airSame(stage: BookStage): Scene<BookCase<"air-same">> {
  const agreed = { contract: "airOwn" } as const
  const box = yield* packed(stage, "999-12345675", "airOwn", on("2026-04-14T07:06"))
  const taken = yield* transfer(stage, {
    ...agreed,
    from: ["teller"],
    to: ["cargoAgent"],
    lines: box.held,
    at: on("2026-04-14T08:11"),
    place: "cargoHall",
  })
  const loaded = yield* transfer(stage, {
    ...agreed,
    from: ["cargoAgent"],
    to: ["loader"],
    lines: taken.held,
    at: on("2026-04-14T12:11"),
    place: "apron",
  })
  yield* transfer(stage, {
    ...agreed,
    from: ["outstation"],
    to: ["consigneeTeller"],
    lines: loaded.held,
    at: on("2026-04-15T09:11"),
    place: "farCargo",
  })
  const { item } = only(box)
  return {
    "air-same": [
      ask("in the cargo hall", item, "2026-04-14T10:00"),
      ask("from the hall to the islands", item, "2026-04-14T08:13", "2026-04-15T09:00"),
      ask("released", item, "2026-04-15T12:00"),
    ],
  }
}

/** Handling is another company's: the bank goes on answering until the airline signs at the aircraft's side. */
export async function* airOther(stage: BookStage): Scene<BookCase<"air-other">> {
  const stolen = yield* stolenOnTheWay(stage)
  const inside = yield* givenToAirline(stage, "999-76543213", 22, "warehouse")
  const outside = yield* givenToAirline(stage, "999-11111111", 23, "apron")
  return {
    "air-other": [
      ask("stolen on the way to the aircraft", stolen, "2026-04-21T10:06", "2026-04-21T14:06"),
      ask("signed for inside the warehouse", inside, "2026-04-22T15:00"),
      ask("signed for at the aircraft", outside, "2026-04-23T15:00"),
    ],
  }
}

const inWarehouse = {
  from: ["teller"],
  to: ["rampAgent"],
  contract: "airOther",
  place: "warehouse",
} as const

/** Whole in the warehouse at ten; gone when it should be loaded at two. */
async function* stolenOnTheWay(stage: BookStage): Scene<Held["item"]> {
  const { cast, submit } = stage
  const { rampAgent } = cast.people
  const box = yield* packed(stage, "999-22222222", "airOther", on("2026-04-21T07:06"))
  const lines = box.held
  const taken = yield* transfer(stage, { ...inWarehouse, lines, at: on("2026-04-21T08:11") })
  yield on("2026-04-21T10:06")
  await submit(check(rampAgent, "seal", taken.held, "as-declared"))
  yield on("2026-04-21T14:06")
  const { item } = only(box)
  const during = [on("2026-04-21T10:06"), on("2026-04-21T14:00")] as const
  await submit(report(rampAgent, "theft", item, during))
  return item
}

/** From the warehouse to the airline, on a day in April. */
async function* givenToAirline(
  stage: BookStage,
  number: string,
  day: number,
  place: "warehouse" | "apron",
): Scene<Held["item"]> {
  const time = (clock: string): number => on(`2026-04-${day}T${clock}`)
  const box = yield* packed(stage, number, "airOther", time("07:06"))
  const lines = box.held
  const stored = yield* transfer(stage, { ...inWarehouse, lines, at: time("08:11") })
  yield* transfer(stage, {
    from: ["rampAgent"],
    to: ["loader"],
    lines: stored.held,
    at: time("12:11"),
    contract: "airOther",
    place,
    terms: { deliveryPoint: stage.cast.places[place] },
  })
  return only(box).item
}
