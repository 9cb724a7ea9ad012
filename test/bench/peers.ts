/** Appending to what others have, on the same receipts, by turns with our own appending. */

import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { figure, type Figure, rateOf } from "./measure.ts"
import { checkBoth, checkNothing, type Check, type LeftOut, type Peer } from "./peer.ts"
import { openGit } from "./peer-git.ts"
import { openHypercore } from "./peer-hypercore.ts"
import { openPostgres } from "./peer-postgres.ts"
import { openScene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 10_000
const linesAnIntake = 50
const rounds = 5
const handOversARound = 4000
const oneAtATime = 1000
const warmUp = 8000

type Way = {
  readonly name: string
  readonly count: number
  readonly append: (parcels: readonly Uint8Array[]) => Promise<void>
}

/** Unless both signatures are checked, only where that would show: a transaction for each row waits for the disk. */
function waysOf(peers: readonly Peer[], both: Check): readonly Way[] {
  const way = ({ name, count, append }: Peer, what: string, check: Check): Way => ({
    name: `peers: ${name}, ${what}`,
    count,
    append: (parcels) => append(parcels, check),
  })
  const checked = peers.map((peer) => way(peer, "both signatures checked", both))
  const asItComes = peers
    .filter(({ count }) => count === handOversARound)
    .map((peer) => way(peer, "nothing checked", checkNothing))
  return [...checked, ...asItComes]
}

async function openPeers(): Promise<readonly Peer[]> {
  const peers: Peer[] = []
  const opened: readonly (readonly Peer[] | LeftOut)[] = [
    await openPostgres(),
    await openHypercore(),
    await openGit(),
  ]
  for (const each of opened)
    if ("leftOut" in each) console.error(`peers: ${each.leftOut}`)
    else peers.push(...each)
  return peers
}

/** Each round has hand-overs of its own; ours takes them first, and each peer then takes the same. */
export async function benchPeers(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "peers ")
  const scene = await openScene(fleet)
  const peers = await openPeers()
  try {
    const ways = waysOf(peers, checkBoth(crew))
    await sendAll(await crew.intakes(items, linesAnIntake), 20, 2, scene.submit)
    const before = await crew.handOvers(warmUp)
    await sendAll(before, 128, 8, scene.submit)
    for (const { append, count } of ways) await append(before.slice(0, Math.min(count, 400)))
    const ours: number[] = []
    const alone: number[] = []
    const theirs = ways.map((): number[] => [])
    for (let round = 0; round < rounds; round++) {
      const parcels = await crew.handOvers(handOversARound)
      const rate = await rateOf(async () => {
        const sent = await sendAll(parcels, 128, 8, scene.submit)
        await scene.ledger.publish()
        return sent
      })
      ours.push(rate)
      for (const [i, { append, count }] of ways.entries())
        theirs[i]?.push(
          await rateOf(async () => {
            await append(parcels.slice(0, count))
            return Math.min(count, parcels.length)
          }),
        )
      const few = await crew.handOvers(oneAtATime)
      alone.push(await rateOf(() => sendAll(few, 1, 1, scene.submit)))
    }
    return [
      figure("peers: ours, in process, 128 at a time", "hand-overs/s", ours),
      figure("peers: ours, in process, 1 at a time", "hand-overs/s", alone, ours),
      ...ways.map(({ name }, i) => figure(name, "hand-overs/s", theirs[i] ?? [], ours)),
    ]
  } finally {
    for (const peer of peers) await peer.close()
    await scene.close()
    await crew.close()
  }
}
