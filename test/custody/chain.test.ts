import { describe, expect, it } from "vitest"
import type { StatementId } from "../../src/custody/identifier.ts"
import { type CustodyNode, type ItemState, linkWaiting, noItem } from "../../src/custody/item.ts"
import { liableAt } from "../../src/custody/liability.ts"
import { minute, newScene, partyNamed, printOpinion, strangeId } from "../support/case.ts"
import { play } from "../support/script.ts"

describe("a very long chain", () => {
  const scene = newScene()
  play(["i = intake H 0..5"], scene)
  const intake = (scene.entries[0] as { opened: { id: StatementId } }).opened.id
  const party = partyNamed("S")
  const node = (n: number): CustodyNode => ({
    receipt: strangeId(`long ${n}`),
    index: n,
    appendedAt: 100 * minute,
    previous: n === 0 ? intake : strangeId(`long ${n - 1}`),
    edge: "move",
    giver: party,
    giverKey: null,
    holder: party,
    holderKey: strangeId("no such key") as string as CustodyNode["signerKey"],
    signerKey: strangeId("no such key") as string as CustodyNode["signerKey"],
    contract: null,
    offer: null,
    offerContract: null,
    expires: null,
    outcome: "accepted",
    reservations: [],
    reason: null,
    deliveryPoint: null,
    within: null,
    extra: false,
    oneTime: false,
    shown: null,
  })
  const root: CustodyNode = {
    ...node(0),
    receipt: intake,
    previous: null,
    edge: "intake",
    giver: null,
    holder: partyNamed("H"),
  }
  const evidence = {
    ...scene.evidence(),
    bracket: () => ({ notBefore: null, notAfter: 100 * minute }),
  }
  const asked = { from: 200 * minute, to: 200 * minute, scope: "unit" } as const
  const state = (nodes: readonly CustodyNode[]): ItemState => ({ ...noItem(scene.item(0)), nodes })

  it("of strangers' claims is walked without running out of stack", () => {
    const nodes = Array.from({ length: 20_000 }, (_, n) => node(n))
    const opinion = liableAt(state([root, ...nodes]), evidence, asked)
    expect(printOpinion(opinion)).toMatchObject({ alternatives: "H,S", burden: "H" })
  })

  it("that waited is linked all at once", () => {
    const waiting = Array.from({ length: 3000 }, (_, n) => node(n)).toReversed()
    const linked = linkWaiting({ ...state([root]), waiting }, intake)
    expect(linked.state.waiting).toHaveLength(0)
    expect(linked.state.nodes).toHaveLength(3001)
  })
})
