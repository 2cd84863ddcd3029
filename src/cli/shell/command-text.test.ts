import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { commandText, programText } from "./command-text.ts"
import { isPlain } from "../terminal/plain-text.ts"
import type { Call } from "./command-text.ts"

const CALL: Call = {
  programPath: "/usr/bin/iterable-data-import",
  args: ["run", "users.csv", "--map", "map.ts"],
  env: {},
  platform: "linux",
}

describe("commandText()", () => {
  it("is the same command", () => {
    expect(commandText(CALL)).toBe("iterable-data-import run users.csv --map map.ts")
    expect(commandText({ ...CALL, programPath: "/x/.bin/idi", env: { npm_command: "exec" } })).toBe(
      "npx idi run users.csv --map map.ts",
    )
    expect(programText({ ...CALL, programPath: "/x/node_modules/.bin/idi" })).toBe("npx idi")
    expect(programText({ ...CALL, programPath: "/home/mia/.npm/_npx/1a2b/node_modules/.bin/idi" })).toBe(
      "npx iterable-data-import",
    )
    expect(commandText({ ...CALL, programPath: "/my repo/dist/main.js" })).toBe(
      "node '/my repo/dist/main.js' run users.csv --map map.ts",
    )
  })

  it("does not start over, or go on whatever has changed, and leaves a file of such a name", () => {
    const args = [
      "run",
      "--restart",
      "--resume-anyway",
      "--same-project",
      "--map",
      "map.ts",
      "--",
      "--restart",
    ]
    expect(commandText({ ...CALL, args })).toBe("iterable-data-import run --map map.ts -- --restart")
    for (const changed of [["--if-changed", "same"], ["--if-changed=new"]])
      expect(commandText({ ...CALL, args: ["run", ...changed, "a.csv"] })).toBe(
        "iterable-data-import run a.csv",
      )
  })

  it("is taken by a shell as the words that it was made of", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }).filter((text) => !/[\0\uD800-\uDFFF]/.test(text))),
        (args) => {
          const command = commandText({
            ...CALL,
            args: ["run", ...args.filter((arg) => arg !== "--restart")],
          })
          expect(isPlain(command)).toBe(true)
          const printed = execFileSync("bash", [
            "-c",
            `iterable_() { printf '%s\\0' "$@"; }; ${command.replace("iterable-data-import", "iterable_")}`,
          ])
          expect(printed.toString().split("\0").slice(0, -1)).toEqual([
            "run",
            ...args.filter((arg) => arg !== "--restart"),
          ])
        },
      ),
      { numRuns: 30 },
    )
  })

  it("shows what cannot be seen", () => {
    const args = ["run", "a\u001B[2J's\n\u202Egnp.csv", "Kunden März.csv"]
    expect(commandText({ ...CALL, args })).toBe(
      "iterable-data-import run $'a\\033[2J\\'s\\n\\342\\200\\256gnp.csv' 'Kunden März.csv'",
    )
  })

  it("has double quotes on Windows", () => {
    const args = ["run", "Kunden März.csv"]
    expect(commandText({ ...CALL, platform: "win32", programPath: "idi", args })).toBe(
      'idi run "Kunden März.csv"',
    )
  })
})
