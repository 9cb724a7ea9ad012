/** phone new, list, revoke: couriers' phones of an organisation, enrolled by the operator for it. */

import { InvalidArgumentError, Option } from "commander"
import type { PartyId, PersonId } from "../custody/identifier.ts"
import { type Money, parseMoney, printMoney } from "../custody/money.ts"
import { type Role, roles } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import { printInstant } from "../verifier/verdict.ts"
import { dataOption, id, instant, jsonOption, ledgerOption, url, whole } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { enrolmentKeyIn, invite, revoke } from "./enrolling.ts"
import { type ExitCode, refused, unusable } from "./failure.ts"
import { isThere } from "./files.ts"
import type { Io } from "./io.ts"
import { loadKey, passphrases, readKeyFile, saveKeyFile } from "./keyring.ts"
import { type KnownPhone, readPhone, readPhones } from "./phones.ts"
import { withLedger } from "./source.ts"

type NewOptions = {
  readonly data: string
  readonly url: URL
  readonly party: PartyId
  readonly partyName?: string
  readonly role: Role
  readonly name: string
  readonly person?: PersonId
  readonly limit?: Money
  readonly days: number
  readonly key?: string
  readonly json?: boolean
}
type RevokeOptions = {
  readonly data: string
  readonly ledger?: URL
  readonly since?: number
  readonly json?: boolean
}

const day = 86_400_000

function sum(text: string): Money {
  const money = parseMoney(text)
  if (money === undefined) throw new InvalidArgumentError('Expected a sum like "DKK 500000.00".')
  return money
}

export const addPhoneCommands: Commands = (program, { io, does }) => {
  const phone = program.command("phone").summary("invite couriers' phones, list and revoke them")
  phone
    .command("new")
    .summary("invite a phone: prints what its page takes, once")
    .addOption(dataOption().makeOptionMandatory())
    .addOption(
      new Option("--url <url>", "where the pages are served").argParser(url).makeOptionMandatory(),
    )
    .requiredOption("--party <id>", "whose phone it will be", id)
    .option("--party-name <name>", "what the party is called on its screen")
    .addOption(
      new Option("--role <role>", "in which its owner signs").choices(roles).makeOptionMandatory(),
    )
    .requiredOption("--name <name>", "its owner's name, sealed in the ledger")
    .option("--person <id>", "the pseudonym of somebody who had a phone before; else a new one", id)
    .option("--limit <sum>", 'what its owner may carry at once, like "DKK 500000.00"', sum)
    .addOption(
      new Option("--days <n>", "how long the code can be used").argParser(whole(1, 365)).default(7),
    )
    .option("--key <file>", "key that enrols the party's phones; kept in the folder, in the clear")
    .addOption(jsonOption())
    .action(does((options: NewOptions) => newPhone(io, options)))
  phone
    .command("list")
    .summary("the phones that were invited, oldest first")
    .addOption(dataOption().makeOptionMandatory())
    .addOption(jsonOption())
    .action(does((options: { data: string; json?: boolean }) => listPhones(io, options)))
  phone
    .command("revoke")
    .summary("a lost phone: what it signs from now on is void")
    .argument("<phone>", "as phone list calls it")
    .addOption(dataOption().makeOptionMandatory())
    .addOption(ledgerOption())
    .option("--since <time>", "from when it may have been in other hands", instant)
    .addOption(jsonOption())
    .action(does((name: string, options: RevokeOptions) => revokePhone(io, name, options)))
}

async function newPhone(io: Io, options: NewOptions): Promise<ExitCode> {
  const { data, party, role, name, days, partyName = null, limit = null } = options
  if (options.key !== undefined) await takeKey(io, data, party, options.key)
  const person = options.person ?? (randomId(io) as PersonId)
  const expires = io.clock().at + days * day
  const phone = { party, partyName, role, person, name, limit, expires }
  const invited = await invite(data, options.url.origin, phone, io)
  const link = `${options.url.origin}/courier#enrol=${encodeURIComponent(invited.text)}`
  if (options.json === true) await outJson(io, { ...invited, link, expires, person })
  else
    await outLines(io, [
      `phone ${invited.id}`,
      `link ${link}`,
      `text ${invited.text}`,
      `revocation ${invited.revocation}`,
    ])
  sayTo(io)(
    `the link is used once, until ${printInstant(expires)}; keep the revocation code apart from the phone`,
  )
  return 0
}

const randomId = ({ random }: Io): string => toHex(random(32))

/** The server signs with it unattended, so it lies in the folder in the clear, for its owner's eyes. */
async function takeKey(io: Io, data: string, party: PartyId, file: string): Promise<void> {
  const path = enrolmentKeyIn(data, party)
  if (await isThere(path)) throw unusable(`${path}: is there already; leave out --key`)
  const key = await readKeyFile(file)
  await loadKey(file, passphrases(io))
  if (key.kind !== "plain")
    throw unusable(`${file}: under a passphrase, and the server would have to ask for it`)
  await saveKeyFile(path, key)
}

const stateOf = ({ used, enrolled, revoked, expires }: KnownPhone, now: number): string => {
  if (revoked !== null) return "revoked"
  if (enrolled !== null) return "enrolled"
  if (used !== null) return "enrolling"
  return expires < now ? "expired" : "invited"
}

async function listPhones(
  io: Io,
  { data, json }: { data: string; json?: boolean },
): Promise<ExitCode> {
  const now = io.clock().at
  const phones = await readPhones(data)
  if (json === true) {
    const shown = phones.map((phone) => {
      const { used, revoking: _parcel, code: _code, revocation: _revocation, ...others } = phone
      return { ...others, key: used?.key ?? null, state: stateOf(phone, now) }
    })
    await outJson(io, shown)
  } else
    await outLines(
      io,
      phones.map((phone) =>
        [
          phone.id,
          stateOf(phone, now).padEnd(9),
          phone.role.padEnd(8),
          phone.name,
          ...(phone.limit === null ? [] : [printMoney(phone.limit)]),
        ].join("  "),
      ),
    )
  return 0
}

async function revokePhone(io: Io, name: string, options: RevokeOptions): Promise<ExitCode> {
  const { data, ledger, since = null } = options
  const phone = await readPhone(data, name)
  if (phone === undefined) throw unusable(`${data}: no phone ${name}; kvitto phone list names them`)
  const where = ledger === undefined ? { data } : { ledger }
  const answer = await withLedger(where, io, async (opened) => {
    const revoked = await revoke(data, opened, io, phone, since)
    if (ledger === undefined) await opened.publish()
    return revoked
  })
  if (!answer.ok) throw refused(answer.sentence)
  if (options.json === true) await outJson(io, answer)
  else await outLines(io, [`revoked by statement ${answer.statement}, index ${answer.index}`])
  return 0
}
