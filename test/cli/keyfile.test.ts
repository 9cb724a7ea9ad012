import { chmod, stat, writeFile, readFile } from "node:fs/promises"
import { openSync, closeSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  decryptKeyFile,
  encryptKeyFile,
  type KeyFile,
  maxKeyFileBytes,
  parseKeyFile,
  plainKeyFile,
  printKeyFile,
} from "../../src/cli/keyfile.ts"
import { keyIdOf } from "../../src/cose/key.ts"
import { publicKeyOf, verifyPortable } from "../../src/cose/ed25519.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import { fromHex, toHex } from "../../src/encoding/bytes.ts"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

const path = await scratch()
/** RFC 8032 §7.1, test 1. */
const seed = fromHex(
  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
) as Uint8Array
const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
const fixed = (length: number): Uint8Array => new Uint8Array(length).fill(7)

describe("the format", () => {
  it("prints a plain key in three lines and reads nothing else", () => {
    const text = printKeyFile(plainKeyFile(seed))
    expect(text).toBe(`kvitto key 1\npublic ${publicKey}\nseed ${toHex(seed)}\n`)
    expect(parseKeyFile(text)).toEqual(plainKeyFile(seed))
    for (const other of [
      "",
      text.slice(0, -1),
      `${text}\n`,
      text.toUpperCase(),
      text.replace("key 1", "key 2"),
      text.replaceAll("\n", "\r\n"),
      text.replace(/seed \w\w/, "seed "),
      text.replace("seed 9d", "seed 9e"),
    ])
      expect(parseKeyFile(other)).toBeUndefined()
  })

  it("opens under its passphrase only, typed on any keyboard, and only unchanged", async () => {
    const file = (await encryptKeyFile(seed, "smørbrød é", fixed)) as EncryptedFile
    const text = printKeyFile(file)
    expect(text.length).toBeLessThanOrEqual(maxKeyFileBytes)
    expect(text).toMatch(
      /^kvitto key 1\npublic d75a\w+\nscrypt 17 8 1 (07){16}\naes-256-gcm \w{24}\nsealed \w{96}\n$/,
    )
    expect(text).not.toContain(toHex(seed))
    expect(parseKeyFile(text)).toEqual(file)
    expect(await decryptKeyFile(file, "smørbrød e\u0301")).toEqual(seed)
    expect(await decryptKeyFile(file, "smørbrød e")).toBeUndefined()
    const otherKey = { ...file, publicKey: publicKeyOf(fixed(32)) }
    expect(await decryptKeyFile(otherKey, "smørbrød é")).toBeUndefined()
    const sealed = Uint8Array.from(file.sealed)
    sealed[47] = (sealed[47] as number) ^ 1
    expect(await decryptKeyFile({ ...file, sealed }, "smørbrød é")).toBeUndefined()
    expect(parseKeyFile(text.replace("scrypt 17", "scrypt 30"))).toBeUndefined()
    expect(parseKeyFile(text.replace(/sealed \w\w/, "sealed "))).toBeUndefined()
  })

  it("reads no text that it would not print", () => {
    const text = printKeyFile(plainKeyFile(seed))
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 2 }), (at, letter) => {
        const changed = text.slice(0, at) + letter + text.slice(at + 1)
        const parsed = parseKeyFile(changed)
        if (parsed !== undefined) expect(printKeyFile(parsed)).toBe(changed)
      }),
    )
  })
})

type EncryptedFile = Extract<KeyFile, { kind: "encrypted" }>

describe("kvitto key", () => {
  it("makes, shows and uses a plain key, and refuses it once others can read it", async () => {
    const file = path("plain.key")
    const made = await okJson<{ publicKey: string }>(["key", "new", "--plain", "-o", file])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const key = fromHex(made.publicKey) as Uint8Array
    expect(await okJson(["key", "show", file])).toEqual({ ...made, keyId: keyIdOf(key) })
    const origin = "ledger.example/kvitto"
    const signature = fromHex((await ok(["key", "possession", file, "--origin", origin])).trim())
    const message = possessionMessage(origin, null, key)
    expect(verifyPortable(key, message, signature as Uint8Array)).toBe(true)
    const again = await kvitto(["key", "new", "--plain", "-o", file])
    expect(again).toMatchObject({ code: 2, out: "" })
    expect(again.err).toContain("nothing is overwritten")
    await chmod(file, 0o640)
    const open = await kvitto(["key", "possession", file, "--origin", origin])
    expect([open.code, open.out]).toEqual([2, ""])
    expect(open.err).toContain("others may read")
  })

  it("takes a passphrase from the terminal, typed twice, and never from the arguments", async () => {
    const file = path("typed.key")
    const make = ["key", "new", "-o", file]
    expect((await kvitto(make)).err).toContain("--passphrase-fd")
    expect((await kvitto(make, { typed: ["long enough", "long enouhg"] })).err).toContain("differ")
    expect((await kvitto(make, { typed: ["short", "short"] })).code).toBe(2)
    await ok(make, { typed: ["long enough", "long enough"] })
    expect(await readFile(file, "utf8")).toMatch(/^kvitto key 1\npublic \w{64}\nscrypt /)
    const use = ["key", "possession", file, "--origin", "a/b"]
    expect(await ok(use, { typed: ["long enough"] })).toMatch(/^[0-9a-f]{128}\n$/)
    const wrong = await kvitto(use, { typed: ["long enouhg"] })
    expect([wrong.code, wrong.out]).toEqual([2, ""])
    expect((await kvitto([...make, "--passphrase", "long enough"])).code).toBe(2)
  })

  it("takes passphrases from a file descriptor, line by line, until there is none", async () => {
    await writeFile(path("words"), "long enough\nsecond passphrase\n")
    await writeFile(path("none"), "")
    const from = async (words: string, argv: readonly string[]) => {
      const fd = openSync(path(words), "r")
      try {
        return await kvitto([...argv, "--passphrase-fd", `${fd}`])
      } finally {
        closeSync(fd)
      }
    }
    const file = path("fd.key")
    expect((await from("words", ["key", "new", "-o", file])).code).toBe(0)
    const use = ["key", "possession", file, "--origin", "a/b"]
    expect((await from("words", use)).code).toBe(0)
    expect((await from("none", use)).err).toContain("no further passphrase")
    expect((await kvitto([...use, "--passphrase-fd", "999"])).code).toBe(2)
  })

  it("refuses what is no key file", async () => {
    await writeFile(path("no.key"), "-----BEGIN PRIVATE KEY-----\n")
    expect((await kvitto(["key", "show", path("no.key")])).err).toContain("not a key file")
    await writeFile(path("long.key"), "x".repeat(10_000))
    expect((await kvitto(["key", "show", path("long.key")])).err).toContain("longer than")
  })
})
