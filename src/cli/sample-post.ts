/** Scenes of the sample day: value post. Only posting and delivery receipts move who answers for it (003 §42). */

import { deliveryCodeHash } from "../custody/transition.ts"
import { toHex } from "../encoding/bytes.ts"
import {
  accept,
  check,
  dkk,
  handOver,
  type Held,
  intake,
  offer,
  report,
  sceneOf,
} from "./sample-acts.ts"
import type { Stage } from "./sample-cast.ts"
import { type Cases, sampleCase, type Scene, today } from "./sample-stage.ts"

/** A class 2 letter; its addressee has no key, and shows on his own phone the code that the sender gave him. */
export async function* letter({ cast, devices, submit }: Stage): Scene<Cases<"letter">> {
  const { treasurer, clerk, postman } = cast.people
  const agreed = { contract: cast.postage }
  const code = devices.random(16)
  yield today("09:06")
  const sealed = {
    identifier: { scheme: "s10", value: "VV473124829DK" },
    seal: "BP-338120",
    amount: dkk(25_000),
    contents: "bearer bonds",
  } as const
  const written = intake(treasurer, [
    { goods: "value-post-2", code: toHex(deliveryCodeHash(code)), sealed },
  ])
  await submit(written)
  const posted = yield* handOver(submit, {
    from: treasurer,
    to: clerk,
    lines: written.held,
    at: [today("09:06"), today("09:11")],
    offered: agreed,
    accepted: { ...agreed, ...sceneOf(cast.places.postOffice, "BP-338120") },
  })
  yield today("10:36")
  await submit(check(clerk, "screening", posted.held, "as-declared"))
  yield today("13:06")
  const brought = offer(postman, null, posted.held)
  await submit(brought)
  yield today("13:11")
  const phone = devices.pen(null, "addressee")
  const oneTime = { key: phone.key.publicKey, code }
  await submit(accept(phone, brought, { oneTime }, sceneOf(null, "BP-338120")))
  return { letter: sampleCase((written.held[0] as Held).item, today("12:30")) }
}

/** An addressee takes the parcel and does not sign: so says the postman alone, and the post goes on answering for it. */
export async function* refusedSignature({
  cast,
  submit,
}: Stage): Scene<Cases<"refused-signature">> {
  const { secondCashier, clerk, postman } = cast.people
  const agreed = { contract: cast.postage }
  yield today("07:36")
  const sealed = {
    identifier: { scheme: "s10", value: "CV230930844DK" },
    amount: dkk(8_900),
    contents: "wrist watch",
  } as const
  const packed = intake(secondCashier, [{ goods: "parcel", sealed }])
  await submit(packed)
  const posted = yield* handOver(submit, {
    from: secondCashier,
    to: clerk,
    lines: packed.held,
    at: [today("07:36"), today("07:41")],
    offered: agreed,
    accepted: { ...agreed, ...sceneOf(cast.places.postOffice) },
  })
  yield today("10:06")
  const brought = offer(postman, null, posted.held, agreed)
  await submit(brought)
  yield today("10:11")
  const word = { side: "giver-only", absentReceiver: "refused-to-sign" } as const
  const whole = {
    position: {
      latitude: 560_412_300,
      longitude: 126_120_400,
      accuracy: 12,
      fixedAt: today("10:10"),
    },
    remark: "Took the parcel at the door and would not sign.",
  }
  await submit(accept(postman, brought, word, { ...agreed, sealed: { whole } }))
  const [{ item }] = packed.held as readonly [Held]
  yield today("15:21")
  await submit(report(secondCashier, "claim", item))
  return { "refused-signature": sampleCase(item, today("11:00")) }
}
