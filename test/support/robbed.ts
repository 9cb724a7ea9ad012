/** Where most attacks begin: a bag that its carrier signed for, and what attackers do with keys. */

import { draft, type Pen, type SignedDraft } from "../../src/custody/draft.ts"
import type { PlaceId, StatementId } from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { accept, type Held, intake, type IntakeLine, offer } from "./acts.ts"
import { hour, seal, settle } from "./judge.ts"
import { keyNamed, makeWorld, type Party, type World, worldOrigin } from "./world.ts"

export type Scene = {
  readonly world: World
  readonly bag: Held
  /** The bag, as its carrier names it when passing it on. */
  readonly held: readonly Held[]
  readonly offered: ReturnType<typeof offer>
  readonly receipt: ReturnType<typeof accept>
  /** The carrier surely had it by then. */
  readonly at: number
}

export type SceneOptions = {
  readonly line?: IntakeLine
  /** What the receipt cites: the contract of the world, another one, or none. */
  readonly contract?: StatementId | null
  readonly world?: World
}

/** The shop took a bag in and the carrier took it over an hour ago, under a contract with a day to submit. */
export async function carried({ line = {}, contract, world }: SceneOptions = {}): Promise<Scene> {
  const made = world ?? (await makeWorld())
  const { shop, carrier } = made.pens
  const cited = contract === undefined ? made.contract : contract
  const options = cited === null ? {} : { contract: cited }
  const bags = intake(shop, [line])
  await made.submit(bags)
  await seal(made)
  const offered = offer(shop, carrier.party, bags.held, options)
  const receipt = accept(carrier, offered, options)
  await made.submit(receipt)
  const at = await seal(made)
  await settle(made, hour)
  return { world: made, bag: bags.held[0] as Held, held: receipt.held, offered, receipt, at }
}

/** What a party says of a key: that it is its own. */
export function enrolment(
  { id, root }: Party,
  pen: Pen,
  terms: Partial<Terms["key"]> = {},
  signer: Pen = root,
): SignedDraft {
  const whole: Terms["key"] = {
    act: "enrol",
    key: pen.key.publicKey,
    possession: pen.key.sign(possessionMessage(worldOrigin, id, pen.key.publicKey)),
    replaces: null,
    person: null,
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
    ...terms,
  }
  return draft("key", whole, signer)
}

/** … that it is so no more, and was stolen since then. */
export function revocation(pen: Pen, signer: Pen, since: number | null = null): SignedDraft {
  const whole: Terms["key"] = {
    act: "revoke",
    key: pen.key.publicKey,
    possession: null,
    replaces: null,
    person: null,
    rights: "sign",
    assurance: 0,
    compromisedSince: since,
  }
  return draft("key", whole, signer)
}

/** Another key in the hands of whoever holds this pen. */
export const withKey = (pen: Pen, name: string): Pen => ({ ...pen, key: keyNamed(name) })

/** The governors give a party a new root key, whose holder then is whoever they like. */
export async function recoverRoot({ governors, submit }: World, { id, root }: Party): Promise<Pen> {
  const taken = withKey(root, "root by governance")
  const [first, ...others] = governors
  const { publicKey } = taken.key
  const terms: Terms["governance"] = {
    act: "recover-root",
    party: id,
    key: publicKey,
    possession: taken.key.sign(possessionMessage(worldOrigin, id, publicKey)),
    governors: [],
    threshold: null,
  }
  await submit(draft("governance", terms, first as Pen, { attest: others }))
  return taken
}

/** Somebody signs that he found it where a contract would make that a delivery. */
export function emptied(
  { held }: Pick<Scene, "held">,
  pen: Pen,
  contract: StatementId,
  place: PlaceId,
): SignedDraft {
  const terms: Terms["acceptance"] = {
    side: "reception-only",
    offer: null,
    absentGiver: "deposit-box",
    absentReceiver: null,
    lines: held.map((line) => ({ ...line, within: null })),
    outcomes: held.map(() => ({ outcome: "accepted", reservations: [] })),
    extras: [],
    into: null,
    deliveryPoint: place,
    oneTime: null,
  }
  return draft("acceptance", terms, pen, { contract })
}
