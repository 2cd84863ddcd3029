import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

/** The README's list of promises: each with the sentence that names its tests. */
const promises = [
  ...(readFileSync("README.md", "utf8")
    .split("\n## ")
    .find((section) => section.startsWith("What is guaranteed"))
    ?.matchAll(/^- (.+?)\s+Proven by (.+?)\.$/gms) ?? []),
].map(([, promise = "", proof = ""]) => ({
  promise: promise.replaceAll(/\s+/g, " "),
  proof: proof.replaceAll(/\s+/g, " "),
}))

describe("README, what is guaranteed", () => {
  it("holds promises", () => {
    expect(promises.length).toBeGreaterThanOrEqual(10)
  })

  it.each(promises)("names the tests that prove it: $promise", ({ proof }) => {
    const paths = proof.split(", ").map((path) => path.replaceAll("`", ""))
    expect(paths.filter((path) => !path.endsWith(".test.ts") || !existsSync(path))).toEqual([])
  })
})
