/** What is answered of the casebook's tills, safes and letters. By hand, as all of `casebook-expected.ts`. */

import { clean, type ExpectedAnswer } from "./casebook-answer.ts"

/** Things of which nobody stated a sum: what is agreed stands there, and what is left cannot be said. */
const noSumInShop = [[null, null, null, "DKK 100000.00", null]] as const
const noSumByPost = [[null, null, "DKK 100000.00", null, null]] as const

export const tillRounds: readonly ExpectedAnswer[] = [
  {
    ...clean,
    name: "till-rounds",
    about: "the second round",
    alternatives: [["shop", "L1", "2026-02-10T10:10Z", null]],
    burden: "shop",
    holders: ["shop"],
    met: { "acceptance 33-4": 1 },
    cover: [["DKK 18650.00", null, null, "DKK 100000.00", "DKK 0.00"]],
  },
  {
    ...clean,
    name: "till-rounds",
    about: "the third, from till to count",
    // The count at 12:16 shows it whole after the till's time was over: that alternative falls away (L9).
    alternatives: [["shop", "L1", "2026-02-10T12:10Z", null]],
    burden: "shop",
    holders: ["shop"],
    faults: { acceptance: ["33-4 broken"] },
    met: { "acceptance 33-1": 1, "acceptance 33-3": 1, "check count 30-1": 1 },
    cover: [["DKK 31400.00", null, null, "DKK 100000.00", "DKK 0.00"]],
  },
]

const coupon = {
  ...clean,
  name: "coupon",
  faults: { acceptance: ["41-2 broken"] },
  met: { "acceptance 41-2": 1 },
  cover: [["DKK 18000.00", null, "DKK 100000.00", null, "DKK 0.00"]],
} as const

const reused = {
  ...clean,
  name: "s10-reuse",
  burden: "post",
  holders: ["post"],
  met: { "acceptance 41-3": 1, "acceptance 41-4": 1, "acceptance 41-s10": 1 },
  findings: ["number-seen-before"],
} as const

export const byPost: readonly ExpectedAnswer[] = [
  {
    ...coupon,
    about: "when it fell due",
    alternatives: [["post", "L4", "2026-02-27T14:10Z", "2026-03-02T09:12Z"]],
    burden: "post",
    holders: ["post"],
  },
  {
    ...coupon,
    about: "delivered",
    alternatives: [["bank", "L4", "2026-03-02T09:10Z", null]],
    // The cap was the carrier's.
    cover: [["DKK 18000.00", null, null, null, "DKK 0.00"]],
    burden: "bank",
    holders: ["bank"],
  },
  {
    ...reused,
    about: "the letter of September 2025",
    alternatives: [["post", "L4", "2025-09-15T08:10Z", "2025-09-16T08:12Z"]],
    cover: [["DKK 12000.00", "DKK 12000.00", "DKK 100000.00", null, "DKK 0.00"]],
  },
  {
    ...reused,
    about: "the letter of October 2026",
    alternatives: [["post", "L4", "2026-10-19T08:10Z", "2026-10-20T08:12Z"]],
    cover: [["DKK 9500.00", "DKK 9500.00", "DKK 100000.00", null, "DKK 0.00"]],
  },
  {
    ...clean,
    name: "class-two-registered",
    about: "on its way",
    alternatives: [["post", "L4", "2026-09-01T09:10Z", "2026-09-02T09:12Z"]],
    burden: "post",
    holders: ["post"],
    faults: { acceptance: ["41-s10 missed"] },
    met: { "acceptance 41-3": 1, "acceptance 41-4": 1, "acceptance 41-s10-service": 1 },
    cover: [["DKK 20000.00", "DKK 20000.00", "DKK 100000.00", null, "DKK 0.00"]],
  },
]

const inShop = { ...clean, burden: "shop", holders: ["shop"] } as const

const delayed = {
  ...inShop,
  name: "time-delay",
  alternatives: [["shop", "L7", "2026-05-05T08:05Z", null]],
  faults: { "event unlock": ["36-3 broken"] },
  met: { "event unlock 36-3": 1, "event unlock 36-5": 2 },
  cover: [["DKK 20000.00", null, null, "DKK 100000.00", "DKK 0.00"]],
} as const

const timed = {
  ...inShop,
  name: "time-lock",
  alternatives: [["shop", "L7", "2026-03-27T08:05Z", null]],
  faults: { "event unlock": ["36-4 broken"] },
  met: { "event unlock 36-4": 4 },
  cover: noSumInShop,
} as const

export const safes: readonly ExpectedAnswer[] = [
  { ...delayed, about: "opened after 9 min 59 s" },
  { ...delayed, about: "opened after 10 min 0 s" },
  { ...timed, about: "the night that summer time begins" },
  { ...timed, about: "the night that it ends" },
  {
    ...inShop,
    name: "night-balance",
    about: "the money",
    alternatives: [["shop", "L7", "2026-09-15T12:05Z", null]],
    faults: { "event balance": ["37-1 broken"] },
    met: { "event balance 35-1": 1, "event balance 35-2": 1, "event balance 36-2": 2 },
    // The shop answers to itself, so only its policy pays.
    cover: [["DKK 150000.00", null, null, "DKK 100000.00", "DKK 50000.00"]],
  },
  {
    ...inShop,
    name: "night-balance",
    about: "the key",
    alternatives: [["shop", "L7", "2026-09-15T12:05Z", null]],
    faults: { "event lock": ["37-2 broken"] },
    cover: noSumInShop,
  },
]

const screened = { ...clean, name: "screened", cover: noSumByPost } as const

export const letters: readonly ExpectedAnswer[] = [
  {
    ...screened,
    about: "passed, at the terminal",
    alternatives: [["post", "L4", "2026-10-06T10:10Z", "2026-10-06T14:12Z"]],
    burden: "post",
    holders: ["terminal"],
    met: { "acceptance 001-4": 1, "acceptance 001-8": 1, "check screening 001-6": 1 },
  },
  {
    ...screened,
    about: "passed, after delivery",
    alternatives: [["municipality", "L4", "2026-10-07T09:10Z", null]],
    cover: [[null, null, null, null, null]],
    burden: "municipality",
    holders: ["municipality"],
  },
  {
    ...screened,
    about: "withheld, at the terminal",
    alternatives: [["post", "L4", "2026-10-08T10:10Z", "2026-10-08T14:12Z"]],
    burden: "post",
    holders: ["terminal"],
    // Released though it was withheld, and so delivered without having been passed.
    faults: { acceptance: ["001-4 missed", "001-8 broken"] },
  },
]
