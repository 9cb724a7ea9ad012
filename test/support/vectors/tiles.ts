/** tiles.json and entry-bundle.json. */

import { bad, type Case, good, type Json, stricter } from "./cases.ts"
import { base64, hex } from "./signing.ts"
import { leafHash } from "./trees.ts"

const tilePath = (path: string, level: number | "entries", index: number, width = 256): Case =>
  good(`path: ${path}`, "read-tile-path", { path }, { level, index, width })

/** Of every level: how many full tiles, and how wide the partial one is, as the specification counts them. */
const tileCounts = (size: number, ...levels: readonly (readonly [number, number])[]): Case =>
  good(
    `widths: size ${size}`,
    "tile-widths",
    { size },
    levels.map(([full, partial], level) => ({ level, full, partial })),
  )

/** Every path of the tree, level by level, written out by counting. */
function tilePaths(size: number): Case {
  const paths: string[] = []
  const name = (index: number): string => String(index).padStart(3, "0")
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / 256)) {
    const full = Math.floor(hashes / 256)
    for (let index = 0; index < full; index++) paths.push(`tile/${level}/${name(index)}`)
    if (hashes % 256 > 0) paths.push(`tile/${level}/${name(full)}.p/${hashes % 256}`)
  }
  return good(`tiles: size ${size}`, "tile-list", { size }, paths)
}

export function tiles(): readonly Case[] {
  const deep = tilePath("tile/0/x001/x234/067", 0, 1_234_067)
  const plain = tilePath("tile/0/273", 0, 273)
  const partial = tilePath("tile/1/000.p/17", 1, 0, 17)
  const entries = tilePath("tile/entries/x001/000.p/1", "entries", 1000, 1)
  const highest = tilePath("tile/63/999", 63, 999)
  const last = tilePath("tile/0/x009/x007/x199/x254/x740/991", 0, Number.MAX_SAFE_INTEGER)
  const refused = (from: Case, what: string, path: string): Case =>
    bad(from, `path: ${what}`, "malformed-path", { path })
  return [
    deep,
    plain,
    partial,
    entries,
    highest,
    last,
    tilePath("tile/0/000", 0, 0),
    tilePath("tile/0/999", 0, 999),
    tilePath("tile/0/x001/000", 0, 1000),
    tilePath("tile/0/x999/999", 0, 999_999),
    tilePath("tile/0/x001/x000/000", 0, 1_000_000),
    tilePath("tile/0/000.p/1", 0, 0, 1),
    tilePath("tile/0/000.p/255", 0, 0, 255),
    tilePath("tile/10/000", 10, 0),
    tilePath("tile/entries/000", "entries", 0),
    refused(plain, "a leading zero in the level", "tile/00/273"),
    refused(plain, "a sign before the level", "tile/+0/273"),
    refused(plain, "no level", "tile//273"),
    refused(highest, "level 64", "tile/64/999"),
    refused(plain, "a negative level", "tile/-1/273"),
    refused(plain, "a level in hexadecimal", "tile/a/273"),
    refused(plain, "no number", "tile/0/"),
    refused(plain, "a number of two digits", "tile/0/73"),
    refused(plain, "a number of four digits", "tile/0/0273"),
    refused(plain, "digits of another script", "tile/0/٢٧٣"),
    refused(plain, "a leading group that is zero", "tile/0/x000/273"),
    refused(plain, "x on the last group", "tile/0/x273"),
    refused(deep, "x on every group", "tile/0/x001/x234/x067"),
    refused(deep, "a missing x at the front", "tile/0/001/x234/067"),
    refused(deep, "a missing x in the middle", "tile/0/x001/234/067"),
    refused(deep, "a capital X", "tile/0/X001/x234/067"),
    refused(deep, "a group of two digits", "tile/0/x01/x234/067"),
    refused(deep, "groups that run together", "tile/0/x001234067"),
    refused(partial, "width 0", "tile/1/000.p/0"),
    refused(partial, "width 256, which a full tile has", "tile/1/000.p/256"),
    refused(partial, "a leading zero in the width", "tile/1/000.p/017"),
    refused(partial, "a sign before the width", "tile/1/000.p/+17"),
    refused(partial, ".p without a width", "tile/1/000.p"),
    refused(partial, ".p/ without a width", "tile/1/000.p/"),
    refused(partial, "a width without .p", "tile/1/000/17"),
    refused(partial, "a capital P", "tile/1/000.P/17"),
    refused(partial, "a slash after the width", "tile/1/000.p/17/"),
    refused(plain, "a slash at the end", "tile/0/273/"),
    refused(plain, "a slash at the front", "/tile/0/273"),
    refused(plain, "two slashes", "tile/0//273"),
    refused(plain, "a newline at the end", "tile/0/273\n"),
    refused(plain, "a query", "tile/0/273?"),
    refused(plain, "a percent sign", "tile/0/%3273"),
    refused(plain, "a step upwards", "tile/0/../273"),
    refused(plain, "a capital at the front", "Tile/0/273"),
    refused(entries, "entries with a level", "tile/0/entries/x001/000.p/1"),
    refused(entries, "the folder of static-ct", "tile/data/x001/000.p/1"),
    stricter(refused(last, "an index of 2^53", "tile/0/x009/x007/x199/x254/x740/992")),
    tilePaths(0),
    tilePaths(1),
    tilePaths(255),
    tilePaths(256),
    tilePaths(257),
    tilePaths(512),
    tilePaths(65_536),
    tilePaths(70_000),
    tileCounts(0),
    tileCounts(1, [0, 1]),
    tileCounts(255, [0, 255]),
    tileCounts(256, [1, 0], [0, 1]),
    tileCounts(257, [1, 1], [0, 1]),
    tileCounts(65_535, [255, 255], [0, 255]),
    tileCounts(65_536, [256, 0], [1, 0], [0, 1]),
    tileCounts(70_000, [273, 112], [1, 17], [0, 1]),
    tileCounts(16_777_216, [65_536, 0], [256, 0], [1, 0], [0, 1]),
    // 2^53 − 1 has 256 times 255 below a last level of 31.
    tileCounts(
      Number.MAX_SAFE_INTEGER,
      ...Array.from({ length: 7 }, (_, level): readonly [number, number] => {
        const hashes = Number((2n ** 53n - 1n) >> BigInt(8 * level))
        return [Math.floor(hashes / 256), hashes % 256]
      }),
    ),
  ]
}

const prefixed = (entry: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(entry.length)
  return Buffer.concat([length, entry])
}

function bundle(name: string, entries: readonly Buffer[]): Case {
  const value: Json = {
    entriesBase64: entries.map(base64),
    leafHashes: entries.map((entry) => hex(leafHash(entry))),
  }
  const whole = Buffer.concat(entries.map(prefixed))
  return good(
    `bundle: ${name}`,
    "read-entry-bundle",
    { bundleBase64: base64(whole), width: entries.length },
    value,
  )
}

export function entryBundles(): readonly Case[] {
  const [a, b, c] = ["an entry", "another", "the third"].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const three = bundle("three entries", [a, b, c])
  const whole = Buffer.concat([a, b, c].map(prefixed))
  const full = bundle(
    "256 entries, a full one",
    Array.from({ length: 256 }, (_, i) => Buffer.of(i)),
  )
  const fullBytes = Buffer.from(full.inputs["bundleBase64"] as string, "base64")
  const refused = (what: string, bytes: Uint8Array, from = three): Case =>
    bad(from, `bundle: ${what}`, "malformed-bundle", { bundleBase64: base64(bytes) })
  const width = (what: string, count: number): Case =>
    bad(three, `bundle: ${what}`, "malformed-bundle", { width: count })
  const longer = Buffer.from(whole)
  longer[1] = a.length + 1
  return [
    three,
    full,
    bundle("one entry", [a]),
    bundle("an entry of no bytes, between two others", [a, Buffer.alloc(0), c]),
    bundle("an entry of no bytes, alone", [Buffer.alloc(0)]),
    bundle("an entry of 256 bytes, so that the first length byte counts", [Buffer.alloc(256, 7)]),
    bundle("equal entries", [a, a]),
    refused("the last length cut short", Buffer.concat([a, b].map(prefixed).concat(Buffer.of(0)))),
    refused("the last entry cut short", whole.subarray(0, -1)),
    refused("the last entry missing after its length", whole.subarray(0, -c.length)),
    refused("a length one too great, so that all after it shifts", longer),
    refused("lengths in little-endian order", littleEndian([a, b, c])),
    refused("a byte after the last entry", Buffer.concat([whole, Buffer.of(0)])),
    refused("an entry of no bytes after the last one", Buffer.concat([whole, Buffer.of(0, 0)])),
    refused("no bytes", Buffer.alloc(0)),
    refused("an entry too few", Buffer.concat([a, b].map(prefixed))),
    refused("an entry too many", Buffer.concat([a, b, c, a].map(prefixed))),
    width("one wanted that is not there", 4),
    width("one there that is not wanted", 2),
    refused("257 entries", Buffer.concat([fullBytes, prefixed(a)]), full),
  ]
}

const littleEndian = (entries: readonly Buffer[]): Buffer =>
  Buffer.concat(entries.flatMap((entry) => [prefixed(entry).subarray(0, 2).toReversed(), entry]))
