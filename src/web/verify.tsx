/** The page at `/verify`. */

import { showVerify } from "./verify-page.tsx"
import { servedProgram } from "./verify-program.tsx"

showVerify({
  startWorker: () => new Worker(new URL("./verify-worker.ts", import.meta.url), { type: "module" }),
  program: servedProgram(import.meta.url),
  isServed: true,
})
