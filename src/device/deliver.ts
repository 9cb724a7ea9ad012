/**
 * The outbox: papers that the ledger has not answered yet go there, oldest first, and what it says of each is kept. Then the
 * proof: that an entry is under a checkpoint which the witnesses cosigned, checked here and not taken on anybody's word.
 */

import type { Answer, LedgerApi } from "../api/ledger-api.ts"
import { equal } from "../encoding/bytes.ts"
import { decodeParcel } from "../api/parcel.ts"
import { parseSeen } from "../log/cosignature.ts"
import { decodeEntry } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"
import { verifyTlogProof } from "../verifier/inclusion.ts"
import { parsePolicy } from "../verifier/policy.ts"
import { openParcel } from "./papers.ts"
import { amend, type Phone } from "./phone.ts"
import { answered, reopened } from "./settle.ts"
import { only, type Paper, put, type Said } from "./shelf.ts"
import { waiting } from "./stage.ts"

type Submitting = Pick<LedgerApi, "submit">
type Proving = Pick<LedgerApi, "tlogProof" | "entry">

const perRequest = 64

/** Sends everything that waits. Throws what the ledger's interface throws: what was answered until then is kept. */
export async function deliver(phone: Phone, ledger: Submitting, refused = false): Promise<number> {
  const all = waiting((await phone.shelf.all("papers")).values(), refused)
  let sent = 0
  for (let i = 0; i < all.length; i += perRequest) {
    const some = all.slice(i, i + perRequest)
    const answers = await ledger.submit(some.map(({ parcel }) => parcel))
    const { at } = phone.clock()
    await amend(phone, async () => {
      const papers = await phone.shelf.all("papers")
      return some.flatMap(({ statement }, j) => {
        const [paper, answer] = [papers.get(statement), answers[j]]
        if (paper === undefined || answer === undefined || paper.said.state === "appended")
          return []
        return [put("papers", statement, { ...paper, said: saidOf(answer, at) })]
      })
    })
    for (const [j, paper] of some.entries()) await judged(phone, paper, answers[j]?.ok === true)
    sent += some.length
  }
  return sent
}

/**
 * A receipt that the ledger does not take discharges nobody, whatever this phone believed when it came; one that it takes
 * after all does.
 */
async function judged(phone: Phone, paper: Paper, isAppended: boolean): Promise<void> {
  if (paper.own || paper.kind !== "acceptance") return
  const { shelf } = phone
  const self = await shelf.get("self", only)
  const opened = self && openParcel(paper.parcel, self.origin)?.opened
  if (opened?.kind !== "acceptance" || opened.offered === null) return
  const offer = opened.offered.id
  await amend(phone, async () => {
    const [all, held] = [await shelf.all("given"), await shelf.all("held")]
    const given = all.get(offer)
    if (given === undefined) return []
    const isIt = given.state === "answered" && given.by === paper.statement
    const isOpen = given.state === "open" && given.to === opened.party
    if (isAppended ? !isOpen : !isIt) return []
    const changes = isAppended ? answered(given, opened, held, all) : reopened(given, held, all)
    return [put("given", offer, changes.after), ...changes.held]
  })
}

const saidOf = (answer: Answer, at: number): Said =>
  answer.ok
    ? {
        state: "appended",
        at,
        index: answer.index,
        codes: answer.findings.map(({ code }) => code),
        promise: answer.promise,
      }
    : { state: "refused", at, code: answer.code, sentence: answer.sentence }

/**
 * Fetches and verifies the proof of each paper that is on record and not proved yet, against the policy that the phone
 * keeps. What does not verify stays unproved. Gives how many were proved now.
 */
export async function prove(phone: Phone, ledger: Proving): Promise<number> {
  const known = await phone.shelf.get("known", only)
  const policy = known && parsePolicy(known.policy)
  if (policy?.ok !== true) return 0
  const covered = known?.seen == null ? 0 : (parseSeen(known.seen)?.checkpoint.size ?? 0)
  let proved = 0
  for (const paper of (await phone.shelf.all("papers")).values()) {
    if (paper.said.state !== "appended" || paper.proof !== null) continue
    // No cosigned checkpoint that this phone has seen covers it yet.
    if (paper.said.index >= covered) continue
    const proof = await proofOf(paper, paper.said.index, ledger, (bytes, leaf) =>
      verifyTlogProof(bytes, leaf, policy.policy, phone.verify),
    )
    if (proof === undefined) continue
    await amend(phone, async () => {
      const now = await phone.shelf.get("papers", paper.statement)
      return now === undefined ? [] : [put("papers", paper.statement, { ...now, proof })]
    })
    proved++
  }
  return proved
}

/** The entry must hold this very statement: the index is only the ledger's word. */
async function proofOf(
  paper: Paper,
  index: number,
  ledger: Proving,
  check: (bytes: Uint8Array, leaf: Uint8Array) => ReturnType<typeof verifyTlogProof>,
): Promise<Paper["proof"] | undefined> {
  const [bytes, view] = [await ledger.tlogProof(index), await ledger.entry(index)]
  const entry = view && decodeEntry(view.bytes)
  const own = decodeParcel(paper.parcel)
  if (bytes === undefined || view === undefined || entry === undefined || "fault" in own)
    return undefined
  if (!equal(entry.statement, own.statement)) return undefined
  const verdict = check(bytes, leafHash(view.bytes))
  if (!verdict.ok || verdict.index !== index) return undefined
  return { bytes, size: verdict.size, cosigned: verdict.cosigned }
}
