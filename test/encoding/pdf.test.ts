/** Files out of PDFs: as they were put in, or a sentence; never more bytes than allowed, whatever a stranger wrote. */

import { deflateSync } from "node:zlib"
import { assert, asyncProperty, integer, nat } from "fast-check"
import { describe, expect, it } from "vitest"
import { filesInPdf, isPdf } from "../../src/encoding/pdf.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { inflate } from "../../src/platform/inflate.ts"
import { pdfWith } from "../support/pdf.ts"

const limit = 100_000
const taken = (pdf: Uint8Array, most = limit) => filesInPdf(pdf, most, inflate)
/** Holds the words that a reader looks for. */
const tricky = utf8("1 0 obj << /Type /EmbeddedFile /Length 3 >> stream\nabc\nendstream endobj")
const files = [utf8("the first"), tricky, new Uint8Array(5000).fill(7), new Uint8Array(0)]

describe("a PDF", () => {
  it.each([
    ["packed", {}],
    ["as they are", { packed: false }],
    ["packed, their lengths apart", { apart: true }],
    ["as they are, their lengths apart", { packed: false, apart: true }],
  ])("gives the files that it carries, %s", async (_, options) => {
    const pdf = pdfWith(files, options)
    expect(isPdf(pdf)).toBe(true)
    expect(await taken(pdf)).toEqual(files)
  })

  it("that carries none gives none", async () => {
    expect(await taken(pdfWith([]))).toEqual([])
    expect(isPdf(utf8("a letter about %PDF-".padStart(2000)))).toBe(false)
  })

  it("gives no more than the limit, however well it is packed", async () => {
    const large = pdfWith([new Uint8Array(50_000), new Uint8Array(60_000)])
    expect(large.length).toBeLessThan(2000)
    expect(await taken(large)).toEqual({ fault: expect.stringMatching(/longer/) })
    expect(await taken(large, 110_000)).toHaveLength(2)
    const bare = pdfWith([new Uint8Array(60_000)], { packed: false })
    expect(await taken(bare, 59_999)).toEqual({
      fault: "what it carries is longer than 59999 bytes",
    })
    expect(await taken(pdfWith(Array.from({ length: 65 }, () => utf8("x"))))).toEqual({
      fault: "it carries more than 64 files",
    })
  })

  it("stops to unpack where the limit is, and takes nothing that is not whole", async () => {
    const packed = new Uint8Array(deflateSync(new Uint8Array(50_000)))
    expect(await inflate(packed, 50_000)).toEqual(new Uint8Array(50_000))
    expect(await inflate(packed, 49_999)).toBeUndefined()
    expect(await inflate(packed.subarray(0, -1), 50_000)).toBeUndefined()
    expect(await inflate(utf8("no such thing"), 50_000)).toBeUndefined()
  })

  it.each([
    ["by another filter", { more: "", packed: false, filter: "/LZWDecode" }, /LZWDecode/],
    ["by two filters", { packed: false, filter: "[/ASCIIHexDecode /FlateDecode]" }, /ASCIIHex/],
    ["with parameters", { more: " /DecodeParms << /Predictor 12 >>" }, /parameters/],
  ])("says so where a file is packed %s", async (_, { filter, ...options }: Odd, expected) => {
    const more = filter === undefined ? options.more : ` /Filter ${filter}`
    const found = await taken(pdfWith([utf8("x")], { ...options, more: more ?? "" }))
    expect(found).toEqual({ fault: expect.stringMatching(expected) })
  })

  it("says so where the length is wrong, missing or the bytes are damaged", async () => {
    const whole = Buffer.from(pdfWith([utf8("the first")], { packed: false })).toString("latin1")
    const changed = async (from: string, to: string) => {
      expect(whole).toContain(from)
      return taken(new Uint8Array(Buffer.from(whole.replace(from, to), "latin1")))
    }
    expect(await changed("/Length 9", "/Length 8")).toHaveProperty("fault")
    expect(await changed("/Length 9", "/Length 99999")).toHaveProperty("fault")
    expect(await changed("/Length 9", "/Longth 9")).toHaveProperty("fault")
    expect(await changed("/Length 9", "/Length 99 0 R")).toHaveProperty("fault")
    const packed = pdfWith([utf8("the first".repeat(20))])
    const at = Buffer.from(packed).indexOf("stream\r\n") + 12
    packed[at] = (packed[at] as number) ^ 0x55
    expect(await taken(packed)).toHaveProperty("fault")
  })

  it("is read to its end, whatever one byte of it became", async () => {
    const pdf = pdfWith(files.slice(0, 2), { apart: true })
    await assert(
      asyncProperty(nat(pdf.length - 1), integer({ min: 0, max: 255 }), async (at, to) => {
        const other = pdf.slice()
        other[at] = to
        const found = await taken(other)
        if (!("fault" in found)) for (const file of found) expect(file.length).toBeLessThan(limit)
      }),
      { numRuns: 150 },
    )
  })
})

type Odd = { readonly filter?: string; readonly more?: string; readonly packed?: boolean }
