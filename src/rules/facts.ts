/** From the record to the facts that rules ask: one act, as regards one item, with what the item's chain says before it. */

import type { Credential } from "../custody/field.ts"
import { intakeLine, type Opened, receivedLine } from "../custody/handover.ts"
import type { ItemId, PartyId, PersonId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { lineCount, type Statement } from "../custody/statement.ts"
import type { Act, HandOver, PlaceType, Signer, Thing } from "./act.ts"
import {
  agreementIn,
  type Library,
  orNone,
  placeOfAct,
  type Recorded,
  reveal,
  revealOwn,
} from "./library.ts"
import type { Trail } from "./past.ts"
import { statedIn } from "./sums.ts"

/** `trail`: of the item's chain up to this act, in log order, without it. What it holds changes when it is followed on. */
export function actOf({ opened }: Recorded, item: ItemId, trail: Trail, library: Library): Act {
  const { id, kind } = opened
  const { at, offset } = opened.acted ?? opened.signedAt
  const thing = thingOf(opened, item, trail, library)
  const signer = signerOf(opened, library)
  const contract = agreementIn(library, opened.contract ?? opened.offered?.contract ?? null)
  return {
    statement: id,
    kind,
    at,
    offset,
    event: opened.kind === "event" ? opened.terms.type : null,
    check: opened.kind === "check" ? opened.terms.type : null,
    report: opened.kind === "report" ? opened.terms.type : null,
    handOver: opened.kind === "acceptance" ? handOverOf(opened, signer, item, library) : null,
    signer,
    place: placeOfAct(opened, library),
    contract,
    procedure: opened.procedure ?? opened.offered?.procedure ?? null,
    plan: opened.plan ?? opened.offered?.plan ?? null,
    circumstances: reveal(library, id, -1, "circumstances") ?? undefined,
    total: totalOf(opened, library),
    thing,
    past: { ...trail.past, atTerminal: isTerminal(trail.receiver, contract) },
  }
}

const isTerminal = (receiver: PartyId | null, contract: Act["contract"]): boolean =>
  receiver !== null && receiver === contract?.terms.screening

/** All signatures of one side, given the outermost, as one signer. */
export function signerOf(first: Statement, library: Library): Signer {
  const person = library.key(first.keyId)?.person ?? null
  return {
    party: first.party,
    role: first.role,
    person,
    persons: personsOf(first, person, library),
    credentials: credentialsOf(first, library),
  }
}

/** How many took part, each once: signers of one party and their crew. */
function personsOf(first: Statement, person: PersonId | null, library: Library): number {
  const { attested, crew, party } = first
  if (attested.length === 0 && crew.length === 0) return 1
  const own = attested.filter((each) => each.party === party)
  const others = own.flatMap((each) => [
    library.key(each.keyId)?.person ?? each.keyId,
    ...each.crew,
  ])
  return new Set<string>([person ?? first.keyId, ...crew, ...others]).size
}

/** Of the key's enrolment and the party's admission; not shown unless both are. */
function credentialsOf(
  { keyId, party }: Statement,
  library: Library,
): readonly Credential[] | undefined {
  const key = library.key(keyId)
  const own = credentialsIn(key?.enrolledBy ?? null, library)
  const admitted = credentialsIn(party as string | null as StatementId | null, library)
  return own === undefined || admitted === undefined ? undefined : [...own, ...admitted]
}

const credentialsIn = (
  statement: StatementId | null,
  library: Library,
): readonly Credential[] | undefined =>
  statement === null ? [] : orNone(reveal(library, statement, -1, "credentials"))

function handOverOf(
  opened: Opened & Statement<"acceptance">,
  own: Signer,
  item: ItemId,
  library: Library,
): HandOver {
  const { terms, offered } = opened
  const giver = offered === null ? null : signerOf(offered, library)
  const line = receivedLine(opened, item)
  return {
    side: terms.side,
    absentGiver: terms.absentGiver,
    giver,
    receiver: terms.side === "giver-only" ? null : own,
    internal: terms.side === "both" && giver?.party === own.party,
    outcome: line?.outcome ?? "accepted",
    point: pointOf(terms.deliveryPoint, library),
  }
}

const pointOf = (point: PlaceId | null, library: Library): PlaceType | null | undefined =>
  point === null ? null : (library.placeType(point) as PlaceType | undefined)

/** Stated for the whole; null where none is and the act is about one thing; not known where it is about several. */
function totalOf(opened: Opened, library: Library): Money | null | undefined {
  const own = reveal(library, opened.id, -1, "amount")
  const offered = opened.offered
  const said = own ?? (offered && reveal(library, offered.id, -1, "amount")) ?? own
  if (said !== null) return said ?? (opened.kind === "intake" ? null : undefined)
  return lineCount(opened) > 1 ? undefined : null
}

function thingOf(opened: Opened, item: ItemId, trail: Trail, library: Library): Thing {
  const intake = trail.intake ?? (opened.kind === "intake" ? opened : null)
  const line = intake?.terms.lines[intakeLine(intake, item) ?? -1]
  const ofIntake = <F extends "identifier" | "declared" | "inventory">(field: F) =>
    intake === null || line === undefined ? undefined : revealOwn(library, intake, item, field)
  const check = opened.kind === "check" ? opened : undefined
  const result = check?.terms.lines.find((each) => each.item === item)?.result ?? null
  return {
    item,
    goods: line?.goods ?? "other",
    container: line?.container ?? false,
    owner: line?.owner ?? null,
    channel: line?.channel ?? null,
    identifier: ofIntake("identifier"),
    declared: ofIntake("declared"),
    inventory: ofIntake("inventory"),
    before: trail.worth,
    amount: statedIn(opened, item, library),
    result,
    sealClass: check === undefined ? null : revealOwn(library, check, item, "sealClass"),
  }
}
