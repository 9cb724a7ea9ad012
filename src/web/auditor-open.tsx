/** Items of which the record does not say plainly who has them. */

import { useCallback, useEffect } from "preact/hooks"
import type { HeldItem } from "../api/desk.ts"
import type { AuditorProps } from "./auditor-props.ts"
import {
  calledBy,
  doneOf,
  itemLink,
  ledger,
  type Names,
  printTime,
  short,
  useAsking,
  useNames,
} from "./desk.tsx"
import { type Column, Table } from "./table.tsx"
import { maxHoldingsPerPage } from "../api/wire.ts"
import { State } from "./state.tsx"

const statuses = ["forked", "unlinked", "claimed"] as const
type Open = Readonly<Record<(typeof statuses)[number], readonly HeldItem[]>>

async function* askOpen(): AsyncGenerator<Open> {
  const [forked, unlinked, claimed] = await Promise.all(
    statuses.map((status) => ledger.holdings({ status })),
  )
  yield { forked: forked ?? [], unlinked: unlinked ?? [], claimed: claimed ?? [] }
}

export function LooseEnds({ words, language }: AuditorProps) {
  const names = useNames()
  const { asked, ask } = useAsking(useCallback(askOpen, []))
  useEffect(ask, [ask])
  const open = doneOf(asked)
  if (asked.state === "failed") return <State kind="warn">{words.failed(asked.why)}</State>
  if (open === undefined) return <p role="status">{words.loading}</p>
  return (
    <>
      {statuses.map((status) => (
        <section key={status}>
          <h3>{words.open[status]}</h3>
          {open[status].length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <Items
              {...{ words, language, names }}
              caption={words.open[status]}
              items={open[status]}
            />
          )}
        </section>
      ))}
    </>
  )
}

type ItemsProps = AuditorProps & {
  readonly names: Names
  readonly caption: string
  readonly items: readonly HeldItem[]
}

function Items({ words, language, names, caption, items }: ItemsProps) {
  const { open } = words
  const columns: readonly Column[] = [
    { name: open.item, as: "head" },
    { name: open.holder },
    { name: open.since },
    { name: open.ask },
  ]
  const rows = items.map(({ item, identifiers, holder, since }) => ({
    key: item,
    cells: [
      calledBy({ item, identifiers }, language),
      holder === null ? "–" : names.of(holder),
      printTime(since, language),
      <a key="ask" href={itemLink(item)}>
        {short(item)}
      </a>,
    ],
  }))
  return (
    <>
      <Table caption={caption} isCaptionHidden columns={columns} rows={rows} />
      {items.length === maxHoldingsPerPage && <p>{open.more}</p>}
    </>
  )
}
