/** Why a ledger will not start, or will not write any more. */

export type LedgerFaultCode =
  /** The store holds fewer entries than this node has acknowledged. */
  | "behind-head"
  /** The store holds another history than the one this node has acknowledged. */
  | "forked-from-head"
  /** The file that would show whether the store went backwards is gone. */
  | "no-head"
  /** A witness holds a checkpoint of this ledger with more entries than the store has published. */
  | "behind-witnesses"
  /** A witness holds a checkpoint of this ledger over another history. */
  | "forked-from-witnesses"
  /** Too few witnesses answered to know that the store is not an old copy. */
  | "witnesses-silent"
  /** What the store holds contradicts itself. */
  | "corrupt"
  /** The keys at hand are not those that the ledger's governance names. */
  | "wrong-keys"
  | "bad-genesis"
  | "exists"
  | "empty"
  /** An earlier write failed; what is durable is unknown until the ledger is opened again. */
  | "stopped"
  | "closed"

export class LedgerFault extends Error {
  override readonly name: string = "LedgerFault"
  readonly code: LedgerFaultCode
  readonly sentence: string

  constructor(code: LedgerFaultCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
    this.sentence = sentence
  }
}
