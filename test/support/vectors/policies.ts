/** policy.json: the example of tlog-policy with keys in it, one fault a case, and our own lines. */

import { bad, type Case, edit, good, type Json, stricter } from "./cases.ts"
import { base64, hex, log, type Pen, penOf, renamed, sha256 } from "./signing.ts"

const names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
const pens = new Map(names.map((name) => [name, penOf(`${name.toLowerCase()}.example/witness`, 4)]))
const pen = (name: string): Pen => pens.get(name) as Pen
const witness = (name: string): string => `witness ${name} ${pen(name).vkey}\n`
const witnessNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `w${i + 1}`)
const numbered = (count: number): string =>
  witnessNames(count)
    .map((name) => `witness ${name} ${penOf(`${name}.example/witness`, 4).vkey}\n`)
    .join("")

const example = [
  `log ${log.vkey}\n`,
  "\n",
  ...["X1", "X2", "X3"].map(witness),
  "group X-witnesses 2 X1 X2 X3\n",
  "\n",
  ...["Y1", "Y2", "Y3"].map(witness),
  "group Y-witnesses any Y1 Y2 Y3\n",
  "\n",
  "group X-and-Y all X-witnesses Y-witnesses\n",
  "quorum X-and-Y\n",
].join("")
// Ours is a superset of tlog-policy and asks for this line beside a quorum.
const withFaulty = `${example}faulty 0\n`

const group = (name: string, k: number, ...members: readonly Json[]): Json => ({ name, k, members })
const exampleQuorum = group(
  "X-and-Y",
  2,
  group("X-witnesses", 2, "X1", "X2", "X3"),
  group("Y-witnesses", 1, "Y1", "Y2", "Y3"),
)
const settings = {
  replayQuorum: null,
  faulty: 0,
  clockErrorSeconds: 5,
  settlementSeconds: 86_400,
  minimumAssurance: "S1",
  roots: {},
  urls: {},
} satisfies Json
const exampleValue = {
  ...settings,
  logs: [log.vkey],
  witnesses: names.map((name) => ({ name, vkey: pen(name).vkey })),
  quorum: exampleQuorum,
}

const read = (name: string, policy: string, value: Json): Case =>
  good(`policy: ${name}`, "read-policy", { policy }, value)

/** The line that `found` is on, counted from 1. */
const lineOf = (text: string, found: string): number =>
  text.slice(0, text.indexOf(found)).split("\n").length

const spec = read(
  "the example of tlog-policy, with keys and our faulty line",
  withFaulty,
  exampleValue,
)

/** An edit of the example that is refused at the line where `replacement` begins. */
function refused(what: string, code: string, found: string, replacement: string): Case {
  const policy = edit(withFaulty, found, replacement)
  const line = lineOf(withFaulty, found)
  return bad(spec, `policy: ${what}`, { code, line }, { policy })
}
/** A line put before the quorum's, and refused there. */
const inserted = (what: string, code: string, line: string): Case =>
  refused(what, code, "quorum X-and-Y\n", `${line}\nquorum X-and-Y\n`)
/** A line put at the end. */
const appended = (what: string, code: string, line: string): Case =>
  bad(
    spec,
    `policy: ${what}`,
    { code, line: withFaulty.split("\n").length },
    { policy: `${withFaulty}${line}\n` },
  )

function syntax(): readonly Case[] {
  const tidy = "group Y-witnesses any Y1 Y2 Y3\n"
  const another = penOf("another.example", 1)
  const same = (name: string, policy: string): Case => read(name, policy, exampleValue)
  return [
    spec,
    same("the example of tlog-policy, with keys", example),
    same(
      "spaces and tabs in a row, at both ends too",
      edit(withFaulty, tidy, ` \tgroup\t Y-witnesses  any\tY1 Y2 Y3\t \n`),
    ),
    same(
      "comments, and empty lines with spaces",
      `# a comment, “quoted”\n  \t\n \t# another\n${withFaulty}`,
    ),
    same("k in digits where any would do", edit(withFaulty, "any", "1")),
    same("all spelt as a number", edit(withFaulty, "all", "2")),
    same("witnesses above the log", `${witness("X1")}${edit(withFaulty, witness("X1"), "")}`),
    read("no log and no witness", "quorum none\n", {
      ...settings,
      logs: [],
      witnesses: [],
      quorum: null,
    }),
    read("a single witness as the quorum", `${witness("X1")}quorum X1\nfaulty 0\n`, {
      ...settings,
      logs: [],
      witnesses: [{ name: "X1", vkey: pen("X1").vkey }],
      quorum: "X1",
    }),
    read(
      "addresses, and a name that is not ASCII",
      `log ${log.vkey} https://ledger.example/\nwitness söder ${pen("X1").vkey} https://x1.example/\nquorum söder\nfaulty 0\n`,
      {
        ...settings,
        logs: [log.vkey],
        witnesses: [{ name: "söder", vkey: pen("X1").vkey }],
        quorum: "söder",
        urls: { [log.vkey]: "https://ledger.example/", [pen("X1").vkey]: "https://x1.example/" },
      },
    ),
    read("two logs", `log ${log.vkey}\nlog ${another.vkey}\nquorum none\n`, {
      ...settings,
      logs: [log.vkey, another.vkey],
      witnesses: [],
      quorum: null,
    }),
  ]
}

function faults(): readonly Case[] {
  const x1 = pen("X1")
  const z = penOf("z.example/witness", 4)
  const spareLine = `witness Z ${z.vkey}\n`
  const spare = read("a witness in no group", `${withFaulty}${spareLine}`, {
    ...exampleValue,
    witnesses: [...exampleValue.witnesses, { name: "Z", vkey: z.vkey }],
  })
  const withSpare = (what: string, code: string, line: string): Case =>
    bad(
      spare,
      `policy: ${what}`,
      { code, line: withFaulty.split("\n").length + 1 },
      { policy: `${withFaulty}${spareLine}${line}\n` },
    )
  const again = renamed(x1, "again.example/witness")
  const tidy = "group Y-witnesses any Y1 Y2 Y3\n"
  const lines = withFaulty.split("\n").length - 1
  return [
    appended("two quorum lines", "stands-twice", "quorum X-and-Y"),
    appended("two quorum lines, the second none", "stands-twice", "quorum none"),
    bad(
      spec,
      "policy: no quorum line",
      { code: "no-quorum", line: lines - 1 },
      {
        policy: edit(withFaulty, "quorum X-and-Y\n", ""),
      },
    ),
    refused("a quorum that nobody is called", "unknown-name", "quorum X-and-Y", "quorum X-or-Y"),
    refused("a quorum of two names", "malformed-line", "quorum X-and-Y", "quorum X-and-Y X1"),
    refused("a quorum line without a name", "malformed-line", "quorum X-and-Y", "quorum"),
    refused("an unknown member", "unknown-name", tidy, "group Y-witnesses any Y1 Y2 Y4\n"),
    refused(
      "a member defined below",
      "unknown-name",
      "group X-witnesses 2 X1 X2 X3\n",
      "group X-witnesses 2 X1 X2 Y3\n",
    ),
    refused(
      "a group that is its own member",
      "unknown-name",
      tidy,
      "group Y-witnesses any Y1 Y2 Y-witnesses\n",
    ),
    refused(
      "a member twice in one group",
      "member-twice",
      tidy,
      "group Y-witnesses any Y1 Y2 Y2\n",
    ),
    refused("a member of two groups", "member-twice", tidy, "group Y-witnesses any Y1 Y2 X3\n"),
    refused("none as a member", "unknown-name", tidy, "group Y-witnesses any Y1 Y2 none\n"),
    refused("a group without members", "malformed-line", tidy, "group Y-witnesses any\n"),
    refused("a group without a threshold", "bad-threshold", tidy, "group Y-witnesses Y1 Y2 Y3\n"),
    refused("k of 0", "bad-threshold", tidy, "group Y-witnesses 0 Y1 Y2 Y3\n"),
    refused("k above the members", "bad-threshold", tidy, "group Y-witnesses 4 Y1 Y2 Y3\n"),
    refused("a leading zero in k", "bad-threshold", tidy, "group Y-witnesses 01 Y1 Y2 Y3\n"),
    refused("k with a sign", "bad-threshold", tidy, "group Y-witnesses +1 Y1 Y2 Y3\n"),
    refused("k in a capital word", "bad-threshold", tidy, "group Y-witnesses ANY Y1 Y2 Y3\n"),
    inserted("one public key under two names", "duplicate-key", `witness again ${again.vkey}`),
    inserted("one log twice", "duplicate-key", `log ${log.vkey}`),
    inserted(
      "one log's key under two origins",
      "duplicate-key",
      `log ${renamed(log, "again.example").vkey}`,
    ),
    stricter(
      inserted(
        "a log's key as a witness's",
        "duplicate-key",
        `witness again ${renamed(log, "again.example", 4).vkey}`,
      ),
    ),
    inserted(
      "a witness's name twice",
      "duplicate-name",
      `witness X1 ${penOf("z.example", 4).vkey}`,
    ),
    spare,
    withSpare("a group with a witness's name", "duplicate-name", "group X1 any Z"),
    withSpare("a group's name twice", "duplicate-name", "group X-witnesses any Z"),
    withSpare("a group called none", "name-none", "group none any Z"),
    inserted("a witness called none", "name-none", `witness none ${penOf("z.example", 4).vkey}`),
    stricter(
      inserted("a log with a key of type 4", "bad-key", `log ${penOf("z.example", 4).vkey}`),
    ),
    inserted(
      "a witness with a key of type 1",
      "bad-key",
      `witness z ${penOf("z.example", 1).vkey}`,
    ),
    inserted(
      "a key with a false key id",
      "bad-key",
      `log ${penOf("z.example", 1).vkey.replace(/\+[0-9a-f]{8}\+/, "+00000000+")}`,
    ),
    inserted("a log without a key", "malformed-line", "log"),
    inserted(
      "a log with two addresses",
      "malformed-line",
      `log ${penOf("z.example", 1).vkey} https://a/ https://b/`,
    ),
    inserted("a witness without a key", "malformed-line", "witness z"),
    inserted("a misspelt keyword", "unknown-keyword", "qourum X1"),
    inserted("a keyword in capitals", "unknown-keyword", "QUORUM X1"),
    inserted(
      "a comment after a line",
      "malformed-line",
      `log ${penOf("z.example", 1).vkey} https://a/ # mine`,
    ),
    refused("a zero octet", "bad-octets", tidy, tidy.replace("any", "a\0ny")),
    refused("a carriage return", "bad-octets", tidy, tidy.replace("\n", "\r\n")),
    refused("a vertical tab between two words", "bad-octets", tidy, tidy.replace(" any", "\v any")),
    refused("DEL", "bad-octets", tidy, tidy.replace("any", "an\u007fy")),
    refused(
      "a no-break space between two words",
      "bad-threshold",
      tidy,
      tidy.replace("any ", "any\u00a0"),
    ),
    stricter(
      bad(
        spec,
        "policy: an octet in a comment that is not UTF-8",
        { code: "bad-octets", line: lines + 1 },
        {
          policyBase64: base64(
            Buffer.concat([Buffer.from(`${withFaulty}# `), Buffer.of(0xff, 0x0a)]),
          ),
        },
      ),
    ),
    bad(
      spec,
      "policy: no newline at the end",
      { code: "no-newline", line: lines },
      {
        policy: withFaulty.slice(0, -1),
      },
    ),
    bad(spec, "policy: no octets", { code: "no-quorum", line: 1 }, { policy: "" }),
  ]
}

const f1 = `${numbered(4)}group g 3 w1 w2 w3 w4\nquorum g\nfaulty 1\n`

function ourLines(): readonly Case[] {
  const [party, root] = [hex(sha256("a party")), hex(sha256("its root key"))]
  const added = (...lines: readonly string[]): string =>
    `${f1}${lines.map((each) => `${each}\n`).join("")}`
  const value = {
    ...settings,
    logs: [],
    witnesses: witnessNames(4).map((name) => ({
      name,
      vkey: penOf(`${name}.example/witness`, 4).vkey,
    })),
    quorum: group("g", 3, "w1", "w2", "w3", "w4"),
    faulty: 1,
  }
  const plain = read("three of four, of whom one may lie", f1, value)
  const every = [
    "replay-quorum g",
    "clock-error 3",
    "settlement 0",
    "minimum-assurance S3",
    `root ${party} ${root}`,
  ]
  const all = read("every line of our own", added(...every), {
    ...value,
    replayQuorum: value.quorum,
    clockErrorSeconds: 3,
    settlementSeconds: 0,
    minimumAssurance: "S3",
    roots: { [party]: root },
  })
  const next = f1.split("\n").length
  const at = (what: string, code: string, line: string, offset = 0): Case =>
    bad(plain, `policy: ${what}`, { code, line: next + offset }, { policy: added(line) })
  const twice = (line: string): Case =>
    bad(
      all,
      `policy: two lines ${line.split(" ")[0]}`,
      { code: "stands-twice", line: next + every.length },
      {
        policy: added(...every, line),
      },
    )
  return [
    plain,
    all,
    ...every.slice(0, 4).map(twice),
    bad(
      all,
      "policy: two lines faulty",
      { code: "stands-twice", line: next + every.length },
      {
        policy: added(...every, "faulty 1"),
      },
    ),
    bad(
      all,
      "policy: one party pinned twice",
      { code: "duplicate-party", line: next + every.length },
      {
        policy: added(...every, `root ${party} ${party}`),
      },
    ),
    read("three of four, and nothing said of faulty", edit(f1, "faulty 1\n", ""), value),
    at("a clock error of two days", "bad-number", "clock-error 172800"),
    at("a clock error that is negative", "bad-number", "clock-error -1"),
    at("a clock error with a leading zero", "bad-number", "clock-error 05"),
    at("a clock error with a fraction", "bad-number", "clock-error 0.5"),
    at("a settlement of two years", "bad-number", "settlement 63072000"),
    at("no number after settlement", "bad-number", "settlement"),
    at("an assurance that does not exist", "bad-assurance", "minimum-assurance S4"),
    at("a root in upper case", "bad-root", `root ${party.toUpperCase()} ${root}`),
    at("a root of 31 bytes", "bad-root", `root ${party} ${root.slice(2)}`),
    at("a replay quorum that nobody is called", "unknown-name", "replay-quorum h"),
    at("one witness as the replay quorum, who may lie", "weak-replay", "replay-quorum w1"),
  ]
}

/** [form, f, what comes of it], on the witnesses w1 to wn in order. */
function refusals(): readonly Case[] {
  const accept = (what: string, body: string, quorum: Json, count: number, faulty: number): Case =>
    read(what, `${numbered(count)}${body}faulty ${faulty}\n`, {
      ...settings,
      logs: [],
      witnesses: witnessNames(count).map((name) => ({
        name,
        vkey: penOf(`${name}.example/witness`, 4).vkey,
      })),
      quorum,
      faulty,
    })
  const flat = (k: number, n: number, faulty: number): Case =>
    accept(
      `${k} of ${n} with faulty ${faulty}`,
      `group g ${k} ${witnessNames(n).join(" ")}\nquorum g\n`,
      group("g", k, ...witnessNames(n)),
      n,
      faulty,
    )
  const change = (
    from: Case,
    what: string,
    code: string,
    found: string,
    replacement: string,
  ): Case => {
    const policy = edit(from.inputs["policy"] as string, found, replacement)
    return stricter(
      bad(from, `policy: ${what}`, { code, line: lineOf(policy, "quorum ") }, { policy }),
    )
  }
  const [oneOfOne, twoOfThree, allOfThree] = [flat(1, 1, 0), flat(2, 3, 0), flat(3, 3, 0)]
  const [threeOfFour, fiveOfSeven, sevenOfTen] = [flat(3, 4, 1), flat(5, 7, 2), flat(7, 10, 3)]
  const halves = (word: string): string =>
    `group a 2 w1 w2 w3\ngroup b 2 w4 w5 w6\ngroup g ${word} a b\nquorum g\n`
  const [a, b] = [group("a", 2, "w1", "w2", "w3"), group("b", 2, "w4", "w5", "w6")]
  const nested = accept(
    "all of (2 of 3), (2 of 3) with faulty 1",
    halves("all"),
    group("g", 2, a, b),
    6,
    1,
  )
  const nestedCalm = accept(
    "all of (2 of 3), (2 of 3) with faulty 0",
    halves("all"),
    group("g", 2, a, b),
    6,
    0,
  )
  const none = read("quorum none with faulty 0 said", "quorum none\nfaulty 0\n", {
    ...settings,
    logs: [],
    witnesses: [],
    quorum: null,
  })
  return [
    oneOfOne,
    twoOfThree,
    allOfThree,
    threeOfFour,
    fiveOfSeven,
    sevenOfTen,
    nested,
    nestedCalm,
    none,
    change(
      oneOfOne,
      "1 of 1 with faulty 1: the liar is the quorum",
      "split-view",
      "faulty 0",
      "faulty 1",
    ),
    change(
      twoOfThree,
      "2 of 3 with faulty 1: the liar may be the one in both",
      "split-view",
      "faulty 0",
      "faulty 1",
    ),
    change(twoOfThree, "1 of 3: two sets share nobody", "split-view", "group g 2", "group g 1"),
    change(
      allOfThree,
      "3 of 3 with faulty 1: one who sleeps stops it",
      "unreachable",
      "faulty 0",
      "faulty 1",
    ),
    change(threeOfFour, "2 of 4: two sets share nobody", "split-view", "group g 3", "group g 2"),
    change(threeOfFour, "3 of 4 with faulty 2", "split-view", "faulty 1", "faulty 2"),
    change(threeOfFour, "4 of 4 with faulty 1", "unreachable", "group g 3", "group g 4"),
    change(fiveOfSeven, "4 of 7 with faulty 2", "split-view", "group g 5", "group g 4"),
    change(fiveOfSeven, "6 of 7 with faulty 2", "unreachable", "group g 5", "group g 6"),
    change(sevenOfTen, "6 of 10 with faulty 3", "split-view", "group g 7", "group g 6"),
    change(
      nested,
      "all of (1 of 3), (2 of 3) with faulty 1: they share one",
      "split-view",
      "group a 2",
      "group a 1",
    ),
    change(nested, "all of (2 of 3), (2 of 3) with faulty 2", "split-view", "faulty 1", "faulty 2"),
    change(
      nestedCalm,
      "any of (2 of 3), (2 of 3): two sets share nobody",
      "split-view",
      "group g all",
      "group g any",
    ),
    change(none, "quorum none with faulty 1", "faulty-without-quorum", "faulty 0", "faulty 1"),
  ]
}

function sets(): readonly Case[] {
  const meets = (members: readonly string[], met: boolean): Case =>
    good(
      `quorum: ${members.length === 0 ? "nobody" : members.join(" ")} ${met ? "meets" : "does not meet"} the example's`,
      "meets-quorum",
      { policy: withFaulty, witnesses: members },
      met,
    )
  return [
    meets(["X1", "X2", "Y1"], true),
    meets(["X1", "X3", "Y3"], true),
    meets(names, true),
    meets(["X1", "X2", "X3"], false),
    meets(["X1", "Y1", "Y2", "Y3"], false),
    meets(["Y1"], false),
    meets([], false),
  ]
}

/** C2SP knows none of these lines. */
const ownFault = (each: Case): Case => (each.expect === "ok" ? each : stricter(each))

export const policies = (): readonly Case[] => [
  ...syntax(),
  ...faults(),
  ...ourLines().map(ownFault),
  ...refusals(),
  ...sets(),
]
