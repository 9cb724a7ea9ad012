/** DEFLATE undone by what browsers and Node both have. Imports no node:*. */

import { concat } from "../encoding/bytes.ts"
import type { Inflate } from "../encoding/pdf.ts"

export const inflate: Inflate = async (bytes, limit) => {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"))
  const reader = (stream as ReadableStream<Uint8Array>).getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concat(...parts)
      length += value.length
      if (length > limit) {
        await reader.cancel()
        return undefined
      }
      parts.push(value)
    }
  } catch {
    return undefined
  }
}
