/** Finding an item by whatever is printed on it. */

import { useCallback, useEffect, useState } from "preact/hooks"
import type { HeldItem } from "../api/desk.ts"
import type { ItemId } from "../custody/identifier.ts"
import { message } from "../language/message.ts"
import { say } from "../language/say.ts"
import {
  calledBy,
  doneOf,
  ledger,
  type Names,
  printSum,
  printTime,
  State,
  Table,
  useAsking,
} from "./desk.tsx"
import type { InsurerProps } from "./insurer-props.ts"

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
  const head = [
    search.item,
    search.goods,
    search.status,
    search.holder,
    search.place,
    search.since,
    search.value,
    search.choose,
  ]
  return (
    <Table caption={search.title} head={head} numbers={[6]}>
      {found.map((each) => {
        const { item, goods, status, holder, place, since, value } = each
        return (
          <tr key={item}>
            <th scope="row">{calledBy(each, language)}</th>
            <td>{goods === null ? words.unknown : say(message(`goods.${goods}`), language)}</td>
            <td>{search.statuses[status]}</td>
            <td>{holder === null ? search.outside : names.of(holder)}</td>
            <td>{place === null ? words.unknown : names.of(place)}</td>
            <td>{printTime(since, language)}</td>
            <td class="number">{value === null ? words.unknown : printSum(value, language)}</td>
            <td>
              <button
                type="button"
                aria-pressed={item === chosen}
                aria-label={`${search.choose}: ${calledBy(each, language)}`}
                onClick={() => choose(item)}
              >
                {search.choose}
              </button>
            </td>
          </tr>
        )
      })}
    </Table>
  )
}
