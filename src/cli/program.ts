/** The command line: arguments in, exit code out. Nothing here knows the machine but through `io` and files. */

import { Command, CommanderError } from "commander"
import { addCasebookCommand } from "./commands-casebook.ts"
import { addCheckCommands } from "./commands-check.ts"
import { addExchangeCommands } from "./commands-exchange.ts"
import { addItemCommands } from "./commands-items.ts"
import { addKeyCommands } from "./commands-key.ts"
import { addLedgerCommands } from "./commands-ledger.ts"
import { addPhoneCommands } from "./commands-phone.ts"
import { addQuestionCommands } from "./commands-question.ts"
import { addRuleCommands } from "./commands-rules.ts"
import { addSignCommands } from "./commands-sign.ts"
import { addVerifyCommand } from "./commands-verify.ts"
import { addMisbehaviourCommands } from "./commands-misbehaviour.ts"
import { addWitnessCommand } from "./commands-witness.ts"
import { addWitnessesCommand } from "./commands-witnesses.ts"
import type { Context } from "./context.ts"
import { type ExitCode, failureOf } from "./failure.ts"
import type { Io } from "./io.ts"

const exitCodeHelp = `
Data goes to standard output, talk to standard error. Exit codes:
  0  proved, or done
  1  not genuine, not proved, or refused
  2  wrong usage, or something that cannot be read
  3  undecided, disputed, or cannot decide`

/** Runs one command. `argv` is without the names of the interpreter and the program. Throws nothing. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const context: Context = {
    io,
    does:
      (step) =>
      async (...words) => {
        exitCode = await step(...words)
      },
  }
  // Commander writes without waiting; what it writes is waited for here.
  let written: Promise<unknown> = Promise.resolve()
  const program = new Command("kvitto")
    .description("Signed hand-over receipts: who was liable for an item, checked offline.")
    .addHelpText("after", exitCodeHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        written = written.then(() => io.out(text))
      },
      writeErr: io.err,
      outputError: (text, write) => write(`kvitto: ${text.replace(/^error: /, "")}`),
    })
  for (const add of [
    addLedgerCommands,
    addCasebookCommand,
    addKeyCommands,
    addSignCommands,
    addPhoneCommands,
    addExchangeCommands,
    addItemCommands,
    addQuestionCommands,
    addVerifyCommand,
    addRuleCommands,
    addMisbehaviourCommands,
    addCheckCommands,
    addWitnessCommand,
    addWitnessesCommand,
  ])
    add(program, context)
  try {
    await program.parseAsync(argv, { from: "user" })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const failure = failureOf(error)
    io.err(`kvitto: ${failure.message}\n`)
    return failure.exitCode
  } finally {
    await written
  }
}
