/** What a witness keeps of each log, as long as it runs. */

import type { WitnessFiles } from "../../src/witness/checkpoint-file.ts"

export function memoryFiles(): WitnessFiles {
  const notes = new Map<string, Uint8Array>()
  return {
    read: async (originHash) => notes.get(originHash),
    write: async (originHash, note) => {
      notes.set(originHash, note.slice())
    },
    keep: async () => {},
  }
}
