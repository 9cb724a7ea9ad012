/** English: the insurer's page. */

export const words = {
  title: "Who was liable?",
  failed: (why: string) => `The ledger gave no answer: ${why}`,
  loading: "Asking the ledger …",
  stop: "Stop",
  stopped: "Stopped. What is shown is not all.",
  unknown: "not shown",
  word: "What is said below is the ledger's own word, to find your way by. The proof is in the file.",
  search: {
    title: "Find an item",
    label: "Any number on it, or its id",
    hint: "Bag, seal, S10, SSCC, GRAI, AWB: spaces and case do not matter.",
    find: "Find",
    found: (count: number) =>
      count === 0
        ? "No item on record bears this number."
        : count === 1
          ? "One item."
          : `${count} items.`,
    reused: "A number may be used again after a time: choose by holder and time.",
    item: "Item",
    goods: "Goods",
    status: "Status",
    holder: "Last with",
    place: "Place",
    since: "Since",
    value: "Sum stated",
    choose: "Choose",
    statuses: {
      held: "held",
      closed: "closed",
      forked: "forked",
      unlinked: "unlinked",
      claimed: "claimed by another",
    },
    outside: "outside the ledger",
  },
  question: {
    title: (item: string) => `Item ${item}`,
    id: "Id",
    when: "Which time?",
    one: "One moment",
    span: "From one time to another",
    at: "Time (UTC)",
    from: "From (UTC)",
    to: "To (UTC)",
    scope: "Liable for",
    unit: "the unit as it was handed over",
    contents: "its contents",
    ask: "Who was liable?",
    order: "Times out of order, or missing.",
    none: "Nothing published touches this item.",
    working: "Checking every signature and proof in this browser …",
    policy: "Checked against the trust policy that",
    yours: "you keep in this browser.",
    operators:
      "the operator of this ledger suggests. To rely on nobody, choose your own on the page Verify.",
    take: "Take it away",
    bundle: "The proof, as a file (.kvitto)",
    pdf: "A report with the proof inside (PDF)",
    cover: "Cover",
    alternative: "Answers",
    value: "Value",
    declared: "Declared",
    cap: "Carrier's cap",
    insured: "Policy limit",
    gap: "Not covered",
    noGap: "nothing",
    nothing: "not agreed",
    gapUnknown: "cannot be said: not all is shown, or currencies differ",
  },
  exposure: {
    title: "Exposure now",
    what: "What is open on record, added up by who has it, by what it lies in and by place, against the sums that were agreed or approved.",
    start: "Add up",
    counted: (items: string) => `${items} open items`,
    total: "In all",
    by: { holder: "By holder", container: "By case, cage or vehicle", place: "By place" },
    empty: {
      holder: "Nobody has anything.",
      container: "Nothing lies in a container.",
      place: "Nothing is open.",
    },
    name: { holder: "Holder", container: "Container", place: "Place" },
    nobody: {
      holder: "outside the ledger",
      container: "in no container",
      place: "place not shown",
    },
    items: "Items",
    sum: "Sum",
    unvalued: (count: number) =>
      count === 1 ? "of one item no sum is shown" : `of ${count} items no sum is shown`,
    doubtful: (count: number) =>
      count === 1
        ? "one item is in dispute or in doubt"
        : `${count} items are in dispute or in doubt`,
    against: "Against",
    approved: "approved sum of the place",
    within: (limit: string, sum: string) => `within ${limit}, ${sum}`,
    over: (limit: string, sum: string, excess: string) => `OVER ${limit}, ${sum}, by ${excess}`,
    noLimit: "No limit is shown for it.",
    unlimited: (count: number) =>
      count === 1
        ? "of one item the contract or its sums are not shown"
        : `of ${count} items the contract or its sums are not shown`,
  },
} as const

export type InsurerWords = typeof words
