/**
 * A verdict as a document to file: its sentences, and the file that proves them attached, so that one paper carries both.
 * PDF/A-3b. The same verdict in the same language gives the same bytes: nothing in it comes from a clock or from chance.
 */

import Paper from "pdfkit"
import { concat, toHex } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { type Language, type Message, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { mediaTypes } from "../api/wire.ts"
import { verdictLines } from "../verifier/lines.ts"
import { sayFound, stepMessage, type Verdict } from "../verifier/verdict.ts"

/** Files of TrueType fonts: PDF/A wants them embedded, and those that every reader has lack no letter but may not be. */
export type ReportFonts = { readonly regular: Uint8Array; readonly bold: Uint8Array }

export type FiledReport = {
  readonly verdict: Verdict
  /** The `.kvitto` file that the verdict is of. */
  readonly bundle: Uint8Array
  /** The text of the policy that it was checked under. */
  readonly policy: Uint8Array
  readonly language: Language
  readonly fonts: ReportFonts
}

type Sheet = PDFKit.PDFDocument

const margin = 56
const sizes = { title: 20, heading: 13, text: 10, small: 8 } as const

/** Throws where a font cannot be read. */
export async function reportPdf(report: FiledReport): Promise<Uint8Array> {
  const { verdict, language, fonts } = report
  const told = (each: Message): string => say(each, language)
  const made = madeAt(verdict)
  const paper = new Paper({
    size: "A4",
    margins: { top: margin, left: margin, right: margin, bottom: margin + sizes.text * 2 },
    bufferPages: true,
    autoFirstPage: false,
    pdfVersion: "1.7",
    subset: "PDF/A-3b",
    tagged: true,
    displayTitle: true,
    lang: language,
    info: {
      Title: `${told(message("filed.title"))}: ${verdict.question.item.slice(0, 16)}`,
      Creator: "Kvitto",
      Producer: "Kvitto",
      CreationDate: made,
      ModDate: made,
    },
  })
  const pieces: Uint8Array[] = []
  const written = new Promise<void>((resolve, reject) => {
    paper.on("data", (piece: Uint8Array) => pieces.push(piece))
    paper.once("end", resolve)
    paper.once("error", reject)
  })
  paper.registerFont("regular", Buffer.from(fonts.regular))
  paper.registerFont("bold", Buffer.from(fonts.bold))
  paper.font("regular")
  paper.addPage()
  write(paper, report, told)
  number(paper, told)
  paper.end()
  await written
  return concat(...pieces)
}

/** As of when the record is known to be complete; where nothing says so, the time asked about. */
function madeAt({ asOf, question }: Verdict): Date {
  const at = asOf.notBefore ?? question.to
  return new Date(Math.min(Math.max(0, at), lastDate))
}

/** A PDF writes years with four digits. */
const lastDate = Date.UTC(9999, 11, 31)

export const bundleName = (item: string): string => `${item.slice(0, 16)}.kvitto`

function write(
  paper: Sheet,
  { verdict, bundle, policy, language }: FiledReport,
  told: (each: Message) => string,
): void {
  const { item } = verdict.question
  const file = bundleName(item)
  const date = madeAt(verdict)
  // pdfkit's own types know no relationship, which PDF/A-3 wants said of every file.
  paper.file(Buffer.from(bundle), {
    name: file,
    type: mediaTypes.bundle,
    relationship: "Source",
    creationDate: date,
    modifiedDate: date,
  } as PDFKit.Mixins.PDFAttachmentOptions)
  block(paper, "H1", "bold", sizes.title, told(message("filed.title")))
  block(paper, "P", "regular", sizes.text, told(message("filed.item", { item })))
  block(paper, "H2", "bold", sizes.heading, told(message("filed.answer")))
  for (const line of verdictLines(verdict, language)) block(paper, "P", "regular", sizes.text, line)
  const values = { file, bytes: String(bundle.length), hash: toHex(sha256(bundle)) }
  block(paper, "P", "bold", sizes.text, told(message("filed.carried", values)))
  const origin = verdict.asOf.origin ?? "?"
  const under = message("filed.policy", { origin, hash: toHex(sha256(policy)) })
  block(paper, "P", "regular", sizes.text, told(under))
  block(paper, "H2", "bold", sizes.heading, told(message("filed.steps")))
  for (const each of verdict.steps) {
    const { step, ok } = each
    const outcome = told(message(ok ? "filed.holds" : "filed.fails"))
    const name = told(stepMessage(each))
    block(
      paper,
      "P",
      "regular",
      sizes.small,
      `${step}. ${name}: ${outcome}. ${sayFound(each, language)}`,
    )
  }
}

/** One paragraph, tagged as what it is, so that it can be read aloud. */
function block(
  paper: Sheet,
  tag: "H1" | "H2" | "P",
  font: keyof ReportFonts,
  size: number,
  text: string,
): void {
  if (tag === "H2") paper.moveDown(0.5)
  paper.addStructure(
    paper.struct(tag, {}, () => {
      paper.font(font).fontSize(size)
      paper.text(printable(paper, text))
    }),
  )
  paper.moveDown(tag === "P" ? 0.4 : 0.6)
}

/**
 * Names and findings are other people's words. What the font has no letter for would be a blank box, which PDF/A forbids: it
 * becomes U+FFFD, which says that something stood there. An id of 64 digits has no place where a line may end, and a word
 * that is wider than the page takes the longer to lay out the longer it is: zero-width spaces make places.
 */
function printable(paper: Sheet, text: string): string {
  const { font } = (paper as unknown as Drawing)._font
  const letters = Array.from(text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " "), (letter) =>
    font.hasGlyphForCodePoint(letter.codePointAt(0) as number) ? letter : "\ufffd",
  )
  return letters.join("").replaceAll(/[^ \u200b]{32}(?=[^ \u200b]{8})/gu, "$&\u200b")
}

/** What pdfkit draws with; its types do not tell. */
type Drawing = {
  readonly _font: { readonly font: { readonly hasGlyphForCodePoint: (point: number) => boolean } }
}

/** Page numbers, once it is known how many there are. */
function number(paper: Sheet, told: (each: Message) => string): void {
  const { count } = paper.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    paper.switchToPage(page)
    // Below the margin a text would begin a page of its own.
    const { margins, height, width } = paper.page
    margins.bottom = 0
    const values = { page: String(page + 1), pages: String(count) }
    paper
      .font("regular")
      .fontSize(sizes.small)
      .text(told(message("filed.page", values)), margin, height - margin, {
        width: width - 2 * margin,
        align: "center",
        lineBreak: false,
      })
  }
}
