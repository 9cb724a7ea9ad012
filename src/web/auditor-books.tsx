/** Every owner's sums, and where they did not stay what they were. */

import { useCallback } from "preact/hooks"
import type { BooksReport } from "../api/desk.ts"
import { maxDifferencesShown } from "../api/wire.ts"
import { say } from "../language/say.ts"
import { differenceMessage } from "../verifier/lines.ts"
import type { AuditorProps } from "./auditor-props.ts"
import { doneOf, ledger, printCount, printSum, State, Table, useAsking, useNames } from "./desk.tsx"

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
  const head = [
    books.owner,
    books.currency,
    books.taken,
    books.held,
    books.closed,
    books.difference,
  ]
  return (
    <>
      <Table caption={words.sections.books} head={head} numbers={[2, 3, 4, 5]}>
        {balances.map(({ owner, currency, taken, held, closed, difference }) => {
          const sum = (minor: number): string => printSum({ currency, minor }, language)
          return (
            <tr key={`${owner} ${currency}`}>
              <th scope="row">{owner === null ? books.noOwner : names.of(owner)}</th>
              <td>{currency}</td>
              <td class="number">{sum(taken)}</td>
              <td class="number">{sum(held)}</td>
              <td class="number">{sum(closed)}</td>
              <td class="number">{difference === 0 ? sum(0) : `✖ ${sum(difference)}`}</td>
            </tr>
          )
        })}
      </Table>
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
