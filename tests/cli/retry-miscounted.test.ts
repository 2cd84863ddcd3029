import { copyFile, cp, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "k" }

/** An import of four records, of which records 3 and 4 are rejects. */
async function imported(...more: string[]) {
  const sandbox = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "map.ts": USER_MAP, "a.csv": `${usersCsv(2)}x,bad-3,1\ny,bad-4,1\n` })
  const where = ["--map", "map.ts", "--base-url", sandbox.url]
  await cli(["run", "a.csv", ...where, ...more], { cwd, env: ENV })
  const directory = join(cwd, ".iterable-data-import", "a.csv")
  const retry = (...args: string[]): Promise<Ended> =>
    cli(["retry", "a.csv", ...where, ...args], { cwd, env: ENV })
  const recordsOf = async (): Promise<unknown> =>
    (JSON.parse(await readFile(join(directory, "summary.json"), "utf8")) as { records: unknown }).records
  return { cwd, directory, recordsOf, retry, sandbox: sandbox.sandbox }
}

const correct = async (path: string, from: string, to: string): Promise<void> =>
  writeFile(path, (await readFile(path, "utf8")).replaceAll(`"email":"${from}"`, `"email":"${to}"`))

it("refuses a rejects.ndjson that was put back from before a retry, and counts nothing twice", async () => {
  const { directory, recordsOf, retry, sandbox } = await imported()
  const path = join(directory, "rejects.ndjson")
  await correct(path, "bad-3", "good3@example.com")
  expect((await retry()).exitCode).toBe(1)
  const before = [await recordsOf(), sandbox.counts().requests]
  await copyFile(join(directory, "rejects.previous.ndjson"), path)
  const ended = await retry()
  expect(ended.stderr).toContain(
    "the lists hold 2 records, and a.csv has 1 rejects: a list from before a retry",
  )
  expect(ended.exitCode).toBe(2)
  expect([await recordsOf(), sandbox.counts().requests]).toEqual(before)
})

it("says so where a copy of the import has taken rejects out of the list of both", async () => {
  const { cwd, recordsOf, retry } = await imported("--rejects", "out.ndjson")
  await cp(join(cwd, ".iterable-data-import"), join(cwd, "copy"), { recursive: true })
  await correct(join(cwd, "out.ndjson"), "bad-3", "good3@example.com")
  expect((await retry("--state-dir", "copy")).exitCode).toBe(1)
  const ended = await retry()
  expect(ended.stderr).toContain("a.csv has 2 rejects, of which 1 is no longer in its lists")
  expect(await recordsOf()).toMatchObject({ imported: 2, rejected: 2 })
})
