/** A PDF of one empty page that carries files, written by hand: what ISO 32000-1 §7.11.4 asks for and nothing else. */

import { deflateSync } from "node:zlib"

type Options = {
  readonly packed?: boolean
  /** The length stands in an object of its own. */
  readonly apart?: boolean
  /** Put into the dictionary of every file. */
  readonly more?: string
}

export function pdfWith(
  files: readonly Uint8Array[],
  { packed = true, apart = false, more = "" }: Options = {},
): Uint8Array {
  const parts: Buffer[] = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")]
  const offsets: number[] = []
  const size = (): number => parts.reduce((sum, part) => sum + part.length, 0)
  const object = (...body: readonly (string | Uint8Array)[]): number => {
    offsets.push(size())
    const number = offsets.length
    parts.push(Buffer.from(`${number} 0 obj\n`))
    for (const each of body)
      parts.push(typeof each === "string" ? Buffer.from(each, "latin1") : Buffer.from(each))
    parts.push(Buffer.from("\nendobj\n"))
    return number
  }
  const specs = files.map((file, i) => {
    const stored = packed ? deflateSync(file) : file
    const length = apart ? `${object(String(stored.length))} 0 R` : String(stored.length)
    const filter = packed ? " /Filter /FlateDecode" : ""
    const params = `/Params << /Size ${file.length} >>`
    const dictionary = `<< /Type /EmbeddedFile ${params}${filter}${more} /Length ${length} >>\n`
    const stream = object(dictionary, "stream\r\n", stored, "\nendstream")
    return `(${i}) ${object(`<< /Type /Filespec /F (${i}.kvitto) /EF << /F ${stream} 0 R >> >>`)} 0 R`
  })
  const pages = offsets.length + 2
  object(`<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 200 200] >>`)
  object(`<< /Type /Pages /Kids [${pages - 1} 0 R] /Count 1 >>`)
  const names = `/Names << /EmbeddedFiles << /Names [${specs.join(" ")}] >> >>`
  const root = object(`<< /Type /Catalog /Pages ${pages} 0 R ${names} >>`)
  const table = size()
  const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")
  const end = `trailer << /Size ${offsets.length + 1} /Root ${root} 0 R >>\nstartxref\n${table}\n%%EOF\n`
  parts.push(Buffer.from(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows}${end}`))
  return new Uint8Array(Buffer.concat(parts))
}
