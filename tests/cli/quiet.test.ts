import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { SandboxOptions } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

interface Setting {
  readonly cwd: string
  readonly run: (file: string, ...more: string[]) => Promise<Ended>
  readonly retry: (file: string, ...more: string[]) => Promise<Ended>
}

async function settingWith(
  files: Readonly<Record<string, string>>,
  options: SandboxOptions = {},
): Promise<Setting> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "map.ts": USER_MAP, ...files })
  const call =
    (command: string) =>
    (file: string, ...more: string[]): Promise<Ended> =>
      cli([command, file, "--map", "map.ts", "--base-url", sandbox.url, ...more], {
        cwd,
        env: { ITERABLE_API_KEY: "k" },
      })
  return { cwd, run: call("run"), retry: call("retry") }
}

describe.each([[["--quiet"]], [["-q", "--json"]]])("a command with %j", (flags) => {
  it("warns of what a retry may overwrite, and says nothing else", async () => {
    const { cwd, retry, run } = await settingWith({
      "monday.csv": `${usersCsv(2)}u3,not-an-email,1\n`,
      "tuesday.csv": usersCsv(3),
    })
    expect((await run("monday.csv", ...flags)).stderr).toBe("")
    expect(await run("tuesday.csv", ...flags)).toMatchObject({ exitCode: 0, stderr: "" })
    const listPath = join(cwd, ".iterable-data-import/monday.csv/rejects.csv")
    const list = await readFile(listPath, "utf8")
    await writeFile(listPath, list.replace("u3,not-an-email", "u3,user3@example.com"))
    const { exitCode, stderr } = await retry("monday.csv", ...flags)
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^Warning: Since monday\.csv was imported, .*tuesday\.csv.*\n$/)
  })

  it("warns of how a run starts, and does not say where it goes on", async () => {
    const { cwd, run } = await settingWith({ "users.csv": `${usersCsv(40)}${"u4\n".repeat(30)}` })
    expect((await run("users.csv", ...flags, "--max-rejects", "20")).exitCode).toBe(3)
    await writeFile(join(cwd, "map.ts"), `${USER_MAP}// Corrected.\n`)
    const again = await run("users.csv", ...flags, "--max-rejects", "off")
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toMatch(/^Warning: The map file has changed since: .*\n$/)
  })

  it("gives the warnings of a summary, and not its notes", async () => {
    const map = USER_MAP.replace("record.ltv", "record.lvt ?? record.ltv")
    const { run } = await settingWith({ "users.csv": usersCsv(2), "map.ts": map })
    const { stderr } = await run("users.csv", ...flags)
    expect(stderr).toMatch(/^Warning: The map function read the column lvt \(perhaps ltv is meant\), .*\n$/)
    const dropping = await settingWith({ "users.csv": usersCsv(2) }, { newFieldsPolicy: "drop" })
    const dropped = await dropping.run("users.csv", ...flags)
    expect(dropped.stderr).toMatch(/^Warning: Iterable dropped 1 field .*ltv.*\n$/)
  })

  it("foretells that a real run would do nothing", async () => {
    const { run } = await settingWith({ "users.csv": usersCsv(2) })
    expect((await run("users.csv", ...flags)).stderr).toBe("")
    const { exitCode, stderr } = await run("users.csv", ...flags, "--dry-run")
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^Warning: A real run would do nothing.*\n$/)
  })

  it("logs warnings with --verbose, and nothing below them", async () => {
    const faults = [{ fault: { kind: "status" as const, status: 503 }, requestNumber: 1 }]
    const { run } = await settingWith({ "users.csv": usersCsv(2) }, { faults })
    const { exitCode, stderr } = await run("users.csv", ...flags, "--verbose")
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^(?:warn: .*\n)+$/)
  })
})

it("says what --quiet leaves", async () => {
  for (const command of ["run", "retry"]) {
    const { stdout } = await cli([command, "--help"])
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "show only warnings and errors, neither progress nor summary",
    )
  }
})
