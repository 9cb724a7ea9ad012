/**
 * The file of records: every entry with its openings, one behind the other as they were written. LevelDB holds where each
 * stands, and its guard. What LevelDB is given it writes to its log, to a table, and again whenever it merges tables; what is
 * three quarters of all bytes and never looked up but by its index is written here, once.
 *
 * Records are synced before the commit that points at them, so a commit that is there has its records. What stands behind
 * the end that the newest commit names belongs to none, and is cut off before the next records are written: they might be
 * shorter, and what is left of openings there would outlive their erasure.
 */

import { readSync } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { join } from "node:path"
import { StoreFault } from "./store.ts"

/** Bytes of the file. */
export type Extent = { readonly offset: number; readonly length: number }

const what = "file of entries"
const leastRoom = 64 * 1024

export class Records {
  readonly #file: FileHandle
  #draft = new Uint8Array(leastRoom)
  #start = 0
  #length = 0
  #isCut = false

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Throws StoreFault "missing" or "exists", as the store itself does, or "unreadable". */
  static async open(directory: string, create: boolean): Promise<Records> {
    try {
      return new Records(await open(join(directory, "entries"), create ? "wx+" : "r+", 0o644))
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      if (code === "ENOENT")
        throw new StoreFault("missing", what, "is not there, or another version kept this store", {
          cause,
        })
      if (code === "EEXIST") throw new StoreFault("exists", what, "is there already", { cause })
      throw new StoreFault("unreadable", what, "cannot be opened", { cause })
    }
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size
  }

  /** Forgets what was put and not written; the next record stands at this offset. */
  begin(end: number): void {
    this.#start = end
    this.#length = 0
  }

  /** Where the bytes, copied here, will stand once they are written. */
  put(bytes: Uint8Array): Extent {
    const offset = this.end
    const length = this.#length + bytes.length
    if (length > this.#draft.length) {
      const larger = new Uint8Array(2 * length)
      larger.set(this.#draft.subarray(0, this.#length))
      this.#draft = larger
    }
    this.#draft.set(bytes, this.#length)
    this.#length = length
    return { offset, length: bytes.length }
  }

  /** Behind all that was put. */
  get end(): number {
    return this.#start + this.#length
  }

  /** What was put is durable when this resolves. */
  async write(): Promise<void> {
    if (this.#length === 0) return
    if (!this.#isCut) await this.#file.truncate(this.#start)
    this.#isCut = true
    await this.#writeAt(this.#draft.subarray(0, this.#length), this.#start)
    await this.#file.datasync()
  }

  /** Durably zeros. */
  async clear({ offset, length }: Extent): Promise<void> {
    await this.#writeAt(new Uint8Array(length), offset)
    await this.#file.datasync()
  }

  async #writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const left = bytes.length - at
      const { bytesWritten } = await this.#file.write(bytes, at, left, offset + at)
      at += bytesWritten
    }
  }

  /** At once: for one record a turn of a thread takes longer than the reading. Fewer bytes where the file has no more. */
  readHere({ offset, length }: Extent): Uint8Array {
    const bytes = new Uint8Array(length)
    try {
      return bytes.subarray(0, readSync(this.#file.fd, bytes, 0, length, offset))
    } catch (cause) {
      throw unreadable(cause)
    }
  }

  /** As `readHere`, in a thread. */
  async read({ offset, length }: Extent): Promise<Uint8Array> {
    const bytes = new Uint8Array(length)
    try {
      const { bytesRead } = await this.#file.read(bytes, 0, length, offset)
      return bytes.subarray(0, bytesRead)
    } catch (cause) {
      throw unreadable(cause)
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

const unreadable = (cause: unknown): StoreFault =>
  (cause as NodeJS.ErrnoException).code === "EBADF"
    ? new StoreFault("closed", "store", "is closed", { cause })
    : new StoreFault("unreadable", what, "cannot be read", { cause })
