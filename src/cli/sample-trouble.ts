/** Scenes of the sample day: what goes wrong, and is asked about afterwards. */

import { draft } from "../custody/draft.ts"
import {
  accept,
  cashBag,
  check,
  handOver,
  type Held,
  intake,
  offer,
  receiveAlone,
  report,
  sceneOf,
} from "./sample-acts.ts"
import type { Stage } from "./sample-cast.ts"
import { type Cases, sampleCase, type Scene, today } from "./sample-stage.ts"

/** The guard loses a bag, a street cleaner of the municipality finds it, and the guard gets it back. */
export async function* found({ cast, submit }: Stage): Scene<Cases<"found">> {
  const { cashier, guard, finder } = cast.people
  const agreed = { contract: cast.carriage }
  yield today("06:36")
  const bag = intake(cashier, [cashBag("NT 100203", "S-7712033", 9_800)])
  await submit(bag)
  const [{ item }] = bag.held as readonly [Held]
  const taken = yield* handOver(submit, {
    from: cashier,
    to: guard,
    lines: bag.held,
    at: [today("07:06"), today("07:11")],
    offered: agreed,
    accepted: { ...agreed, ...sceneOf(null, "S-7712033") },
  })
  yield today("08:36")
  await submit(report(guard, "missing", item, [today("07:45"), today("08:30")]))
  yield today("09:36")
  const picked = receiveAlone(finder, taken.held, "found", {}, sceneOf(null, "S-7712033"))
  await submit(picked)
  yield* handOver(submit, {
    from: finder,
    to: guard,
    lines: picked.held,
    at: [today("11:06"), today("11:11")],
    accepted: sceneOf(cast.places.van, "S-7712033"),
  })
  return { found: sampleCase(item, today("10:30")) }
}

/** Down in the basement neither device has a network; the receipt is put on record two hours later. */
export async function* late({ cast, devices, submit }: Stage): Scene<Cases<"late">> {
  const { secondCashier, mate } = cast.people
  const agreed = { contract: cast.carriage }
  yield today("09:36")
  const bag = intake(secondCashier, [cashBag("NT 100208", "S-7712041", 17_600)])
  await submit(bag)
  yield today("10:07")
  devices.goOffline(secondCashier, mate)
  yield today("10:21")
  const scene = { ...agreed, ...sceneOf(null, "S-7712041") }
  const offered = offer(secondCashier, mate.party, bag.held, scene)
  const receipt = accept(mate, offered, {}, scene)
  yield today("12:21")
  devices.comeOnline(secondCashier, mate)
  await submit(offered, receipt)
  return { late: sampleCase((bag.held[0] as Held).item, today("11:15")) }
}

/** The guard signs one bag away twice: to the bank, and half an hour later to the town hall. */
export async function* fork({ cast, submit }: Stage): Scene<Cases<"fork">> {
  const { cashier, mate, teller, treasurer } = cast.people
  const agreed = { contract: cast.carriage }
  yield today("12:36")
  const bag = intake(cashier, [cashBag("NT 100210", "S-7712046", 28_000)])
  await submit(bag)
  const taken = yield* handOver(submit, {
    from: cashier,
    to: mate,
    lines: bag.held,
    at: [today("13:06"), today("13:11")],
    offered: agreed,
    accepted: agreed,
  })
  yield* handOver(submit, {
    from: mate,
    to: teller,
    lines: taken.held,
    at: [today("14:06"), today("14:11")],
    offered: agreed,
    accepted: agreed,
  })
  yield* handOver(submit, {
    from: mate,
    to: treasurer,
    lines: taken.held,
    at: [today("14:36"), today("14:41")],
  })
  return { fork: sampleCase((bag.held[0] as Held).item, today("15:30")) }
}

/** One who has a key, and never had the bag, hands over what the shop holds; the bank signs for it. */
export async function* stranger({ cast, submit }: Stage): Scene<Cases<"stranger">> {
  const { secondCashier, teller } = cast.people
  yield today("15:36")
  const bag = intake(secondCashier, [cashBag("NT 100211", "S-7712047", 12_300)])
  await submit(bag)
  yield* handOver(submit, {
    from: cast.people.stranger,
    to: teller,
    lines: bag.held,
    at: [today("16:06"), today("16:11")],
    accepted: sceneOf(null, "S-7712047"),
  })
  return { stranger: sampleCase((bag.held[0] as Held).item, today("16:30")) }
}

/** Stolen out of the van, after a seal check and before the guard came back to it. */
export async function* stolen({ cast, submit }: Stage): Scene<Cases<"stolen">> {
  const { cashier, guard } = cast.people
  const agreed = { contract: cast.carriage }
  yield today("15:36")
  const bag = intake(cashier, [cashBag("NT 100212", "S-7712048", 64_500)])
  await submit(bag)
  const [{ item }] = bag.held as readonly [Held]
  const taken = yield* handOver(submit, {
    from: cashier,
    to: guard,
    lines: bag.held,
    at: [today("16:46"), today("16:51")],
    offered: agreed,
    accepted: { ...agreed, ...sceneOf(cast.places.van, "S-7712048") },
  })
  yield today("17:06")
  const seal = { whole: { place: cast.places.van }, lines: [{ seal: "S-7712048" }] }
  await submit(check(guard, "seal", taken.held, "as-declared", seal))
  yield today("18:06")
  const alarm = draft("alarm", { type: "intruder", duty: null, items: [item] }, guard)
  const window = [today("17:10"), today("18:05")] as const
  await submit(alarm, report(guard, "missing", item, window))
  yield today("18:12")
  await submit(draft("action", { of: alarm.id, type: "police-informed" }, guard))
  yield today("19:06")
  await submit(report(cashier, "theft", item, window))
  return { stolen: sampleCase(item, today("17:30")) }
}
