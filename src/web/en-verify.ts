/** English: the page that checks files. */

export const words = {
  title: "Check a file",
  intro:
    "Everything is checked in this browser, by the same program as on the command line. No file leaves it, and no network is needed.",
  drop: "Drop a file here, or choose one: .kvitto, .kvitto-fault, .tlog-proof, or a PDF that carries one. A trust policy and loose receipts too.",
  choose: "Choose files",
  busy: "Checking …",
  broken: (fault: string) => `This page itself has failed: ${fault}`,
  file: "The file",
  remove: (name: string) => `Remove ${name}`,
  carried: (name: string) => `It was carried by ${name}.`,
  save: "Save it as a file",
  several: (name: string) => `${name} carries several files that prove something. Which one?`,
  take: (kind: string, bytes: number) => `${kind}, ${bytes} bytes`,
  unusable: (name: string, fault: string) => `${name}: ${fault}`,
  useless: {
    empty: "this file is empty",
    "too-long": "longer than any file of Kvitto",
    "not-ours":
      "none of Kvitto's files, or one that is broken at its beginning: nothing can be said of it",
  },
  kinds: {
    bundle: "bundle",
    misbehaviour: "misbehaviour file",
    "tlog-proof": "tlog-proof",
    "cose-receipt": "COSE receipt",
    statement: "single statement",
    parcel: "parcel",
    entry: "entry",
    policy: "trust policy",
  },
  loose: {
    title: "Loose receipts",
    explain:
      "A receipt from a drawer, which is not in the file: drop it too. It can only take away from an answer.",
    given: (count: number) =>
      count === 1 ? "One lies beside the file:" : `${count} lie beside the file:`,
  },
  entry: {
    lacks:
      "Which entry? It is not in this file: drop the entry too, as kvitto export entries writes it.",
    given: "The entry that it is about:",
  },
  policy: {
    title: "Whom to trust",
    lacks:
      "Whom to trust? Without a trust policy nothing in this file can be judged: not whether it is genuine, and not who was liable. Drop a policy, or paste one below.",
    misbehaviour:
      "Without a trust policy this page can say that a key signed what cannot be true, and not whose key it is.",
    none: "No trust policy yet.",
    is: (logs: string, count: number) =>
      count === 0
        ? `Believes the ledger ${logs} on its own word and clock: it names no witness.`
        : `Believes the ledger ${logs} as far as its witnesses agree: ${count} of them are named.`,
    assurance: (level: number) => `Least assurance of a signature: S${level}.`,
    operators:
      "This is the suggestion of the ledger's own operator, the one whose word is to be checked.",
    kept: "It is kept in this browser.",
    notKept: "This browser does not keep it.",
    use: "Use the suggestion of this ledger's operator",
    warning:
      "The suggestion comes from the one whose word is to be checked. Compare it with what you were given on another way.",
    unreachable: "The ledger did not answer.",
    paste: "Paste a trust policy",
    take: "Use this policy",
    replaced:
      "It has taken the place of the policy that was trusted before. Whoever sends a file may send a policy along that trusts it.",
    back: "Back to the earlier one",
    from: "Take a policy only from somebody you trust, and not from whoever sent the file.",
    forget: "Forget it",
    fault: (line: number, fault: string) => `Not a trust policy: line ${line}: ${fault}`,
  },
  answer: {
    title: "Verdict",
    operator: "On the operator's word and clock: ",
    proved: (who: string, when: string) => `Proved: ${who} was liable ${when}.`,
    "proved-several": (who: string, when: string) => `Proved: ${who} were liable ${when}.`,
    undecided: (who: string, when: string) => `Undecided who was liable ${when}: ${who}.`,
    disputed: (who: string, when: string) => `Disputed who was liable ${when}: ${who}.`,
    "not-proved": (when: string) => `Nobody is proved to have been liable ${when}.`,
    "cannot-decide": "Cannot decide: it is written in a newer format than this page reads.",
    "not-genuine": (step: number, name: string, finding: string) =>
      `NOT GENUINE: step ${step}, ${name}: ${finding}.`,
    burden: (who: string) => `The burden lies on ${who}.`,
    or: " or ",
    nobody: "nobody yet",
    at: (time: string) => `at ${time} UTC`,
    between: (from: string, to: string) => `between ${from} and ${to} UTC`,
    convicted: "Convicted",
    acquitted: "Nobody is convicted",
    included: "Proved to be in the ledger",
    excluded: "Not proved to be in the ledger",
    sentences: "In full",
    steps: "Every step",
    ok: "holds",
    fails: "FAILS",
  },
  ask: {
    title: "Ask about another time",
    from: "From (UTC)",
    to: "To (UTC)",
    scope: "About",
    unit: "the unit",
    contents: "what is declared to be in it",
    button: "Ask",
    own: "The file's own question",
    wrong: "Give two times, the second not before the first.",
  },
  program: {
    served: (version: string, file: string) =>
      `Kvitto ${version}. This page begins with ${file}, SHA-256:`,
    alone: (version: string) => `Kvitto ${version}. SHA-256 of this page's program:`,
    unknown: "not known",
    download: "Take this page with you: one file that works without network",
  },
} as const

export type VerifyWords = typeof words
