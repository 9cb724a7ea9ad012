/** From drafts to candidates: whatever can be checked before their turn comes is checked, many at a time. */

import type { KeyId } from "../cose/key.ts"
import { signersOf } from "../custody/handover.ts"
import { fromHex } from "../encoding/bytes.ts"
import { askedOf, type Candidate, candidateOf, type Draft } from "./append.ts"
import { readSubjects } from "./fetch.ts"
import type { Running } from "./running.ts"

/** Looks up the keys of signers that are not known yet. What is not on record stays unknown, and is asked for again. */
async function learnKeys({ store, publicKeys }: Running, drafts: readonly Draft[]): Promise<void> {
  const unknown = new Set<KeyId>()
  for (const { opened } of drafts)
    for (const { keyId } of signersOf(opened))
      if (publicKeys.get(keyId) === undefined) unknown.add(keyId)
  if (unknown.size === 0) return
  for (const [, head] of await readSubjects(store, unknown)) {
    const key = head?.states.key?.key
    if (key !== undefined) publicKeys.set(key.keyId, fromHex(key.publicKey) as Uint8Array)
  }
}

export async function scrutinised(
  running: Running,
  drafts: readonly Draft[],
): Promise<readonly Candidate[]> {
  await learnKeys(running, drafts)
  const asked = drafts.map((draft) => askedOf(draft, (id) => running.publicKeys.get(id)))
  const found = await running.scrutiny(asked)
  return drafts.map((draft, i) => {
    const [own, its] = [asked[i], found[i]]
    if (own === undefined || its === undefined)
      throw new Error(`scrutiny: expected ${drafts.length} answers, got ${found.length}`)
    return candidateOf(draft, own, its)
  })
}
