/** 003 §§50–55: value transport by carriers and by own staff; arrival and hand-over, cases, vehicles; routes: `departure.ts`. */

import { type Message, message } from "../language/message.ts"
import type { Act, PlaceType } from "./act.ts"
import {
  agreed,
  allOf,
  carriage,
  departs,
  isTransport,
  isValue,
  judgeIf,
  professionalCarriage,
  type Scope,
  whoCarries,
} from "./carriage.ts"
import { departureRules } from "./departure.ts"
import {
  broken,
  type Chapter,
  fitted,
  holds,
  isLarger,
  type Judgement,
  limitOf,
  met,
  missed,
  missedUnless,
  type Rule,
  sumOf,
  undecidable,
  was,
} from "./rule.ts"

type CredentialKind = Parameters<typeof holds>[1]

const lacking = (credentials: readonly CredentialKind[]): Message =>
  message("particulars.lacking", {
    what: credentials.map((kind) => message(`credential.${kind}`)),
  })

/** All these held of who carries, at that time. A device is no person, so nothing of the kind is asked of it. */
function attested(act: Act, kinds: readonly CredentialKind[]): Judgement | null {
  const who = whoCarries(act)
  if (who?.role === "device") return null
  if (who?.credentials === undefined) return undecidable("credentials")
  const missing = kinds.filter((kind) => holds(who, kind, act.at) !== true)
  return missing.length === 0 ? met : missed(lacking(missing))
}

/** Who carries for a firm of that trade is approved by the ministry and 18 or over. */
const approvedStaff: Rule = {
  id: "50-4",
  source: "003",
  section: "§50",
  force: "skal",
  needs: ["contract", "credentials"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(professionalCarriage(act), () => attested(act, ["personal-approval", "over-18"])),
}

/** Nobody under 18 carries money for his own shop either: by hand-over, or when he sets out with it. */
const adultStaff: Rule = {
  id: "50-5",
  source: "003",
  section: "§50",
  force: "skal",
  needs: ["contract", "credentials"],
  editions: [1, null],
  judge: (act) => {
    const professional = agreed(act, "professional-carrier")
    const ownStaff =
      typeof professional === "string"
        ? professional
        : !professional || (departs(act) && agreed(act, "own-money"))
    return judgeIf(allOf([isTransport(act), ownStaff]), () => attested(act, ["over-18"]))
  },
}

/** Certified carriers come by the main entrance, where that is lit and faces traffic. */
const mainEntrance: Rule = {
  id: "51-2",
  source: "003",
  section: "§51",
  force: "bør",
  needs: ["contract", "credentials", "fittings", "circumstances"],
  editions: [1, null],
  judge: (act) => {
    const { contract, place, at } = act
    const certified = contract == null || (holds(contract, "ds-3999", at) ?? "credentials")
    const lit = fitted(place, "main-entrance-lit") ?? "fittings"
    return judgeIf(allOf([carriage(act), certified, lit]), () =>
      missedUnless(
        was(act, "main-entrance") && was(act, "back-entrance") === false,
        "circumstances",
      ),
    )
  },
}

/** The hand-over is planned in detail: whoever signs it names the plan. What the plan says is for people to judge. */
const planned: Rule = {
  id: "51-3",
  source: "003",
  section: "§51",
  force: "skal",
  needs: ["contract"],
  editions: [1, null],
  judge: (act) => judgeIf(carriage(act), () => (act.plan === null ? missed() : met)),
}

const inside: readonly PlaceType[] = ["counting-room", "counting-room-equivalent", "vault"]

/** Where it changed hands: by its place, or by the point that the receipt names openly. A unit is where its room is. */
function roomOf({ place, handOver }: Act): PlaceType | null | undefined {
  if (place?.type === "storage-unit") return place.room === null ? place.type : place.room
  if (place != null) return place.type
  const point = handOver?.point
  if (point === "storage-unit") return undefined
  return point === null && place === undefined ? undefined : point
}

/**
 * The carrier comes into the counting room and does not wait in the shop. Between a carrier and its subcontractor there is
 * no customer's room.
 */
const insideTheRoom: Rule = {
  id: "51-4",
  source: "003",
  section: "§51",
  force: "skal",
  needs: ["contract", "place"],
  editions: [1, null],
  judge: (act) => {
    const { handOver, contract } = act
    const sides = [handOver?.giver?.party, handOver?.receiver?.party]
    const passedOn = sides.some(
      (side) => side != null && contract?.terms.subcontractors.includes(side),
    )
    return judgeIf(allOf([professionalCarriage(act), !passedOn]), () => {
      const room = roomOf(act)
      if (room === undefined) return undecidable("place")
      if (room === null) return missed()
      if (inside.includes(room)) return met
      return broken(message("particulars.receipt-place", { place: message(`place.${room}`) }))
    })
  },
}

const largerTransport = (act: Act): Scope =>
  allOf([
    isTransport(act),
    limitOf(act, "larger-sum") !== undefined || "limits",
    isLarger(act, sumOf(act)) ?? "sum",
  ])

type Approval = "ssfn-045" | "ssfn-045-equivalent" | "neither"

/** Which of the two approvals a case has; where its inventory is shown and names none, neither. */
function approvalOf({ thing, at }: Act): Approval | undefined {
  if (thing.inventory === undefined) return undefined
  const credentials = thing.inventory?.approvals ?? []
  const kinds = ["ssfn-045", "ssfn-045-equivalent"] as const
  return kinds.find((kind) => holds({ credentials }, kind, at)) ?? "neither"
}

/** A larger sum travels in a case that spoils it. Of the case itself its approval is asked, of its goods that it was used. */
const neutralisingCase: Rule = {
  id: "53-1",
  source: "003",
  section: "§53",
  force: "bør",
  needs: ["contract", "limits", "sum", "circumstances", "inventory"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(largerTransport(act), () => {
      if (act.thing.goods !== "case")
        return missedUnless(was(act, "neutralising-case"), "circumstances")
      const approval = approvalOf(act)
      if (approval === undefined) return undecidable("inventory")
      if (approval === "ssfn-045-equivalent") return null
      return approval === "ssfn-045" ? met : missed(lacking(["ssfn-045"]))
    }),
}

/** Instead of an approved case one that basically meets the same norm. */
const equivalentCase: Rule = {
  id: "53-2",
  source: "003",
  section: "§53",
  force: "kan",
  needs: ["contract", "limits", "sum", "inventory"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(allOf([act.thing.goods === "case", largerTransport(act)]), () => {
      const approval = approvalOf(act)
      if (approval === undefined) return undecidable("inventory")
      if (approval === "ssfn-045") return null
      return approval === "ssfn-045-equivalent" ? met : missed(lacking(["ssfn-045-equivalent"]))
    }),
}

/**
 * A vehicle in which a carrier of that trade takes over, hands over or sets out is built for it. The annex is confidential:
 * whoever describes the vehicle attests that it meets it.
 */
const vehicle: Rule = {
  id: "55-1",
  source: "003",
  section: "§55",
  force: "skal",
  needs: ["contract", "place", "fittings"],
  editions: [1, null],
  judge: (act) => {
    const { place } = act
    const inVehicle = place === undefined ? "place" : place?.type === "vehicle"
    const carries = isValue(act) && (act.handOver !== null || act.event === "depart")
    const asked = allOf([carries, agreed(act, "professional-carrier"), inVehicle])
    return judgeIf(asked, () => missedUnless(fitted(place, "ds3999-annex-b"), "fittings"))
  },
}

export const transport: Chapter = {
  rules: [
    approvedStaff,
    adultStaff,
    mainEntrance,
    planned,
    insideTheRoom,
    neutralisingCase,
    equivalentCase,
    vehicle,
    ...departureRules,
  ],
  unjudged: [
    { id: "50-1", source: "003", section: "§50", force: null, why: "description" },
    { id: "50-2", source: "003", section: "§50", force: "skal", why: "repeated" },
    // Whom the authority may authorise: its authorisation attests that, and no birth date is recorded.
    { id: "50-3", source: "003", section: "§50", force: "lov", why: "reference" },
    { id: "51-1", source: "003", section: "§51", force: null, why: "report" },
  ],
}
