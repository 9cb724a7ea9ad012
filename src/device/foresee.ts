/**
 * Before anybody signs: what would be found. With network the ledger is asked, which knows the record; without it the same
 * rules judge what this phone has seen, and what it has not seen is undecidable, which the answer says by itself.
 */

import type { DryRun, LedgerApi } from "../api/ledger-api.ts"
import { encodeParcel, maxParcelBytes } from "../api/parcel.ts"
import { keyIdOf } from "../cose/key.ts"
import { finish, type Options, write } from "../custody/draft.ts"
import { intakeLine, type Opened, openStatement, receivedLine } from "../custody/handover.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import type { Kind } from "../custody/kind.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Leaf } from "../custody/sealed.ts"
import { leavesOf, type Terms } from "../custody/statement.ts"
import { foresee } from "../rules/dry-run.ts"
import { openingsOnly, type Recorded } from "../rules/library.ts"
import { type Beside, openParcel, parcelOf, undelivered, withPredecessors } from "./papers.ts"
import { authorOf, begin, type Phone } from "./phone.ts"
import type { Paper } from "./shelf.ts"

/** `by`: the ledger, or this phone alone, which knows no contract, no place and nobody's key. */
export type Foresight = { readonly by: "ledger" | "phone"; readonly answer: DryRun }

export type Intended<K extends Kind> = {
  readonly kind: K
  readonly terms: Terms[K]
  readonly options: Options
  readonly items: readonly ItemId[]
  readonly beside: Beside
  /** What came with an offer and is not on the shelf yet. */
  readonly came: readonly Paper[]
}

/** `ledger`: undefined without network. One that does not answer is as good as none. */
export async function foreseen<K extends Kind>(
  phone: Phone,
  intended: Intended<K>,
  ledger: Pick<LedgerApi, "dryRun"> | undefined,
): Promise<Foresight> {
  const acting = await begin(phone)
  const { kind, terms, options, beside } = intended
  const author = authorOf(acting, { keyId: keyIdOf(acting.self.publicKey) })
  // 64 bytes of anything stand for a signature.
  const unsigned = finish(write(kind, terms, author, options), new Uint8Array(64))
  const papers = new Map(await phone.shelf.all("papers"))
  for (const paper of intended.came) papers.set(paper.statement, paper)
  if (ledger !== undefined) {
    const before = undelivered(papers, beside.needs ?? [])
    try {
      const bare = parcelOf(unsigned, beside)
      const room = maxParcelBytes - encodeParcel(bare).length
      const parcel = withPredecessors(bare, before, room)
      return { by: "ledger", answer: await ledger.dryRun(encodeParcel(parcel)) }
    } catch {
      // No answer came: what the phone knows must do.
    }
  }
  const opened = openStatement(unsigned.bytes, acting.self.origin)
  if (isRejected(opened)) return { by: "phone", answer: { ok: false, ...opened } }
  const { origin } = acting.self
  return { by: "phone", answer: judged(opened, unsigned.leaves, intended.items, papers, origin) }
}

function judged(
  opened: Opened,
  own: readonly Leaf[],
  items: readonly ItemId[],
  papers: ReadonlyMap<string, Paper>,
  origin: string,
): DryRun {
  const leaves = new Map<StatementId, readonly Leaf[]>([[opened.id, own]])
  const known: Recorded[] = []
  for (const paper of [...papers.values()].sort((a, b) => a.order - b.order)) {
    const arrived = openParcel(paper.parcel, origin)
    if (arrived === undefined) continue
    known.push({ opened: arrived.opened, index: paper.order })
    const { openings, offerOpenings } = arrived.parcel
    const { offered } = arrived.opened
    const found = openings === null ? undefined : leavesOf(arrived.opened, openings)
    if (found !== undefined) leaves.set(arrived.opened.id, found)
    const inner = offered && offerOpenings !== null ? leavesOf(offered, offerOpenings) : undefined
    if (offered !== null && inner !== undefined) leaves.set(offered.id, inner)
  }
  const library = openingsOnly((statement) => leaves.get(statement))
  const chains = new Map(
    items.map((item) => [item, known.filter((each) => touches(each.opened, item))] as const),
  )
  const last = Math.max(-1, ...known.map(({ index }) => index)) + 1
  const found = foresee(opened, last, chains, { library, governance: undefined })
  return { ok: true, findings: [], ...found }
}

const touches = (opened: Opened, item: ItemId): boolean =>
  (opened.kind === "intake" && intakeLine(opened, item) !== undefined) ||
  (opened.kind === "acceptance" && receivedLine(opened, item) !== undefined) ||
  (opened.kind === "check" && opened.terms.lines.some((line) => line.item === item))
