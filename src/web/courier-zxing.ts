/** The reader in WebAssembly, 0.4 MB: for browsers that have none of their own. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader"
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url"

// By default it would be fetched from somebody else's server.
prepareZXingModule({ overrides: { locateFile: () => wasm } })

export async function readTexts(image: ImageData): Promise<readonly string[]> {
  const formats = ["QRCode", "Code128", "EAN13", "DataMatrix"] as const
  const found = await readBarcodes(image, { formats: [...formats], maxNumberOfSymbols: 2 })
  return found.filter(({ isValid }) => isValid).map(({ text }) => text)
}
