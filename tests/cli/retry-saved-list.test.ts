import { readFile, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Sandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" }
const NAMES = ["José", "Zoë", "Müller", "Ångström", "=1+1", "-5", "Anaïs"]
const CSV = `email,näme,plan\n${NAMES.map((name, index) => `u${index + 1}@example.com,${name},${index < 6 ? "?" : "gold"}`).join("\n")}\n`
/** Two reasons to fail, so that some can be chosen. */
const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (record.plan === "?") throw new Error("no such plan")
  if (record["näme"] === "Zoë") return new UpdateUserProfile({ email: "nobody" })
  return new UpdateUserProfile({ email: record.email, dataFields: { name: record["näme"], plan: record.plan } })
}
`

interface Imported {
  readonly directory: string
  readonly sandbox: Sandbox
  readonly csvPath: string
  readonly retry: (...args: string[]) => Promise<Ended>
}

/** An import that has left six rejects, and is to be retried. */
async function imported(): Promise<Imported> {
  const sandbox = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "users.csv": CSV, "map.mjs": MAP })
  const where = ["--map", "map.mjs", "--base-url", sandbox.url, "--rate-limit", "off"]
  expect((await cli(["run", "users.csv", ...where], { cwd, env: ENV })).exitCode).toBe(1)
  const directory = join(cwd, ".iterable-data-import", "users.csv")
  return {
    directory,
    sandbox: sandbox.sandbox,
    csvPath: join(directory, "rejects.csv"),
    retry: (...args) => cli(["retry", ...where, ...args], { cwd, env: ENV }),
  }
}

/** What is in a folder, file by file. */
async function filesIn(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("log"))
    .map(({ name }) => name)
  const texts = names.map(async (name) => [name, await readFile(join(directory, name), "latin1")] as const)
  return Object.fromEntries(await Promise.all(texts))
}

/** As a German spreadsheet saves it; the cells of these tests hold no commas. */
const withSemicolons = (csv: string): string =>
  `${csv
    .replaceAll(",", ";")
    .replaceAll("\n", "\r\n")
    .replaceAll(/\uFEFF/g, "")};;;;;;;\r\n`

const nameOf = (sandbox: Sandbox, record: number): unknown =>
  sandbox.user({ email: `u${record}@example.com` })?.dataFields["name"]

describe("iterable-data-import retry with a rejects.csv that a spreadsheet saved", () => {
  it.each<readonly [string, (csv: string) => Buffer]>([
    ["Windows-1252, with semicolons", (csv) => Buffer.from(withSemicolons(csv), "latin1")],
    [
      "UTF-16, with tabs",
      (csv) => Buffer.from(`\uFEFF${withSemicolons(csv).replaceAll(";", "\t")}`, "utf16le"),
    ],
    ["UTF-8 without a mark", (csv) => Buffer.from(withSemicolons(csv))],
  ])("reads %s, and leaves a list in UTF-8", async (_, save) => {
    const { csvPath, retry, sandbox } = await imported()
    const written = await readFile(csvPath, "utf8")
    expect(written).toContain(",'=1+1,?")
    await writeFile(csvPath, save(written.replace("Müller,?", "Jürgen,gold").replace("José,?", "José,gold")))
    expect((await retry("--retry-code", "map-function-threw")).exitCode).toBe(1)
    expect([nameOf(sandbox, 1), nameOf(sandbox, 3)]).toEqual(["José", "Jürgen"])
    const left = await readFile(csvPath, "utf8")
    expect(left.startsWith("\uFEFFimport_record")).toBe(true)
    expect(left).not.toContain("\uFFFD")
    for (const name of ["näme", "Zoë", "Ångström", "'=1+1", "'-5"]) expect(left).toContain(name)
    expect(left.trimEnd().split("\n")).toHaveLength(5)
    await writeFile(csvPath, left.replaceAll("?", "gold").replace("Zoë", "Zoé"))
    expect(await retry()).toMatchObject({ exitCode: 0 })
    expect([2, 4, 5, 6].map((record) => nameOf(sandbox, record))).toEqual(["Zoé", "Ångström", "=1+1", "-5"])
  })

  it.each<readonly [string, (csv: string) => Buffer]>([
    ["nothing proves", (csv) => Buffer.from(withSemicolons(csv).replace("=1+1", "Muñoz"), "latin1")],
    [
      "is half and half",
      (csv) => Buffer.concat([Buffer.from(csv), Buffer.from("9,9,r,,,u@x.com,Zoë,gold\n", "latin1")]),
    ],
    ["was read as another", (csv) => Buffer.from(`\uFEFF${Buffer.from(csv.slice(1)).toString("latin1")}`)],
    ["has no such letters", (csv) => Buffer.from(csv.replaceAll(/[ëé]/g, "?"))],
  ])("refuses all of it where its encoding %s, before anything is sent or replaced", async (_, save) => {
    const { csvPath, directory, retry, sandbox } = await imported()
    await writeFile(csvPath, save(await readFile(csvPath, "utf8")))
    const before = await filesIn(directory)
    const requests = [...sandbox.requests()].length
    for (const args of [[], ["--retry-code", "map-function-threw"], ["--from", csvPath]]) {
      const ended = await retry(...args)
      expect(ended.exitCode).toBe(2)
      expect(ended.stderr).toMatch(
        /^error: Cannot (read|use) rejects\.csv as .* Nothing was replaced\. Save it again as "CSV UTF-8"/m,
      )
    }
    expect(await filesIn(directory)).toEqual(before)
    expect([...sandbox.requests()]).toHaveLength(requests)
  })
})
