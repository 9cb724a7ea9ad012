/** Has the browser keep this page, so that it opens without network. */

/** Where the build puts it: its scope is every page of this server. */
const worker = "/service-worker.js"

export async function keepPages(): Promise<void> {
  if (!("serviceWorker" in navigator)) return
  try {
    await navigator.serviceWorker.register(worker)
  } catch {
    // Private windows have none; the page works as long as it is open.
  }
}
