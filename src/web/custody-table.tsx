/** The custody line as tables: every fact of the picture in words. */

import { useEffect, useState } from "preact/hooks"
import type { Language } from "../language/message.ts"
import type { SaidAct, SaidLine, SaidStretch } from "../verifier/said-line.ts"
import { MarkIcon } from "./custody-marks.tsx"
import type { LineWords } from "./en-line.ts"
import { edgeText, type Moments, momentsIn } from "./moments.ts"
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

const StretchTable = ({ name, who, more, stretches, words, moments }: StretchProps) => (
  <div class="wide" role="region" aria-label={name} tabIndex={0}>
    <table>
      <caption>{name}</caption>
      <thead>
        <tr>
          <th scope="col">{who}</th>
          <th scope="col">{words.columns.from}</th>
          <th scope="col">{words.columns.until}</th>
          {more !== undefined && <th scope="col">{more}</th>}
          <th scope="col">{words.columns.receipt}</th>
        </tr>
      </thead>
      <tbody>
        {stretches.map((each) => (
          <tr key={each.statement + each.lane}>
            <th scope="row">
              {each.who}
              {!each.firm && <strong class="doubt"> ({words.doubtful})</strong>}
            </th>
            <td class="when">
              {edgeText(each.begin, words, moments)}
              {each.continues !== null && ` (${words.continues})`}
            </td>
            <td class="when">
              {each.end === null ? words.open : edgeText(each.end, words, moments)}
            </td>
            {more !== undefined && (
              <td class="grounds">
                {each.more.map((sentence) => (
                  <div key={sentence}>{sentence}</div>
                ))}
              </td>
            )}
            <td class="mono">{each.statement.slice(0, 16)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

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

const ActRows = ({ acts, words, moments }: Said & { readonly acts: readonly SaidAct[] }) => (
  <div class="wide" role="region" aria-label={words.acts} tabIndex={0}>
    <table class="acts">
      <caption>{words.acts}</caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.number}</th>
          <th scope="col">{words.columns.what}</th>
          <th scope="col">{words.columns.when}</th>
          <th scope="col">{words.columns.place}</th>
          <th scope="col">{words.columns.found}</th>
          <th scope="col">{words.columns.receipt}</th>
        </tr>
      </thead>
      <tbody>
        {acts.map((act, i) => (
          <tr key={act.statement}>
            <td class="number">{i + 1}</td>
            <th scope="row">
              <MarkIcon mark={act.mark} /> {act.what}
            </th>
            <td class="when">
              {edgeText(act.at, words, moments)}
              <div class="soft">{words.claimed(moments(act.claimed))}</div>
              <div class="soft">
                {act.arrived === null ? words.drawer : words.arrived(moments(act.arrived))}
              </div>
            </td>
            <td>{act.place}</td>
            <td>
              {act.notes.map(({ level, text }) => (
                <div key={text} class={`note ${level}`}>
                  <strong>{words.levels[level]}:</strong> {text}
                </div>
              ))}
            </td>
            <td class="mono">{act.statement.slice(0, 16)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

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
