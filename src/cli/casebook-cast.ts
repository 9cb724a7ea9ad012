/** The cast of the casebook: its tables put together. */

import type { Pen } from "../custody/draft.ts"
import { bookContracts } from "./casebook-contracts.ts"
import { type BookParty, bookParties, bookPeople, type BookPerson } from "./casebook-parties.ts"
import { bookPlaces } from "./casebook-places.ts"
import type { Devices } from "./sample-devices.ts"
import { assemble, type Ensemble } from "./sample-ensemble.ts"
import type { Submit } from "./sample-stage.ts"

export type BookPlace = keyof typeof bookPlaces
export type BookContract = keyof ReturnType<typeof bookContracts>

export type BookCast = Ensemble<BookParty, BookPerson, BookPlace, BookContract>

export const castBook = (
  devices: Devices,
  governors: readonly Pen[],
  submit: Submit,
): Promise<BookCast> =>
  assemble<BookParty, BookPerson, BookPlace, BookContract>(devices, governors, submit, {
    parties: bookParties,
    people: bookPeople,
    places: bookPlaces,
    contracts: bookContracts,
  })
