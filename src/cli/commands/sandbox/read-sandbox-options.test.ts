import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { readSandboxOptions } from "./read-sandbox-options.ts"

const cwd = mkdtempSync(join(tmpdir(), "knobs-"))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
const fileOf = (text: string): string => {
  const path = join(cwd, "sandbox.json")
  writeFileSync(path, text)
  return path
}

describe("readSandboxOptions()", () => {
  it("takes the file, then what is set, then the faults", () => {
    const config = fileOf(
      '{"projectType":"email","behavior":{"retryAfterHeader":"date"},"faults":[{"fault":{"kind":"gzip"}}]}',
    )
    const set = [
      "projectType=userId",
      "behavior.responseShape=sparse-2017",
      "rateLimits=off",
      "latency.latencyMs=150",
    ]
    expect(readSandboxOptions({ config, set, fault: ["reset@1%"] })).toEqual({
      projectType: "userId",
      behavior: { retryAfterHeader: "date", responseShape: "sparse-2017" },
      rateLimits: "off",
      latency: { latencyMs: 150 },
      faults: [{ fault: { kind: "gzip" } }, { fault: { kind: "reset" }, probability: 0.01 }],
    })
  })

  it("takes what is set for the server too, and lists", () => {
    const set = ["keepAliveTimeoutMs=50", 'lists=[{"id":7,"name":"seven"}]', "unknownListsPolicy=create"]
    expect(readSandboxOptions({ set, fault: ["invalid-list-id#1"] })).toEqual({
      keepAliveTimeoutMs: 50,
      lists: [{ id: 7, name: "seven" }],
      unknownListsPolicy: "create",
      faults: [{ fault: { kind: "invalid-list-id" }, requestNumber: 1 }],
    })
  })

  it.each(["=1", "projectType", "a..b=1", "__proto__.x=1"])("refuses --set %j", (text) => {
    expect(() => readSandboxOptions({ set: [text] })).toThrow(UsageError)
  })

  it("refuses a file that is not there, is no JSON, or no object", () => {
    expect(() => readSandboxOptions({ config: join(cwd, "none.json") })).toThrow(/none\.json/)
    expect(() => readSandboxOptions({ config: fileOf("{") })).toThrow(UsageError)
    expect(() => readSandboxOptions({ config: fileOf("[]") })).toThrow(/JSON object/)
  })
})
