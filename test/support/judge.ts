/** Puts a question to a ledger and judges the file that it gives as a court would: offline, by a policy. */

import { expect } from "vitest"
import type { SignedDraft } from "../../src/custody/draft.ts"
import type { Finding, FindingCode } from "../../src/custody/finding.ts"
import type { ItemId, PartyId } from "../../src/custody/identifier.ts"
import type { RejectionCode } from "../../src/custody/rejected.ts"
import type { Scope } from "../../src/log/bundle.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { Policy } from "../../src/verifier/policy.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { sayFound, type Verdict } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"
import { ownPolicy } from "./forge.ts"
import { partyNames, type World } from "./world.ts"

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

const ownLedger: Policy = ownPolicy()

export async function bundleFor(
  { ledger }: Pick<World, "ledger">,
  item: ItemId,
  at: number,
  scope: Scope = "unit",
): Promise<Uint8Array> {
  const bytes = await ledger.bundle({ item, from: at, to: at, scope })
  if (bytes === undefined) throw new Error("expected a bundle")
  return bytes
}

export type Judging = { readonly policy?: Policy; readonly loose?: readonly Uint8Array[] }

export function judge(
  bytes: Uint8Array,
  { policy = ownLedger, loose = [] }: Judging = {},
): Verdict {
  const verdict = verify(bytes, policy, { verify: verifyNode, loose })
  // Whatever the verdict, people must be able to read it.
  expect(verdictLines(verdict).join("\n")).toContain("This says who had signed for it")
  return verdict
}

/** Publishes, and lets a minute pass: what was submitted was surely signed before now. */
export async function seal(world: World): Promise<number> {
  await world.publish()
  world.clock.advance(minute)
  const now = world.clock.now()
  world.clock.advance(minute)
  return now
}

/** Lets time pass until nothing on record can still be joined by a receipt of that time. */
export async function settle(world: World, time: number = 2 * day): Promise<void> {
  await world.publish()
  world.clock.advance(time)
  await world.publish()
}

export const askAt = async (world: World, item: ItemId, at: number): Promise<Verdict> =>
  judge(await bundleFor(world, item, at))

export function nameOf({ parties }: Pick<World, "parties">, party: PartyId | null): string {
  if (party === null) return "nobody"
  return partyNames.find((name) => parties[name].id === party) ?? "keyless"
}

/** What an attacker is after: `proved carrier, burden carrier`. */
export function printAnswer(world: Pick<World, "parties">, verdict: Verdict): string {
  const who = verdict.liable.map((party) => nameOf(world, party)).sort()
  const liable = who.length === 0 ? "nobody" : who.join("+")
  return `${verdict.verdict} ${liable}, burden ${nameOf(world, verdict.burden)}`
}

export const answerAt = async (world: World, item: ItemId, at: number): Promise<string> =>
  printAnswer(world, await askAt(world, item, at))

/** Codes of the findings about one statement, each once. */
export const codesOf = (
  findings: readonly Finding[],
  { id }: Pick<SignedDraft, "id">,
): readonly FindingCode[] => [
  ...new Set(findings.filter(({ statement }) => statement === id).map(({ code }) => code)),
]

/** Expects these to be turned away at the door with that code, and nothing to be written. */
export async function expectRefused(
  world: World,
  code: RejectionCode,
  ...drafts: readonly Pick<SignedDraft, "id" | "bytes" | "leaves" | "duress">[]
): Promise<void> {
  const size = world.store.size()
  const answers = await world.trySubmit(...drafts)
  expect(answers.map((answer) => (answer.ok ? "appended" : answer.code))).toEqual(
    drafts.map(() => code),
  )
  expect(world.store.size()).toBe(size)
}

/** The sentence of the step that a false file fails at. */
export function failure(verdict: Verdict): string {
  const failed = verdict.steps.find(({ ok }) => !ok)
  return failed === undefined ? "nothing failed" : `step ${failed.step}: ${sayFound(failed, "en")}`
}

/** A pen whose device names no checkpoint: nothing bounds its signatures from below. */
export const blind = <P extends object>(pen: P): P & { readonly seen: () => null } => ({
  ...pen,
  seen: () => null,
})

/** A pen whose owner has set the device's clock. */
export const dated = <P extends object>(pen: P, at: number) => ({
  ...pen,
  clock: () => ({ at, offset: 0 }),
})
