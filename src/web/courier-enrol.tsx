/** A phone that is nobody's yet: its code, from a link, a camera or as text. */

import { useEffect } from "preact/hooks"
import { encodeMessage } from "../device/message.ts"
import { collect } from "../device/parts.ts"
import { network, type Props } from "./courier-act.ts"
import { Scanner } from "./courier-scan.tsx"

/** What the link to this page brought: `broken` where it is no whole code. */
export type Brought = Uint8Array | "broken" | undefined

/** `#enrol=<text>`, once: a code has no business in the history of a browser. */
export function broughtByLink(): Brought {
  const [, text] = /^#enrol=(.*)$/.exec(location.hash) ?? []
  if (text === undefined) return undefined
  history.replaceState(null, "", location.pathname + location.search)
  try {
    return collect([], decodeURIComponent(text)).message ?? "broken"
  } catch {
    return "broken"
  }
}

export const enrolBy = ({ act, phone }: Props, message: Uint8Array) =>
  act(async () => (await network()).enrolHere(phone, message))

export function Enrol(props: Props & Bringing) {
  const { words, kept, isBusy, brought } = props
  const begin = (message: Uint8Array): Promise<unknown> => enrolBy(props, message)
  useEffect(() => {
    if (brought instanceof Uint8Array) void begin(brought)
  }, [])
  if (isBusy)
    return (
      <>
        <h1>{words.enrol.title}</h1>
        <p role="status" class="state warn">
          {words.enrol.doing}
        </p>
      </>
    )
  const { enrolling } = kept
  return (
    <>
      <h1>{words.enrol.title}</h1>
      {brought === "broken" && (
        <p role="alert" class="state bad">
          {words.enrol.broken}
        </p>
      )}
      {enrolling !== undefined && (
        <>
          <p class="choices">
            <button
              type="button"
              class="main"
              onClick={() => void begin(encodeMessage(enrolling.invitation))}
            >
              {words.enrol.again}
            </button>
          </p>
          <p class="soft">{words.enrol.offline}</p>
        </>
      )}
      <p>{words.enrol.how}</p>
      <Scanner words={words} onMessage={(message) => void begin(message)} />
    </>
  )
}
type Bringing = { readonly brought: Brought }
