/** Norwegian: what is around every page. */

import type { ShellWords } from "./en-shell.ts"
import type { Wording } from "./words.ts"

export const words: Wording<ShellWords> = {
  skip: "Til innholdet",
  navigation: "Kvitto",
  language: "Språk",
  sample: "EKSEMPELREGISTER: ingenting av dette har skjedd.",
  pages: {
    home: "Forside",
    courier: "Bud",
    verify: "Kontroller",
    insurer: "Forsikring",
    auditor: "Revisor",
  },
}
