/** Every owner's sums, and where they did not stay what they were. */

import { useCallback } from "preact/hooks"
import type { BooksReport } from "../api/desk.ts"
import { maxDifferencesShown } from "../api/wire.ts"
import { say } from "../language/say.ts"
import { differenceMessage } from "../verifier/lines.ts"
import type { AuditorProps } from "./auditor-props.ts"
import { doneOf, ledger, printCount, useAsking, useNames } from "./desk.tsx"
import { type Column, Table } from "./table.tsx"
import { printSum } from "./sums.ts"
import { State } from "./state.tsx"

async function* askBooks(): AsyncGenerator<BooksReport> {
  yield await ledger.books(maxDifferencesShown)
}

export function Books({ words, language }: AuditorProps) {
  const { asked, ask } = useAsking(useCallback(askBooks, []))
  const report = doneOf(asked)
  const isAsking = asked.state === "asking"
  return (
    <>
      <p>{words.books.what}</p>
      <p class="choices no-print">
        <button type="button" class="main" disabled={isAsking} onClick={ask}>
          {words.books.start}
        </button>
      </p>
      <p role="status">{isAsking && words.loading}</p>
      {asked.state === "failed" && <State kind="warn">{words.failed(asked.why)}</State>}
      {report !== undefined && <Report words={words} language={language} report={report} />}
    </>
  )
}

function Report({ words, language, report }: AuditorProps & { readonly report: BooksReport }) {
  const { books } = words
  const names = useNames()
  const { balances, differences, differing } = report
  const columns: readonly Column[] = [
    { name: books.owner, as: "head" },
    { name: books.taken, as: "number" },
    { name: books.held, as: "number" },
    { name: books.closed, as: "number" },
    { name: books.difference, as: "number" },
  ]
  const rows = balances.map(({ owner, currency, taken, held, closed, difference }) => {
    const sum = (minor: number): string => printSum({ currency, minor }, language)
    const cells = [
      owner === null ? books.noOwner : names.of(owner),
      sum(taken),
      sum(held),
      sum(closed),
      difference === 0 ? sum(0) : `✖ ${sum(difference)}`,
    ]
    return { key: `${owner} ${currency}`, cells }
  })
  return (
    <>
      <Table caption={words.sections.books} isCaptionHidden columns={columns} rows={rows} />
      <h3>{books.differences}</h3>
      {differing === 0 && <State kind="good">{books.balanced}</State>}
      {differing > differences.length && (
        <p>
          {books.shown(printCount(differences.length, language), printCount(differing, language))}
        </p>
      )}
      <ul>
        {differences.map((each) => (
          <li key={each.by.statement + (each.item ?? "")}>
            {say(differenceMessage(each, names.of), language)}
          </li>
        ))}
      </ul>
    </>
  )
}
