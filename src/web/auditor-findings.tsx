/** What the rule book says of all items, by force and rule. */

import { useCallback, useState } from "preact/hooks"
import type { ItemId } from "../custody/identifier.ts"
import { message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { type ItemsFinding, isFault } from "../rules/judge.ts"
import { type Force, forces, severities, severityOf } from "../rules/rule.ts"
import type { AuditorProps } from "./auditor-props.ts"
import { doneOf, itemLink, ledger, printCount, short, useAsking } from "./desk.tsx"
import { type Column, Table } from "./table.tsx"
import { State } from "./state.tsx"

const itemsAtOnce = 25

/** Of one rule: which items it was not followed for, and how many times that cannot be decided. */
type OfRule = {
  readonly rule: ItemsFinding["rule"]
  readonly source: string
  readonly section: string
  readonly force: Force
  readonly faults: number
  readonly undecided: number
  readonly items: ReadonlySet<ItemId>
}

type Judged = { readonly items: number; readonly rules: readonly OfRule[] }

async function* judgeAll(): AsyncGenerator<Judged> {
  const rules = new Map<string, OfRule>()
  let items = 0
  for (let after: ItemId | null = null; ; ) {
    const page = await ledger.findings(after, itemsAtOnce)
    items += page.items
    for (const each of page.findings) rules.set(each.rule, withFinding(rules.get(each.rule), each))
    yield { items, rules: inOrder([...rules.values()]) }
    if (page.next === null) return
    after = page.next
  }
}

function withFinding(before: OfRule | undefined, found: ItemsFinding): OfRule {
  const { rule, source, section, force, items } = found
  const { faults = 0, undecided = 0, items: known = new Set<ItemId>() } = before ?? {}
  const here = { rule, source, section, force }
  return isFault(found)
    ? { ...here, faults: faults + items.length, undecided, items: new Set([...known, ...items]) }
    : { ...here, faults, undecided: undecided + items.length, items: known }
}

/** The worst first, by force, then what was not followed most often. */
const inOrder = (rules: readonly OfRule[]): readonly OfRule[] =>
  rules.toSorted(
    (a, b) =>
      severities.indexOf(severityOf[a.force]) - severities.indexOf(severityOf[b.force]) ||
      forces.indexOf(a.force) - forces.indexOf(b.force) ||
      b.faults - a.faults ||
      b.undecided - a.undecided ||
      (a.rule < b.rule ? -1 : 1),
  )

export function Findings({ words, language }: AuditorProps) {
  const { findings } = words
  const { asked, ask, stop } = useAsking(useCallback(judgeAll, []))
  const [force, setForce] = useState<Force | "">("")
  const judged = doneOf(asked)
  const isAsking = asked.state === "asking"
  return (
    <>
      <p>{findings.what}</p>
      <div class="choices no-print">
        <button type="button" class="main" disabled={isAsking} onClick={ask}>
          {findings.start}
        </button>
        {isAsking && (
          <button type="button" onClick={stop}>
            {words.stop}
          </button>
        )}
        <label>
          {findings.filter}
          <select
            value={force}
            onChange={({ currentTarget }) => setForce(currentTarget.value as Force | "")}
          >
            <option value="">{findings.all}</option>
            {forces.map((each) => (
              <option key={each} value={each}>
                {say(message(`force.${each}`), language)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {asked.state === "failed" && <State kind="warn">{words.failed(asked.why)}</State>}
      {asked.state === "stopped" && <State kind="warn">{words.stopped}</State>}
      <p role="status">
        {judged !== undefined && findings.judged(printCount(judged.items, language))}
      </p>
      {judged !== undefined && (
        <Rules
          {...{ words, language }}
          rules={judged.rules.filter((each) => force === "" || each.force === force)}
        />
      )}
    </>
  )
}

type RulesProps = AuditorProps & { readonly rules: readonly OfRule[] }

function Rules({ words, language, rules }: RulesProps) {
  const { findings } = words
  if (rules.length === 0) return <p>{findings.clean}</p>
  const columns: readonly Column[] = [
    { name: findings.rule, as: "head" },
    { name: findings.force },
    { name: findings.demand },
    { name: findings.notFollowed, as: "number" },
    { name: findings.undecided, as: "number" },
    { name: findings.where },
  ]
  const rows = rules.map(({ rule, source, section, force, faults, undecided, items }) => ({
    key: rule,
    cells: [
      <span key="rule" class="whole">{`${source} ${section} ${rule}`}</span>,
      say(message(`force.${force}`), language),
      rule === "edition"
        ? say(message("line.edition", { edition: "?" }), language)
        : say(message(`rule.${rule}`), language),
      faults === 0 ? "0" : `✖ ${printCount(faults, language)}`,
      undecided === 0 ? "0" : `? ${printCount(undecided, language)}`,
      <Items key="items" items={[...items]} words={words} />,
    ],
  }))
  return <Table caption={words.sections.findings} isCaptionHidden columns={columns} rows={rows} />
}

const mostLinks = 8

const Items = ({
  items,
  words,
}: Pick<AuditorProps, "words"> & { readonly items: readonly ItemId[] }) => (
  <>
    {items.slice(0, mostLinks).map((item) => (
      <span key={item}>
        <a href={itemLink(item)}>{short(item)}</a>{" "}
      </span>
    ))}
    {items.length > mostLinks && words.findings.more(items.length - mostLinks)}
  </>
)
