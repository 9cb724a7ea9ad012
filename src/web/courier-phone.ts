/** The phone of this window: what it keeps, read whole whenever that changed, here or in another window of the same phone. */

import { useCallback, useEffect, useState } from "preact/hooks"
import { verifyPortable } from "../cose/ed25519.ts"
import type { Phone } from "../device/phone.ts"
import {
  type Enrolling,
  type Given,
  type Holding,
  type Known,
  type Name,
  only,
  type Paper,
  type Self,
  type Taken,
} from "../device/shelf.ts"
import { openShelf } from "./courier-shelf.ts"

/** `?phone=2` is another phone than `?phone=1`, so that two windows can hand over to each other. */
const phoneName = (): string => {
  const wanted = new URLSearchParams(location.search).get("phone") ?? ""
  return /^[0-9]{1,3}$/.test(wanted) ? `kvitto-phone-${wanted}` : "kvitto-phone"
}

export type Kept = {
  readonly self: Self | undefined
  readonly enrolling: Enrolling | undefined
  readonly known: Known | undefined
  readonly held: ReadonlyMap<string, Holding>
  readonly given: ReadonlyMap<string, Given>
  readonly taken: ReadonlyMap<string, Taken>
  readonly papers: ReadonlyMap<string, Paper>
  readonly names: ReadonlyMap<string, Name>
}

export type Opened = {
  readonly phone: Phone
  readonly kept: Kept
  /** Reads everything anew, and tells the other windows to. */
  readonly reread: () => Promise<void>
}

export async function openPhone(): Promise<Phone> {
  return {
    shelf: await openShelf(phoneName()),
    subtle: globalThis.crypto.subtle,
    clock: () => ({ at: Date.now(), offset: -new Date().getTimezoneOffset() }),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    verify: verifyPortable,
    alone: inTurn,
  }
}

/** A page that is not served securely has no locks; then an act that is overtaken says so. */
const inTurn: Phone["alone"] = (step) => {
  const { locks } = navigator as { readonly locks?: LockManager }
  return locks === undefined ? step() : locks.request(phoneName(), step)
}

async function readKept({ shelf }: Phone): Promise<Kept> {
  const [self, enrolling, known] = await Promise.all([
    shelf.get("self", only),
    shelf.get("enrolling", only),
    shelf.get("known", only),
  ])
  const [held, given, taken, papers, names] = await Promise.all([
    shelf.all("held"),
    shelf.all("given"),
    shelf.all("taken"),
    shelf.all("papers"),
    shelf.all("names"),
  ])
  return { self, enrolling, known, held, given, taken, papers, names }
}

/** Undefined until it is open; an error where this browser keeps nothing. */
export function usePhone(): Opened | Error | undefined {
  const [phone, setPhone] = useState<Phone>()
  const [kept, setKept] = useState<Kept>()
  const [failure, setFailure] = useState<Error>()
  const [channel] = useState(() => new BroadcastChannel(phoneName()))
  const read = useCallback(async (): Promise<void> => {
    if (phone !== undefined) setKept(await readKept(phone))
  }, [phone])
  useEffect(() => {
    openPhone().then(setPhone, setFailure)
  }, [])
  useEffect(() => {
    read().catch(setFailure)
    channel.addEventListener("message", () => {
      read().catch(setFailure)
    })
  }, [read, channel])
  if (failure !== undefined) return failure
  if (phone === undefined || kept === undefined) return undefined
  const reread = async (): Promise<void> => {
    await read()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
    channel.postMessage("changed")
  }
  return { phone, kept, reread }
}
