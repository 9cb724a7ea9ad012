/** The rule book as a page, so that a lawyer can read it against its sources line by line. */

import { type Language, message, type MessageKey } from "../language/message.ts"
import { say } from "../language/say.ts"
import type { Rule, Unjudged } from "./rule.ts"
import { chapters, newestEdition } from "./rulebook.ts"

/** Where each chapter is from. */
type Row = (Rule | Unjudged) & { readonly judged: boolean }

const rowsOf = (name: string): readonly Row[] => {
  const { rules = [], unjudged = [] } = chapters[name] ?? {}
  const all = [
    ...rules.map((each): Row => ({ ...each, judged: true })),
    ...unjudged.map((each): Row => ({ ...each, judged: false })),
  ]
  return all.sort((a, b) => inOrder(a.id, b.id))
}

/** `33-4` before `33-10`. */
function inOrder(a: string, b: string): number {
  const parts = (id: string) => id.split("-").map((part) => part.padStart(12, "0"))
  const [one, other] = [parts(a).join(), parts(b).join()]
  return one < other ? -1 : one > other ? 1 : 0
}

/** Markdown. English unless said otherwise. */
export function rulePage(language: Language = "en"): string {
  const line = (key: MessageKey): string => say(message(key), language)
  const title = say(message("page.title", { edition: String(newestEdition) }), language)
  const head = `| ${[line("page.row"), line("page.force"), line("page.demand"), line("page.needs")].join(" | ")} |`
  const tables = Object.keys(chapters).map((name) => {
    const rows = rowsOf(name).map((row) => rowLine(row, language))
    return [
      `## ${line(`page.${name}` as MessageKey)}`,
      "",
      head,
      "|---|---|---|---|",
      ...rows,
    ].join("\n")
  })
  return `${[`# ${title}`, line("page.explained"), ...tables].join("\n\n")}\n`
}

function rowLine(row: Row, language: Language): string {
  const tell = (key: MessageKey): string => say(message(key), language)
  const force = row.force === null ? "–" : tell(`force.${row.force}`)
  const demand = tell(`rule.${row.id}`)
  const needs = "needs" in row ? row.needs.map((need) => tell(`need.${need}`)).join(", ") : ""
  const judged = "why" in row ? `${tell("page.unjudged")}: ${tell(`unjudged.${row.why}`)}` : needs
  return `| ${row.source} ${row.section} ${row.id} | ${force} | ${demand} | ${judged} |`
}
