/** The words of a command line, read strictly: each parser gives a value or throws the sentence of what was expected. */

import { InvalidArgumentError, Option } from "commander"
import { lastInstant, parseInstant } from "../api/wire.ts"
import { fromHex } from "../encoding/bytes.ts"
import { parseDecimal } from "../log/checkpoint.ts"
import { languages } from "../language/message.ts"
import { noteKey, TYPE_ED25519 } from "../log/note.ts"

/** Commander puts the option and the word before this sentence. */
const expected = (what: string): InvalidArgumentError =>
  new InvalidArgumentError(`Expected ${what}.`)

const zoned = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?(?:Z|([+-])(\d\d):(\d\d))$/

/** RFC 3339 with its zone and at most milliseconds, 1970 to 9999; milliseconds since 1970. No leap second. */
export function instant(text: string): number {
  const match = zoned.exec(text)
  const [, clock = "", fraction = "", sign, hours = "0", minutes = "0"] = match ?? []
  const local = match === null ? undefined : parseInstant(`${clock}.${fraction.padEnd(3, "0")}Z`)
  const [h, m] = [Number(hours), Number(minutes)]
  const at = (local ?? NaN) - (sign === "-" ? -1 : 1) * (60 * h + m) * 60_000
  if (h < 24 && m < 60 && at >= 0 && at <= lastInstant) return at
  throw expected("an RFC 3339 time with its zone, like 2026-03-02T08:06:00Z")
}

/** 32 bytes as the ids of items, statements and parties are printed. */
export function id(text: string): string {
  if (fromHex(text)?.length === 32) return text
  throw expected("an id: 64 lower-case hex digits")
}

/** For options that may stand several times. */
export const ids = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  id(text),
]

export const texts = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
]

export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = parseDecimal(text)
    if (value !== undefined && value >= least && value <= most) return value
    throw expected(`a whole number from ${least} to ${most}`)
  }

export const wholes =
  (least: number, most: number) =>
  (text: string, before: readonly number[] = []): readonly number[] => [
    ...before,
    whole(least, most)(text),
  ]

/** What a checkpoint can carry as its first line and a key as its name. */
export function origin(text: string): string {
  try {
    return noteKey(text, TYPE_ED25519, new Uint8Array(32)).name
  } catch {
    throw expected('a name like ledger.example/kvitto, without spaces or "+"')
  }
}

export function url(text: string): URL {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return parsed
  throw expected("an address like http://127.0.0.1:8080")
}

export const dataOption = (): Option => new Option("--data <dir>", "data folder of the ledger")

export const ledgerOption = (): Option =>
  new Option("--ledger <url>", "a ledger that is being served, by its address").argParser(url)

export const jsonOption = (): Option => new Option("--json", "answer in JSON")

export const languageOption = (): Option =>
  new Option("--language <code>", "of sentences").choices(languages)

export const passphraseOption = (): Option =>
  new Option(
    "--passphrase-fd <n>",
    "file descriptor with one passphrase a line, in the order of the encrypted keys",
  ).argParser(whole(0, 1023))
