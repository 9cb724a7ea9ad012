/** What attackers may sign, as lines of the little language: any act about any receipt, with any of their keys. */

import * as fc from "fast-check"

/** One line of a script, still without the receipts that exist when it is played. */
export type Act = {
  readonly kind: string
  readonly about: number
  readonly by: number
  readonly to: number
  readonly choose: number
  readonly from: number | null
  readonly until: number
  readonly extra: number
}

const kinds =
  "move move move lost bind bind alone accept accept reserved keyless check check report withdraw settle ratify annul close pack revoke"

const anyAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(...kinds.split(" ")),
  about: fc.nat(50),
  by: fc.nat(50),
  to: fc.nat(50),
  choose: fc.nat(50),
  from: fc.option(fc.nat(200), { freq: 2 }),
  until: fc.nat(200),
  extra: fc.nat(3),
})

export const someActs = fc.array(anyAct, { minLength: 1, maxLength: 12 })

export type Base = {
  readonly name: string
  readonly script: readonly string[]
  /** Labels of receipts, and of offers, that attackers may speak of. */
  readonly receipts: readonly string[]
  readonly offers: readonly string[]
  /** Labels of contracts that they may cite, and places that they may name. */
  readonly contracts?: readonly string[]
  readonly places?: readonly string[]
  /** Instants at which the honest party is proved liable, and who it is. */
  readonly proved: readonly (readonly [at: number, party: string])[]
}

const pick = <T>(values: readonly T[], at: number): T => values[at % values.length] as T

/** Which contract they cite and which place they name, if any. */
function details({ contracts = [], places = [] }: Base, { choose, extra, about }: Act): string {
  const contract = pick(["", ...contracts], choose + extra)
  const place = pick(["", ...places], choose + about)
  return `${contract === "" ? "" : ` by ${contract}`}${place === "" ? "" : ` at ${place}`}`
}

/** `keys`: what the attackers sign with. A revocation is of no key of theirs before `since`. */
export function attack(
  base: Base,
  keys: readonly string[],
  acts: readonly Act[],
  since = 0,
): string[] {
  const receipts = [...base.receipts]
  const lines: string[] = []
  for (const [i, act] of acts.entries()) {
    const label = `x${i}`
    const bracket = `${act.from ?? "?"}..${(act.from ?? 0) + act.until}`
    // Who could accept before the base was on record would not be an attacker.
    const afterwards = `${act.from ?? "?"}..${Math.max(act.from ?? 0, 36) + act.until}`
    const about = pick(receipts, act.about)
    const by = pick(keys, act.by)
    const to = pick(keys, act.to)
    const offer = base.offers.length === 0 ? undefined : pick(base.offers, act.choose)
    const result = pick(["as-declared", "short", "missing"], act.extra)
    const how = details(base, act)
    switch (act.kind) {
      case "move":
        if (by !== to) lines.push(`${label} = move ${about} ${by}>${to} ${bracket}${how}`)
        break
      case "lost":
        if (by !== to) lines.push(`${label} = move lost${act.extra} ${by}>${to} ${bracket}${how}`)
        break
      case "bind":
        lines.push(`${label} = bind ${about} ${by} ${bracket}${act.extra > 1 ? " at box" : how}`)
        break
      case "alone":
        lines.push(`${label} = alone ${about} ${by}>${pick([...keys, "H"], act.to)} ${bracket}`)
        break
      case "accept":
      case "reserved":
      case "keyless": {
        if (offer === undefined) continue
        const kept = { accept: "", reserved: " reserve short,unchecked", keyless: "" }[act.kind]
        const code =
          act.kind === "keyless" ? ` keyless ${pick(["", "code", "wrong"], act.extra)}` : ""
        const signer = act.kind === "keyless" ? `Z${act.by % 3}` : by
        lines.push(`${label} = accept ${offer} ${signer} ${afterwards}${kept}${code}${how}`)
        break
      }
      case "withdraw":
        if (offer !== undefined) lines.push(`withdraw ${offer} ${by} ${bracket}`)
        continue
      case "check":
        lines.push(
          `check ${about} ${by}${act.to % 2 && to !== by ? `+${to}` : ""} ${result} ${bracket}`,
        )
        continue
      case "settle":
        lines.push(`settle ${about} ${by} ${bracket} choose ${pick(receipts, act.choose)}`)
        continue
      case "revoke":
        lines.push(
          `revoke ${by} ${act.from ?? "?"}..${Math.max(since, act.from ?? 0) + act.until}${act.extra > 1 ? ` since ${act.to}` : ""}`,
        )
        continue
      default:
        lines.push(`${act.kind} ${about} ${by} ${bracket}`)
        continue
    }
    if (lines.at(-1)?.startsWith(`${label} =`) === true) receipts.push(label)
  }
  return lines
}
