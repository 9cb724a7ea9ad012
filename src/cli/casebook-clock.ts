/** The casebook's time: its moments, what devices believe of them, and how rarely its ledger publishes. */

import type { LedgerApi } from "../api/ledger-api.ts"
import type { Devices } from "./sample-devices.ts"

export const minute = 60_000

/** UTC: "2026-02-10T08:06", with seconds where they matter. */
export function on(time: string): number {
  const moment = Date.parse(`${time}Z`)
  if (Number.isNaN(moment))
    throw new Error(`casebook: expected a time like 2026-02-10T08:06, got ${time}`)
  return moment
}

/** The summers of the casebook's years in Copenhagen. */
const summers = [
  [on("2025-03-30T01:00"), on("2025-10-26T01:00")],
  [on("2026-03-29T01:00"), on("2026-10-25T01:00")],
] as const

/** Minutes east of UTC, as a device has them that keeps up with summer time. */
export const copenhagenOffset = (moment: number): number =>
  summers.some(([begin, end]) => begin <= moment && moment < end) ? 120 : 60

/**
 * Lets time pass. The casebook spans more than a year, so its ledger publishes only a minute after something was done, and
 * a minute before something is: then every receipt is bounded closely on both sides.
 */
export async function passSparsely(
  devices: Devices,
  ledger: LedgerApi,
  until: number,
): Promise<void> {
  for (const moment of [devices.now() + minute, until - minute]) {
    if (moment < devices.now() || moment > until) continue
    devices.moveTo(moment)
    devices.show(await ledger.publish())
  }
  devices.moveTo(until)
}
