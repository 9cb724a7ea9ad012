/** English, the verdict: the lines of a report, in the order of docs/verify.md. */

export const line = {
  particulars: "{finding}: {detail}",
  lacking: "{demand}: not decidable without {need}",
  edition: "judged by edition {edition} of the rule book, which this version does not know",
  "would-refuse": "The ledger would not append this: {why}.",
  "would-find": "Would be found: {code}: {sentence}.",
  balance: "{owner}: taken in {taken}, held {held}, closed {closed}, difference {difference}",
  rules:
    "Rules of the guideline: {met} met, {faults} not followed, {open} not decidable from what is shown.",
  sample: "SAMPLE LEDGER: nothing here happened.",
  operator: "On the operator's word and clock:",
  "question-at": "Question: who was liable for the {scope} of item {item} at {at}?",
  "question-between":
    "Question: who was liable for the {scope} of item {item} between {from} and {to}?",
  genuine: "File: genuine.",
  false: "File: NOT GENUINE: {failure}.",
  failure: "step {step}, {name}: {finding}",
  "no-failure": "no step failed",
  verdict: "Verdict: {verdict}.",
  "liable-only": "Liable: {who}; between {from} and {to}: {why}.",
  "liable-one": "Alternative {n}: {who}; between {from} and {to}: {why}.",
  "nobody-only": "Liable: nobody yet; {why}.",
  "nobody-one": "Alternative {n}: nobody yet; {why}.",
  who: "{party}, toward {toward}, under {contract} and rule {rule}, by receipt {receipt}",
  "jointly-with": "{first}; jointly with {other}",
  owner: "its owner",
  itself: "itself",
  contract: "contract {contract}",
  "no-contract": "no contract on record",
  receipt: "Receipt {receipt}: {times}.",
  hands: "In the hands of {party} between {from} and {to}.",
  "hands-at": "In the hands of {party} at {place} between {from} and {to}.",
  outside: "somebody outside the ledger",
  burden: "Burden: on {party} to show discharge.",
  "no-burden": "Burden: on nobody, as far as it is proved.",
  reservation: "Reservation in receipt {receipt}: {codes}.",
  cover: "Cover: {cover}.",
  interval: "Last proof that it was whole: {after}; first word that it was not: {before}.",
  finding: "Finding {code} ({statement}): {sentence}.",
  rule: "Guideline {section}, {severity} {rule} ({statement}), {outcome}: {sentence}.",
  difference:
    "Difference, {kind}: of the money of {owner}, {expected} stated by {since}, {found} by {by}; {reported}.",
  assurance: "Weakest assurance: {level}.",
  "withheld-none": "Withheld: nothing.",
  withheld:
    "Withheld: {count, plural, one {# sealed term} other {# sealed terms}} ({never} of them never delivered).",
  complete:
    "Complete up to checkpoint {size} of {origin}, {time} (time basis: {basis}), for this item id. A receipt in a drawer can still arrive.",
  narrow: "What would narrow it: {narrow}.",
  last: "This says who had signed for it; not who took it, whether anyone was negligent, or whether cover exists.",
} as const

/** Proven times and their basis. */
export const time = {
  signed: "signed between {from} and {to} {by}; claimed {claimed}, on record {arrived}",
  "signed-fixed":
    "signed between {from} and {to} {by}; claimed {claimed}, position fixed {fixed}, on record {arrived}",
  unknown: "an unknown time",
  now: "now",
  none: "no time",
  operator: "by the operator's clock",
  witnesses: "by {count} of {of} witnesses",
  "operator-only": "operator only",
  "by-witnesses": "witnesses",
  "no-checkpoint": "none",
  "no-level": "none",
  "no-ledger": "no ledger",
} as const

/** Small numbers are written out. */
export const numeral = {
  "0": "no",
  "1": "one",
  "2": "two",
  "3": "three",
  "4": "four",
  "5": "five",
  "6": "six",
  "7": "seven",
  "8": "eight",
  "9": "nine",
  "10": "ten",
  "11": "eleven",
  "12": "twelve",
} as const

/** What would be paid, and what not. Sums are printed with their currency. */
export const cover = {
  value: "{value} at risk; {parts}",
  declared: "declared {sum}",
  cap: "carrier's cap {sum}",
  policy: "policy limit {sum}",
  gap: "{sum} not covered",
  "no-gap": "nothing left uncovered by what is agreed",
  "not-shown": "cannot be said: {what}",
  "value-not-shown": "what it is worth is not shown",
  "no-value": "no sum is stated for it",
  "currencies-differ": "sums are in different currencies",
  "terms-not-shown": "the contract's sums are not shown",
} as const

/** Sums that did not stay what they were. */
export const difference = {
  count: "counted",
  receipt: "received",
  close: "paid in",
  exchange: "split, merged or exchanged",
  by: "{party}, person {person}, in {statement}",
  nobody: "nobody in particular",
  "no-owner": "nobody named",
  reported: "reported with it",
  unreported: "without a report",
} as const

/** The rule book as a page. */
export const page = {
  title: "The rule book, edition {edition}",
  explained:
    "Every numbered statement of the guideline “Værdihåndtering” (003) and of “Säkra brevförsändelser” (001), what it demands, with which force, and what must be shown for it to be judged. What “must” demands is violated, from what “should” or “important” says one deviates, what “may” offers is worth a note (003 §10). A rule judges what is recorded; it refuses nothing and moves no liability.",
  row: "row",
  force: "force",
  demand: "what it demands",
  needs: "what it needs to be shown",
  unjudged: "not judged",
  handling: "Instructions, tills and internal transport (003 §§10–33)",
  counting: "Counting (003 §34)",
  storage: "Storage, locks and alarms (003 §§35–39)",
  post: "Receipts and value post (003 §§40–42)",
  air: "By air (003 §43)",
  transport: "Value transport (003 §§50–55)",
  duty: "Law, attack and control centres (003 §§60–64)",
  screening: "Secured letters (001)",
} as const

/** The report that is filed or printed, with the proof inside. */
export const filed = {
  title: "Who was liable",
  item: "Item {item}",
  answer: "The answer",
  carried:
    "The proof is attached to this document as {file}: {bytes} bytes, SHA-256 {hash}. What is printed here is worth what that file proves. Check it offline with “kvitto verify”, or on the page Verify of any ledger, under a policy of your own.",
  policy: "Checked under the policy that the operator of {origin} suggests, SHA-256 {hash}.",
  steps: "What was checked",
  holds: "holds",
  fails: "does NOT hold",
  page: "{page} of {pages}",
} as const

/** The steps of docs/verify.md; a step's number is its key. */
export const step = {
  1: "the file is a bundle for this question",
  2: "a log that the policy trusts signed the checkpoint",
  3: "the policy's witnesses cosigned the checkpoint",
  4: "every entry is a leaf of the checkpoint's tree",
  5: "the last leaf is the ledger's seal",
  6: "the map is the one that the seal names",
  7: "every chain given is whole",
  8: "the ledger is the one that its genesis says",
  9: "every statement is well-formed and its signatures hold",
  10: "every chain that the answer rests on is given",
  11: "entries follow one another",
  12: "time",
  13: "sealed terms",
  14: "loose receipts",
  15: "completeness",
  16: "the answer",
}

/** What was found at a step that holds. */
export const found = {
  holds: "holds",
  read: "{entries, plural, one {# entry} other {# entries}}, {chains, plural, one {# chain} other {# chains}}",
  head: "{origin}, size {size}",
  cosigned: "by {witnesses}",
  uncosigned: "the policy asks for none",
  leaves: "their hashes make the checkpoint's root",
  seal: "at {index}, by the key that genesis or governance named",
  map: "{subjects, plural, one {# subject} other {# subjects}}",
  chains: "{entries, plural, one {# entry touches} other {# entries touch}} the item",
  sample: "a sample ledger",
  signed: "with keys enrolled before them",
  given: "none is left out",
  following: "hash by hash where neighbours are given",
  operator: "operator only",
  witnesses: "witnesses",
  terms: "{shown} shown, {withheld} not shown; each shown one is as committed",
  loose: "{counted} of {given} counted",
  complete: "as far as the policy asks",
  "on-word": "on the operator's word",
}
