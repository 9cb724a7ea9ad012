/**
 * The worker that judges files, for every page that shows a verdict: the page stays free while it works. The code is the
 * command line's; only that signatures are checked by the browser.
 */

import { decodeParcel, statementsIn } from "../api/parcel.ts"
import { verifyPortable } from "../cose/ed25519.ts"
import { say } from "../language/say.ts"
import { decodeBundle, maxBundleBytes } from "../log/bundle.ts"
import { decodeEntry } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"
import { judge, misbehaviourLines } from "../misbehaviour/judge.ts"
import { inflate } from "../platform/inflate.ts"
import { openWebVerifier } from "../platform/webcrypto.ts"
import { carriedIn, kindOf } from "../verifier/file-kind.ts"
import { inclusionLine, verifyCoseReceipt, verifyTlogProof } from "../verifier/inclusion.ts"
import { namingOf, verdictLines } from "../verifier/lines.ts"
import { parsePolicy, type Policy, quorumName } from "../verifier/policy.ts"
import { saidLine } from "../verifier/said-line.ts"
import { sayFound, stepMessage } from "../verifier/verdict.ts"
import { readable } from "./readable.ts"
import type {
  Answer,
  Ask,
  Asks,
  Case,
  FromWorker,
  Looked,
  PolicyRead,
  ToWorker,
} from "./verify-message.ts"

const verifier = openWebVerifier()

async function look(file: Blob): Promise<Looked> {
  if (file.size === 0) return { kind: "unusable", why: "empty" }
  if (file.size > maxBundleBytes) return { kind: "unusable", why: "too-long" }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const kind = kindOf(bytes)
  if (kind === "unknown")
    return "fault" in decodeParcel(bytes)
      ? { kind: "unusable", why: "not-ours" }
      : { kind: "parcel", bytes, carried: false }
  if (kind !== "pdf") return { kind, bytes, carried: false }
  const carried = await carriedIn(bytes, inflate)
  if ("fault" in carried) return { kind: "unusable", why: { sentence: carried.fault } }
  const [first, ...others] = carried
  return others.length === 0 ? { ...first, carried: true } : { kind: "several", files: carried }
}

async function judgeCase(given: Case): Promise<Answer> {
  const { bytes, entry } = given
  const kind = kindOf(bytes)
  const read = given.policy === null ? undefined : parsePolicy(given.policy)
  if (read?.ok === false) return { kind: "policy-fault", ...read.fault }
  if (kind === "misbehaviour") {
    const judgement = judge(bytes, read?.policy, verifyPortable)
    return { kind: "judgement", judgement, report: misbehaviourLines(judgement) }
  }
  if (read === undefined) return { kind: "lacks", what: "policy" }
  if (kind !== "tlog-proof" && kind !== "cose-receipt") return judgeBundle(given, read.policy)
  if (entry === null) return { kind: "lacks", what: "entry" }
  if (decodeEntry(entry) === undefined)
    return { kind: "unusable", sentence: "not one entry of a ledger" }
  const check = kind === "tlog-proof" ? verifyTlogProof : verifyCoseReceipt
  const verdict = check(bytes, leafHash(entry), read.policy, verifyPortable)
  return { kind: "inclusion", verdict, report: [inclusionLine(verdict)] }
}

/** Also of what is no bundle at all: the first step says so. */
async function judgeBundle(
  { bytes, loose, asked, language }: Case,
  policy: Policy,
): Promise<Answer> {
  const { verify } = await verifier
  const decoded = decodeBundle(bytes)
  const verdict = await verify(bytes, policy, {
    loose: loose.flatMap(statementsIn),
    line: true,
    ...(asked === null ? {} : { asked }),
  })
  const { name } = namingOf(verdict)
  return {
    kind: "verdict",
    verdict,
    own: "fault" in decoded ? null : decoded.question,
    who: verdict.alternatives.map(({ liable }) =>
      liable.map(({ party }) => name(party)).join(" + "),
    ),
    burden: verdict.burden === null ? null : name(verdict.burden),
    report: verdictLines(verdict, language),
    steps: verdict.steps.map((each) => ({
      ...each,
      name: say(stepMessage(each), language),
      finding: sayFound(each, language),
    })),
    line: saidLine(verdict, language, (sentence) => readable(sentence, language)),
  }
}

function readPolicy(text: string): PolicyRead {
  const read = parsePolicy(text)
  if (!read.ok) return { ok: false, ...read.fault }
  const { logs, witnesses, quorum, minimumAssurance } = read.policy
  return {
    ok: true,
    logs: logs.map(({ name }) => name),
    witnesses: witnesses.map(({ name }) => name),
    quorum: quorumName(quorum),
    minimumAssurance,
  }
}

async function answerTo(message: ToWorker): Promise<Asks[Ask]["answer"]> {
  switch (message.ask) {
    case "look":
      return look(message.told)
    case "judge":
      return judgeCase(message.told)
    case "policy":
      return readPolicy(message.told)
  }
}

/** What a worker has and a page's library does not know. */
type WorkerScope = {
  addEventListener(
    this: void,
    kind: "message",
    listener: (event: MessageEvent<ToWorker>) => void,
  ): void
  postMessage(this: void, message: FromWorker): void
}
const { addEventListener: listen, postMessage: tell } = globalThis as unknown as WorkerScope

listen("message", ({ data: message }) => {
  const { id } = message
  answerTo(message).then(
    (answer) => tell({ id, answer }),
    (error: unknown) => tell({ id, fault: String(error) }),
  )
})
