/** What replaying a log can find wrong with it. The list with explanations: docs/audit.md. */

export const auditCodes = {
  "no-genesis": "entry 0 is not this ledger's genesis",
  "not-an-entry": "its bytes are not an entry in its one spelling",
  "wrong-index": "it stands at another index than it says: an entry was dropped, added or swapped",
  "broken-chain": "it does not name the leaf before it: this or the entry before it was changed",
  "time-went-back": "its time is before the entry's before it",
  "bad-statement": "its statement would not have been appended",
  "false-seal": "it seals another number of entries or subjects than there are, or another time",
  "map-mismatch": "the map root it seals is not what replay gives",
  "checkpoint-signature": "a published checkpoint is not signed by the ledger's key",
  "checkpoint-root": "a published checkpoint has another root than replay gives",
  "checkpoint-beyond": "a published checkpoint covers more entries than there are",
  "subject-mismatch": "what is kept of a subject is not what replay gives",
} as const

export type AuditCode = keyof typeof auditCodes
export type AuditFault = {
  readonly index: number
  readonly code: AuditCode
  readonly sentence: string
}

/** Faults beyond this many are counted as one more, so that a ruined log cannot fill the memory. */
const mostFaults = 1000

/** In the order in which they were found. */
export class Faults {
  readonly #found: AuditFault[]

  constructor(found: readonly AuditFault[] = []) {
    this.#found = [...found]
  }

  get found(): readonly AuditFault[] {
    return this.#found
  }

  /** The index of the first fault of the log itself; Infinity while there is none. */
  get earliest(): number {
    return this.#found.reduce(
      (least, { code, index }) => (code === "subject-mismatch" ? least : Math.min(least, index)),
      Infinity,
    )
  }

  add(index: number, code: AuditCode, detail = ""): void {
    if (this.#found.length > mostFaults) return
    const sentence = `entry ${index}: ${auditCodes[code]}${detail === "" ? "" : ` (${detail})`}`
    this.#found.push({ index, code, sentence })
  }
}
