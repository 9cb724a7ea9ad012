import {
  commitment,
  type Leaf,
  type Opening,
  type SealedContext,
} from "../../src/custody/sealed.ts"

/** Withholds every opening that `disclosed` does not ask for, each by its commitment. */
export const withhold = (
  context: SealedContext,
  leaves: readonly Leaf[],
  disclosed: (opening: Opening) => boolean,
): readonly Leaf[] =>
  leaves.map((leaf) =>
    leaf instanceof Uint8Array || disclosed(leaf) ? leaf : commitment(context, leaf),
  )
