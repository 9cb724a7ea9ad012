/**
 * What the measured figures come to on paper, for a national post, for Europe and for the world: hand-overs a second,
 * machines, bytes, witnesses' traffic, money. Nothing is measured here. Everything that goes in stands in two lists, which
 * docs/performance.md shows with what comes of them; a test holds the page to it.
 */

import { type Figure, figure } from "./measure.ts"

/** As measured: the tables of docs/performance.md, whose rows these are. */
export const measured = {
  /** Bytes stored, over entries: growth to 1,000,848 entries. */
  storedPerEntry: Math.round(2_484_000_000 / 1_000_848),
  /** A seal and a checkpoint with four cosignatures, and what stands around them in the store. */
  storedPerPublication: 1300,
  /** Of a hand-over, as tiles have it. */
  entryBytes: 916,
  /** Heap and buffers that stay. */
  memoryPerItem: 194,
  /** Hand-overs a second at half load: one a request, 64 connections, two cores. */
  halfLoad: 1022 / 2,
} as const

/** As assumed: none of these is known, and whoever knows better puts in his own. */
export const assumed = {
  /** Counter, van, terminal, van, terminal, courier, addressee. */
  handOversPerItem: 6,
  /** The busiest hour has so much of its day, and the busiest day so many times the average one. */
  busiestHour: 0.15,
  busiestDay: 2,
  /** Seconds between publications, day and night. */
  publishEvery: 5,
  /** Gigabytes of a server that the map may take; a ledger holds the items of one year. */
  mapGigabytes: 12,
  /** A standby beside each server, and one more copy of what is stored. */
  serversPerLedger: 2,
  copies: 3,
  yearsKept: 10,
  /** Of each ledger: half of them replay. */
  witnesses: 4,
  replaying: 2,
  /** Sent to a witness for each publication: a checkpoint and a consistency proof. */
  witnessRequest: 2000,
  /** Euros: a server of two cores and 16 GB a month, a stored gigabyte a month, a gigabyte sent. */
  server: 40,
  gigabyteMonth: 0.1,
  gigabyteSent: 0.05,
} as const

export const worlds = {
  "a national post": 10_000_000,
  Europe: 750_000_000,
  "the world": 8_000_000_000,
} as const

const secondsAYear = 365 * 24 * 3600
const giga = 1e9

export type OnPaper = {
  /** Hand-overs in a year, in a second on average, and in the busiest hour. */
  readonly handOvers: number
  readonly average: number
  readonly peak: number
  /** By signatures and by memory; the larger of both. */
  readonly byRate: number
  readonly byMap: number
  readonly ledgers: number
  readonly servers: number
  /** Of one copy, in a year. */
  readonly storedGigabytes: number
  readonly memoryGigabytes: number
  /** Sent to all witnesses in a year. */
  readonly sentGigabytes: number
  /** Euros a year, when everything is kept that is ever kept. */
  readonly forServers: number
  readonly forStorage: number
  readonly forSending: number
  readonly forWitnesses: number
  readonly total: number
  /** Euros. */
  readonly perItem: number
}

export function onPaper(items: number): OnPaper {
  const handOvers = items * assumed.handOversPerItem
  const average = handOvers / secondsAYear
  const peak = average * 24 * assumed.busiestHour * assumed.busiestDay
  const byRate = Math.ceil(peak / measured.halfLoad)
  const memoryGigabytes = (items * measured.memoryPerItem) / giga
  const byMap = Math.ceil(memoryGigabytes / assumed.mapGigabytes)
  const ledgers = Math.max(byRate, byMap)
  const servers = ledgers * assumed.serversPerLedger
  const publications = (ledgers * secondsAYear) / assumed.publishEvery
  const storedGigabytes =
    (handOvers * measured.storedPerEntry + publications * measured.storedPerPublication) / giga
  const sentGigabytes =
    (publications * assumed.witnessRequest * assumed.witnesses +
      handOvers * measured.entryBytes * assumed.replaying) /
    giga
  const forServers = servers * 12 * assumed.server
  const kept = storedGigabytes * assumed.yearsKept * assumed.copies
  const forStorage = kept * 12 * assumed.gigabyteMonth
  const forSending = sentGigabytes * assumed.gigabyteSent
  const forWitnesses = ledgers * assumed.witnesses * 12 * assumed.server
  const total = forServers + forStorage + forSending + forWitnesses
  return {
    handOvers,
    average,
    peak,
    byRate,
    byMap,
    ledgers,
    servers,
    storedGigabytes,
    memoryGigabytes,
    sentGigabytes,
    forServers,
    forStorage,
    forSending,
    forWitnesses,
    total,
    perItem: total / items,
  }
}

/** Three digits that count, thousands apart. */
const printed = (value: number): string => {
  const rounded = Number(value.toPrecision(3))
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(rounded, 1e-9))))
  return rounded.toLocaleString("en", { maximumFractionDigits: digits })
}

const rows: readonly (readonly [what: string, of: keyof OnPaper, how: string])[] = [
  ["hand-overs a year", "handOvers", "items × 6"],
  ["a second, average", "average", "over 31,536,000 s"],
  ["a second, busiest hour", "peak", "× 24 × 0.15 × 2"],
  ["ledgers, by signatures", "byRate", "busiest hour ÷ 511"],
  ["ledgers, by the map", "byMap", "items × 194 bytes ÷ 12 GB"],
  ["servers", "servers", "the larger of both × 2"],
  ["stored a year, one copy, GB", "storedGigabytes", "see below"],
  ["sent to witnesses a year, GB", "sentGigabytes", "see below"],
  ["servers, € a year", "forServers", "servers × 12 × 40"],
  ["witnesses, € a year", "forWitnesses", "ledgers × 4 × 12 × 40"],
  ["storage, € in the tenth year", "forStorage", "GB a year × 10 × 3 × 12 × 0.10"],
  ["sending, € a year", "forSending", "GB × 0.05"],
  ["all of it, € a year", "total", "the four together"],
  ["€ an item", "perItem", "over the items"],
]

/** The table of the page, in Markdown. */
export function paperTable(): string {
  const found = Object.values(worlds).map(onPaper)
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [
    line(["", ...Object.keys(worlds), "how"]),
    line(["---", ...found.map(() => "---"), "---"]),
    line(["value items a year", ...Object.values(worlds).map(printed), "one for each inhabitant"]),
    ...rows.map(([what, of, how]) => line([what, ...found.map((each) => printed(each[of])), how])),
  ].join("\n")
}

/** The same, a line for each number; nothing is run for it. */
export const benchPaper = async (): Promise<readonly Figure[]> =>
  Object.entries(worlds).flatMap(([where, items]) => {
    const found = onPaper(items)
    return rows.map(([what, of]) => figure(`paper: ${where}, ${what}`, "", [found[of]]))
  })
