/** What goes across the whole picture: its axis, when the item must have been taken, what is asked, where the record ends. */

import type { Crossing } from "./custody-drawn.ts"
import { placeOf, ticksOf } from "./custody-scale.ts"
import { localeOf } from "./words.ts"

export const axisHeight = 34

/** Days above, times below; in UTC. */
export function Axis({ view, width, language, height }: Omit<Crossing, "top">) {
  const { step, at } = ticksOf(view, width)
  const locale = localeOf[language]
  const day = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" })
  const year = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "short", year: "numeric" })
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(step < 60_000 ? { second: "2-digit" as const } : {}),
  })
  const isDaily = step >= 86_400_000
  return (
    <g class="axis">
      {at.map((tick, i) => {
        const x = placeOf(tick, view, width)
        const isNewDay = i === 0 || tick % 86_400_000 === 0
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={axisHeight - 4} y2={height} />
            {(isDaily || isNewDay) && (
              <text x={x + 3} y={isDaily ? 28 : 12}>
                {day.format(tick)}
              </text>
            )}
            {isDaily && i === 0 && (
              <text x={x + 3} y={12}>
                {year.format(tick)}
              </text>
            )}
            {!isDaily && (
              <text x={x + 3} y={28}>
                {time.format(tick)}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

/** When it must have been taken, behind all bands. */
export function Loss({ line, words, view, width, id, top, height }: Crossing) {
  const { after, before } = line.loss
  if (before === null) return null
  const to = placeOf(before.at, view, width)
  const from = placeOf(after?.at ?? -Infinity, view, width)
  if (to <= 0 || from >= width) return null
  return (
    <g class="loss">
      <rect
        x={from}
        y={top + 2}
        width={Math.max(to - from, 1)}
        height={height - top - 2}
        fill={`url(#${id}-loss)`}
      />
      <Flag x={Math.max(from, 0)} y={top + 14} width={width} text={words.lossMark} />
    </g>
  )
}

/** What is asked and where the record ends, across all bands. */
export function Instants({ line, words, view, width, top, height }: Crossing) {
  const { asked, upTo } = line
  const [from, to] = [placeOf(asked.from, view, width), placeOf(asked.to, view, width)]
  const isAsked = asked.from <= view.to && asked.to >= view.from
  const end = upTo === null || upTo > view.to || upTo < view.from ? null : upTo
  return (
    <g>
      {isAsked && (
        <g class="asked">
          {to > from && <rect x={from} y={top} width={to - from} height={height - top} />}
          <Upright x={from} top={top} height={height} />
          {to > from && <Upright x={to} top={top} height={height} />}
          <path d={`M${to - 6} ${top}H${to + 6}L${to} ${top + 9}z`} />
          <Flag x={to + 4} y={top + 14} width={width} text={words.askedMark} />
        </g>
      )}
      {end !== null && (
        <g class="record">
          <Upright x={placeOf(end, view, width)} top={top} height={height} />
          <Flag x={placeOf(end, view, width)} y={top + 14} width={width} text={words.recordMark} />
        </g>
      )}
    </g>
  )
}

type Standing = { readonly x: number; readonly top: number; readonly height: number }

/** Bright beneath and dark above, so that it is seen on any ground. */
const Upright = ({ x, top, height }: Standing) => (
  <>
    <line class="halo" x1={x} x2={x} y1={top} y2={height} />
    <line x1={x} x2={x} y1={top} y2={height} />
  </>
)

type FlagProps = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly text: string
}
const flagRoom = 110

const Flag = ({ x, y, width, text }: FlagProps) => {
  const isLast = x > width - flagRoom
  return (
    <text class="flag" x={isLast ? x - 10 : x + 4} y={y} text-anchor={isLast ? "end" : "start"}>
      {text}
    </text>
  )
}
