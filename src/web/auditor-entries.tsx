/** The log, a bundle of entries at a time, in words. */

import { useCallback, useEffect, useState } from "preact/hooks"
import { type Kind, kinds } from "../custody/kind.ts"
import { message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { decodeEntryBundle } from "../log/entry-bundle.ts"
import { TILE_WIDTH, tileWidth } from "../merkle/tiles.ts"
import type { AuditorProps } from "./auditor-props.ts"
import {
  doneOf,
  itemLink,
  ledger,
  type Names,
  printCount,
  printTime,
  short,
  useAsking,
  useNames,
} from "./desk.tsx"
import { type Column, type Row, Table } from "./table.tsx"
import { type EntryTold, tellEntry } from "./telling-entry.ts"
import { State } from "./state.tsx"

/** `page`: of so many entries each, from the first entry on. */
type Page = { readonly page: number; readonly size: number; readonly entries: readonly EntryTold[] }

/** A part of a bundle: whole ones take long to draw. */
const rows = 64

const lastPage = (size: number): number => Math.floor(Math.max(0, size - 1) / rows)

/** `wanted` undefined: the newest. Its newest entry first. */
async function* askPage(wanted: number | undefined): AsyncGenerator<Page> {
  const { published: size, origin } = await ledger.about()
  const page = Math.min(wanted ?? lastPage(size), lastPage(size))
  const [from, to] = [page * rows, Math.min((page + 1) * rows, size)]
  const bundle = Math.floor(from / TILE_WIDTH)
  const width = tileWidth("entries", bundle, size)
  const tile = { level: "entries", index: bundle, width } as const
  const bytes = width === 0 ? undefined : await ledger.tile(tile)
  const found = (bytes && decodeEntryBundle(bytes, width)) ?? []
  const begin = bundle * TILE_WIDTH
  const own = found.slice(from - begin, to - begin)
  const entries = own.map((entry, i) => tellEntry(from + i, entry, origin))
  yield { page, size, entries: entries.toReversed() }
}

export function Entries({ words, language }: AuditorProps) {
  const [wanted, setWanted] = useState<number>()
  const [kind, setKind] = useState<Kind | "">("")
  const names = useNames()
  const { asked, ask } = useAsking(useCallback(() => askPage(wanted), [wanted]))
  useEffect(ask, [ask])
  const page = doneOf(asked)
  if (asked.state === "failed") return <State kind="warn">{words.failed(asked.why)}</State>
  if (page === undefined) return <p role="status">{words.loading}</p>
  const { entries } = words
  const shown = page.entries.filter((each) => kind === "" || each.kind === kind)
  const hidden = page.entries.length - shown.length
  const [first, last] = [page.entries.at(-1)?.index ?? 0, page.entries[0]?.index ?? 0]
  const print = (count: number): string => printCount(count, language)
  const newest = lastPage(page.size)
  return (
    <>
      <div class="choices no-print">
        <Turn to={newest} page={page} word={entries.newest} turn={setWanted} />
        <Turn
          to={Math.min(newest, page.page + 1)}
          page={page}
          word={entries.newer}
          turn={setWanted}
        />
        <Turn to={Math.max(0, page.page - 1)} page={page} word={entries.older} turn={setWanted} />
        <Turn to={0} page={page} word={entries.first} turn={setWanted} />
        <label>
          {entries.filter}
          <select
            value={kind}
            onChange={({ currentTarget }) => setKind(currentTarget.value as Kind | "")}
          >
            <option value="">{entries.all}</option>
            {kinds
              .filter((each) => each !== "attestation")
              .map((each) => (
                <option key={each} value={each}>
                  {say(message(`kind.${each}`), language)}
                </option>
              ))}
          </select>
        </label>
      </div>
      <p role="status">
        {entries.range(print(first), print(last), print(page.size))}{" "}
        {hidden > 0 && entries.hidden(hidden)}
      </p>
      <Table
        caption={words.sections.entries}
        isCaptionHidden
        columns={columnsOf(words)}
        rows={shown.map((told) => rowOf({ words, language, names, told }))}
      />
    </>
  )
}

type TurnProps = {
  readonly to: number
  readonly page: Page
  readonly word: string
  readonly turn: (page: number) => void
}

const Turn = ({ to, page, word, turn }: TurnProps) => (
  <button type="button" disabled={to === page.page} onClick={() => turn(to)}>
    {word}
  </button>
)

type ToldProps = AuditorProps & {
  readonly names: Names
  readonly told: EntryTold
}

const columnsOf = ({ entries }: AuditorProps["words"]): readonly Column[] => [
  { name: entries.index, as: "number" },
  { name: entries.time },
  { name: entries.kind },
  { name: entries.who },
  { name: entries.what },
]

function rowOf({ words, language, names, told }: ToldProps): Row {
  const { entries } = words
  const who = told.party === null ? entries.ledger : names.of(told.party)
  const { giver, receiver } = told
  const what = [
    ...(giver === null
      ? []
      : [entries.handOver(names.of(giver), receiver === null ? "–" : names.of(receiver))]),
    ...(told.sealed === null ? [] : [entries.sealed(printCount(told.sealed, language))]),
    ...(told.items.length === 0 ? [] : [entries.items(told.items.length)]),
  ]
  const cells = [
    printCount(told.index, language),
    printTime(told.appendedAt, language),
    told.kind === null ? entries.unreadable : say(message(`kind.${told.kind}`), language),
    told.kind === null ? "" : who,
    <>
      {what.join(", ")}
      <Details {...{ words, language, names, told }} />
    </>,
  ]
  return { key: String(told.index), cells }
}

function Details({ words, language, told }: ToldProps) {
  const { entries } = words
  const [isOpen, setOpen] = useState(false)
  // Drawn when somebody looks, not 64 times for nobody.
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{entries.details}</summary>
      {isOpen && <Facts words={words} language={language} told={told} />}
    </details>
  )
}

function Facts({ words, language, told }: AuditorProps & { readonly told: EntryTold }) {
  const { entries } = words
  return (
    <>
      <dl class="facts">
        <dt>{entries.claimed}</dt>
        <dd>{printTime(told.claimedAt, language)}</dd>
        <dt>{entries.statement}</dt>
        <dd>
          <code>{told.statement ?? words.unknown}</code>
        </dd>
        <dt>{entries.key}</dt>
        <dd>
          <code>{told.key ?? words.unknown}</code>
        </dd>
        <dt>{entries.leaf}</dt>
        <dd>
          <code>{told.leaf}</code>
        </dd>
      </dl>
      {told.openings !== null && <p>{entries.openings[told.openings]}</p>}
      {told.items.length > 0 && (
        <p class="choices">
          {told.items.map((item) => (
            <a key={item} href={itemLink(item)}>
              {short(item)}
            </a>
          ))}
        </p>
      )}
    </>
  )
}
