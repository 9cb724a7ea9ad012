/** Things, as a list: containers with what lies in them. */

import type { ComponentChildren } from "preact"
import type { Money } from "../custody/money.ts"
import type { Told } from "../device/message.ts"
import { byNumber } from "../device/lines.ts"
import type { Holding } from "../device/shelf.ts"
import type { Language } from "../language/message.ts"
import type { CourierWords } from "./courier-words.ts"
import { printSum } from "./sums.ts"

type Described = {
  readonly told: Told
  readonly words: CourierWords
  readonly language: Language
}

/** `NT 100310`, or what it is where it has no number. */
export const numberOf = (told: Told, words: CourierWords): string =>
  told.identifier?.value ?? words.goods[told.goods]

/** Whether the camera saw its number or its seal; spaces and case aside. */
export function isCalled({ identifier, seal }: Told, text: string): boolean {
  const plain = (each: string | undefined | null): string =>
    (each ?? "").replaceAll(/\s/g, "").toUpperCase()
  const wanted = plain(text)
  return wanted !== "" && (plain(identifier?.value) === wanted || plain(seal) === wanted)
}

export function Thing({ told, words, language }: Described) {
  return (
    <span class="thing">
      <strong>{numberOf(told, words)}</strong> <span class="soft">{words.goods[told.goods]}</span>
      {told.seal !== null && (
        <span class="soft">
          {" "}
          · {words.inspect.seal} {told.seal}
        </span>
      )}
      {told.amount !== null && <span class="sum">{printSum(told.amount, language)}</span>}
    </span>
  )
}

/** Those that lie in nothing of this list, and per container what lies in it; by number. */
export function nested(
  list: readonly Holding[],
): readonly (readonly [Holding, readonly Holding[]])[] {
  const all = list.toSorted(byNumber)
  const items = new Set(all.map(({ item }) => item))
  const inside = (item: string): readonly Holding[] =>
    all.filter(({ within }) => within === item).flatMap((each) => [each, ...inside(each.item)])
  return all
    .filter(({ within }) => within === null || !items.has(within))
    .map((each) => [each, inside(each.item)] as const)
}

export function Sums({
  sums,
  words,
  language,
}: {
  readonly sums: readonly Money[]
  readonly words: CourierWords
  readonly language: Language
}) {
  if (sums.length === 0) return <>{words.hold.noSum}</>
  return <>{sums.map((sum) => printSum(sum, language)).join(" + ")}</>
}

/** The main gesture, where a thumb is. */
export const Bottom = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="bottom">{children}</div>
)
