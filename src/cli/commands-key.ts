/** key new, key show, key possession: key files and what enrolment needs of them. */

import { Option } from "commander"
import { toHex } from "../encoding/bytes.ts"
import { keyIdOf } from "../cose/key.ts"
import type { PartyId } from "../custody/identifier.ts"
import { possessionMessage } from "../custody/roster.ts"
import { id, jsonOption, origin, passphraseOption } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { encryptKeyFile, plainKeyFile } from "./keyfile.ts"
import type { Io } from "./io.ts"
import { loadKey, passphrases, readKeyFile, saveKeyFile } from "./keyring.ts"

type NewOptions = {
  readonly output: string
  readonly plain?: boolean
  readonly passphraseFd?: number
  readonly json?: boolean
}
type PossessionOptions = {
  readonly origin: string
  readonly party?: PartyId
  readonly passphraseFd?: number
}

const leastPassphrase = 8

export const addKeyCommands: Commands = (program, { io, does }) => {
  const key = program.command("key").summary("make and show key files")
  key
    .command("new")
    .summary("make a key under a passphrase, or with --plain in the clear")
    .requiredOption("-o, --output <file>", "where to write it; must not be there yet")
    .option("--plain", "in the clear, for machines that run unattended")
    .addOption(passphraseOption())
    .addOption(jsonOption())
    .action(does((options: NewOptions) => newKey(io, options)))
  key
    .command("show")
    .summary("print the public key and the key's id")
    .argument("<file>", "key file")
    .addOption(jsonOption())
    .action(
      does(async (file: string, { json }: { json?: boolean }): Promise<ExitCode> => {
        await printKey(io, (await readKeyFile(file)).publicKey, json)
        return 0
      }),
    )
  key
    .command("possession")
    .summary("prove to a ledger that one holds the key: the signature that enrolment needs")
    .argument("<file>", "key file")
    .addOption(
      new Option("--origin <name>", "the ledger's name").argParser(origin).makeOptionMandatory(),
    )
    .option("--party <id>", "party that enrols it; none for a party's root key", id)
    .addOption(passphraseOption())
    .action(does((file: string, options: PossessionOptions) => possession(io, file, options)))
}

async function printKey(io: Io, publicKey: Uint8Array, json?: boolean): Promise<void> {
  const shown = { publicKey: toHex(publicKey), keyId: keyIdOf(publicKey) }
  if (json === true) await outJson(io, shown)
  else await outLines(io, [`public key ${shown.publicKey}`, `key id ${shown.keyId}`])
}

async function newKey(io: Io, options: NewOptions): Promise<ExitCode> {
  const seed = io.random(32)
  const file =
    options.plain === true
      ? plainKeyFile(seed)
      : await encryptKeyFile(seed, await newPassphrase(io, options.passphraseFd), io.random)
  await saveKeyFile(options.output, file)
  await printKey(io, file.publicKey, options.json)
  sayTo(io)(
    `wrote ${options.output}${file.kind === "plain" ? ", in the clear: whoever reads it can sign" : ""}`,
  )
  return 0
}

/** Typed twice, since nobody sees it; a file descriptor is believed at once. */
async function newPassphrase(io: Io, fd?: number): Promise<string> {
  const ask = passphrases(io, fd)
  const first = await ask("New passphrase: ")
  if (first.length < leastPassphrase)
    throw unusable(`a passphrase has at least ${leastPassphrase} letters`)
  if (fd === undefined && (await ask("Once more: ")) !== first)
    throw unusable("the two passphrases differ; nothing was written")
  return first
}

async function possession(io: Io, file: string, options: PossessionOptions): Promise<ExitCode> {
  const key = await loadKey(file, passphrases(io, options.passphraseFd))
  const message = possessionMessage(options.origin, options.party ?? null, key.publicKey)
  await outLines(io, [toHex(key.sign(message))])
  return 0
}
