/** Every screen of the phone but its first: they come when that one is there, and before anybody is likely to want them. */

import type { Props, View } from "./courier-act.ts"
import { EnrolAnew } from "./courier-enrol-anew.tsx"
import { Give } from "./courier-give.tsx"
import { Inspect } from "./courier-inspect.tsx"
import { Outbox } from "./courier-outbox.tsx"
import { Scan } from "./courier-scan.tsx"
import { Offer, Receipt, Settled } from "./courier-show.tsx"

type FurtherView = Exclude<View, { readonly at: "home" }>

export function Screen({ view, ...props }: Props & { readonly view: FurtherView }) {
  switch (view.at) {
    case "give":
      return <Give {...props} />
    case "scan":
      return <Scan {...props} />
    case "outbox":
      return <Outbox {...props} />
    case "offer":
      return <Offer {...props} offer={view.offer} />
    case "settled":
      return <Settled {...props} offer={view.offer} />
    case "receipt":
      return <Receipt {...props} receipt={view.receipt} />
    case "inspect":
      return <Inspect {...props} message={view.message} />
    case "enrol":
      return <EnrolAnew {...props} message={view.message} />
  }
}
