/** One line of a script, as its acts read it; and the lines that say what a verifier knows beside statements. */

import type { Opened } from "../../src/custody/handover.ts"
import { placeTypes } from "../../src/custody/words.ts"
import {
  keyNamed,
  minute,
  ownerOf,
  placeAt,
  placeNamed,
  type Scene,
  strangeId,
  type Times,
} from "./case.ts"

export type Words = readonly string[]
export type Stage = {
  readonly scene: Scene
  readonly labels: Map<string, Opened>
  readonly label: string
  readonly words: Words
}

const bracketPattern = /^(\?|\d+)\.\.(\d+)$/

export const option = (stage: Stage, name: string): string | undefined => {
  const at = stage.words.indexOf(name)
  return at < 0 ? undefined : stage.words[at + 1]
}
export const has = ({ words }: Stage, name: string): boolean => words.includes(name)
export const minutesOf = (text: string | undefined): number | null =>
  text === undefined ? null : Number(text) * minute

export function timesIn(words: Words, at = 0): Times {
  const found = words.slice(at).find((each) => bracketPattern.test(each))
  const [, from, to] = bracketPattern.exec(found ?? "") ?? []
  if (to === undefined) throw new Error(`script: expected a bracket, got ${words.join(" ")}`)
  return { from: from === "?" ? null : Number(from), to: Number(to) }
}
export const timesOf = (stage: Stage): Times => timesIn(stage.words)

/** What verifiers know beside statements of the item. */
export function fact(stage: Stage): boolean {
  const { scene, words } = stage
  const [act, name = ""] = words
  switch (act) {
    case "revoke": {
      const statement = strangeId(`revocation ${stage.label}`)
      scene.setBracket(statement, timesOf(stage))
      const index = placeAt(timesOf(stage).to, 999)
      const revocation = { statement, index, since: minutesOf(option(stage, "since")) }
      scene.changeKey(name, (key) => ({ ...key, revocations: [...key.revocations, revocation] }))
      return true
    }
    case "recovered":
      scene.changeKey(name, (key) => ({
        ...key,
        root: keyNamed(`${name} new root`).keyId,
        recovery: strangeId(`recovery of ${name}`),
        effectiveFrom: minutesOf(option(stage, "effective")) ?? 0,
      }))
      return true
    case "enrolled":
      scene.changeKey(name, (key) => ({
        ...key,
        effectiveFrom: minutesOf(option(stage, "effective")) ?? 0,
      }))
      return true
    case "pin":
      scene.pin(
        ownerOf(name),
        has(stage, "new") ? `${name} new root` : `${ownerOf(name)} ${words[2]}`,
      )
      return true
    case "assurance":
      scene.changeKey(name, (key) => ({ ...key, assurance: Number(words[2]) }))
      return true
    case "place": {
      const type = placeTypes.find((each) => each === words[2])
      if (type === undefined) throw new Error(`script: expected a type of place, got ${words[2]}`)
      scene.places.set(placeNamed(name), type)
      return true
    }
    case "minimum":
      scene.changeEvidence({ minimumAssurance: Number(name) })
      return true
    case "complete":
      scene.changeEvidence({
        complete: { upTo: Number(name) * minute, proved: !has(stage, "operator") },
      })
      return true
    default:
      return false
  }
}
