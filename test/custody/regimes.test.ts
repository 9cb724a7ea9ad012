import { describe, expect, it } from "vitest"
import { say } from "../../src/language/say.ts"
import { letterOf, minute, printOpinion } from "../support/case.ts"
import { play } from "../support/script.ts"
import { answer, testTable } from "../support/table.ts"

testTable(new URL("regimes.txt", import.meta.url), 200)

const general = "K = contract A+C carrier C subcontractors S+T"
const jointly = `${general} jointly`
const post = "K = contract A+C regime post carrier C subcontractors S+T screening Q"
const air = "K = contract A+C regime air carrier C handlers H+J"
const places = ["place stand aircraft-side", "place shed cargo-handling"]
const sent = "i = intake A 0..5 addressee B owner P"
const taken = "m = move i A>C 20..25 by K"

/** `party rule section toward contract receipt assurance`, of whoever is liable; alternatives one a line. */
const cited = (asked: string, ...script: readonly string[]): string => {
  const scene = play(script)
  const labels = new Map([...scene.labels].map(([label, { id }]) => [id, label]))
  return answer(scene, asked)
    .alternatives.map(({ liable }) =>
      liable
        .map(({ party, rule, section, toward, contract, receipt, assurance }) =>
          [
            letterOf(party),
            rule,
            section,
            toward === null ? "-" : letterOf(toward),
            contract === null ? "-" : labels.get(contract),
            labels.get(receipt),
            `S${assurance}`,
          ].join(" "),
        )
        .join(" + "),
    )
    .join("\n")
}

describe("each answer cites rule, section, toward whom, agreement and receipt", () => {
  const cases: readonly (readonly [name: string, cited: string, expected: string])[] = [
    ["who took it in", cited("10", sent), "A L7 §40 P - i S2"],
    ["inside", cited("30", sent, "m = move i A>A2 20..25"), "A L1 §40 P - m S2"],
    ["the carrier", cited("30", general, sent, taken), "C L2 §40 A K m S2"],
    [
      "who has it from the carrier",
      cited("50", general, sent, taken, "d = move m C>B 40..45"),
      "B L3 §40 C - d S2",
    ],
    [
      "a subcontractor who answers alone",
      cited("50", general, sent, taken, "s = move m C>S 40..45 by K"),
      "S L3 §40 C K s S2",
    ],
    [
      "carrier and subcontractor together: each on his own receipt",
      cited("50", jointly, sent, taken, "s = move m C>S 40..45 by K"),
      "C L2 §40 A K m S2 + S L2 §40 C K s S2",
    ],
    [
      "… who joined without citing it",
      cited("50", jointly, sent, taken, "s = move m C>S 40..45"),
      "C L2 §40 A K m S2 + S L2 §40 C - s S2",
    ],
    [
      "the carrier, who has it back",
      cited("70", jointly, sent, taken, "s = move m C>S 40..45 by K", "r = move s S>C 60..65"),
      "C L2 §40 A K r S2",
    ],
    [
      "the post, by the posting receipt, whoever scanned it since",
      cited("70", post, sent, taken, "s = move m C>S 40..45", "t = move s S>S2 60..65"),
      "C L4 §42 A K m S2",
    ],
    [
      "the post jointly with who carries it",
      cited("50", `${post} jointly`, sent, taken, "s = move m C>S 40..45 by K"),
      "C L4 §42 A K m S2 + S L4 §42 C K s S2",
    ],
    [
      "the post's own people",
      cited("50", post, sent, taken, "n = move m C>C2 40..45"),
      "C L1 §40 A K n S2",
    ],
    [
      "the addressee, from the post and not from who carried it",
      cited("70", post, sent, taken, "s = move m C>S 40..45", "d = move s S>B 60..65"),
      "B L4 §42 C - d S2",
    ],
    [
      "the sender who gets it back",
      cited("50", post, sent, taken, "r = move m C>A 40..45"),
      "A L4 §42 C - r S2",
    ],
    [
      "the post at its own counter",
      cited("30", post, "i = intake C 0..5 owner A addressee B by K", "s = move i C>S 20..25"),
      "C L4 §42 A K i S2",
    ],
    [
      "the post that emptied an agreed box",
      cited("30", `${post} point box`, sent, "b = bind i C 20..25 at box by K"),
      "C L4 §42 A K b S2",
    ],
    [
      "a carrier who posts it, and the post",
      cited(
        "50",
        "G = contract A+F carrier F",
        "K = contract F+C regime post carrier C",
        sent,
        "f = move i A>F 10..12 by G",
        "m = move f F>C 20..25 by K",
      ),
      "C L4 §42 F K m S2",
    ],
    ["the airline", cited("30", air, sent, taken), "C L5 §43 A K m S2"],
    [
      "the shipper, while the handler has it",
      cited("30", air, sent, "h = move i A>H 20..25 by K"),
      "A L6 §43 P - i S2",
    ],
    [
      "the airline at the aircraft side, toward the shipper",
      cited(
        "50",
        air,
        ...places,
        sent,
        "h = move i A>H 20..25 by K",
        "m = move h H>C 40..45 at stand",
      ),
      "C L6 §43 A K m S2",
    ],
    [
      "the airline, while the handler at the destination has it",
      cited("50", air, ...places, sent, taken, "j = move m C>J 40..45 by K at shed"),
      "C L6 §43 A K m S2",
    ],
    [
      "… where the aircraft side counts at the origin only",
      cited("50", `${air} ends origin`, ...places, sent, taken, "j = move m C>J 40..45 at stand"),
      "C L5 §43 A K m S2",
    ],
    [
      "the handler from the aircraft side on",
      cited("50", air, ...places, sent, taken, "j = move m C>J 40..45 by K at stand"),
      "J L6 §43 C K j S2",
    ],
    [
      "the recipient, by release",
      cited("70", air, ...places, sent, taken, "j = move m C>J 40..45", "d = move j J>B 60..65"),
      "B L5 §43 C - d S2",
    ],
    [
      "the airline by its handler's receipt",
      cited("30", `${air} ends destination`, sent, "h = move i A>H 20..25 by K"),
      "C L5 §43 A K h S2",
    ],
    [
      "under an agreement perhaps in force: by it, and without it",
      cited("30", `${post} start 22`, sent, taken),
      "C L4 §42 A K m S2\nC L2 §40 A - m S2",
    ],
    [
      "… and after a scan: the post by it, who scanned it without it",
      cited("50", `${post} start 22`, sent, taken, "s = move m C>S 40..45"),
      "C L4 §42 A K m S2\nS L2 §40 C - s S2",
    ],
    [
      "the post, after what is not on record",
      cited("30", post, "i = intake X 0..5", "u = move lost A>C 20..25 by K"),
      "X L7 §40 - - i S2\nC L4 §42 A K u S2",
    ],
    [
      "a subcontractor who fetches it",
      cited("30", post, sent, "s = move i A>S 20..25 by K"),
      "S L2 §40 A K s S2",
    ],
    [
      "inside the handler that took it over for the airline",
      cited(
        "30",
        `${air} ends destination`,
        sent,
        "h = move i A>H 10..12 by K",
        "g = move h H>H2 20..25",
      ),
      "C L5 §43 A K h S2",
    ],
    [
      "the airline's own people at the aircraft side, when it answers already",
      cited("50", air, ...places, sent, taken, "n = move m C>C2 40..45 at stand"),
      "C L1 §40 A K n S2",
    ],
    [
      "the airline's own people at the aircraft side, who make it answer",
      cited(
        "70",
        air,
        ...places,
        sent,
        "h = move i A>H 20..25 by K",
        "m = move h H>C 40..45 at shed",
        "n = move m C>C2 60..65 at stand",
      ),
      "C L6 §43 A K n S2",
    ],
    [
      "the shipper, where no airline has signed",
      cited(
        "30",
        "K = contract A+H regime air carrier C handlers H ends destination",
        sent,
        "h = move i A>H 20..25 by K",
      ),
      "A L6 §43 P - i S2",
    ],
    [
      "a finder",
      cited("30", post, sent, taken, "b = bind m X 26..28"),
      "C L4 §42 A K m S2\nX L2 §40 C - b S2",
    ],
    [
      "who claims it from one who did not hold it",
      cited("30", post, sent, taken, "x = move m Y>X 26..28"),
      "C L4 §42 A K m S2\nX L2 §40 Y - x S2",
    ],
    [
      "on the weakest signature that it rests on, and no scan",
      cited("50", post, sent, taken, "s = move m C>S 40..45", "assurance S 1"),
      "C L4 §42 A K m S2",
    ],
    [
      "… for who joins, his own",
      cited("50", jointly, sent, taken, "s = move m C>S 40..45 by K", "assurance S 1"),
      "C L2 §40 A K m S2 + S L2 §40 C K s S1",
    ],
  ]
  for (const [name, given, expected] of cases)
    it(name, () => {
      expect(given).toBe(expected)
    })
})

describe("each alternative says why it is one", () => {
  const why = (asked: string, ...script: readonly string[]): string =>
    answer(play(script), asked)
      .alternatives.map((each) => say(each.why))
      .join("\n")
  const scan = "s = move m C>S 40..45"

  it("in other hands, and not passed on by that", () => {
    expect(why("50", post, sent, taken, scan)).toMatch(/does not pass it on/)
  })
  it("… even if that receipt is in doubt", () => {
    expect(why("50", post, sent, taken, scan, "revoke S 30..42")).toMatch(/does not pass it on/)
  })
  it("together", () => {
    expect(why("50", jointly, sent, taken, `${scan} by K`)).toMatch(/answers together/)
  })
  it("whether an agreement was in force", () => {
    expect(why("30", `${air} end 22`, sent, "h = move i A>H 20..25 by K")).toBe(
      [0, 1]
        .map(
          () =>
            "signed for it, but by what is on record it cannot be told whether that receipt passes it on: a contract may not have been in force, a place is not described, or an addressee is not named",
        )
        .join("\n"),
    )
  })
  it("… also on the way there", () => {
    const doubt = why("50", `${post} start 22`, sent, taken, scan)
    expect(doubt.match(/may not have been in force/g)).toHaveLength(2)
  })
  it("… which is not said of a place that nobody described", () => {
    expect(why("50", air, sent, taken, "j = move m C>J 40..45 at nowhere")).not.toMatch(/in force/)
  })
  it("… or where that makes no difference", () => {
    expect(why("30", `${general} start 22`, sent, taken)).not.toMatch(/in force/)
  })
})

describe("two agreements with different times to submit", () => {
  const scene = play([
    "K = contract A+C submit 10",
    "L = contract A+C submit 100",
    "i = intake A 0..5",
    "m = move i A>C 20..25 by K",
    "n = move i A>C 20..25 by L",
    "d = move m C>B 40..45",
  ])
  const recorded = { notBefore: 150 * minute, notAfter: 200 * minute }
  scene.changeEvidence({ onRecord: () => recorded })
  const liable = (asked: string): string => printOpinion(answer(scene, asked)).alternatives

  it("let a late receipt count from the earlier on, perhaps", () => {
    expect(liable("49")).toBe("C")
    expect(liable("50")).toBe("B,C")
  })
  it("… and surely from the later on only", () => {
    expect(liable("189")).toBe("B,C")
    expect(liable("190")).toBe("B")
  })
})
