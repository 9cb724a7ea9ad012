/** A data folder with the sample ledger in it, and beside it `sample.json`: the questions worth asking of it. */

import { join } from "node:path"
import { makeFolder, policyIn } from "./data-folder.ts"
import { unusable } from "./failure.ts"
import { readJson, writeNew } from "./files.ts"
import type { Io } from "./io.ts"
import { fillSample } from "./sample.ts"
import { sampleOriginPrefix } from "./sample-ledger.ts"
import {
  makeSampleWitnesses,
  openSampleWitnesses,
  sampleWitnessPolicy,
} from "./sample-witnesses.ts"
import { printPolicy } from "../verifier/policy.ts"
import { toHex } from "../encoding/bytes.ts"

export type Cases = Readonly<Record<string, { readonly item: string; readonly at: string }>>

const maxCasesBytes = 65_536
const casesIn = (folder: string): string => join(folder, "sample.json")

/** Every sample has an origin of its own, so that the proofs of one are not taken for another's. */
export async function makeSampleFolder(folder: string, { random }: Io): Promise<Cases> {
  const origin = `${sampleOriginPrefix}${toHex(random(6))}`
  return makeFolder(folder, origin, 0, random, async ({ store, headPath, keys }) => {
    const log = keys.checkpoint.key
    await makeSampleWitnesses(folder, random)
    const policy = await sampleWitnessPolicy(folder, log)
    const { cases } = await fillSample({
      store,
      headPath,
      keys,
      random,
      witnesses: {
        policy,
        open: (clock, fetchTile) => openSampleWitnesses(folder, log, clock, fetchTile),
      },
    })
    await writeNew(policyIn(folder), printPolicy(policy), 0o644)
    await writeNew(casesIn(folder), `${JSON.stringify({ cases }, null, 2)}\n`, 0o644)
    return cases
  })
}

export async function readCases(folder: string): Promise<Cases> {
  const json = await readJson(casesIn(folder), maxCasesBytes)
  const cases = (json as { readonly cases?: Partial<Cases> } | null)?.cases
  const { item, at } = cases?.["stolen"] ?? {}
  if (typeof item !== "string" || typeof at !== "string" || !/^[0-9a-f]{64}$/.test(item))
    throw unusable(`${casesIn(folder)}: not the cases of a sample ledger`)
  return cases as Cases
}
