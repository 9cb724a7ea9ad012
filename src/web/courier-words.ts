/** The words of a courier's phone, in whichever language. */

import type { EnglishCourier } from "./en-courier.ts"
import type { Wording, WordsOf } from "./words.ts"

export type CourierWords = Wording<EnglishCourier>

export const loadWords: WordsOf<CourierWords> = {
  en: () => import("./en-courier.ts"),
  da: () => import("./da-courier.ts"),
  sv: () => import("./sv-courier.ts"),
  nb: () => import("./nb-courier.ts"),
}
