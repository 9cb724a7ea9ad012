/** Step 13: the sealed terms that a bundle shows, each checked against its commitment, and those it does not. */

import { finding, type Finding } from "../custody/finding.ts"
import { type Money, printMoney } from "../custody/money.ts"
import { type SealedValue } from "../custody/field.ts"
import { openingFindings } from "../custody/against-itself.ts"
import { sealedPlaces } from "../custody/sealed.ts"
import { lineCount } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Openings } from "./openings.ts"
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
export function disclosureOf(openings: Openings, placed: readonly Placed[]): Disclosure | string {
  const disclosed: Disclosed[] = []
  const withheld: Withheld[] = []
  const findings: Finding[] = []
  const fixed = new Map<string, number>()
  const places = new Map<string, string>()
  for (const { opened, entry } of placed) {
    if (entry.openings === "none") findings.push(finding("openings-missing", opened.id))
    for (const each of opened.offered === null ? [opened] : [opened, opened.offered]) {
      const leaves = openings.leaves(each.id)
      if (openings.given(each.id) && leaves === undefined)
        return `what is shown of ${each.kind} ${each.id} is not what was signed`
      if (leaves !== undefined) findings.push(...openingFindings(each.id, leaves))
      const state = notShown[entry.openings]
      const statement = each.id
      const sealed = sealedPlaces(each.kind, lineCount(each))
      for (let i = 0; i < sealed.length; i++) {
        const { line, field } = sealed[i] as (typeof sealed)[number]
        const leaf = leaves?.[i]
        if (leaf === undefined || leaf instanceof Uint8Array)
          withheld.push({ statement, line, field, state })
        else if (leaf.value !== null) {
          const value = printValue(leaf.value)
          disclosed.push({ statement, line, field, value })
          if (field === "place") places.set(statement, value)
          const time = fixTimeOf(leaf.value)
          if (time !== undefined) fixed.set(statement, time)
        }
      }
    }
  }
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

/** What parties were admitted under and places described as, where the file shows it. */
export function namesOf(
  openings: Openings,
  all: readonly Placed[],
): Readonly<Record<string, string>> {
  const named = all.flatMap(({ opened: party }) => {
    if (party.kind !== "party" && party.kind !== "place") return []
    const leaves = openings.leaves(party.id) ?? []
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
  if (!("latitude" in value)) return printMembers(value)
  const { latitude, longitude, accuracy } = value
  return `${latitude / 1e7}, ${longitude / 1e7} ± ${accuracy} m`
}

/** What has parts: `grade I, approved DKK 50000.00, features cctv latch-lock`; what is null or empty is left out. */
function printMembers(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value)
  if (Array.isArray(value)) return value.map(printMembers).join("; ")
  if ("currency" in value) return printMoney(value as Money)
  return Object.entries(value)
    .filter(([, each]) => each !== null && !(Array.isArray(each) && each.length === 0))
    .map(([name, each]) => `${name} ${printMembers(each)}`)
    .join(", ")
}
