/** A button that signs, and a photograph. */

import { useRef } from "preact/hooks"
import type { ComponentChildren } from "preact"

/** Milliseconds. Whoever signs under threat holds the button; nothing on the screen tells it from a tap. */
const heldLong = 2500

type Holding = {
  readonly disabled: boolean
  readonly onDone: (duress: boolean) => void
  readonly children: ComponentChildren
}

export function HoldButton({ disabled, onDone, children }: Holding) {
  const since = useRef<number | undefined>(undefined)
  return (
    <button
      type="button"
      class="main"
      disabled={disabled}
      onPointerDown={({ timeStamp }) => {
        since.current = timeStamp
      }}
      // A finger that was taken away beside the button has left its time behind.
      onKeyDown={() => {
        since.current = undefined
      }}
      onClick={({ timeStamp }) => {
        const isHeld = since.current !== undefined && timeStamp - since.current > heldLong
        since.current = undefined
        onDone(isHeld)
      }}
    >
      {children}
    </button>
  )
}

type Choice = {
  readonly words: { readonly photo: string; readonly photoKept: string }
  readonly setPhoto: (photo: Uint8Array | null) => void
}

export function PhotoChoice({ words, setPhoto }: Choice) {
  const read = async (file: File | undefined): Promise<void> =>
    setPhoto(file === undefined ? null : new Uint8Array(await file.arrayBuffer()))
  return (
    <label>
      {words.photo}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
      />
      <span class="soft">{words.photoKept}</span>
    </label>
  )
}
