/** Danish: what is around every page. */

import type { ShellWords } from "./en-shell.ts"
import type { Wording } from "./words.ts"

export const words: Wording<ShellWords> = {
  skip: "Til indholdet",
  navigation: "Kvitto",
  language: "Sprog",
  sample: "EKSEMPELREGISTER: intet af dette er sket.",
  pages: {
    home: "Forside",
    courier: "Bud",
    verify: "Kontrollér",
    insurer: "Forsikring",
    auditor: "Revisor",
  },
}
