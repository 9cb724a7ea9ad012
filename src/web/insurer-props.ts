/** What every part of the page is given. */

import type { InsurerWords } from "./en-insurer.ts"
import type { PageProps } from "./shell.tsx"
import type { Wording } from "./words.ts"

export type InsurerProps = PageProps<Wording<InsurerWords>>
