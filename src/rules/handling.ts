/** 003 §§10–33: instructions, authorisation, standing orders, tills, internal transport. Counting is in `counting.ts`. */

import { isTaken } from "../custody/handover.ts"
import { printMoney } from "../custody/money.ts"
import { type credentialKinds, type features, orderTopics } from "../custody/words.ts"
import { message } from "../language/message.ts"
import type { Act, Place, Thing } from "./act.ts"
import {
  broken,
  brokenIf,
  type Chapter,
  fitted,
  type Force,
  holds,
  isAbove,
  isCarriage,
  isLarger,
  type Judgement,
  limitOf,
  met,
  missed,
  missedUnless,
  type Need,
  type Rule,
  sumOf,
  sumOver,
  undecidable,
  was,
} from "./rule.ts"

type Concerns = (act: Act) => boolean | undefined
type Row = (id: Rule["id"], force: Force, needs: readonly Need[], judge: Rule["judge"]) => Rule

/** Rows of 003 about one sort of act. Where it is not shown whether an act is of that sort, `lacks` would tell. */
export const rowsOn =
  (concerns: Concerns, lacks?: Need): Row =>
  (id, force, needs, judge) => ({
    id,
    source: "003",
    section: `§${id.slice(0, id.indexOf("-"))}`,
    force,
    needs: lacks === undefined || needs.includes(lacks) ? needs : [lacks, ...needs],
    editions: [1, null],
    judge: (act) => {
      const concerned = concerns(act)
      if (concerned === undefined && lacks !== undefined) return undecidable(lacks)
      return concerned === true ? judge(act) : null
    },
  })

const moneyGoods: readonly Thing["goods"][] = [
  "cash",
  "case",
  "cassette",
  "deposit-box",
  "trolley",
  "tube",
]
const valueGoods: readonly Thing["goods"][] = ["valuables", "value-post-1", "value-post-2"]

/** Money, and what it is carried in. */
export const isMoney = ({ thing }: Act): boolean => moneyGoods.includes(thing.goods)
const isValue = (act: Act): boolean => isMoney(act) || valueGoods.includes(act.thing.goods)

/** Whether a place has all of these; what it lacks is named. */
export function equipped(
  place: Place | null | undefined,
  ...asked: readonly (typeof features)[number][]
): Judgement {
  if (place === undefined) return undecidable("place")
  const lacking = asked.filter((feature) => fitted(place, feature) === false)
  const names = lacking.map((feature) => message(`feature.${feature}`))
  if (names.length > 0) return missed(message("particulars.lacking", { what: names }))
  return place?.fittings === undefined ? undecidable("fittings") : met
}

/** Where there is a camera, the hold-up alarm is connected to it (§§32, 34). */
export const cameraOnAlarm = (place: Place | null | undefined): Judgement | null =>
  fitted(place, "cctv") === false ? null : equipped(place, "cctv-on-alarm")

/** Who is handed value posted to him, finds it or seizes it works by no order of the trade. */
const isTrade = (act: Act): boolean =>
  act.handOver !== null &&
  isValue(act) &&
  act.signer.role !== "addressee" &&
  !["found", "recovered", "seized"].includes(act.handOver.absentGiver ?? "")

const ordered = rowsOn(isTrade)("10-2", "vigtigt", [], ({ procedure }) =>
  procedure === null ? missed() : met,
)

const citesOrder = (act: Act): boolean => act.procedure !== null && isValue(act)
const orderCited = ({ procedure, contract }: Act) =>
  contract?.terms.orders.find(({ digest }) => digest === procedure)

/** Procedures drift without anybody's approval (§10): approved is what the contract lists. */
const approved = rowsOn(citesOrder)("10-3", "vigtigt", ["contract"], (act) =>
  act.contract == null
    ? undecidable("contract")
    : brokenIf(orderCited(act) === undefined, "contract"),
)

const carriage = rowsOn((act) => isValue(act) && isCarriage(act), "contract")
const cashCarriage = rowsOn((act) => act.thing.goods === "cash" && isCarriage(act), "contract")

/** Whether the carrier has it, by the contract or by what is known of whoever signed for the carrier. */
function carrierHolds(
  { contract, handOver, at }: Act,
  kind: (typeof credentialKinds)[number],
): boolean | undefined {
  const sides = [handOver?.giver, handOver?.receiver]
  const carrier = sides.find((side) => side != null && side.party === contract?.terms.carrier)
  const answers = [contract, carrier].map((each) => (each == null ? false : holds(each, kind, at)))
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false)
}

/** Who carries as a business needs it. Where the law makes an exception, the contract does not name the condition. */
const authorised = carriage("20-1", "skal", ["credentials"], (act) =>
  act.contract?.terms.conditions.includes("professional-carrier") === true
    ? missedUnless(carrierHolds(act, "guard-authorisation"), "credentials")
    : null,
)

const certified = cashCarriage("20-2", "lov", ["credentials"], (act) =>
  act.contract?.terms.conditions.includes("financial-institution") === true
    ? missedUnless(carrierHolds(act, "ds-3999"), "credentials")
    : null,
)

const differences: readonly Thing["result"][] = ["short", "excess", "missing", "differs"]

/** A count that names no sum, or where none was stated before, stands on its result alone. */
const difference = rowsOn(({ check }) => check === "count")(
  "30-1",
  "skal",
  ["sum"],
  ({ thing }) => {
    const { amount: counted, before: declared, result } = thing
    const [isFault, isBare] = [differences.includes(result), counted === null || declared === null]
    if (counted == null || declared == null)
      return isFault ? broken() : isBare ? met : undecidable("sum")
    const isSame = counted.minor === declared.minor && counted.currency === declared.currency
    const sums = { counted: printMoney(counted), declared: printMoney(declared) }
    return isSame && !isFault ? met : broken(message("particulars.counted", sums))
  },
)

/** Events of these types at a till. */
const atTill = (...types: readonly Act["event"][]): Row =>
  rowsOn(({ event, place }) => {
    if (event === null || !types.includes(event)) return false
    return place === undefined ? undefined : place?.type === "till"
  }, "place")

/** How much may lie in the till is the insurer's to say (§30). */
const holding = atTill("balance")("30-2", "lov", ["limits", "sum"], (act) => {
  const most = limitOf(act, "till")
  if (most === undefined) return undecidable("limits")
  return brokenIf(isAbove(act.total, most), "sum", sumOver(act.total, most))
})

/** Money carried from a till to elsewhere in the house: the receipt at its end. At the till itself only the cashier changes. */
const isRound: Concerns = (act) => {
  const { handOver, place, past } = act
  if (handOver?.side !== "both" || !handOver.internal || !isMoney(act)) return false
  if (handOver.outcome === "not-presented" || place?.type === "till") return false
  if (past.place !== undefined && past.place?.type !== "till") return false
  return past.place === undefined || place === undefined ? undefined : true
}
const round = rowsOn(isRound, "place")
const roundBy = (goods: Thing["goods"]): Row =>
  rowsOn((act) => act.thing.goods === goods && isRound(act), "place")

const planned = round("30-3", "kan", [], ({ plan }) => (plan === null ? missed() : met))

const isReceived = (act: Act): boolean =>
  isValue(act) && isTaken(act.handOver) && act.handOver.receiver !== null

/** What the insurer may ask where sums are larger: that nobody takes more than so much over alone. */
const accompanied = rowsOn(isReceived)("30-4", "kan", ["limits", "sum"], (act) => {
  const [sum, cap] = [sumOf(act), limitOf(act, "single-person")]
  if (limitOf(act, "larger-sum") === undefined) return undecidable("limits")
  const larger = isLarger(act, sum)
  if (larger !== true) return larger === undefined ? undecidable("sum") : null
  if (cap === undefined) return undecidable("limits")
  const isAlone = (act.handOver?.receiver?.persons ?? 0) < 2
  return brokenIf(isAlone ? isAbove(sum, cap) : false, "sum", sumOver(sum, cap))
})

const byOrder = rowsOn((act) => act.handOver !== null && act.procedure !== null && isMoney(act))

/** Who handles money has been given the order: his credential names the version that he works by. */
const instructed = byOrder("31-1", "skal", ["credentials"], ({ signer, procedure, at }) => {
  const credentials = signer.credentials?.filter(({ number }) => number === procedure)
  return missedUnless(holds({ credentials }, "standing-order", at), "credentials")
})

const complete = byOrder("31-2", "skal", ["contract", "standing-order"], (act) => {
  if (act.contract === undefined) return undecidable("contract")
  const order = orderCited(act)
  if (order === undefined) return undecidable("standing-order")
  const lacking = orderTopics.filter((topic) => !order.topics.includes(topic))
  if (lacking.length === 0) return met
  const topics = lacking.map((topic) => message(`topic.${topic}`))
  return missed(message("particulars.lacking", { what: topics }))
})

const till = atTill("balance", "lock", "unlock", "leave", "enter")

/** What a till has, as whoever described it attests. */
const fittings = [
  till("32-1", "skal", ["fittings"], ({ place }) => equipped(place, "shielded")),
  till("32-3", "kan", ["fittings"], ({ place }) => equipped(place, "money-sensor")),
  till("32-4", "kan", ["fittings"], ({ place }) => equipped(place, "dye-pack")),
  till("32-7", "skal", ["fittings"], ({ place }) => cameraOnAlarm(place)),
  till("32-8", "bør", ["fittings"], ({ place }) =>
    fitted(place, "hold-up-button") === false && fitted(place, "cctv") === false
      ? null
      : equipped(place, "verified-alarm"),
  ),
]

/** Whoever leaves has locked: a later unlocking undoes it. */
const locked = atTill("leave")("32-2", "skal", [], ({ past }) =>
  past.locked === null ? missed() : past.locked ? met : broken(),
)

const opensBox = ({ kind, check, thing }: Act): boolean =>
  thing.goods === "deposit-box" &&
  (kind === "unpack" || check === "count" || check === "inspection")

/** Whoever fills a box should not open it. A key that is nobody's in particular does not show who did. */
const opener = rowsOn(opensBox)("32-5", "bør", ["chain"], ({ signer, past }) => {
  if (past.depositors.length === 0) return undecidable("chain")
  if (signer.person === null) return missed()
  return brokenIf(past.depositors.includes(signer.person), "chain")
})

/** In banks, post offices and larger supermarkets: the contract says whether the till is in one. */
const button = till("32-6", "skal", ["contract", "fittings"], ({ contract, place }) => {
  if (contract == null) return undecidable("contract")
  if (!contract.terms.conditions.includes("public-counter")) return null
  return equipped(place, "hold-up-button", "approved-centre")
})

const behind = round("33-1", "skal", ["fittings"], ({ past }) =>
  equipped(past.place, "behind-till-line"),
)

/** Which way is the most suitable is agreed beforehand, not judged afterwards. */
const walkway = round("33-2", "skal", ["contract"], ({ plan, contract }) => {
  if (plan === null) return missed()
  if (contract == null) return undecidable("contract")
  return brokenIf(!contract.terms.plans.includes(plan), "contract")
})

/** They carried it who hand it over at the end of the way. */
const pair = round("33-3", "bør", ["circumstances"], (act) => {
  const crowded = was(act, "customers-present")
  if (crowded !== true) return crowded === undefined ? undecidable("circumstances") : null
  return missedUnless((act.handOver?.giver?.persons ?? 0) >= 2, "circumstances")
})

/** A long line of tills is emptied in several rounds, so that each carries little. The cap is the insurer's (§30). */
const rounds = round("33-4", "skal", ["limits", "sum"], (act) => {
  const [sum, cap] = [sumOf(act), limitOf(act, "round")]
  if (cap === undefined) return undecidable("limits")
  return brokenIf(isAbove(sum, cap), "sum", sumOver(sum, cap))
})

/** The unit on the trolley is locked: money goes in by the slot and does not come out on the way. */
const trolley = roundBy("trolley")("33-5", "kan", [], ({ thing, past }) => {
  if (past.locked === false) return broken()
  return thing.container && past.locked === true ? met : missed()
})

/** The tube leads to the storage unit, not to a desk. */
const tube = roundBy("tube")("33-6", "kan", [], ({ place }) =>
  place?.type === "storage-unit" || place?.type === "vault" ? met : missed(),
)

const instructions = [ordered, approved, authorised, certified, difference, instructed, complete]
const tills = [holding, ...fittings, locked, opener, button]
const transport = [planned, accompanied, behind, walkway, pair, rounds, trolley, tube]

export const handling: Chapter = {
  rules: [...instructions, ...tills, ...transport],
  unjudged: [
    { id: "10-1", source: "003", section: "§10", force: null, why: "description" },
    { id: "10-4", source: "003", section: "§10", force: null, why: "description" },
    { id: "20-3", source: "003", section: "§20", force: null, why: "reference" },
  ],
}
