/** A camera that films another page: its QR codes as they are drawn there, as the raw video that Chromium takes for a camera. */

import { writeFile } from "node:fs/promises"
import type { Page } from "playwright-core"

/** Pixels of a side: a code of 93 modules with its quiet zone has six each. */
const side = 640
/** A cheap camera, and a machine that does something else besides. */
const framesPerSecond = 5

/** Has a browser take this file for its camera, and lets every page use it. The file must be there when a page opens it. */
export const cameraFlags = (path: string): readonly string[] => [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  `--use-file-for-fake-video-capture=${path}`,
]

/** A wall. */
export const filmNothing = (path: string): Promise<void> =>
  writeFilm(path, [new Uint8Array(side * side).fill(200)])

/** Films every part that the page shows, in an order of its own, and one of them twice. */
export async function filmCodes(path: string, page: Page): Promise<number> {
  await page.locator(".qr").waitFor()
  const shown = page.locator("[data-parts]")
  const parts = (await shown.count()) === 0 ? 1 : Number(await shown.getAttribute("data-parts"))
  const frames: Uint8Array[] = []
  if (parts > 1) await page.getByRole("button", { name: "Hold still" }).click()
  for (let i = 0; i < parts; i++) {
    frames.push(await photograph(page))
    if (parts > 1) await page.getByRole("button", { name: "Next part" }).click()
  }
  frames.reverse()
  await writeFilm(path, [...frames, ...frames.slice(0, 1)])
  return parts
}

/** The code as it is drawn on the page, in grey. */
async function photograph(page: Page): Promise<Uint8Array> {
  const base64 = await page.locator(".qr").evaluate(async (svg, pixels) => {
    const here = globalThis as unknown as {
      readonly XMLSerializer: new () => { serializeToString(node: unknown): string }
      readonly Image: new () => {
        src: string
        width: number
        height: number
        decode(): Promise<void>
      }
      readonly OffscreenCanvas: new (
        width: number,
        height: number,
      ) => {
        getContext(kind: "2d"): {
          fillStyle: string
          imageSmoothingEnabled: boolean
          fillRect(x: number, y: number, width: number, height: number): void
          drawImage(image: unknown, x: number, y: number, width: number, height: number): void
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray }
        }
      }
      readonly URL: { createObjectURL(blob: Blob): string }
    }
    const copy = (svg as unknown as { cloneNode(deep: boolean): typeof svg }).cloneNode(true)
    const sized = copy as unknown as { setAttribute(name: string, value: string): void }
    sized.setAttribute("width", String(pixels))
    sized.setAttribute("height", String(pixels))
    const text = new here.XMLSerializer().serializeToString(copy)
    const image = new here.Image()
    image.src = here.URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }))
    await image.decode()
    const context = new here.OffscreenCanvas(pixels, pixels).getContext("2d")
    context.fillStyle = "#fff"
    context.fillRect(0, 0, pixels, pixels)
    context.drawImage(image, 0, 0, pixels, pixels)
    const { data } = context.getImageData(0, 0, pixels, pixels)
    let letters = ""
    for (let i = 0; i < data.length; i += 4) letters += String.fromCharCode(data[i] ?? 0)
    return btoa(letters)
  }, side)
  return new Uint8Array(Buffer.from(base64, "base64"))
}

/** YUV4MPEG2 in 4:2:0: the grey as it is, and no colour. */
async function writeFilm(path: string, frames: readonly Uint8Array[]): Promise<void> {
  const head = Buffer.from(`YUV4MPEG2 W${side} H${side} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)
  const noColour = Buffer.alloc((side * side) / 2, 128)
  const mark = Buffer.from("FRAME\n")
  const parts = frames.flatMap((grey) => [mark, Buffer.from(grey), noColour])
  await writeFile(path, Buffer.concat([head, ...parts]))
}
