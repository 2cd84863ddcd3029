import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import type { MapFunction, SourceDataRecord } from "../../src/index.ts"

interface Example {
  readonly name: string
  readonly code: string
  /** What it says that it prints. */
  readonly printed: readonly string[]
}

const DOCSTRING = /@example\s*\n\s*\* ```ts\n([\s\S]*?)\s*\* ```/g
const FENCED = /^```ts\n([\s\S]*?)^```/gm
const generated = join(import.meta.dirname, ".generated")
const root = process.cwd()
const scratch = mkdtempSync(join(tmpdir(), "docs-"))

const sources = filesIn("src", /(?<!\.test)\.ts$/).flatMap((path) => examplesIn(path, DOCSTRING))
const pages = ["README.md", ...filesIn("docs", /\.md$/)].flatMap((path) => examplesIn(path, FENCED))
/** The example of the README as it stands needs a real key; `examples/library` is the same, and is run elsewhere. */
const needsKey = ({ code }: Example): boolean => code.includes("some_api_key") && !code.includes("dryRun")

beforeAll(() => {
  mkdirSync(generated, { recursive: true })
  process.chdir(scratch)
})

afterAll(() => {
  process.chdir(root)
  rmSync(generated, { recursive: true, force: true })
  rmSync(scratch, { recursive: true, force: true })
})

it("finds the examples", () => {
  expect(sources.length).toBeGreaterThanOrEqual(5)
  expect(pages.length).toBeGreaterThanOrEqual(6)
})

it.each([...sources, ...pages].filter((example) => !needsKey(example)))(
  "$name runs and prints what it says",
  async ({ name, code, printed }) => {
    const path = join(generated, `${name}.ts`)
    writeFileSync(path, code)
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined)
    vi.spyOn(console, "error").mockImplementation(() => undefined)
    await import(path)
    expect(log.mock.calls.map(([text]) => String(text))).toEqual(printed)
  },
)

it("the guide's map function reads days as they are meant, and refuses what is none", async () => {
  const example = pages.find(({ name }) => name.includes("map-functions"))
  const path = join(generated, "map-function.ts")
  writeFileSync(path, example?.code ?? "")
  const { default: map } = (await import(path)) as { default: MapFunction<SourceDataRecord> }
  const actionsOn = (day: string): unknown =>
    map({ email: "ada@example.com", plan: "gold", upgraded_on: day }, { recordNumber: 1 })
  const createdAt = Date.UTC(2026, 2, 2) / 1_000
  expect(actionsOn("02.03.2026")).toMatchObject([{}, { event: { createdAt } }])
  for (const day of ["31.02.2026", "2026-03-02", "03/02/2026", "2.3.2026"])
    expect(() => actionsOn(day)).toThrow(`"${day}" is not a day such as 31.12.2026`)
  // Without a day there is no event, and the user is updated all the same.
  expect(actionsOn("")).toMatchObject([{ kind: "update-user-profile" }])
})

it("README.md shows the example that examples/library runs", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")
  const example = readFileSync(join(root, "examples/library/import.ts"), "utf8")
  const shown = [...readme.matchAll(FENCED)]
    .map(([, code = ""]) => code)
    .find((code) => code.includes("some_api_key"))
  expect(example.startsWith(shown ?? "nothing is shown")).toBe(true)
})

function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => pattern.test(path))
    .map((path) => `${folder}/${path}`)
}

function examplesIn(path: string, pattern: RegExp): Example[] {
  return [...readFileSync(path, "utf8").matchAll(pattern)].map(([, block = ""], index) => {
    const code = pattern === DOCSTRING ? block.replaceAll(/^\s*\* ?/gm, "") : block
    const printed = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text = ""]) => text)
    return { name: `${path.replaceAll(/[/.]/g, "-")}-${index + 1}`, code, printed }
  })
}
