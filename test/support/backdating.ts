/** A theft from a carrier, and what he and the operator have in hand to move a hand-over of later to before it. */

import { checkpointOf } from "./reading.ts"
import { accept, offer } from "./acts.ts"
import { carried, type Scene } from "./robbed.ts"
import { CrookedLog, sightOf, type Witnessed, witnessedWorld } from "./collusion.ts"
import { day, hour, judge, minute, printAnswer } from "./judge.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import type { WorldOptions } from "./world.ts"

export type Sight = ReturnType<typeof sightOf>

export type Robbery = Scene & {
  readonly world: Witnessed
  /** The newest checkpoint before the theft, as a signer commits to it, and its size. */
  readonly before: Sight
  readonly forkedAt: number
  readonly theft: number
  /** A hand-over to a straw man, with an offer that does not expire. */
  readonly straw: (seen?: string | null, claimed?: number) => ReturnType<typeof accept>
}

/** The bag is stolen from its carrier ten minutes after one publication and ten before the next. */
export async function robbed(
  options: { readonly contract?: StatementId | null; readonly world?: WorldOptions } = {},
): Promise<Robbery> {
  const world = await witnessedWorld(options.world)
  const { contract } = options
  const scene = await carried({ world, ...(contract === undefined ? {} : { contract }) })
  world.clock.advance(11 * minute)
  const last = await world.publish()
  const before = sightOf(last, world.witnesses.policy)
  world.clock.advance(10 * minute)
  const theft = world.clock.now()
  const { carrier, stranger } = world.pens
  const straw: Robbery["straw"] = (seen = before.seen, claimed = theft - 5 * minute) => {
    const made = (pen: typeof carrier) => ({
      ...pen,
      clock: () => ({ at: claimed, offset: 60 }),
      seen: () => seen,
    })
    const expires = theft + 300 * day
    const offered = offer(made(carrier), stranger.party, scene.held, { expires })
    return accept(made(stranger), offered)
  }
  world.clock.advance(10 * minute)
  await world.publish()
  return { ...scene, world, before, forkedAt: checkpointOf(last).size, theft, straw }
}

/** Time goes on, in an honest ledger, until nothing of the theft's time can come any more. */
export async function settled({ clock, publish }: Witnessed): Promise<void> {
  for (const time of [hour, 2 * day]) {
    clock.advance(time)
    await publish()
  }
}

export const question = ({ bag, theft }: Robbery) =>
  ({ item: bag.item, from: theft, to: theft, scope: "unit" }) as const

export function judged({ world }: Robbery, bundle: Uint8Array): Verdict {
  return judge(bundle, { policy: world.witnesses.policy })
}

/** What the honest ledger's own file answers at the time of the theft. */
export async function askHonest(scene: Robbery): Promise<Verdict> {
  const bundle = await scene.world.ledger.bundle(question(scene))
  if (bundle === undefined) throw new Error("expected a bundle")
  return judged(scene, bundle)
}

export const said = (scene: Robbery, verdict: Verdict): string => printAnswer(scene.world, verdict)

/** What the operator's file answers, with whatever notes it likes to give along. */
export const askCrooked = (
  scene: Robbery,
  crooked: CrookedLog,
  notes: readonly Uint8Array[] = [scene.before.note],
): Verdict => judged(scene, crooked.bundle(question(scene), notes))

/** The operator's log takes this in at once, and seals it; `stampedAt` is what its clock says. */
export async function crookedWith(
  scene: Robbery,
  receipts: readonly ReturnType<typeof accept>[],
  stampedAt: number = scene.world.clock.now(),
): Promise<CrookedLog> {
  const crooked = await CrookedLog.takeOver(scene.world)
  for (const receipt of receipts) crooked.append(receipt, { appendedAt: stampedAt })
  crooked.publish(stampedAt)
  await crooked.show()
  return crooked
}

/** Two days later, by the witnesses' clocks. */
export async function settleCrooked({ world }: Robbery, crooked: CrookedLog): Promise<void> {
  world.clock.advance(2 * day)
  crooked.publish(world.clock.now())
  await crooked.show()
}
