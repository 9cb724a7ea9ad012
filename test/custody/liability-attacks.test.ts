/**
 * Whatever strangers sign, and whatever a receiver signs later about his own receipt, the honest party stays where the
 * rule put him: never disputed, never proved for another, the burden unmoved.
 */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { attack, type Base, someActs } from "../support/attack.ts"
import { ask, printOpinion } from "../support/case.ts"
import { play } from "../support/script.ts"

const runs = process.env.SLOW === "1" ? 2000 : 40

const bases: readonly Base[] = [
  {
    name: "who took it in",
    script: ["i = intake H 0..5"],
    receipts: ["i"],
    offers: [],
    proved: [
      [10, "H"],
      [150, "H"],
    ],
  },
  {
    name: "who took it over",
    script: ["i = intake P 0..5", "m = move i P>H 20..25"],
    receipts: ["i", "m"],
    offers: [],
    proved: [
      [10, "P"],
      [25, "H"],
      [150, "H"],
    ],
  },
  {
    name: "who took it over twice, the QR had failed",
    script: [
      "i = intake P 0..5",
      "o = offer i P>H 6..8",
      "m = accept o H 20..25",
      "n = accept o H 30..35",
    ],
    receipts: ["i", "m", "n"],
    offers: ["o"],
    proved: [
      [10, "P"],
      [28, "H"],
      [150, "H"],
    ],
  },
  {
    name: "who has open offers to keyless addressees and expired ones to strangers",
    script: [
      "i = intake P 0..5 code",
      "m = move i P>H 6..8",
      "o = offer m H> 9..10 expires 12",
      "q = offer m H>S 13..14 expires 16",
      "w = offer m H>T 17..18",
      "withdraw w H 19..20",
    ],
    receipts: ["i", "m"],
    offers: ["o", "q", "w"],
    proved: [[150, "H"]],
  },
  {
    name: "who took it over at an agreed box",
    script: [
      "K = contract P+H point box submit 30 check 30",
      "i = intake P 0..5",
      "b = bind i H 20..25 at box by K",
    ],
    receipts: ["i", "b"],
    offers: [],
    proved: [
      [10, "P"],
      [30, "H"],
      [150, "H"],
    ],
  },
  {
    name: "who won a settled fork",
    script: [
      "i = intake P 0..5",
      "m = move i P>H 20..25",
      "n = move i P>Q 20..25",
      "s = settle i H+Q 30..35 choose m",
    ],
    receipts: ["i", "m", "n"],
    offers: [],
    proved: [
      [10, "P"],
      [40, "H"],
      [150, "H"],
    ],
  },
  {
    name: "whose receipt was ratified",
    script: ["i = intake P 0..5", "m = move i Q>H 20..25", "r = ratify m P 30..35"],
    receipts: ["i", "m"],
    offers: [],
    proved: [
      [10, "P"],
      [40, "H"],
      [150, "H"],
    ],
  },
]

const outsiders = ["S", "T", "U", "S2", "T2", "V"]

describe("strangers", () => {
  for (const base of bases)
    it(`cannot dispute, displace or unburden the one ${base.name}`, () => {
      fc.assert(
        fc.property(someActs, (acts) => {
          const lines = attack(base, outsiders, acts)
          const scene = play([...base.script, ...lines])
          for (const [at, party] of base.proved)
            for (const scope of ["unit", "contents"] as const)
              for (const to of [at, at + 3]) {
                const opinion = printOpinion(ask(scene, { from: at, to, scope }))
                const said = `${lines.join("\n")}\nat ${at}-${to} ${scope}`
                expect(opinion.burden, said).toBe(party)
                expect(opinion.alternatives.split(","), said).toContain(party)
                expect(["proved", "undecided"], said).toContain(opinion.verdict)
                if (opinion.verdict === "proved") expect(opinion.alternatives, said).toBe(party)
              }
        }),
        { numRuns: runs },
      )
    })

  it("leave every base proved if they keep still", () => {
    for (const { script, proved } of bases)
      for (const [at, party] of proved) {
        const opinion = printOpinion(ask(play(script), { from: at, to: at, scope: "unit" }))
        expect(opinion).toMatchObject({ verdict: "proved", alternatives: party, burden: party })
      }
  })
})

describe("a receiver and his friends", () => {
  const given: readonly Base[] = [
    {
      name: "one acceptance",
      script: ["i = intake G 0..5", "o = offer i G>R 6..8", "m = accept o R 20..25"],
      receipts: ["i", "m"],
      offers: ["o"],
      proved: [
        [30, "R"],
        [150, "R"],
      ],
    },
    {
      name: "two, the QR had failed, under a contract",
      script: [
        "K = contract G+R submit 30 check 20 point box",
        "i = intake G 0..5",
        "o = offer i G>R 6..8 by K",
        "q = offer i G>R 9..10 by K",
        "m = accept o R 20..25 by K",
        "n = accept q R 26..28 by K",
      ],
      receipts: ["i", "m", "n"],
      offers: ["o", "q"],
      proved: [
        [30, "R"],
        [150, "R"],
      ],
    },
  ]
  for (const base of given)
    it(`cannot put it back on the giver: ${base.name}`, () => {
      fc.assert(
        fc.property(someActs, (acts) => {
          // A revocation comes on record after the receipt that it is to undo.
          const lines = attack(base, ["R", "R2", "S", "T", "R"], acts, 30)
          const scene = play([...base.script, ...lines])
          for (const [at] of base.proved)
            for (const scope of ["unit", "contents"] as const) {
              const opinion = printOpinion(ask(scene, { from: at, to: at, scope }))
              const said = `${lines.join("\n")}\nat ${at} ${scope}`
              expect(opinion.burden, said).not.toBe("G")
              expect(opinion.verdict === "proved" && opinion.alternatives === "G", said).toBe(false)
            }
        }),
        { numRuns: runs },
      )
    })
})
