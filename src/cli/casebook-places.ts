/** Places of the casebook, and what each is fitted with: as the guideline asks, so that a case shows its own fault only. */

import type { Fittings } from "../custody/field.ts"
import type { BookParty } from "./casebook-parties.ts"
import { dkk } from "./sample-acts.ts"
import type { Described, PlaceRow } from "./sample-ensemble.ts"

const bare: Fittings = {
  grade: null,
  approved: null,
  room: null,
  premises: null,
  features: [],
  delay: null,
  windows: [],
  zone: null,
  surveillance: null,
}

const fitted = (fittings: Partial<Fittings>) => (): Fittings => ({ ...bare, ...fittings })
const plain = fitted({})

/** A counting room as 003 §34 wants it, behind a main entrance as §51 wants it. */
const countingRoom = fitted({
  features: [
    "restricted-access",
    "two-locks",
    "one-lock-inside-only",
    "spy-hole",
    "deposit-box",
    "hold-up-button",
    "approved-centre",
    "silent-local-alert",
    "main-entrance-lit",
  ],
})

/** A safe in the shop's counting room, watched and signposted (003 §§35–38). */
const safe =
  (lock: Partial<Fittings>) =>
  (described: Described): Fittings => ({
    ...bare,
    grade: "II",
    approved: dkk(100_000),
    room: described("shopCounting"),
    premises: described("shopPremises"),
    features: ["lock-signs", "room-detector", "aia-installed"],
    surveillance: 2,
    ...lock,
  })

const minuteOf = (hour: number, minute: number): number => 60 * hour + minute

const onSquare = "Havnetorvet 3, 9999 Strandby"
const atAirport = "Lufthavnsvej 8, 9999 Strandby"

export const bookPlaces = {
  shopPremises: ["shop", "address", "Havnetorvets Købmandsgård", onSquare, plain],
  till: [
    "shop",
    "till",
    "Till 3",
    onSquare,
    fitted({ features: ["shielded", "behind-till-line"] }),
  ],
  shopCounting: ["shop", "counting-room", "Havnetorvet, counting room", onSquare, countingRoom],
  shopOffice: [
    "shop",
    "other",
    "Havnetorvet, manager's office",
    onSquare,
    (described) => ({ ...bare, premises: described("shopPremises") }),
  ],
  nightSafe: ["shop", "storage-unit", "Safe 1", onSquare, safe({ delay: 20 })],
  delaySafe: ["shop", "storage-unit", "Safe 2, time-delay lock", onSquare, safe({ delay: 10 })],
  timeSafe: [
    "shop",
    "storage-unit",
    "Safe 3, time lock",
    onSquare,
    safe({
      windows: [{ from: minuteOf(21, 0), to: minuteOf(21, 15) }],
      zone: "Europe/Copenhagen",
    }),
  ],
  street: ["shop", "street", "Havnetorvet, at the kerb", onSquare, plain],
  bankCounting: [
    "bank",
    "counting-room",
    "Sundets Sparekasse, counting room",
    "Torvegade 1, 9999 Strandby",
    countingRoom,
  ],
  bankMail: ["bank", "address", "Sundets Sparekasse, mail", "Torvegade 1, 9999 Strandby", plain],
  townCounting: [
    "municipality",
    "counting-room",
    "Town hall, counting room",
    "Rådhuspladsen 1, 9999 Strandby",
    countingRoom,
  ],
  townMail: ["municipality", "address", "Town hall, mail", "Rådhuspladsen 1, 9999 Strandby", plain],
  carrierVault: ["carrier", "vault", "Nordvagt, vault 2", "Terminalvej 40, 9999 Strandby", plain],
  centreVault: ["centre", "vault", "Værdicentralen, vault", "Kajen 12, 9999 Strandby", plain],
  centreCounting: [
    "centre",
    "counting-room",
    "Værdicentralen, counting room",
    "Kajen 12, 9999 Strandby",
    countingRoom,
  ],
  postOffice: [
    "post",
    "post-office",
    "Brevduen, Stationsplads",
    "Stationsplads 2, 9999 Strandby",
    plain,
  ],
  cargoHall: ["airline", "cargo-handling", "Havørn, cargo hall", atAirport, plain],
  warehouse: ["ramp", "cargo-handling", "Forpladsens warehouse", atAirport, plain],
  apron: ["airline", "aircraft-side", "Stand 4, at the aircraft", atAirport, plain],
  farCargo: ["airline", "cargo-handling", "Havørn at Yderø", "Yderø Lufthavn, 9998 Yderø", plain],
  terminal: [
    "terminal",
    "security-terminal",
    "Portens terminal",
    "Portvej 3, 9999 Strandby",
    plain,
  ],
} as const satisfies Readonly<Record<string, PlaceRow<BookParty>>>
