/** Long readings in turns with everybody else: what is in the system's memory is read without ever waiting. */

import { setImmediate } from "node:timers/promises"

/** Some milliseconds of reading entries with their openings, or subjects. */
const stepsATurn = 32

/** Awaited after each step, it lets others have their turn after so many. */
export function inTurns(): () => Promise<void> {
  let steps = 0
  return async () => {
    steps += 1
    if (steps % stepsATurn === 0) await setImmediate()
  }
}
