/** A phone whose key is no good any more, or that is to be somebody else's. */

import type { Props } from "./courier-act.ts"
import { enrolBy } from "./courier-enrol.tsx"
import { Bottom } from "./courier-things.tsx"

/** Nothing changes before its owner says so. */
export function EnrolAnew(props: Props & { readonly message: Uint8Array }) {
  const { words, kept, isBusy, message, go } = props
  const begin = async (): Promise<void> => {
    const self = await enrolBy(props, message)
    if (self !== undefined) go({ at: "home" })
  }
  return (
    <>
      <h1>{words.enrol.anew}</h1>
      <p>
        {kept.self?.name} · {kept.self?.partyName}
      </p>
      <p>{words.enrol.anewMeans}</p>
      <Bottom>
        <button type="button" disabled={isBusy} onClick={() => go({ at: "home" })}>
          {words.back}
        </button>
        <button type="button" class="main" disabled={isBusy} onClick={() => void begin()}>
          {isBusy ? words.enrol.doing : words.enrol.anewDo}
        </button>
      </Bottom>
    </>
  )
}
