/** An edge in time that is known from two sides only: something happened between them. */

/** Milliseconds since 1970. `from` null: nothing proves an earliest time. `to` null: nothing proves that it had happened by any time. */
export type Soft = { readonly from: number | null; readonly to: number | null }

/** `to` infinite where nothing proves it. */
export const soft = (from: number | null, to: number): Soft => ({
  from,
  to: Number.isFinite(to) ? to : null,
})
