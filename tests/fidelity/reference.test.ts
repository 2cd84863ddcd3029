import { readFileSync } from "node:fs"

import { describe, expect, it } from "vitest"

import { parseFault } from "../../src/cli/commands/sandbox/parse-fault.ts"
import { ALL_ENDPOINTS } from "../../src/sandbox/endpoints/all-endpoints.ts"
import { FAULT_NUMBERS } from "../../src/sandbox/faults/check-fault-rule.ts"
import { BEHAVIOR_VALUES, type FaultRule, createSandbox } from "../../src/sandbox/index.ts"
import { OPTION_DEFAULTS } from "../../src/sandbox/options/option-defaults.ts"

const text = readFileSync("docs/reference/sandbox.md", "utf8")

/** The cells of the table under a heading, by what stands in the first column. */
function table(heading: string): ReadonlyMap<string, readonly string[]> {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ""
  const rows = [...section.matchAll(/^\| `(.+?)` +\|(.*)\|$/gm)]
  return new Map(rows.map(([, name = "", cells = ""]) => [name, cells.split("|").map((cell) => cell.trim())]))
}

/** The code in a cell, as JSON. */
const valuesIn = (cell: string): readonly unknown[] =>
  [...cell.matchAll(/`(.+?)`/g)].map(([, code = ""]) =>
    code === "Infinity" ? Infinity : (JSON.parse(code) as unknown),
  )

describe("docs/reference/sandbox.md", () => {
  it("has every endpoint with its limit", () => {
    const limits = ALL_ENDPOINTS.map(({ method, path, rateLimit }) => {
      const { perSecond } = rateLimit ?? { perSecond: 0 }
      const limit =
        perSecond === 0
          ? "none"
          : perSecond < 1
            ? `${Math.round(perSecond * 60)} a minute`
            : `${perSecond.toLocaleString("en")} a second`
      return [`${method} ${path}`, limit]
    })
    expect([...table("Endpoints")].map(([name, [limit]]) => [name, limit])).toEqual(limits)
  })

  it("has every option with its default", () => {
    const documented = table("Options")
    const ofServer = ["port", "now", "keepAliveTimeoutMs"]
    const optional = ["apiKeys", "latency", "traceField"]
    const names = [...Object.keys(OPTION_DEFAULTS), ...optional, ...ofServer]
    expect(new Set(documented.keys())).toEqual(new Set(names))
    for (const [name, value] of Object.entries(OPTION_DEFAULTS)) {
      if (typeof value === "object") continue
      expect([name, valuesIn(documented.get(name)?.[0] ?? "")]).toEqual([name, [value]])
    }
  })

  it("has every switch with its values, the default first", () => {
    const documented = [...table("What is unknown")].map(([name, [values = ""]]) => [name, valuesIn(values)])
    expect(documented).toEqual(Object.entries(BEHAVIOR_VALUES))
  })

  it("has every kind of fault, and short forms that are understood", () => {
    const documented = table("What goes wrong")
    expect([...documented.keys()]).toEqual(Object.keys(FAULT_NUMBERS))
    for (const [kind, [short = ""]] of documented) {
      if (short === "") continue
      const rule: FaultRule = parseFault(short.slice(1, -1))
      expect(rule.fault.kind).toBe(kind)
      expect(() => createSandbox({ faults: [rule], now: () => 0 })).not.toThrow()
    }
  })
})
