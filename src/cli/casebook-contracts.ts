/** What the parties of the casebook agreed on: regimes, sums that insurer and contract set, orders and plans. */

import { plainContract } from "../custody/draft.ts"
import type { Limit } from "../custody/field.ts"
import type { PartyId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { orderTopics } from "../custody/words.ts"
import { on } from "./casebook-clock.ts"
import { type BookParty, carriersPapers, digestOf, standingOrder } from "./casebook-parties.ts"
import { dkk } from "./sample-acts.ts"
import type { ContractRow } from "./sample-ensemble.ts"

/** The plans that people of the casebook work by. */
export const plans = {
  walkway: digestOf("Gangvej fra kasse 3 til optællingsrum"),
  collection: digestOf("Plan for afhentning og aflevering i optællingsrum"),
} as const

export const usd = (dollars: number): Money => ({ currency: "USD", minor: dollars * 100 })

const limit = (name: Limit["limit"], amount: Money, more: Partial<Limit> = {}): Limit => ({
  limit: name,
  grade: null,
  number: null,
  amount,
  ...more,
})

const hour = 3_600_000
type ContractTerms = ContractRow<BookParty>["terms"]

const agreed: ContractTerms = {
  ...plainContract,
  timeToSubmit: 24 * hour,
  timeToCheck: 48 * hour,
  minimumAssurance: 1,
  orders: [{ digest: standingOrder, topics: orderTopics }],
  plans: Object.values(plans),
}

/** The shop's own insurance: no carrier in it. */
const insurance: ContractRow<BookParty> = {
  parties: ["shop", "insurer"],
  terms: agreed,
  whole: {
    name: "Cash on the premises and in transit",
    reference: "SB-2025-0003",
    limits: [
      limit("till", dkk(10_000)),
      limit("round", dkk(25_000)),
      limit("single-person", dkk(100_000)),
      limit("larger-sum", dkk(50_000)),
      limit("unit-by-day", dkk(100_000), { grade: "II" }),
      limit("lock-delay", dkk(100_000), { number: 10 }),
      limit("lock-delay", dkk(250_000), { number: 20 }),
      limit("surveillance", dkk(200_000), { grade: "II", number: 2 }),
      limit("policy-limit", dkk(100_000)),
    ],
    credentials: [],
  },
}

const byTrade: ContractTerms = {
  ...agreed,
  minimumAssurance: 2,
  conditions: ["professional-carrier", "financial-institution"],
}

const postal = (carrier: PartyId): ContractTerms => ({ ...agreed, regime: "post", carrier })
const postalSums = [
  limit("larger-sum", dkk(200_000)),
  limit("single-person", dkk(200_000)),
  limit("carrier-cap", dkk(100_000)),
]

const airSums = [limit("larger-sum", dkk(1_000_000)), limit("single-person", dkk(1_000_000))]

export const bookContracts = ({
  parties: { carrier, courier, post, airline, ramp, terminal },
}: {
  readonly parties: Readonly<Record<BookParty, PartyId>>
}) =>
  ({
    insurance,
    carriage: {
      parties: ["shop", "municipality", "bank", "carrier"],
      terms: { ...byTrade, carrier, subcontractors: [courier], jointly: true },
      whole: {
        name: "Collection and deposit of takings",
        reference: "NV-2025-0117",
        limits: [
          limit("single-person", dkk(100_000)),
          limit("larger-sum", dkk(50_000)),
          limit("carrier-cap", dkk(300_000)),
        ],
        credentials: carriersPapers,
      },
    },
    dollars: {
      parties: ["bank", "carrier", "centre"],
      terms: { ...byTrade, carrier },
      whole: {
        name: "Foreign notes to the cash centre",
        reference: "NV-2025-0221",
        limits: [limit("single-person", usd(50_000)), limit("larger-sum", usd(10_000))],
        credentials: carriersPapers,
      },
    },
    postage: {
      parties: ["shop", "municipality", "bank", "post"],
      terms: postal(post),
      whole: {
        name: "Value letters",
        reference: "BP-2025-0042",
        limits: postalSums,
        credentials: [],
      },
    },
    securedPost: {
      parties: ["shop", "municipality", "post"],
      terms: {
        ...postal(post),
        screening: terminal,
        start: on("2026-10-01T00:00"),
        end: on("2027-10-01T00:00"),
      },
      whole: {
        name: "Secured letters to the town hall",
        reference: "BP-2026-0061",
        limits: postalSums,
        credentials: [],
      },
    },
    airOwn: {
      parties: ["bank", "airline", "consignee"],
      terms: { ...agreed, regime: "air", carrier: airline },
      whole: {
        name: "Valuable cargo, own handling",
        reference: "HL-2025-0007",
        limits: airSums,
        credentials: [],
      },
    },
    airOther: {
      parties: ["bank", "airline", "consignee"],
      terms: { ...agreed, regime: "air", carrier: airline, handlers: [ramp] },
      whole: {
        name: "Valuable cargo, handled by others",
        reference: "HL-2025-0008",
        limits: airSums,
        credentials: [],
      },
    },
  }) as const satisfies Readonly<Record<string, ContractRow<BookParty>>>
