import { createHash } from "node:crypto"
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readHead, writeHead } from "../../src/store/head.ts"

const root = "0123456789abcdef".repeat(4)
let directory = ""
let path = ""

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kvitto-head-"))
  path = join(directory, "head")
})
afterAll(() => rm(directory, { recursive: true }))

const fault = (text: string | Uint8Array): Promise<unknown> =>
  writeFile(path, text)
    .then(() => readHead(path))
    .catch((error: unknown) => (error as { code: unknown }).code)

describe("the head file", () => {
  it("is undefined where there is none", async () => {
    expect(await readHead(join(directory, "none"))).toBeUndefined()
  })

  it("is five lines, the last as sha256sum prints it", async () => {
    await writeHead(path, { size: 1024, root, signedAt: 1767225600000 })
    const lines = `kvitto head 1\nsize 1024\nroot ${root}\nsigned 1767225600000\n`
    const sum = createHash("sha256").update(lines).digest("hex")
    expect(await readFile(path, "utf8")).toBe(`${lines}sha256 ${sum}\n`)
  })

  it("comes back as it was written, and replaces the one before", async () => {
    const number = fc.maxSafeNat()
    const head = fc.record({ size: number, signedAt: number }, { requiredKeys: ["size"] })
    await fc.assert(
      fc.asyncProperty(head, async (some) => {
        await writeHead(path, { root, ...some })
        expect(await readHead(path)).toEqual({ root, ...some })
      }),
      { numRuns: 50 },
    )
    expect(await readdir(directory)).toEqual(["head"])
  })

  it("is corrupt after any flipped bit, cut or addition", async () => {
    await writeHead(path, { size: 17, root, signedAt: 5 })
    const whole = new Uint8Array(await readFile(path))
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice()
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(await fault(bytes), `bit ${bit}`).toBe("corrupt")
    }
    for (let length = 0; length < whole.length; length++)
      expect(await fault(whole.slice(0, length)), `length ${length}`).toBe("corrupt")
    expect(await fault(new Uint8Array([...whole, 10]))).toBe("corrupt")
    expect(await fault(new Uint8Array(1 << 20))).toBe("corrupt")
    expect(await fault(whole)).toEqual({ size: 17, root, signedAt: 5 })
  })

  it.each([
    ["a leading zero", `size 017\nroot ${root}\nsigned -\n`],
    ["an unsafe size", `size 9007199254740992\nroot ${root}\nsigned -\n`],
    ["an unsafe time", `size 1\nroot ${root}\nsigned 9007199254740992\n`],
    ["a short root", `size 1\nroot ${root.slice(2)}\nsigned -\n`],
    ["an upper-case root", `size 1\nroot ${root.toUpperCase()}\nsigned -\n`],
    ["carriage returns", `size 1\r\nroot ${root}\r\nsigned -\r\n`],
  ])("is corrupt with %s, even with a right sum", async (_, middle) => {
    const lines = `kvitto head 1\n${middle}`
    const sum = createHash("sha256").update(lines).digest("hex")
    expect(await fault(`${lines}sha256 ${sum}\n`)).toBe("corrupt")
  })

  it("refuses what is no head, and keeps the old one", async () => {
    await writeHead(path, { size: 3, root })
    for (const head of [
      { size: -1, root },
      { size: 1.5, root },
      { size: 1, root: "ab" },
      { size: 1, root, signedAt: Number.NaN },
    ])
      await expect(writeHead(path, head)).rejects.toThrow(/expected .* got /)
    expect(await readHead(path)).toEqual({ size: 3, root })
  })

  it("says what the disk did", async () => {
    await expect(readHead(directory)).rejects.toMatchObject({ code: "unreadable" })
    const away = join(directory, "away", "head")
    await expect(writeHead(away, { size: 1, root })).rejects.toMatchObject({ code: "unwritable" })
  })

  it("writes a new file rather than into the old one", async () => {
    await writeHead(path, { size: 3, root })
    await chmod(path, 0o400)
    await writeFile(`${path}.new`, "left behind by a crash, and longer than any head".repeat(9))
    await writeHead(path, { size: 4, root })
    expect(await readHead(path)).toEqual({ size: 4, root })
  })
})
