import { existsSync, readFileSync, rmSync } from "node:fs"
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
