import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { UsageError } from "../../errors.ts"
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
    `#!/usr/bin/env node\nimport { one } from "iterable-data-import" // the library\nexport const value = one`,
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
    `import * as all from "iterable-data-import"\nexport default all.default.one`,
    `export { one } from "iterable-data-import"`,
    `export { default } from /* shared */ "./shared.js"`,
    `export { default } from // shared\n"./shared.js"`,
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

  it.each([
    `import { one } from "iterable-data-import"\ninterface Row { readonly one: number }\nexport const { one: value }: Row = { one } satisfies Row`,
    `import { one, type Two } from "iterable-data-import"\nexport const value = one as unknown as Two`,
    `import type { Row } from "./rows.ts"\nimport { Other } from "./others.ts"\nexport const value: Row<Other> = 1`,
    `let row: import("./rows.ts").Row | undefined\nexport const value = (row ?? 1)!`,
    `enum Kind { zero, one }\nexport const value: number = Kind.one`,
    `namespace Inner { export const one = 1 }\nexport const value = Inner.one`,
    `class Row<T> { constructor(value: T) { this.value = value }\nvalue: T }\nexport const { value } = new Row<number>(1)`,
    `abstract class Row { declare two: number; one = 1 }\nexport const value = Object.entries(new (class extends Row {})()).length`,
    `export const value: number = await Promise.resolve<number>(1)`,
  ])("imports TypeScript: %j", async (text) => {
    expect(await imported(text, "ts")).toMatchObject({ value: 1 })
    expect(await imported(text, "mts")).toMatchObject({ value: 1 })
  })

  it.each([
    `import data = require("./data.cjs")\nexport default data`,
    `export = 1`,
    `class Row { kind = 1; constructor(public city: string) {} }\nexport default new Row("Rome")`,
    `class Row { constructor(one = f(),\n  protected readonly two = 2) {} }\nexport default Row`,
    `import { z } from "./neighbour.ts"\nexport default z`,
    `@decorated class One {}\nexport default One`,
    `export default <p>JSX</p>`,
    `const one: = 1\nexport default one`,
    `export default (one: number => one`,
  ])("leaves to others the TypeScript of %j", async (text) => {
    expect(await imported(text, "ts")).toBeUndefined()
  })

  it("leaves what is neither JavaScript nor TypeScript modules to others, and all where the library is in TypeScript", async () => {
    expect(await imported("export default 1", "cts")).toBeUndefined()
    expect(await imported("export default 1", "cjs")).toBeUndefined()
    const path = await fileOf("plain.js", "export default 1")
    expect(await importPlainModule(path, "file:///library.ts")).toBeUndefined()
  })

  it.each([
    "export const value = () => {\n  return const\n}",
    `import all from "iterable-data-import"\nexport const value = all.one`,
    `import { three } from "node:fs"\nexport const value = three`,
    `import "node:three"`,
  ])("leaves to others what is wrong before anything has run: %j", async (text) => {
    expect(await imported(`${text}\nglobalThis.hasRun = true`)).toBeUndefined()
    expect(globalThis).not.toHaveProperty("hasRun")
  })

  it.each([
    ["", `await Promise.reject(new SyntaxError("of its own"))`],
    ["", `Error.stackTraceLimit = 0\ntry { JSON.parse("{") } finally { Error.stackTraceLimit = 10 }`],
    [
      `import { PassThrough } from "node:stream"\nimport { pipeline } from "node:stream/promises"\n`,
      `const end = new PassThrough()\nend.destroy()\nawait pipeline(new PassThrough(), end)`,
    ],
  ])("runs a module once that throws what Node.js may throw before it runs: %j %j", async (head, rest) => {
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "runs"))
    const run = `Reflect.set(globalThis, "runs", (Reflect.get(globalThis, "runs") ?? 0) + 1)`
    for (const [index, ending] of ["js", "ts"].entries()) {
      await expect(imported(`${head}${run}\n${rest}`, ending)).rejects.toThrow(/own|JSON|close/)
      expect(globalThis).toMatchObject({ runs: index + 1 })
    }
    const left = Object.keys(globalThis).filter((name) => name.startsWith("iterable-data-import"))
    expect(left).toEqual([])
  })

  it.each(["js", "ts"])("says what the library has not that a module in .%s imports", async (ending) => {
    const text = `import { one, three as two } from "iterable-data-import"\nglobalThis.hasRun = two`
    await expect(imported(text, ending)).rejects.toThrow(
      new UsageError("it imports three from iterable-data-import, which exports nothing of that name"),
    )
    expect(globalThis).not.toHaveProperty("hasRun")
  })

  it("throws what the module throws", async () => {
    await expect(imported(`no.such()`)).rejects.toThrow("no is not defined")
    await expect(imported(`throw "a text"`)).rejects.toBe("a text")
  })

  it("finds the library wherever it lies", async () => {
    const path = await fileOf("library $& $$.mjs", "export const one = 1")
    const text = `import { one } from "iterable-data-import"\nexport const value = one`
    const module = await importPlainModule(await fileOf("dollar.js", text), pathToFileURL(path).href)
    expect(module).toMatchObject({ value: 1 })
  })

  it("imports what begins with a megabyte of comments or blanks", async () => {
    for (const piece of ["// a comment\n/* import */ ", " \n"]) {
      const long = piece.repeat(Math.ceil(1_000_000 / piece.length))
      expect(await imported(`${long}\nexport const value = 1`)).toMatchObject({ value: 1 })
    }
  })
})
