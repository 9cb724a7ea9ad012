/** What `npm run bench --` is told: names of benchmarks, and a few options for those that can be made larger. */

export type BenchOptions = {
  /** Hand-overs to put on record; each benchmark has a default of its own. */
  readonly entries: number | undefined
  /** Where the ledger is kept and found again; undefined is a temporary folder. */
  readonly folder: string | undefined
}

export type Wanted = BenchOptions & {
  readonly names: readonly string[]
  readonly isJson: boolean
}

const leastEntries = 2000
const mostEntries = 100_000_000

/** `known`: every name there is. A sentence about the first word that is wrong. */
export function readOptions(
  words: readonly string[],
  known: readonly string[],
): Wanted | { readonly fault: string } {
  const names: string[] = []
  let isJson = false
  let entries: number | undefined
  let folder: string | undefined
  for (const word of words) {
    const [option, value] = split(word)
    if (option === "--json" && value === undefined) isJson = true
    else if (option === "--entries") {
      entries = countIn(value)
      if (entries === undefined)
        return { fault: `${word}: expected --entries=N, from ${leastEntries} to ${mostEntries}` }
    } else if (option === "--folder") {
      if (value === undefined || value === "") return { fault: `${word}: expected --folder=PATH` }
      folder = value
    } else if (word.startsWith("-"))
      return { fault: `no option ${word}; there are --json, --entries=N and --folder=PATH` }
    else if (known.includes(word)) names.push(word)
    else return { fault: `no benchmark is called ${word}; there are ${known.join(", ")}` }
  }
  return { names, isJson, entries, folder }
}

function split(word: string): readonly [option: string, value: string | undefined] {
  const at = word.indexOf("=")
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function countIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9][0-9_]*$/.test(text)) return undefined
  const count = Number(text.replaceAll("_", ""))
  return count >= leastEntries && count <= mostEntries ? count : undefined
}
