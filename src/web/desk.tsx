/** What the insurer's and the auditor's desk have in common: the ledger that serves the page, its names, sums and times. */

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks"
import { httpLedger } from "../api/client.ts"
import type { HeldItem, Named } from "../api/desk.ts"
import { maxCount } from "../api/wire.ts"
import { type Language, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { pathOf } from "./shell.tsx"
import { localeOf } from "./words.ts"

export const ledger = httpLedger(new URL(location.origin))

export const short = (id: string): string => `${id.slice(0, 8)}…`

/** How an item is called: by what is printed on it, where the ledger shows that. */
export function calledBy(
  { item, identifiers }: Pick<HeldItem, "item" | "identifiers">,
  language: Language,
): string {
  if (identifiers.length === 0) return short(item)
  return identifiers.map((each) => printedIn(each, language)).join(", ")
}

const worded = ["bag", "seal", "paper", "free"] as const

/** `bag NT 100212` in the reader's language. */
function printedIn(identifier: string, language: Language): string {
  const [scheme = "", ...number] = identifier.split(" ")
  const word = worded.find((each) => each === scheme)
  const kind = word === undefined ? scheme.toUpperCase() : say(message(`scheme.${word}`), language)
  return [kind, ...number].join(" ")
}

export type Names = {
  readonly all: readonly Named[]
  /** What it is called, or enough of its id to tell it from others. */
  readonly of: (id: string) => string
}

/** Every name that the ledger knows; none until they have come. */
export const fetchNames = (): Promise<readonly Named[]> => ledger.names(null, maxCount)

export function useNames(): Names {
  const [all, setAll] = useState<readonly Named[]>([])
  useEffect(() => {
    // Without them ids are shown, and whatever else is asked says why.
    fetchNames().then(setAll, () => {})
  }, [])
  return useMemo(() => {
    const known = new Map(all.map(({ id, name }) => [id as string, name]))
    return { all, of: (id: string) => known.get(id) ?? short(id) }
  }, [all])
}

export const printCount = (count: number, language: Language): string =>
  new Intl.NumberFormat(localeOf[language]).format(count)

/** In UTC, and says so: whoever reads it may sit in another zone than the van. */
export function printTime(at: number | null, language: Language): string {
  if (at === null) return "–"
  const options = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" } as const
  return `${new Intl.DateTimeFormat(localeOf[language], options).format(at)} UTC`
}

export const itemLink = (item: string): string => `${pathOf.insurer}?item=${item}`

export type Asked<T> =
  | { readonly state: "idle" }
  | { readonly state: "asking"; readonly done: T | undefined }
  | { readonly state: "stopped"; readonly done: T | undefined }
  | { readonly state: "done"; readonly done: T }
  | { readonly state: "failed"; readonly why: string }

type Asking<T> = {
  readonly asked: Asked<T>
  /** Asks anew; what was being asked is let go of. */
  readonly ask: () => void
  readonly stop: () => void
}

/**
 * Asks piece by piece: `steps` gives what is known so far after each, and is asked for no more once it is stopped, or the
 * page has gone on to something else.
 */
export function useAsking<T>(steps: () => AsyncGenerator<T, unknown>): Asking<T> {
  const [asked, setAsked] = useState<Asked<T>>({ state: "idle" })
  const turn = useRef(0)
  const stop = useCallback((): void => {
    turn.current += 1
    setAsked((before) =>
      before.state === "asking" ? { state: "stopped", done: before.done } : before,
    )
  }, [])
  const ask = useCallback((): void => {
    const own = ++turn.current
    // What was there stays until something newer has come: else whoever pressed a button would lose his place.
    setAsked((before) => ({ state: "asking", done: doneOf(before) }))
    const run = async (): Promise<void> => {
      let last: T | undefined
      for await (const done of steps()) {
        if (turn.current !== own) return
        last = done
        setAsked({ state: "asking", done })
      }
      if (last !== undefined) setAsked({ state: "done", done: last })
    }
    run().catch((error: unknown) => {
      if (turn.current === own)
        setAsked({ state: "failed", why: error instanceof Error ? error.message : String(error) })
    })
  }, [steps])
  useEffect(
    () => () => {
      turn.current += 1
    },
    [],
  )
  return { asked, ask, stop }
}

/** What has come so far, whether or not more is to come. */
export const doneOf = <T,>(asked: Asked<T>): T | undefined =>
  asked.state === "idle" || asked.state === "failed" ? undefined : asked.done
