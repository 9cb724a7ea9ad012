/** Who signs, as the options of a command say it; and what comes of signing: a parcel in a file. */

import { type Command, InvalidArgumentError, Option } from "commander"
import { encodeParcel, type Parcel } from "../api/parcel.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Options, Pen, SignedDraft } from "../custody/draft.ts"
import { openStatement } from "../custody/handover.ts"
import { type ItemId, itemIdOf, type PartyId, type StatementId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import { type Role, roles } from "../custody/statement.ts"
import { parseSeen, printSeen, readCosignatures, seenHash } from "../log/cosignature.ts"
import { MAX_NOTE_BYTES, parseNote } from "../log/note.ts"
import { parseCheckpoint } from "../log/checkpoint.ts"
import { verifyNode } from "../platform/ed25519.ts"
import {
  dataOption,
  id,
  instant,
  jsonOption,
  languageOption,
  ledgerOption,
  origin,
  passphraseOption,
} from "./arguments.ts"
import { outJson, outLines, sayTo } from "./context.ts"
import { refused, unusable } from "./failure.ts"
import { readWithin, writeNew } from "./files.ts"
import type { Io } from "./io.ts"
import { loadKey, passphrases } from "./keyring.ts"
import { readPolicy } from "./policy-file.ts"

type Attester = { readonly path: string; readonly party: PartyId | null; readonly role: Role }

export type Signer = {
  readonly key: string
  readonly origin?: string
  readonly role: Role
  readonly party?: PartyId
  readonly contract?: StatementId
  readonly onBehalfOf?: PartyId
  readonly acted?: number
  readonly paper?: boolean
  readonly seen?: string
  readonly witnesses?: string
  readonly attest?: readonly Attester[]
  readonly passphraseFd?: number
}

function attesters(text: string, before: readonly Attester[] = []): readonly Attester[] {
  const match = /^(.+):([0-9a-f]{64}|-):([a-z]+)$/.exec(text)
  const [, path = "", party, word] = match ?? []
  const role = roles.find((known) => known === word)
  if (match === null || role === undefined)
    throw new InvalidArgumentError("Expected KEYFILE:PARTY:ROLE, with - for no party.")
  return [...before, { path, party: party === "-" ? null : (party as PartyId), role }]
}

/** `writes`: what is signed goes to a file; `sends`: to the ledger at once. */
export function withSigner(command: Command, then: "writes" | "sends" = "writes"): Command {
  if (then === "writes")
    command
      .option("-o, --output <file>", "where to write the parcel")
      .addOption(dataOption())
      .addOption(ledgerOption())
      .option("--dry-run", "only say what the ledger would find; sign and write nothing")
      .addOption(languageOption())
  return command
    .requiredOption("--key <file>", "key file of the signer")
    .addOption(new Option("--origin <name>", "the ledger's name").argParser(origin))
    .addOption(
      new Option("--role <role>", "in which the signer acts").choices(roles).makeOptionMandatory(),
    )
    .option("--party <id>", "whom the signer belongs to", id)
    .option("--contract <id>", "the contract that this is done under", id)
    .option("--on-behalf-of <id>", "another party", id)
    .addOption(
      new Option("--acted <time>", "when goods changed hands, if earlier").argParser(instant),
    )
    .option("--paper", "a paper receipt was signed then")
    .option("--seen <file>", "the newest checkpoint that the signer has seen")
    .option("--witnesses <file>", "trust policy whose witnesses' lines in it are kept")
    .option("--attest <keyfile:party:role>", "a second person who signs too", attesters)
    .addOption(passphraseOption())
    .addOption(jsonOption())
}

export type Hand = {
  readonly pen: Pen
  readonly options: Options
  /** The exact notes that the signers refer to. */
  readonly notes: readonly Uint8Array[]
}

/** Opens the keys; `known` is the origin of the ledger at hand, if there is one. */
export async function handOf(io: Io, signer: Signer, known?: string): Promise<Hand> {
  const name = signer.origin ?? known
  if (name === undefined) throw unusable("which ledger is it for? give --origin NAME")
  if (known !== undefined && known !== name)
    throw unusable(`--origin says ${name}, and the ledger is ${known}`)
  const note = signer.seen === undefined ? undefined : await readSeen(signer, name)
  const seen = note === undefined ? null : toHex(seenHash(note))
  const ask = passphrases(io, signer.passphraseFd)
  const penOf = async (path: string, party: PartyId | null, role: Role): Promise<Pen> => ({
    key: await loadKey(path, ask),
    origin: name,
    party,
    role,
    clock: io.clock,
    random: io.random,
    seen: () => seen,
  })
  const pen = await penOf(signer.key, signer.party ?? null, signer.role)
  const attest: Pen[] = []
  for (const { path, party, role } of signer.attest ?? [])
    attest.push(await penOf(path, party, role))
  return { pen, options: optionsOf(signer, attest, io), notes: note === undefined ? [] : [note] }
}

function optionsOf(signer: Signer, attest: readonly Pen[], io: Io): Options {
  const { acted, paper = false, contract, onBehalfOf } = signer
  if (acted === undefined && paper) throw unusable("--paper says what was signed at --acted T")
  return {
    attest,
    ...(contract === undefined ? {} : { contract }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(acted === undefined ? {} : { acted: { at: acted, offset: io.clock().offset, paper } }),
  }
}

/** The canonical bytes of what was seen: such a note as it is, or a checkpoint with its witnesses' lines put in order. */
async function readSeen({ seen, witnesses }: Signer, name: string): Promise<Uint8Array> {
  const path = seen as string
  const bytes = await readWithin(path, MAX_NOTE_BYTES)
  const canonical = parseSeen(bytes)
  const note = canonical ?? parseNote(bytes)
  if (note === undefined || parseCheckpoint(note.text)?.origin !== name)
    throw unusable(`${path}: not a checkpoint of ${name}`)
  if (canonical !== undefined) return bytes
  const policy = witnesses === undefined ? undefined : await readPolicy(witnesses)
  const keys = policy?.witnesses.map(({ key }) => key) ?? []
  if (readCosignatures(note, keys, verifyNode) === undefined)
    throw unusable(`${path}: a witness's line in it is false`)
  return printSeen(note, keys)
}

type Output = { readonly output?: string; readonly json?: boolean }

/** Writes what was signed, unless the ledger would refuse it on sight; prints its id and those of new items. */
export async function writeParcel(
  io: Io,
  signed: SignedDraft,
  { pen, notes }: Hand,
  { output = "", json }: Output,
  more: Partial<Pick<Parcel, "notes" | "predecessors" | "offerOpenings">> = {},
): Promise<void> {
  const opened = openStatement(signed.bytes, pen.origin)
  if (isRejected(opened)) throw refused(`not signed: ${opened.sentence}`)
  const parcel = encodeParcel({
    predecessors: [],
    ...more,
    statement: signed.bytes,
    openings: signed.leaves.length === 0 ? null : encodeLeaves(signed.leaves),
    notes: [...notes, ...(more.notes ?? [])],
  })
  // A parcel holds the openings, and a name is not reused: what was signed stays.
  await writeNew(output, parcel, 0o600)
  const items: readonly ItemId[] =
    opened.kind === "intake" ? opened.terms.lines.map((_, line) => itemIdOf(signed.id, line)) : []
  if (json === true) await outJson(io, { statement: signed.id, items })
  else await outLines(io, [`statement ${signed.id}`, ...items.map((item) => `item ${item}`)])
  sayTo(io)(`wrote ${output}, signed by key ${pen.key.keyId}`)
}
