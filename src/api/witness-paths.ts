/** Where a witness answers, below its submission and monitoring prefixes, which are one here (C2SP tlog-witness). */

export const witnessPaths = {
  about: "/",
  addCheckpoint: "/add-checkpoint",
  /** The hexadecimal SHA-256 of the log's origin stands for `:hash`. */
  checkpoint: "/:hash/checkpoint",
} as const
