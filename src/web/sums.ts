/** Sums as every page prints them. */

import { decimalsOf, type Money } from "../custody/money.ts"
import type { Language } from "../language/message.ts"
import { localeOf } from "./words.ts"

/** The code of the currency first: crowns are of three countries. */
export function printSum({ currency, minor }: Money, language: Language): string {
  const digits = decimalsOf(currency)
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const sum = new Intl.NumberFormat(localeOf[language], options).format(minor / 10 ** digits)
  return `${currency}\u00a0${sum}`
}
