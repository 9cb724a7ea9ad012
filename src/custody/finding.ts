/**
 * What the record itself shows about a recorded act. A finding never removes the act: the ledger records what
 * happened, and marks it. (Findings of the rule book about safety come from `rules`.)
 */

import { finding as findings } from "../language/en-opinion.ts"
import { type Message, message, type Value } from "../language/message.ts"
import { say } from "../language/say.ts"

export { findings }
export type FindingCode = keyof typeof findings

export type Finding = {
  readonly code: FindingCode
  /** The statement it is about. */
  readonly statement: string
  /** In English; `findingMessage` says it in other languages. */
  readonly sentence: string
  /** Its particulars, if it has any. */
  readonly detail?: Value
}

export function finding(code: FindingCode, statement: string, detail: Value = ""): Finding {
  const bare = { code, statement, ...(detail === "" ? {} : { detail }) }
  return { ...bare, sentence: say(findingMessage(bare)) }
}

export const findingMessage = ({ code, detail }: Pick<Finding, "code" | "detail">): Message =>
  detail === undefined
    ? message(`finding.${code}`)
    : message("line.particulars", { finding: message(`finding.${code}`), detail })
