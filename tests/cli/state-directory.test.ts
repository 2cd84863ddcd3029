import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const isLinux = process.platform === "linux"

describe("a state directory that cannot be used", () => {
  it.each([
    ["a plain file", "plain"],
    ["a path below a plain file", "plain/below"],
    ...(isLinux ? [["a place where nothing can be made", "/proc/none"]] : []),
  ])("that is %s is refused before anything is sent, with what to do", async (_, stateDir) => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const cwd = await folderWith({ "map.ts": USER_MAP, "users.csv": usersCsv(3), plain: "mine" })
    const call = (...args: string[]): ReturnType<typeof cli> =>
      cli([...args, "--state-dir", stateDir], { cwd, env: { ITERABLE_API_KEY: "k" } })
    const run = ["run", "users.csv", "--map", "map.ts"]
    for (const args of [
      [...run, "--base-url", sandbox.url],
      [...run, "--sandbox"],
      [...run, "--dry-run"],
    ]) {
      const { exitCode, stderr } = await call(...args)
      expect(stderr).toMatch(new RegExp(`^error: Cannot .*${stateDir}.*: .+ --state-dir\\.$`, "m"))
      expect(exitCode).toBe(2)
    }
    expect(sandbox.sandbox.counts().requests).toBe(0)
  })

  it("is refused where one import's directory is a file", async () => {
    const cwd = await folderWith({ "map.ts": USER_MAP, "users.csv": usersCsv(3) })
    await mkdir(join(cwd, "state"))
    await writeFile(join(cwd, "state", "users.csv"), "mine")
    const args = ["run", "users.csv", "--map", "map.ts", "--base-url", "http://localhost:1"]
    const { exitCode, stderr } = await cli([...args, "--state-dir", "state"], {
      cwd,
      env: { ITERABLE_API_KEY: "k" },
    })
    expect(stderr).toContain("--state-dir")
    expect(exitCode).toBe(2)
  })
})
