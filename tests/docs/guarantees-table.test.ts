import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

/** The lines of the README's table of promises: the promise, and the cell that names its tests. */
const promises = [
  ...(readFileSync("README.md", "utf8")
    .split("\n## ")
    .find((section) => section.startsWith("What is guaranteed"))
    ?.matchAll(/^\| (?!promise|-)(.+?) +\| (.+?) +\|$/gm) ?? []),
].map(([, promise = "", proof = ""]) => ({ promise, proof }))

describe("README, what is guaranteed", () => {
  it("holds promises", () => {
    expect(promises.length).toBeGreaterThanOrEqual(10)
  })

  it.each(promises)("names the tests that prove it: $promise", ({ proof }) => {
    const paths = proof.split(", ").map((path) => path.replaceAll("`", ""))
    expect(paths.filter((path) => !path.endsWith(".test.ts") || !existsSync(path))).toEqual([])
  })
})
