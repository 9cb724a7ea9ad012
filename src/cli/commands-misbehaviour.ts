/** compare, accuse: whether files contradict each other, and the small file that convicts who made them so. */

import { encodeMisbehaviour } from "../log/misbehaviour.ts"
import { decodeBundle, maxBundleBytes } from "../log/bundle.ts"
import { parseCheckpoint } from "../log/checkpoint.ts"
import { parseNote } from "../log/note.ts"
import { maxPromiseBytes, readPromise } from "../log/promise.ts"
import { fromHex, textOf } from "../encoding/bytes.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { judge, misbehaviourJson, misbehaviourLines } from "../misbehaviour/judge.ts"
import { compareFiles } from "../misbehaviour/compare.ts"
import { accusationOf, accusationsIn } from "./accusing.ts"
import { dataOption, jsonOption, ledgerOption } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { readWithin, writeWhole } from "./files.ts"
import type { Io } from "./io.ts"
import { readPolicy } from "./policy-file.ts"
import { type Where, withLedger } from "./source.ts"

type CompareOptions = {
  readonly output?: string
  readonly policy?: string
  readonly json?: boolean
}

export const addMisbehaviourCommands: Commands = (program, { io, does }) => {
  program
    .command("compare")
    .summary("say whether two files of one ledger can both be true")
    .argument("<first>", "a bundle (.kvitto), a checkpoint or a .tlog-proof")
    .argument("<second>", "another one")
    .option("-o, --output <file>", "where to write what convicts (.kvitto-fault)")
    .option("--policy <file>", "trust policy, which names the ledger's key and the witnesses'")
    .addOption(jsonOption())
    .action(
      does((first: string, second: string, options: CompareOptions) =>
        compare(io, first, second, options),
      ),
    )
  program
    .command("accuse")
    .summary("make the file that convicts: whoever gave an item twice, or broke a promise")
    .argument("<file>", "a bundle of an item that was given twice, or a promise")
    .requiredOption("-o, --output <file>", "where to write it (.kvitto-fault)")
    .option("--policy <file>", "trust policy, which names the ledger's key")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(jsonOption())
    .action(does((file: string, options: AccuseOptions) => accuse(io, file, options)))
}

type AccuseOptions = Where & CompareOptions & { readonly output: string }

const maxPromiseText = 2 * maxPromiseBytes + 2

/** Exit 0: a file was written that convicts. 1: nothing in it convicts anybody. */
async function accuse(io: Io, path: string, options: AccuseOptions): Promise<ExitCode> {
  const policy = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const bytes = await readWithin(path, maxBundleBytes)
  const files = await accusations(io, path, bytes, options)
  const judged = files.map((file) => ({ file, judgement: judge(file, policy, verifyNode) }))
  const convicting = judged.filter(({ judgement }) => judgement.convicted)
  const said = convicting.length > 0 ? convicting : judged.slice(0, 1)
  if (options.json === true)
    await outJson(
      io,
      said.map(({ judgement }) => misbehaviourJson(judgement)),
    )
  else if (said.length === 0) await outLines(io, ["Nothing in this file accuses anybody."])
  else
    await outLines(
      io,
      said.flatMap(({ judgement }) => misbehaviourLines(judgement)),
    )
  if (convicting.length === 0) return 1
  await writeFiles(
    io,
    options.output,
    convicting.map(({ file }) => file),
  )
  return 0
}

async function accusations(
  io: Io,
  path: string,
  bytes: Uint8Array,
  where: Where,
): Promise<readonly Uint8Array[]> {
  const bundle = decodeBundle(bytes)
  if (!("fault" in bundle)) {
    const note = parseNote(bundle.checkpoint)
    const origin = note && parseCheckpoint(note.text)?.origin
    return origin === undefined ? [] : accusationsIn(bundle, origin)
  }
  const promise = bytes.length > maxPromiseText ? undefined : promiseIn(bytes)
  if (promise === undefined)
    throw unusable(`${path}: neither a bundle nor a promise, which submit prints in hex`)
  return withLedger(where, io, async (ledger) => {
    const made = await accusationOf(promise, ledger)
    if (typeof made === "string") throw unusable(`${path}: ${made}`)
    return [made]
  })
}

/** As it is, or in hex as `submit` prints it. */
function promiseIn(bytes: Uint8Array): Uint8Array | undefined {
  const text = textOf(bytes)?.trim()
  const raw = (text === undefined ? undefined : fromHex(text)) ?? bytes
  return readPromise(raw) === undefined ? undefined : raw
}

/** Exit 0: one continues the other. 1: they contradict each other. 3: they decide nothing. */
async function compare(
  io: Io,
  first: string,
  second: string,
  { output, policy: policyPath, json }: CompareOptions,
): Promise<ExitCode> {
  const policy = policyPath === undefined ? undefined : await readPolicy(policyPath)
  const [a, b] = [await readWithin(first, maxBundleBytes), await readWithin(second, maxBundleBytes)]
  const found = compareFiles(a, b, policy, verifyNode)
  if (found.verdict !== "contradict") {
    if (found.verdict === "unreadable") throw unusable(found.sentence)
    if (json === true) await outJson(io, { ...found, convictions: [] })
    else await outLines(io, [found.sentence])
    return found.verdict === "consistent" ? 0 : 3
  }
  const files = found.misbehaviours.map(encodeMisbehaviour)
  const judgements = files.map((bytes) => judge(bytes, policy, verifyNode))
  if (output !== undefined) await writeFiles(io, output, files)
  const [{ sentence } = { sentence: "" }] = judgements
  if (json === true)
    await outJson(io, {
      verdict: found.verdict,
      sentence,
      convictions: judgements.map(misbehaviourJson),
    })
  else await outLines(io, judgements.flatMap(misbehaviourLines))
  return 1
}

/** The first under the name asked for, every further one with a number before the ending. */
async function writeFiles(io: Io, output: string, files: readonly Uint8Array[]): Promise<void> {
  for (const [i, bytes] of files.entries()) {
    const dot =
      output.lastIndexOf(".") > output.lastIndexOf("/") ? output.lastIndexOf(".") : output.length
    const path = i === 0 ? output : `${output.slice(0, dot)}-${i + 1}${output.slice(dot)}`
    await writeWhole(path, bytes)
    sayTo(io)(`wrote ${path}, ${bytes.length} bytes`)
  }
}
