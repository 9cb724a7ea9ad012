/** Cases of cash in transit: sums that do not stay what they were, a hand-over on the street, carriers together. */

import { count, only, transfer } from "./casebook-acts.ts"
import { on } from "./casebook-clock.ts"
import { plans, usd } from "./casebook-contracts.ts"
import { ask, type BookCase, type BookStage } from "./casebook-stage.ts"
import {
  cashBag,
  check,
  dkk,
  type Held,
  intake,
  type IntakeLine,
  report,
  sceneOf,
} from "./sample-acts.ts"
import type { Scene } from "./sample-stage.ts"

/** By two of each side, in the customer's own counting room, into a case that spoils its contents. */
const asPlanned = {
  to: ["guard", "mate"],
  plan: plans.collection,
  circumstances: ["main-entrance", "neutralising-case"],
} as const

const bagOf = (bag: string, seal: string, amount: ReturnType<typeof usd>): IntakeLine => ({
  goods: "cash",
  sealed: {
    identifier: { scheme: "bag", value: bag },
    seal,
    amount,
    contents: "banknotes, said to contain",
  },
})

/**
 * After Comerica v. Brink's: a bag said to hold 217,000 dollars is opened in the vault, 117,000 are booked, and nobody says
 * anything. Three weeks later somebody else looks into it.
 */
export async function* shortCount(stage: BookStage): Scene<BookCase<"short-count">> {
  const { cast, submit } = stage
  const { centreTeller, controller } = cast.people
  yield on("2026-06-02T07:06")
  const declared = usd(217_000)
  const bag = intake(cast.people.teller, [bagOf("US 300118", "S-9911204", declared)], [], {
    contract: cast.contracts.dollars,
    ...sceneOf(cast.places.bankCounting),
  })
  await submit(bag)
  const agreed = { contract: "dollars", amounts: [declared] } as const
  const carried = yield* transfer(stage, {
    ...asPlanned,
    ...agreed,
    from: ["teller", "secondTeller"],
    lines: bag.held,
    at: on("2026-06-02T08:11"),
    place: "bankCounting",
  })
  const stored = yield* transfer(stage, {
    ...asPlanned,
    ...agreed,
    from: ["guard", "mate"],
    to: ["centreKeeper", "centreTeller"],
    lines: carried.held,
    at: on("2026-06-02T10:11"),
    place: "centreVault",
  })
  yield on("2026-06-02T13:06")
  const booked = bagOf("booked from US 300118", "none", usd(117_000))
  const owner = cast.parties.bank
  const inVault = sceneOf(cast.places.centreCounting)
  await submit(intake(centreTeller, [{ ...booked, owner }], stored.held, inVault))
  yield on("2026-06-23T09:06")
  const found = { contract: "dollars", place: "centreCounting", amount: usd(117_000) } as const
  await submit(
    check(controller, "seal", stored.held, "broken"),
    count(cast, "controller", stored.held, "short", found),
    report(controller, "missing", only(bag).item),
  )
  const { item } = only(bag)
  return {
    "short-count": [
      ask("when it was booked", item, "2026-06-02T13:06"),
      ask("from the bank to the vault", item, "2026-06-02T09:00", "2026-06-02T13:06", "contents"),
    ],
  }
}

/** After CashZone v. Vigilant: the bags of two owners become one sum in the vault, and the carrier calls it his own. */
export async function* commingled(stage: BookStage): Scene<BookCase<"commingled">> {
  const { cast, submit } = stage
  const { keeper } = cast.people
  const day = "2026-07-07"
  const bags = [
    yield* intoVault(stage, "cashier", "NT 100301", 62_000, "07"),
    yield* intoVault(stage, "treasurer", "NT 100302", 38_000, "09"),
  ]
  yield on(`${day}T14:06`)
  const [shops] = bags as [Held, Held]
  const float = bagOf("float 7", "none", dkk(100_000))
  const inVault = sceneOf(cast.places.carrierVault)
  await submit(intake(keeper, [{ ...float, owner: cast.parties.carrier }], bags, inVault))
  return { commingled: [ask("the shop's bag", shops.item, "2026-07-08T09:00")] }
}

/** From an owner's counting room to the carrier's vault. */
async function* intoVault(
  stage: BookStage,
  from: "cashier" | "treasurer",
  bag: string,
  kroner: number,
  hour: string,
): Scene<Held> {
  const { cast, submit } = stage
  const place = from === "cashier" ? "shopCounting" : "townCounting"
  const time = (minutes: string): number => on(`2026-07-07T${hour}:${minutes}`)
  yield time("06")
  const made = intake(cast.people[from], [cashBag(bag, `S-${bag}`, kroner)], [], {
    contract: cast.contracts.carriage,
    ...sceneOf(cast.places[place]),
  })
  await submit(made)
  const agreed = { ...asPlanned, contract: "carriage" } as const
  const carried = yield* transfer(stage, {
    ...agreed,
    from: [from],
    lines: made.held,
    at: time("11"),
    place,
  })
  const stored = yield* transfer(stage, {
    ...agreed,
    from: ["guard", "mate"],
    to: ["keeper"],
    lines: carried.held,
    at: time("51"),
    place: "carrierVault",
  })
  return only(stored)
}

/**
 * At the kerb, by one guard, with more than one may carry, without a plan and without a case: five rules are not followed,
 * and the receipt is a receipt.
 */
export async function* street(stage: BookStage): Scene<BookCase<"street">> {
  const { cast, submit } = stage
  yield on("2026-08-11T15:06")
  const bag = intake(cast.people.cashier, [cashBag("NT 100310", "S-7712110", 120_000)], [], {
    contract: cast.contracts.carriage,
    ...sceneOf(cast.places.shopCounting),
  })
  await submit(bag)
  yield* transfer(stage, {
    from: ["cashier"],
    to: ["guard"],
    lines: bag.held,
    at: on("2026-08-11T15:11"),
    contract: "carriage",
    place: "street",
  })
  const { item } = only(bag)
  return { street: [ask("an hour later", item, "2026-08-11T16:00")] }
}

/** The carrier gives it to his subcontractor: both answer, and neither contract, policy nor declaration covers it all. */
export async function* joint(stage: BookStage): Scene<BookCase<"joint">> {
  const { cast, submit } = stage
  yield on("2026-09-29T08:06")
  const line: IntakeLine = {
    goods: "cash",
    sealed: {
      identifier: { scheme: "bag", value: "NT 100320" },
      seal: "S-7712120",
      amount: dkk(500_000),
      declared: dkk(400_000),
      contents: "banknotes, said to contain",
    },
  }
  const bag = intake(cast.people.cashier, [line], [], {
    contract: cast.contracts.insurance,
    ...sceneOf(cast.places.shopCounting),
  })
  await submit(bag)
  const agreed = { ...asPlanned, contract: "carriage" } as const
  const carried = yield* transfer(stage, {
    ...agreed,
    from: ["cashier", "secondCashier"],
    lines: bag.held,
    at: on("2026-09-29T08:11"),
    place: "shopCounting",
  })
  yield* transfer(stage, {
    ...agreed,
    from: ["guard", "mate"],
    to: ["driver", "secondDriver"],
    lines: carried.held,
    at: on("2026-09-29T10:11"),
    place: "carrierVault",
  })
  const { item } = only(bag)
  return {
    joint: [
      ask("with the carrier", item, "2026-09-29T09:00"),
      ask("with his subcontractor", item, "2026-09-29T12:00"),
    ],
  }
}
