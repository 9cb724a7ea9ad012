/** Pieces of CDDL (RFC 8610), which shapes print themselves in. */

/** Rules by their names. A name stands for one rule everywhere; `test/docs.test.ts` holds the printed pages to it. */
export type Rules = ReadonlyMap<string, string>

export const noRules: Rules = new Map()

export function rulesOf(shapes: readonly { readonly rules: Rules }[]): Map<string, string> {
  const rules = new Map<string, string>()
  for (const shape of shapes) for (const [name, rule] of shape.rules) rules.set(name, rule)
  return rules
}

/** A CDDL group on one line if it fits, otherwise with one entry per line. */
export function bracketed(open: string, entries: readonly string[], close: string): string {
  const line = `${open}${entries.join(", ")}${close}`
  return line.length <= 80
    ? line
    : `${open}\n${entries.map((each) => `  ${each},\n`).join("")}${close}`
}
