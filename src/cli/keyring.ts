/** Keys on disk, and the passphrases that open them: from a terminal or a file descriptor, never from the arguments. */

import { readSync } from "node:fs"
import { stat } from "node:fs/promises"
import { textOf, utf8 } from "../encoding/bytes.ts"
import { type SigningKey, signingKeyFromSeed } from "../cose/key.ts"
import { signNode } from "../platform/ed25519.ts"
import { unusable } from "./failure.ts"
import { readTextWithin, writeNew } from "./files.ts"
import type { Io } from "./io.ts"
import {
  decryptKeyFile,
  type KeyFile,
  maxKeyFileBytes,
  maxPassphraseBytes,
  parseKeyFile,
  printKeyFile,
} from "./keyfile.ts"

/** Asks for the passphrase of one key file after the other. */
export type Passphrases = (question: string) => Promise<string>

/** From `fd`, one line for each encrypted key in the order in which they are named; else from the terminal. */
export function passphrases(io: Io, fd?: number): Passphrases {
  if (fd === undefined)
    return async (question) => {
      const typed = await io.askSecret(question)
      if (typed === undefined)
        throw unusable("a passphrase is needed and there is no terminal: use --passphrase-fd")
      return typed
    }
  let lines: string[] | undefined
  return async () => {
    lines ??= readLines(fd)
    const line = lines.shift()
    if (line === undefined) throw unusable(`file descriptor ${fd} has no further passphrase`)
    return line
  }
}

function readLines(fd: number): string[] {
  // One line for the signer and each second person, and one byte to notice more.
  const bytes = new Uint8Array(16 * (maxPassphraseBytes + 1) + 1)
  let length = 0
  try {
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, null)
  } catch (cause) {
    throw unusable(`file descriptor ${fd} cannot be read`, cause)
  }
  const text = textOf(bytes.subarray(0, length))
  if (text === undefined || length === bytes.length)
    throw unusable(`file descriptor ${fd}: expected passphrases, one line each`)
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines
}

/** Read by more than its owner, a key in the clear is anybody's. */
async function expectPrivate(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  throw unusable(
    `${path}: a key in the clear that others may read or write; run chmod 600, or encrypt it`,
  )
}

export async function readKeyFile(path: string): Promise<KeyFile> {
  const file = parseKeyFile(await readTextWithin(path, maxKeyFileBytes))
  if (file === undefined) throw unusable(`${path}: not a key file`)
  return file
}

export async function loadKey(path: string, ask: Passphrases): Promise<SigningKey> {
  const file = await readKeyFile(path)
  if (file.kind === "plain") {
    await expectPrivate(path)
    return signingKeyFromSeed(file.seed, signNode)
  }
  const passphrase = await ask(`Passphrase for ${path}: `)
  if (utf8(passphrase).length > maxPassphraseBytes)
    throw unusable(`a passphrase has at most ${maxPassphraseBytes} bytes`)
  const seed = await decryptKeyFile(file, passphrase)
  if (seed === undefined)
    throw unusable(`${path}: the passphrase is wrong, or the file was changed`)
  return signingKeyFromSeed(seed, signNode)
}

/** Only for a name that is free. */
export const saveKeyFile = (path: string, file: KeyFile): Promise<void> =>
  writeNew(path, printKeyFile(file), 0o600)
