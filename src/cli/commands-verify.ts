/** verify: any file that proves something, recognised by its first bytes. No server, no data folder, no clock. */

import { decodeParcel, maxParcelBytes } from "../api/parcel.ts"
import { decodeBundle, maxBundleBytes } from "../log/bundle.ts"
import { decodeEntry, maxEntryBytes } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { type InclusionVerdict, verifyCoseReceipt, verifyTlogProof } from "../verifier/inclusion.ts"
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
    .argument("<file>", "a bundle (.kvitto), .kvitto-fault, .tlog-proof or COSE receipt")
    .option("--policy <file>", "trust policy; needed for all but a .kvitto-fault")
    .option("--loose <file>", "a receipt that is not in the bundle; may stand several times", texts)
    .option("--entry <file>", "the entry that a .tlog-proof or COSE receipt is about")
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(does((file: string, options: VerifyWords) => verifyFile(io, file, options)))
}

type FileKind = "bundle" | "misbehaviour" | "tlog-proof" | "cose-receipt"

/** Every format of ours says its name within the first bytes; a COSE receipt begins with its tag. */
function kindOf(bytes: Uint8Array): FileKind {
  if (bytes[0] === coseTag) return "cose-receipt"
  const begins = Array.from(bytes.subarray(0, 32), (byte) => String.fromCharCode(byte)).join("")
  if (begins.startsWith("c2sp.org/tlog-proof@")) return "tlog-proof"
  return begins.includes("kvitto misbehaviour") ? "misbehaviour" : "bundle"
}

const coseTag = 0xd2

async function verifyFile(io: Io, path: string, options: VerifyWords): Promise<ExitCode> {
  const span = spanOf(options)
  const policy = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const bytes = await readWithin(path, maxBundleBytes)
  if (bytes.length === 0 && options.json !== true) throw unusable(`${path}: this file is empty`)
  const kind = kindOf(bytes)
  if (kind === "misbehaviour") return judgeFile(io, bytes, policy, options)
  if (policy === undefined)
    throw unusable("whom to believe? give --policy FILE, the trust policy of whoever asks")
  if (kind !== "bundle") return verifyInclusion(io, kind, bytes, policy, options)
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
  const given: VerifyOptions = { verify: verifyNode, loose: loose.flat(), asked }
  return printVerdict(io, verify(bytes, policy, given), options)
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

function inclusionLine(verdict: InclusionVerdict): string {
  if (!verdict.ok) return `Not proved: ${verdict.code}: ${verdict.sentence}.`
  const { origin, size, index, cosigned } = verdict
  const by =
    cosigned.length === 0
      ? "on the ledger's word alone"
      : `in a tree cosigned by ${cosigned.join(", ")}`
  return `Proved: it is entry ${index} of the ${size} entries of ${origin}, ${by}. What it means, only a bundle shows.`
}

/** A statement by itself, or a parcel with whatever came before it. */
async function readLoose(path: string): Promise<readonly Uint8Array[]> {
  const bytes = await readWithin(path, maxParcelBytes)
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) return [bytes]
  const before = parcel.predecessors.flatMap((each) => {
    const inner = decodeParcel(each)
    return "fault" in inner ? [] : [inner.statement]
  })
  return [...before, parcel.statement]
}
