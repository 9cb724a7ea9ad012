/** What the picture lies in: takes keys, wheel, dragging and two fingers. */

import type { ComponentChild, RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { aSide, farther, moved, nearer, type View, zoomed, zoomedBy } from "./custody-scale.ts"
import type { LineWords } from "./en-line.ts"
import type { Wording } from "./words.ts"

type SetView = (change: (now: View) => View) => void
type Place = RefObject<HTMLDivElement | null>

type Props = {
  readonly words: Wording<LineWords>
  readonly setView: SetView
  /** Back to the whole. */
  readonly all: () => void
  /** Drawn for so many pixels. */
  readonly children: (width: number) => ComponentChild
}

export function Frame({ words, setView, all, children }: Props) {
  const place: Place = useRef(null)
  const width = useWidth(place)
  const fingers = useFingers(place, setView)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const change = byKey[event.key]
    if (event.key === "0" || event.key === "Home") all()
    else if (change !== undefined) setView(change)
    else return
    event.preventDefault()
  }
  const onWheel = (event: WheelEvent): void => {
    // Else the page could not be scrolled past it. Two fingers on a touch pad come as a wheel with Ctrl.
    const isWanted = event.ctrlKey || document.activeElement === place.current
    if (!isWanted) return
    event.preventDefault()
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      return setView((now) => moved(now, (event.deltaX || event.deltaY) / wheelWidth))
    const share = shareAt(place, event.clientX)
    setView((now) => zoomedAt(now, Math.exp(event.deltaY / wheelDepth), share))
  }
  return (
    <div
      ref={place}
      class="custody-frame"
      role="group"
      tabIndex={0}
      aria-label={words.frame}
      onKeyDown={onKeyDown}
      onWheel={onWheel}
      {...fingers}
    >
      {children(width)}
    </div>
  )
}

const byKey: Readonly<Record<string, ((now: View) => View) | undefined>> = {
  "+": zoomedBy(nearer),
  "=": zoomedBy(nearer),
  "-": zoomedBy(farther),
  ArrowLeft: (now) => moved(now, -aSide),
  ArrowRight: (now) => moved(now, aSide),
}

/** Of a wheel's pixels: for one width of the picture, and for a zoom by e. */
const wheelWidth = 1000
const wheelDepth = 400
const narrowest = 320
const firstWidth = 960

function useWidth(place: Place): number {
  const [width, setWidth] = useState(firstWidth)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const measure = (): void => setWidth(Math.max(narrowest, Math.round(element.clientWidth)))
    const watching = new ResizeObserver(measure)
    watching.observe(element)
    measure()
    return () => watching.disconnect()
  }, [place])
  return width
}

const zoomedAt = (view: View, factor: number, share: number): View =>
  zoomed(view, factor, view.from + share * (view.to - view.from))

/** How far from the left, 0 to 1, that a place on the screen is. */
function shareAt({ current }: Place, clientX: number): number {
  const box = current?.getBoundingClientRect()
  return box === undefined ? 0.5 : (clientX - box.left) / box.width
}

/** Fingers nearer to each other than this many pixels say nothing. */
const leastApart = 8

/** One finger or a pressed mouse drags, two fingers zoom. */
function useFingers(place: Place, setView: SetView) {
  const down = useRef(new Map<number, number>())
  const lift = ({ pointerId }: PointerEvent): void => {
    down.current.delete(pointerId)
  }
  const move = ({ pointerId, clientX }: PointerEvent): void => {
    const before = down.current.get(pointerId)
    if (before === undefined) return
    down.current.set(pointerId, clientX)
    const [other] = [...down.current].filter(([finger]) => finger !== pointerId)
    if (other === undefined) {
      const width = place.current?.clientWidth ?? firstWidth
      return setView((now) => moved(now, (before - clientX) / width))
    }
    const [, still] = other
    const [was, is] = [Math.abs(before - still), Math.abs(clientX - still)]
    const share = shareAt(place, (clientX + still) / 2)
    if (is > leastApart && was > leastApart) setView((now) => zoomedAt(now, was / is, share))
  }
  return {
    onPointerDown: ({ pointerId, clientX }: PointerEvent): void => {
      down.current.set(pointerId, clientX)
      place.current?.setPointerCapture(pointerId)
    },
    onPointerMove: move,
    onPointerUp: lift,
    onPointerCancel: lift,
  }
}
