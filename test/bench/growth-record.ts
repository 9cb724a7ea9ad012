/** What a growth run has measured so far, a line for each piece of it, in the ledger's folder: a run goes on from there. */

import { appendFile, readFile } from "node:fs/promises"
import { join } from "node:path"

/**
 * Early and late pieces are sent with nothing beside them; between, the next piece is made meanwhile. What a killed server
 * had appended is a piece too, whose bytes are reckoned from the others'.
 */
export type Part = "early" | "between" | "late" | "killed"

export type Piece = {
  readonly part: Part
  /** Sizes of the ledger: before, and after. */
  readonly from: number
  readonly to: number
  readonly wallMs: number
  /** Of the server's process. */
  readonly cpuMs: number
  readonly mapMs: number
  readonly mapCpuMs: number
  /** Hand-overs a second whose two signatures the machine could check just before; 0 where nobody asked. */
  readonly capacity: number
  readonly peakRss: number
  readonly items: number
  /** Sent in this piece: the statements, and their openings. */
  readonly statementBytes: number
  readonly openingBytes: number
}

const pathIn = (folder: string): string => join(folder, "growth.jsonl")

export async function readPieces(folder: string): Promise<Piece[]> {
  let text: string
  try {
    text = await readFile(pathIn(folder), "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []
    throw error
  }
  return text.split("\n").flatMap(pieceIn)
}

/** A line that was cut off is no piece. */
function pieceIn(line: string): Piece | [] {
  try {
    return JSON.parse(line) as Piece
  } catch {
    return []
  }
}

/** On a line of its own, whatever the last one ended with. */
export const keepPiece = (folder: string, piece: Piece): Promise<void> =>
  appendFile(pathIn(folder), `\n${JSON.stringify(piece)}\n`)

export type Plan = {
  readonly entries: number
  /** Entries of the early part, which begins where as many are on record, and of the late part. */
  readonly window: number
  readonly piece: number
}

const largestWindow = 100_000
const pieceOfWindow = 5

export function planFor(entries: number): Plan {
  const window = Math.min(largestWindow, Math.floor(entries / 5))
  return { entries, window, piece: Math.floor(window / pieceOfWindow) }
}

/** In which part a piece from this size on lies. An early part on record stays what it is, however far a later run goes. */
export function partAt({ entries, window }: Plan, from: number, hasEarly: boolean): Part {
  if (from >= entries - window) return "late"
  return !hasEarly && from >= window && from < 2 * window ? "early" : "between"
}

/** What a server appended before it was killed, in the middle of which nobody knows what it used. */
export function killedPiece(pieces: readonly Piece[], from: number, to: number): Piece {
  const entries = pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0)
  const share = (of: (piece: Piece) => number): number =>
    Math.round((pieces.reduce((sum, piece) => sum + of(piece), 0) / entries) * (to - from))
  return {
    part: "killed",
    from,
    to,
    wallMs: 0,
    cpuMs: 0,
    mapMs: 0,
    mapCpuMs: 0,
    capacity: 0,
    peakRss: 0,
    items: 0,
    statementBytes: share(({ statementBytes }) => statementBytes),
    openingBytes: share(({ openingBytes }) => openingBytes),
  }
}
