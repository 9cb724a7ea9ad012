/** Which program this page is: its version, and the SHA-256 of what it runs. */

import { useEffect, useState } from "preact/hooks"
import { version } from "../../package.json"
import { toHex } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import type { VerifyWords } from "./en-verify.ts"
import type { Wording } from "./words.ts"

export type Program = {
  /** Its file at the server; null for a page that is one file. */
  readonly file: string | null
  readonly bytes: () => Promise<Uint8Array>
}

/**
 * A module that a server sent. It names every other file of the page by a hash of its contents, so its own hash, which the
 * build lists in `pages.json`, says which program it is.
 */
export const servedProgram = (url: string): Program => ({
  file: url.slice(url.lastIndexOf("/") + 1),
  bytes: async () => {
    const reply = await fetch(url, { cache: "force-cache" })
    return new Uint8Array(await reply.arrayBuffer())
  },
})

/** The one script of a page that is one file: exactly what stands between its tags. */
export const inlineProgram: Program = {
  file: null,
  bytes: async () =>
    new TextEncoder().encode(document.querySelector("#program")?.textContent ?? ""),
}

type Props = { readonly words: Wording<VerifyWords>; readonly program: Program }

export function ProgramLine({ words, program }: Props) {
  const [hash, setHash] = useState<string>()
  useEffect(() => {
    program.bytes().then(
      (bytes) => setHash(toHex(sha256(bytes))),
      () => setHash(words.program.unknown),
    )
  }, [program, words])
  const { file } = program
  return (
    <footer class="program">
      <p>
        {file === null ? words.program.alone(version) : words.program.served(version, file)}{" "}
        <code>{hash}</code>
      </p>
      {file !== null && (
        <p class="no-print">
          <a href="/kvitto-verify" download="kvitto-verify.html">
            {words.program.download}
          </a>
        </p>
      )}
    </footer>
  )
}
