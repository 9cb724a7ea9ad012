/** What goes across the whole picture: its axis, when the item must have been taken, what is asked, where the record ends. */

import type { Crossing } from "./custody-drawn.ts"
import { axisHeight, type Flag, flagHeight } from "./custody-flags.ts"
import { placeOf, ticksOf } from "./custody-scale.ts"
import { localeOf } from "./words.ts"

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

export const Flags = ({ flags }: { readonly flags: readonly Flag[] }) => (
  <g>
    {flags.map(({ of, text, x, isLeft, row }) => (
      <text
        key={of}
        class={`flag ${of}`}
        x={x}
        y={axisHeight + row * flagHeight + 14}
        text-anchor={isLeft ? "end" : "start"}
      >
        {text}
      </text>
    ))}
  </g>
)

/** When it must have been taken, behind all bands. */
export function Loss({ line, view, width, id, top, height }: Crossing) {
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
    </g>
  )
}

/** What is asked and where the record ends, across all bands. */
export function Instants({ line, view, width, top, height }: Crossing) {
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
        </g>
      )}
      {end !== null && (
        <g class="record">
          <Upright x={placeOf(end, view, width)} top={top} height={height} />
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
