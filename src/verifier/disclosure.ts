/** Step 13: the sealed terms that a bundle shows, each checked against its commitment, and those it does not. */

import { finding, type Finding } from "../custody/finding.ts"
import { printMoney } from "../custody/money.ts"
import {
  identifierFaults,
  type Leaf,
  readLeaves,
  type SealedValue,
  sealedPlaces,
} from "../custody/sealed.ts"
import { lineCount, sealedContext, type Statement } from "../custody/statement.ts"
import type { CborValue } from "../encoding/cbor.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Proven } from "./proof.ts"
import type { Placed } from "../replay/world.ts"
import type { Disclosed, Withheld } from "./verdict.ts"

export type Disclosure = {
  readonly disclosed: readonly Disclosed[]
  readonly withheld: readonly Withheld[]
  readonly findings: readonly Finding[]
  /** The place in a receipt, if it is shown. */
  readonly placeOf: (receipt: string) => string | null
  /** When the device fixed the position in a receipt, if that is shown: a claim, in milliseconds since 1970. */
  readonly fixedAt: (receipt: string) => number | null
}

/** Why a sealed term can be missing, by what had arrived when the entry was made. */
const notShown = {
  "not-foreseen": "never delivered",
  none: "never delivered",
  some: "withheld, erased or never delivered",
  all: "withheld or erased",
} as const

/** A statement's openings that are not its own make the file false: a sentence then. */
export function disclosureOf(proven: Proven, placed: readonly Placed[]): Disclosure | string {
  const given = new Map(proven.bundle.openings.map(({ statement, leaves }) => [statement, leaves]))
  const disclosed: Disclosed[] = []
  const withheld: Withheld[] = []
  const findings: Finding[] = []
  const fixed = new Map<string, number>()
  for (const { opened, entry } of placed) {
    if (entry.openings === "none") findings.push(finding("openings-missing", opened.id))
    for (const each of [opened, ...(opened.offered === null ? [] : [opened.offered])]) {
      const openings = given.get(each.id) ?? null
      const leaves = leavesOf(each, openings)
      if (openings !== null && leaves === undefined)
        return `what is shown of ${each.kind} ${each.id} is not what was signed`
      for (const fault of identifierFaults(leaves ?? []))
        findings.push(finding("bad-identifier", each.id, fault))
      const state = notShown[entry.openings]
      sealedPlaces(each.kind, lineCount(each)).forEach(({ line, field }, i) => {
        const leaf = leaves?.[i]
        const at = { statement: each.id, line, field }
        if (leaf === undefined || leaf instanceof Uint8Array) withheld.push({ ...at, state })
        else if (leaf.value !== null) {
          disclosed.push({ ...at, value: printValue(leaf.value) })
          const time = fixTimeOf(leaf.value)
          if (time !== undefined) fixed.set(each.id, time)
        }
      })
    }
  }
  const places = new Map(
    disclosed
      .filter(({ field }) => field === "place")
      .map(({ statement, value }) => [statement, value]),
  )
  return {
    disclosed,
    withheld,
    findings,
    placeOf: (receipt) => places.get(receipt) ?? null,
    fixedAt: (receipt) => fixed.get(receipt) ?? null,
  }
}

const fixTimeOf = (value: SealedValue): number | undefined =>
  typeof value === "object" && "fixedAt" in value ? value.fixedAt : undefined

function leavesOf(statement: Statement, leaves: CborValue): readonly Leaf[] | undefined {
  if (leaves === null || statement.sealed === null) return undefined
  const context = sealedContext(statement)
  return readLeaves(leaves, statement.kind, lineCount(statement), context, statement.sealed)
}

/** What parties were admitted under and places described as, where the file shows it. */
export function namesOf(proven: Proven, all: readonly Placed[]): Readonly<Record<string, string>> {
  const given = new Map(proven.bundle.openings.map(({ statement, leaves }) => [statement, leaves]))
  const named = all.flatMap(({ opened: party }) => {
    if (party.kind !== "party" && party.kind !== "place") return []
    const leaves = leavesOf(party, given.get(party.id) ?? null) ?? []
    const name = leaves.find((leaf) => !(leaf instanceof Uint8Array) && leaf.field === "name")
    if (name === undefined || name instanceof Uint8Array || typeof name.value !== "string")
      return []
    return [[party.id, name.value] as const]
  })
  return Object.fromEntries(named)
}

/** One way to write each value for people: `s10 RB123456785GB`, `DKK 1234.50`, hex of a digest. */
export function printValue(value: SealedValue): string {
  if (typeof value === "string") return value
  if (value instanceof Uint8Array) return toHex(value)
  if ("scheme" in value) return `${value.scheme} ${value.value}`
  if ("currency" in value) return printMoney(value)
  const { latitude, longitude, accuracy } = value
  return `${latitude / 1e7}, ${longitude / 1e7} ± ${accuracy} m`
}
