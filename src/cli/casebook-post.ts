/** Cases of value post and of secured letters: between posting and delivery the post answers, whoever has it in hands. */

import { createHmac } from "node:crypto"
import type { StatementId } from "../custody/identifier.ts"
import { toHex, utf8 } from "../encoding/bytes.ts"
import { only, transfer } from "./casebook-acts.ts"
import type { BookPlace } from "./casebook-cast.ts"
import { minute, on } from "./casebook-clock.ts"
import type { BookParty, BookPerson } from "./casebook-parties.ts"
import { ask, type BookCase, type BookStage } from "./casebook-stage.ts"
import { check, dkk, type Held, intake, type IntakeLine } from "./sample-acts.ts"
import type { Scene } from "./sample-stage.ts"

type Letter = {
  readonly from: BookPerson
  /** Who receives it, for whom, and where. */
  readonly to: readonly [BookParty, BookPerson, BookPlace]
  readonly contract: "postage" | "securedPost"
  readonly line: IntakeLine
}

/** It is written, and taken over at the counter. */
async function* posted(stage: BookStage, letter: Letter, at: number): Scene<Held> {
  const { cast, submit } = stage
  const pen = cast.people[letter.from]
  yield at - 5 * minute
  const addressee = cast.parties[letter.to[0]]
  const written = intake(pen, [{ ...letter.line, addressee, channel: "handed-in" }], [], {
    contract: cast.contracts[letter.contract],
  })
  await submit(written)
  const receipt = yield* transfer(stage, {
    from: [letter.from],
    to: ["clerk"],
    lines: written.held,
    at,
    contract: letter.contract,
    place: "postOffice",
  })
  return only(receipt)
}

async function* delivered(
  stage: BookStage,
  { contract, to: [, person, place] }: Letter,
  held: Held,
  at: number,
): Scene<Held> {
  const receipt = yield* transfer(stage, {
    from: ["postman"],
    to: [person],
    lines: [held],
    at,
    contract,
    place,
  })
  return only(receipt)
}

const s10 = (value: string) => ({ scheme: "s10", value }) as const
const inventory = { saidToContain: false, denominations: [], papers: [], approvals: [] } as const

/** A coupon that falls due on the way: what was class 1 when it was posted is class 2 when it is delivered. */
export async function* coupon(stage: BookStage): Scene<BookCase<"coupon">> {
  const amount = dkk(18_000)
  const papers = [{ kind: "coupon", amount, matures: on("2026-02-28T23:00") }] as const
  const letter: Letter = {
    from: "treasurer",
    to: ["bank", "teller", "bankMail"],
    contract: "postage",
    line: {
      goods: "value-post-1",
      sealed: {
        identifier: s10("VV533720370DK"),
        amount,
        contents: "a coupon, due on 1 March",
        inventory: { ...inventory, papers },
      },
    },
  }
  const held = yield* posted(stage, letter, on("2026-02-27T14:11"))
  yield* delivered(stage, letter, held, on("2026-03-02T09:11"))
  const { item } = held
  return {
    coupon: [
      ask("when it fell due", item, "2026-02-28T23:00"),
      ask("delivered", item, "2026-03-02T12:00"),
    ],
  }
}

/** UPU S10 lets a number be used again after twelve months: two letters bear the same one, and are two things. */
export async function* s10Reuse(stage: BookStage): Scene<BookCase<"s10-reuse">> {
  const number = "VV230930844DK"
  // Whoever has the agreement's key can blind a number again, and nobody else can try numbers out.
  const tag = toHex(createHmac("sha256", stage.devices.random(32)).update(utf8(number)).digest())
  const letterWith = (kroner: number): Letter => {
    const denominations = [{ face: 50_000, count: kroner / 500 }]
    return {
      from: "cashier",
      to: ["bank", "teller", "bankMail"],
      contract: "postage",
      line: {
        goods: "value-post-2",
        tag,
        sealed: {
          identifier: s10(number),
          amount: dkk(kroner),
          declared: dkk(kroner),
          contents: "banknotes",
          inventory: { ...inventory, denominations },
        },
      },
    }
  }
  const [first, second] = [letterWith(12_000), letterWith(9_500)]
  const before = yield* posted(stage, first, on("2025-09-15T08:11"))
  yield* delivered(stage, first, before, on("2025-09-16T08:11"))
  const after = yield* posted(stage, second, on("2026-10-19T08:11"))
  yield* delivered(stage, second, after, on("2026-10-20T08:11"))
  return {
    "s10-reuse": [
      ask("the letter of September 2025", before.item, "2025-09-15T12:00"),
      ask("the letter of October 2026", after.item, "2026-10-19T12:00"),
    ],
  }
}

/** Premium bonds under a number for registered post, which is not insured. */
export async function* classTwoRegistered(
  stage: BookStage,
): Scene<BookCase<"class-two-registered">> {
  const amount = dkk(20_000)
  const letter: Letter = {
    from: "treasurer",
    to: ["bank", "teller", "bankMail"],
    contract: "postage",
    line: {
      goods: "value-post-2",
      sealed: {
        identifier: s10("RR123456785DK"),
        amount,
        declared: amount,
        contents: "premium bonds",
        inventory: { ...inventory, papers: [{ kind: "premium-bond", amount, matures: null }] },
      },
    },
  }
  const held = yield* posted(stage, letter, on("2026-09-01T09:11"))
  yield* delivered(stage, letter, held, on("2026-09-02T09:11"))
  return { "class-two-registered": [ask("on its way", held.item, "2026-09-01T12:00")] }
}

/** Letters to the town hall go by the security terminal. One is passed; the other is withheld, and sent on all the same. */
export async function* screened(stage: BookStage): Scene<BookCase<"screened">> {
  const letterWith = (number: string): Letter => ({
    from: "cashier",
    to: ["municipality", "treasurer", "townMail"],
    contract: "securedPost",
    line: { goods: "letter", sealed: { identifier: s10(number), contents: "a letter" } },
  })
  const passed = yield* throughTerminal(stage, letterWith("RR473124829DK"), 6, "as-declared")
  const stopped = yield* throughTerminal(stage, letterWith("RR533720370DK"), 8, "withheld")
  return {
    screened: [
      ask("passed, at the terminal", passed, "2026-10-06T12:00"),
      ask("passed, after delivery", passed, "2026-10-07T12:00"),
      ask("withheld, at the terminal", stopped, "2026-10-08T12:00"),
    ],
  }
}

/** Posted in the morning of a day in October, checked by noon, delivered on the next day. */
async function* throughTerminal(
  stage: BookStage,
  letter: Letter,
  day: number,
  result: "as-declared" | "withheld",
): Scene<Held["item"]> {
  const { cast, submit } = stage
  const time = (clock: string): number => on(`2026-10-0${day}T${clock}`)
  const held = yield* posted(stage, letter, time("07:11"))
  const { contract } = letter
  const sent = yield* transfer(stage, {
    from: ["postman"],
    to: ["screener"],
    lines: [held],
    at: time("10:11"),
    contract,
    place: "terminal",
  })
  yield time("11:06")
  const agreed: { readonly contract: StatementId } = { contract: cast.contracts[contract] }
  await submit(check(cast.people.screener, "screening", sent.held, result, {}, agreed))
  const back = yield* transfer(stage, {
    from: ["screener"],
    to: ["postman"],
    lines: sent.held,
    at: time("14:11"),
    contract,
    place: "terminal",
  })
  yield* delivered(stage, letter, only(back), on(`2026-10-0${day + 1}T09:11`))
  return held.item
}
