/** A table for wide and narrow screens: where there is no room for its columns, each row is a block of its own. */

import type { ComponentChildren } from "preact"

export type Column = {
  readonly name: string
  /** `head`: what its row is about. The others are how the stylesheet sets it. */
  readonly as?: "head" | "number" | "when" | "grounds" | "mono"
}

export type Row = { readonly key: string; readonly cells: readonly ComponentChildren[] }

type TableProps = {
  readonly caption: string
  /** The heading above it says the same already. */
  readonly isCaptionHidden?: boolean
  readonly columns: readonly Column[]
  /** As many cells each as there are columns. */
  readonly rows: readonly Row[]
}

export const Table = ({ caption, isCaptionHidden = false, columns, rows }: TableProps) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by keys
  <div class="wide" role="region" aria-label={caption} tabIndex={0}>
    <table>
      <caption class={isCaptionHidden ? "hidden" : undefined}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, as }) => (
            <th key={name} scope="col" class={as === "number" ? as : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {columns.map(({ name, as }, i) =>
              as === "head" ? (
                <th key={name} scope="row">
                  {cells[i]}
                </th>
              ) : (
                // The stylesheet shows the column's name where its head is not seen.
                <td key={name} class={as} data-name={name.endsWith("?") ? name : `${name}:`}>
                  {cells[i]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
