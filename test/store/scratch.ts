import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, vi } from "vitest"
import { openLevelStore } from "../../src/store/level.ts"
import type { Store } from "../../src/store/store.ts"
import { fill } from "./steps.ts"

/** Directories and stores for one test file: stores are closed after each test, directories go with the last. */
export function scratch() {
  let root = ""
  let made = 0
  const open: Store[] = []

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "kvitto-level-"))
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    for (const store of open.splice(0)) await store.close()
  })
  afterAll(() => rm(root, { recursive: true }))

  const place = (): string => join(root, `${made++}`)

  async function opened(directory: string, create = false): Promise<Store> {
    const store = await openLevelStore(directory, { create })
    open.push(store)
    return store
  }

  /** A closed store of `size` entries, opened again half-way so that it has a table file and a log. */
  async function built(size: number, length?: number): Promise<string> {
    const directory = place()
    const first = await opened(directory, true)
    await fill(first, 0, size / 2, length)
    await first.close()
    const second = await opened(directory)
    await fill(second, size / 2, size, length)
    await second.close()
    return directory
  }

  return { place, opened, built }
}

export async function newest(directory: string, ending: string): Promise<string> {
  const name = (await readdir(directory))
    .filter((file) => file.endsWith(ending))
    .sort()
    .at(-1)
  if (name === undefined) throw new Error(`expected a file …${ending}, got none`)
  return join(directory, name)
}

export async function flip(file: string, bit: number): Promise<void> {
  const bytes = new Uint8Array(await readFile(file))
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
  await writeFile(file, bytes)
}
