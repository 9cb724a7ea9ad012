/**
 * The little language of `liability.txt` and `regimes.txt` in `test/custody`: one signed statement a line, `label = act …`, brackets as
 * `20..25` or `?..25` (no lower bound) in minutes.
 */

import type { PartyId, StatementId } from "../../src/custody/identifier.ts"
import type { Opened } from "../../src/custody/handover.ts"
import { plainAcceptance, plainContract, plainLine } from "../../src/custody/draft.ts"
import type { Kind } from "../../src/custody/kind.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { deliveryCodeHash } from "../../src/custody/transition.ts"
import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import {
  keyNamed,
  minute,
  newScene,
  ownerOf,
  partyNamed,
  placeNamed,
  type Scene,
  strangeId,
} from "./case.ts"
import type { Signing, Times } from "./case.ts"
import { fact, has, minutesOf, option, type Stage, timesIn, timesOf, type Words } from "./stage.ts"

const goodCode = sha256(utf8("the code on the addressee's own paper")).slice(0, 16)
const wrongCode = sha256(utf8("a guess")).slice(0, 16)
const partyIn = (stage: Stage, name: string): PartyId | null => {
  const party = option(stage, name)
  return party === undefined ? null : partyNamed(party)
}
const partiesIn = (stage: Stage, name: string): readonly PartyId[] =>
  (option(stage, name)?.split("+") ?? []).map(partyNamed)

function labelled(stage: Stage, name: string | undefined): Opened {
  const found = stage.labels.get(name ?? "")
  if (found === undefined) throw new Error(`script: expected a label, got ${name}`)
  return found
}
/** A label's receipt, or an id of something that never comes. */
const idOf = (stage: Stage, name: string | undefined): StatementId =>
  name?.startsWith("lost") === true ? strangeId(name) : labelled(stage, name).id

const signing = (stage: Stage, contract: string | undefined): Signing => ({
  drawer: has(stage, "drawer"),
  options: contract === undefined ? {} : { contract: labelled(stage, contract).id },
})

const linesOf = (stage: Stage, previous: StatementId) =>
  (option(stage, "lists") ?? option(stage, "item") ?? "0")
    .split("+")
    .map((line) => ({ item: stage.scene.item(Number(line)), previous, within: null }))

function offer(stage: Stage, previous: string | undefined, pair: string, times: Times): Opened {
  const [giver, receiver] = pair.split(">") as [string, string]
  const to = option(stage, "to") ?? receiver
  const terms = {
    to: to === "" ? null : partyNamed(ownerOf(to)),
    expires: minutesOf(option(stage, "expires")) ?? 1_000_000 * minute,
    lines: linesOf(stage, idOf(stage, previous)),
  }
  const contract = option(stage, "by") ?? option(stage, "offer-by")
  // An offer that only its receipt carries is no entry of its own.
  return stage.scene.sign("offer", terms, [giver], times, {
    ...signing(stage, contract),
    drawer: stage.words[0] === "move" || stage.words[0] === "alone" || has(stage, "drawer"),
  })
}

function outcomesOf(stage: Stage, count: number): Terms["acceptance"]["outcomes"] {
  const reservations = (option(stage, "reserve")?.split(",") ??
    []) as Terms["acceptance"]["outcomes"][number]["reservations"]
  const outcome = has(stage, "refused")
    ? "refused"
    : has(stage, "not-presented")
      ? "not-presented"
      : reservations.length > 0
        ? "with-reservation"
        : "accepted"
  const other = { outcome: "accepted", reservations: [] } as const
  return Array.from({ length: count }, (_, i) => (i === 0 ? { outcome, reservations } : other))
}

function accept(stage: Stage, offered: Opened, signer: string): Opened {
  const { scene } = stage
  const oneTime = has(stage, "keyless")
  const extra = option(stage, "extra")
  const point = option(stage, "at")
  const lines = (offered.terms as Terms["offer"]).lines
  const terms: Terms["acceptance"] = {
    ...plainAcceptance,
    side: stage.words[0] === "alone" ? "giver-only" : "both",
    absentReceiver: stage.words[0] === "alone" ? "refused-to-sign" : null,
    offer: offered.bytes,
    outcomes: outcomesOf(stage, lines.length),
    extras:
      extra === undefined
        ? []
        : [
            {
              item: scene.item(Number(extra)),
              previous: (lines[0] as { previous: StatementId }).previous,
            },
          ],
    deliveryPoint: point === undefined ? null : placeNamed(point),
    oneTime: oneTime
      ? {
          key: keyNamed(signer).publicKey,
          code: has(stage, "code") ? goodCode : has(stage, "wrong") ? wrongCode : null,
        }
      : null,
  }
  const contract = option(stage, "by") ?? option(stage, "accept-by")
  return scene.sign("acceptance", terms, [signer, ...seconds(stage)], timesOf(stage), {
    ...signing(stage, contract),
    oneTime,
  })
}

const seconds = (stage: Stage): Words => option(stage, "with")?.split("+") ?? []

function bind(stage: Stage): Opened {
  const [, previous, receiver] = stage.words as [string, string, string]
  const point = option(stage, "at")
  const lines = linesOf(stage, idOf(stage, previous))
  const terms: Terms["acceptance"] = {
    ...plainAcceptance,
    side: "reception-only",
    absentGiver: point === undefined ? "found" : "deposit-box",
    lines,
    outcomes: outcomesOf(stage, lines.length),
    deliveryPoint: point === undefined ? null : placeNamed(point),
  }
  return stage.scene.sign(
    "acceptance",
    terms,
    [receiver],
    timesOf(stage),
    signing(stage, option(stage, "by")),
  )
}

function agree(stage: Stage): Opened {
  const parties = (stage.words[1] as string).split("+")
  const signers = option(stage, "signed")?.split("+") ?? parties
  const point = option(stage, "point")
  const revised = option(stage, "revises")
  const terms: Terms["contract"] = {
    ...plainContract,
    revises: revised === undefined ? null : idOf(stage, revised),
    parties: parties.map(partyNamed),
    start: minutesOf(option(stage, "start")),
    end: minutesOf(option(stage, "end")),
    deliveryPoints: point === undefined ? [] : [placeNamed(point)],
    timeToSubmit: minutesOf(option(stage, "submit")),
    timeToCheck: minutesOf(option(stage, "check")),
    minimumAssurance: Number(option(stage, "minimum") ?? 0),
    adjudicator: partyIn(stage, "judge"),
    regime: (option(stage, "regime") ?? "general") as Terms["contract"]["regime"],
    carrier: partyIn(stage, "carrier"),
    subcontractors: partiesIn(stage, "subcontractors"),
    handlers: partiesIn(stage, "handlers"),
    airEnds: (option(stage, "ends") ?? "both") as Terms["contract"]["airEnds"],
    screening: partyIn(stage, "screening"),
    jointly: has(stage, "jointly"),
  }
  const opened = stage.scene.sign("contract", terms, signers, { from: 0, to: 0 }, { drawer: true })
  const version = { id: opened.id, terms, signers: signers.map(partyNamed) }
  if (!has(stage, "unknown")) stage.scene.contracts.set(opened.id, version)
  return opened
}

/** `act label SIGNERS from..to …`: a word about a receipt. */
function speak(stage: Stage): Opened {
  const { scene, words } = stage
  const [act, about, by] = words as [string, string, string]
  const of = idOf(stage, about)
  const items = [scene.item(0)]
  const held = { item: scene.item(0), previous: of }
  const sign = <K extends Kind>(kind: K, terms: Terms[K]): Opened =>
    scene.sign(kind, terms, by.split("+"), timesOf(stage), signing(stage, undefined))
  switch (act) {
    case "withdraw":
      return sign("withdraw", { offer: of, items })
    case "ratify":
      return sign("acknowledge", { act: "ratify", of, items })
    case "annul":
      return sign("correction", { act: "annul", of, items })
    case "close":
      return sign("close", { lines: [held], reason: "destroyed" })
    case "report":
      return sign("report", { type: "theft", items, from: null, to: null })
    case "pack":
      return sign("pack", { container: scene.item(1), lines: [held] })
    case "settle":
      return sign("settlement", {
        item: scene.item(0),
        previous: of,
        chosen: idOf(stage, option(stage, "choose")),
      })
    case "check": {
      const result = words[3] as Terms["check"]["lines"][number]["result"]
      const type = has(stage, "seal") ? "seal" : has(stage, "screening") ? "screening" : "count"
      return sign("check", { type, lines: [{ ...held, result, sealTag: null }] })
    }
    default:
      throw new Error(`script: expected an act, got ${act}`)
  }
}

/** `check-in SIGNERS from..to`: on duty, and the item with him. */
function checkIn(stage: Stage): Opened {
  const terms: Terms["duty"] = {
    act: "check-in",
    duty: strangeId("a duty"),
    interval: null,
    until: null,
    items: [stage.scene.item(0)],
  }
  const signers = (stage.words[1] as string).split("+")
  return stage.scene.sign("duty", terms, signers, timesOf(stage))
}

function intake(stage: Stage): Opened {
  const line = {
    ...plainLine,
    goods: "cash",
    owner: partyIn(stage, "owner"),
    addressee: partyIn(stage, "addressee"),
    code: has(stage, "code") ? toHex(deliveryCodeHash(goodCode)) : null,
  } as const
  const signers = (stage.words[1] as string).split("+")
  const terms: Terms["intake"] = { lines: [line, line, line], consumes: [] }
  const how = signing(stage, option(stage, "by"))
  return stage.scene.sign("intake", terms, signers, timesOf(stage), how)
}

function signed(stage: Stage): Opened {
  const [act, first, second] = stage.words as [string, string, string]
  switch (act) {
    case "intake":
      return intake(stage)
    case "contract":
      return agree(stage)
    case "offer":
      return offer(stage, first, second, timesOf(stage))
    case "accept":
      return accept(stage, labelled(stage, first), second)
    case "move":
    case "alone": {
      const at = stage.words.indexOf("offered")
      const offered = offer(
        stage,
        first,
        second,
        at < 0 ? timesOf(stage) : timesIn(stage.words, at),
      )
      stage.labels.set(`${stage.label}.offer`, offered)
      const [giver, receiver] = second.split(">") as [string, string]
      return accept(stage, offered, act === "alone" ? giver : receiver)
    }
    case "bind":
      return bind(stage)
    case "check-in":
      return checkIn(stage)
    default:
      return speak(stage)
  }
}

/** Plays the lines of a script into a scene. */
export function play(script: readonly string[], scene: Scene = newScene()): Scene {
  for (const [i, line] of script.entries()) {
    const [, name, rest] = /^(?:(\w+) = )?(.+)$/.exec(line.trim()) as unknown as [
      string,
      string?,
      string?,
    ]
    const { labels } = scene
    const stage = { scene, labels, label: name ?? `line${i}`, words: (rest ?? "").split(/\s+/) }
    if (!fact(stage)) labels.set(stage.label, signed(stage))
  }
  return scene
}
