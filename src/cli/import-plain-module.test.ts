import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { importPlainModule } from "./import-plain-module.ts"

let folder = ""
let libraryUrl = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plain module ü "))
  libraryUrl = pathToFileURL(await fileOf("library.mjs", "export const one = 1, two = 2, self = {}")).href
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

let count = 0
const imported = async (text: string, ending = "js"): Promise<unknown> =>
  importPlainModule(await fileOf(`${(count += 1)}.${ending}`, text), libraryUrl)

describe("importPlainModule()", () => {
  it.each([
    `import { one } from "iterable-data-import"\nexport const value = one`,
    `import { one } from 'iterable-data-import';export const value = one`,
    `import{one}from"iterable-data-import";export const value = one`,
    `import {\r\n  two as _,\r\n  one,\r\n} from "iterable-data-import"\r\nexport const value = one`,
    `// import x from "./other.js"\n/* import('y') */\n\nimport { one } from "iterable-data-import" ;\nexport const value = one`,
    `import * as all from "iterable-data-import"\nexport const value = all.one`,
    `import "iterable-data-import"\nexport const value = 1`,
    `import { strictEqual } from "node:assert/strict"\nimport { one } from "iterable-data-import"\nstrictEqual(one, 1)\nexport const value = one`,
    `export const value = await Promise.resolve(1)`,
    `export const value = 1\n// the end`,
  ])("imports %j", async (text) => {
    expect(await imported(text)).toMatchObject({ value: 1 })
    expect(await imported(text, "mjs")).toMatchObject({ value: 1 })
  })

  it("gives what is loaded already of the library", async () => {
    const text = `import { self } from "iterable-data-import"\nexport const value = self`
    const [one, other] = [await imported(text), await imported(`${text}\n`)] as { readonly value: object }[]
    expect(one).not.toBe(other)
    expect(one?.value).toBe(other?.value)
  })

  it.each([
    `import { z } from "./neighbour.js"\nexport default z`,
    `import { z } from "csv-parse"\nexport default z`,
    `import data from "./data.json" with { type: "json" }\nexport default data`,
    `export default 1\nimport { one } from "iterable-data-import"`,
    `export { one } from "iterable-data-import"`,
    `export * from "./neighbour.js"`,
    `export default import("iterable-data-import")`,
    `export default import.meta.url`,
    `export default require("node:fs")`,
    `module.exports = 1`,
    `exports.default = 1`,
    `export default __dirname`,
    `export default 1\n//# sourceMappingURL=a.js.map`,
  ])("leaves %j to others", async (text) => {
    expect(await imported(text)).toBeUndefined()
  })

  it("leaves what is not JavaScript to others, and all where the library is not", async () => {
    expect(await imported("export default 1", "ts")).toBeUndefined()
    expect(await imported("export default 1", "cjs")).toBeUndefined()
    const path = await fileOf("plain.js", "export default 1")
    expect(await importPlainModule(path, "file:///library.ts")).toBeUndefined()
  })

  it.each([
    ["export default () => {\n  return const\n}", /Unexpected token/],
    [`import { three } from "iterable-data-import"\nexport default three`, /'three'/],
  ])("throws a SyntaxError before anything was done: %j", async (text, message) => {
    const failure: unknown = await imported(`${text}\nglobalThis.hasRun = true`).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(SyntaxError)
    expect(String(failure)).toMatch(message)
    expect(globalThis).not.toHaveProperty("hasRun")
  })

  it("takes no longer for a long head than for a short one, a byte", async () => {
    const long = `${"// a comment\n/* import */ ".repeat(20_000)}\nexport const value = 1`
    expect(await imported(long)).toMatchObject({ value: 1 })
  })
})
