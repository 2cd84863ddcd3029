import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, it } from "vitest"
import { livenessOf, ownIdentity, startOf } from "./process-identity.ts"

it("ownIdentity() is always the same, and alive", async () => {
  const own = await ownIdentity()
  expect(own.pid).toBe(process.pid)
  expect(await ownIdentity()).toEqual(own)
  expect(JSON.parse(JSON.stringify(own))).toEqual(own)
  expect(await livenessOf(own, own)).toBe("alive")
})

it("livenessOf() sees a process end, and cannot see into another machine or container", async () => {
  const own = await ownIdentity()
  const child = spawn("sleep", ["1000"])
  const pid = child.pid ?? 0
  const start = await startOf(pid)
  const identity = { ...own, pid, ...(typeof start === "string" ? { start } : {}) }
  expect(await livenessOf(identity, own)).toBe("alive")
  expect(await livenessOf({ ...identity, pidSpace: "other" }, own)).toBe("unknown")
  const exit = once(child, "exit")
  child.kill("SIGKILL")
  await exit
  expect(await livenessOf(identity, own)).toBe("dead")
})

it.runIf(process.platform !== "win32").each(["darwin", "freebsd"] as const)(
  "startOf() asks ps on %s",
  async (platform) => {
    const start = await startOf(process.pid, platform)
    expect(start).toMatch(/\w{3} \w{3} +\d+ [\d:]{8} \d{4}/)
    expect(await startOf(process.pid, platform)).toBe(start)
  },
)

it("startOf() knows nothing of Windows", async () => {
  expect(await startOf(process.pid, "win32")).toBeUndefined()
})
