/** How sure it is that something is done. Apart from `deliver`, because it is shown without network. */

import type { Paper } from "./shelf.ts"

/** Signed by both, on the ledger's record, or proved to this phone. */
export type Stage = "signed" | "recorded" | "proved"

export const stageOf = (paper: Paper | undefined): Stage =>
  paper === undefined || paper.said.state !== "appended"
    ? "signed"
    : paper.proof === null
      ? "recorded"
      : "proved"

/** What waits; with `refused`, also what the ledger would not take before: it may lack a key no longer. */
export const waiting = (papers: Iterable<Paper>, refused = false): readonly Paper[] =>
  [...papers]
    .filter(({ said }) => said.state === "waiting" || (refused && said.state === "refused"))
    .sort((a, b) => a.order - b.order)
