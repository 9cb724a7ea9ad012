/**
 * A witness under load, in a program of its own, to be killed. It prints a line for each thing it said:
 *
 *     ready
 *     cosigned ORIGIN SIZE TIME       the answer was 200
 *     refused ORIGIN STATUS           it was something else; no more is asked of this log
 *
 * Arguments: its folder, and the number of the round.
 */

import { writeSync } from "node:fs"
import { crashOrigins, toyLog, witnessOf } from "./toy-log.ts"

// Straight to the pipe: what was printed before the kill is read after it.
const print = (...words: readonly (string | number)[]): void => {
  writeSync(1, `${words.join(" ")}\n`)
}

// A file that may grow no more is answered like a full disk, not with the end of the program.
process.on("SIGXFSZ", () => undefined)
const [folder = "", round = ""] = process.argv.slice(2)
const logs = crashOrigins.map((origin) => toyLog(origin))
let now = 1_800_000_000_000 + Number(round) * 86_400_000
const witness = await witnessOf(
  folder,
  logs.map(({ key }) => ({ key, replay: undefined })),
  { clock: () => (now += 250) },
)
print("ready")
await Promise.all(
  logs.map(async (log) => {
    let size = (await witness.about()).logs.find(({ origin }) => origin === log.origin)?.size ?? 0
    for (let turn = 0; ; turn++) {
      const next = size + (turn % 4)
      const answer = await witness.addCheckpoint(log.request(size, next))
      if (answer.status !== 200) {
        print("refused", log.origin, answer.status)
        return
      }
      size = next
      print("cosigned", log.origin, size, now)
    }
  }),
)
