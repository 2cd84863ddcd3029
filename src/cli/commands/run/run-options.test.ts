import { describe, expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { runOptions } from "./run-options.ts"

const ENV = { ITERABLE_API_KEY: "some-key" }

describe("runOptions()", () => {
  it("takes the key, the data center and the file's name where nothing else is said", () => {
    expect(runOptions("in/users.csv", { map: "map.ts" }, ENV)).toMatchObject({
      target: { kind: "iterable", region: "us" },
      apiKey: "some-key",
      name: "users.csv",
    })
  })

  it("never touches the key for a sandbox, and needs none for a dry run", () => {
    const keyWith = (flags: object, env: NodeJS.ProcessEnv): string | undefined =>
      runOptions("users.csv", { map: "map.ts", ...flags }, env).apiKey
    expect(keyWith({ sandbox: true }, ENV)).toBeUndefined()
    expect(keyWith({ dryRun: true }, ENV)).toBe("some-key")
    for (const env of [{}, { ITERABLE_API_KEY: " " }]) expect(keyWith({ dryRun: true }, env)).toBeUndefined()
  })

  it("keeps tries apart from the import itself", () => {
    const nameWith = (flags: object): string =>
      runOptions("users.csv", { map: "map.ts", name: "spring", ...flags }, ENV).name
    expect([nameWith({}), nameWith({ sandbox: true }), nameWith({ dryRun: true })]).toEqual([
      "spring",
      "spring-sandbox",
      "spring",
    ])
  })

  it.each([
    [undefined, { map: "map.ts" }, "FILE"],
    ["", { map: "map.ts" }, "FILE"],
    [
      "-",
      { map: "map.ts" },
      "which is not a file. To read from a pipe, use its name: run /dev/stdin --format csv",
    ],
    ["users.csv", {}, "--map"],
    ["users.csv", { map: "map.ts", sandbox: true, baseUrl: "http://localhost" }, "--base-url"],
    ["users.csv", { map: "map.ts", sandbox: true, dryRun: true }, "--dry-run"],
    ["users.csv", { map: "map.ts", region: "eu", baseUrl: "http://localhost" }, "--region"],
    ["users.csv", { map: "map.ts", rateLimit: "5" }, "--rate-limit"],
    ["users.csv", { map: "map.ts", maxRejects: "x" }, "--max-rejects"],
    ["users.csv", { map: "map.ts", apiKeyEnv: "NOT_THERE" }, "NOT_THERE"],
  ] as const)("refuses %s with %o", (file, flags, part) => {
    expect(() => runOptions(file, flags, ENV)).toThrow(UsageError)
    expect(() => runOptions(file, flags, ENV)).toThrow(part)
  })
})
