import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { cli, folderWith, start, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "k" }
const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (Math.floor(Number(record.ltv)) % 10 === 0) throw new Error("no")
  return new UpdateUserProfile({ userId: record.id, email: record.email })
}
`

const USERS = 40_000
/** Those on which the map function fails. */
const REJECTS = USERS / 10

/** All files below a folder, by their paths. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()
  const files = paths.filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "latin1")]))
}

function lineCount(path: string): number {
  return readFileSync(path, "latin1").split("\n").length - 1
}

/** As a lock looks whose holder runs in another container, and gave its last sign of life a minute ago. */
function moveElsewhere(lockPath: string): void {
  const [token = ""] = readdirSync(lockPath)
  const path = join(lockPath, token)
  const owner = JSON.parse(readFileSync(path, "utf8")) as object
  writeFileSync(path, JSON.stringify({ ...owner, pidSpace: "another container" }))
  const seen = Date.now() / 1000 - 60
  utimesSync(path, seen, seen)
}

/** Whether the system has stopped a process. */
function isStopped(pid: number | undefined): boolean {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8")
  return text.slice(text.lastIndexOf(")") + 2).startsWith("T")
}

it.runIf(process.platform === "linux")(
  "an import that slept while another process took it over and finished it changes none of its files",
  async () => {
    const sandbox = await startSandbox({
      behavior: { trackUnknownUser: "create" },
      latency: { kind: "fixed", latencyMs: 200 },
      rateLimits: "off",
    })
    onTestFinished(() => sandbox.close())
    const cwd = await folderWith({ "users.csv": usersCsv(USERS), "map.js": MAP })
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url, "--max-rejects", "off"]
    const asleep = start([...args, "--rate-limit", "users=1"], { cwd, env: ENV })
    const directory = join(cwd, ".iterable-data-import/users.csv")
    await vi.waitUntil(() => sandbox.sandbox.counts().appliedRecords >= 2_000, { timeout: 30_000 })
    // Between two writes: a program that is stopped within one goes on with it. All rejects are listed, and the journal was just saved.
    await vi.waitUntil(() => lineCount(join(directory, "rejects.ndjson")) === REJECTS, { timeout: 30_000 })
    const { mtimeMs } = statSync(join(directory, "journal"))
    await vi.waitUntil(() => statSync(join(directory, "journal")).mtimeMs > mtimeMs, { timeout: 30_000 })
    asleep.child.kill("SIGSTOP")
    await vi.waitUntil(() => isStopped(asleep.child.pid))
    moveElsewhere(join(directory, "lock"))

    const other = await cli([...args, "--rate-limit", "off"], { cwd, env: ENV })
    expect(other).toMatchObject({ exitCode: 1 })
    const left = filesIn(directory)
    expect(Object.keys(left)).toEqual(
      expect.arrayContaining(["journal", "rejects.csv", "rejects.ndjson", "report.html", "summary.json"]),
    )

    asleep.child.kill("SIGCONT")
    const { exitCode, stderr } = await asleep.ended
    expect(stderr).toContain("another process took the import over")
    expect(stderr).toMatch(/There is nothing to do here\.\n$/)
    expect(stderr).not.toMatch(/removed or changed|--restart|To go on/)
    expect(exitCode).toBe(3)
    expect(filesIn(directory)).toEqual(left)
  },
)
