/** A data folder with the sample ledger in it, and beside it `sample.json`: the questions worth asking of it. */

import { join } from "node:path"
import { makeFolder, policyIn } from "./data-folder.ts"
import { unusable } from "./failure.ts"
import { readJson, writeNew } from "./files.ts"
import type { Io } from "./io.ts"
import { enrolmentKeyIn } from "./enrolling.ts"
import { plainKeyFile } from "./keyfile.ts"
import { saveKeyFile } from "./keyring.ts"
import type { SamplePhone } from "./sample-phones.ts"
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
    const { cases, phones } = await fillSample({
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
    for (const { party, seed } of phones)
      await saveKeyFile(enrolmentKeyIn(folder, party), plainKeyFile(seed))
    const invited = phones.map(({ seed: _seed, ...phone }) => phone)
    await writeNew(casesIn(folder), printSample({ cases, phones: invited }), 0o644)
    return cases
  })
}

/** Whose phone can be enrolled. */
export type InvitedPhone = Omit<SamplePhone, "seed">

const printSample = (sample: { cases: Cases; phones: readonly InvitedPhone[] }): string =>
  `${JSON.stringify(sample, null, 2)}\n`

/** None in a sample that an earlier version made. */
export async function readInvited(folder: string): Promise<readonly InvitedPhone[]> {
  const json = await readJson(casesIn(folder), maxCasesBytes)
  return (json as { readonly phones?: readonly InvitedPhone[] } | null)?.phones ?? []
}

export async function readCases(folder: string): Promise<Cases> {
  const json = await readJson(casesIn(folder), maxCasesBytes)
  const cases = (json as { readonly cases?: Partial<Cases> } | null)?.cases
  const { item, at } = cases?.["stolen"] ?? {}
  if (typeof item !== "string" || typeof at !== "string" || !/^[0-9a-f]{64}$/.test(item))
    throw unusable(`${casesIn(folder)}: not the cases of a sample ledger`)
  return cases as Cases
}
