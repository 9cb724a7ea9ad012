/** The JSON body of a dry run. Sentences travel as messages, so that whoever asks reads them in his own language. */

import * as Type from "typebox"
import { isMessage } from "../language/say.ts"
import type { Difference } from "../rules/conservation.ts"
import type { ItemsFinding } from "../rules/judge.ts"
import { forces, severities } from "../rules/rule.ts"
import { areSaid, findingBody, orNull, readJson, refusedBody, strictly, words } from "./body.ts"
import type { DryRun } from "./ledger-api.ts"
import { idPattern, maxCount } from "./wire.ts"

const id = Type.String({ pattern: idPattern })
const sum = Type.Integer({ minimum: 0, maximum: maxCount })

export const ruleBody = Type.Object(
  {
    rule: Type.String(),
    source: words(["003", "001"]),
    section: Type.String(),
    force: words(forces),
    severity: words(severities),
    outcome: words(["met", "missed", "broken", "undecidable"]),
    statement: id,
    edition: Type.Integer({ minimum: 1 }),
    sentence: Type.Unknown({ description: "A message: {say, values}" }),
    items: Type.Array(id),
  },
  strictly,
)

const statedBody = Type.Object(
  { statement: id, party: orNull(id), person: orNull(id), key: id },
  strictly,
)

export const differenceBody = Type.Object(
  {
    kind: words(["count", "receipt", "close", "exchange"]),
    item: orNull(id),
    owner: orNull(id),
    currency: Type.String(),
    expected: sum,
    found: sum,
    by: statedBody,
    since: Type.Array(statedBody),
    reported: Type.Boolean(),
  },
  strictly,
)

const foreseenBody = Type.Object(
  {
    ok: Type.Literal(true),
    findings: Type.Array(findingBody),
    rules: Type.Unsafe<readonly ItemsFinding[]>(Type.Array(ruleBody)),
    differences: Type.Unsafe<readonly Difference[]>(Type.Array(differenceBody)),
  },
  strictly,
)

export const dryRunBody = Type.Union([foreseenBody, refusedBody])

export function readDryRun(bytes: Uint8Array): DryRun | undefined {
  const answer = readJson(dryRunBody, bytes)
  if (answer === undefined || !answer.ok) return answer
  const isSaid =
    areSaid(answer.findings) && answer.rules.every(({ sentence }) => isMessage(sentence))
  return isSaid ? answer : undefined
}
