/** Four witnesses in this process that watch the fleet's ledger grow; three of them are a quorum. What they keep is in memory. */

import type { WitnessLink } from "../../src/ledger/witnessing.ts"
import { noteKey, type NoteSigner, printVkey, TYPE_COSIGNATURE } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { openWitness, type Witness } from "../../src/witness/witness.ts"
import { memoryFiles } from "../support/memory-files.ts"
import { fleetKey, fleetKeys } from "./fleet.ts"

const names = ["north", "south", "east", "west"] as const

function signer(name: string, work: "growth" | "replay"): NoteSigner {
  const { publicKey, sign } = fleetKey(`witness ${name} ${work}`)
  return { key: noteKey(`${name}.bench.example`, TYPE_COSIGNATURE, publicKey), sign }
}

function policyOfFour(): Policy {
  const lines = [
    `log ${printVkey(fleetKeys.checkpoint.key)}`,
    ...names.map((name) => `witness ${name} ${printVkey(signer(name, "growth").key)}`),
    `group growth 3 ${names.join(" ")}`,
    "quorum growth",
    "faulty 1",
  ]
  const result = parsePolicy(lines.map((line) => `${line}\n`).join(""))
  if (!result.ok) throw new Error(`policy: line ${result.fault.line}: ${result.fault.sentence}`)
  return result.policy
}

export type Witnesses = {
  readonly policy: Policy
  readonly witnesses: readonly WitnessLink[]
  readonly close: () => Promise<void>
}

export async function openWitnesses(): Promise<Witnesses> {
  const opened: Witness[] = []
  const witnesses: WitnessLink[] = []
  for (const name of names) {
    const growth = signer(name, "growth")
    const api = await openWitness({
      name: growth.key.name,
      growth,
      replay: signer(name, "replay"),
      logs: [{ key: fleetKeys.checkpoint.key, replay: undefined }],
      files: memoryFiles(),
      clock: Date.now,
      verify: verifyNode,
      report: (error) => {
        throw error
      },
    })
    opened.push(api)
    witnesses.push({ name, keys: [growth.key], api, everyMs: 0 })
  }
  const close = async (): Promise<void> => {
    for (const each of opened) await each.close()
  }
  return { policy: policyOfFour(), witnesses, close }
}
