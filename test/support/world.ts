/**
 * A small world to test in: two governors, five parties with a person each, one contract, one ledger. Keys, nonces and
 * salts come from a counter and time from a clock moved by hand, so every run makes the same bytes.
 */

import { join } from "node:path"
import type { Acknowledged, Answer } from "../../src/api/ledger-api.ts"
import { type SigningKey, signingKeyFromSeed } from "../../src/cose/key.ts"
import { draft, type Pen, plainContract, type SignedDraft } from "../../src/custody/draft.ts"
import type { PartyId, PersonId, StatementId } from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Role, Terms } from "../../src/custody/statement.ts"
import { toHex, uint64, utf8, concat } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { createLedger, type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerKeys, LedgerOptions } from "../../src/ledger/running.ts"
import { printSeen, seenHash } from "../../src/log/cosignature.ts"
import { noteKey, parseNote, TYPE_ED25519 } from "../../src/log/note.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { parcel } from "./acts.ts"
import { makeWitnesses, type PolicyLines, type Witnesses } from "./witnesses.ts"

export const worldOrigin = "ledger.example/test"
/** 2026-01-01T00:00:00Z. */
export const worldStart = 1_767_225_600_000
const hour = 3_600_000

export type HandClock = { now: () => number; advance: (milliseconds: number) => void }

export function handClock(start: number = worldStart): HandClock {
  let now = start
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds
    },
  }
}

/** The same bytes in every run: SHA-256 over a name and a counter. */
export function countedRandom(name: string): (length: number) => Uint8Array {
  let count = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let left = length; left > 0; left -= 32)
      blocks.push(sha256(concat(utf8(name), uint64(count++))))
    return concat(...blocks).slice(0, length)
  }
}

export const keyNamed = (name: string): SigningKey =>
  signingKeyFromSeed(sha256(utf8(`seed of ${name}`)), signNode)

export const personNamed = (name: string): PersonId =>
  toHex(sha256(utf8(`person ${name}`))) as PersonId

export const worldKeys: LedgerKeys = {
  seal: keyNamed("seal"),
  promise: keyNamed("promise"),
  checkpoint: {
    key: noteKey(worldOrigin, TYPE_ED25519, keyNamed("checkpoint").publicKey),
    sign: keyNamed("checkpoint").sign,
  },
}

export type Party = { readonly id: PartyId; readonly root: Pen }

export type World = {
  readonly ledger: Ledger
  readonly store: Store
  readonly options: LedgerOptions
  readonly clock: HandClock
  readonly governors: readonly Pen[]
  readonly parties: Readonly<Record<PartyName, Party>>
  /** A person of each party, enrolled by its root. */
  readonly pens: Readonly<Record<PartyName, Pen>>
  /** Between shop, carrier and bank; all three signed. */
  readonly contract: StatementId
  /** Parcels and appends; asserts that every one was acknowledged. `seen` notes go along. */
  readonly submit: (...drafts: readonly SignedDraft[]) => Promise<readonly Acknowledged[]>
  /** Parcels and appends, whatever the answer is. */
  readonly trySubmit: (...drafts: readonly SignedDraft[]) => Promise<readonly Answer[]>
  /** Publishes, and lets every pen see the checkpoint from now on. */
  readonly publish: () => Promise<Uint8Array>
  /** Another person of a party, enrolled and appended. */
  readonly enrol: (party: Party, name: string, role: Role) => Promise<Pen>
  /** Undefined in a world without. */
  readonly witnesses: Witnesses | undefined
  /** Which ledger's tiles the witnesses read; the first one's by default. */
  readonly tilesOf: (ledger: Ledger) => void
}

export const partyNames = ["shop", "carrier", "bank", "post", "stranger"] as const
export type PartyName = (typeof partyNames)[number]
const roleOf = {
  shop: "cashier",
  carrier: "courier",
  bank: "counter",
  post: "clerk",
  stranger: "courier",
} as const

export type WorldOptions = {
  /** Keeps store and head in this directory, in `store` and `head`; in memory without it. */
  readonly directory?: string
  /** Decides every nonce and salt. */
  readonly seed?: string
  readonly store?: Store
  /** Over what the ledger is opened with. */
  readonly ledger?: Partial<LedgerOptions>
  /** With the four witnesses of `witnesses.ts`, who cosign whatever is published. */
  readonly witnessed?: boolean | PolicyLines
}

export const storePath = (directory: string): string => join(directory, "store")
export const headPath = (directory: string): string => join(directory, "head")

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const { directory, seed = "world" } = options
  const clock = handClock()
  const store = options.store ?? (await makeStore(directory))
  const tiles: { ledger: Ledger | undefined } = { ledger: undefined }
  const { key: log } = worldKeys.checkpoint
  const { witnessed = false } = options
  const witnesses =
    witnessed === false
      ? undefined
      : await makeWitnesses(
          log,
          clock.now,
          async (tile) => tiles.ledger?.tile(tile),
          witnessed === true ? {} : witnessed,
        )
  const ledgerOptions: LedgerOptions = {
    ...(witnesses === undefined ? {} : { policy: witnesses.policy, witnesses: witnesses.links }),
    witnessTimeoutMs: 30_000,
    hearEveryWitness: true,
    store,
    headPath: directory === undefined ? null : headPath(directory),
    keys: worldKeys,
    clock: clock.now,
    verify: verifyNode,
    ...options.ledger,
  }
  // The notes of checkpoints that pens have seen, by hash, and the newest of them.
  const notes = new Map<string, Uint8Array>()
  let newest: string | null = null
  const look = (checkpoint: Uint8Array): void => {
    const note = parseNote(checkpoint)
    if (note === undefined) throw new Error("world: expected a signed note")
    const bytes = printSeen(note, witnesses?.policy.witnesses.map(({ key }) => key) ?? [])
    newest = toHex(seenHash(bytes))
    notes.set(newest, bytes)
  }
  const penOf = (name: string, party: PartyId | null, role: Role): Pen => ({
    key: keyNamed(name),
    origin: worldOrigin,
    party,
    role,
    clock: () => ({ at: clock.now(), offset: 60 }),
    random: countedRandom(`${seed} ${name}`),
    seen: () => newest,
  })
  const governors = ["first governor", "second governor"].map((name) =>
    penOf(name, null, "governor"),
  )
  const genesis = signGenesis(governors)
  const ledger = await createLedger({ ...ledgerOptions, genesis: genesis.bytes })
  tiles.ledger = ledger
  look(witnesses === undefined ? await ledger.checkpoint() : await ledger.publish())

  const trySubmit: World["trySubmit"] = (...drafts) =>
    ledger.submit(drafts.map((signed) => parcel(signed, { notes: [...notes.values()].slice(-8) })))
  const submit: World["submit"] = async (...drafts) => (await trySubmit(...drafts)).map(expectOk)
  const publish = async (): Promise<Uint8Array> => {
    const checkpoint = await ledger.publish()
    look(checkpoint)
    return checkpoint
  }
  const enrol: World["enrol"] = async (party, name, role) => {
    const pen = penOf(name, party.id, role)
    await submit(signEnrolment(party, pen, name))
    return pen
  }
  const admit = async (name: PartyName): Promise<Party> => {
    const { key } = penOf(`${name} root`, null, "root")
    const admitted = signAdmission(governors, key)
    await submit(admitted)
    const id = admitted.id as string as PartyId
    return { id, root: penOf(`${name} root`, id, "root") }
  }
  const parties = {} as Record<PartyName, Party>
  const pens = {} as Record<PartyName, Pen>
  for (const name of partyNames) {
    parties[name] = await admit(name)
    pens[name] = await enrol(parties[name], `${name} person`, roleOf[name])
  }
  const agreed = signContract([parties.shop, parties.carrier, parties.bank])
  await submit(agreed)
  await publish()
  const acts = { submit, trySubmit, publish, enrol }
  const tilesOf = (other: Ledger): void => {
    tiles.ledger = other
  }
  const made = { governors, parties, pens, contract: agreed.id, ...acts, witnesses, tilesOf }
  return { ledger, store, options: ledgerOptions, clock, ...made }
}

async function makeStore(directory: string | undefined): Promise<Store> {
  if (directory === undefined) return memoryStore()
  return openLevelStore(storePath(directory), { create: true })
}

/** Opens the ledger of a closed world again, over what its directory holds now. */
export async function reopen({ options }: World, directory: string): Promise<Ledger> {
  const store = await openLevelStore(storePath(directory), { create: false })
  try {
    return await openLedger({ ...options, store, headPath: headPath(directory) })
  } catch (error) {
    await store.close()
    throw error
  }
}

export function expectOk(answer: Answer): Acknowledged {
  if (answer.ok) return answer
  throw new Error(`expected an acknowledgement, got ${answer.code}: ${answer.sentence}`)
}

const firstOf = (pens: readonly Pen[]): Pen => pens[0] as Pen

function signGenesis(governors: readonly Pen[]): SignedDraft {
  const terms: Terms["genesis"] = {
    origin: worldOrigin,
    governors: governors.map(({ key }) => key.publicKey),
    threshold: 2,
    recoveryDelay: 24 * hour,
    sealKey: worldKeys.seal.publicKey,
    promiseKey: worldKeys.promise.publicKey,
    checkpointKey: worldKeys.checkpoint.key.publicKey,
    sample: true,
  }
  return draft("genesis", terms, firstOf(governors), { attest: governors.slice(1) })
}

function signAdmission(governors: readonly Pen[], key: SigningKey): SignedDraft {
  const possession = key.sign(possessionMessage(worldOrigin, null, key.publicKey))
  const terms = { form: "organisation", root: key.publicKey, possession } as const
  return draft("party", terms, firstOf(governors), { attest: governors.slice(1) })
}

function signEnrolment({ id, root }: Party, { key }: Pen, name: string): SignedDraft {
  const terms: Terms["key"] = {
    act: "enrol",
    key: key.publicKey,
    possession: key.sign(possessionMessage(worldOrigin, id, key.publicKey)),
    replaces: null,
    person: personNamed(name),
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
  }
  return draft("key", terms, root)
}

/** A contract that the parties' roots sign, the first around the others. */
export function signContract(
  parties: readonly Party[],
  terms: Partial<Terms["contract"]> = {},
): SignedDraft {
  const whole: Terms["contract"] = {
    ...plainContract,
    parties: parties.map(({ id }) => id),
    timeToSubmit: 24 * hour,
    minimumAssurance: 1,
    ...terms,
  }
  const [first, ...others] = parties.map(({ root }) => root)
  return draft("contract", whole, first as Pen, { attest: others })
}
