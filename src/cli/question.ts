/** The question on the command line, and the answer on the way out: the same for `liable` and `verify`. */

import { type Command, Option } from "commander"
import type { Language } from "../language/message.ts"
import { type Question, type Scope, scopes } from "../log/bundle.ts"
import { verdictLines } from "../verifier/lines.ts"
import { stepLines, type Verdict, verdictJson } from "../verifier/verdict.ts"
import { instant } from "./arguments.ts"
import { outJson, outLines } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import type { Io } from "./io.ts"

export type Asked = {
  readonly at?: number
  readonly from?: number
  readonly to?: number
  readonly scope?: Scope
}

export const withQuestion = (command: Command): Command =>
  command
    .addOption(new Option("--at <time>", "instant, RFC 3339 with its zone").argParser(instant))
    .addOption(new Option("--from <time>", "or from this instant").argParser(instant))
    .addOption(new Option("--to <time>", "to this one, both included").argParser(instant))
    .addOption(
      new Option("--scope <scope>", "the unit, or what is declared to be in it").choices(scopes),
    )

/** The span asked about; undefined if none is. */
export function spanOf({ at, from, to }: Asked): Pick<Question, "from" | "to"> | undefined {
  if (at === undefined && from === undefined && to === undefined) return undefined
  if (at !== undefined && from === undefined && to === undefined) return { from: at, to: at }
  if (at !== undefined || from === undefined || to === undefined)
    throw unusable("when? give either --at T, or --from T and --to T")
  if (from > to) throw unusable("the time asked about ends before it begins")
  return { from, to }
}

export function questionOf(item: Question["item"], asked: Asked): Question {
  const span = spanOf(asked)
  if (span === undefined) throw unusable("when? give either --at T, or --from T and --to T")
  return { item, ...span, scope: asked.scope ?? "unit" }
}

const exitCodes: Readonly<Record<Verdict["verdict"], ExitCode>> = {
  proved: 0,
  "not-proved": 1,
  undecided: 3,
  disputed: 3,
  "cannot-decide": 3,
}

export type Spoken = { readonly json?: boolean; readonly language?: Language }

export async function printVerdict(
  io: Io,
  verdict: Verdict,
  { json, language }: Spoken,
): Promise<ExitCode> {
  if (json === true) await outJson(io, verdictJson(verdict, language))
  else await outLines(io, [...verdictLines(verdict, language), "", ...stepLines(verdict, language)])
  return exitCodes[verdict.verdict]
}
