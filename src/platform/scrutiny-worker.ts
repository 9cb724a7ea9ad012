/** A thread that answers questions, as `scrutiny-pool.ts` starts it. */

import { parentPort } from "node:worker_threads"
import { useSha256 } from "../encoding/hash.ts"
import { verifyNode } from "./ed25519.ts"
import { answerQuestions } from "./scrutiny-message.ts"
import { sha256Node } from "./sha256.ts"

useSha256(sha256Node)
parentPort?.on("message", (packed: Uint8Array) => {
  const { answers, findings } = answerQuestions(packed, verifyNode)
  parentPort?.postMessage({ answers, findings }, [answers.buffer as ArrayBuffer])
})
