/** What a file is taken for: everything the product writes, by its own name. */

import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { fromHex, utf8 } from "../../src/encoding/bytes.ts"
import { inflate } from "../../src/platform/inflate.ts"
import { carriedIn, type FileKind, kindOf } from "../../src/verifier/file-kind.ts"
import { printPolicy } from "../../src/verifier/policy.ts"
import { opened, ownPolicy } from "../support/forge.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { pdfWith } from "../support/pdf.ts"
import { makeWorld } from "../support/world.ts"

async function filesOf(): Promise<readonly (readonly [FileKind, Uint8Array])[]> {
  const world = await makeWorld()
  const bag = intake(world.pens.shop)
  const receipt = handOver(world.pens.shop, world.pens.carrier, bag.held)
  await world.submit(bag, receipt)
  await world.publish()
  const item = bag.items[0] as (typeof bag.items)[number]
  const { ledger } = world
  const bundle = await ledger.bundle({ item, from: 0, to: 0, scope: "unit" })
  const proof = await ledger.tlogProof(1)
  const cose = await ledger.coseReceipt(1)
  const entry = opened(bundle as Uint8Array).entries[1]?.bytes
  if (bundle === undefined || proof === undefined || cose === undefined)
    throw new Error("expected a published world")
  const faults = JSON.parse(readFileSync("test/vectors/misbehaviour.json", "utf8")) as unknown
  const [fault = ""] = JSON.stringify(faults).match(/[0-9a-f]{400,}/) ?? []
  return [
    ["bundle", bundle],
    ["tlog-proof", proof],
    ["cose-receipt", cose],
    ["statement", receipt.bytes],
    ["entry", entry as Uint8Array],
    ["policy", utf8(printPolicy(ownPolicy()))],
    ["policy", utf8(`# of my own\n\n${printPolicy(ownPolicy())}`)],
    ["misbehaviour", fromHex(fault) as Uint8Array],
    ["pdf", pdfWith([bundle])],
    ["unknown", parcel(receipt)],
    ["unknown", utf8("a letter\n")],
    ["unknown", new Uint8Array(0)],
    ["unknown", new Uint8Array(100_000)],
  ]
}

describe("a file", () => {
  it("is what it says that it is", async () => {
    const files = await filesOf()
    expect(files.map(([, bytes]) => kindOf(bytes))).toEqual(files.map(([kind]) => kind))
  })

  it("is taken out of the PDF that carries it, and nothing else is", async () => {
    const files = await filesOf()
    const bytesOf = (kind: FileKind) => files.find(([each]) => each === kind)?.[1] as Uint8Array
    const [bundle, policy] = [bytesOf("bundle"), bytesOf("policy")]
    const take = (...carried: readonly Uint8Array[]) => carriedIn(pdfWith(carried), inflate)
    expect(await take(policy, bundle)).toEqual([{ kind: "bundle", bytes: bundle }])
    expect(await take(bundle, bytesOf("misbehaviour"))).toHaveLength(2)
    expect(await take(policy)).toEqual({ fault: "this PDF carries no file that proves something" })
    expect(await take()).toHaveProperty("fault")
  })
})
