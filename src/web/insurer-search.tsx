/** Finding an item by whatever is printed on it. */

import { useCallback, useEffect, useState } from "preact/hooks"
import type { HeldItem } from "../api/desk.ts"
import type { ItemId } from "../custody/identifier.ts"
import { message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { calledBy, doneOf, ledger, type Names, printTime, useAsking } from "./desk.tsx"
import type { InsurerProps } from "./insurer-props.ts"
import { type Column, Table } from "./table.tsx"
import { printSum } from "./sums.ts"
import { State } from "./state.tsx"

type SearchProps = InsurerProps & {
  readonly names: Names
  readonly chosen: ItemId | null
  readonly choose: (item: ItemId) => void
}

export function Search(props: SearchProps) {
  const { words } = props
  const { search } = words
  const [typed, setTyped] = useState("")
  const [wanted, setWanted] = useState("")
  const find = useCallback(
    async function* () {
      if (wanted !== "") yield await ledger.holdings({ identifier: wanted })
    },
    [wanted],
  )
  const { asked, ask } = useAsking(find)
  useEffect(() => {
    if (wanted !== "") ask()
  }, [ask, wanted])
  const found = doneOf(asked)
  return (
    <section id="part-search">
      <h2>{search.title}</h2>
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault()
          setWanted(typed.trim())
        }}
      >
        <label class="grows">
          {search.label}
          <input
            type="search"
            value={typed}
            maxLength={256}
            autocomplete="off"
            aria-describedby="search-hint"
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <button type="submit" class="main">
          {search.find}
        </button>
      </form>
      <p id="search-hint" class="soft">
        {search.hint}
      </p>
      {asked.state === "failed" && <State kind="warn">{words.failed(asked.why)}</State>}
      <p role="status">
        {asked.state === "asking" && words.loading}
        {asked.state === "done" && found !== undefined && search.found(found.length)}
        {asked.state === "done" && found !== undefined && found.length > 1 && ` ${search.reused}`}
      </p>
      {found !== undefined && found.length > 0 && <Found {...props} found={found} />}
    </section>
  )
}

function Found({
  words,
  language,
  names,
  chosen,
  choose,
  found,
}: SearchProps & { readonly found: readonly HeldItem[] }) {
  const { search } = words
  const columns: readonly Column[] = [
    { name: search.item, as: "head" },
    { name: search.goods },
    { name: search.status },
    { name: search.holder },
    { name: search.place },
    { name: search.since },
    { name: search.value, as: "number" },
    { name: search.choose },
  ]
  const rows = found.map((each) => {
    const { item, goods, status, holder, place, since, value } = each
    const isChosen = item === chosen
    const cells = [
      calledBy(each, language),
      goods === null ? words.unknown : say(message(`goods.${goods}`), language),
      search.statuses[status],
      holder === null ? search.outside : names.of(holder),
      place === null ? words.unknown : names.of(place),
      printTime(since, language),
      value === null ? words.unknown : printSum(value, language),
      <button
        key="choose"
        type="button"
        aria-pressed={isChosen}
        aria-label={`${search.choose}: ${calledBy(each, language)}`}
        onClick={() => choose(item)}
      >
        {isChosen && <span aria-hidden="true">✔</span>} {search.choose}
      </button>,
    ]
    return { key: item, cells }
  })
  return <Table caption={search.title} isCaptionHidden columns={columns} rows={rows} />
}
