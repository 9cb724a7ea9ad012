/** Verifying the bundle of `bundle.ts` in a headless browser, in a worker: by WebCrypto, and as if there were none. */

import { execFileSync, spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { BrowserTimes } from "./browser-worker.ts"
import { type Handed, handedOver } from "./handed.ts"
import { figure, type Figure } from "./measure.ts"

const browsers = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
const patience = 120_000
/** Of the checkout: the page gets the compiled modules and the packages from there, and nothing else. */
const root = fileURLToPath(new URL("../../../../", import.meta.url))
const worker = "/build/bench/test/bench/browser-worker.js"

function browserHere(): string | undefined {
  return browsers.find((name) => {
    try {
      execFileSync(name, ["--version"], { stdio: "ignore" })
      return true
    } catch {
      return false
    }
  })
}

const page = (way: string): string => `<!doctype html><script type="module">
const worker = new Worker(${JSON.stringify(worker)}, { type: "module" })
const tell = (data) => fetch("/times", { method: "POST", body: JSON.stringify(data) })
worker.onmessage = ({ data }) => tell(data)
worker.onerror = ({ message }) => tell({ fault: "the worker: " + message })
worker.postMessage(${JSON.stringify(way)})
</script>`

/** A module as the page can load it: it has no folder of packages, so their names become paths. */
async function moduleText(path: string): Promise<string> {
  const file = join(root, path)
  const text = await readFile(file, "utf8")
  return text.replaceAll(
    /(\bfrom\s*|\bimport\s*)"([^"./][^"]*)"/g,
    (_, before: string, name: string) => {
      const found = createRequire(file).resolve(name)
      return `${before}"/${relative(root, found)}"`
    },
  )
}

async function textOfBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

async function answer(
  { bytes, policy }: Handed,
  way: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? ""
  const send = (type: string, body: string | Uint8Array): void => {
    response.writeHead(200, { "content-type": type }).end(body)
  }
  if (path === "/") return send("text/html", page(way))
  if (path === "/bundle") return send("application/octet-stream", bytes)
  if (path === "/policy") return send("text/plain", policy)
  if (!/^\/(build\/bench|node_modules)\/[\w@./-]+\.js$/.test(path) || path.includes("..")) {
    response.writeHead(404).end()
    return
  }
  send("text/javascript", await moduleText(path))
}

type Told = BrowserTimes | { readonly fault: string }

/** Serves a page, opens it in `browser`, and gives what it says in the end. */
async function timesOf(browser: string, handed: Handed, way: string): Promise<BrowserTimes> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`]
  const child = spawn(browser, [...flags, `http://127.0.0.1:${port}/`], { stdio: "ignore" })
  const ended = new Promise<Told>((resolve) => {
    child.once("error", ({ message }) => resolve({ fault: message }))
    child.once("exit", () => resolve({ fault: "it has ended" }))
  })
  const told = new Promise<Told>((resolve) => {
    server.on("request", (request, response) => {
      const step =
        request.url === "/times"
          ? textOfBody(request).then((text) => {
              response.writeHead(204).end()
              resolve(JSON.parse(text) as Told)
            })
          : answer(handed, way, request, response)
      step.catch((error: unknown) => resolve({ fault: String(error) }))
    })
  })
  let late: NodeJS.Timeout | undefined
  const waited = new Promise<Told>((resolve) => {
    late = setTimeout(() => resolve({ fault: "no answer" }), patience)
  })
  try {
    const times = await Promise.race([told, ended, waited])
    if ("fault" in times) throw new Error(`${browser}: ${times.fault}`)
    return times
  } finally {
    clearTimeout(late)
    child.kill()
    await ended
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function benchBrowser(): Promise<readonly Figure[]> {
  const browser = browserHere()
  if (browser === undefined) {
    console.error(`none of ${browsers.join(", ")} is installed here`)
    return []
  }
  const handed = await handedOver()
  const found: Figure[] = []
  for (const way of ["WebCrypto", "portable"]) {
    const { by, whole, alone } = await timesOf(browser, handed, way)
    if (by !== way) throw new Error(`expected signatures by ${way}, they were checked by ${by}`)
    const name = `browser: 100 hand-overs verified in a worker, ${by}`
    found.push(figure(`${name}, the first`, "ms", whole.slice(0, 1), alone.slice(0, 1)))
    found.push(figure(name, "ms", whole.slice(1), alone.slice(1)))
  }
  return found
}
