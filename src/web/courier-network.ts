/** Everything that needs network: loaded when there is some. The ledger is the one that served this page. */

import { httpLedger } from "../api/client.ts"
import { httpEnrolment } from "../api/enrolment.ts"
import type { Fetch } from "../api/exchange.ts"
import { deliver, prove } from "../device/deliver.ts"
import { enrol } from "../device/enrol.ts"
import type { Phone } from "../device/phone.ts"
import { refresh } from "../device/refresh.ts"
import type { Self } from "../device/shelf.ts"

export const ledgerHere = (fetch?: Fetch) => httpLedger(new URL(location.origin), fetch)

export const enrolHere = (phone: Phone, invitation: Uint8Array): Promise<Self> =>
  enrol(phone, invitation, httpEnrolment(new URL(location.origin)))

export { takePolicy } from "../device/refresh.ts"

/** Delivers what waits, takes home what is new, and proves what can be. Throws where nobody answers. */
export async function meetLedger(phone: Phone, refused = false): Promise<void> {
  const ledger = ledgerHere()
  await deliver(phone, ledger, refused)
  await refresh(phone, ledger)
  await prove(phone, ledger)
}
