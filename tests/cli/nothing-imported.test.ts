import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import type { RetrySummary, Summary } from "iterable-data-import"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const NO_RETURN = USER_MAP.replace("=>", "=> {").replace(/\n$/, "\n}\n")
const THROWS = `export default () => { throw new Error("not today") }\n`

interface Setting {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly run: (...more: string[]) => Promise<Ended>
}

async function settingWith(files: Readonly<Record<string, string>>): Promise<Setting> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith(files)
  const run = (...more: string[]): Promise<Ended> =>
    cli(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, ...more], {
      cwd,
      env: { ITERABLE_API_KEY: "k" },
    })
  return { cwd, sandbox, run }
}

describe("an import of which nothing was imported", () => {
  it("says so and ends with 1 where the map function returns nothing; the same command then imports all", async () => {
    const { cwd, run, sandbox } = await settingWith({ "users.csv": usersCsv(3), "map.ts": NO_RETURN })
    const first = await run()
    expect(first.exitCode).toBe(1)
    expect(first.stderr).toContain(
      "The map function returned nothing for any of the 3 records: does it lack a return?",
    )
    await writeFile(join(cwd, "map.ts"), USER_MAP)
    const second = await run("-q")
    expect(second.exitCode).toBe(0)
    expect(second.stderr).toMatch(/^Warning: The run of users\.csv that ended on .* imported nothing: .*\n$/)
    expect(sandbox.sandbox.counts().users).toBe(3)
    expect((await run()).stderr).toContain("users.csv was imported already")
  })

  it("says so when quiet, in the summary, in its status and in the list of imports as well", async () => {
    const { cwd, run } = await settingWith({ "users.csv": usersCsv(2), "map.ts": NO_RETURN })
    const ended = await run("-q", "--json")
    const message = "The map function returned nothing for any of the 2 records: does it lack a return?"
    expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) as string })
    expect(JSON.parse(ended.stdout)).toMatchObject({
      status: "completed",
      nothingImported: { code: "all-skipped", message: expect.stringContaining(message) as string },
    })
    const written = await readFile(join(cwd, ".iterable-data-import/users.csv/summary.json"), "utf8")
    expect(JSON.parse(written)).toMatchObject({ nothingImported: { code: "all-skipped" } })
    const report = await readFile(join(cwd, ".iterable-data-import/users.csv/report.html"), "utf8")
    expect(report).toContain(message)
    expect((await cli(["status"], { cwd })).stdout).toContain(message)
  })

  it.each([
    ["empty", ""],
    ["a header alone", "id,email,ltv\n"],
    ["blank lines", "\n\n"],
  ])("ends with 1 where the file is %s, and with 0 where that is allowed", async (_, text) => {
    const { run } = await settingWith({ "users.csv": text, "map.ts": USER_MAP })
    const first = await run("-q")
    expect(first).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("users.csv holds no records: nothing was imported.") as string,
    })
    expect(first.stderr).toContain("--allow-empty")
    expect(await run("-q", "--allow-empty")).toMatchObject({ exitCode: 0, stderr: "" })
    expect((await run("--dry-run")).exitCode).toBe(1)
    expect((await run("--dry-run", "--allow-empty")).exitCode).toBe(0)
  })

  it("is no success with --allow-empty where there were records", async () => {
    const { run } = await settingWith({ "users.csv": usersCsv(3), "map.ts": NO_RETURN })
    expect((await run("--allow-empty")).exitCode).toBe(1)
  })

  it("counts as not done where all records failed in the same way, keeps its rejects, and lets them be retried", async () => {
    const { cwd, run, sandbox } = await settingWith({ "users.csv": usersCsv(3), "map.ts": THROWS })
    const first = await run("--max-rejects", "off")
    expect(first.exitCode).toBe(1)
    expect(first.stderr).toContain(
      "Nothing was imported: all 3 records were rejected for the same reason, map-function-threw.",
    )
    await writeFile(join(cwd, "map.ts"), USER_MAP)
    const dryRetry = await cli(["retry", "--map", "map.ts", "--dry-run"], { cwd })
    expect(dryRetry.exitCode).toBe(0)
    expect((await run()).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(3)
    expect((await run()).stderr).toContain("users.csv was imported already")
  })

  it("says that lists which were corrected are for retry, sets them aside with a warning, and retry reads them there", async () => {
    const users = usersCsv(2).replaceAll(/@\S+?,/g, ",")
    const { cwd, run, sandbox } = await settingWith({ "users.csv": users, "map.ts": USER_MAP })
    const first = await run("--max-rejects", "off")
    expect(first.exitCode).toBe(1)
    expect(first.stdout + first.stderr).toContain("If you correct a list of rejects instead, run retry.")
    const directory = join(cwd, ".iterable-data-import/users.csv")
    const list = join(directory, "rejects.csv")
    const corrected = (await readFile(list, "utf8")).replaceAll(/,(user\d),/g, ",$1@example.com,")
    await writeFile(list, corrected)
    const again = await run("-q", "--json", "--max-rejects", "off")
    expect(again.exitCode).toBe(1)
    const { keptRejects = [] } = JSON.parse(again.stdout) as Summary
    expect(keptRejects).toHaveLength(2)
    for (const kept of keptRejects) expect(again.stderr).toContain(kept)
    expect(again.stderr).toMatch(
      /Warning: the import started over. The rejects of the earlier run are kept as .*; corrections in them were not read. .* run retry users\.csv --from LIST\./,
    )
    const kept = keptRejects.find((path) => path.endsWith(".csv")) ?? ""
    expect(await readFile(kept, "utf8")).toBe(corrected)
    const args = ["retry", "users.csv", "--from", kept, "--map", "map.ts", "--base-url", sandbox.url]
    expect((await cli(args, { cwd, env: { ITERABLE_API_KEY: "k" } })).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(2)
  })

  it("is done once its rejects were retried", async () => {
    const { cwd, run, sandbox } = await settingWith({ "users.csv": usersCsv(3), "map.ts": THROWS })
    await run("--max-rejects", "off")
    await writeFile(join(cwd, "map.ts"), USER_MAP)
    const args = ["retry", "--map", "map.ts", "--base-url", sandbox.url]
    expect((await cli(args, { cwd, env: { ITERABLE_API_KEY: "k" } })).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(3)
    const again = await run()
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("with another map") as string,
    })
  })

  it("is so for a dry run and a run into the sandbox", async () => {
    const { cwd } = await settingWith({ "users.csv": usersCsv(3), "map.ts": NO_RETURN })
    for (const where of ["--dry-run", "--sandbox"]) {
      const { exitCode, stderr } = await cli(["run", "users.csv", "--map", "map.ts", where], { cwd })
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringContaining("does it lack a return?") as string,
      })
    }
  })

  it("takes nothing from the lists of rejects where a retry's map function returns nothing", async () => {
    const { cwd, run, sandbox } = await settingWith({
      "users.csv": `${usersCsv(2)}u3,not-an-email,1\n`,
      "map.ts": USER_MAP,
    })
    expect((await run()).exitCode).toBe(1)
    const rejects = join(cwd, ".iterable-data-import/users.csv/rejects.csv")
    const before = await readFile(rejects, "utf8")
    await writeFile(rejects, before.replaceAll("not-an-email", "good@example.com"))
    await writeFile(join(cwd, "map.ts"), NO_RETURN)
    const args = ["retry", "--map", "map.ts", "--base-url", sandbox.url]
    const env = { ITERABLE_API_KEY: "k" }
    const inVain = await cli([...args, "--json"], { cwd, env })
    expect(inVain.exitCode).toBe(1)
    expect(inVain.stderr).toContain("The map function returned nothing for the only record")
    expect((JSON.parse(inVain.stdout) as RetrySummary).records).toMatchObject({ imported: 2, rejected: 1 })
    await writeFile(join(cwd, "map.ts"), USER_MAP)
    expect((await cli(args, { cwd, env })).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(3)
    expect((await cli(["status", "--json"], { cwd })).stdout).toContain('"imported":3')
  })
})

it("a record that was imported makes it an import like any other", async () => {
  const map = USER_MAP.replace("=>\n", `=> record.id !== "u1" ? undefined :\n`)
  const { run } = await settingWith({ "users.csv": usersCsv(3), "map.ts": map })
  const first = await run("--json")
  expect(first.exitCode).toBe(0)
  expect((JSON.parse(first.stdout) as Summary).nothingImported).toBeUndefined()
})
