/** The newest checkpoint, and how far behind it each witness is, by the ledger's own word. */

import { useCallback, useEffect } from "preact/hooks"
import type { About, WitnessReport } from "../api/ledger-api.ts"
import { toHex } from "../encoding/bytes.ts"
import { parseCheckpoint } from "../log/checkpoint.ts"
import { parseNote } from "../log/note.ts"
import { Note } from "./auditor-replay.tsx"
import type { AuditorProps } from "./auditor-props.ts"
import { doneOf, ledger, printCount, printTime, useAsking } from "./desk.tsx"
import { type Column, Table } from "./table.tsx"
import { State } from "./state.tsx"

type Standing = {
  readonly about: About
  readonly report: WitnessReport
  readonly note: Uint8Array
}

async function* askStanding(): AsyncGenerator<Standing> {
  const [about, report, note] = await Promise.all([
    ledger.about(),
    ledger.witnesses(),
    ledger.checkpoint(),
  ])
  yield { about, report, note }
}

export function Witnesses({ words, language }: AuditorProps) {
  const { asked, ask } = useAsking(useCallback(askStanding, []))
  useEffect(ask, [ask])
  const standing = doneOf(asked)
  if (asked.state === "failed") return <State kind="warn">{words.failed(asked.why)}</State>
  if (standing === undefined) return <p role="status">{words.loading}</p>
  return (
    <>
      <Checkpoint words={words} language={language} {...standing} />
      <h3>{words.checkpoint.witnesses}</h3>
      {standing.report.witnesses.length === 0 ? (
        <p>{words.checkpoint.noWitnesses}</p>
      ) : (
        <Lag words={words} language={language} {...standing} />
      )}
    </>
  )
}

function Checkpoint({ words, language, about, report, note }: AuditorProps & Standing) {
  const { checkpoint } = words
  const root = parseCheckpoint(parseNote(note)?.text ?? "")?.root
  const size = (count: number | null): string =>
    count === null ? checkpoint.never : printCount(count, language)
  return (
    <>
      <dl class="facts">
        <dt>{checkpoint.origin}</dt>
        <dd>{about.origin}</dd>
        <dt>{checkpoint.size}</dt>
        <dd>{size(about.published)}</dd>
        <dt>{checkpoint.pending}</dt>
        <dd>{size(about.size - about.published)}</dd>
        <dt>{checkpoint.cosigned}</dt>
        <dd>{size(report.cosigned)}</dd>
        <dt>{checkpoint.replayed}</dt>
        <dd>{size(report.replayed)}</dd>
        <dt>{checkpoint.root}</dt>
        <dd>
          <code>{root === undefined ? words.unknown : toHex(root)}</code>
        </dd>
      </dl>
      <details>
        <summary>{checkpoint.note}</summary>
        <Note text={new TextDecoder().decode(note)} label={checkpoint.note} />
      </details>
    </>
  )
}

function Lag({ words, language, about, report }: AuditorProps & Standing) {
  const { checkpoint } = words
  const columns: readonly Column[] = [
    { name: checkpoint.name, as: "head" },
    { name: checkpoint.covers, as: "number" },
    { name: checkpoint.lag, as: "number" },
    { name: checkpoint.at },
    { name: checkpoint.state },
  ]
  const rows = report.witnesses.map(({ name, size, at, fault }) => {
    const behind = about.published - (size ?? 0)
    const lag = behind <= 0 ? checkpoint.upToDate : checkpoint.entries(printCount(behind, language))
    const covers = size === null ? checkpoint.never : printCount(size, language)
    const state = fault === null ? `✔ ${checkpoint.fine}` : `▲ ${fault}`
    return { key: name, cells: [name, covers, lag, printTime(at, language), state] }
  })
  return (
    <>
      <p>{checkpoint.told}</p>
      <Table caption={checkpoint.witnesses} isCaptionHidden columns={columns} rows={rows} />
      <h3>{checkpoint.lacking}</h3>
      {report.lacking.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Table
          caption={checkpoint.lacking}
          isCaptionHidden
          columns={[{ name: checkpoint.size, as: "number" }, { name: checkpoint.missing }]}
          rows={report.lacking.map(({ size, cosigned }) => ({
            key: String(size),
            cells: [
              printCount(size, language),
              cosigned.length === 0 ? checkpoint.never : cosigned.join(", "),
            ],
          }))}
        />
      )}
    </>
  )
}
