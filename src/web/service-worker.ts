/**
 * Keeps the courier's page and all that it loads, as one build made them. Answers of the ledger are never kept: what it said
 * yesterday is no answer today.
 */

/** What one build has for a courier: a hash over the files, and where they are. */
export type KeptPages = { readonly version: string; readonly paths: readonly string[] }

type Scope = {
  readonly skipWaiting: () => Promise<void>
  readonly clients: { readonly claim: () => Promise<void> }
  readonly location: Location
  addEventListener(
    type: "install" | "activate",
    listener: (event: { waitUntil(done: Promise<unknown>): void }) => void,
  ): void
  addEventListener(
    type: "fetch",
    listener: (event: {
      readonly request: Request
      respondWith(answer: Promise<Response>): void
    }) => void,
  ): void
}
const worker = globalThis as unknown as Scope

/** The build writes both in here: the paths, and a hash over the files. */
const kept = JSON.parse("__KEPT__") as KeptPages
const cacheName = `kvitto-pages-${kept.version}`

worker.addEventListener("install", (event) => {
  event.waitUntil(keep())
})

/** All or nothing: a page of one build never runs with a part of another. */
async function keep(): Promise<void> {
  const cache = await caches.open(cacheName)
  await cache.addAll(kept.paths.map((path) => new Request(path, { cache: "reload" })))
  await worker.skipWaiting()
}

worker.addEventListener("activate", (event) => {
  event.waitUntil(takeOver())
})

async function takeOver(): Promise<void> {
  for (const other of await caches.keys())
    if (other.startsWith("kvitto-pages-") && other !== cacheName) await caches.delete(other)
  await worker.clients.claim()
}

worker.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  const isKept = request.method === "GET" && origin === worker.location.origin
  if (!isKept || !kept.paths.includes(pathname)) return
  event.respondWith(answer(request, pathname))
})

/** What stands behind a question mark is for the page itself. A newer build comes with the next worker. */
async function answer(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(pathname)) ?? fetch(request)
}
