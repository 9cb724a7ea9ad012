import { spawn } from "node:child_process"
import { once } from "node:events"
import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { Level } from "level"
import { describe, expect, it, vi } from "vitest"
import { uint64, utf8 } from "../../src/encoding/bytes.ts"
import { readHead, writeHead } from "../../src/store/head.ts"
import { guarded } from "../../src/store/layout.ts"
import { Records } from "../../src/store/records.ts"
import type { StoreBatch } from "../../src/store/store.ts"
import { storeContract } from "./contract.ts"
import { flip, newest, scratch } from "./scratch.ts"
import { all, answers, empty, fill, hash, step } from "./steps.ts"

const { place, opened, built } = scratch()

type Write = (options?: object) => Promise<void>
/** Puts `around` between the store and every write of a batch. */
function interceptWrites(around: (write: Write, options?: object) => Promise<void>): void {
  const batch = Reflect.get(Level.prototype, "batch") as () => { write: Write }
  const intercepted = function (this: Level): { write: Write } {
    const chain = batch.call(this)
    const write = chain.write.bind(chain)
    chain.write = (options) => around(write, options)
    return chain
  }
  vi.spyOn(Level.prototype, "batch").mockImplementation(intercepted as never)
}

storeContract("the store in LevelDB", () => opened(place(), true))

describe("opening", () => {
  it("makes nothing unless told to, and never over something", async () => {
    const directory = place()
    await expect(opened(directory)).rejects.toMatchObject({ code: "missing" })
    await expect(readdir(directory)).rejects.toThrow("ENOENT")
    await (await opened(directory, true)).close()
    await expect(opened(directory, true)).rejects.toMatchObject({ code: "exists" })
    const other = place()
    await mkdir(other)
    await expect(opened(other)).rejects.toMatchObject({ code: "missing" })
    await writeFile(join(other, "letter"), "")
    await expect(opened(other, true)).rejects.toMatchObject({ code: "exists" })
  })

  it("finds everything again", async () => {
    const directory = place()
    const before = await opened(directory, true)
    await fill(before, 0, 12)
    await before.eraseOpening(4, hash("id 4"))
    const expected = await answers(before, 14)
    await before.close()
    const after = await opened(directory)
    expect(after.size()).toBe(12)
    expect(await answers(after, 14)).toEqual(expected)
    await fill(after, 12, 14)
    expect(await all(after.scrub())).toEqual([])
  })

  it("is refused while the store is open, here or in another program", async () => {
    const directory = place()
    const first = await opened(directory, true)
    await expect(opened(directory)).rejects.toMatchObject({ code: "locked" })
    await first.close()
    const level = createRequire(import.meta.url).resolve("level")
    const script = `new (require(${JSON.stringify(level)}).Level)(${JSON.stringify(directory)})
      .open().then(() => console.log("open")); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
    try {
      await once(other.stdout, "data")
      await expect(opened(directory)).rejects.toThrow(/is open already; a store has one owner/)
    } finally {
      other.kill("SIGKILL")
      await once(other, "exit")
    }
    expect((await opened(directory)).size()).toBe(0)
  })
})

describe("reading", () => {
  it("reads no more subjects than a few behind those that are wanted", async () => {
    const store = await opened(place(), true)
    const names = Array.from({ length: 1000 }, (_, n) => hash(`${n}`)).toSorted()
    const subjects = names.map((key) => ({ key, bytes: utf8(key) }))
    await store.commit(0, { ...empty, subjects })
    let read = 0
    const iterator = Reflect.get(Level.prototype, "iterator") as () => {
      nextv: (length: number) => Promise<unknown[]>
    }
    const counting = function (this: Level, ...range: readonly unknown[]): unknown {
      const made = Reflect.apply(iterator, this, range)
      const nextv = made.nextv.bind(made)
      made.nextv = async (length: number) => {
        const group = await nextv(length)
        read += group.length
        return group
      }
      return made
    }
    vi.spyOn(Level.prototype, "iterator").mockImplementation(counting as never)
    for (const [wanted, most] of [
      [1, 8],
      [100, 200],
    ] as const) {
      read = 0
      const found: string[] = []
      for await (const { key } of store.allSubjects(names[600]))
        if (found.push(key) === wanted) break
      expect(found).toEqual(names.slice(601, 601 + wanted))
      expect(read).toBeLessThanOrEqual(most)
    }
  })
})

describe("writing", () => {
  it("stops at the first write that fails, until it is opened again", async () => {
    const directory = place()
    const store = await opened(directory, true)
    await fill(store, 0, 2)
    interceptWrites(() => Promise.reject(new Error("no space left on device")))
    await expect(store.commit(2, step(2))).rejects.toMatchObject({ code: "unwritable" })
    vi.restoreAllMocks()
    await expect(store.commit(2, step(2))).rejects.toMatchObject({ code: "unwritable" })
    await expect(store.eraseOpening(0, hash("id 0"))).rejects.toMatchObject({ code: "unwritable" })
    expect(store.size()).toBe(2)
    expect(await store.opening(0, hash("id 0"))).toEqual(utf8("opening of 0"))
    await store.close()
    await fill(await opened(directory), 2, 4)
  })

  it("shows no index that is not durable yet", async () => {
    const store = await opened(place(), true)
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const written = new Promise<void>((resolve) => {
      interceptWrites(async (write, options) => {
        await write(options)
        resolve()
        await gate
      })
    })
    const commit = store.commit(0, step(0))
    await written
    const ask = async (): Promise<unknown[]> => [
      store.size(),
      await store.entry(0),
      await store.indexesOf([hash("id 0")]),
      await store.noteIndexes([hash("note 0")]),
      await all(store.entries(0, 1)),
    ]
    expect(await ask()).toEqual([0, undefined, [undefined], [undefined], []])
    release()
    await commit
    expect((await ask()).slice(2, 4)).toEqual([[0], [0]])
  })

  it("is not misled by a read that ends after the commit it began before", async () => {
    const store = await opened(place(), true)
    await fill(store, 0, 1)
    const key = hash("subject 0")
    const getMany = Reflect.get(Level.prototype, "getMany") as (keys: unknown[]) => Promise<never[]>
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    vi.spyOn(Level.prototype, "getMany").mockImplementationOnce(async function (
      this: Level,
      wanted: unknown[],
    ) {
      const before = await getMany.call(this, wanted)
      await gate
      return before
    })
    const late = store.subjects([key])
    await store.commit(1, { ...empty, subjects: [{ key, bytes: utf8("newer") }] })
    release()
    expect(await late).toEqual([utf8("state after 0")])
    await store.commit(1, { ...empty, subjects: [{ key, bytes: utf8("newest") }] })
    expect(await all(store.scrub())).toEqual([])
  })

  it("syncs every commit", async () => {
    const store = await opened(place(), true)
    const options: unknown[] = []
    interceptWrites((write, given) => {
      options.push(given)
      return write(given)
    })
    await fill(store, 0, 1)
    await store.eraseOpening(0, hash("id 0"))
    expect(options).toEqual([{ sync: true }, { sync: true }])
  })

  it.each([0, 1, 2])(
    "leaves no byte of an erased opening, opened again %i times",
    async (times) => {
      const directory = place()
      let store = await opened(directory, true)
      const secret = "a remark that names a person"
      const openings = [{ id: hash("id 0"), bytes: utf8(secret) }]
      const [entry] = step(0).entries as [StoreBatch["entries"][number]]
      await store.commit(0, { ...step(0), entries: [{ ...entry, openings }] })
      for (let time = 0; time < times; time++) {
        await fill(store, store.size(), store.size() + 3)
        await store.close()
        store = await opened(directory)
      }
      const holders = async (): Promise<string[]> => {
        const found: string[] = []
        for (const name of await readdir(directory))
          if ((await readFile(join(directory, name))).includes(secret)) found.push(name)
        return found
      }
      expect(await holders()).not.toEqual([])
      await store.eraseOpening(0, hash("id 0"))
      expect(await holders()).toEqual([])
      expect(await all(store.scrub())).toEqual([])
    },
  )
})

describe("the file of entries", () => {
  const secret = "a remark that names a person"
  const withSecret = (index: number): StoreBatch => {
    const [entry] = step(index).entries as [StoreBatch["entries"][number]]
    const openings = [{ id: hash(`id ${index}`), bytes: utf8(secret) }]
    return { ...step(index), entries: [{ ...entry, openings }] }
  }
  const fileIn = (directory: string): string => join(directory, "entries")

  it("is cleared of what was erased by whoever opens it, if there was no time to", async () => {
    const directory = place()
    const store = await opened(directory, true)
    await store.commit(0, withSecret(0))
    vi.spyOn(Records.prototype, "clear").mockRejectedValueOnce(new Error("input/output error"))
    const erasing = store.eraseOpening(0, hash("id 0"))
    await expect(erasing).rejects.toMatchObject({ code: "unwritable" })
    await expect(store.commit(1, step(1))).rejects.toMatchObject({ code: "unwritable" })
    await store.close()
    expect((await readFile(fileIn(directory))).includes(secret)).toBe(true)
    const again = await opened(directory)
    expect((await readFile(fileIn(directory))).includes(secret)).toBe(false)
    expect(await again.opening(0, hash("id 0"))).toBeUndefined()
    await fill(again, 1, 3)
    expect(await all(again.scrub())).toEqual([])
  })

  it("keeps nothing of a commit that was not there after a crash", async () => {
    const directory = await built(4)
    const before = await readFile(fileIn(directory))
    await appendFile(fileIn(directory), `${"x".repeat(1000)}${secret}`)
    const store = await opened(directory)
    // Not before something is written: it may be all that is left of what was acknowledged.
    expect((await readFile(fileIn(directory))).includes(secret)).toBe(true)
    await fill(store, 4, 5)
    const after = await readFile(fileIn(directory))
    expect(after.subarray(0, before.length)).toEqual(before)
    expect(after.includes(secret)).toBe(false)
    expect((await all(store.entries(0, 9))).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])
  })

  it("writes nothing into the store that could not be written into it", async () => {
    const directory = place()
    const store = await opened(directory, true)
    await fill(store, 0, 2)
    vi.spyOn(Records.prototype, "write").mockRejectedValueOnce(new Error("no space left on device"))
    await expect(store.commit(2, step(2))).rejects.toMatchObject({ code: "unwritable" })
    await store.close()
    const again = await opened(directory)
    expect(again.size()).toBe(2)
    await fill(again, 2, 4)
    expect(await all(again.scrub())).toEqual([])
  })

  it("is written and synced before the commit that points at it", async () => {
    const directory = place()
    const store = await opened(directory, true)
    const seen: boolean[] = []
    interceptWrites(async (write, options) => {
      seen.push((await readFile(fileIn(directory))).includes("entry 0 "))
      await write(options)
    })
    await fill(store, 0, 1)
    expect(seen).toEqual([true])
  })

  it("is read through where an opening is erased meanwhile, and out of order afterwards", async () => {
    const directory = place()
    const store = await opened(directory, true)
    await fill(store, 0, 400)
    const iteration = store.entries(0, 400)[Symbol.asyncIterator]()
    const seen = [(await iteration.next()).value?.bytes]
    for (const index of [2, 300, 301, 399]) await store.eraseOpening(index, hash(`id ${index}`))
    for (let next = await iteration.next(); !next.done; next = await iteration.next())
      seen.push(next.value.bytes)
    const expected = Array.from({ length: 400 }, (_, n) => step(n).entries[0]?.bytes)
    expect(seen).toEqual(expected)
    expect(await store.someEntries(0, 400)).toEqual(expected)
    expect(await all(store.scrub())).toEqual([])
  })

  it("that is cut, gone or another's is refused, and said to be so", async () => {
    const whole = await built(12)
    const other = await built(12, 41)
    const length = (await readFile(fileIn(whole))).length
    const damages: [found: RegExp, damage: (path: string) => Promise<unknown>][] = [
      [/^file of entries: has \d+ of \d+ bytes$/, (path) => truncate(path, length - 1)],
      [/^file of entries: is not there, or another/, (path) => rm(path)],
      [/^entry 0: its own hash does not match$/, (path) => cp(fileIn(other), path)],
    ]
    for (const [found, damage] of damages) {
      const directory = place()
      await cp(whole, directory, { recursive: true })
      await damage(fileIn(directory))
      await expect(opened(directory)).rejects.toThrow(found)
    }
  })
})

describe("a damaged disk", () => {
  it("does not get a commit out of the middle of the log past us", async () => {
    const directory = place()
    const store = await opened(directory, true)
    await fill(store, 0, 100, 1000)
    await store.commit(100, { ...empty, subjects: step(0).subjects })
    await store.close()
    await flip(await newest(directory, ".log"), 8 * 40_000)
    // LevelDB itself opens it and, having made a table of what it could read, has forgotten why by the second time.
    for (let time = 0; time < 3; time++)
      await expect(opened(directory)).rejects.toThrow(/^commit \d+: is not there$/)
  })

  it("shows a cut log as a smaller size, which the head file tells", async () => {
    const directory = await built(12)
    const path = `${directory}.head`
    await writeHead(path, { size: 12, root: hash("root of 12") })
    const log = await newest(directory, ".log")
    await truncate(log, (await readFile(log)).length - 10)
    const store = await opened(directory)
    expect(store.size()).toBe(11)
    expect(await all(store.scrub())).toEqual([])
    expect((await readHead(path))?.size).toBeGreaterThan(store.size())
  })

  it("is told when a value was taken out, put back or exchanged behind its back", async () => {
    const subject = Uint8Array.of(6, ...Buffer.from(hash("subject 3"), "hex"))
    const note = Uint8Array.of(8, ...Buffer.from(hash("note 3"), "hex"))
    const entry = (n: number): Uint8Array => Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, n)
    const link = Uint8Array.of(5, ...Buffer.from(hash("subject 3"), "hex"), 0, 0, 0, 0, 0, 0, 0, 0)
    const head = Uint8Array.of(1)
    type Raw = Level<Uint8Array, Uint8Array>
    const second = async (db: Raw): Promise<Uint8Array> =>
      (await db.get(entry(1))) ?? new Uint8Array()
    const tampers: [found: string, tamper: (db: Raw) => Promise<unknown>][] = [
      ["store: some are lost", (db) => db.del(subject)],
      ["store: some are lost", (db) => db.del(note)],
      ["entry 0: is not there", (db) => db.del(entry(0))],
      [`page 0 of subject ${hash("subject 3")}: is not there`, (db) => db.del(link)],
      [
        `page 0 of subject ${hash("subject 3")}: points at`,
        (db) => db.put(link, guarded(link, uint64(12))),
      ],
      ["entry 3: its own hash", async (db) => db.put(entry(3), await second(db))],
      ["head: does not fit", (db) => db.put(entry(12), guarded(entry(12), head))],
      ["head: does not fit", (db) => db.put(head, guarded(head, uint64(5)))],
      ["head: is not there", (db) => db.del(head)],
      ["its own hash does not match", (db) => db.put(subject, Uint8Array.of(1))],
      ["key 00: is no key", (db) => db.put(Uint8Array.of(0), Uint8Array.of(1))],
      ["key ff: is no key", (db) => db.put(Uint8Array.of(255), Uint8Array.of(1))],
    ]
    const whole = await built(12)
    for (const [found, tamper] of tampers) {
      const directory = place()
      await cp(whole, directory, { recursive: true })
      const db: Raw = new Level(directory, { keyEncoding: "view", valueEncoding: "view" })
      await tamper(db)
      await db.close()
      const store = await opened(directory).catch((error: unknown) => error as Error)
      const flaws = store instanceof Error ? [] : await all(store.scrub())
      const seen = flaws.map(({ what, fault }) => `${what}: ${fault}`).join("\n")
      expect(store instanceof Error ? store.message : seen).toContain(found)
      if (!(store instanceof Error)) await store.close()
    }
  })

  it("scrubs what a reader gets, too", async () => {
    const store = await opened(place(), true)
    await fill(store, 0, 1)
    vi.spyOn(Level.prototype, "getMany").mockImplementation(
      async (wanted: unknown[]): Promise<never[]> => wanted.map(() => Uint8Array.of(1) as never),
    )
    const flaws = await all(store.scrub())
    expect(flaws).toContainEqual({ what: "entry 0", fault: "is not what a reader of it gets" })
  })

  it("brings back an old subject state that is right by itself: scrub tells", async () => {
    const directory = place()
    const store = await opened(directory, true)
    const key = hash("subject 0")
    await fill(store, 0, 1)
    await store.close()
    const at = Uint8Array.of(6, ...Buffer.from(key, "hex"))
    const raw = async <T>(use: (db: Level<Uint8Array, Uint8Array>) => Promise<T>): Promise<T> => {
      const db = new Level<Uint8Array, Uint8Array>(directory, {
        keyEncoding: "view",
        valueEncoding: "view",
      })
      const result = await use(db)
      await db.close()
      return result
    }
    const old = (await raw((db) => db.get(at))) ?? new Uint8Array()
    const later = await opened(directory)
    await later.commit(1, { ...empty, subjects: [{ key, bytes: utf8("newer") }] })
    await later.close()
    await raw((db) => db.put(at, old))
    expect((await all((await opened(directory)).scrub())).map(({ what }) => what)).toEqual([
      "store",
    ])
  })
})
