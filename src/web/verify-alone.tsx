/** The same page as one file, to be kept and mailed: its worker is inside, and it needs no server. */

import { showVerify } from "./verify-page.tsx"
import { inlineProgram } from "./verify-program.tsx"
// oxlint-disable-next-line import/default -- made by Vite
import InlineWorker from "./verify-worker.ts?worker&inline"

showVerify({ startWorker: () => new InlineWorker(), program: inlineProgram, isServed: false })
