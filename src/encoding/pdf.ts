/**
 * The files that a PDF carries (ISO 32000-1 §7.11.4): its streams of type EmbeddedFile, which lie in the file in plain
 * sight even where everything else is packed into object streams. No other part of a PDF is read.
 */

import { latin1, utf8 } from "./bytes.ts"

/** DEFLATE in zlib's wrapping (RFC 1950) undone; undefined if that is not what it is, or if it has more than `limit` bytes. */
export type Inflate = (bytes: Uint8Array, limit: number) => Promise<Uint8Array | undefined>

/** A file with more attachments was not made to be read. */
const mostFiles = 64
/** Readers find the header within the first kilobyte. */
const headerWithin = 1024
/** A stream's dictionary, with names and dates. */
const maxDictionary = 8192

export const isPdf = (bytes: Uint8Array): boolean =>
  find(bytes.subarray(0, headerWithin), utf8("%PDF-"), 0) >= 0

/**
 * The files in their order, together at most `limit` bytes long. A sentence if one of them cannot be taken out. An empty list
 * is a PDF that carries none.
 */
export async function filesInPdf(
  bytes: Uint8Array,
  limit: number,
  inflate: Inflate,
): Promise<readonly Uint8Array[] | { readonly fault: string }> {
  const files: Uint8Array[] = []
  let left = limit
  let read = 0
  for (;;) {
    const dictionary = nextDictionary(bytes, read)
    if (dictionary === undefined) return files
    if (files.length === mostFiles) return { fault: `it carries more than ${mostFiles} files` }
    const stream = streamOf(bytes, dictionary)
    if ("fault" in stream) return stream
    const file = stream.packed ? await inflate(stream.bytes, left) : stream.bytes
    if (file === undefined)
      return { fault: "a file in it is longer than may be, damaged or encrypted" }
    left -= file.length
    if (left < 0) return { fault: `what it carries is longer than ${limit} bytes` }
    files.push(file)
    // What stands in a file is no part of this one.
    read = stream.end
  }
}

type Dictionary = { readonly text: string; readonly end: number }

/** Of the next stream whose dictionary says EmbeddedFile; `end`: where its keyword `stream` ends. */
function nextDictionary(bytes: Uint8Array, read: number): Dictionary | undefined {
  const name = utf8("/EmbeddedFile")
  const keyword = utf8("stream")
  for (let at = find(bytes, name, read); at >= 0; at = find(bytes, name, at + name.length)) {
    // A longer name: the tree of EmbeddedFiles.
    if (!endsName(bytes[at + name.length])) continue
    const before = latin1(bytes.subarray(Math.max(read, at - maxDictionary), at))
    const object = before.lastIndexOf("obj")
    const stream = find(bytes.subarray(0, at + maxDictionary), keyword, at)
    if (object < 0 || stream < 0) continue
    const text = before.slice(object + 3) + latin1(bytes.subarray(at, stream))
    if (!text.includes("endobj")) return { text, end: stream + keyword.length }
  }
  return undefined
}

/** The octets that end a name: white space and delimiters (ISO 32000-1 §7.2.2). */
const endsName = (octet: number | undefined): boolean =>
  octet === undefined || octet <= 0x20 || "()<>[]{}/%".includes(String.fromCharCode(octet))

/** `end`: where it ends in the file. */
type Stream =
  | { readonly bytes: Uint8Array; readonly packed: boolean; readonly end: number }
  | { readonly fault: string }

function streamOf(bytes: Uint8Array, { text, end }: Dictionary): Stream {
  const [, named = ""] = /\/Filter\s*(\/[^\s/<>[\]()]+|\[[^\]]*\])/.exec(text) ?? []
  const filter = named.replaceAll(/[[\]\s]/g, "")
  if (filter !== "" && filter !== "/FlateDecode")
    return { fault: `a file in it is packed by ${filter}, which is not read here` }
  if (/\/DecodeParms|\/DP\b/.test(text))
    return { fault: "a file in it is packed with parameters, which is not read here" }
  const length = lengthIn(text, bytes)
  const start = bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? end + 2 : end + 1
  if (length === undefined || start + length > bytes.length)
    return { fault: "a file in it does not say how long it is" }
  const after = latin1(bytes.subarray(start + length, start + length + 11))
  if (!/^\s{0,2}endstream/.test(after)) return { fault: "a file in it is not as long as it says" }
  const packed = filter !== ""
  return { bytes: bytes.subarray(start, start + length), packed, end: start + length }
}

/** As a number, or as the number of an object that holds it. */
function lengthIn(text: string, bytes: Uint8Array): number | undefined {
  const [, number, generation] = /\/Length\s+(\d{1,10})(?:\s+(\d{1,5})\s+R\b)?/.exec(text) ?? []
  if (number === undefined) return undefined
  if (generation === undefined) return Number(number)
  const header = utf8(`${number} ${generation} obj`)
  for (let at = find(bytes, header, 0); at >= 0; at = find(bytes, header, at + header.length)) {
    const isWhole = at === 0 || (bytes[at - 1] as number) <= 0x20
    const follows = latin1(bytes.subarray(at + header.length, at + header.length + 32))
    const [, held] = /^\s*(\d{1,10})\s/.exec(follows) ?? []
    if (isWhole && held !== undefined) return Number(held)
  }
  return undefined
}

/** Where `wanted` next stands at or after `from`; −1 if nowhere. */
function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let i = 1
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++
    if (i === wanted.length) return at
  }
  return -1
}
