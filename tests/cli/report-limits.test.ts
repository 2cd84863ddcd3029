import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "../../src/sandbox/index.ts"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

it.each([
  ["the documented limit", [], "5"],
  ["the share of it that the import takes", ["--rate-share", "50%"], "2.5"],
  ["a limit of the user's own", ["--rate-limit", "users=4"], "4"],
])("report.html says how much of the limit was used: %s", async (_, options, limit) => {
  // Several requests that take so long take more than a second, however fast the machine.
  const sandbox = await startSandbox({ rateLimits: "off", latency: { kind: "fixed", latencyMs: 600 } })
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "users.csv": usersCsv(9_000), "map.ts": USER_MAP })
  const args = ["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, ...options]
  const ended = await cli(args, { cwd, env: { ITERABLE_API_KEY: "made-up-key-0123456789" } })
  expect(ended).toMatchObject({ exitCode: 0 })
  const report = await readFile(join(cwd, ".iterable-data-import/users.csv/report.html"), "utf8")
  const said = Array.from(report.matchAll(/of the limit of (\d+(?:\.\d+)?)/g), ([, number]) => number)
  expect([...new Set(said)]).toEqual([limit])
})
