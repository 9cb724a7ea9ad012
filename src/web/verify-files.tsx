/** Files in: dropped anywhere on the page or chosen, each put where it belongs; and those that are there. */

import { useEffect, useState } from "preact/hooks"
import type { VerifyWords } from "./en-verify.ts"
import type { Judge } from "./verify-client.ts"
import type { Looked, Useless } from "./verify-message.ts"
import type { Wording } from "./words.ts"

type Words = Wording<VerifyWords>
type Kind = Exclude<Looked["kind"], "several" | "unusable">

export type Given = {
  readonly name: string
  readonly kind: Kind
  readonly bytes: Uint8Array
  /** Out of the PDF of this name. */
  readonly carried: boolean
}

/** A PDF that carries several, of which one is to be chosen; or a file of which nothing can be made. */
export type Trouble =
  | { readonly name: string; readonly files: Extract<Looked, { kind: "several" }>["files"] }
  | { readonly name: string; readonly why: Useless | { readonly sentence: string } }

/** What these files are, and of which nothing can be made yet. */
export async function lookAt(
  files: readonly File[],
  judge: Judge,
): Promise<readonly [given: readonly Given[], trouble: readonly Trouble[]]> {
  const given: Given[] = []
  const trouble: Trouble[] = []
  for (const file of files) {
    const { name } = file
    const looked = await judge.ask("look", file)
    if (looked.kind === "several") trouble.push({ name, files: looked.files })
    else if (looked.kind === "unusable") trouble.push({ name, why: looked.why })
    else given.push({ name, ...looked })
  }
  return [given, trouble]
}

type DropProps = { readonly words: Words; readonly take: (files: readonly File[]) => void }

export function DropZone({ words, take }: DropProps) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent): void => {
      // Else the browser would leave the page and show the file.
      event.preventDefault()
      setOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      event.preventDefault()
      setOver(false)
      take([...(event.dataTransfer?.files ?? [])])
    }
    document.addEventListener("dragover", over)
    document.addEventListener("dragleave", leave)
    document.addEventListener("drop", drop)
    return () => {
      document.removeEventListener("dragover", over)
      document.removeEventListener("dragleave", leave)
      document.removeEventListener("drop", drop)
    }
  }, [take])
  return (
    <label class={isOver ? "drop over no-print" : "drop no-print"}>
      <span>{words.drop}</span>
      <span class="button main" aria-hidden="true">
        {words.choose}
      </span>
      <input
        type="file"
        multiple
        aria-label={words.choose}
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])])
          // The same file may be chosen again, changed.
          currentTarget.value = ""
        }}
      />
    </label>
  )
}

const endings: Partial<Record<Kind, string>> = {
  bundle: ".kvitto",
  misbehaviour: ".kvitto-fault",
  "tlog-proof": ".tlog-proof",
  "cose-receipt": ".cose",
}

type FileProps = { readonly words: Words; readonly given: Given }

/** The file that is judged; out of a PDF it can be had by itself. */
export function GivenFile({ words, given }: FileProps) {
  const [url, setUrl] = useState<string>()
  const { carried, bytes, name, kind } = given
  useEffect(() => {
    if (!carried) return undefined
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
    setUrl(made)
    return () => {
      setUrl(undefined)
      URL.revokeObjectURL(made)
    }
  }, [bytes, carried])
  const saved = name.replace(/\.pdf$/i, "") + (endings[kind] ?? "")
  return (
    <p class="given">
      {words.file}: <strong>{carried ? saved : name}</strong>, {words.kinds[kind]}, {bytes.length}{" "}
      B. {carried && words.carried(name)}{" "}
      {url !== undefined && (
        <a class="button no-print" href={url} download={saved}>
          {words.save}
        </a>
      )}
    </p>
  )
}

type LooseProps = {
  readonly words: Words
  readonly loose: readonly Given[]
  readonly remove: (given: Given) => void
}

export const LooseFiles = ({ words, loose, remove }: LooseProps) => (
  <section>
    <h2>{words.loose.title}</h2>
    <p>{words.loose.explain}</p>
    {loose.length > 0 && (
      <>
        <p>{words.loose.given(loose.length)}</p>
        <ul>
          {loose.map((each) => (
            <li key={each.name}>
              {each.name}, {words.kinds[each.kind]}{" "}
              <button type="button" class="no-print" onClick={() => remove(each)}>
                {words.remove(each.name)}
              </button>
            </li>
          ))}
        </ul>
      </>
    )}
  </section>
)

type TroubleProps = {
  readonly words: Words
  readonly trouble: Trouble
  readonly choose: (given: Given) => void
}

export function TroubleView({ words, trouble, choose }: TroubleProps) {
  const { name } = trouble
  if ("why" in trouble) {
    const { why } = trouble
    return (
      <p class="state bad" role="alert">
        <span aria-hidden="true">✗</span>
        <span>
          {words.unusable(name, typeof why === "string" ? words.useless[why] : why.sentence)}
        </span>
      </p>
    )
  }
  return (
    <div>
      <p>{words.several(name)}</p>
      <p class="choices">
        {trouble.files.map(({ kind, bytes }, i) => (
          <button
            key={i}
            type="button"
            onClick={() => choose({ name, kind, bytes, carried: true })}
          >
            {i + 1}. {words.take(words.kinds[kind], bytes.length)}
          </button>
        ))}
      </p>
    </div>
  )
}
