import { describe, expect, it } from "vitest"
import { lossInterval } from "../../src/custody/interval.ts"
import { foldItem, minute, type Scene } from "../support/case.ts"
import { play } from "../support/script.ts"

const script = ["i = intake A 0..5", "m = move i A>C 20..25"]

/** `label@minute..label@minute`: after which statement, and before which, it must have been taken. */
function between(...lines: readonly string[]): string {
  const scene = play([...script, ...lines])
  return printed(scene, scene.entries)
}

function printed(scene: Scene, entries: Scene["entries"]): string {
  const labels = new Map([...scene.labels].map(([label, { id }]) => [id, label]))
  const { after, before } = lossInterval(foldItem(entries, scene.item(0)), scene.evidence())
  return [after, before]
    .map((each) => (each === null ? "-" : `${labels.get(each.statement)}@${each.at / minute}`))
    .join("..")
}

describe("between when it must have been taken (L9)", () => {
  it("is open where nobody looked", () => {
    expect(between()).toBe("-..-")
  })
  it("begins at the earliest at which the last good look can have been", () => {
    expect(between("c = check m C as-declared 30..35")).toBe("c@30..-")
    expect(between("c = check m C as-declared seal 30..35")).toBe("c@30..-")
    expect(between("c = check m C as-declared 30..35", "d = check m C as-declared 40..42")).toBe(
      "d@40..-",
    )
  })
  it("narrows with every check-in", () => {
    expect(between("c = check-in C 30..35")).toBe("c@30..-")
    expect(between("c = check-in C 30..35", "d = check-in C 60..62")).toBe("d@60..-")
  })
  it("is not narrowed by a look of which no earliest time is proven", () => {
    expect(between("c = check m C as-declared ?..35")).toBe("-..-")
  })
  it("is not narrowed by a screening", () => {
    expect(between("c = check m C as-declared screening 30..35")).toBe("-..-")
  })
  it("ends at the latest at which the first word of the loss can have been", () => {
    expect(between("c = check m C short 30..35")).toBe("-..c@35")
    expect(between("c = check m C missing ?..35")).toBe("-..c@35")
    expect(between("c = check m C broken seal 30..35")).toBe("-..c@35")
    expect(between("c = check m C differs seal 30..35")).toBe("-..c@35")
    expect(between("r = report m C 50..55", "c = check m C short 60..65")).toBe("-..r@55")
  })
  it("does not end with too much, or with what was held back", () => {
    expect(between("c = check m C excess 30..35")).toBe("-..-")
    expect(between("c = check m C withheld 30..35")).toBe("-..-")
  })
  it("lies between the two", () => {
    expect(
      between(
        "c = check m C as-declared 30..35",
        "d = check-in C 40..42",
        "r = report m C 70..75",
        "e = check m C missing 60..65",
      ),
    ).toBe("d@40..e@65")
  })
  it("is not begun by a look that was no earlier than the first word of the loss", () => {
    expect(
      between(
        "c = check m C as-declared 30..35",
        "e = check m C missing 50..55",
        "d = check m C as-declared 60..65",
      ),
    ).toBe("c@30..e@55")
    expect(between("e = check m C missing 50..55", "d = check m C as-declared 55..65")).toBe(
      "-..e@55",
    )
  })
  it("ends with a receiver's reservation too", () => {
    expect(between("n = move m C>B 30..35 reserve seal-broken")).toBe("-..n@35")
    expect(between("n = move m C>B 30..35 reserve short")).toBe("-..n@35")
    expect(between("n = move m C>B 30..35 reserve damaged")).toBe("-..-")
  })
  it("is not narrowed by strangers, nor with a key that had been revoked", () => {
    expect(between("c = check m X as-declared 30..35")).toBe("-..-")
    expect(between("c = check m X missing 30..35", "r = report m X 50..55")).toBe("-..-")
    expect(between("k = revoke C2 26..27", "c = check m C2 as-declared 30..35")).toBe("-..-")
    expect(between("c = check m A as-declared 30..35", "r = report m A 50..55")).toBe("c@30..r@55")
  })
  it("does not depend on the order of arrival", () => {
    const scene = play([
      ...script,
      "c = check m C as-declared 30..35",
      "d = check-in C 40..42",
      "e = check m C missing 60..65",
    ])
    expect(printed(scene, scene.entries.toReversed())).toBe(printed(scene, scene.entries))
  })
})
