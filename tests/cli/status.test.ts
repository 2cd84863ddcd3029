import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox, StartSandboxOptions } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import type { ImportStatus } from "iterable-data-import"
import { USER_MAP, cli, folderWith, start, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" }

async function sandboxFor(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

async function statusIn(cwd: string): Promise<ImportStatus> {
  const { exitCode, stdout, stderr } = await cli(["status", "--json"], { cwd })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" })
  return JSON.parse(stdout) as ImportStatus
}

describe("iterable-data-import status", () => {
  it("says how an import stands while it runs, after it was killed, and after its end", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "my users.csv": usersCsv(30_000), "map.ts": USER_MAP })
    const args = ["run", "my users.csv", "--map", "map.ts", "--base-url", sandbox.url]
    const running = start([...args, "--rate-limit", "users=1"], { cwd, env: ENV })
    let status: ImportStatus | undefined
    while (status === undefined || status.records.imported === 0) {
      const { stdout } = await cli(["status", "--json"], { cwd })
      status = (JSON.parse(stdout) as ImportStatus | null) ?? undefined
    }
    expect(status).toMatchObject({
      importName: "my users.csv",
      state: "running",
      process: { pid: running.child.pid },
      baseUrl: sandbox.url,
      paths: { directory: join(cwd, ".iterable-data-import/my-users.csv") },
    })
    expect(status.share).toBeLessThan(1)
    expect(status.recordsPerSecond).toBeGreaterThan(0)
    expect((await cli(["status"], { cwd })).stdout).toMatch(
      new RegExp(
        `^my users\\.csv is running, by process ${running.child.pid} on .*\\.\\n\\n {2}Source +my users\\.csv, into http`,
      ),
    )

    running.child.kill("SIGKILL")
    await running.ended
    expect((await statusIn(cwd)).state).toBe("killed")
    const killed = await cli(["status", "my users.csv"], { cwd })
    expect(killed.stdout).toMatch(
      /^my users\.csv was cut off after 2\S+Z \(killed, or .*\), and can go on where it was\.\n/,
    )
    const command = /To go on where it stopped:\n {2}(node .* run 'my users\.csv' --map map\.ts .*)\n$/.exec(
      killed.stdout,
    )?.[1]
    expect(command).toBeDefined()

    await cli(args, { cwd, env: ENV })
    const finished = await statusIn(cwd)
    expect(finished).toMatchObject({
      state: "finished",
      share: 1,
      records: { read: 30_000, imported: 30_000 },
    })
    expect(finished).not.toHaveProperty("process")
    expect((await cli(["status"], { cwd })).stdout).toMatch(
      /^my users\.csv finished on .*\n\n.*\n {2}Records +30,000 settled, 100% of the source\n/,
    )
  })

  it("says why an import stopped, what was rejected, and the command that goes on", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": `${usersCsv(5)}u6\nu7\n`, "map.ts": USER_MAP })
    const args = [
      "run",
      "users.csv",
      "--map",
      "map.ts",
      "--base-url",
      sandbox.url,
      "--max-rejects",
      "1",
      "--restart",
    ]
    const ended = await cli(args, { cwd, env: ENV })
    expect(ended.exitCode).toBe(3)
    expect(ended.stderr).toContain(
      "To go on where it stopped, with the map file as it is or corrected, however many are rejected:",
    )
    for (const command of ["status", "list"])
      expect((await cli([command, "--json"], { cwd })).stdout).toContain("or raise --max-rejects.")
    const { stdout } = await cli(["status", "users.csv"], { cwd })
    expect(stdout).toMatch(/^users\.csv stopped on \S+\.\nToo many records are rejected: /)
    expect(stdout).toContain("  2 × too-few-fields → ")
    expect(stdout).toContain(
      "  Rejects  .iterable-data-import/users.csv/rejects.ndjson\n  As CSV   .iterable-data-import/users.csv/rejects.csv\n",
    )
    expect(stdout).toMatch(
      /To go on where it stopped:\n {2}node .*main\.cjs run users\.csv --map map\.ts --base-url \S+ --max-rejects off\n$/,
    )
  })

  it("says that there is nothing, or nothing of that name", async () => {
    const cwd = await folderWith({ "users.csv": usersCsv(1), "map.ts": USER_MAP })
    expect(await cli(["status"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: "There are no imports in .iterable-data-import.\n",
    })
    expect(await cli(["status", "--json"], { cwd })).toMatchObject({ exitCode: 0, stdout: "null\n" })
    expect(await cli(["list"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: "There are no imports in .iterable-data-import.\n",
    })
    expect(await cli(["list", "--json", "--state-dir", "other"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: "[]\n",
    })
    await cli(["run", "users.csv", "--map", "map.ts", "--sandbox"], { cwd })
    const ended = await cli(["status", "spring"], { cwd })
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" })
    expect(ended.stderr).toContain(
      "There is no import of the name spring in .iterable-data-import. There are: users.csv-sandbox.",
    )
  })
})

describe("iterable-data-import list", () => {
  it("lists all imports, the last one first, with their numbers below each other", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({
      "a.csv": usersCsv(1_200),
      "b.csv": `${usersCsv(9)}u10\n`,
      "map.ts": USER_MAP,
    })
    for (const file of ["a.csv", "b.csv"])
      await cli(["run", file, "--map", "map.ts", "--base-url", sandbox.url], { cwd, env: ENV })
    const { exitCode, stdout } = await cli(["list"], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout.replaceAll(/\d{4}-\S+Z/g, "WHEN")).toBe(
      `IMPORT  STATE     DONE  SETTLED  IMPORTED  REJECTED  LAST AT WORK
b.csv   finished  100%       10         9         1  WHEN
a.csv   finished  100%    1,200     1,200         0  WHEN
`,
    )
    const statuses = JSON.parse((await cli(["list", "--json"], { cwd })).stdout) as readonly ImportStatus[]
    expect(statuses.map(({ importName }) => importName)).toEqual(["b.csv", "a.csv"])
  })
})
