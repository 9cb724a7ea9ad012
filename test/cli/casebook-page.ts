/** docs/cases.md: people tell the cases, and the code prints the lines of the verdicts into the blocks between. */

import type { CaseName } from "../../src/cli/casebook-stage.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"

export type CaseAnswers = { readonly name: CaseName; readonly verdicts: readonly Verdict[] }

/** With every answer; and with the first of each item, because they are about its whole life. */
const ofAnswer = /^(Question|Verdict|Liable|Alternative|In the hands)/
const ofItem = /^(Cover: [A-Z]{3} |Last proof|Finding|Difference|Guideline)/

/** The page with the block of each case printed anew. A case without a heading and a block is an error. */
export const pageWith = (page: string, answers: readonly CaseAnswers[]): string =>
  answers.reduce((text, each) => {
    const pattern = new RegExp(`(^## ${each.name}\\n[^#]*?^\`\`\`\\n)[\\s\\S]*?(^\`\`\`$)`, "m")
    if (!pattern.test(text)) throw new Error(`docs/cases.md: expected a case ${each.name}`)
    const inside = blockOf(each)
    return text.replace(pattern, (_, before: string, after: string) => before + inside + after)
  }, page)

function blockOf({ verdicts }: CaseAnswers): string {
  const told = new Set<string>()
  const answers = verdicts.map((verdict) => {
    const { item } = verdict.question
    const isFirst = !told.has(item)
    told.add(item)
    const wanted = verdictLines(verdict).filter(
      (line) => ofAnswer.test(line) || (isFirst && ofItem.test(line)),
    )
    return wanted.join("\n")
  })
  return `${shortened(answers.join("\n\n")).split("\n").map(wrapped).join("\n")}\n`
}

/** Ids differ from ledger to ledger: #1 is the first that is named, #2 the next. A name stands for its id. */
function shortened(text: string): string {
  const numbers = new Map<string, number>()
  return text
    .split("\n")
    .map((line) => (ofStatement.test(line) ? line : line.replaceAll(/ \([0-9a-f]{16}\)/g, "")))
    .join("\n")
    .replaceAll(/\b[0-9a-f]{16}(?:[0-9a-f]{48})?\b/g, (id) => {
      const known = numbers.get(id.slice(0, 16)) ?? numbers.size + 1
      numbers.set(id.slice(0, 16), known)
      return `#${known}`
    })
    .replaceAll(/:00\.000Z/g, "Z")
    .replaceAll(/\.000Z/g, "Z")
}

/** There what stands in brackets is a statement, and no name says which. */
const ofStatement = /^(Guideline|Finding)/

const width = 120

function wrapped(line: string): string {
  const lines: string[] = []
  // A sum stays with its currency.
  for (const word of line.split(/(?<![A-Z]{3}) | (?![0-9])/)) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(word)
    else if (last.length + 1 + word.length > width) lines.push(`  ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join("\n")
}
