/**
 * Sentences are for filing, so their times and sums read the same in every language. Beside a picture whose times are in the
 * reader's own form they are in that form too.
 */

import { parseMoney } from "../custody/money.ts"
import type { Language } from "../language/message.ts"
import { momentsIn } from "./moments.ts"
import { printSum } from "./sums.ts"

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const sums = /\b[A-Z]{3} \d+(?:\.\d+)?\b/g

export function readable(sentence: string, language: Language): string {
  const moments = momentsIn(language)
  return sentence
    .replaceAll(instants, (printed) => `${moments(Date.parse(printed))} UTC`)
    .replaceAll(sums, (printed) => {
      const money = parseMoney(printed)
      return money === undefined ? printed : printSum(money, language)
    })
}
