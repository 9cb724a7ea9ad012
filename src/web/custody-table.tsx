/** The custody line as tables: every fact of the picture in words. */

import { useEffect, useState } from "preact/hooks"
import type { Language } from "../language/message.ts"
import type { SaidAct, SaidLine, SaidStretch } from "../verifier/said-line.ts"
import { MarkIcon } from "./custody-marks.tsx"
import type { LineWords } from "./en-line.ts"
import { edgeText, type Moments, momentsIn } from "./moments.ts"
import { type Column, Table } from "./table.tsx"
import type { Wording } from "./words.ts"

type Props = {
  readonly line: SaidLine
  readonly words: Wording<LineWords>
  readonly language: Language
}
type Said = Pick<Props, "words"> & { readonly moments: Moments }

export function CustodyTables({ line, words, language }: Props) {
  const said = { words, moments: momentsIn(language) }
  const { columns } = words
  return (
    <div class="custody-tables">
      <StretchTable
        {...said}
        name={words.answering}
        who={columns.who}
        more={columns.grounds}
        stretches={line.answering}
      />
      <StretchTable
        {...said}
        name={words.hands}
        who={columns.who}
        more={columns.where}
        stretches={line.hands}
      />
      {line.containers.length > 0 && (
        <StretchTable
          {...said}
          name={words.containers}
          who={columns.container}
          stretches={line.containers}
        />
      )}
      <ActTable {...said} acts={line.acts} />
      <Times {...said} line={line} />
    </div>
  )
}

type StretchProps = Said & {
  readonly name: string
  readonly who: string
  readonly more?: string
  readonly stretches: readonly SaidStretch[]
}

function StretchTable({ name, who, more, stretches, words, moments }: StretchProps) {
  const { columns } = words
  const grounds: readonly Column[] = more === undefined ? [] : [{ name: more, as: "grounds" }]
  const rows = stretches.map((each) => ({
    key: each.statement + each.lane,
    cells: [
      <>
        {each.who}
        {!each.firm && <strong class="doubt"> ({words.doubtful})</strong>}
      </>,
      edgeText(each.begin, words, moments) +
        (each.continues === null ? "" : ` (${words.continues})`),
      each.end === null ? words.open : edgeText(each.end, words, moments),
      ...grounds.map(() => each.more.map((sentence) => <div key={sentence}>{sentence}</div>)),
      each.statement.slice(0, 16),
    ],
  }))
  const all: readonly Column[] = [
    { name: who, as: "head" },
    { name: columns.from, as: "when" },
    { name: columns.until, as: "when" },
    ...grounds,
    { name: columns.receipt, as: "mono" },
  ]
  return <Table caption={name} columns={all} rows={rows} />
}

/** More are shown when they are asked for, and on paper: to draw them takes the page's own thread. */
const firstRows = 300

function ActTable({ acts, words, moments }: Said & { readonly acts: readonly SaidAct[] }) {
  const [isWhole, setWhole] = useState(acts.length <= firstRows)
  useEffect(() => {
    const showAll = (): void => setWhole(true)
    addEventListener("beforeprint", showAll)
    return () => removeEventListener("beforeprint", showAll)
  }, [])
  const shown = isWhole ? acts : acts.slice(0, firstRows)
  return (
    <>
      <ActRows acts={shown} words={words} moments={moments} />
      {!isWhole && (
        <p class="choices no-print">
          <button type="button" onClick={() => setWhole(true)}>
            {words.all} ({acts.length})
          </button>
        </p>
      )}
    </>
  )
}

function ActRows({ acts, words, moments }: Said & { readonly acts: readonly SaidAct[] }) {
  const { columns } = words
  const rows = acts.map((act, i) => ({
    key: act.statement,
    cells: [
      <>
        <MarkIcon mark={act.mark} /> {i + 1}. {act.what}
      </>,
      <>
        {edgeText(act.at, words, moments)}
        <div class="soft">{words.claimed(moments(act.claimed))}</div>
        <div class="soft">
          {act.arrived === null ? words.drawer : words.arrived(moments(act.arrived))}
        </div>
      </>,
      act.place,
      act.notes.map(({ level, text }) => (
        <div key={text} class={`finding ${level}`}>
          <strong>{words.levels[level]}:</strong> {text}
        </div>
      )),
      act.statement.slice(0, 16),
    ],
  }))
  const all: readonly Column[] = [
    { name: columns.what, as: "head" },
    { name: columns.when, as: "when" },
    { name: columns.place },
    { name: columns.found },
    { name: columns.receipt, as: "mono" },
  ]
  return <Table caption={words.acts} columns={all} rows={rows} />
}

function Times({ line, words, moments }: Said & Pick<Props, "line">) {
  const { asked, loss, upTo } = line
  const taken =
    loss.before === null
      ? words.noLoss
      : loss.after === null
        ? words.lossBy(moments(loss.before.at))
        : words.lossBetween(moments(loss.after.at), moments(loss.before.at))
  return (
    <dl class="times">
      <dt>{words.asked}</dt>
      <dd>{edgeText(asked, words, moments)}</dd>
      <dt>{words.loss}</dt>
      <dd>{taken}</dd>
      <dt>{words.record}</dt>
      <dd>{upTo === null ? words.noRecord : moments(upTo)}</dd>
    </dl>
  )
}
