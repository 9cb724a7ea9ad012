/** The witnesses of a policy as the ledger asks them: one for each URL, however many keys answer there. */

import { httpWitness } from "../api/witness-client.ts"
import type { WitnessLink } from "../ledger/witnessing.ts"
import { printVkey } from "../log/note.ts"
import type { Policy } from "../verifier/policy.ts"
import { unusable } from "./failure.ts"

const dayMs = 86_400_000

/** Those that have a URL; the others cannot be asked, and cosign where somebody else shows them the checkpoint. */
export function linksOf(policy: Policy, timeoutMs: number): readonly WitnessLink[] {
  const byUrl = new Map<string, Policy["witnesses"]>()
  for (const witness of policy.witnesses) {
    const url = policy.urls.get(printVkey(witness.key))
    if (url !== undefined) byUrl.set(url, [...(byUrl.get(url) ?? []), witness])
  }
  return Array.from(byUrl, ([url, witnesses]) => {
    const quotas = witnesses.flatMap(({ name }) => policy.queriesPerDay.get(name) ?? [])
    return {
      name: witnesses.map(({ name }) => name).join(" and "),
      keys: witnesses.map(({ key }) => key),
      api: httpWitness(witnessUrl(url), undefined, timeoutMs),
      everyMs: quotas.length === 0 ? 0 : Math.ceil(dayMs / Math.min(...quotas)),
    }
  })
}

function witnessUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === "http:" || url?.protocol === "https:") return url
  throw unusable(`${text.slice(0, 200)}: not an http or https URL of a witness`)
}
