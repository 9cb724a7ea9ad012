/** Files: read up to a limit that is checked before and while reading, and written whole. */

import { type FileHandle, open, rename, stat, unlink } from "node:fs/promises"
import { syncDirectory } from "../store/head.ts"
import { dirname } from "node:path"
import { textOf, utf8 } from "../encoding/bytes.ts"
import { systemSentence, unusable } from "./failure.ts"

const chunkBytes = 65_536

/** Throws a CliFailure if the file cannot be read or has more than `limit` bytes, whatever kind of file it is. */
export async function readWithin(path: string, limit: number): Promise<Uint8Array> {
  try {
    const file = await open(path, "r")
    try {
      return await readAll(path, file, limit)
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Error && "exitCode" in cause) throw cause
    throw unusable(systemSentence(path, cause), cause)
  }
}

async function readAll(path: string, file: FileHandle, limit: number): Promise<Uint8Array> {
  const tooLong = () => unusable(`${path}: longer than ${limit} bytes`)
  const { size } = await file.stat()
  if (size > limit) throw tooLong()
  // A pipe or device says size 0, and a file may grow: what counts is what comes.
  let bytes = new Uint8Array(size === 0 ? chunkBytes : size + 1)
  let length = 0
  for (;;) {
    if (length === bytes.length) {
      const grown = new Uint8Array(Math.min(2 * bytes.length, limit + 1))
      grown.set(bytes)
      bytes = grown
    }
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, null)
    if (bytesRead === 0) return bytes.subarray(0, length)
    length += bytesRead
    if (length > limit) throw tooLong()
  }
}

export async function readTextWithin(path: string, limit: number): Promise<string> {
  const text = textOf(await readWithin(path, limit))
  if (text === undefined) throw unusable(`${path}: not UTF-8`)
  return text
}

/** What a JSON file holds; a CliFailure if it is none. */
export async function readJson(path: string, limit: number): Promise<unknown> {
  const text = await readTextWithin(path, limit)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw unusable(`${path}: not JSON`, cause)
  }
}

/** Replaces the file, whole or not at all. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.new`
  try {
    await writeSynced(draft, content, "w", 0o644)
    await rename(draft, path)
  } catch (cause) {
    await unlink(draft).catch(() => {})
    throw unusable(systemSentence(path, cause), cause)
  }
}

/** Writes a file that must not be there yet, durably. `mode` as in chmod. */
export async function writeNew(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  try {
    await writeSynced(path, content, "wx", mode)
    await syncDirectory(dirname(path))
  } catch (cause) {
    throw unusable(systemSentence(path, cause), cause)
  }
}

async function writeSynced(
  path: string,
  content: string | Uint8Array,
  flags: "w" | "wx",
  mode: number,
): Promise<void> {
  const file = await open(path, flags, mode)
  try {
    await file.writeFile(typeof content === "string" ? utf8(content) : content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Throws unless a file could stand there: its folder is one. */
export async function expectFolderOf(path: string): Promise<void> {
  const folder = dirname(path)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true) throw unusable(`${path}: there is no folder ${folder}`)
}

/** Whether anything has this name. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return false
    throw unusable(systemSentence(path, cause), cause)
  }
}
