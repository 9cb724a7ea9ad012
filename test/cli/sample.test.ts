/**
 * The sample day, asked about: every answer against the hand-written table, over the real path from bytes in a parcel to
 * the verdict of a bundle.
 */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { auditSource } from "../../src/cli/audit-source.ts"
import { fillSample, type Sample, type SampleOptions } from "../../src/cli/sample.ts"
import {
  makeSampleWitnesses,
  openSampleWitnesses,
  sampleWitnessPolicy,
} from "../../src/cli/sample-witnesses.ts"
import { type PartyName, sampleParties } from "../../src/cli/sample-cast.ts"
import { sampleCaseNames } from "../../src/cli/sample-stage.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import { identifierFault, type Scheme } from "../../src/custody/printed.ts"
import { concat, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerKeys } from "../../src/ledger/running.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"
import { readHead } from "../../src/store/head.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { audit } from "../../src/replay/audit.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { type Verdict } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"
import { type Expected, expected } from "./sample-expected.ts"

const origin = "sample.invalid/test"

function countedRandom(): (length: number) => Uint8Array {
  let count = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let left = length; left > 0; left -= 32)
      blocks.push(sha256(concat(utf8("sample"), uint64(count++))))
    return concat(...blocks).slice(0, length)
  }
}

type OpenWitnesses = NonNullable<SampleOptions["witnesses"]>["open"]

const keyNamed = (name: string) => signingKeyFromSeed(sha256(utf8(name)), signNode)

function keysFor(name: string): LedgerKeys {
  const checkpoint = keyNamed("checkpoint")
  const key = noteKey(name, TYPE_ED25519, checkpoint.publicKey)
  return {
    seal: keyNamed("seal"),
    promise: keyNamed("promise"),
    checkpoint: { key, sign: checkpoint.sign },
  }
}

async function policyOf({ ledger }: Sample): Promise<Policy> {
  const { checkpointKey } = await ledger.about()
  const read = parsePolicy(`log ${checkpointKey}\nquorum none\nclock-error 0\n`)
  if (!read.ok) throw new Error(read.fault.sentence)
  return read.policy
}

const fill = (store: Store, headPath: string | null) =>
  fillSample({ store, headPath, keys: keysFor(origin), random: countedRandom() })

async function askSample(sample: Sample, policy: Policy, asked: Expected): Promise<Verdict> {
  const { item, at } = sample.cases[asked.name]
  const [from, to] = asked.at ?? [at]
  const question = {
    item,
    from: Date.parse(from),
    to: Date.parse(to ?? from),
    scope: asked.scope ?? "unit",
  } as const
  const bundle = await sample.ledger.bundle(question)
  if (bundle === undefined) throw new Error(`expected a bundle for ${asked.name}`)
  return verify(bundle, policy, { verify: verifyNode })
}

/** `2026-03-02T12:10Z`, as the table writes times. */
const brief = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().replace(":00.000Z", "Z")

/** What witnesses add to the table's times: their clock error, and the second that cosignatures round away. */
type Widened = { readonly before: number; readonly after: number }
const operatorOnly: Widened = { before: 0, after: 0 }
const witnessed: Widened = { before: 5000, after: 6000 }

function summary({ parties }: Sample, verdict: Verdict, by: Widened): Partial<Expected> {
  const names = new Map(Object.entries(parties).map(([name, id]) => [id, name as PartyName]))
  const who = (id: Verdict["burden"]) => (id === null ? null : (names.get(id) ?? "addressee"))
  const liable = verdict.alternatives.flatMap((each) => each.liable)
  return {
    verdict: verdict.verdict,
    alternatives: verdict.alternatives.map(
      (each) =>
        [
          each.liable.map(({ party }) => who(party)).join(" and "),
          brief(each.from === null ? null : each.from + by.before),
          brief(each.to === null ? null : each.to - by.after),
        ] as unknown as Expected["alternatives"][number],
    ),
    burden: who(verdict.burden) as Expected["burden"],
    holders: [...new Set(verdict.holder.map(({ party }) => who(party)))],
    findings: [...new Set(verdict.findings.map(({ code }) => code))],
    assurance: Math.min(...liable.map(({ assurance }) => assurance)) as 1 | 2,
  }
}

const labelOf = ({ name, at, scope }: Expected): string =>
  [name, ...(at ?? []), scope ?? "unit"].join(" ")

function expectTable(sampleOf: () => Sample): void {
  it.each(expected.map((each) => [labelOf(each), each] as const))("%s", async (_, each) => {
    const sample = sampleOf()
    const verdict = await askSample(sample, await policyOf(sample), each)
    const { name: _name, at: _at, scope: _scope, ...answer } = each
    expect(verdict.steps.filter(({ ok }) => !ok)).toEqual([])
    expect(summary(sample, verdict, operatorOnly)).toEqual(answer)
    expect(verdict.withheld.filter(({ state }) => state === "never delivered")).toEqual([])
    expect(verdict.asOf.timeBasis).toBe("operator only")
    expect(verdictLines(verdict)[0]).toMatch(/^SAMPLE LEDGER/)
  })

  it("proves the stolen bag with a policy that names nothing but its own log", async () => {
    const sample = sampleOf()
    const stolen = expected.find(({ name }) => name === "stolen") as Expected
    const verdict = await askSample(sample, await policyOf(sample), stolen)
    expect(verdict.verdict).toBe("proved")
    expect(verdict.asOf.notBefore).toBe(Date.parse("2026-03-04T12:05Z"))
    expect(verdict.names[sample.parties.carrier]).toBe(sampleParties.carrier.name)
    expect(verdict.narrow).toEqual([])
  })

  it("names the stranger in the finding", async () => {
    const sample = sampleOf()
    const asked = expected.find(({ name }) => name === "stranger") as Expected
    const { findings } = await askSample(sample, await policyOf(sample), asked)
    const [claim] = findings.filter(({ code }) => code === "claim-by-non-holder")
    expect(claim?.sentence).toContain(sample.parties.stranger)
  })

  it("had the bag in the carrier's case", async () => {
    const sample = sampleOf()
    const asked = expected.find(({ name }) => name === "case") as Expected
    const { holder } = await askSample(sample, await policyOf(sample), asked)
    expect(holder.map(({ within }) => within)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  it("prints only numbers with the right check digit, and every question once", async () => {
    const { ledger, cases } = sampleOf()
    const summaries = await ledger.items(null, 100)
    const printed = summaries.flatMap(({ identifiers }) => identifiers)
    expect(printed.filter((each) => /^(s10|sscc) /.test(each))).toHaveLength(4)
    const faults = printed.map((each) => {
      const [scheme, ...words] = each.split(" ")
      return identifierFault({ scheme: scheme as Scheme, value: words.join(" ") })
    })
    expect(faults.filter((fault) => fault !== undefined)).toEqual([])
    expect(Object.keys(cases)).toEqual(sampleCaseNames)
    expect(new Set(expected.map(({ name }) => name)).size).toBe(sampleCaseNames.length)
  })

  it("says of itself that it is a sample", async () => {
    const { sample } = await sampleOf().ledger.about()
    expect(sample).toBe(true)
  })
}

async function faultsIn(store: Store, headPath: string) {
  const { source, faults } = auditSource(store, await readHead(headPath))
  const result = await audit(source, verifyNode)
  return { entries: result.entries, faults: [...result.faults, ...faults] }
}

describe("the sample in memory", () => {
  const store = memoryStore()
  let sample: Sample
  beforeAll(async () => {
    sample = await fill(store, null)
  })

  expectTable(() => sample)

  it("is the same day byte for byte when chance is", async () => {
    const again = memoryStore()
    await fill(again, null)
    expect(again.size()).toBe(store.size())
    for (let index = 0; index < store.size(); index++)
      expect(await again.entry(index)).toEqual(await store.entry(index))
  })

  it("does not fill a ledger that could be a real one", async () => {
    const real = memoryStore()
    const keys = keysFor("ledger.example/real")
    const filled = fillSample({ store: real, headPath: null, keys, random: countedRandom() })
    await expect(filled).rejects.toThrow("expected an origin sample.invalid/")
    expect(real.size()).toBe(0)
  })
})

describe("the sample with its four witnesses", () => {
  let directory: string
  let sample: Sample
  let policy: Policy
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "kvitto-sample-"))
    const [keys, random] = [keysFor(origin), countedRandom()]
    const log = keys.checkpoint.key
    await makeSampleWitnesses(directory, random)
    policy = await sampleWitnessPolicy(directory, log)
    const open: OpenWitnesses = (clock, fetchTile) =>
      openSampleWitnesses(directory, log, clock, fetchTile)
    const store = memoryStore()
    sample = await fillSample({ store, headPath: null, keys, random, witnesses: { policy, open } })
  })
  afterAll(() => rm(directory, { recursive: true }))

  it.each(expected.map((each) => [labelOf(each), each] as const))(
    "answers as on the operator's word, and on theirs: %s",
    async (_, each) => {
      const verdict = await askSample(sample, policy, each)
      const { name: _name, at: _at, scope: _scope, ...answer } = each
      expect(verdict.steps.filter(({ ok }) => !ok)).toEqual([])
      expect(summary(sample, verdict, witnessed)).toEqual(answer)
      expect(verdict.asOf.timeBasis).toBe("witnesses")
      expect(verdict.brackets.map(({ witnesses }) => witnesses?.after)).toEqual(
        verdict.brackets.map(() => 4),
      )
    },
  )

  it("had every publication cosigned by all, and replayed by two", async () => {
    const { lacking, cosigned, replayed } = await sample.ledger.witnesses()
    const { published } = await sample.ledger.about()
    expect({ lacking, cosigned, replayed }).toEqual({
      lacking: [],
      cosigned: published,
      replayed: published,
    })
  })
})

describe("the sample on disk", () => {
  let directory: string
  let sample: Sample
  const headPath = () => join(directory, "head")
  const open = () => openLevelStore(join(directory, "store"), { create: false })
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "kvitto-sample-"))
    const store = await openLevelStore(join(directory, "store"), { create: true })
    const filled = await fill(store, headPath())
    await filled.ledger.close()
    const options = { store: await open(), headPath: headPath(), keys: keysFor(origin) }
    const ledger = await openLedger({ ...options, clock: Date.now, verify: verifyNode })
    sample = { ...filled, ledger }
  })
  afterAll(() => rm(directory, { recursive: true }))

  expectTable(() => sample)

  it("audits clean", async () => {
    await sample.ledger.close()
    const store = await open()
    const { entries, faults } = await faultsIn(store, headPath())
    expect(faults).toEqual([])
    expect(entries).toBe(store.size())
    await store.close()
  })
})
