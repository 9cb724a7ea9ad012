import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf } from "../../src/cose/ed25519.ts"
import { noteKey, printVkey } from "../../src/log/note.ts"
import { type Policy, parsePolicy, printPolicy } from "../../src/verifier/policy.ts"
import {
  type Quorum,
  type QuorumStrength,
  quorumMet,
  quorumStrength,
  quorumWitnesses,
} from "../../src/verifier/quorum.ts"

const deep = process.env.SLOW === "1"
const lines = Array.from({ length: 32 }, (_, i) => {
  const key = noteKey(`witness${i + 1}.example`, 4, publicKeyOf(new Uint8Array(32).fill(i)))
  return `witness w${i + 1} ${printVkey(key)}\n`
})
const witnesses = (count: number): string => lines.slice(0, count).join("")
const names = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `w${from + i}`).join(" ")

function accepted(text: string): Policy {
  const result = parsePolicy(text)
  if (!result.ok) throw new Error(`line ${result.fault.line}: ${result.fault.sentence}`)
  return result.policy
}

// k of n or a nested form, f, and what comes of it.
const table = `
  1 of 1                 | 0 | accepted
  1 of 1                 | 1 | split
  1 of 2                 | 0 | split
  2 of 2                 | 0 | accepted
  2 of 3                 | 0 | accepted
  2 of 3                 | 1 | split
  3 of 3                 | 1 | unreachable
  2 of 4                 | 0 | split
  2 of 4                 | 1 | split
  3 of 4                 | 1 | accepted
  4 of 4                 | 1 | unreachable
  3 of 4                 | 2 | split
  3 of 5                 | 1 | split
  4 of 5                 | 1 | accepted
  4 of 6                 | 2 | split
  5 of 6                 | 2 | unreachable
  5 of 7                 | 2 | accepted
  7 of 10                | 3 | accepted
  6 of 10                | 3 | split
  22 of 32               | 10 | accepted
  21 of 32               | 10 | split
  all(2 of 3, 2 of 3)    | 1 | accepted
  all(2 of 3, 2 of 3)    | 2 | split
  all(2 of 3, 1 of 3)    | 0 | accepted
  all(2 of 3, 1 of 3)    | 1 | split
  any(2 of 3, 2 of 3)    | 0 | split
  all(3 of 4, 1 of 1)    | 0 | accepted
  all(3 of 4, 1 of 1)    | 1 | unreachable
  2(2 of 3, 2 of 3, 2 of 3) | 0 | accepted
  2(2 of 3, 2 of 3, 2 of 3) | 1 | split
  3(3 of 4, 3 of 4, 3 of 4, 3 of 4) | 3 | accepted
  3(3 of 4, 3 of 4, 3 of 4, 3 of 4) | 4 | split
`
const rows = Array.from(table.matchAll(/^ +(.+?) *\| (\d+) \| (\w+)$/gm), (match) => ({
  form: match[1] as string,
  faulty: match[2] as string,
  outcome: match[3] as string,
}))

function policyText(form: string, faulty: string): string {
  let used = 0
  const groups: string[] = []
  const flat = Array.from(form.matchAll(/(\d+) of (\d+)/g), (match, i) => {
    const [k, n] = [match[1] as string, Number(match[2])]
    groups.push(`group g${i} ${k} ${names(used + 1, used + n)}`)
    used += n
    return `g${i}`
  })
  const outer = form.match(/^(\w+)\(/)?.[1]
  if (outer !== undefined) groups.push(`group top ${outer} ${flat.join(" ")}`)
  groups.push(`quorum ${outer === undefined ? "g0" : "top"}`, `faulty ${faulty}`)
  return `${witnesses(used)}${groups.join("\n")}\n`
}

describe("numbers that allow a split view", () => {
  it("are all in the table", () => expect(rows).toHaveLength(32))

  it.each(rows)("$form, f = $faulty: $outcome", ({ form, faulty, outcome }) => {
    const text = policyText(form, faulty)
    const result = parsePolicy(text)
    const found = result.ok
      ? "accepted"
      : result.fault.sentence.includes("two histories")
        ? "split"
        : result.fault.sentence.includes("unreachable")
          ? "unreachable"
          : result.fault.sentence
    expect(found).toBe(outcome)
    if (result.ok) expect(accepted(printPolicy(result.policy))).toEqual(result.policy)
    else expect(text.split("\n")[result.fault.line - 1]).toMatch(/^quorum /)
  })
})

describe("the replay quorum", () => {
  const seven = `${witnesses(7)}group g 3 w1 w2 w3 w4\nquorum g\nfaulty 1\n`
  it.each([
    ["more than f: 2 of 3", "group r 2 w5 w6 w7\nreplay-quorum r\n", true],
    [
      "all of 2: it may become unreachable, which proves nothing false",
      "group r all w5 w6\nreplay-quorum r\n",
      true,
    ],
    ["the quorum itself", "replay-quorum g\n", true],
    ["one witness", "replay-quorum w5\n", false],
    ["1 of 3", "group r any w5 w6 w7\nreplay-quorum r\n", false],
    ["any of groups of 2", "group r all w5 w6\ngroup s any r w7\nreplay-quorum s\n", false],
  ])("%s", (_, added, ok) => {
    const result = parsePolicy(seven + added)
    expect(result.ok).toBe(ok)
    if (result.ok) expect(accepted(printPolicy(result.policy))).toEqual(result.policy)
    else {
      expect(result.fault.sentence).toMatch(/1 witnesses meet the replay quorum/)
      expect(result.fault.line).toBe((seven + added).split("\n").length - 1)
    }
  })

  it("may be a part of the quorum, and is printed once", () => {
    const policy = accepted(
      `${witnesses(6)}group a 2 w1 w2 w3\ngroup b 2 w4 w5 w6\ngroup g all a b\nquorum g\nreplay-quorum b\nfaulty 1\n`,
    )
    expect(printPolicy(policy).match(/^group b /gm)).toHaveLength(1)
    expect(accepted(printPolicy(policy))).toEqual(policy)
  })
})

describe("quorumMet", () => {
  it("none is met by nobody", () => {
    expect(quorumMet({ kind: "none" }, new Set())).toBe(true)
    expect(quorumMet({ kind: "witness", name: "a" }, new Set())).toBe(false)
  })
})

/** A tree whose leaves get their names afterwards, so that none stands twice. */
const shape = fc.letrec<{ node: Quorum }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Quorum>({ kind: "witness", name: "" }),
    fc
      .record({
        members: fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
        k: fc.nat(3),
      })
      .map(
        ({ members, k }): Quorum => ({
          kind: "group",
          name: "",
          k: 1 + (k % members.length),
          members,
        }),
      ),
  ),
})).node

function named(quorum: Quorum, next: { leaf: number; group: number }): Quorum {
  if (quorum.kind !== "group") return { kind: "witness", name: `w${++next.leaf}` }
  const members = quorum.members.map((member) => named(member, next))
  return { ...quorum, name: `g${++next.group}`, members }
}

/** The three numbers by trying every set, and every pair of sets, of witnesses. */
function strengthByTrial(quorum: Quorum): QuorumStrength {
  const all = quorumWitnesses(quorum)
  const masks = Array.from({ length: 1 << all.length }, (_, mask) => mask)
  const count = (mask: number): number => all.filter((_, i) => (mask >> i) & 1).length
  const meets = masks.map((mask) =>
    quorumMet(quorum, new Set(all.filter((_, i) => (mask >> i) & 1))),
  )
  const good = masks.filter((mask) => meets[mask])
  let shared = all.length
  for (const a of good) for (const b of good) shared = Math.min(shared, count(a & b))
  const missing = masks.filter((mask) => !meets[masks.length - 1 - mask])
  return {
    least: Math.min(...good.map(count)),
    shared,
    blocking: Math.min(...missing.map(count)),
  }
}

describe("quorumStrength", () => {
  it("equals what trying every set gives", () => {
    const most = deep ? 9 : 7
    const trees = shape
      .map((tree) => named(tree, { leaf: 0, group: 0 }))
      .filter((tree) => quorumWitnesses(tree).length <= most)
    fc.assert(
      fc.property(trees, (tree) => {
        expect(quorumStrength(tree)).toEqual(strengthByTrial(tree))
      }),
      { numRuns: deep ? 2000 : 150 },
    )
  })

  it("decides as the two inequalities do for every q of n and f", () => {
    for (let n = 1; n <= 12; n++) {
      const members = Array.from(
        { length: n },
        (_, i): Quorum => ({ kind: "witness", name: `${i}` }),
      )
      for (let k = 1; k <= n; k++) {
        const { shared, blocking } = quorumStrength({ kind: "group", name: "g", k, members })
        for (let f = 0; f <= n; f++)
          expect(shared > f && blocking > f).toBe(2 * k - n > f && k <= n - f)
      }
    }
  })
})
