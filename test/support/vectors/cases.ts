/** The shape of a test vector, and how a bad one is made: from a good one, by one edit with a name. */

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json }
export type Inputs = { readonly [name: string]: Json }

export type Refusal = { readonly code: string; readonly line?: number }
/** The fields that every case has, whatever its operation asks for beside them. */
export type Case = {
  readonly name: string
  /** The good case of the same file that this bad one was edited from. */
  readonly from?: string
  /** C2SP allows it or leaves it open, and Kvitto refuses it. */
  readonly stricter?: true
  readonly operation: string
  readonly inputs: Inputs
  readonly expect: "ok" | Refusal
  readonly value?: Json
}

export const good = (name: string, operation: string, inputs: Inputs, value?: Json): Case => ({
  name,
  operation,
  inputs,
  expect: "ok",
  ...(value === undefined ? {} : { value }),
})

/** `inputs` replace those of `from`; a text input stands in for the one in base64, and the reverse. */
export function bad(from: Case, name: string, expected: string | Refusal, inputs: Inputs): Case {
  const changed = new Set(Object.keys(inputs).map((key) => key.replace(/Base64$/, "")))
  const kept = Object.entries(from.inputs).filter(
    ([key]) => !changed.has(key.replace(/Base64$/, "")),
  )
  return {
    name,
    from: from.name,
    operation: from.operation,
    inputs: { ...Object.fromEntries(kept), ...inputs },
    expect: typeof expected === "string" ? { code: expected } : expected,
  }
}

/** Marks a rule of our own. */
export const stricter = (each: Case): Case => ({ ...each, stricter: true })

/** Replaces the one place where `found` stands: an edit that hits nothing, or two places, is no single fault. */
export function edit(text: string, found: string, replacement: string): string {
  const parts = text.split(found)
  if (parts.length !== 2 || found === replacement)
    throw new Error(`edit: expected ${JSON.stringify(found)} once, found ${parts.length - 1} times`)
  return parts.join(replacement)
}

/** The file: one array, every case an object with its inputs beside its name. */
export function printCases(cases: readonly Case[]): string {
  const flat = cases.map(({ name, from, stricter: own, operation, inputs, expect, value }) => ({
    name,
    ...(from === undefined ? {} : { from }),
    ...(own === undefined ? {} : { stricter: own }),
    operation,
    ...inputs,
    expect,
    ...(value === undefined ? {} : { value }),
  }))
  return `${JSON.stringify(flat, null, 2)}\n`
}
