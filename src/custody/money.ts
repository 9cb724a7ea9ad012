/** Money: integer minor units and an ISO 4217 code; never a fraction, never a float. */

import { integer, type Of, text } from "../encoding/shape.ts"
import { row } from "../encoding/structure.ts"

/** At most 10¹² major units of a two-decimal currency, well inside the safe integers. */
const mostMinorUnits = 10 ** 14

export const money = row({ currency: text(3, 3), minor: integer(0, mostMinorUnits) })
export type Money = Of<typeof money>

/** By currency, in the order of currencies; null counts for nothing. */
export function sumsOf(amounts: readonly (Money | null)[]): readonly Money[] {
  const sums = new Map<string, number>()
  for (const amount of amounts)
    if (amount !== null) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor)
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => ({ currency, minor }))
}

/** ISO 4217 minor units where they are not two. */
const minorDigits: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"].map(
    (code) => [code, 0] as const,
  ),
  ...["VND", "VUV", "XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
])

/** Digits after the decimal mark: 2 for DKK, 0 for JPY. */
export const decimalsOf = (currency: string): number => minorDigits.get(currency) ?? 2

/** `DKK 1234.50`: code first, a point, no grouping, so that it reads the same in every language. */
export function printMoney({ currency, minor }: Money): string {
  const decimals = decimalsOf(currency)
  const digits = String(minor).padStart(decimals + 1, "0")
  if (decimals === 0) return `${currency} ${digits}`
  return `${currency} ${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** Reads what `printMoney` prints, and nothing else. */
export function parseMoney(printed: string): Money | undefined {
  const match = /^([A-Z]{3}) ([0-9]+)(?:\.([0-9]+))?$/.exec(printed)
  if (match === null) return undefined
  const [, currency = "", whole = "", fraction = ""] = match
  const minor = Number(whole + fraction)
  if (!Number.isSafeInteger(minor) || minor > mostMinorUnits) return undefined
  const value = { currency, minor }
  return printMoney(value) === printed ? value : undefined
}
