/** Giving: what, to whom, and what would be found; then one gesture. */

import { useMemo, useState } from "preact/hooks"
import type { ItemId, PartyId, PlaceId, StatementId } from "../custody/identifier.ts"
import { chosenLines } from "../device/lines.ts"
import { give, type Wish } from "../device/give.ts"
import { PhoneFault } from "../device/phone.ts"
import type { Holding } from "../device/shelf.ts"
import { calledBy, feel, type Props } from "./courier-act.ts"
import { Camera } from "./courier-camera.tsx"
import { Foreseen, useForesight } from "./courier-foreseen.tsx"
import { HoldButton, PhotoChoice } from "./courier-inputs.tsx"
import type { Kept } from "./courier-phone.ts"
import { Bottom, isCalled, nested, Thing } from "./courier-things.tsx"

export function Give(props: Props) {
  const { phone, kept, words, go, act, isBusy } = props
  const choice = useChoice(kept)
  const { free, items, setItems, to, wish, place, setPlace, count } = choice
  const foresight = useForesight(props, wish && { wish })
  const [remark, setRemark] = useState("")
  const [photo, setPhoto] = useState<Uint8Array | null>(null)
  const [scans, setScans] = useState(false)
  const sign = async (duress: boolean): Promise<void> => {
    if (wish === undefined) return
    const said = { remark: remark.trim() === "" ? null : remark.trim(), photo, duress }
    const given = await act(() => give(phone, { ...wish, ...said }))
    if (given !== undefined) go({ at: "offer", offer: given.offer })
  }
  return (
    <>
      <h1>{words.give.title}</h1>
      <fieldset>
        <legend>{words.give.choose}</legend>
        <p class="choices">
          <button type="button" onClick={() => setItems(new Set(free.map(({ item }) => item)))}>
            {words.give.all}
          </button>
          <button type="button" aria-pressed={scans} onClick={() => setScans(!scans)}>
            {words.give.scan}
          </button>
        </p>
        {scans && <Camera onText={choice.seen} words={words.camera} />}
        <Choose {...props} free={free} items={items} toggle={choice.toggle} />
      </fieldset>
      <Whom {...props} parties={choice.parties} to={to} setTo={choice.setTo} />
      <More {...props} place={place} setPlace={setPlace}>
        <label>
          {words.give.remark}
          <input
            value={remark}
            maxLength={500}
            onInput={({ currentTarget }) => setRemark(currentTarget.value)}
          />
        </label>
        <PhotoChoice words={words.give} setPhoto={setPhoto} />
      </More>
      {choice.fault !== undefined && <p class="state bad">{words.faults[choice.fault]}</p>}
      {wish !== undefined && <Foreseen words={words.foresee} foresight={foresight} />}
      <Bottom>
        <button type="button" onClick={() => go({ at: "home" })}>
          {words.back}
        </button>
        <HoldButton
          disabled={isBusy || wish === undefined || foresight === "looking"}
          onDone={(duress) => void sign(duress)}
        >
          {words.give.sign(count)}
        </HoldButton>
      </Bottom>
    </>
  )
}

/** What is chosen, and for whom. */
function useChoice(kept: Kept) {
  const free = [...kept.held.values()].filter(({ offered }) => offered === null)
  const parties = useMemo(() => partiesOf(kept), [kept])
  const [items, setItems] = useState<ReadonlySet<ItemId>>(() => new Set(onlyOne(free)))
  const [wanted, setTo] = useState<PartyId>()
  const [place, setPlace] = useState<PlaceId | null>(null)
  // Parties may come to be known while this is looked at. One who was never dealt with is chosen, not guessed.
  const to =
    wanted ??
    (kept.given.size + kept.taken.size > 0 || parties.length === 1 ? parties[0] : undefined)
  const chosen = free.flatMap(({ item }) => (items.has(item) ? [item] : []))
  const { count, fault } = countOf(kept, chosen)
  const contract = to === undefined ? null : contractBetween(kept, to)
  const wish: Wish | undefined =
    to === undefined || count === 0 ? undefined : { items: chosen, to, contract, place }
  const toggle = (item: ItemId): void => {
    const after = new Set(items)
    if (!after.delete(item)) after.add(item)
    setItems(after)
  }
  const seen = (text: string): void => {
    const found = free.find((each) => isCalled(each, text))
    if (found === undefined || items.has(found.item)) return
    feel("good")
    setItems(new Set([...items, found.item]))
  }
  const whom = { parties, to, setTo, place, setPlace }
  return { ...whom, free, items, setItems, wish, count, fault, toggle, seen }
}

/** How many things go with what is chosen, or why it cannot be given: something in a case stands in another offer. */
function countOf(kept: Kept, chosen: readonly ItemId[]) {
  if (chosen.length === 0) return { count: 0 }
  try {
    return { count: chosenLines(kept.held, chosen).length }
  } catch (error) {
    if (error instanceof PhoneFault) return { count: 0, fault: error.code }
    throw error
  }
}

type WhomProps = Props & {
  readonly parties: readonly PartyId[]
  readonly to: PartyId | undefined
  readonly setTo: (party: PartyId) => void
}

function Whom({ kept, words, parties, to, setTo }: WhomProps) {
  if (parties.length === 0) return <p class="state warn">{words.give.noParties}</p>
  return (
    <label>
      {words.give.to}
      <select
        value={to ?? ""}
        onChange={({ currentTarget }) => setTo(currentTarget.value as PartyId)}
      >
        {to === undefined && <option value="">…</option>}
        {parties.map((party) => (
          <option key={party} value={party}>
            {calledBy(kept, party, words)}
          </option>
        ))}
      </select>
    </label>
  )
}

type Choosing = Props & {
  readonly free: readonly Holding[]
  readonly items: ReadonlySet<ItemId>
  readonly toggle: (item: ItemId) => void
}

function Choose({ free, items, toggle, words, language }: Choosing) {
  const box = (each: Holding) => (
    <label class="tick">
      <input type="checkbox" checked={items.has(each.item)} onChange={() => toggle(each.item)} />
      <Thing told={each} words={words} language={language} />
    </label>
  )
  return (
    <ul class="things">
      {nested(free).map(([outer, inner]) => (
        <li key={outer.item}>
          {box(outer)}
          {inner.length > 0 && (
            <details>
              <summary>{words.hold.inside(inner.length)}</summary>
              <ul class="things">
                {inner.map((each) => (
                  <li key={each.item}>{box(each)}</li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

type MoreProps = Props & {
  readonly place: PlaceId | null
  readonly setPlace: (place: PlaceId | null) => void
  readonly children: preact.ComponentChildren
}

/** What the usual path has no need of. */
function More({ kept, words, place, setPlace, children }: MoreProps) {
  const places = [...kept.names].filter(([, { type }]) => type === "place")
  return (
    <details>
      <summary>{words.give.more}</summary>
      {places.length > 0 && (
        <label>
          {words.give.place}
          <select
            value={place ?? ""}
            onChange={({ currentTarget: { value } }) =>
              setPlace(value === "" ? null : (value as PlaceId))
            }
          >
            <option value="">{words.inspect.nowhere}</option>
            {places.map(([id, { name }]) => (
              <option key={id} value={id}>
                {name ?? id.slice(0, 8)}
              </option>
            ))}
          </select>
        </label>
      )}
      {children}
    </details>
  )
}

/** The one thing that lies in nothing, if there is only one: a case with all that is in it. */
function onlyOne(free: readonly Holding[]): readonly ItemId[] {
  const outer = nested(free)
  const [first] = outer
  return first !== undefined && outer.length === 1 ? [first[0].item] : []
}

/** Whom this phone dealt with last comes first, then those who share a contract, then everybody; one's own last. */
function partiesOf({ names, given, taken, self }: Kept): readonly PartyId[] {
  const last = [
    ...[...given.values()].map(({ at, to }) => ({ at, party: to })),
    ...[...taken.values()].map(({ at, from }) => ({ at, party: from })),
  ].sort((a, b) => b.at - a.at)
  const shared = [...names.values()]
    .filter(({ type, parties }) => type === "contract" && parties.includes(self?.party as PartyId))
    .flatMap(({ parties }) => parties)
  const known = [...names].filter(([, { type }]) => type === "party").map(([id]) => id as PartyId)
  const all = [...last.flatMap(({ party }) => party ?? []), ...shared, ...known]
  const others = [...new Set(all)].filter((party) => party !== self?.party)
  return self === undefined || known.length === 0 ? others : [...others, self.party]
}

/** The contract that both are parties of, if there is just one: nobody has to look for it on the street. */
function contractBetween({ names, self }: Kept, to: PartyId): StatementId | null {
  const found = [...names].filter(
    ([, { type, parties }]) =>
      type === "contract" && parties.includes(to) && parties.includes(self?.party as PartyId),
  )
  const [first] = found
  return first !== undefined && found.length === 1 ? (first[0] as StatementId) : null
}
