/** Runs in a worker of a page that `browser.ts` serves: verifies the bundle there, again and again, and says how long. */

import { verifyPortable } from "../../src/cose/ed25519.ts"
import { openWebVerifier, type Subtle, verifyBy } from "../../src/platform/webcrypto.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { noting, type Signature } from "./noting.ts"

/** Milliseconds of every run, the first of all first, and of as many runs of the signatures alone. */
export type BrowserTimes = {
  readonly by: string
  readonly whole: readonly number[]
  readonly alone: readonly number[]
}

const runs = { WebCrypto: 41, portable: 9 }

async function millisecondsOf(step: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await step()
  return performance.now() - began
}

const fetched = async (path: string): Promise<Response> => {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response
}

/** `way`: "portable" does as if the page had no WebCrypto. */
async function measure(way: "WebCrypto" | "portable"): Promise<BrowserTimes> {
  const bytes = new Uint8Array(await (await fetched("/bundle")).arrayBuffer())
  const parsed = parsePolicy(await (await fetched("/policy")).text())
  if (!parsed.ok) throw new Error("expected a policy")
  const { policy } = parsed
  const none: Subtle = {
    importKey: () => Promise.reject(new Error("this page has no WebCrypto")),
    verify: () => Promise.reject(new Error("this page has no WebCrypto")),
  }
  const subtle = way === "portable" ? none : (crypto.subtle as unknown as Subtle)
  const [whole, alone]: [number[], number[]] = [[], []]
  let by = ""
  const triples: Signature[] = []
  for (let run = 0; run < runs[way]; run++) {
    whole.push(
      await millisecondsOf(async () => {
        const page = await openWebVerifier(subtle)
        const { steps } = await page.verify(bytes, policy)
        if (steps.some(({ ok }) => !ok)) throw new Error("expected a bundle without faults")
        by = page.by
      }),
    )
    if (run === 0) verify(bytes, policy, { verify: noting(triples) })
    const check =
      way === "portable"
        ? async (...triple: Signature) => verifyPortable(...triple)
        : verifyBy(subtle)
    alone.push(
      await millisecondsOf(async () => {
        const found = await Promise.all(triples.map((triple) => check(...triple)))
        if (found.includes(false)) throw new Error("a wrong signature")
      }),
    )
  }
  return { by, whole, alone }
}

type Scope = {
  addEventListener(
    this: void,
    kind: "message",
    listener: (event: { readonly data: "WebCrypto" | "portable" }) => void,
  ): void
  postMessage(this: void, told: BrowserTimes | { readonly fault: string }): void
}
const { addEventListener: listen, postMessage: tell } = globalThis as unknown as Scope
listen("message", ({ data }) => {
  measure(data).then(tell, (error: unknown) => tell({ fault: String(error) }))
})
