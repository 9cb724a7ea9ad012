/**
 * Key files: one Ed25519 seed (RFC 8032) in a few lines of text, in the clear or under a passphrase. Format and
 * meaning: docs/keyfile.md. Only text here; who may read the file is `keyring.ts`'s question.
 */

import { createCipheriv, createDecipheriv, scrypt } from "node:crypto"
import { concat, equal, fromHex, toHex, utf8 } from "../encoding/bytes.ts"
import { publicKeyOf, seedLength } from "../cose/ed25519.ts"

/** The longest one has 273 bytes. */
export const maxKeyFileBytes = 512
export const maxPassphraseBytes = 1024

/** Version 1 allows these and no others, so a file cannot ask its reader for more work or memory. 0.3 s and 128 MiB. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const
const maxMemory = 256 * 1024 * 1024
const [saltLength, nonceLength, tagLength] = [16, 12, 16]

export type KeyFile = { readonly publicKey: Uint8Array } & (
  | { readonly kind: "plain"; readonly seed: Uint8Array }
  | {
      readonly kind: "encrypted"
      readonly salt: Uint8Array
      readonly nonce: Uint8Array
      /** Ciphertext of the seed, then the tag. */
      readonly sealed: Uint8Array
    }
)

const title = "kvitto key 1"

/** The lines before the ciphertext; it is bound to them. */
const head = (publicKey: Uint8Array, salt: Uint8Array, nonce: Uint8Array): string =>
  `${title}\npublic ${toHex(publicKey)}\nscrypt 17 8 1 ${toHex(salt)}\naes-256-gcm ${toHex(nonce)}\n`

export function printKeyFile(file: KeyFile): string {
  if (file.kind === "plain")
    return `${title}\npublic ${toHex(file.publicKey)}\nseed ${toHex(file.seed)}\n`
  return `${head(file.publicKey, file.salt, file.nonce)}sealed ${toHex(file.sealed)}\n`
}

const plainLines = /^kvitto key 1\npublic (\w+)\nseed (\w+)\n$/
const encryptedLines =
  /^kvitto key 1\npublic (\w+)\nscrypt 17 8 1 (\w+)\naes-256-gcm (\w+)\nsealed (\w+)\n$/

/** Accepts exactly what `printKeyFile` prints, and of a plain file only the public key that belongs to its seed. */
export function parseKeyFile(text: string): KeyFile | undefined {
  if (text.length > maxKeyFileBytes) return undefined
  const words = (plainLines.exec(text) ?? encryptedLines.exec(text) ?? []).slice(1)
  const parts = words.flatMap((word) => fromHex(word) ?? [])
  if (parts.length !== words.length) return undefined
  const [publicKey, second, nonce, sealed] = parts
  if (publicKey?.length !== seedLength || second === undefined) return undefined
  if (nonce === undefined || sealed === undefined) {
    if (second.length !== seedLength || !equal(publicKeyOf(second), publicKey)) return undefined
    return { kind: "plain", publicKey, seed: second }
  }
  const fits = second.length === saltLength && nonce.length === nonceLength
  if (!fits || sealed.length !== seedLength + tagLength) return undefined
  return { kind: "encrypted", publicKey, salt: second, nonce, sealed }
}

export const plainKeyFile = (seed: Uint8Array): KeyFile => ({
  kind: "plain",
  publicKey: publicKeyOf(seed),
  seed,
})

/** NFC, so that one passphrase typed on two keyboards is one passphrase. */
function wrappingKey(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const secret = utf8(passphrase.normalize("NFC"))
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, 32, { ...cost, maxmem: maxMemory }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

export async function encryptKeyFile(
  seed: Uint8Array,
  passphrase: string,
  random: (length: number) => Uint8Array,
): Promise<KeyFile> {
  const publicKey = publicKeyOf(seed)
  const salt = random(saltLength)
  const nonce = random(nonceLength)
  const cipher = createCipheriv("aes-256-gcm", await wrappingKey(passphrase, salt), nonce)
  cipher.setAAD(utf8(head(publicKey, salt, nonce)))
  const sealed = concat(cipher.update(seed), cipher.final(), cipher.getAuthTag())
  return { kind: "encrypted", publicKey, salt, nonce, sealed }
}

/** The seed; undefined if the passphrase is wrong or anything in the file was changed. */
export async function decryptKeyFile(
  file: Extract<KeyFile, { kind: "encrypted" }>,
  passphrase: string,
): Promise<Uint8Array | undefined> {
  const { publicKey, salt, nonce, sealed } = file
  const decipher = createDecipheriv("aes-256-gcm", await wrappingKey(passphrase, salt), nonce, {
    authTagLength: tagLength,
  })
  decipher.setAAD(utf8(head(publicKey, salt, nonce)))
  decipher.setAuthTag(sealed.subarray(seedLength))
  try {
    const seed = concat(decipher.update(sealed.subarray(0, seedLength)), decipher.final())
    return equal(publicKeyOf(seed), publicKey) ? seed : undefined
  } catch {
    return undefined
  }
}
