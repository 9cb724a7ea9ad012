/** The marks of the custody line, which a page draws and a statement gets: a list by itself, so that pages need nothing else. */

/** What kind of thing happened: each has a shape of its own in the picture. */
export const marks = [
  "taken-in",
  "handed",
  "one-sided",
  "offered",
  "refused",
  "whole",
  "amiss",
  "reported",
  "packed",
  "other",
] as const
export type Mark = (typeof marks)[number]
