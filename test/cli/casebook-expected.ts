/**
 * What the casebook's questions are answered with, worked out by hand from the guideline: from the moments at which people
 * sign, and the ledger's publications a minute before and after. Nothing here is computed.
 */

import { clean, type ExpectedAnswer, type ExpectedDifference } from "./casebook-answer.ts"
import { byPost, letters, safes, tillRounds } from "./casebook-expected-house.ts"

/** By its own hall until its own counter on the islands; what its people do between themselves changes nothing. */
const inHall = ["airline", "L5", "2026-04-14T08:10Z", "2026-04-14T12:12Z"] as const
const onBoard = ["airline", "L1", "2026-04-14T12:10Z", "2026-04-15T09:12Z"] as const

const byAir: readonly ExpectedAnswer[] = [
  {
    ...clean,
    name: "air-same",
    about: "in the cargo hall",
    alternatives: [inHall],
    burden: "airline",
    holders: ["airline"],
    cover: [["DKK 900000.00", null, null, null, "DKK 0.00"]],
  },
  {
    ...clean,
    name: "air-same",
    about: "from the hall to the islands",
    alternatives: [inHall, onBoard],
    burden: "airline",
    holders: ["airline"],
    cover: [["DKK 900000.00", null, null, null, "DKK 0.00"]],
  },
  {
    ...clean,
    name: "air-same",
    about: "released",
    alternatives: [["consignee", "L5", "2026-04-15T09:10Z", null]],
    burden: "consignee",
    holders: ["consignee"],
    cover: [["DKK 900000.00", null, null, null, "DKK 0.00"]],
  },
  {
    ...clean,
    name: "air-other",
    about: "stolen on the way to the aircraft",
    alternatives: [["bank", "L6", "2026-04-21T08:10Z", null]],
    burden: "bank",
    holders: ["ramp"],
    findings: ["reported"],
    cover: [["DKK 900000.00", null, null, null, "DKK 900000.00"]],
  },
  {
    ...clean,
    name: "air-other",
    about: "signed for inside the warehouse",
    alternatives: [["bank", "L6", "2026-04-22T12:10Z", null]],
    burden: "bank",
    holders: ["airline"],
    faults: { acceptance: ["43-3 missed"] },
    cover: [["DKK 900000.00", null, null, null, "DKK 900000.00"]],
  },
  {
    ...clean,
    name: "air-other",
    about: "signed for at the aircraft",
    alternatives: [["airline", "L6", "2026-04-23T12:10Z", null]],
    burden: "airline",
    holders: ["airline"],
    met: { "acceptance 43-3": 1 },
    cover: [["DKK 900000.00", null, null, null, "DKK 0.00"]],
  },
]

const short = {
  ...clean,
  name: "short-count",
  faults: { "check count": ["30-1 broken"] },
  findings: ["closed-by-holder", "reported"],
  differences: [
    [
      "exchange",
      "bank",
      "USD 217000.00",
      "USD 117000.00",
      "centreTeller",
      ["centreKeeper"],
      "without a report",
    ],
  ],
  cover: [["USD 217000.00", null, null, null, "USD 0.00"]],
} as const

const joint = {
  ...clean,
  name: "joint",
  burden: "carrier",
  // 300 of 500 thousand by the cap, though 400 were declared; 100 by the shop's policy; 100 by nobody.
  cover: [["DKK 500000.00", "DKK 400000.00", "DKK 300000.00", "DKK 100000.00", "DKK 100000.00"]],
} as const

const carried: readonly ExpectedAnswer[] = [
  {
    ...short,
    about: "when it was booked",
    alternatives: [["centre", "L3", "2026-06-02T10:10Z", null]],
    burden: "centre",
    holders: ["centre"],
  },
  {
    ...short,
    about: "from the bank to the vault",
    verdict: "undecided",
    alternatives: [
      ["carrier", "L2", "2026-06-02T08:10Z", "2026-06-02T10:12Z"],
      ["centre", "L3", "2026-06-02T10:10Z", null],
    ],
    burden: "carrier",
    holders: ["carrier", "centre"],
  },
  {
    ...clean,
    name: "commingled",
    about: "the shop's bag",
    alternatives: [["carrier", "L1", "2026-07-07T07:50Z", null]],
    burden: "carrier",
    holders: ["carrier"],
    findings: ["closed-by-holder"],
    differences: [
      ["exchange", "shop", "DKK 62000.00", "DKK 0.00", "keeper", ["cashier"], "without a report"],
    ],
    cover: [["DKK 62000.00", null, "DKK 300000.00", null, "DKK 0.00"]],
  },
  {
    ...clean,
    name: "street",
    about: "an hour later",
    alternatives: [["carrier", "L2", "2026-08-11T15:10Z", null]],
    burden: "carrier",
    holders: ["carrier"],
    // Alone with more than one may carry; no plan; outside; without a case; not two persons.
    faults: {
      acceptance: ["30-4 broken", "51-3 missed", "51-4 broken", "53-1 missed", "62-1 missed"],
    },
    cover: [["DKK 120000.00", null, "DKK 300000.00", null, "DKK 0.00"]],
  },
  {
    ...joint,
    about: "with the carrier",
    alternatives: [["carrier", "L2", "2026-09-29T08:10Z", "2026-09-29T10:12Z"]],
    holders: ["carrier"],
  },
  {
    ...joint,
    about: "with his subcontractor",
    alternatives: [["carrier and courier", "L2", "2026-09-29T10:10Z", null]],
    holders: ["courier"],
  },
]

export const expectedAnswers: readonly ExpectedAnswer[] = [
  ...tillRounds,
  ...byPost,
  ...byAir,
  ...safes,
  ...carried,
  ...letters,
]

/** Whose money is not what it was, over the whole record. */
export const expectedBooks: readonly ExpectedDifference[] = [
  ...short.differences,
  ["exchange", "shop", "DKK 62000.00", "DKK 0.00", "keeper", ["cashier"], "without a report"],
  [
    "exchange",
    "municipality",
    "DKK 38000.00",
    "DKK 0.00",
    "keeper",
    ["treasurer"],
    "without a report",
  ],
  [
    "exchange",
    "carrier",
    "DKK 0.00",
    "DKK 100000.00",
    "keeper",
    ["cashier", "treasurer"],
    "without a report",
  ],
]
