/** Scenes of the sample day: cash from the tills to the bank, and the guard's duty, all as it should go. */

import { draft } from "../custody/draft.ts"
import {
  accept,
  cashBag,
  check,
  dkk,
  handOver,
  type Held,
  intake,
  offer,
  receiveAlone,
  sceneOf,
} from "./sample-acts.ts"
import type { Stage } from "./sample-cast.ts"
import {
  type Cases,
  dayAfter,
  sampleCase,
  type SampleCases,
  type Scene,
  today,
  tomorrow,
} from "./sample-stage.ts"

const halfHour = 30 * 60_000

/** A guard alone reports every half hour; that keeps the ledger's time fresh, too. */
export async function* duty({ cast, submit }: Stage): Scene<Partial<SampleCases>> {
  const { guard } = cast.people
  const start = (until: number) =>
    draft("duty", { act: "on", duty: null, interval: halfHour, until, items: [] }, guard)
  yield today("05:33")
  const begun = start(today("23:03"))
  await submit(begun)
  const later = { duty: begun.id, interval: null, until: null, items: [] }
  for (let time = today("06:03"); time < today("23:03"); time += halfHour) {
    yield time
    await submit(draft("duty", { act: "check-in", ...later }, guard))
  }
  yield today("23:03")
  await submit(draft("duty", { act: "off", ...later }, guard))
  yield tomorrow("05:33")
  await submit(start(tomorrow("15:03")))
  yield dayAfter("12:03")
  await submit(start(dayAfter("15:03")))
  // Until that is published too: by then the sample day is settled.
  yield dayAfter("12:06")
  return {}
}

/** Four rounds from the tills to the counting room; what they brought goes to the bank in two sealed bags. */
export async function* takings(stage: Stage): Scene<Cases<"rounds" | "case">> {
  const rounds = [
    yield* emptyTill(stage, 1, "08", 14_200),
    yield* emptyTill(stage, 2, "10", 18_650),
    yield* emptyTill(stage, 3, "12", 31_400),
    yield* emptyTill(stage, 4, "14", 12_875),
  ] as const
  const { counter } = stage.cast.people
  yield today("14:36")
  const lines = [
    cashBag("NT 100201", "S-7712031", 40_000),
    cashBag("NT 100202", "S-7712032", 37_125),
  ]
  const bags = intake(counter, lines, rounds, sceneOf(stage.cast.places.countingRoom))
  await stage.submit(bags)
  const first = yield* carryInCase(stage, bags.held)
  return {
    rounds: sampleCase(rounds[2].item, today("12:30")),
    case: sampleCase(first.item, today("15:40")),
  }
}

/** One round, at six past the hour: the cashier's drawer is counted, carried, and counted again. */
async function* emptyTill(
  { cast, submit }: Stage,
  round: number,
  hour: string,
  kroner: number,
): Scene<Held> {
  const { cashier, counter } = cast.people
  yield today(`${hour}:06`)
  const sealed = {
    identifier: { scheme: "free", value: `till 3, round ${round}` },
    amount: dkk(kroner),
  } as const
  const drawer = intake(cashier, [{ goods: "cash", sealed }])
  await submit(drawer)
  const receipt = yield* handOver(submit, {
    from: cashier,
    to: counter,
    lines: drawer.held,
    at: [today(`${hour}:06`), today(`${hour}:11`)],
    accepted: sceneOf(cast.places.countingRoom),
  })
  yield today(`${hour}:16`)
  const counted = { lines: [{ amount: dkk(kroner) }] }
  await submit(check(counter, "count", receipt.held, "as-declared", counted))
  return receipt.held[0] as Held
}

/** The guard puts the bags into his case as he takes them over, and hands the case over with what is in it. */
async function* carryInCase({ cast, submit }: Stage, bags: readonly Held[]): Scene<Held> {
  const { counter, guard, teller } = cast.people
  const seals = ["S-7712031", "S-7712032"]
  yield today("15:01")
  const sealed = {
    identifier: { scheme: "sscc", value: "357000000000000425" },
    contents: "transport case with dye pack",
  } as const
  const brought = intake(guard, [{ goods: "case", container: true, sealed }])
  await submit(brought)
  const [box] = brought.held as readonly [Held]
  const agreed = { contract: cast.carriage }
  const taken = yield* handOver(submit, {
    from: counter,
    to: guard,
    lines: bags,
    at: [today("15:06"), today("15:11")],
    terms: { into: box.item },
    offered: { ...agreed, ...sceneOf(cast.places.countingRoom, ...seals) },
    accepted: { ...agreed, ...sceneOf(cast.places.countingRoom, ...seals) },
  })
  yield* handOver(submit, {
    from: guard,
    to: teller,
    lines: [box, ...taken.held.map((bag) => ({ ...bag, within: 0 }))],
    at: [today("16:06"), today("16:11")],
    offered: { ...agreed, ...sceneOf(null, "none", ...seals) },
    accepted: agreed,
  })
  return bags[0] as Held
}

/** The guard sees that the seal is not the one on the list, and says so with his signature; the count comes out short. */
export async function* reservation({ cast, submit }: Stage): Scene<Cases<"reservation">> {
  const { cashier, guard, vaultKeeper } = cast.people
  const agreed = { contract: cast.carriage }
  yield today("09:36")
  const bag = intake(cashier, [cashBag("NT 100207", "S-7712040", 52_300)])
  await submit(bag)
  const outcome = { outcome: "with-reservation", reservations: ["seal-differs"] } as const
  const taken = yield* handOver(submit, {
    from: cashier,
    to: guard,
    lines: bag.held,
    at: [today("10:36"), today("10:41")],
    terms: { outcomes: [outcome] },
    offered: { ...agreed, ...sceneOf(null, "S-7712040") },
    accepted: { ...agreed, ...sceneOf(null, "S-7712044") },
  })
  const stored = yield* handOver(submit, {
    from: guard,
    to: vaultKeeper,
    lines: taken.held,
    at: [today("16:36"), today("16:41")],
    accepted: sceneOf(cast.places.vault, "S-7712044"),
  })
  yield today("17:36")
  await submit(
    check(vaultKeeper, "count", taken.held, "short", { lines: [{ amount: dkk(51_800) }] }),
    check(vaultKeeper, "seal", stored.held, "differs", { lines: [{ seal: "S-7712044" }] }),
  )
  return { reservation: sampleCase((bag.held[0] as Held).item, today("11:30")) }
}

/** Into the bank's night box at closing time; the contract makes the box a delivery point, the bank empties it. */
export async function* nightDrop({ cast, submit }: Stage): Scene<Cases<"night-drop">> {
  const { secondCashier, teller } = cast.people
  const { nightBox } = cast.places
  const agreed = { contract: cast.carriage }
  yield today("20:36")
  const bag = intake(secondCashier, [cashBag("NT 100215", "S-7712055", 23_450)])
  await submit(bag)
  yield today("21:11")
  const dropped = offer(secondCashier, teller.party, bag.held, agreed)
  const word = { side: "giver-only", absentReceiver: "not-present" } as const
  const scene = { ...agreed, ...sceneOf(nightBox, "S-7712055") }
  await submit(dropped, accept(secondCashier, dropped, word, scene))
  yield tomorrow("05:36")
  const place = { deliveryPoint: nightBox }
  await submit(receiveAlone(teller, bag.held, "deposit-box", place, scene))
  return { "night-drop": sampleCase((bag.held[0] as Held).item, tomorrow("06:30")) }
}
