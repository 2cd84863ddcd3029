import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { commandText } from "./command-text.ts"
import { withOption } from "./with-option.ts"

describe("withOption()", () => {
  it("puts the option at the end, in place of one of its name", () => {
    expect(withOption("npx idi run a.csv --map map.ts", "--max-rejects", "off")).toBe(
      "npx idi run a.csv --map map.ts --max-rejects off",
    )
    for (const given of ["--max-rejects 5", "--max-rejects=5%"])
      expect(withOption(`idi run a.csv ${given} --map map.ts`, "--max-rejects", "off")).toBe(
        "idi run a.csv --map map.ts --max-rejects off",
      )
    expect(withOption("idi run a.csv --restart -m map.ts", "--restart")).toBe(
      "idi run a.csv -m map.ts --restart",
    )
  })

  it("puts it before what are names of files", () => {
    expect(withOption("idi run --map map.ts -- -a.csv", "--restart")).toBe(
      "idi run --map map.ts --restart -- -a.csv",
    )
  })

  it("leaves quoted words as they are, whatever is in them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }).filter((text) => !/[\0\uD800-\uDFFF]/.test(text))),
        fc.constantFrom("linux", "win32"),
        (words, platform) => {
          const args = ["run", ...words.map((word) => `x -- ${word.replaceAll(/["\\]/g, "")}`)]
          const command = commandText({ programPath: "/usr/bin/idi", args, env: {}, platform })
          expect(withOption(command, "--restart")).toBe(`${command} --restart`)
        },
      ),
    )
  })
})
