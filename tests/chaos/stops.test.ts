import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs"
import { watch, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest"
import type { HeldPurchase } from "../../src/sandbox/index.ts"
import type { Summary } from "../../src/accounting/summary.ts"
import { folderWith, interruptUntilEnded, start } from "../cli/command-line.ts"
import type { Ended, Running } from "../cli/command-line.ts"
import { SandboxProcess } from "../kit/programs.ts"

// A busy machine is slow.
vi.setConfig({ testTimeout: 240_000 })

const KEY = "canary0key0canary0key0canary0key"
const ROWS = 600
/** Each purchase is a request of its own, so that an import lasts some seconds. */
const RATE = 300
/** For what must happen while an import lasts, on a busy machine too: ten seconds. */
const SLOW_RATE = 60
const MAP = `import { TrackPurchase } from "iterable-data-import"
const items = [{ id: "mug", name: "Mug", price: 1, quantity: 1 }]
export default ({ user, total }) => new TrackPurchase({ user: { userId: user }, items, total: Number(total) })
`
const ordersCsv = (rows: number): string =>
  `user,total\n${Array.from({ length: rows }, (_, index) => `u${index % 100},${index + 1}\n`).join("")}`

let cwd = ""
let sandbox: SandboxProcess
beforeEach(async () => {
  cwd = await folderWith({ "orders.csv": ordersCsv(ROWS), "map.js": MAP })
  sandbox = await SandboxProcess.start()
  await sandbox.configure({ latency: { kind: "fixed", latencyMs: 100 } })
})
afterEach(() => sandbox.stop())

const directory = (): string => join(cwd, ".iterable-data-import", "orders.csv")
const args = (more: readonly string[], rate: number): string[] =>
  ["run", "orders.csv", "--map", "map.js", "--base-url", sandbox.url].concat(
    ["--rate-limit", `purchases=${rate}`],
    more,
  )
const begin = (more: readonly string[] = [], rate = RATE, key = KEY): Running =>
  start(args(more, rate), { cwd, env: { ITERABLE_API_KEY: key } })
const finish = (more: readonly string[] = [], key = KEY): Promise<Ended> => begin(more, RATE, key).ended
const summaryOf = (): Summary =>
  JSON.parse(readFileSync(join(directory(), "summary.json"), "utf8")) as Summary

/** Resolves when the sandbox holds, or has, at least so many. */
async function counted(what: "purchases" | "requests", least: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${sandbox.url}/_sandbox/counts`)
    const counts = (await answer.json()) as Record<typeof what, number>
    if (counts[what] >= least) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Resolves when the journal was written so many times more. */
async function remembered(times: number): Promise<void> {
  let left = times
  for await (const { filename } of watch(directory())) {
    if (filename === "journal") left -= 1
    if (left === 0) return
  }
}

const totals = async (): Promise<number[]> =>
  (await sandbox.list<HeldPurchase>("purchases")).map(({ total }) => total)

/** All is as if nothing had happened, and each user's purchases came in their order. */
async function expectComplete(): Promise<void> {
  const all = await sandbox.list<HeldPurchase>("purchases")
  expect(all.map(({ total }) => total).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: ROWS }, (_, index) => index + 1),
  )
  const latest = new Map<string | null, number>()
  for (const { total, userId } of all) {
    expect(total).toBeGreaterThan(latest.get(userId) ?? 0)
    latest.set(userId, total)
  }
  expect(summaryOf()).toMatchObject({
    status: "completed",
    records: { read: ROWS, imported: ROWS, rejected: 0, unknown: 0, pending: 0 },
  })
}

describe("an import that is asked to stop", () => {
  it.each<NodeJS.Signals>(["SIGINT", "SIGTERM"])(
    "finishes what is in flight, says how to go on, and goes on: %s",
    async (signal) => {
      const running = begin([], SLOW_RATE)
      await counted("purchases", 20)
      running.child.kill(signal)
      const { exitCode, stderr } = await running.ended
      expect(exitCode).toBe(130)
      expect(stderr).toContain("Stopping: finishing what is in flight.")
      expect(stderr).toMatch(/To go on where it stopped[^]*run orders\.csv --map map\.js/)
      const { imported, unknown } = summaryOf().records
      expect(unknown).toBe(0)
      expect(imported).toBeLessThan(ROWS)
      // All that was in flight has come to its end.
      expect(await totals()).toHaveLength(imported)

      const { exitCode: endCode, stderr: endText } = await finish()
      expect(endText).toMatch(/Going on at record [\d,]+ of orders\.csv, \d+%\./)
      expect(endCode).toBe(0)
      await expectComplete()
    },
  )

  it("stops at once on a second signal, and goes on", async () => {
    await sandbox.configure({ latency: { kind: "fixed", latencyMs: 600_000 } })
    const running = begin()
    await counted("requests", 1)
    running.child.kill("SIGINT")
    await running.said("Press Ctrl-C again")
    expect((await interruptUntilEnded(running)).exitCode).toBe(130)
    await sandbox.configure({ latency: { kind: "fixed", latencyMs: 0 } })
    expect((await finish()).exitCode).toBe(0)
    await expectComplete()
  })

  it("is complete in the end where the same command is killed every two seconds", async () => {
    let kills = 0
    for (;;) {
      const running = begin([], 150)
      const timer = setTimeout(() => running.child.kill("SIGKILL"), 2_000)
      const { exitCode } = await running.ended
      clearTimeout(timer)
      if (exitCode !== null) {
        expect(exitCode).toBe(0)
        break
      }
      kills += 1
    }
    expect(kills).toBeGreaterThan(1)
    await expectComplete()
  })
})

describe("an import that something is in the way of", () => {
  it("is refused while another process is at it", async () => {
    const running = begin([], SLOW_RATE)
    await counted("purchases", 20)
    const { exitCode, stderr } = await finish()
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`Cannot run the import orders.csv as process ${running.child.pid} on `)
    expect((await running.ended).exitCode).toBe(0)
    await expectComplete()
  })

  it("waits while the server does not answer, and goes on by itself", async () => {
    const running = begin([], SLOW_RATE)
    await counted("purchases", 20)
    sandbox.signal("SIGSTOP")
    await remembered(3)
    sandbox.signal("SIGCONT")
    expect((await running.ended).exitCode).toBe(0)
    await expectComplete()
  })

  it("stops when its key is revoked, and goes on with another", async () => {
    await sandbox.configure({ faults: [{ fault: { kind: "disable-key" }, requestNumber: 250 }] })
    const stopped = await finish()
    expect(stopped.exitCode).toBe(4)
    expect(summaryOf()).toMatchObject({ status: "stopped", stopReason: { code: "API_UNAUTHORIZED" } })
    const { imported } = summaryOf().records
    expect(imported).toBeGreaterThan(0)
    expect(await totals()).toHaveLength(imported)

    const second = KEY.replaceAll("canary", "second")
    const refused = await finish([], second)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain("--same-project")
    expect(await totals()).toHaveLength(imported)
    expect((await finish(["--same-project"], second)).exitCode).toBe(0)
    await expectComplete()
  })
})

const isRoot = process.getuid?.() === 0

describe("an import whose disk fails", () => {
  it("does not begin where it could not remember anything", async () => {
    mkdirSync(join(cwd, "locked"))
    chmodSync(join(cwd, "locked"), 0o500)
    // For whom no permission counts, something else is in the way.
    if (isRoot) await writeFile(join(cwd, "locked/state"), "")
    const { exitCode, stderr } = await finish(["--state-dir", "locked/state"])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^error: Cannot run the import .* cannot be kept in .*locked\/state.*: (permission denied|a part of the path is not a directory)\. Nothing was sent\. Name another directory with --state-dir\.\n$/,
    )
    expect(await sandbox.list("requests")).toEqual([])
  })

  it("sends nothing more once the journal cannot be written, and goes on when it can", async (context) => {
    const disk = join(cwd, "disk")
    mkdirSync(disk)
    if (!(await isMounted(disk, "64k"))) return context.skip("no file system can be mounted here")
    const running = begin(["--state-dir", "disk"], SLOW_RATE)
    await counted("purchases", 20)
    // All the rest of the disk.
    await writeFile(join(disk, "ballast"), Buffer.alloc(1_000_000)).catch(() => undefined)
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(3)
    expect(stderr).toContain("Progress cannot be saved, so nothing more is sent: ENOSPC")
    expect((await totals()).length).toBeLessThan(ROWS)
    const journal = statSync(join(disk, "orders.csv", "journal"))
    expect(journal.size).toBeGreaterThan(0)

    await writeFile(join(disk, "ballast"), "")
    expect((await finish(["--state-dir", "disk"])).exitCode).toBe(0)
    expect(await totals()).toHaveLength(ROWS)
  })
})

/** Mounts a small disk in memory there, if this process may; it is gone with the test. */
async function isMounted(path: string, size: string): Promise<boolean> {
  if (process.platform !== "linux" || !isRoot) return false
  const mounting = spawn("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "ignore" })
  const [code] = (await once(mounting, "close").catch(() => [1])) as [number | null]
  if (code !== 0) return false
  onTestFinished(async () => {
    await once(spawn("umount", ["-l", path], { stdio: "ignore" }), "close")
  })
  return true
}
