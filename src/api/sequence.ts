/**
 * A CBOR sequence (RFC 8742) of parcels, cut into its items while it arrives. Only the lengths are read here: every byte
 * is looked at once or skipped, and no more than one parcel is held. What is in an item is for the ledger to judge.
 */

import { Gathering } from "./gather.ts"
import { maxParcelBytes } from "./parcel.ts"
import { minParcelBytes } from "./wire.ts"

/** Where one parcel ends and the next begins cannot be told, so nothing after this is read. */
export type SequenceFault = {
  readonly code: "broken-sequence" | "too-long"
  readonly sentence: string
}

const map = 5

export class SequenceScanner {
  /** What earlier pieces held of the unfinished item. */
  readonly kept = new Gathering()
  /** Where the unfinished item starts, counted from the start of the sequence. */
  itemStart = 0
  /** How many items must still begin before the parcel is whole: arrays and maps announce them. */
  itemsLeft = 1
  begun = false
  /** How many bytes of a string are still to come. */
  stringLeft = 0
  /** A head whose argument is unfinished. */
  major = 0
  argument = 0
  argumentLeft = 0
  fault: SequenceFault | undefined;

  /** The items that this piece completes, each a copy. After a fault nothing more may be scanned. */
  *scan(piece: Uint8Array): Generator<Uint8Array, SequenceFault | undefined> {
    let start = 0
    let at = 0
    while (at < piece.length) {
      at = this.step(piece, at)
      const length = this.kept.length + at - start
      if (length + this.stringLeft + this.itemsLeft > maxParcelBytes) this.refuseLength()
      const whole = this.itemsLeft === 0 && this.stringLeft === 0 && this.argumentLeft === 0
      if (whole && length < minParcelBytes)
        this.refuse(`an item of ${length} bytes is no parcel, which has at least ${minParcelBytes}`)
      if (this.fault !== undefined) return this.fault
      if (!whole) continue
      this.kept.add(piece.subarray(start, at))
      yield this.kept.take()
      start = at
      this.itemStart += length
      this.itemsLeft = 1
      this.begun = false
    }
    this.kept.add(piece.subarray(start))
    return undefined
  }

  /** What is wrong if no more pieces come. */
  end(): SequenceFault | undefined {
    if (this.fault === undefined && this.kept.length > 0)
      this.refuse(`the item ends before it is whole, after ${this.kept.length} bytes`)
    return this.fault
  }

  /** Goes over one head, one byte of an argument, or as much of a string as is there. */
  step(piece: Uint8Array, at: number): number {
    if (this.stringLeft > 0) {
      const length = Math.min(this.stringLeft, piece.length - at)
      this.stringLeft -= length
      return at + length
    }
    const byte = piece[at] as number
    if (this.argumentLeft > 0) {
      this.argument = this.argument * 256 + byte
      if (--this.argumentLeft === 0) this.announce()
      return at + 1
    }
    const short = byte & 31
    this.major = byte >> 5
    if (!this.begun && this.major !== map) this.refuse("an item that is no map is no parcel")
    else if (short > 27) this.refuse("an item without a definite length")
    this.begun = true
    this.argument = short
    if (short < 24) this.announce()
    else {
      this.argument = 0
      this.argumentLeft = 2 ** (short - 24)
    }
    return at + 1
  }

  /** The head is whole: it is one of the items awaited, and says what follows it. */
  announce(): void {
    this.itemsLeft -= 1
    if (this.major === 2 || this.major === 3) this.stringLeft = this.argument
    else if (this.major === 4) this.itemsLeft += this.argument
    else if (this.major === map) this.itemsLeft += 2 * this.argument
    else if (this.major === 6) this.itemsLeft += 1
  }

  refuse(why: string): void {
    this.fault ??= { code: "broken-sequence", sentence: `byte ${this.itemStart}: ${why}` }
  }

  refuseLength(): void {
    const sentence = `byte ${this.itemStart}: a parcel has at most ${maxParcelBytes} bytes`
    this.fault ??= { code: "too-long", sentence }
  }
}

/** Whether these bytes can stand in a sequence without spoiling it for their neighbours. */
export function isOneItem(whole: Uint8Array): boolean {
  const scanner = new SequenceScanner()
  const first = scanner.scan(whole).next()
  return first.done !== true && first.value.length === whole.length
}
