/** The trust policy that this browser remembers: what its user gave, word for word. */

export type Believed = {
  readonly text: string
  /** Whether it is the suggestion of the ledger that is to be checked. */
  readonly isOperators: boolean
}

const keptText = "policy"
const keptOrigin = "policy-of-operator"

export function readPolicyKept(): Believed | null {
  try {
    const text = localStorage.getItem(keptText)
    return text === null ? null : { text, isOperators: localStorage.getItem(keptOrigin) === "true" }
  } catch {
    return null
  }
}

/** Null forgets it. False where this browser keeps nothing. */
export function keepPolicy(believed: Believed | null): boolean {
  try {
    if (believed === null) {
      localStorage.removeItem(keptText)
      localStorage.removeItem(keptOrigin)
    } else {
      localStorage.setItem(keptText, believed.text)
      localStorage.setItem(keptOrigin, String(believed.isOperators))
    }
    return true
  } catch {
    return false
  }
}
