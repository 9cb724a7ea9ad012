/** What every part of the page is given. */

import type { AuditorWords } from "./en-auditor.ts"
import type { PageProps } from "./shell.tsx"
import type { Wording } from "./words.ts"

export type AuditorProps = PageProps<Wording<AuditorWords>>
