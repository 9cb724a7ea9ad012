/** What every part of the custody line's picture is drawn from. */

import type { Language } from "../language/message.ts"
import type { SaidLine } from "../verifier/said-line.ts"
import type { View } from "./custody-scale.ts"
import type { LineWords } from "./en-line.ts"
import type { Wording } from "./words.ts"

export type Drawn = {
  readonly line: SaidLine
  readonly words: Wording<LineWords>
  readonly language: Language
  readonly view: View
  /** Pixels. */
  readonly width: number
  /** Of this picture only, for what its parts refer to. */
  readonly id: string
}

/** `top` and `height` of the whole, in pixels. */
export type Crossing = Drawn & { readonly top: number; readonly height: number }
