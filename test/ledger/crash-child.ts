/**
 * A ledger under load, in a program of its own, to be killed. It prints a line for each thing it was told is durable:
 *
 *     ready
 *     promise STATEMENT INDEX PROMISE      all in hexadecimal but the index
 *     published SIZE CHECKPOINT
 *     erased STATEMENT TEXT                the text is no longer in any file
 *     failed CODE                          the ledger said that it writes nothing more
 *
 * `create` instead makes a ledger of a genesis and prints `published`.
 */

import { writeSync } from "node:fs"
import type { Answer } from "../../src/api/ledger-api.ts"
import type { Pen, SignedDraft } from "../../src/custody/draft.ts"
import type { PartyId } from "../../src/custody/identifier.ts"
import { fromHex, toHex } from "../../src/encoding/bytes.ts"
import { createLedger, type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerOptions } from "../../src/ledger/running.ts"
import { printSeen, seenHash } from "../../src/log/cosignature.ts"
import { type Note, parseNote } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openLevelStore } from "../../src/store/level.ts"
import type { Store } from "../../src/store/store.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import {
  countedRandom,
  headPath,
  keyNamed,
  type PartyName,
  partyNames,
  storePath,
  worldKeys,
  worldOrigin,
  worldStart,
} from "../support/world.ts"

export type Load = {
  readonly directory: string
  /** Another for each start, so that no nonce is used twice. */
  readonly round: number
  readonly parties: Readonly<Record<PartyName, PartyId>>
  /** Only these; a mixed load without it. */
  readonly only?: "publish" | "erase"
}

export type Creation = { readonly directory: string; readonly create: string }

// Straight to the pipe: what was printed before the kill is read after it.
const print = (...words: readonly (string | number)[]): void => {
  writeSync(1, `${words.join(" ")}\n`)
}

function optionsFor(store: Store, directory: string, round: number): LedgerOptions {
  let now = worldStart + round * 3_600_000
  return {
    store,
    headPath: headPath(directory),
    keys: worldKeys,
    clock: () => now++,
    verify: verifyNode,
  }
}

type Scene = {
  readonly ledger: Ledger
  readonly store: Store
  readonly pens: Readonly<Record<PartyName, Pen>>
  readonly look: (checkpoint: Uint8Array) => void
  readonly notes: () => readonly Uint8Array[]
}

function report(drafts: readonly SignedDraft[], answers: readonly Answer[]): void {
  for (const [i, answer] of answers.entries()) {
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.sentence}`)
    if (answer.statement !== drafts[i]?.id) throw new Error("an answer to another statement")
    print("promise", answer.statement, answer.index, toHex(answer.promise))
  }
}

async function send({ ledger, notes }: Scene, ...drafts: readonly SignedDraft[]): Promise<void> {
  const seen = notes()
  report(drafts, await ledger.submit(drafts.map((signed) => parcel(signed, { notes: seen }))))
}

const secret = (name: string) => ({ sealed: { seal: name } })

/** What one counter after another does: by turns, so that every kind comes early. */
const acts: readonly ((scene: Scene, turn: string) => Promise<void>)[] = [
  async (scene, turn) => {
    const { shop, carrier, bank } = scene.pens
    const taken = intake(shop, [secret(turn), {}])
    const moved = handOver(shop, carrier, taken.held)
    await send(scene, taken, moved)
    await send(scene, handOver(carrier, bank, moved.held))
  },
  // A fork: two receivers of one item, sent at one time from two places.
  async (scene, turn) => {
    const { shop, carrier, bank, stranger } = scene.pens
    const taken = intake(shop, [secret(turn)])
    const [one, other] = [carrier, bank].map((to) => handOver(shop, to, taken.held))
    await send(scene, taken)
    await Promise.all([
      send(scene, one as SignedDraft),
      send(scene, other as SignedDraft, handOver(carrier, stranger, (one as typeof taken).held)),
    ])
  },
  // Unlinked, and linked later.
  async (scene, turn) => {
    const { post, bank } = scene.pens
    const taken = intake(post, [secret(turn)])
    await send(scene, handOver(post, bank, taken.held))
    await send(scene, taken)
  },
  // Unlinked for ever.
  async (scene) =>
    send(scene, handOver(scene.pens.post, scene.pens.shop, intake(scene.pens.post).held)),
  async (scene) => publish(scene),
  // The same bytes twice: the second answer is a promise of the same place.
  async (scene, turn) => {
    const taken = intake(scene.pens.bank, [secret(turn)])
    await Promise.all([send(scene, taken), send(scene, taken)])
  },
  async (scene, turn) => erase(scene, turn),
]

async function publish({ ledger, look }: Scene): Promise<void> {
  const checkpoint = await ledger.publish()
  look(checkpoint)
  const size = parseNote(checkpoint)?.text.split("\n")[1] ?? ""
  print("published", size, toHex(checkpoint))
}

async function erase(scene: Scene, turn: string): Promise<void> {
  const text = `erased.${turn.replaceAll(" ", ".")}.`
  const taken = intake(scene.pens.bank, [secret(text)])
  await send(scene, taken)
  const [index] = await scene.store.indexesOf([taken.id])
  if (!(await scene.store.eraseOpening(index ?? 0, taken.id))) throw new Error("nothing to erase")
  print("erased", taken.id, text)
}

/** 300 lines from hand to hand. */
async function sendLong(scene: Scene, turn: string): Promise<void> {
  const { shop, carrier } = scene.pens
  const taken = intake(
    shop,
    Array.from({ length: 300 }, (_, line) => secret(`${turn} ${line}`)),
  )
  await send(scene, taken, handOver(shop, carrier, taken.held))
}

async function counter(scene: Scene, load: Load, name: number): Promise<void> {
  for (let time = 0; ; time++) {
    const turn = `${load.round} ${name} ${time}`
    if (load.only === "publish") {
      await send(scene, intake(scene.pens.shop))
      await publish(scene)
    } else if (load.only === "erase") await erase(scene, turn)
    else if (time % 15 === 5 * name + 4) await sendLong(scene, turn)
    else await (acts[(time + name) % acts.length] as (typeof acts)[number])(scene, turn)
  }
}

async function work(load: Load): Promise<void> {
  const { directory, round, parties } = load
  const store = await openLevelStore(storePath(directory), { create: false })
  const options = optionsFor(store, directory, round)
  const ledger = await openLedger(options)
  let newest: Uint8Array | undefined
  const look = (checkpoint: Uint8Array): void => {
    newest = printSeen(parseNote(checkpoint) as Note, [])
  }
  look(await ledger.checkpoint())
  const penOf = (name: PartyName): Pen => ({
    key: keyNamed(`${name} person`),
    origin: worldOrigin,
    party: parties[name],
    role: "cashier",
    clock: () => ({ at: options.clock(), offset: 60 }),
    random: countedRandom(`round ${round} ${name}`),
    seen: () => (newest && toHex(seenHash(newest))) || null,
  })
  const pens = Object.fromEntries(partyNames.map((name) => [name, penOf(name)]))
  const scene = {
    ledger,
    store,
    pens: pens as Scene["pens"],
    look,
    notes: () => (newest === undefined ? [] : [newest]),
  }
  print("ready")
  await Promise.all([0, 1, 2].map((name) => counter(scene, load, name)))
}

async function create({ directory, create: genesis }: Creation): Promise<void> {
  print("ready")
  const store = await openLevelStore(storePath(directory), { create: true })
  const ledger = await createLedger({
    ...optionsFor(store, directory, 0),
    genesis: fromHex(genesis) as Uint8Array,
  })
  const { size } = await ledger.about()
  print("published", size, toHex(await ledger.checkpoint()))
  await ledger.close()
}

// A file that may grow no more is answered like a full disk, not with the end of the program.
process.on("SIGXFSZ", () => undefined)
const task = JSON.parse(process.argv[2] ?? "") as Load | Creation
try {
  await ("create" in task ? create(task) : work(task))
} catch (error) {
  print("failed", (error as { code?: string }).code ?? String(error))
}
process.exit(0)
