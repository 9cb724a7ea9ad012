/** Starting, watching and reading a replay that goes on in another thread. */

import { useEffect, useRef, useState } from "preact/hooks"
import type { AuditorProps } from "./auditor-props.ts"
import { printCount, printTime } from "./desk.tsx"
import { Table } from "./table.tsx"
import { keepCheckpoint, type KeptCheckpoint, keptCheckpoints } from "./kept-checkpoint.ts"
import type { ReplayNews, ReplayOrder } from "./replay-worker.ts"
import { State } from "./state.tsx"

type Done = Extract<ReplayNews, { readonly state: "done" }> & {
  readonly before: KeptCheckpoint | undefined
  /** Other ledgers that were replayed from this address. */
  readonly others: readonly string[]
}
type Shown = Exclude<ReplayNews, { readonly state: "done" }> | Done | { readonly state: "idle" }

/** News of one replay; a worker of its own for each, so that one that hangs can be thrown away. */
function useReplay() {
  const [shown, setShown] = useState<Shown>({ state: "idle" })
  const worker = useRef<Worker | undefined>(undefined)
  const end = (): void => {
    worker.current?.terminate()
    worker.current = undefined
  }
  useEffect(() => end, [])
  const order = (what: ReplayOrder): void => worker.current?.postMessage(what)
  const start = (): void => {
    end()
    const kept = keptCheckpoints()
    const own = new Worker(new URL("./replay-worker.ts", import.meta.url), { type: "module" })
    worker.current = own
    setShown({ state: "running", done: 0, size: 0 })
    const hear = (news: ReplayNews): void => {
      if (worker.current !== own) return
      if (news.state === "done") {
        const { ok, size, root, note, origin } = news.replayed
        // One that contradicts what was seen before must not take its place.
        if (ok) keepCheckpoint({ origin, size, root, note, at: Date.now() })
        setShown({
          ...news,
          before: kept.find((each) => each.origin === origin),
          others: kept.filter((each) => each.origin !== origin).map((each) => each.origin),
        })
      } else setShown(news)
      if (news.state !== "running") end()
    }
    own.addEventListener("message", ({ data: news }: MessageEvent<ReplayNews>) => hear(news))
    own.addEventListener("error", ({ message }) =>
      hear({ state: "failed", code: "unreachable", why: message }),
    )
    order({ act: "start", before: kept })
  }
  const stop = (): void => order({ act: "stop" })
  return { shown, start, stop }
}

export function Replay({ words, language }: AuditorProps) {
  const { shown, start, stop } = useReplay()
  const { replay } = words
  const isRunning = shown.state === "running"
  return (
    <>
      <p>{replay.what}</p>
      <p class="choices no-print">
        <button type="button" class="main" disabled={isRunning} onClick={start}>
          {shown.state === "done" ? replay.again : replay.start}
        </button>
        {isRunning && (
          <button type="button" onClick={stop}>
            {words.stop}
          </button>
        )}
      </p>
      {isRunning && (
        <p>
          <progress
            class="bar"
            aria-label={replay.progress}
            max={shown.size === 0 ? undefined : shown.size}
            value={shown.size === 0 ? undefined : shown.done}
          />{" "}
          {shown.size > 0 && (
            <span>
              {replay.doneOf(printCount(shown.done, language), printCount(shown.size, language))}
            </span>
          )}
        </p>
      )}
      <div role="status">
        {shown.state === "stopped" && <State kind="warn">{words.stopped}</State>}
        {shown.state === "failed" && <State kind="warn">{replay.cannot[shown.code]}</State>}
        {shown.state === "done" && <Outcome words={words} language={language} {...shown} />}
      </div>
      {shown.state === "failed" && <p class="mono">{shown.why}</p>}
      {shown.state === "done" && <Checked words={words} language={language} {...shown} />}
    </>
  )
}

function Outcome({ words, language, replayed, before, others }: AuditorProps & Done) {
  const { replay } = words
  const { ok, faults, wrongTile, size } = replayed
  const compared = replayed.before
  return (
    <>
      {ok && <State kind="good">{replay.ok(printCount(size, language))}</State>}
      {faults.length > 0 && <State kind="bad">{replay.faulty(faults.length)}</State>}
      {wrongTile !== null && <State kind="bad">{replay.notWhole}</State>}
      {compared === null && others.length > 0 && (
        <State kind="warn">{replay.before.another(others.join(", "))}</State>
      )}
      {compared === null && ok && <p>{replay.before.first}</p>}
      {compared === "continues" && before !== undefined && (
        <p>
          {replay.before.continues(
            printCount(before.size, language),
            printTime(before.at, language),
          )}
        </p>
      )}
      {(compared === "forked" || compared === "went-back") && (
        <State kind="bad">{replay.before[compared]}</State>
      )}
    </>
  )
}

function Checked({ words, language, replayed, by, before }: AuditorProps & Done) {
  const { replay } = words
  const { checks } = replay
  const { faults, wrongTile, size, subjects, note, key } = replayed
  const isContradicted = replayed.before === "forked" || replayed.before === "went-back"
  return (
    <>
      {wrongTile !== null && <p class="mono">{wrongTile}</p>}
      {faults.length > 0 && (
        <Table
          caption={replay.faults}
          columns={[{ name: replay.at, as: "number" }, { name: replay.fault }]}
          rows={faults.map(({ index, code, sentence }) => ({
            key: sentence,
            cells: [
              printCount(index, language),
              <>
                <code>{code}</code> <span lang="en">{sentence}</span>
              </>,
            ],
          }))}
        />
      )}
      <h3>{replay.checked}</h3>
      <ul>
        <li>{checks.leaves(printCount(size, language))}</li>
        <li>{checks.signatures[by]}</li>
        <li>{checks.chains(printCount(subjects, language))}</li>
        <li>{checks.seals}</li>
        <li>
          {checks.key} <code>{key}</code>
        </li>
      </ul>
      <p>{replay.unchecked}</p>
      {isContradicted && before !== undefined && (
        <>
          <h3>{replay.keptNote}</h3>
          <Note text={before.note} label={replay.keptNote} />
        </>
      )}
      <h3>{replay.newNote}</h3>
      <Note text={note} label={replay.newNote} />
    </>
  )
}

/** A signed note as it is, for whoever wants to keep it. */
export const Note = ({ text, label }: { readonly text: string; readonly label: string }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by keys
  <pre class="note" role="region" aria-label={label} tabIndex={0}>
    {text}
  </pre>
)
