/**
 * A PostgreSQL table with a hash chain, as one would build it: a cluster of its own in a temporary folder, on a Unix
 * socket, durable (fsync, synchronous_commit), one writer. An insert goes through only if the newest row still has the hash
 * that the first new row names; within a batch the client makes the chain. Settings and storage favour it: large
 * buffers, no checkpoint in between, no compression.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { decodeParcel } from "../../src/api/parcel.ts"
import { concat } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { appendBatches, type LeftOut, notInstalled, type Peer, peerPackage } from "./peer.ts"

type Client = {
  connect(): Promise<void>
  query(query: {
    readonly name?: string
    readonly text: string
    readonly values?: readonly unknown[]
  }): Promise<{ readonly rowCount: number | null }>
  end(): Promise<void>
}
type Pg = {
  readonly Client: new (options: {
    readonly host: string
    readonly user: string
    readonly database: string
  }) => Client
}

const table = `CREATE TABLE receipt (
  place bigint PRIMARY KEY, previous bytea NOT NULL, hash bytea NOT NULL, statement bytea NOT NULL, openings bytea NOT NULL
) WITH (toast_tuple_target = 8160)`
const uncompressed =
  "ALTER TABLE receipt ALTER statement SET STORAGE EXTERNAL, ALTER openings SET STORAGE EXTERNAL"
const first = "INSERT INTO receipt VALUES (0, '', $1, '', '')"
/** A statement for each length of batch: values of their own go over in binary, in an array they would go as text. */
const insert = (rows: number): string => {
  const row = (i: number): string =>
    ["bigint", "bytea", "bytea", "bytea", "bytea"]
      .map((type, column) => `$${5 * i + column + 2}::${type}`)
      .join(", ")
  const all = Array.from({ length: rows }, (_, i) => `(${row(i)})`).join(", ")
  return `INSERT INTO receipt SELECT * FROM (VALUES ${all}) AS row
WHERE (SELECT hash FROM receipt ORDER BY place DESC LIMIT 1) = $1`
}

const settings = [
  "listen_addresses=",
  "fsync=on",
  "synchronous_commit=on",
  "shared_buffers=512MB",
  "max_wal_size=8GB",
  "checkpoint_timeout=1h",
  "autovacuum=off",
]

/** PostgreSQL refuses to run as root; any other user will do. */
function user(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string): number =>
    Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }))
  return { uid: idOf("-u"), gid: idOf("-g") }
}

const onPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)))

async function connected(pg: Pg, folder: string, server: ChildProcess): Promise<Client> {
  const options = { host: folder, user: "bench", database: "postgres" }
  for (let attempt = 0; server.exitCode === null && attempt < 100; attempt++) {
    const client = new pg.Client(options)
    try {
      await client.connect()
      return client
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error(`PostgreSQL in ${folder} did not come up`)
}

/** The cluster, and a client of it; `name` and `length` of the two ways to append. */
export async function openPostgres(): Promise<readonly Peer[] | LeftOut> {
  const pg = peerPackage("pg") as Pg | undefined
  if (pg === undefined) return notInstalled("PostgreSQL's client pg")
  if (!onPath("initdb") || !onPath("postgres"))
    return { leftOut: "PostgreSQL is left out: there is no initdb or no postgres on the PATH" }
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const as = user()
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  const cluster = join(folder, "cluster")
  const how = ["-D", cluster, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"]
  execFileSync("initdb", how, { ...as, cwd: folder, stdio: ["ignore", "ignore", "inherit"] })
  const options = ["-D", cluster, "-k", folder, ...settings.flatMap((each) => ["-c", each])]
  const server = spawn("postgres", options, { ...as, cwd: folder, stdio: "ignore" })
  const stopped = new Promise((resolve) => server.once("exit", resolve))
  const killed = (): void => void server.kill("SIGINT")
  process.once("exit", killed)
  const client = await connected(pg, folder, server)
  const chain = await openChain(client)
  const close = async (): Promise<void> => {
    await client.end()
    killed()
    await stopped
    process.off("exit", killed)
    await rm(folder, { recursive: true })
  }
  return [
    {
      name: "PostgreSQL hash chain, 100 a transaction",
      count: 4000,
      append: (parcels, check) => appendBatches(parcels, 100, check, chain),
      close,
    },
    {
      name: "PostgreSQL hash chain, 1 a transaction",
      count: 1000,
      append: (parcels, check) =>
        appendBatches(parcels, 100, check, async (batch) => {
          for (const parcel of batch) await chain([parcel])
        }),
      close: async () => {},
    },
  ]
}

const buffer = ({ buffer: bytes, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(bytes, byteOffset, length)

/** Appends a batch in one transaction, or throws. */
async function openChain(client: Client): Promise<(batch: readonly Uint8Array[]) => Promise<void>> {
  await client.query({ text: table })
  await client.query({ text: uncompressed })
  let newest: Uint8Array = new Uint8Array(32)
  let place = 0
  await client.query({ text: first, values: [newest] })
  return async (batch) => {
    const head = newest
    const rows = batch.map((bytes) => {
      const parcel = decodeParcel(bytes)
      if ("fault" in parcel) throw new Error(parcel.fault)
      const { statement, openings, offerOpenings } = parcel
      const opened = concat(openings ?? new Uint8Array(), offerOpenings ?? new Uint8Array())
      const previous = newest
      newest = sha256(concat(previous, sha256(statement), sha256(opened)))
      return [++place, buffer(previous), buffer(newest), buffer(statement), buffer(opened)]
    })
    const { rowCount } = await client.query({
      name: `insert ${rows.length}`,
      text: insert(rows.length),
      values: [buffer(head), ...rows.flat()],
    })
    if (rowCount !== rows.length)
      throw new Error(`expected ${rows.length} rows inserted, got ${rowCount}`)
  }
}
