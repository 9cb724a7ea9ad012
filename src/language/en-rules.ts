/** English, the rule book: what each rule demands, in one sentence, and what is said beside it. */

/** What is said when a rule was not followed: by how much, or by what. */
export const particulars = {
  over: "{sum}, where {limit} is agreed",
  "no-receiver": "only the giver signed",
  "class-two": "what lies in it is class 2",
  "class-changed":
    "what lies in it is class 2 since {since}, when a coupon fell due or a lottery ticket was drawn",
  "no-post-class": "nothing is listed in it that §41 names",
  gap: "{gap} that neither the carrier nor a policy covers",
  registered: "registered, not insured",
  "no-insurance": "numbers in {letters} are for a service without insurance",
  "receipt-place": "the place of the receipt: {place}",
  lacking: "lacking: {what}",
  "at-night": "it was at night",
  "same-person": "the same person as the three times before",
  persons: "persons who carried: {persons}",
  "no-order": "no standing order is cited",
  counted: "{counted} counted, {declared} declared",
  delay: "the lock is set to {minutes} minutes, where {asked} are demanded",
  waited: "opened {waited} seconds after the code, where {asked} are demanded",
  opened: "opened at {time}",
  approved: "{sum}, where the unit is approved for {limit}",
} as const

/** What a rule would have to be shown. */
export const need = {
  place: "the place",
  fittings: "what the place is fitted with",
  contract: "the contract",
  limits: "the sums that insurer or contract sets",
  sum: "the sum",
  circumstances: "how it was done",
  credentials: "permits and approvals",
  inventory: "what lies in it",
  identifier: "the printed number",
  "declared-value": "the declared value",
  "standing-order": "the standing order",
  plan: "the plan",
  chain: "what was done with it before",
} as const

/** Why a row of the source is no rule. */
export const unjudged = {
  transition: "it says when liability passes: the answer itself applies it",
  description: "it describes or defines, and demands nothing of an act",
  reference: "it refers to another text",
  conduct: "it is about how people behave, of which nothing is recorded",
  construction: "the ledger cannot do otherwise",
  report: "it is about many acts together, which a report shows",
  repeated: "another row says the same",
} as const
