/** casebook: worked cases of the guideline, to be questioned like any other ledger. */

import { jsonOption } from "./arguments.ts"
import { makeCasebookFolder, type PrintedQuestion } from "./casebook-folder.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import type { ExitCode } from "./failure.ts"
import type { Io } from "./io.ts"

type CasebookWords = { readonly data: string; readonly json?: boolean }

export const addCasebookCommand: Commands = (program, { io, does }) => {
  program
    .command("casebook")
    .summary(
      "make a data folder with worked cases of the guideline, in which nothing really happened",
    )
    .requiredOption("--data <dir>", "data folder to make")
    .addOption(jsonOption())
    .action(does((words: CasebookWords) => casebook(io, words)))
}

async function casebook(io: Io, { data, json }: CasebookWords): Promise<ExitCode> {
  const cases = await makeCasebookFolder(data, io)
  if (json === true) await outJson(io, { cases })
  else
    await outLines(
      io,
      Object.entries(cases).flatMap(([name, questions]) => [
        `${name}:`,
        ...questions.map((each) => `  ${each.item} ${wordsOf(each)}  ${each.about}`),
      ]),
    )
  sayTo(io)(`made ${data}: a casebook; nothing in it happened`)
  return 0
}

/** The question as `liable` and `bundle` take it. */
function wordsOf({ from, to, scope }: PrintedQuestion): string {
  const span = from === to ? `--at ${from}` : `--from ${from} --to ${to}`
  return scope === "unit" ? span : `${span} --scope ${scope}`
}
