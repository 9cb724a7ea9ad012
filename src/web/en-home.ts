/** English: the first screen. */

export const words = {
  title: "Who was liable at that time?",
  promise:
    "Giver and receiver sign one receipt at every hand-over. Anyone can check the answer, offline, trusting nobody. A giver who has the receipt is discharged.",
  courier: {
    name: "Courier",
    what: "What I hold now, giving it and receiving it: two phones, no network needed.",
  },
  insurer: {
    name: "Insurer",
    what: "Find an item by any number on it, ask who was liable, take the proof away as a file.",
  },
  auditor: {
    name: "Auditor",
    what: "Every entry, every witness, every finding; replay the whole ledger in this browser.",
  },
  file: "Somebody sent you a file?",
  verify: "Check it here, or on a computer without network.",
  lost: {
    title: "A phone is lost or stolen?",
    what: "Its organisation keeps a code that revokes it. Whatever the phone signs from then on counts for nothing; what it signed before stays good.",
    code: "Code that revokes it",
    revoke: "Revoke the phone",
    asking: "Revoking …",
    done: (index: number) => `REVOKED, on record as entry ${index}.`,
    refused: "This code revokes nothing. It has 32 digits, 0 to 9 and a to f.",
    unreachable: "The ledger gave no answer: the phone may NOT be revoked. Try again.",
  },
  phones: {
    title: "Try a hand-over with two phones",
    steps: [
      "Open both phones, each in a window of its own, side by side.",
      "On phone 1 choose Give, choose what, and show the code.",
      "On phone 2 choose Receive, and scan the code, or copy it over as text.",
      "Phone 2 shows every line. Sign for everything, and show the answer to phone 1.",
      "Phone 1 reads it and says DISCHARGED. Both send it when there is network.",
    ],
    open: (phone: number, name: string) => `Phone ${phone}: ${name}`,
  },
  cases: {
    title: "Ask about the sample day",
    intro: "Each of these happened on one day in a town that does not exist.",
    ask: (time: string) => `Who was liable at ${time} UTC?`,
    each: {
      stolen: "A seal is checked in the van at 17:06, and the bag is gone at 18:05.",
      rounds: "A till is emptied to the counting room in four rounds.",
      case: "A guard puts two sealed bags into his case, and hands over case and bags at the bank.",
      reservation: "The seal is not the one on the list; the guard signs with that reservation.",
      letter: "A letter goes to somebody without a key, who shows the sender's code.",
      "night-drop": "A bag goes into the bank's night box, and nobody is there.",
      found: "A guard loses a bag; a street cleaner finds it and signs for it.",
      "refused-signature": "An addressee takes the parcel and will not sign.",
      late: "A hand-over in a basement without network comes on record two hours later.",
      fork: "One guard signs the same bag to the bank and to the town hall.",
      stranger: "One who never held the bag hands it to the bank.",
    },
  },
} as const

export type HomeWords = typeof words
