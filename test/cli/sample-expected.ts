/**
 * Who answers for the items of the sample day, worked out by hand from docs/sample.md: from the moments at which people
 * signed, and the ledger's publications at full five minutes. Nothing here is computed.
 */

import type { PartyName } from "../../src/cli/sample-cast.ts"
import type { SampleCaseName } from "../../src/cli/sample-stage.ts"
import type { FindingCode } from "../../src/custody/finding.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"

export type Who = PartyName | "addressee"

export type Expected = {
  readonly name: SampleCaseName
  /** A time, or from and to, where it is not the case's own. */
  readonly at?: readonly [string] | readonly [string, string]
  /** `unit` where it does not say. */
  readonly scope?: "contents"
  readonly verdict: Verdict["verdict"]
  /** Who, from when (first possible), to when (last possible; null: until further notice). */
  readonly alternatives: readonly (readonly [Who, string, string | null])[]
  readonly burden: Who
  /** In whose hands; null: somebody outside the ledger. */
  readonly holders: readonly (Who | null)[]
  readonly findings: readonly FindingCode[]
  /** Weakest signature that the answer rests on. */
  readonly assurance: 1 | 2
}

const clean = { findings: [], assurance: 2 } as const

export const expected: readonly Expected[] = [
  {
    ...clean,
    name: "rounds",
    verdict: "proved",
    alternatives: [["shop", "2026-03-02T12:10Z", null]],
    burden: "shop",
    holders: ["shop"],
    findings: ["closed-by-holder"],
  },
  {
    ...clean,
    name: "case",
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T15:10Z", "2026-03-02T16:15Z"]],
    burden: "carrier",
    holders: ["carrier"],
  },
  {
    ...clean,
    name: "case",
    at: ["2026-03-02T17:00Z"],
    verdict: "proved",
    alternatives: [["bank", "2026-03-02T16:10Z", null]],
    burden: "bank",
    holders: ["bank"],
  },
  {
    ...clean,
    name: "reservation",
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T10:40Z", "2026-03-02T16:45Z"]],
    burden: "carrier",
    holders: ["carrier"],
    findings: ["reservation"],
  },
  {
    ...clean,
    name: "reservation",
    scope: "contents",
    verdict: "undecided",
    alternatives: [
      ["shop", "2026-03-02T09:35Z", null],
      ["carrier", "2026-03-02T10:40Z", "2026-03-02T16:45Z"],
    ],
    burden: "shop",
    holders: ["carrier"],
    findings: ["reservation"],
  },
  {
    ...clean,
    name: "letter",
    verdict: "proved",
    alternatives: [["post", "2026-03-02T09:10Z", "2026-03-02T13:15Z"]],
    burden: "post",
    holders: ["post"],
  },
  {
    name: "letter",
    at: ["2026-03-02T14:00Z"],
    verdict: "proved",
    alternatives: [["addressee", "2026-03-02T13:10Z", null]],
    burden: "addressee",
    holders: ["addressee"],
    findings: [],
    assurance: 1,
  },
  {
    ...clean,
    name: "night-drop",
    verdict: "proved",
    alternatives: [["bank", "2026-03-03T05:35Z", null]],
    burden: "bank",
    holders: ["bank"],
  },
  {
    ...clean,
    name: "night-drop",
    at: ["2026-03-02T23:00Z"],
    verdict: "proved",
    alternatives: [["shop", "2026-03-02T20:35Z", "2026-03-03T05:40Z"]],
    burden: "shop",
    holders: ["bank"],
  },
  {
    ...clean,
    name: "found",
    verdict: "undecided",
    alternatives: [
      ["carrier", "2026-03-02T07:10Z", null],
      ["municipality", "2026-03-02T09:35Z", "2026-03-02T11:15Z"],
    ],
    burden: "carrier",
    holders: ["municipality"],
    findings: ["reported"],
  },
  {
    ...clean,
    name: "refused-signature",
    verdict: "proved",
    alternatives: [["post", "2026-03-02T07:40Z", null]],
    burden: "post",
    holders: [null],
    findings: ["reported"],
  },
  {
    ...clean,
    name: "late",
    verdict: "undecided",
    alternatives: [
      ["shop", "2026-03-02T09:35Z", "2026-03-02T12:25Z"],
      ["carrier", "2026-03-02T10:05Z", null],
    ],
    burden: "shop",
    holders: ["shop", "carrier"],
  },
  {
    ...clean,
    name: "late",
    at: ["2026-03-02T13:00Z"],
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T10:05Z", null]],
    burden: "carrier",
    holders: ["carrier"],
  },
  {
    ...clean,
    name: "fork",
    verdict: "disputed",
    alternatives: [
      ["bank", "2026-03-02T14:10Z", null],
      ["municipality", "2026-03-02T14:40Z", null],
    ],
    burden: "carrier",
    holders: ["bank", "municipality"],
    findings: ["fork"],
  },
  {
    ...clean,
    name: "fork",
    at: ["2026-03-02T13:40Z"],
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T13:10Z", "2026-03-02T14:15Z"]],
    burden: "carrier",
    holders: ["carrier"],
    findings: ["fork"],
  },
  {
    ...clean,
    name: "stranger",
    verdict: "undecided",
    alternatives: [
      ["shop", "2026-03-02T15:35Z", null],
      ["bank", "2026-03-02T16:10Z", null],
    ],
    burden: "shop",
    holders: ["shop"],
    findings: ["claim-by-non-holder"],
  },
  {
    ...clean,
    name: "stolen",
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T16:50Z", null]],
    burden: "carrier",
    holders: ["carrier"],
    findings: ["reported"],
  },
  {
    ...clean,
    name: "stolen",
    at: ["2026-03-02T17:10Z", "2026-03-02T18:05Z"],
    verdict: "proved",
    alternatives: [["carrier", "2026-03-02T16:50Z", null]],
    burden: "carrier",
    holders: ["carrier"],
    findings: ["reported"],
  },
]
