/**
 * Whatever a carrier and those with him sign, under whatever contract of their own, without the sender and the addressee:
 * he is not rid of it, and the sender does not get it back.
 */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { attack, type Base, someActs } from "../support/attack.ts"
import { ask, printOpinion } from "../support/case.ts"
import { play } from "../support/script.ts"

const runs = process.env.SLOW === "1" ? 2000 : 60

/** What C, and whoever is with him, agreed on without A and B. */
const ownContracts = [
  "L = contract C+S+X regime post carrier C subcontractors X+S jointly",
  "M = contract C+X+Y regime air carrier X handlers X+Y ends destination",
  "N = contract C+X+S+Y point box submit 5 check 5",
  "O = contract C+S regime post carrier S",
  "place stand aircraft-side",
  "place shed cargo-handling",
]
const cited = { contracts: ["K", "L", "M", "N", "O"], places: ["stand", "shed", "nowhere", "box"] }

const bases: readonly Base[] = [
  {
    name: "by post",
    script: [
      "K = contract A+C regime post carrier C subcontractors S screening Q submit 30",
      ...ownContracts,
      "i = intake A 0..5 addressee B code",
      "o = offer i A>C 10..12 by K",
      "m = accept o C 20..25 by K",
    ],
    receipts: ["i", "m"],
    offers: ["o"],
    ...cited,
    proved: [
      [30, "C"],
      [150, "C"],
    ],
  },
  {
    name: "by post, while a subcontractor has it",
    script: [
      "K = contract A+C regime post carrier C subcontractors S screening Q",
      ...ownContracts,
      "i = intake A 0..5 addressee B",
      "m = move i A>C 10..12 by K",
      "s = move m C>S 20..25",
    ],
    receipts: ["i", "m", "s"],
    offers: [],
    ...cited,
    proved: [
      [30, "C"],
      [150, "C"],
    ],
  },
  {
    name: "by air",
    script: [
      "K = contract A+C regime air carrier C handlers H+J screening Q subcontractors S",
      ...ownContracts,
      "i = intake A 0..5 addressee B",
      "h = move i A>H 10..12 by K",
      "m = move h H>C 20..25 by K at stand",
    ],
    receipts: ["i", "h", "m"],
    offers: [],
    ...cited,
    proved: [
      [30, "C"],
      [150, "C"],
    ],
  },
  {
    name: "by air, while a handler at the destination has it",
    script: [
      "K = contract A+C regime air carrier C handlers H+J screening Q",
      ...ownContracts,
      "i = intake A 0..5 addressee B",
      "m = move i A>C 10..12 by K",
      "j = move m C>J 20..25 by K at shed",
    ],
    receipts: ["i", "m", "j"],
    offers: [],
    ...cited,
    proved: [
      [30, "C"],
      [150, "C"],
    ],
  },
]

describe("a carrier and his friends", () => {
  const friends = ["C", "C2", "S", "X", "Y", "Q"]
  for (const base of bases)
    it(`do not rid him of it: ${base.name}`, () => {
      fc.assert(
        fc.property(someActs, (acts) => {
          // A revocation comes on record after the receipt that it is to undo.
          const lines = attack(base, friends, acts, 30)
          const scene = play([...base.script, ...lines])
          for (const [at, party] of base.proved)
            for (const scope of ["unit", "contents"] as const) {
              const opinion = printOpinion(ask(scene, { from: at, to: at, scope }))
              const said = `${lines.join("\n")}\nat ${at} ${scope}`
              expect(opinion.burden, said).toBe(party)
              expect(opinion.alternatives.split(/[,+]/), said).toContain(party)
              if (opinion.verdict === "proved") expect(opinion.alternatives, said).toBe(party)
            }
        }),
        { numRuns: runs },
      )
    })

  it("leave it proved if they keep still", () => {
    for (const { script, proved } of bases)
      for (const [at, party] of proved) {
        const opinion = printOpinion(ask(play(script), { from: at, to: at, scope: "unit" }))
        expect(opinion).toMatchObject({ verdict: "proved", alternatives: party, burden: party })
      }
  })

  const general: Base = {
    name: "under §40",
    script: [
      "K = contract A+C+D regime air carrier D handlers X+Y",
      "G = contract A+C carrier C subcontractors S jointly",
      ...ownContracts,
      "i = intake A 0..5 addressee B",
      "m = move i A>C 20..25 by G",
    ],
    receipts: ["i", "m"],
    offers: [],
    ...cited,
    proved: [
      [30, "C"],
      [150, "C"],
    ],
  }
  it("cannot put it back on the sender, under whatever he ever signed", () => {
    fc.assert(
      fc.property(someActs, (acts) => {
        const lines = attack(general, friends, acts, 30)
        const scene = play([...general.script, ...lines])
        for (const [at] of general.proved) {
          const opinion = printOpinion(ask(scene, { from: at, to: at, scope: "unit" }))
          const said = `${lines.join("\n")}\nat ${at}`
          expect(opinion.burden, said).not.toBe("A")
          expect(opinion.verdict === "proved" && opinion.alternatives === "A", said).toBe(false)
        }
      }),
      { numRuns: runs },
    )
  })
})

describe("a shipper whose handler has it", () => {
  const base: Base = {
    name: "before the aircraft side",
    script: [
      "K = contract A+C regime air carrier C handlers H",
      "L = contract A+X regime air carrier X handlers Y ends destination",
      "place stand aircraft-side",
      "i = intake A 0..5 addressee B",
      "h = move i A>H 20..25 by K",
    ],
    receipts: ["i", "h"],
    offers: [],
    contracts: ["K", "L"],
    places: ["stand", "nowhere"],
    proved: [
      [30, "A"],
      [150, "A"],
    ],
  }
  it("is not rid of it by what he and his friends sign, without handler and airline", () => {
    fc.assert(
      fc.property(someActs, (acts) => {
        const lines = attack(base, ["A", "A2", "X", "Y"], acts, 30)
        const scene = play([...base.script, ...lines])
        for (const [at, party] of base.proved) {
          const opinion = printOpinion(ask(scene, { from: at, to: at, scope: "unit" }))
          const said = `${lines.join("\n")}\nat ${at}`
          expect(opinion.burden, said).toBe(party)
          expect(opinion.alternatives.split(","), said).toContain(party)
          if (opinion.verdict === "proved") expect(opinion.alternatives, said).toBe(party)
        }
      }),
      { numRuns: runs },
    )
  })
})
