/** Scanning: whatever another phone shows, or its text. What it is decides what happens. */

import { useEffect, useRef, useState } from "preact/hooks"
import { decodeMessage } from "../device/message.ts"
import { collect, type Collection } from "../device/parts.ts"
import { settle } from "../device/settle.ts"
import { feel, type Props } from "./courier-act.ts"
import { Camera } from "./courier-camera.tsx"
import { Bottom } from "./courier-things.tsx"
import type { CourierWords } from "./courier-words.ts"

type Progress = { readonly have: readonly number[]; readonly count: number }

type Gathering = {
  readonly words: CourierWords
  readonly onMessage: (message: Uint8Array) => void
}

/** Camera and paste; gives each message once it is whole. */
export function Scanner({ words, onMessage }: Gathering) {
  const collection = useRef<Collection>([])
  const [progress, setProgress] = useState<Progress>()
  const [text, setText] = useState("")
  const [isNone, setNone] = useState(false)
  const take = (seen: string): boolean => {
    const after = collect(collection.current, seen)
    collection.current = after.collection
    if (after.progress !== undefined) {
      const { have, count } = after.progress
      setProgress((before) => {
        if (have.length > (before?.have.length ?? 0) && have.length < count) feel("good")
        return { have, count }
      })
    }
    if (after.message === undefined) return after.progress !== undefined
    setProgress(undefined)
    onMessage(after.message)
    return true
  }
  return (
    <>
      <Camera onText={take} words={words.camera} />
      {progress !== undefined && <Parts {...progress} words={words} />}
      <details open={navigator.mediaDevices === undefined}>
        <summary>{words.scan.paste}</summary>
        <label>
          {words.scan.paste}
          <textarea
            rows={4}
            class="mono"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="button" onClick={() => setNone(!take(text))}>
          {words.scan.read}
        </button>
        {isNone && <p class="state bad">{words.faults["not-a-message"]}</p>}
      </details>
    </>
  )
}

/** Which parts are there: a box for each, filled or not. */
function Parts({ have, count, words }: Progress & { readonly words: CourierWords }) {
  return (
    <p role="status" class="parts">
      <strong>{words.scan.parts(have.length, count)}</strong>
      <span aria-hidden="true">
        {Array.from({ length: count }, (_, i) => (have.includes(i) ? "■" : "□")).join("")}
      </span>
    </p>
  )
}

export function Scan(props: Props) {
  const { words, act, go, phone } = props
  const isTaken = useRef(false)
  const [isStrange, setStrange] = useState(false)
  useEffect(() => () => void (isTaken.current = true), [])
  const open = async (bytes: Uint8Array): Promise<void> => {
    // The camera sees the last part again and again.
    if (isTaken.current) return
    const message = decodeMessage(bytes)
    if ("fault" in message) {
      setStrange(true)
      feel("bad")
      return
    }
    isTaken.current = true
    if (message.kind === "offer") return go({ at: "inspect", message: bytes })
    if (message.kind === "invitation") return go({ at: "enrol", message: bytes })
    const settled = await act(() => settle(phone, bytes))
    if (settled === undefined) isTaken.current = false
    else go({ at: "settled", offer: settled.given.offer })
  }
  return (
    <>
      <h1>{words.scan.title}</h1>
      <p>{words.scan.how}</p>
      {isStrange && <p class="state bad">{words.faults["not-a-message"]}</p>}
      <Scanner words={words} onMessage={(message) => void open(message)} />
      <Bottom>
        <button type="button" onClick={() => go({ at: "home" })}>
          {words.back}
        </button>
      </Bottom>
    </>
  )
}
