/** What a page and the worker that judges files say to each other. Everything here is copied between them. */

import type { Judgement } from "../misbehaviour/trial.ts"
import type { Language } from "../language/message.ts"
import type { Question } from "../log/bundle.ts"
import type { FileKind, ProvingKind } from "../verifier/file-kind.ts"
import type { InclusionVerdict } from "../verifier/inclusion.ts"
import type { SaidLine } from "../verifier/said-line.ts"
import type { Step, Verdict } from "../verifier/verdict.ts"

/** Why nothing can be made of a file; of a PDF a sentence says it. */
export type Useless = "empty" | "too-long" | "not-ours"

/** What a file is, and for a PDF what it carries. `parcel`: statements as phones send them. */
export type Looked =
  | {
      readonly kind: Exclude<FileKind, "pdf" | "unknown"> | "parcel"
      readonly bytes: Uint8Array
      /** Out of a PDF. */
      readonly carried: boolean
    }
  | {
      readonly kind: "several"
      readonly files: readonly { readonly kind: ProvingKind; readonly bytes: Uint8Array }[]
    }
  | { readonly kind: "unusable"; readonly why: Useless | { readonly sentence: string } }

/** `entry`: what a tlog-proof or a COSE receipt is about. `asked` null: the bundle's own question. */
export type Case = {
  readonly bytes: Uint8Array
  readonly loose: readonly Uint8Array[]
  readonly entry: Uint8Array | null
  readonly policy: string | null
  readonly asked: Omit<Question, "item"> | null
  readonly language: Language
}

/** A verdict, and in words what the command line prints of it. */
export type SaidVerdict = {
  readonly verdict: Verdict
  /** The question that the file itself is for; null where it cannot be read. */
  readonly own: Question | null
  /** By alternative who answers, by name; empty: nobody yet. */
  readonly who: readonly string[]
  readonly burden: string | null
  readonly report: readonly string[]
  /** The verdict's, in the reader's language, but for why a step fails. */
  readonly steps: readonly (Omit<Step, "finding"> & { readonly finding: string })[]
  readonly line: SaidLine | null
}

export type Answer =
  | ({ readonly kind: "verdict" } & SaidVerdict)
  | {
      readonly kind: "judgement"
      readonly judgement: Judgement
      readonly report: readonly string[]
    }
  | {
      readonly kind: "inclusion"
      readonly verdict: InclusionVerdict
      readonly report: readonly string[]
    }
  /** Nothing can be judged without it. */
  | { readonly kind: "lacks"; readonly what: "policy" | "entry" }
  | { readonly kind: "policy-fault"; readonly line: number; readonly sentence: string }
  | { readonly kind: "unusable"; readonly sentence: string }

/** What a trust policy says, in short. */
export type PolicyRead =
  | {
      readonly ok: true
      readonly logs: readonly string[]
      readonly witnesses: readonly string[]
      /** `none` where nobody is asked for. */
      readonly quorum: string
      readonly minimumAssurance: number
    }
  | { readonly ok: false; readonly line: number; readonly sentence: string }

/** By what is asked: what is told with it, and what comes back. */
export type Asks = {
  readonly look: { readonly told: Blob; readonly answer: Looked }
  readonly judge: { readonly told: Case; readonly answer: Answer }
  readonly policy: { readonly told: string; readonly answer: PolicyRead }
}
export type Ask = keyof Asks

export type ToWorker = {
  [A in Ask]: { readonly id: number; readonly ask: A; readonly told: Asks[A]["told"] }
}[Ask]

export type FromWorker =
  | { readonly id: number; readonly answer: Asks[Ask]["answer"] }
  /** The program's own fault: nothing a file says leads here. */
  | { readonly id: number; readonly fault: string }
