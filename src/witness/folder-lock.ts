/**
 * One owner for a witness's folder: two programs with one key would each sign what the other has not seen. The lock is
 * LevelDB's own, on an empty database, because the system gives it back however its owner ends.
 */

import { Level } from "level"
import { faultOf } from "../store/database.ts"

/** Resolves with what gives the lock back. Throws StoreFault "locked" while somebody else has it. */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  const lock = new Level(path)
  try {
    await lock.open()
  } catch (cause) {
    throw faultOf(path, cause)
  }
  return () => lock.close()
}
