/** Swedish: what is around every page. */

import type { ShellWords } from "./en-shell.ts"
import type { Wording } from "./words.ts"

export const words: Wording<ShellWords> = {
  skip: "Till innehållet",
  navigation: "Kvitto",
  language: "Språk",
  sample: "EXEMPELLIGGARE: inget av detta har hänt.",
  pages: {
    home: "Startsida",
    courier: "Bud",
    verify: "Kontrollera",
    insurer: "Försäkring",
    auditor: "Revisor",
  },
}
