/** What would be found before anybody signs, in words: the rule book and its catalogues are loaded for it alone. */

import type { DryRun } from "../api/ledger-api.ts"
import { findingMessage } from "../custody/finding.ts"
import { offerLasts, offerOptions, offerTerms, type Wish } from "../device/give.ts"
import { foreseen, type Foresight } from "../device/foresee.ts"
import { chosenLines } from "../device/lines.ts"
import { arrivedPapers, foreignPaper, needsOf } from "../device/papers.ts"
import type { Phone } from "../device/phone.ts"
import {
  acceptanceOptions,
  acceptanceTerms,
  type Answer,
  type Inspection,
} from "../device/receive.ts"
import { type Language, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { isFault } from "../rules/judge.ts"
import { differenceMessage, ruleMessages } from "../verifier/lines.ts"
import { ledgerHere } from "./courier-network.ts"

/** Sentences, worst first; `by` the phone alone where no ledger answered. */
export type ForeseenLines = { readonly by: Foresight["by"]; readonly lines: readonly string[] }

export async function foreseeOffer(
  phone: Phone,
  wish: Wish,
  language: Language,
): Promise<ForeseenLines> {
  const lines = chosenLines(await phone.shelf.all("held"), wish.items)
  const terms = offerTerms(lines, wish.to, phone.clock().at + offerLasts)
  const items = lines.map(({ item }) => item)
  const beside = { notes: [], needs: lines.map(({ previous }) => previous) }
  const options = offerOptions(lines, wish)
  const intended = { kind: "offer" as const, terms, options, items, beside, came: [] }
  return inWords(await foreseen(phone, intended, reachable()), language)
}

export async function foreseeAcceptance(
  phone: Phone,
  inspection: Inspection,
  answer: Answer,
  language: Language,
): Promise<ForeseenLines> {
  const { arrived, offer, lines } = inspection
  const origin = inspection.message.origin
  const papers = await phone.shelf.all("papers")
  const order = papers.size
  const came = arrivedPapers(arrived, papers, origin, order)
  const intended = {
    kind: "acceptance" as const,
    terms: acceptanceTerms(inspection, answer),
    options: acceptanceOptions(inspection, answer),
    items: lines.map(({ item }) => item),
    beside: {
      notes: arrived.parcel.notes,
      offerOpenings: arrived.parcel.openings,
      needs: [...needsOf(offer), offer.id],
    },
    came: [...came, foreignPaper(arrived, order + came.length)],
  }
  return inWords(await foreseen(phone, intended, reachable()), language)
}

/** Milliseconds. Who stands on the street signs on what the phone knows, and does not wait for a ledger that hangs. */
const patience = 4000

const reachable = () =>
  navigator.onLine
    ? ledgerHere((url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(patience) }))
    : undefined

const inWords = ({ by, answer }: Foresight, language: Language): ForeseenLines => ({
  by,
  lines: linesOf(answer).map((each) => say(each, language).replaceAll(/\b[0-9a-f]{64}\b/g, short)),
})

const short = (id: string): string => id.slice(0, 8)

/** What was not followed and what the record would find. What only cannot be decided is no reason to stop on the street. */
function linesOf(answer: DryRun) {
  if (!answer.ok) return [message("line.would-refuse", { why: answer.sentence })]
  const { findings, rules, differences } = answer
  return [
    ...findings.map((each) =>
      message("line.would-find", { code: each.code, sentence: findingMessage(each) }),
    ),
    ...differences.map((each) => differenceMessage(each, short)),
    ...ruleMessages(rules.filter(isFault)),
  ]
}
