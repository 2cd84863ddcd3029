import { describe, expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { createSandbox } from "../../../sandbox/index.ts"
import { parseFault } from "./parse-fault.ts"

describe("parseFault()", () => {
  it.each([
    ["reset", { fault: { kind: "reset" } }],
    ["status:500@2%", { fault: { kind: "status", status: 500 }, probability: 0.02 }],
    ["status:502:after@0.5%", { fault: { kind: "status", status: 502 }, when: "after", probability: 0.005 }],
    ["rate-limited/10", { fault: { kind: "rate-limited" }, every: 10 }],
    ["disable-key#3", { fault: { kind: "disable-key" }, requestNumber: 3 }],
    ["delay:2000@5%", { fault: { kind: "delay", delayMs: 2_000 }, probability: 0.05 }],
    ["html-200", { fault: { kind: "html-200" } }],
    ['{"fault":{"kind":"gzip"},"every":2}', { fault: { kind: "gzip" }, every: 2 }],
  ])("reads %s, and the sandbox takes it", (text, rule) => {
    expect(parseFault(text)).toEqual(rule)
    expect(() => createSandbox({ now: () => 0, faults: [parseFault(text)] })).not.toThrow()
  })

  it.each(["", "500", "status@2", "status:500@200%", "status:500@x%", "reset#", "{no json"])(
    "refuses %j",
    (text) => {
      expect(() => parseFault(text)).toThrow(UsageError)
    },
  )

  it.each(["resett@1%", "status@1%"])("leaves %s to the sandbox, which refuses it", (text) => {
    expect(() => createSandbox({ now: () => 0, faults: [parseFault(text)] })).toThrow(/fault/)
  })
})
