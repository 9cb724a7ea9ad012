/** Servers that answer as a test wants, on free ports of this machine, until the tests of the file are done. */

import { createServer, type RequestListener, type Server } from "node:http"
import { afterAll } from "vitest"

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) stop(server)
})

const stop = (server: Server): void => {
  server.closeAllConnections()
  server.close()
}

export async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as { port: number }
  return new URL(`http://127.0.0.1:${port}`)
}

/** An address at which somebody has just been. */
export async function goneAway(): Promise<URL> {
  const url = await serving(() => undefined)
  await new Promise((resolve) => servers.at(-1)?.close(resolve))
  return url
}
