/**
 * The custody line: the picture with its controls, how to read it, and the tables that say the same. Made of a `SaidLine`
 * alone, so that every page that has a verdict can show it.
 */

import { useEffect, useId, useState } from "preact/hooks"
import type { Language } from "../language/message.ts"
import { marks } from "../verifier/mark.ts"
import type { SaidLine } from "../verifier/said-line.ts"
import { Frame } from "./custody-frame.tsx"
import { MarkIcon } from "./custody-marks.tsx"
import { CustodyPicture } from "./custody-picture.tsx"
import {
  aSide,
  farther,
  firstOf,
  moved,
  nearer,
  type View,
  wholeOf,
  zoomedBy,
} from "./custody-scale.ts"
import { CustodyTables } from "./custody-table.tsx"
import type { LineWords } from "./en-line.ts"
import { useWords, type Wording, type WordsOf } from "./words.ts"

const load: WordsOf<Wording<LineWords>> = {
  en: () => import("./en-line.ts"),
  da: () => import("./da-line.ts"),
  sv: () => import("./sv-line.ts"),
  nb: () => import("./nb-line.ts"),
}

type Props = { readonly line: SaidLine; readonly language: Language }

export function CustodyLine({ line, language }: Props) {
  const loaded = useWords(load, language)
  const id = useId()
  const [view, setView] = useState<View>(() => firstOf(line))
  useEffect(() => setView(firstOf(line)), [line.item])
  if (loaded === undefined) return null
  const { words } = loaded
  const zoom = (factor: number) => () => setView(zoomedBy(factor))
  const move = (share: number) => () => setView((now) => moved(now, share))
  const all = (): void => setView(wholeOf(line))
  return (
    <section class="custody-line" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.title}</h2>
      <div class="choices no-print">
        <button type="button" onClick={move(-aSide)} aria-label={words.earlier}>
          ←
        </button>
        <button type="button" onClick={move(aSide)} aria-label={words.later}>
          →
        </button>
        <button type="button" onClick={zoom(nearer)} aria-label={words.zoomIn}>
          +
        </button>
        <button type="button" onClick={zoom(farther)} aria-label={words.zoomOut}>
          −
        </button>
        <button type="button" onClick={all}>
          {words.all}
        </button>
        <button type="button" onClick={() => globalThis.print()}>
          {words.print}
        </button>
      </div>
      <Frame words={words} setView={setView} all={all}>
        {(width) => (
          <CustodyPicture
            line={line}
            words={words}
            language={loaded.language}
            view={view}
            width={width}
            id={id}
          />
        )}
      </Frame>
      <p class="soft no-print">{words.hint}</p>
      <p class="soft">{words.utc}</p>
      <Legend words={words} id={id} />
      <CustodyTables line={line} words={words} language={loaded.language} />
    </section>
  )
}

function Legend({ words, id }: { readonly words: Wording<LineWords>; readonly id: string }) {
  return (
    <details class="legend">
      <summary>{words.legend}</summary>
      <ul>
        <li>
          <Swatch kind="firm" /> {words.firm}
        </li>
        <li>
          <Swatch kind="soft-edge" fill={`url(#${id}-soft)`} /> {words.soft}
        </li>
        <li>
          <Swatch kind="firm" fill={`url(#${id}-doubt)`} /> {words.doubt}
        </li>
        <li>
          <Swatch kind="loss" fill={`url(#${id}-loss)`} /> {words.loss}
        </li>
        {marks.map((mark) => (
          <li key={mark}>
            <MarkIcon mark={mark} /> {words.marks[mark]}
          </li>
        ))}
      </ul>
    </details>
  )
}

const Swatch = ({ kind, fill }: { readonly kind: string; readonly fill?: string }) => (
  <svg
    class={fill === undefined ? "swatch sure" : "swatch"}
    viewBox="0 0 40 20"
    width="40"
    height="20"
    aria-hidden="true"
  >
    <rect
      class={kind}
      x="1"
      y="1"
      width="38"
      height="18"
      {...(fill === undefined ? {} : { fill })}
    />
    <rect class="outline" x="1" y="1" width="38" height="18" />
  </svg>
)
