/** A phone that is nobody's yet: its first code, from a link, a camera or as text. */

import { useEffect, useState } from "preact/hooks"
import { collect } from "../device/parts.ts"
import type { Props } from "./courier-act.ts"
import { Scanner } from "./courier-scan.tsx"

/** `#enrol=<text>`, once: a code has no business in the history of a browser. */
function invitationInLink(): Uint8Array | undefined {
  const [, text] = /^#enrol=(.*)$/.exec(location.hash) ?? []
  if (text === undefined) return undefined
  history.replaceState(null, "", location.pathname + location.search)
  return collect([], decodeURIComponent(text)).message
}

export function Enrol({ words, act, phone, kept, isBusy }: Props) {
  const [invitation, setInvitation] = useState(invitationInLink)
  const begin = async (message: Uint8Array): Promise<void> => {
    setInvitation(message)
    await act(async () => {
      const { enrolHere } = await import("./courier-network.ts")
      return enrolHere(phone, message)
    })
  }
  useEffect(() => {
    if (invitation !== undefined) void begin(invitation)
  }, [])
  const again = invitation
  return (
    <>
      <h1>{words.enrol.title}</h1>
      {isBusy ? (
        <p role="status" class="state warn">
          {words.enrol.doing}
        </p>
      ) : (
        <>
          {again !== undefined && (
            <p class="choices">
              <button type="button" class="main" onClick={() => void begin(again)}>
                {words.enrol.again}
              </button>
            </p>
          )}
          {kept.enrolling !== undefined && <p class="soft">{words.enrol.offline}</p>}
          <p>{words.enrol.how}</p>
          <Scanner words={words} onMessage={(message) => void begin(message)} />
        </>
      )}
    </>
  )
}
