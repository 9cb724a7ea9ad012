/** How something stands: an icon, a word and a border say it, colour says it once more. */

import type { ComponentChildren } from "preact"

type StateProps = {
  readonly kind: "good" | "warn" | "bad"
  readonly children: ComponentChildren
}

const icons = { good: "✔", warn: "▲", bad: "✖" } as const

export const State = ({ kind, children }: StateProps) => (
  <p class={`state ${kind}`}>
    <span aria-hidden="true">{icons[kind]}</span>
    <span>{children}</span>
  </p>
)
