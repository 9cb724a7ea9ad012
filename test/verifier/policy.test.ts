import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { publicKeyOf, verifyPortable } from "../../src/cose/ed25519.ts"
import { concat, utf8 } from "../../src/encoding/bytes.ts"
import { openCheckpoint } from "../../src/log/checkpoint.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { noteKey, printVkey } from "../../src/log/note.ts"
import {
  MAX_GROUPS,
  MAX_LOGS,
  MAX_PINNED_ROOTS,
  MAX_POLICY_BYTES,
  MAX_WITNESSES,
  type Policy,
  type PolicyFault,
  parsePolicy,
  printPolicy,
  quorumMet,
  quorumWitnesses,
} from "../../src/verifier/policy.ts"

const vkeys = new Map<string, string>()
function vkeyOf(name: string, type: number, number: number): string {
  const known = vkeys.get(`${name} ${type} ${number}`)
  if (known !== undefined) return known
  const seed = new Uint8Array(32)
  seed.set([number, type])
  const vkey = printVkey(noteKey(name, type, publicKeyOf(seed)))
  vkeys.set(`${name} ${type} ${number}`, vkey)
  return vkey
}
const logKey = (number: number): string => vkeyOf(`log${number}.example`, 1, number)
const witnessKey = (number: number): string => vkeyOf(`witness${number}.example`, 4, number)
const witness = (number: number): string => `witness w${number} ${witnessKey(number)}`
const witnesses = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${witness(i + 1)}\n`).join("")
const names = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `w${from + i}`).join(" ")

function accepted(text: string | Uint8Array): Policy {
  const result = parsePolicy(text)
  if (!result.ok) throw new Error(`line ${result.fault.line}: ${result.fault.sentence}`)
  return result.policy
}
function refusal(text: string | Uint8Array): PolicyFault {
  const result = parsePolicy(text)
  if (result.ok) throw new Error("expected a refusal")
  return result.fault
}

const fenced = (page: string): string => {
  const source = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), "utf8")
  return source.match(/^```\n([^`]*)^```$/m)?.[1] ?? ""
}

describe("the example of docs/policy.md", () => {
  const policy = accepted(fenced("policy"))

  it("parses to what it says", () => {
    expect(policy.logs.map((key) => key.name)).toEqual(["ledger.example/kvitto"])
    expect(policy.witnesses.map(({ name }) => name).join(" ")).toBe(
      "north south east west auditor insurer union",
    )
    expect(policy.quorum).toMatchObject({ kind: "group", name: "growth", k: 3 })
    expect(quorumWitnesses(policy.quorum)).toEqual(["north", "south", "east", "west"])
    expect(policy.replayQuorum).toMatchObject({ kind: "group", name: "replay", k: 2 })
    expect(policy).toMatchObject({
      faulty: 1,
      clockErrorMs: 5000,
      settlementMs: 86_400_000,
      minimumAssurance: 2,
    })
    expect(policy.pinnedRoots.size).toBe(1)
    expect(Array.from(policy.urls.values())).toEqual([
      "https://ledger.example/",
      "https://north.example/",
    ])
  })

  it("accepts the example of docs/checkpoint.md", () => {
    const [log] = policy.logs
    if (log === undefined) throw new Error("expected a log")
    const opened = openCheckpoint(utf8(fenced("checkpoint")), log, verifyPortable)
    if (opened === undefined) throw new Error("expected the checkpoint to open")
    const keys = policy.witnesses.map(({ key }) => key)
    const cosigners = readCosignatures(opened.note, keys, verifyPortable)
    const voted = policy.witnesses.filter(({ key }) => cosigners?.some((c) => c.witness === key))
    expect(quorumMet(policy.quorum, new Set(voted.map(({ name }) => name)))).toBe(true)
    expect(quorumMet(policy.replayQuorum, new Set(voted.map(({ name }) => name)))).toBe(false)
  })

  it("round trips, from text and from bytes", () => {
    expect(accepted(printPolicy(policy))).toEqual(policy)
    expect(accepted(utf8(fenced("policy")))).toEqual(policy)
    expect(printPolicy(accepted(printPolicy(policy)))).toBe(printPolicy(policy))
  })
})

describe("the shortest policy", () => {
  it("has the documented defaults", () => {
    expect(accepted("quorum none\n")).toEqual({
      logs: [],
      witnesses: [],
      quorum: { kind: "none" },
      replayQuorum: { kind: "none" },
      faulty: 0,
      clockErrorMs: 5000,
      settlementMs: 86_400_000,
      minimumAssurance: 1,
      pinnedRoots: new Map(),
      urls: new Map(),
      queriesPerDay: new Map(),
    })
  })

  it("prints every default", () => {
    expect(printPolicy(accepted("quorum none\n"))).toBe(
      "quorum none\nreplay-quorum none\nfaulty 0\nclock-error 5\nsettlement 86400\nminimum-assurance S1\n",
    )
  })
})

describe("a policy that says nothing of faulty", () => {
  it.each([
    ["1 of 1", 0, "quorum w1\n"],
    ["2 of 3", 0, "group g 2 w1 w2 w3\nquorum g\n"],
    ["3 of 4", 1, "group g 3 w1 w2 w3 w4\nquorum g\n"],
    ["4 of 4", 0, "group g all w1 w2 w3 w4\nquorum g\n"],
    ["5 of 7", 2, "group g 5 w1 w2 w3 w4 w5 w6 w7\nquorum g\n"],
  ])("reckons with as many as %s bears: %d", (_, faulty, text) => {
    const policy = accepted(`${witnesses(7)}${text}`)
    expect(policy.faulty).toBe(faulty)
    expect(parsePolicy(`${witnesses(7)}${text}faulty ${faulty + 1}\n`).ok).toBe(false)
  })
})

describe("the syntax of tlog-policy", () => {
  it("takes the example of the specification, with faulty added", () => {
    const policy = accepted(
      `log ${logKey(1)}\n\n${witnesses(6).replaceAll("witness w", "witness X")}` +
        "group X-witnesses 2 X1 X2 X3\n\ngroup Y-witnesses any X4 X5 X6\n\n" +
        "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\nfaulty 0\n",
    )
    const met = (...voted: readonly string[]): boolean => quorumMet(policy.quorum, new Set(voted))
    expect(met("X1", "X3", "X6")).toBe(true)
    expect(met("X1", "X2", "X3")).toBe(false)
    expect(met("X1", "X4", "X5", "X6")).toBe(false)
    expect(printPolicy(policy)).toContain(
      "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any X4 X5 X6\n" +
        "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
    )
  })

  it("takes spaces, tabs, comments, and lines in any order that defines first", () => {
    const policy = accepted(
      `\t # comment\n\n  faulty\t0\n \t${witness(1)} \t https://w.example/\t\nquorum\tw1\n#x\nlog ${logKey(1)}\n`,
    )
    expect(policy.quorum).toEqual({ kind: "witness", name: "w1" })
    expect(policy.urls.get(witnessKey(1))).toBe("https://w.example/")
  })

  it("takes names and comments beyond ASCII as they are", () => {
    const policy = accepted(
      `# é\nwitness K ${witnessKey(1)}\nwitness \u212a ${witnessKey(2)}\nwitness a\u00a0b ${witnessKey(3)} x\u00a0\n` +
        "group none-such all K \u212a a\u00a0b\nquorum none-such\nfaulty 0\n",
    )
    expect(policy.witnesses.map(({ name }) => name)).toEqual(["K", "\u212a", "a\u00a0b"])
    expect(accepted(printPolicy(policy))).toEqual(policy)
  })

  it("takes 32 logs, witnesses and groups", () => {
    const logs = Array.from({ length: MAX_LOGS }, (_, i) => `log ${logKey(i + 1)}\n`).join("")
    const groups = Array.from({ length: MAX_GROUPS }, (_, i) =>
      i === 0 ? `group g1 17 ${names(1, MAX_WITNESSES)}\n` : `group g${i + 1} all g${i}\n`,
    ).join("")
    const text = `${logs}${witnesses(MAX_WITNESSES)}${groups}quorum g${MAX_GROUPS}\nfaulty 0\n`
    expect([MAX_LOGS, MAX_WITNESSES, MAX_GROUPS].every((limit) => limit >= 32)).toBe(true)
    const policy = accepted(text)
    expect(policy.logs).toHaveLength(MAX_LOGS)
    expect(quorumWitnesses(policy.quorum)).toHaveLength(MAX_WITNESSES)
    expect(accepted(printPolicy(policy))).toEqual(policy)
    expect(refusal(`${text}log ${logKey(99)}\n`).sentence).toMatch(/at most 32 logs/)
    expect(refusal(`${text}${witness(99)}\n`).sentence).toMatch(/at most 32 witnesses/)
    expect(refusal(`${text}group g all g32\n`).sentence).toMatch(/at most 32 groups/)
  })
})

const hex = (digit: string): string => digit.repeat(64)
const [four, threeOfFour] = [witnesses(4), "group g 3 w1 w2 w3 w4\nquorum g\nfaulty 1\n"]

describe("parsePolicy refuses, with the line", () => {
  it("but takes the form that each of these breaks", () => {
    accepted(four + threeOfFour)
  })

  it.each<[number, string, RegExp, string | Uint8Array]>([
    [1, "an empty file", /expected a line: quorum/, ""],
    [2, "no quorum", /expected a line: quorum/, "# nothing\nfaulty 0\n"],
    [1, "no newline at the end", /newline/, "quorum none"],
    [1, "carriage returns", /control/, "quorum none\r\n"],
    [2, "a zero byte", /control/, "quorum none\n# \0\n"],
    [2, "a delete character", /control/, "quorum none\n# \u007f\n"],
    [2, "a vertical tab", /control/, "quorum none\nfaulty\v0\n"],
    [2, "no UTF-8", /UTF-8/, concat(utf8("quorum none\n#"), Uint8Array.of(0xff, 10))],
    [1, "a byte order mark", /no line begins/, "\ufeffquorum none\n"],
    [1, "a file too long", /at most 262144 bytes/, `${"#".repeat(MAX_POLICY_BYTES)}\n`],
    [2, "an unknown line", /no line begins with "quorums"/, "quorum none\nquorums none\n"],
    [1, "a word of every object", /no line begins/, "constructor x\n"],
    [1, "a keyword in capitals", /no line begins/, "Quorum none\n"],
    [1, "a no-break space for a space", /no line begins/, "quorum\u00a0none\n"],
    [3, "two quorum lines", /quorum stands on line 1/, "quorum none\n\nquorum none\n"],
    [3, "two faulty lines", /faulty stands on line 2/, "quorum none\nfaulty 0\nfaulty 0\n"],
    [1, "a quorum without name", /expected the name/, "quorum\n"],
    [1, "a quorum of two", /expected the name/, `quorum none none\n`],
    [1, "a quorum of nobody known", /group "w1"/, `quorum w1\n${witness(1)}\n`],
    [2, "replay by nobody known", /group "x"/, "quorum none\nreplay-quorum x\n"],
    [
      6,
      "a split view, with nothing said of faulty",
      /two histories/,
      `${four}group g 2 w1 w2 w3 w4\nquorum g\n`,
    ],
    [1, "a log without key", /expected: log/, "log\n"],
    [1, "a log with a word too many", /expected: log/, `log ${logKey(1)} a b\n`],
    [1, "a log with a damaged key", /type 1/, `log ${logKey(1).slice(0, -2)}A=\n`],
    [1, "a log with a witness's key", /type 1/, `log ${witnessKey(1)}\n`],
    [1, "a witness without key", /expected: witness/, "witness w1\n"],
    [1, "a witness with a word too many", /expected: witness/, `${witness(1)} a b\n`],
    [1, "a witness with a log's key", /type 4/, `witness w1 ${logKey(1)}\n`],
    [1, "a witness named none", /cannot be the name/, `witness none ${witnessKey(1)}\n`],
    [2, "a name twice", /"w1" is defined twice/, `${witness(1)}\nwitness w1 ${witnessKey(2)}\n`],
    [2, "a log twice", /stands twice/, `log ${logKey(1)}\nlog ${logKey(1)}\n`],
    [2, "a log's key renamed", /stands twice/, `log ${logKey(1)}\nlog ${vkeyOf("x", 1, 1)}\n`],
    [
      2,
      "a witness's key renamed",
      /stands twice/,
      `${witness(1)}\nwitness b ${vkeyOf("x", 4, 1)}\n`,
    ],
    [5, "a group without k", /expected: group/, `${four}group g\n`],
    [5, "a group without members", /expected: group/, `${four}group g all\n`],
    [5, "k of 0", /1 to 2/, `${four}group g 0 w1 w2\n`],
    [5, "k more than the members", /1 to 2/, `${four}group g 3 w1 w2\n`],
    [5, "k with a leading zero", /1 to 2/, `${four}group g 01 w1 w2\n`],
    [5, "k with a sign", /1 to 2/, `${four}group g +1 w1 w2\n`],
    [5, "k that is a word", /all, any or/, `${four}group g most w1 w2\n`],
    [5, "a member not defined yet", /group "h"/, `${four}group g all h\ngroup h all w1\n`],
    [5, "a group within itself", /no witness or group "g"/, `${four}group g all w1 g\n`],
    [5, "none as a member", /no witness or group "none"/, `${four}group g any w1 none\n`],
    [5, "a member twice", /"w1" is a member/, `${four}group g 2 w1 w2 w1\n`],
    [6, "a member of two groups", /"w2" is a member/, `${four}group g 2 w1 w2\ngroup h 2 w2 w3\n`],
    [5, "a group named none", /cannot be the name/, `${four}group none all w1\n`],
    [5, "a group named as a witness", /defined twice/, `${four}group w4 all w1\n`],
    [2, "faulty beside quorum none", /faulty 0 with quorum none/, "faulty 1\nquorum none\n"],
    [2, "faulty with a leading zero", /whole number/, "quorum none\nfaulty 00\n"],
    [2, "a negative faulty", /whole number/, "quorum none\nfaulty -1\n"],
    [2, "a faulty without number", /whole number/, "quorum none\nfaulty\n"],
    [2, "two numbers", /whole number/, "quorum none\nfaulty 0 0\n"],
    [2, "half a second", /whole number/, "quorum none\nclock-error 0.5\n"],
    [2, "a clock a day off", /0 to 86400/, "quorum none\nclock-error 86401\n"],
    [2, "a settlement of years", /0 to 31622400/, "quorum none\nsettlement 31622401\n"],
    [2, "an assurance not known", /S0, S1, S2, S3/, "quorum none\nminimum-assurance S4\n"],
    [2, "an assurance in small letters", /S0, S1, S2, S3/, "quorum none\nminimum-assurance s1\n"],
    [2, "no assurance", /S0, S1, S2, S3/, "quorum none\nminimum-assurance\n"],
    [2, "a root without key", /expected: root/, `quorum none\nroot ${hex("a")}\n`],
    [2, "a root in capitals", /expected: root/, `quorum none\nroot ${hex("A")} ${hex("a")}\n`],
    [2, "a short root", /expected: root/, `quorum none\nroot ${hex("a").slice(2)} ${hex("a")}\n`],
    [
      2,
      "a root with a word too many",
      /expected: root/,
      `quorum none\nroot ${hex("a")} ${hex("a")} x\n`,
    ],
    [
      3,
      "a party twice",
      /pinned twice/,
      `quorum none\n${`root ${hex("a")} ${hex("b")}\n`.repeat(2)}`,
    ],
  ])("%i: %s", (line, _, sentence, text) => {
    const fault = refusal(text)
    expect(fault.sentence).toMatch(sentence)
    expect(fault.line).toBe(line)
  })

  it("roots beyond the limit", () => {
    const root = (number: number): string =>
      `root ${number.toString(16).padStart(64, "0")} ${hex("a")}\n`
    const most = Array.from({ length: MAX_PINNED_ROOTS }, (_, i) => root(i)).join("")
    expect(accepted(`quorum none\n${most}`).pinnedRoots.size).toBe(MAX_PINNED_ROOTS)
    const fault = refusal(`quorum none\n${most}${root(MAX_PINNED_ROOTS)}`)
    expect(fault).toEqual({ line: MAX_PINNED_ROOTS + 2, sentence: "expected at most 1024 roots" })
  })

  it("a public key that is a log's and a witness's", () => {
    const seed = new Uint8Array(32)
    seed.set([1, 1])
    const both = printVkey(noteKey("both.example", 4, publicKeyOf(seed)))
    expect(refusal(`log ${logKey(1)}\nwitness w ${both}\n`)).toMatchObject({ line: 2 })
  })
})

describe("printPolicy", () => {
  it("throws on a policy that could not be read back", () => {
    const policy = accepted(four + threeOfFour)
    expect(() => printPolicy({ ...policy, clockErrorMs: 1500 })).toThrow(/policy: expected/)
    expect(() => printPolicy({ ...policy, faulty: 2 })).toThrow(/two histories/)
  })
})
