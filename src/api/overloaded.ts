/** The ledger has as much waiting as it takes on: nothing of what was sent was looked at, and all of it can be sent again. */
export class Overloaded extends Error {
  override readonly name: string = "Overloaded"
  /** Whole seconds, after which it is worth trying again. */
  readonly retryAfter: number

  constructor(waiting: number, retryAfter: number, what = "parcels") {
    super(`${waiting} ${what} are waiting; send it again in ${retryAfter} s`)
    this.retryAfter = retryAfter
  }
}
