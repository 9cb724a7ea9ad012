/** verify: any file that proves something, recognised by its first bytes. No server, no data folder, no clock. */

import { maxParcelBytes, statementsIn } from "../api/parcel.ts"
import { decodeBundle, maxBundleBytes } from "../log/bundle.ts"
import { decodeEntry, maxEntryBytes } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { inflate } from "../platform/inflate.ts"
import { carriedIn, kindOf } from "../verifier/file-kind.ts"
import { inclusionLine, verifyCoseReceipt, verifyTlogProof } from "../verifier/inclusion.ts"
import { judge, misbehaviourJson, misbehaviourLines } from "../misbehaviour/judge.ts"
import type { Policy } from "../verifier/policy.ts"
import { verify, type VerifyOptions } from "../verifier/verify.ts"
import { jsonOption, languageOption, texts } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { readWithin } from "./files.ts"
import type { Io } from "./io.ts"
import { readPolicy } from "./policy-file.ts"
import { type Asked, printVerdict, spanOf, type Spoken, withQuestion } from "./question.ts"

type VerifyWords = Asked &
  Spoken & {
    readonly policy?: string
    readonly loose?: readonly string[]
    readonly entry?: string
  }

export const addVerifyCommand: Commands = (program, { io, does }) => {
  withQuestion(program.command("verify"))
    .summary("check a file against a trust policy: no server, no data folder")
    .argument(
      "<file>",
      "a bundle (.kvitto), .kvitto-fault, .tlog-proof, COSE receipt, or a PDF that carries one",
    )
    .option("--policy <file>", "trust policy; needed for all but a .kvitto-fault")
    .option("--loose <file>", "a receipt that is not in the bundle; may stand several times", texts)
    .option("--entry <file>", "the entry that a .tlog-proof or COSE receipt is about")
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(does((file: string, options: VerifyWords) => verifyFile(io, file, options)))
}

/** The file itself, or the one that a PDF carries. */
async function proofIn(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (kindOf(bytes) !== "pdf") return bytes
  const carried = await carriedIn(bytes, inflate)
  if ("fault" in carried) throw unusable(`${path}: ${carried.fault}`)
  const [first, ...others] = carried
  if (others.length === 0) return first.bytes
  throw unusable(
    `${path}: carries ${carried.length} files that prove something: take one out first`,
  )
}

async function verifyFile(io: Io, path: string, options: VerifyWords): Promise<ExitCode> {
  const span = spanOf(options)
  const policy = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const given = await readWithin(path, maxBundleBytes)
  if (given.length === 0 && options.json !== true) throw unusable(`${path}: this file is empty`)
  const bytes = await proofIn(path, given)
  const kind = kindOf(bytes)
  if (kind === "misbehaviour") return judgeFile(io, bytes, policy, options)
  if (policy === undefined)
    throw unusable("whom to believe? give --policy FILE, the trust policy of whoever asks")
  if (kind === "tlog-proof" || kind === "cose-receipt")
    return verifyInclusion(io, kind, bytes, policy, options)
  const loose = await Promise.all((options.loose ?? []).map(readLoose))
  const decoded = decodeBundle(bytes)
  if ("fault" in decoded) {
    sayTo(io)(
      `kvitto: ${path}: not a bundle, and no other file that proves something: ${decoded.fault}`,
    )
    // For a person that sentence is all there is to say.
    if (options.json === true) await printVerdict(io, verify(bytes, policy), options)
    return 2
  }
  const { item: _, ...own } = decoded.question
  const asked = { ...own, ...span, scope: options.scope ?? own.scope }
  const scales: VerifyOptions = { verify: verifyNode, loose: loose.flat(), asked }
  return printVerdict(io, verify(bytes, policy, scales), options)
}

/** Exit 0: somebody is convicted. 1: nobody is, by this file. */
async function judgeFile(
  io: Io,
  bytes: Uint8Array,
  policy: Policy | undefined,
  { json }: VerifyWords,
): Promise<ExitCode> {
  const judgement = judge(bytes, policy, verifyNode)
  if (json === true) await outJson(io, misbehaviourJson(judgement))
  else await outLines(io, misbehaviourLines(judgement))
  return judgement.convicted ? 0 : 1
}

async function verifyInclusion(
  io: Io,
  kind: "tlog-proof" | "cose-receipt",
  bytes: Uint8Array,
  policy: Policy,
  { entry: path, json }: VerifyWords,
): Promise<ExitCode> {
  if (path === undefined)
    throw unusable(
      "which entry? it is not in this file: give --entry FILE, as export entries writes it",
    )
  const entry = await readWithin(path, maxEntryBytes)
  if (decodeEntry(entry) === undefined) throw unusable(`${path}: not one entry of a ledger`)
  const check = kind === "tlog-proof" ? verifyTlogProof : verifyCoseReceipt
  const verdict = check(bytes, leafHash(entry), policy, verifyNode)
  if (json === true) await outJson(io, verdict)
  else await outLines(io, [inclusionLine(verdict)])
  return verdict.ok ? 0 : 1
}

const readLoose = async (path: string): Promise<readonly Uint8Array[]> =>
  statementsIn(await readWithin(path, maxParcelBytes))
