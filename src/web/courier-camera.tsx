/** A camera that reads QR codes and barcodes: the browser's own reader where it has one, else one in WebAssembly. */

import { useEffect, useRef, useState } from "preact/hooks"
import type { CourierWords } from "./courier-words.ts"

type Scanning = {
  /** Every text that is seen, again and again while it is there. */
  readonly onText: (text: string) => void
  readonly words: CourierWords["camera"]
}

type Read = (video: HTMLVideoElement) => Promise<readonly string[]>

/** Between two looks, so that hands and batteries stay cool. */
const rest = 40

export function Camera({ onText, words }: Scanning) {
  const video = useRef<HTMLVideoElement>(null)
  const [fault, setFault] = useState<"none" | "refused">()
  const latest = useRef(onText)
  latest.current = onText
  useEffect(() => {
    const life = { isOver: false }
    let stream: MediaStream | undefined
    const watch = async (): Promise<void> => {
      const here = video.current
      if (here === null) return
      const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false }
      stream = await navigator.mediaDevices.getUserMedia(wanted)
      if (life.isOver) return stopped(stream)
      here.srcObject = stream
      await here.play()
      const read = await openReader()
      while (!life.isOver) {
        for (const text of await read(here)) if (!life.isOver) latest.current(text)
        await new Promise((resolve) => setTimeout(resolve, rest))
      }
    }
    if (navigator.mediaDevices === undefined) setFault("none")
    else
      watch().catch((error: unknown) => {
        if (life.isOver) return
        const isRefused = error instanceof DOMException && error.name === "NotAllowedError"
        setFault(isRefused ? "refused" : "none")
      })
    return () => {
      life.isOver = true
      if (stream !== undefined) stopped(stream)
    }
  }, [])
  if (fault !== undefined) return <p class="state warn">{words[fault]}</p>
  return <video ref={video} class="camera" muted playsInline aria-label={words.label} />
}

function stopped(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

type NativeDetector = {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>
}
type NativeClass = {
  new (options: { formats: readonly string[] }): NativeDetector
  getSupportedFormats(): Promise<readonly string[]>
}

const wantedFormats = ["qr_code", "code_128", "ean_13", "data_matrix"]

async function openReader(): Promise<Read> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: NativeClass }
  const known = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? []
  if (BarcodeDetector === undefined || !known.includes("qr_code")) return openZxing()
  const formats = wantedFormats.filter((format) => known.includes(format))
  const detector = new BarcodeDetector({ formats })
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue)
}

async function openZxing(): Promise<Read> {
  const { readTexts } = await import("./courier-zxing.ts")
  const canvas = document.createElement("canvas")
  const context = canvas.getContext("2d", { willReadFrequently: true })
  if (context === null) throw new Error("camera: expected a canvas")
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video
    if (width === 0 || height === 0) return []
    canvas.width = width
    canvas.height = height
    context.drawImage(video, 0, 0)
    return readTexts(context.getImageData(0, 0, width, height))
  }
}
