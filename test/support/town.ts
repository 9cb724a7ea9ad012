/** A small town to test in: three governors, four parties with a person each, and a book that let them in. */

import type { SigningKey } from "../../src/cose/key.ts"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { PartyId } from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { type Book, book, hour, keyOf, pen, penOrigin, penStart, personOf } from "./pens.ts"

export const enrolment = (
  key: SigningKey,
  party: PartyId,
  terms: Partial<Terms["key"]> = {},
): Terms["key"] => ({
  act: "enrol",
  key: key.publicKey,
  possession: key.sign(possessionMessage(penOrigin, party, key.publicKey)),
  replaces: null,
  person: null,
  rights: "sign",
  assurance: 2,
  compromisedSince: null,
  ...terms,
})

export const ledgerKeys = {
  seal: keyOf("seal"),
  promise: keyOf("promise"),
  checkpoint: keyOf("checkpoint"),
}

export const genesisTerms = (governors: readonly Pen[], threshold: number): Terms["genesis"] => ({
  origin: penOrigin,
  governors: governors.map(({ key }) => key.publicKey),
  threshold,
  recoveryDelay: 24 * hour,
  sealKey: ledgerKeys.seal.publicKey,
  promiseKey: ledgerKeys.promise.publicKey,
  checkpointKey: ledgerKeys.checkpoint.publicKey,
  sample: true,
})

export const admission = (key: SigningKey): Terms["party"] => ({
  form: "organisation",
  root: key.publicKey,
  possession: key.sign(possessionMessage(penOrigin, null, key.publicKey)),
})

const names = { shop: "cashier", carrier: "courier", bank: "counter", stranger: "courier" } as const
export type Name = keyof typeof names
export type Town = {
  readonly book: Book
  readonly clock: { now: number }
  readonly governors: readonly Pen[]
  readonly roots: Readonly<Record<Name, Pen>>
  /** A person of each party. */
  readonly pens: Readonly<Record<Name, Pen>>
  readonly enrol: (name: Name, seed: string) => Pen
}

/** Three governors of whom two suffice, four parties, a person each. */
export function town(): Town {
  const clock = { now: penStart }
  const now = () => clock.now
  const whole = book(now)
  const governors = ["one", "two", "three"].map((n) => pen(null, "governor", `governor ${n}`, now))
  const [first, second] = governors as [Pen, Pen, Pen]
  whole.take(draft("genesis", genesisTerms(governors, 2), first, { attest: [second] }))
  const roots = {} as Record<Name, Pen>
  const pens = {} as Record<Name, Pen>
  const enrol: Town["enrol"] = (name, seed) => {
    const { party } = roots[name]
    const made = pen(party, names[name], seed, now)
    const terms = enrolment(made.key, party as PartyId, { person: personOf(seed) })
    whole.take(draft("key", terms, roots[name]))
    return made
  }
  for (const name of Object.keys(names) as Name[]) {
    const admitted = draft("party", admission(keyOf(`${name} root`)), first, { attest: [second] })
    whole.take(admitted)
    roots[name] = pen(admitted.id as string as PartyId, "root", `${name} root`, now)
    pens[name] = enrol(name, `${name} person`)
  }
  return { book: whole, clock, governors, roots, pens, enrol }
}
