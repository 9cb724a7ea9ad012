/** A message as QR codes that follow each other, for a camera; by hand step by step for whoever's camera is slow. */

import { useEffect, useMemo, useState } from "preact/hooks"
import type { encode } from "uqr"
import { printParts, printText } from "../device/parts.ts"
import type { CourierWords } from "./courier-words.ts"

/** Milliseconds that a part stays. */
const stays = 250

type Shown = { readonly message: Uint8Array; readonly words: CourierWords["qr"] }

export function QrCodes({ message, words }: Shown) {
  const parts = useMemo(() => printParts(message), [message])
  const [at, setAt] = useState(0)
  const [turns, setTurns] = useState(true)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!turns || parts.length < 2) return
    const timer = setInterval(() => setAt((now) => (now + 1) % parts.length), stays)
    return () => clearInterval(timer)
  }, [turns, parts])
  const step = (by: number): void => {
    setTurns(false)
    setAt((now) => (now + by + parts.length) % parts.length)
  }
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(printText(message))
    setCopied(true)
  }
  return (
    <div class="qr-codes">
      <QrCode text={parts[at] ?? parts[0] ?? ""} label={words.label(at + 1, parts.length)} />
      {parts.length > 1 && (
        <p class="choices">
          <button type="button" onClick={() => step(-1)} aria-label={words.before}>
            ◀
          </button>
          <button type="button" aria-pressed={!turns} onClick={() => setTurns(!turns)}>
            {turns ? words.stop : words.go}
          </button>
          <button type="button" onClick={() => step(1)} aria-label={words.next}>
            ▶
          </button>
          <span class="soft" data-parts={parts.length}>
            {words.part(at + 1, parts.length)}
          </span>
        </p>
      )}
      <details>
        <summary>{words.asText}</summary>
        <label>
          {words.text}
          <textarea readOnly rows={3} class="mono" value={printText(message)} />
        </label>
        <button type="button" onClick={() => void copy()}>
          {copied ? words.copied : words.copy}
        </button>
      </details>
    </div>
  )
}

type Encode = typeof encode

function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [draw, setDraw] = useState<Encode>()
  useEffect(() => {
    // Not needed before something is shown, and a tenth of the first load.
    void import("uqr").then((drawing) => setDraw(() => drawing.encode))
  }, [])
  const drawn = useMemo(() => draw && pathOf(draw, text), [draw, text])
  if (drawn === undefined) return null
  const { path, size } = drawn
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** One row of black squares after the other; with the quiet zone of four modules that cameras expect. */
function pathOf(draw: Encode, text: string): { readonly path: string; readonly size: number } {
  const { data, size } = draw(text, { ecc: "L", border: 4 })
  const rows = data.map((row, y) =>
    row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""),
  )
  return { path: rows.join(""), size }
}
