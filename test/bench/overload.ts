/** More at once than a ledger takes on: who is turned away, and that whoever was acknowledged stays so. */

import type { AddressInfo } from "node:net"
import type { StatementId } from "../../src/custody/identifier.ts"
import { buildApp } from "../../src/server/app.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { figure, type Figure, figureAt } from "./measure.ts"
import { type CrowdAnswer, Phones } from "./phones.ts"
import { openScene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
/** A sixteenth of what a ledger takes on by default, so that a machine has sockets enough for more. */
const mostWaiting = 1024
const phonesAtOnce = 3 * mostWaiting
const rounds = 3

function expectExpected(answers: readonly CrowdAnswer[]): readonly CrowdAnswer[] {
  for (const { status, retryAfter, acknowledged } of answers) {
    if (acknowledged !== undefined) continue
    if (status !== 503 || !(Number(retryAfter) > 0))
      throw new Error(`expected 201, or 503 with Retry-After; got ${status} and ${retryAfter}`)
  }
  return answers.filter(({ acknowledged }) => acknowledged === undefined)
}

export async function benchOverload(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "overload ")
  const scene = await openScene(fleet, { mostWaiting })
  const app = buildApp(scene.ledger)
  const phones = new Phones()
  try {
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as AddressInfo
    // One for each hand-over, so that nobody waits for another's.
    await sendAll(await crew.intakes(rounds * phonesAtOnce, 50), 20, 2, scene.submit)
    const turnedAway: number[] = []
    const [refusals, acknowledged]: [CrowdAnswer[], CrowdAnswer[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const parcels = (await crew.handOvers(phonesAtOnce)).slice(0, phonesAtOnce)
      const answers = await phones.crowd(port, parcels)
      const away = expectExpected(answers)
      turnedAway.push(away.length)
      refusals.push(...away)
      acknowledged.push(...answers.filter((answer) => !away.includes(answer)))
      // They try again when nobody else does.
      const again = parcels.filter((_, i) => answers[i]?.acknowledged === undefined)
      await sendAll(again, 128, 4, scene.submit)
    }
    await scene.ledger.publish()
    await expectKept(await scene.reopened(), acknowledged)
    return [
      figure(
        `latency: overload, turned away of ${phonesAtOnce} at once`,
        "hand-overs",
        turnedAway,
        turnedAway.map(() => phonesAtOnce),
      ),
      ...(refusals.length === 0
        ? []
        : [
            figureAt(
              0.99,
              "latency: overload, until 503, p99",
              "ms",
              refusals.map(({ milliseconds }) => milliseconds),
            ),
          ]),
      figureAt(
        0.99,
        "latency: overload, until promised, p99",
        "ms",
        acknowledged.map(({ milliseconds }) => milliseconds),
      ),
    ]
  } finally {
    await phones.close()
    await app.close()
    await scene.close()
    await crew.close()
  }
}

type Places = { indexOf(statement: StatementId): Promise<number | undefined> }

/** From what is on disk, after the ledger was closed and opened again. */
async function expectKept(ledger: Places, answers: readonly CrowdAnswer[]): Promise<void> {
  for (const { acknowledged } of answers) {
    if (acknowledged === undefined) continue
    const { statement, index } = acknowledged
    const found = await ledger.indexOf(statement as StatementId)
    if (found !== index)
      throw new Error(`acknowledged as entry ${index}, found as ${found}: ${statement}`)
  }
}
