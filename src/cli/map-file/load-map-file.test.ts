import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { UsageError } from "../../errors.ts"
import { UpdateUserProfile } from "../../index.ts"
import { loadMapFile } from "./load-map-file.ts"

const POSITION = { recordNumber: 1 }
const ACTION = `new UpdateUserProfile({ email: record.email })`

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "map file ü "))
})
afterAll(() => rm(folder, { recursive: true }))

async function mapFile(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function failureOf(name: string, text: string): Promise<string> {
  const path = await mapFile(name, text)
  const error: unknown = await loadMapFile(path).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(UsageError)
  return error instanceof Error ? error.message.replace(path, "FILE") : ""
}

describe("loadMapFile()", () => {
  it.each([
    [
      "map.ts",
      `import { UpdateUserProfile, type SourceDataRecord } from "iterable-data-import"
       enum Kind { User }
       export default async (record: SourceDataRecord) => Kind.User === 0 ? ${ACTION} : undefined`,
    ],
    [
      "esm.js",
      `import { UpdateUserProfile } from "iterable-data-import"\nexport default (record) => ${ACTION}`,
    ],
    [
      "esm.mjs",
      `import { UpdateUserProfile } from "iterable-data-import"\nexport default (record) => ${ACTION}`,
    ],
    [
      "cjs.js",
      `const { UpdateUserProfile } = require("iterable-data-import")\nmodule.exports = (record) => ${ACTION}`,
    ],
    [
      "cjs.cjs",
      `const { UpdateUserProfile } = require("iterable-data-import")\nmodule.exports = (record) => ${ACTION}`,
    ],
    [
      "compiled.cjs",
      `Object.defineProperty(exports, "__esModule", { value: true })
       const { UpdateUserProfile } = require("iterable-data-import")
       exports.default = (record) => ${ACTION}`,
    ],
    [
      "awaiting.mts",
      `import { UpdateUserProfile } from "iterable-data-import"
       export default await Promise.resolve((record: any) => ${ACTION})`,
    ],
    [
      "promise.ts",
      `import { UpdateUserProfile } from "iterable-data-import"
       export default import("iterable-data-import").then(() => (record: any) => ${ACTION})`,
    ],
  ])("loads %s", async (name, text) => {
    const mapFunction = await loadMapFile(await mapFile(name, text))
    expect(await mapFunction({ email: "ada@example.com" }, POSITION)).toMatchObject({
      kind: "update-user-profile",
      user: { email: "ada@example.com" },
    })
  })

  it.each([
    ["without types", "js", `import { UpdateUserProfile, Mistyped as Other } from "iterable-data-import"`],
    [
      "with types",
      "ts",
      `import { UpdateUserProfile, Mistyped } from "iterable-data-import"\nexport const it = [Mistyped]`,
    ],
    ["in quotes", "mjs", `import { "Mistyped" as Other } from "iterable-data-import"`],
  ])("says what the library has not that a file %s imports, before it runs", async (_, ending, text) => {
    const message = await failureOf(
      `mistyped.${ending}`,
      `${text}\nglobalThis.hasRun = true\nexport default () => 1`,
    )
    expect(message).toBe(
      "Cannot use the map file FILE: it imports Mistyped from iterable-data-import, which exports nothing of that name.",
    )
    expect(globalThis).not.toHaveProperty("hasRun")
  })

  it("says so of a file that the map file imports", async () => {
    await mapFile(
      "mistyped.ts",
      `import { Mistyped } from "iterable-data-import"\nexport const two = Mistyped`,
    )
    const message = await failureOf(
      "importing-it.ts",
      `import { two } from "./mistyped.ts"\nexport default () => two`,
    )
    expect(message).toContain("it imports Mistyped from iterable-data-import")
  })

  it("takes imports of types for what they are, without the word", async () => {
    const path = await mapFile(
      "types.ts",
      `import { SourceDataRecord, UpdateUserProfile } from "iterable-data-import"
       export default (record: SourceDataRecord) => ${ACTION}`,
    )
    expect(await (await loadMapFile(path))({ email: "ada@example.com" }, POSITION)).toBeInstanceOf(
      UpdateUserProfile,
    )
  })

  it.each(["js", "mjs", "cjs", "ts"])("runs a file in .%s once that throws", async (ending) => {
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "runs"))
    const runs = `Reflect.set(globalThis, "runs", (Reflect.get(globalThis, "runs") ?? 0) + 1)`
    const message = await failureOf(`throwing.${ending}`, `${runs}\nJSON.parse("{")`)
    expect(message).toMatch(/^Cannot use the map file FILE: error on line 2: .*JSON/)
    expect(globalThis).toMatchObject({ runs: 1 })
  })

  it("takes a method that is called class for the function that it is", async () => {
    const path = await mapFile("method.js", "export default { class(record) { return undefined } }.class")
    expect(await loadMapFile(path)).toBeTypeOf("function")
  })

  it("lets a map file import its neighbours", async () => {
    await mapFile("neighbour.ts", "export const answer: number = 42")
    const path = await mapFile(
      "importing.ts",
      `import { answer } from "./neighbour.ts"\nexport default () => { throw new Error(String(answer)) }`,
    )
    const mapFunction = await loadMapFile(path)
    expect(() => mapFunction({}, POSITION)).toThrow("42")
  })

  it.each([
    [
      "syntax.ts",
      "const a = 1\nexport default (r: string) => {\n  return const\n}",
      "syntax error on line 3, column 10",
    ],
    [
      "throws.ts",
      "const a = 1\n\nmissing.call()\nexport default () => a",
      "FILE: error on line 3: missing is not defined.",
    ],
    [
      "module.ts",
      `import { z } from "no-such-module"\nexport default () => z()`,
      "Cannot find module 'no-such-module'",
    ],
    ["number.ts", "export default 1", "its default export is a number, not a function"],
    ["class.ts", "export default class One { map() {} }", "its default export is a class, not a function"],
    ["object.js", "export default {}", "its default export is an object, not a function"],
    [
      "named.ts",
      "export const mapUser = () => undefined",
      "no default export (it exports mapUser, but none of them",
    ],
    ["empty.ts", "", "it has no default export."],
    ["data.json", "{}", "its name must end in one of .ts"],
  ])("says what is wrong with %s", async (name, text, reason) => {
    const message = await failureOf(name, text)
    expect(message).toMatch(/^Cannot use the map file FILE: /)
    expect(message).toContain(reason)
    expect(message).not.toContain("\n")
  })

  it("says that a file does not exist, or is a directory", async () => {
    await expect(loadMapFile("no-such.ts")).rejects.toThrow(
      "Cannot use the map file no-such.ts: it does not exist.",
    )
    const path = join(folder, "dir.ts")
    await mkdir(path)
    await expect(loadMapFile(path)).rejects.toThrow("it is a directory")
    await expect(loadMapFile("/dev/null")).rejects.toThrow("it is no ordinary file")
  })

  it.each([
    ["counting.mjs", "mjs"],
    ["counting.ts", "ts"],
    ["counting.cjs", "cjs"],
  ])("loads %s, and what that imports, in its first state again, if asked to", async (name, kind) => {
    const isCommonJs = kind === "cjs"
    const count = "let count = 0\nconst next = () => (count += 1)\n"
    await mapFile(`next.${kind}`, `${count}${isCommonJs ? "module.exports = { next }" : "export { next }"}`)
    const path = await mapFile(
      name,
      isCommonJs
        ? `const { next } = require("./next.cjs")\nmodule.exports = () => { throw new Error(String(next())) }`
        : `import { next } from "./next.${kind}"\nexport default () => { throw new Error(String(next())) }`,
    )
    const called = async (isFresh: boolean): Promise<string> => {
      const map = await loadMapFile(path, { isFresh })
      try {
        await map({}, POSITION)
      } catch (error) {
        return error instanceof Error ? error.message : ""
      }
      return ""
    }
    expect(await called(false)).toBe("1")
    expect(await called(true)).toBe("1")
    expect(await called(true)).toBe("1")
  })
})
