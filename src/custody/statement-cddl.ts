/** The grammar of statements (RFC 8610), printed from the shapes that read them. */

import { rulesOf } from "../encoding/cddl.ts"
import { integer, type Shape } from "../encoding/shape.ts"
import { kindNumber, kinds } from "./kind.ts"
import { payloadFields, shapes, statementType } from "./statement.ts"

/** A parameter of a CDDL rule. */
const parameter = (name: string): Shape<never> => ({ ...integer(0, 0), cddl: name }) as Shape<never>

/** The normative CDDL of all kinds, as `docs/statement.cddl` holds it. */
export function statementCddl(): string {
  const rules = rulesOf([...shapes.values()])
  const payloads = kinds.map((kind) => `payload-of<${kindNumber(kind)}, ${kind}-terms>`)
  const payload = payloadFields(parameter("kind"), parameter("terms"))
  const whole = [
    "; COSE_Sign1, RFC 9052\nstatement = #6.18([bstr .cbor protected-header, {}, bstr .cbor payload, signature])",
    `; alg Ed25519 (RFC 9864), kid (RFC 9679), typ (RFC 9596)\nprotected-header = {1: -19, 4: key-id, 16: "${statementType}"}`,
    `payload = ${payloads.join(" /\n  ")}`,
    `payload-of<kind, terms> = ${payload.cddl}`,
  ]
  return [...whole, ...rules.values()].join("\n\n")
}
