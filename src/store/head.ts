/**
 * The head guard's file: the last head this node signed or acknowledged, kept apart from the store, so that a store
 * that went backwards is noticed before anything more is signed. Five lines, each ended by a line feed:
 *
 *     kvitto head 1
 *     size 1024
 *     root 6a3f…                      64 lower-case hexadecimal digits
 *     signed 1767225600000            milliseconds since 1970 UTC, or "-"
 *     sha256 90be…                    of the four lines above: `head -n 4 FILE | sha256sum`
 */

import { type FileHandle, open, rename } from "node:fs/promises"
import { dirname } from "node:path"
import { textOf, toHex, utf8 } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { expectHash, expectNumber, StoreFault } from "./store.ts"

/** `root` is 64 lower-case hexadecimal digits; `signedAt`, in milliseconds since 1970 UTC, is absent if only acknowledged. */
export type Head = { readonly size: number; readonly root: string; readonly signedAt?: number }

/** The longest file that `writeHead` can write has 208 bytes. */
const maxHeadLength = 256

function print(head: Head): string {
  const lines = `kvitto head 1\nsize ${head.size}\nroot ${head.root}\nsigned ${head.signedAt ?? "-"}\n`
  return `${lines}sha256 ${toHex(sha256(utf8(lines)))}\n`
}

function parse(text: string): Head | undefined {
  const match = /^kvitto head 1\nsize ([0-9]+)\nroot ([0-9a-f]{64})\nsigned (-|[0-9]+)\n/.exec(text)
  if (match === null) return undefined
  const [, size = "", root = "", signed = ""] = match
  const head = { size: Number(size), root, ...(signed === "-" ? {} : { signedAt: Number(signed) }) }
  if (!Number.isSafeInteger(head.size) || !Number.isSafeInteger(head.signedAt ?? 0))
    return undefined
  return print(head) === text ? head : undefined
}

async function closing<T>(file: FileHandle, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } finally {
    await file.close()
  }
}

/** Makes the names in a directory durable: a synced file can still lose its name. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r")
  await closing(directory, () => directory.sync())
}

/** Undefined if there is no such file; throws StoreFault "unreadable", or "corrupt" for anything `writeHead` would not write. */
export async function readHead(path: string): Promise<Head | undefined> {
  const what = `head file ${path}`
  const bytes = new Uint8Array(maxHeadLength)
  let length = 0
  try {
    const file = await open(path, "r")
    await closing(file, async () => {
      length = (await file.read(bytes, 0, maxHeadLength, 0)).bytesRead
    })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw new StoreFault("unreadable", what, "cannot be read", { cause })
  }
  const head = parse(textOf(bytes.subarray(0, length)) ?? "")
  if (head === undefined) throw new StoreFault("corrupt", what, "is not a head this node wrote")
  return head
}

/**
 * Replaces the head; durable when it resolves. A crash leaves the old head or the new one, whole, and perhaps a file
 * `PATH.new`, which nobody reads. Calls for one path must not overlap. Throws StoreFault "unwritable".
 */
export async function writeHead(path: string, head: Head): Promise<void> {
  expectNumber("head's size", head.size)
  expectHash("head's root", head.root)
  if (head.signedAt !== undefined) expectNumber("head's time", head.signedAt)
  const draft = `${path}.new`
  try {
    const file = await open(draft, "w", 0o644)
    await closing(file, async () => {
      await file.writeFile(print(head))
      await file.sync()
    })
    await rename(draft, path)
    await syncDirectory(dirname(path))
  } catch (cause) {
    throw new StoreFault("unwritable", `head file ${path}`, "cannot be written", { cause })
  }
}
