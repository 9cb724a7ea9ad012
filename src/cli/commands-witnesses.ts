/** witnesses: how far the ledger's witnesses have come, by the ledger's own account. */

import type { Command } from "commander"
import type { WitnessReport } from "../api/ledger-api.ts"
import { dataOption, jsonOption, ledgerOption } from "./arguments.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import type { ExitCode } from "./failure.ts"
import type { Io } from "./io.ts"
import { type Where, withLedger } from "./source.ts"

type Asking = Where & { readonly json?: boolean }

export const addWitnessesCommand: Commands = (program: Command, { io, does }) => {
  program
    .command("witnesses")
    .summary("how far each witness has come, and which publications lack the quorum")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(jsonOption())
    .action(does((options: Asking) => tellWitnesses(io, options)))
}

function tellWitnesses(io: Io, options: Asking): Promise<ExitCode> {
  return withLedger<ExitCode>(options, io, async (ledger) => {
    const { origin, published } = await ledger.about()
    const report = await ledger.witnesses()
    if (options.json === true) await outJson(io, { origin, published, ...report })
    else await outLines(io, linesOf(report, published, io.clock().at))
    return 0
  })
}

function linesOf(report: WitnessReport, published: number, now: number): readonly string[] {
  const { witnesses, cosigned, replayed, lacking } = report
  const names = witnesses.map(({ name }) => shown(name))
  const longest = Math.max(0, ...names.map(({ length }) => length))
  if (witnesses.length === 0) return [`published      ${published}`, "no witness is asked"]
  return [
    `published      ${published}`,
    `with quorum    ${newest(cosigned, published)}`,
    `replayed       ${newest(replayed, published)}`,
    ...witnesses.map((witness, i) =>
      [`witness ${names[i]?.padEnd(longest)}`, ...wordsOf(witness, published, now)].join("  "),
    ),
    ...(lacking.length === 0 ? ["no publication lacks the quorum"] : []),
    ...lacking.map(({ size, cosigned: by }) => {
      const said = by.length === 0 ? "cosigned by nobody" : `only ${by.map(shown).join(", ")}`
      return `without quorum  ${size}  ${said}`
    }),
  ]
}

const newest = (size: number | null, published: number): string =>
  size === null ? "none yet" : `${size}  ${behind(size, published)}`

const behind = (size: number, published: number): string =>
  size >= published ? "up to date" : `${published - size} behind`

function wordsOf(
  { size, at, fault }: WitnessReport["witnesses"][number],
  published: number,
  now: number,
): readonly string[] {
  return [
    ...(size === null ? ["never cosigned"] : [String(size), behind(size, published)]),
    ...(at === null ? [] : [age(now - at)]),
    ...(fault === null ? [] : [`fault: ${shown(fault)}`]),
  ]
}

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const

/** In the largest unit of which there are two: coarser would hide a witness that has just stopped. */
function age(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  const [unit, length] = units.find(([, each]) => seconds >= 2 * each) ?? ["second", 1]
  const count = Math.floor(seconds / length)
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`
  return milliseconds < 0 ? `${words} ahead of this clock` : `${words} ago`
}

const longestShown = 300

/** What others wrote, as one line that moves no cursor. */
const shown = (text: string): string => text.slice(0, longestShown).replaceAll(/\p{C}/gu, "?")
