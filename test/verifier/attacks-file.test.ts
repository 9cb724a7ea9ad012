/** Whoever makes the file, with the honest log before him: what he says of a chain changes nothing. */

import { describe, expect, it } from "vitest"
import type { Bundle } from "../../src/log/bundle.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { forge, opened } from "../support/forge.ts"
import { bundleFor, day, failure, judge, printAnswer, settle } from "../support/judge.ts"
import { carried } from "../support/robbed.ts"
import { signContract } from "../support/world.ts"

describe("whoever makes the file", () => {
  /** Nothing is proved before the thirty days that the contract gives are over. */
  async function thirtyDays() {
    const world = (await carried()).world
    const parties = [world.parties.shop, world.parties.carrier]
    const agreed = signContract(parties, { timeToSubmit: 30 * day })
    await world.submit(agreed)
    const scene = await carried({ world, contract: agreed.id })
    await settle(world)
    const bytes = await bundleFor(world, scene.bag.item, scene.at)
    expect(printAnswer(world, judge(bytes))).toBe("undecided carrier, burden carrier")
    return { ...scene, bytes, contract: agreed.id as string }
  }
  const changed =
    (subject: string, change: (log: Bundle["miniLogs"][number]) => Bundle["miniLogs"][number]) =>
    (bundle: Bundle): Bundle => ({
      ...bundle,
      miniLogs: bundle.miniLogs.map((log) =>
        (log.subject as string) === subject ? change(log) : log,
      ),
    })

  it("cannot pass the contract's chain off as a chain of something else", async () => {
    const { world, bytes, contract } = await thirtyDays()
    for (const type of ["place", "item", "tag", "key"] as const) {
      const edit = changed(contract, (log) => ({ ...log, type }))
      const verdict = judge(await forge(world, bytes, edit))
      expect(printAnswer(world, verdict)).toBe("undecided carrier, burden carrier")
    }
  })

  it("… nor any other chain", async () => {
    const { world, bytes, bag } = await thirtyDays()
    const { miniLogs } = opened(bytes)
    expect(miniLogs.map(({ subject }) => subject as string)).toContain(bag.item)
    for (const { subject } of miniLogs) {
      const edit = changed(subject, (log) => ({ ...log, type: "place" }))
      const verdict = judge(await forge(world, bytes, edit))
      expect(printAnswer(world, verdict)).toBe("undecided carrier, burden carrier")
    }
  })

  it("cannot prune the beginning of the contract's chain", async () => {
    const { world, contract } = await thirtyDays()
    const revision = signContract([world.parties.shop, world.parties.carrier], {
      revises: contract as never,
      timeToSubmit: 30 * day,
    })
    await world.submit(revision)
    await world.publish()
    const { bag, at } = await carried({ world, contract: contract as never })
    await settle(world)
    const whole = await bundleFor(world, bag.item, at)
    const first = opened(whole).miniLogs.find(({ subject }) => (subject as string) === contract)
    const [pruned] = opened(whole).entries.filter(({ index }) => index === first?.entries[0])
    expect(first?.entries).toHaveLength(2)
    const edit = changed(contract, (log) => ({
      ...log,
      from: 1,
      entries: log.entries.slice(1),
      pruned: [leafHash(pruned?.bytes as Uint8Array)],
    }))
    const verdict = judge(await forge(world, whole, edit))
    expect(failure(verdict)).toBe(`step 10: the chain of ${contract} is given from position 1 only`)
  })
})
