/** The custody line drawn: bands of lanes over time, marks below them, and what is asked across all. No state of its own. */

import type { SaidAct, SaidStretch } from "../verifier/said-line.ts"
import { Axis, Flags, Instants, Loss } from "./custody-across.tsx"
import type { Drawn } from "./custody-drawn.ts"
import { axisHeight, fitted, flagHeight, flagsOf } from "./custody-flags.ts"
import { MarkShape } from "./custody-marks.tsx"
import { barOf, placeOf, rowsOf } from "./custody-scale.ts"
import { momentsIn } from "./moments.ts"

const headHeight = 26
const labelHeight = 20
const barHeight = 22
const laneHeight = labelHeight + barHeight + 10
const markHeight = 30
const mostRows = 6
const markRoom = 52

type Lane = { readonly who: string; readonly stretches: readonly SaidStretch[] }

function lanesOf(stretches: readonly SaidStretch[]): readonly Lane[] {
  const lanes = new Map<string, SaidStretch[]>()
  for (const each of stretches) {
    const known = lanes.get(each.lane)
    if (known === undefined) lanes.set(each.lane, [each])
    else known.push(each)
  }
  return Array.from(lanes.values(), (all) => ({ who: all[0]?.who ?? "", stretches: all }))
}

export function CustodyPicture(drawn: Drawn) {
  const { line, words, language, view, width, id } = drawn
  const bands = [
    { name: "answering", title: words.answering, lanes: lanesOf(line.answering) },
    { name: "hands", title: words.hands, lanes: lanesOf(line.hands) },
    { name: "containers", title: words.containers, lanes: lanesOf(line.containers) },
  ].filter(({ lanes }) => lanes.length > 0)
  const shown = actsIn(drawn)
  const flags = flagsOf(drawn)
  const top = axisHeight + Math.max(1, ...flags.map(({ row }) => row + 1)) * flagHeight + 2
  const tops: number[] = []
  let y = top
  for (const { lanes } of bands) {
    tops.push(y)
    y += headHeight + lanes.length * laneHeight
  }
  const actsTop = y
  const rows = Math.max(1, ...shown.map(({ row }) => row + 1))
  const height = actsTop + headHeight + rows * markHeight + 6
  const moments = momentsIn(language)
  return (
    <svg
      role="img"
      aria-labelledby={`${id}-name`}
      class="custody-picture"
      viewBox={`0 0 ${width} ${height}`}
      data-from={view.from}
      data-to={view.to}
    >
      <title id={`${id}-name`}>
        {words.picture(line.item.slice(0, 16), moments(view.from), moments(view.to))}
      </title>
      <Patterns id={id} />
      <Axis {...drawn} height={height} />
      <Loss {...drawn} top={axisHeight} height={height} />
      {bands.map(({ name, lanes }, i) => (
        <g key={name} class={`band ${name}`}>
          {lanes.map((lane, n) => (
            <LaneBars
              key={lane.who + lane.stretches[0]?.statement}
              {...drawn}
              lane={lane}
              top={(tops[i] as number) + headHeight + n * laneHeight}
            />
          ))}
        </g>
      ))}
      <g class="band acts">
        {shown.map((each) => (
          <ActMark key={each.act.statement} {...each} top={actsTop + headHeight} />
        ))}
      </g>
      <Instants {...drawn} top={axisHeight} height={height} />
      <Flags flags={flags} />
      {bands.map(({ name, title, lanes }, i) => (
        <Names key={name} title={title} lanes={lanes} top={tops[i] as number} width={width} />
      ))}
      <Names title={words.acts} lanes={[]} top={actsTop} width={width} />
    </svg>
  )
}

type NamesProps = {
  readonly title: string
  readonly lanes: readonly Lane[]
  readonly top: number
  readonly width: number
}

/** Above everything that goes across, so that it can be read. */
const Names = ({ title, lanes, top, width }: NamesProps) => (
  <g class="names">
    <text class="band-title" x={4} y={top + 18}>
      {title}
    </text>
    {lanes.map(({ who, stretches }, n) => (
      <text
        key={who + stretches[0]?.statement}
        class="lane"
        x={14}
        y={top + headHeight + n * laneHeight + 15}
      >
        {fitted(who, width - 20)}
        <title>{who}</title>
      </text>
    ))}
  </g>
)

/** Hatching where something is open: ink on paper shows it as well as a screen does. */
const Patterns = ({ id }: Pick<Drawn, "id">) => (
  <defs>
    <pattern id={`${id}-soft`} width="7" height="7" patternUnits="userSpaceOnUse">
      <path class="hatch" d="M-1 8L8-1M-1 1L1-1M6 8L8 6" />
    </pattern>
    <pattern id={`${id}-doubt`} width="8" height="8" patternUnits="userSpaceOnUse">
      <circle class="dot" cx="2" cy="2" r="1.2" />
      <circle class="dot" cx="6" cy="6" r="1.2" />
    </pattern>
    <pattern id={`${id}-loss`} width="10" height="10" patternUnits="userSpaceOnUse">
      <path class="loss-hatch" d="M0 0L10 10M10 0L0 10" />
    </pattern>
  </defs>
)

type Placed = Drawn & { readonly lane: Lane; readonly top: number }

function LaneBars({ lane, top, view, width, id }: Placed) {
  const continued = new Set(lane.stretches.map(({ continues }) => continues))
  const y = top + labelHeight
  const drawn = new Set<number>()
  return (
    <g>
      {lane.stretches.map((each) => {
        const bar = barOf(each, continued.has(each.statement), view, width)
        if (bar === null) return null
        // Of many within one pixel, one is seen.
        const pixel = Math.round(bar.whole[1])
        if (bar.whole[1] - bar.whole[0] < 1 && drawn.has(pixel)) return null
        drawn.add(pixel)
        const [x1, x2] = bar.whole
        return (
          <g key={each.statement} class={each.firm ? "stretch sure" : "stretch doubtful"}>
            {bar.firm !== null && (
              <rect
                class="firm"
                x={bar.firm[0]}
                y={y}
                width={bar.firm[1] - bar.firm[0]}
                height={barHeight}
                {...(each.firm ? {} : { fill: `url(#${id}-doubt)` })}
              />
            )}
            {bar.soft.map(([from, to]) => (
              <rect
                key={from}
                class="soft-edge"
                x={from}
                y={y}
                width={to - from}
                height={barHeight}
                fill={`url(#${id}-soft)`}
              />
            ))}
            <rect class="outline" x={x1} y={y} width={Math.max(x2 - x1, 1)} height={barHeight} />
            {bar.isOpen && <path class="open-end" d={`M${width - 14} ${y + 5}l7 6l-7 6`} />}
          </g>
        )
      })}
    </g>
  )
}

type Shown = {
  readonly act: SaidAct
  /** From 1, as in the table. */
  readonly number: number
  readonly x: number
  readonly from: number
  readonly to: number
  readonly row: number
  /** How many are not drawn, because they would lie on this one. */
  more: number
}

function actsIn({ line, view, width }: Drawn): readonly Shown[] {
  const placed = line.acts.flatMap((act, i) => {
    const { from, to } = act.at
    const middle = from === null ? to : to === null ? from : (from + to) / 2
    if (middle === null || middle < view.from || middle > view.to) return []
    return [
      {
        act,
        number: i + 1,
        x: placeOf(middle, view, width),
        from: placeOf(from ?? -Infinity, view, width),
        to: placeOf(to ?? Infinity, view, width),
      },
    ]
  })
  const inOrder = placed.toSorted((a, b) => a.x - b.x)
  const rows = rowsOf(
    inOrder.map(({ x }) => x),
    markRoom,
    mostRows,
  )
  // In the last row, of many that would lie over each other one is drawn.
  let last: Shown | undefined
  return inOrder.flatMap((each, i) => {
    const one: Shown = { ...each, row: rows[i] as number, more: 0 }
    if (one.row < mostRows - 1) return [one]
    if (last !== undefined && each.x - last.x < markRoom) {
      last.more += 1
      return []
    }
    last = one
    return [one]
  })
}

function ActMark({ act, number, x, from, to, row, more, top }: Shown & { readonly top: number }) {
  const y = top + row * markHeight + 12
  const isFaulty = act.notes.length > 0
  return (
    <g class="act" data-statement={act.statement}>
      <line class="whisker" x1={from} x2={to} y1={y} y2={y} />
      <MarkShape mark={act.mark} x={x} y={y} />
      <text x={x + 12} y={y - 3}>
        {number}
        {isFaulty ? " !" : ""}
        {more > 0 ? ` +${more}` : ""}
      </text>
    </g>
  )
}
