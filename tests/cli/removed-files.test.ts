import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox, StartSandboxOptions } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Summary } from "iterable-data-import"
import { cli, folderWith, start, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const STATE = ".iterable-data-import"
const ENV = { ITERABLE_API_KEY: "k" }

async function sandboxFor(options: StartSandboxOptions): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ behavior: { trackUnknownUser: "create" }, ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Runs some code of `node:fs` when record 2,500 of `users.csv` is mapped, and rejects an earlier one. */
const mapThat = (code: string): string => `import { rmSync, truncateSync } from "node:fs"
import { UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (record.id === "u5") throw new Error("no")
  if (record.id === "u2500") ${code}
  return new UpdateUserProfile({ userId: record.id, email: record.email })
}
`

const LIST = `${STATE}/users.csv/rejects.ndjson`

describe("lists of rejects that are removed or cut off while an import runs", () => {
  it.each([
    ["removed", `rmSync("${LIST}")`],
    ["emptied", `truncateSync("${LIST}")`],
    ["cut off", `truncateSync("${LIST}", 10)`],
  ])("are not named as if they were whole, and it is said that they are lost: %s", async (_, code) => {
    const sandbox = await sandboxFor({})
    const users = usersCsv(3_000).replace("user1@", "user1").replace("user2900@", "user2900")
    const cwd = await folderWith({
      "users.csv": users,
      "map.js": mapThat(code),
    })
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url, "--json"]
    const ended = await cli(args, { cwd, env: ENV })
    expect(ended.exitCode).toBe(1)
    const { lostRejects, paths } = JSON.parse(ended.stdout) as Summary
    expect(paths.rejects).toBeUndefined()
    expect(existsSync(paths.rejectsCsv ?? "")).toBe(true)
    expect(lostRejects).toEqual([join(cwd, STATE, "users.csv/rejects.ndjson")])
    expect(ended.stderr).toMatch(/Warning: .*rejects\.ndjson was removed or changed while the import ran/)
    expect(ended.stderr).not.toContain("  Rejects ")
    expect(existsSync(join(cwd, LIST)) ? readFileSync(join(cwd, LIST), "utf8") : "").not.toContain("\0")
    const written = readFileSync(join(cwd, STATE, "users.csv/summary.json"), "utf8")
    expect(JSON.parse(written)).toMatchObject({ lostRejects })
  })
})

describe("the directory of an import that is removed while it runs", () => {
  it("is written again when the import stops, and the same command goes on where it was", async () => {
    const sandbox = await sandboxFor({ latency: { kind: "fixed", latencyMs: 200 }, rateLimits: "off" })
    const cwd = await folderWith({
      "users.csv": usersCsv(40_000),
      "map.js": `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ userId: record.id, email: record.email })
`,
    })
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url]
    const running = start([...args, "--rate-limit", "users=1"], { cwd, env: ENV })
    await vi.waitUntil(() => sandbox.sandbox.counts().appliedRecords >= 2_000, { timeout: 30_000 })
    // It may write there at the same moment.
    rmSync(join(cwd, STATE), { recursive: true, maxRetries: 10, retryDelay: 1 })
    const ended = await running.ended
    expect(ended.exitCode).toBe(3)
    expect(ended.stderr).not.toContain("another process")
    expect(ended.stderr).toMatch(/was removed while it ran\. .*goes on/)
    const applied = sandbox.sandbox.counts().appliedRecords
    const again = await cli([...args, "--rate-limit", "off"], { cwd, env: ENV })
    expect(again.exitCode).toBe(0)
    expect(again.stderr).toContain("Going on at record ")
    expect(sandbox.sandbox.counts().appliedRecords).toBe(40_000)
    expect(applied).toBeLessThan(40_000)
  })
})

describe("rejects that were lost with the directory of their import", () => {
  it("are spoken of until the import starts over, which lists them again", async () => {
    const sandbox = await sandboxFor({ latency: { kind: "fixed", latencyMs: 200 }, rateLimits: "off" })
    const cwd = await folderWith({
      "users.csv": usersCsv(20_000),
      "map.js": `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (Number(record.id.slice(1)) % 500 === 5) throw new Error("no")
  return new UpdateUserProfile({ userId: record.id, email: record.email })
}
`,
    })
    const to = ["--map", "map.js", "--base-url", sandbox.url]
    const args = ["run", "users.csv", ...to, "--max-rejects", "off"]
    const running = start([...args, "--rate-limit", "users=1"], { cwd, env: ENV })
    await vi.waitUntil(() => sandbox.sandbox.counts().appliedRecords >= 2_000, { timeout: 30_000 })
    rmSync(join(cwd, STATE), { recursive: true, maxRetries: 10, retryDelay: 1 })
    expect((await running.ended).exitCode).toBe(3)

    const again = await cli([...args, "--rate-limit", "off", "--json"], { cwd, env: ENV })
    expect(again.exitCode).toBe(1)
    const { records, unlistedRejects = 0 } = JSON.parse(again.stdout) as Summary
    expect(unlistedRejects).toBeGreaterThan(0)
    const lost = `${unlistedRejects} records that were not imported are on no list of rejects`
    for (const { stderr, stdout } of [again, await cli(["status"], { cwd, env: ENV })])
      expect(`${stderr}${stdout}`).toMatch(new RegExp(`Warning: ${lost}: retry .*--restart`))
    expect(readFileSync(join(cwd, STATE, "users.csv/report.html"), "utf8")).toContain(lost)
    expect((await cli(args, { cwd, env: ENV })).stderr).toMatch(new RegExp(`${lost}, .*--restart`))
    const retry = await cli(["retry", ...to], { cwd, env: ENV })
    expect(retry.exitCode).toBe(records.rejected > unlistedRejects ? 1 : 2)
    expect(retry.stderr).toContain("run the import with --restart")

    expect((await cli([...args, "--restart"], { cwd, env: ENV })).exitCode).toBe(1)
    expect((await cli(["status"], { cwd, env: ENV })).stdout).not.toContain("on no list")
  })

  it("are spoken of by a retry of those that are left, and after it", async () => {
    const sandbox = await sandboxFor({})
    const cwd = await folderWith({
      "users.ndjson": Array.from(
        { length: 10 },
        (_, n) => `{"id":"u${n}","email":"u${n}@example.com"}\n`,
      ).join(""),
      "bad.js": `export default () => { throw new Error("no") }`,
      "map.js": `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ userId: record.id, email: record.email })
`,
    })
    const run = ["run", "users.ndjson", "--base-url", sandbox.url, "--max-rejects", "off", "--map"]
    expect((await cli([...run, "bad.js"], { cwd, env: ENV })).exitCode).toBe(1)
    const list = join(cwd, STATE, "users.ndjson/rejects.ndjson")
    writeFileSync(list, readFileSync(list, "utf8").split("\n").slice(0, 4).join("\n"))
    const retry = ["retry", "--base-url", sandbox.url, "--map", "map.js"]
    const retried = await cli([...retry, "--json"], { cwd, env: ENV })
    expect(JSON.parse(retried.stdout)).toMatchObject({ unlistedRejects: 6 })
    const lost = /Warning: 6 records that were not imported are on no list of rejects: .*--restart/
    expect(retried.stderr).toMatch(lost)
    expect((await cli(["status"], { cwd, env: ENV })).stdout).toMatch(lost)
    expect((await cli([...run, "bad.js"], { cwd, env: ENV })).stderr).toContain("6 records that were")
  })
})
