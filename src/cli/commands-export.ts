/** export: what comes out of a ledger, as it is stored or as others read it. */

import type { Command } from "commander"
import type { StatementId } from "../custody/identifier.ts"
import { dataOption, id, ledgerOption, whole } from "./arguments.ts"
import type { Commands } from "./context.ts"
import {
  exportCheckpoint,
  exportCoseReceipt,
  exportEntries,
  exportProof,
  exportStatement,
  exportTiles,
} from "./exporting.ts"

const withWhere = (command: Command): Command =>
  command.addOption(dataOption()).addOption(ledgerOption())
const toFile = (command: Command): Command =>
  withWhere(command).option("-o, --output <file>", "else standard output")

export const addExportCommands: Commands = (program, { io, does }) => {
  const exports = program.command("export").summary("copy out of a ledger, as stored")
  toFile(exports.command("entries"))
    .summary("entries as a CBOR sequence (RFC 8742)")
    .option("--from <index>", "first", whole(0, Number.MAX_SAFE_INTEGER), 0)
    .option(
      "--to <index>",
      "one behind the last; all by default",
      whole(0, Number.MAX_SAFE_INTEGER),
    )
    .action(does((options) => exportEntries(io, options)))
  toFile(exports.command("statement"))
    .summary("one signed statement, a COSE_Sign1")
    .argument("<id>", "the statement's id", id)
    .action(does((statement: StatementId, options) => exportStatement(io, statement, options)))
  toFile(exports.command("checkpoint"))
    .summary("the newest published checkpoint, a C2SP signed note")
    .option("--cosigned", "the newest that the quorum cosigned: what a device signs as seen")
    .action(does((options) => exportCheckpoint(io, options)))
  toFile(exports.command("proof"))
    .summary("that a statement is in the log, a C2SP .tlog-proof")
    .argument("<id>", "the statement's id", id)
    .action(does((statement: StatementId, options) => exportProof(io, statement, options)))
  toFile(exports.command("cose-receipt"))
    .summary("that a statement is in the log, an RFC 9942 COSE receipt")
    .argument("<id>", "the statement's id", id)
    .action(does((statement: StatementId, options) => exportCoseReceipt(io, statement, options)))
  withWhere(exports.command("tiles"))
    .summary("the published log as C2SP tiles, for any web server; again to bring it up to date")
    .argument("<dir>", "new, or one that this command has filled")
    .action(does((folder: string, where) => exportTiles(io, folder, where)))
}
