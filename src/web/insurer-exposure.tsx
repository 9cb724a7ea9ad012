/** What is at stake now: by who has it, by what it lies in, by place, against what was agreed. */

import { useCallback } from "preact/hooks"
import type { HeldItem, Named } from "../api/desk.ts"
import { maxHoldingsPerPage } from "../api/wire.ts"
import { message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { calledBy, doneOf, fetchNames, ledger, type Names, printCount, useAsking } from "./desk.tsx"
import { type Against, type Exposure, exposuresBy, type Side, worthOf } from "./exposure.ts"
import type { InsurerProps } from "./insurer-props.ts"
import { Table } from "./table.tsx"
import { printSum } from "./sums.ts"
import { State } from "./state.tsx"

const sides = ["holder", "container", "place"] as const satisfies readonly Side[]

type Stake = { readonly items: readonly HeldItem[]; readonly names: readonly Named[] }

/** What came so far is given a few times a second: to add up everything at every page would take the square of it. */
const betweenPages = 5

async function* askStake(): AsyncGenerator<Stake> {
  const names = await fetchNames()
  const items: HeldItem[] = []
  for (let pages = 1; ; pages++) {
    const last = items.at(-1)?.item
    const page = await ledger.holdings(last === undefined ? {} : { after: last })
    items.push(...page)
    const isLast = page.length < maxHoldingsPerPage
    if (isLast || pages % betweenPages === 0) yield { items: [...items], names }
    if (isLast) return
  }
}

type Props = InsurerProps & { readonly names: Names }

export function Exposures({ words, language, names }: Props) {
  const { exposure } = words
  const { asked, ask, stop } = useAsking(useCallback(askStake, []))
  const stake = doneOf(asked)
  const isAsking = asked.state === "asking"
  return (
    <section id="part-exposure">
      <h2>{exposure.title}</h2>
      <p>{exposure.what}</p>
      <p>{words.word}</p>
      <p class="choices no-print">
        <button type="button" class="main" disabled={isAsking} onClick={ask}>
          {exposure.start}
        </button>
        {isAsking && (
          <button type="button" onClick={stop}>
            {words.stop}
          </button>
        )}
      </p>
      {asked.state === "failed" && <State kind="warn">{words.failed(asked.why)}</State>}
      {asked.state === "stopped" && <State kind="warn">{words.stopped}</State>}
      <p role="status">
        {stake !== undefined && exposure.counted(printCount(stake.items.length, language))}
      </p>
      {stake !== undefined && (
        <>
          <p>
            {exposure.total}:{" "}
            <strong>
              {worthOf(stake.items)
                .map((sum) => printSum(sum, language))
                .join(", ")}
            </strong>
          </p>
          {sides.map((side) => (
            <BySide key={side} {...{ words, language, names, side, stake }} />
          ))}
        </>
      )}
    </section>
  )
}

type BySideProps = Props & { readonly side: Side; readonly stake: Stake }

function BySide({ words, language, names, side, stake }: BySideProps) {
  const { exposure } = words
  const all = exposuresBy(side, stake.items, stake.names)
  const called = (id: string | null): string => {
    if (id === null) return exposure.nobody[side]
    const item = side === "container" ? stake.items.find((each) => each.item === id) : undefined
    return item === undefined ? names.of(id) : calledBy(item, language)
  }
  return (
    <>
      <h3>{exposure.by[side]}</h3>
      {all.length === 0 ? (
        <p>{exposure.empty[side]}</p>
      ) : (
        <Table
          caption={exposure.by[side]}
          isCaptionHidden
          columns={[
            { name: exposure.name[side], as: "head" },
            { name: exposure.items, as: "number" },
            { name: exposure.sum, as: "number" },
            { name: exposure.against },
          ]}
          rows={all.map((each) => ({
            key: each.id ?? "",
            cells: [
              called(each.id),
              printCount(each.items, language),
              each.sums.map((sum) => <div key={sum.currency}>{printSum(sum, language)}</div>),
              <Remarks key="remarks" {...{ words, language, side, each }} />,
            ],
          }))}
        />
      )}
    </>
  )
}

type RemarksProps = InsurerProps & { readonly side: Side; readonly each: Exposure }

/** What it is held against, and what is not known. */
function Remarks({ words, language, side, each }: RemarksProps) {
  const { exposure } = words
  const { against, unvalued, doubtful, unlimited } = each
  const remarks = [
    ...(unvalued === 0 ? [] : [exposure.unvalued(unvalued)]),
    ...(doubtful === 0 ? [] : [exposure.doubtful(doubtful)]),
    ...(side === "holder" && unlimited > 0 ? [exposure.unlimited(unlimited)] : []),
    ...(side !== "container" && against.length === 0 ? [exposure.noLimit] : []),
  ]
  return (
    <ul class="remarks">
      {against.map((one) => (
        <li
          key={`${one.limit} ${one.contract} ${one.amount.currency}`}
          class={one.over ? "over" : ""}
        >
          <span aria-hidden="true">{one.over ? "✖ " : "✔ "}</span>
          {againstText(one, words, language)}
        </li>
      ))}
      {remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  )
}

function againstText(
  { limit, amount, sum, over }: Against,
  { exposure }: InsurerProps["words"],
  language: InsurerProps["language"],
): string {
  const name = limit === "approved" ? exposure.approved : say(message(`limit.${limit}`), language)
  const agreed = printSum(amount, language)
  if (!over) return exposure.within(name, agreed)
  const excess = { currency: amount.currency, minor: sum - amount.minor }
  return exposure.over(name, agreed, printSum(excess, language))
}
