/** English: what is around every page. */

export const words = {
  skip: "To the content",
  navigation: "Kvitto",
  language: "Language",
  sample: "SAMPLE LEDGER: nothing here happened.",
  pages: {
    home: "First screen",
    courier: "Courier",
    verify: "Verify",
    insurer: "Insurer",
    auditor: "Auditor",
  },
} as const

export type ShellWords = typeof words
