import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { Summary } from "iterable-data-import"
import { startSandbox } from "iterable-data-import/sandbox"
import type { RunningSandbox, StartSandboxOptions } from "iterable-data-import/sandbox"
import { PROGRAM_PATH, cli, folderWith, startCommand, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const KEY = "canary0key0canary0key0canary0key"
const ENV = { ITERABLE_API_KEY: KEY }
const MAP = `import { existsSync } from "node:fs"
import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ userId: record.id, email: record.email })
`
/** Fails once a file is there. */
const failsAfter = (path: string, fails: string): string => `${MAP}
const timer = setInterval(() => {
  if (!existsSync(${JSON.stringify(path)})) return
  clearInterval(timer)
  ${fails}
}, 1)
`

async function sandboxFor(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

describe("a map file that fails outside the map function", () => {
  it.each(["throw new Error('too late')", "void Promise.reject(new Error('too late'))"])(
    "does not make a finished import look like a stopped one: %s",
    async (fails) => {
      const sandbox = await sandboxFor()
      // What is written at the very end.
      const map = failsAfter(".iterable-data-import/users.csv/summary.json", fails)
      const cwd = await folderWith({ "users.csv": usersCsv(3), "map.js": map })
      const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url, "--json"]
      const ended = await cli(args, { cwd, env: ENV })
      expect((JSON.parse(ended.stdout) as Summary).status).toBe("completed")
      expect(ended.stderr).toContain("3 imported")
      // 0 if the program had nothing more to do than to leave.
      expect([0, 1]).toContain(ended.exitCode)
      if (ended.exitCode === 1) {
        expect(ended.stderr).toContain("of map.js an error came up outside of the map function's calls")
        expect(ended.stderr).toContain("The import reached its end all the same.")
      }
      const again = await cli(args, { cwd, env: ENV })
      expect(again.stderr).toContain("users.csv was imported already")
    },
  )

  it("stops an import under way, says so, and the same command goes on", async () => {
    const sandbox = await sandboxFor({ latency: { kind: "fixed", latencyMs: 50 } })
    const fails = "(record.id === 'u9000' && setTimeout(() => { throw new Error('in between') }, 0), null)"
    const map = MAP.replace("=>", `=> ${fails} ??`)
    const cwd = await folderWith({ "users.csv": usersCsv(30_000), "map.js": map })
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url]
    const stopped = await cli([...args, "--json"], { cwd, env: ENV })
    expect(stopped.exitCode).toBe(3)
    expect((JSON.parse(stopped.stdout) as Summary).status).toBe("stopped")
    expect(stopped.stderr).toContain("On line 3 of map.js an error came up")
    expect(stopped.stderr).toMatch(/To go on where it stopped:\n.* run users\.csv/)
    await writeFile(join(cwd, "map.js"), MAP)
    const ended = await cli([...args, "--json"], { cwd, env: ENV })
    expect(ended.exitCode).toBe(0)
    expect((JSON.parse(ended.stdout) as Summary).records).toMatchObject({ imported: 30_000, pending: 0 })
    expect(sandbox.sandbox.counts().users).toBe(30_000)
  })
})

describe("standard output that takes nothing", () => {
  const shell = (command: string, cwd: string) =>
    startCommand(["bash", "-c", `${command}; echo "code \${PIPESTATUS[0]}" >&2`], { cwd, env: ENV }).ended
  const program = `${process.execPath} ${PROGRAM_PATH}`

  it("does not make a finished import look like a stopped one, nor like a good one", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": usersCsv(3), "map.js": MAP })
    const run = `${program} run users.csv --map map.js --base-url ${sandbox.url}`
    const ended = await shell(`${run} --json > /dev/full`, cwd)
    expect(ended.stderr).toContain("3 imported")
    expect(ended.stderr).toMatch(
      /error: Standard output could not be written to \(.*ENOSPC.*\): .* is lost\./,
    )
    expect(ended.stderr).toContain("code 1\n")
    const again = await shell(run, cwd)
    expect(again.stderr).toContain("users.csv was imported already")
    expect(again.stderr).toContain("code 0\n")
  })

  it("does not hide that an import was stopped", async () => {
    const map = "export default () => { throw new Error('no') }"
    const cwd = await folderWith({ "users.csv": usersCsv(3), "map.js": map })
    const run = `${program} run users.csv --map map.js --dry-run --max-rejects 0 --json`
    const ended = await shell(`${run} > /dev/full`, cwd)
    expect(ended.stderr).toContain("code 3\n")
  })

  it.each(["--json", "2>&1", "--json 2>&1"])(
    "does not matter where its reader has gone: %s",
    async (output) => {
      const sandbox = await sandboxFor()
      const cwd = await folderWith({ "users.csv": usersCsv(3), "map.js": MAP })
      const run = `${program} run users.csv --map map.js --base-url ${sandbox.url}`
      const ended = await shell(`${run} ${output} | head -c 1`, cwd)
      expect(ended.stderr).toContain("code 0\n")
      expect(sandbox.sandbox.counts().users).toBe(3)
      expect((await shell(run, cwd)).stderr).toContain("users.csv was imported already")
    },
  )
})
