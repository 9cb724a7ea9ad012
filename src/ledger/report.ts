/** What the ledger can say of its witnesses, from the publications it keeps and the answers it got. */

import type { WitnessReport } from "../api/ledger-api.ts"
import { printVkey } from "../log/note.ts"
import type { Publication } from "../store/store.ts"
import { quorumMet } from "../verifier/policy.ts"
import type { Running } from "./running.ts"
import { hasWitnesses, timesOn } from "./shown.ts"

/** How far back a report looks, in publications at most. */
const mostPublications = 1000
const mostLacking = 100
const longestFault = 300

export async function reportOf(running: Running): Promise<WitnessReport> {
  const { policy, cosigned, replayed } = running
  const seen = new Map<string, { size: number; at: number }>()
  const lacking: { size: number; cosigned: readonly string[] }[] = []
  for (const publication of await newestPublications(running)) {
    const times = timesOn(publication, policy)
    for (const [name, at] of times)
      if (!seen.has(name)) seen.set(name, { size: publication.size, at })
    const names = [...times.keys()]
    if (!quorumMet(policy.quorum, new Set(names)) && lacking.length < mostLacking)
      lacking.push({ size: publication.size, cosigned: names })
  }
  return {
    witnesses: policy.witnesses.map(({ name, key }) => ({
      name,
      url: policy.urls.get(printVkey(key)) ?? null,
      size: seen.get(name)?.size ?? null,
      at: seen.get(name)?.at ?? null,
      fault: faultOf(running, printVkey(key)),
    })),
    cosigned: hasWitnesses(policy) ? (cosigned?.size ?? null) : null,
    replayed: hasWitnesses(policy) ? (replayed?.size ?? null) : null,
    lacking,
  }
}

/** A witness's own words may be in it: one line, without control characters. */
function faultOf({ asked }: Running, vkey: string): string | null {
  const of = asked.find(({ link }) => link.keys.some((key) => printVkey(key) === vkey))
  return of?.fault?.slice(0, longestFault).replaceAll(/\p{C}/gu, "?") ?? null
}

/** Newest first. */
async function newestPublications({ store, published }: Running): Promise<Publication[]> {
  const found: Publication[] = []
  for await (const publication of store.publicationsDown(published?.size ?? 0)) {
    found.push(publication)
    if (found.length === mostPublications) break
  }
  return found
}
