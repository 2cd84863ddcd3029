import { execFileSync } from "node:child_process"
import { readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox, StartSandboxOptions } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import type { RejectLine, RetrySummary, Summary } from "iterable-data-import"
import { cli, folderWith, start } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const KEY = "canary0key0canary0key0canary0key"
const ENV = { ITERABLE_API_KEY: KEY }
const RECORDS = 2_000

/** A user and an event a row; every 33rd row is bad, one way or another. */
const MAP = `import { TrackCustomEvent, UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (record.plan === "?") throw new Error("no such plan")
  return [
    new UpdateUserProfile({ email: record.email, dataFields: { plan: record.plan } }),
    new TrackCustomEvent({ email: record.email, eventName: "joined", dataFields: { plan: record.plan } }),
  ]
}
`
const isBad = (record: number): boolean => record % 33 === 0
const BAD_COUNT = Math.floor(RECORDS / 33)

function rowOf(record: number): string {
  const good = `${record},user${record}@example.com,gold`
  if (!isBad(record)) return good
  return (
    [`${record},user${record}@example.com`, good.replace("@", "-at-"), good.replace("gold", "?")][
      (record / 33) % 3
    ] ?? good
  )
}

function csvOf(records: number = RECORDS): string {
  return `id,email,plan\n${Array.from({ length: records }, (_, index) => rowOf(index + 1)).join("\n")}\n`
}

async function sandboxFor(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ rateLimits: "off", ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** What a person would do in a spreadsheet. */
async function correctCsv(path: string): Promise<void> {
  const [header = "", ...rows] = (await readFile(path, "utf8")).trimEnd().split("\n")
  const emptyAfterDigest = ",".repeat(header.split(",").indexOf("id") - 5)
  const corrected = rows.map((row) => {
    const id = /^(\d+),/.exec(row)?.[1] ?? ""
    const digest = /,(r[0-9a-f]{15})(,|$)/m.exec(row)?.[1] ?? ""
    return `${row.slice(0, row.indexOf(",", id.length + 1))},,,,${digest}${emptyAfterDigest}${id},user${id}@example.com,gold`
  })
  await writeFile(path, [header, ...corrected, ""].join("\n"))
}

interface Imported {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly directory: string
  readonly retry: (...args: string[]) => Promise<Ended>
}

/** An import that has left its rejects. */
async function imported(
  files: Readonly<Record<string, string>> = { "users.csv": csvOf() },
  map: string = MAP,
): Promise<Imported> {
  const sandbox = await sandboxFor()
  const cwd = await folderWith({ ...files, "map.ts": map })
  const [name = ""] = Object.keys(files)
  const where = ["--map", "map.ts", "--base-url", sandbox.url, "--rate-limit", "off"]
  const ended = await cli(["run", name, ...where, "--max-rejects", "off"], { cwd, env: ENV })
  expect(ended.exitCode).toBe(1)
  return {
    cwd,
    sandbox,
    directory: join(cwd, ".iterable-data-import", name),
    retry: (...args) => cli(["retry", ...where, ...args], { cwd, env: ENV }),
  }
}

async function rejectsIn(directory: string): Promise<readonly RejectLine[]> {
  const text = await readFile(join(directory, "rejects.ndjson"), "utf8")
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RejectLine)
}

async function summaryIn(directory: string): Promise<Summary> {
  return JSON.parse(await readFile(join(directory, "summary.json"), "utf8")) as Summary
}

describe("iterable-data-import retry", () => {
  it("does not take the rejects of another import for its own, where both were written to one file", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "a.csv": csvOf(40), "b.csv": csvOf(80), "map.ts": MAP })
    const where = ["--map", "map.ts", "--base-url", sandbox.url, "--rate-limit", "off"]
    for (const file of ["a.csv", "b.csv"]) {
      await cli(["run", file, ...where, "--rejects", "bad.ndjson"], { cwd, env: ENV })
      // A person moves the first list away, so that the second import may write there.
      if (file === "a.csv") for (const list of ["bad.ndjson", "bad.csv"]) await rm(join(cwd, list))
    }
    const before = await readFile(join(cwd, "bad.ndjson"), "utf8")
    const { exitCode, stderr } = await cli(["retry", "a.csv", ...where], { cwd, env: ENV })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^error: Cannot retry the rejects of a\.csv as .*bad\.ndjson holds those of b\.csv\. /m,
    )
    expect(await readFile(join(cwd, "bad.ndjson"), "utf8")).toBe(before)
    await cli(["run", "a.csv", ...where, "--restart"], { cwd, env: ENV })
    const named = await cli(["retry", "a.csv", ...where, "--from", "bad.ndjson"], { cwd, env: ENV })
    expect(named.stderr).toMatch(
      /^error: Cannot retry the rejects of a\.csv as bad\.ndjson holds those of b\.csv/m,
    )
    expect((await cli(["retry", "b.csv", ...where], { cwd, env: ENV })).stderr).toContain(
      "Retrying 2 rejects of b.csv",
    )
  })

  it("imports what was corrected in rejects.csv: then all is imported, and nothing is doubled", async () => {
    const { cwd, directory, retry, sandbox } = await imported()
    expect(sandbox.sandbox.counts()).toMatchObject({
      users: RECORDS - BAD_COUNT,
      events: RECORDS - BAD_COUNT,
    })
    await correctCsv(join(directory, "rejects.csv"))
    const ended = await retry()
    expect(ended.stderr).toContain(
      `Retrying ${BAD_COUNT} rejects of users.csv, from .iterable-data-import/users.csv/rejects.csv.`,
    )
    expect(ended).toMatchObject({ exitCode: 0, stdout: "" })
    expect(ended.stderr).toContain("2,000 records: 2,000 imported, 0 rejected")
    expect(sandbox.sandbox.counts()).toMatchObject({ users: RECORDS, events: RECORDS })
    expect(await summaryIn(directory)).toMatchObject({
      status: "completed",
      records: { read: RECORDS, imported: RECORDS, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
      rejectReasons: [],
      actions: { users: { rejected: 0 }, events: { rejected: 0 } },
    })
    expect((await readdir(directory)).toSorted()).toEqual([
      "journal",
      "log.ndjson",
      "log.retry.ndjson",
      "rejects.previous.csv",
      "rejects.previous.ndjson",
      "report.html",
      "summary.json",
    ])
    expect((await summaryIn(directory)).paths).not.toHaveProperty("rejects")
    const again = await cli(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url], {
      cwd,
      env: ENV,
    })
    expect(again.exitCode).toBe(0)
    expect(again.stderr).toContain("users.csv was imported already")
    expect((await retry()).stderr).toContain("users.csv has no rejects: there is nothing to retry.")
  })

  it("refuses a list whose records are no longer rejects, and doubles nothing", async () => {
    const { retry, sandbox, cwd, directory } = await imported()
    await correctCsv(join(directory, "rejects.csv"))
    const list = await readFile(join(directory, "rejects.csv"))
    await writeFile(join(cwd, "copy.csv"), list)
    expect((await retry()).exitCode).toBe(0)
    const ended = await retry("--from", "copy.csv")
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toMatch(
      /^error: Cannot retry the rejects in copy\.csv as records [\d, ]+ and \d+ more are not \(or no longer\) among the rejects of users\.csv: /m,
    )
    expect(sandbox.sandbox.counts()).toMatchObject({ users: RECORDS, events: RECORDS })
    expect((await summaryIn(directory)).records).toMatchObject({
      read: RECORDS,
      imported: RECORDS,
      rejected: 0,
    })
  })

  it("leaves what still fails, in both lists, with its new reason", async () => {
    const { directory, retry, sandbox } = await imported({ "users.csv": csvOf(200) })
    const path = join(directory, "rejects.csv")
    await correctCsv(path)
    const text = await readFile(path, "utf8")
    // Mended in vain: 33 and 66 have another fault now.
    await writeFile(
      path,
      text.replace("user33@", "user33-at-").replace("user66@example.com,gold", "user66@example.com,?"),
    )
    const ended = await retry("--json", "--quiet")
    expect(ended).toMatchObject({ exitCode: 1, stderr: "" })
    const { records, retried } = JSON.parse(ended.stdout) as RetrySummary
    expect(records).toEqual({ read: 200, imported: 198, rejected: 2, skipped: 0, unknown: 0, pending: 0 })
    expect(retried?.records).toMatchObject({ read: 6, imported: 4, rejected: 2 })
    const rejects = await rejectsIn(directory)
    expect(
      rejects
        .toSorted((one, other) => one.position.recordNumber - other.position.recordNumber)
        .map(({ code, position, source, state }) => [position.recordNumber, code, source, state]),
    ).toEqual([
      [33, "invalid-identifier", "users.csv", "rejected"],
      [66, "map-function-threw", "users.csv", "rejected"],
    ])
    const csv = await readFile(path, "utf8")
    expect(
      csv
        .split("\n")
        .map((row) => row.slice(0, 3))
        .toSorted(),
    ).toEqual(["", "33,", "66,", "\uFEFFim"])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(sandbox.sandbox.counts()).toMatchObject({ users: 198, events: 198 })
    await correctCsv(path)
    expect((await retry()).exitCode).toBe(0)
    expect(sandbox.sandbox.counts()).toMatchObject({ users: 200, events: 200 })
  })

  it("draws the report again: what is imported in all, what is left, and what to do about it", async () => {
    const { directory, retry } = await imported({ "users.csv": csvOf(200) })
    const textOf = async (): Promise<string> => {
      const page = await readFile(join(directory, "report.html"), "utf8")
      return page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, " ").replaceAll(/\s+/g, " ")
    }
    const before = await textOf()
    expect(before).toContain("194 of 200 records were imported")
    expect(before).toContain("Run the rejects again")
    expect(before).not.toContain("rejects were run again")
    await correctCsv(join(directory, "rejects.csv"))
    expect((await retry("--retry-code", "map-function-threw")).exitCode).toBe(0)
    const between = await textOf()
    expect(between).toContain("196 of 200 records were imported")
    expect(between).toMatch(/rejects were run again on \d+ \w+ \d+, \d\d:\d\d UTC/)
    expect(between).toContain("Run the rejects again")
    expect(between).not.toContain("map-function-threw")
    expect((await retry()).exitCode).toBe(0)
    const after = await textOf()
    expect(after).toContain("All 200 records were imported")
    expect(after).not.toContain("Run the rejects again")
    // What the import was told is still there.
    expect(after).toContain("map.ts")
  })

  it("runs those only that are chosen, by stage or code, and keeps the others as they stand", async () => {
    const { directory, retry } = await imported({ "users.csv": csvOf(200) })
    await correctCsv(join(directory, "rejects.csv"))
    expect((await retry("--retry-code", "map-function-threw")).exitCode).toBe(0)
    const left = await rejectsIn(directory)
    expect(left.map(({ stage }) => stage).toSorted()).toEqual(["api", "api", "parse", "parse"])
    expect((await retry("--retry-stage", "parse")).exitCode).toBe(0)
    expect((await summaryIn(directory)).records).toMatchObject({ imported: 198, rejected: 2 })
    const none = await retry("--retry-code", "not-a-code,other")
    expect(none.exitCode).toBe(2)
    expect(none.stderr).toContain(
      "None of the rejects is chosen by --retry-code not-a-code,other. There are: api invalid-identifier (2).",
    )
    // What was corrected is still so.
    expect((await retry()).exitCode).toBe(0)
    expect((await summaryIn(directory)).records).toMatchObject({ imported: 200, rejected: 0 })
  })

  it("takes rejects.ndjson where that was corrected, and keeps rejects.csv in step", async () => {
    const { directory, retry, sandbox } = await imported({ "users.csv": csvOf(200) })
    const path = join(directory, "rejects.ndjson")
    const lines = await rejectsIn(directory)
    const corrected = lines.map(({ position, ...line }) => {
      const id = String(position.recordNumber)
      return JSON.stringify({
        ...line,
        position,
        ...(id === "33" ? {} : { record: { id, email: `user${id}@example.com`, plan: "gold" } }),
      })
    })
    await writeFile(path, `${corrected.join("\n")}\n`)
    const ended = await retry()
    expect(ended.stderr).toContain(
      "Retrying 6 rejects of users.csv, from .iterable-data-import/users.csv/rejects.ndjson.",
    )
    expect(ended.exitCode).toBe(1)
    expect(
      (await readFile(join(directory, "rejects.csv"), "utf8")).split("\n").map((row) => row.slice(0, 3)),
    ).toEqual(["\uFEFFim", "33,", ""])
    expect(sandbox.sandbox.counts().users).toBe(199)
  })

  it("retries an NDJSON import after its map file was corrected", async () => {
    const lines = Array.from({ length: 50 }, (_, index) =>
      JSON.stringify({ email: `u${index}@example.com`, plan: index < 5 ? "?" : "gold" }),
    )
    const { cwd, directory, retry, sandbox } = await imported({ "users.ndjson": `${lines.join("\n")}\n` })
    await writeFile(join(cwd, "map.ts"), MAP.replace('record.plan === "?"', "record.email.startsWith('u0@')"))
    expect((await retry()).exitCode).toBe(1)
    expect((await rejectsIn(directory)).map(({ position }) => position.recordNumber)).toEqual([1])
    expect(sandbox.sandbox.counts()).toMatchObject({ users: 49, events: 49 })
    expect((await readdir(directory)).filter((name) => name.endsWith(".csv"))).toEqual([])
  })

  it("tries it without touching the import, with --dry-run and --sandbox", async () => {
    const { directory, cwd } = await imported({ "users.csv": csvOf(200) })
    await correctCsv(join(directory, "rejects.csv"))
    const before = await Promise.all(
      ["rejects.csv", "rejects.ndjson", "summary.json", "journal"].map((name) =>
        readFile(join(directory, name)),
      ),
    )
    for (const flag of ["--dry-run", "--sandbox"]) {
      const ended = await cli(["retry", "--map", "map.ts", flag], { cwd })
      expect(ended.exitCode).toBe(0)
      expect(ended.stderr).toContain("as a trial: the import is as it was")
    }
    const after = await Promise.all(
      ["rejects.csv", "rejects.ndjson", "summary.json", "journal"].map((name) =>
        readFile(join(directory, name)),
      ),
    )
    expect(after).toEqual(before)
  })
})

describe("iterable-data-import retry, killed or stopped", () => {
  it.each(["SIGKILL", "SIGINT"] as const)(
    "%s: the next one goes on with what was corrected meanwhile",
    async (signal) => {
      const sandbox = await sandboxFor({ latency: { kind: "fixed", latencyMs: 100 } })
      const cwd = await folderWith({
        "users.csv": csvOf(),
        "map.ts": MAP.replace("return [", 'if (process.env.BAD) throw new Error("bad")\n  return ['),
      })
      const where = ["--map", "map.ts", "--base-url", sandbox.url, "--rate-limit", "off"]
      const directory = join(cwd, ".iterable-data-import/users.csv")
      await cli(["run", "users.csv", ...where, "--max-rejects", "off"], { cwd, env: { ...ENV, BAD: "1" } })
      expect((await summaryIn(directory)).records.rejected).toBe(RECORDS)
      const running = start(["retry", ...where], { cwd, env: ENV })
      while (sandbox.sandbox.counts().users === 0) await new Promise((resolve) => setImmediate(resolve))
      running.child.kill(signal)
      const ended = await running.ended
      expect([ended.exitCode, ended.signal]).toEqual(signal === "SIGKILL" ? [null, signal] : [130, null])
      if (signal === "SIGINT")
        expect(ended.stderr).toMatch(/To go on where it stopped:\n {2}node \S+main\.cjs retry --map map\.ts /)
      await correctCsv(join(directory, "rejects.csv"))
      const last = await cli(["retry", ...where], { cwd, env: ENV })
      expect(last.exitCode).toBe(0)
      expect(sandbox.sandbox.counts()).toMatchObject({ users: RECORDS, events: RECORDS })
      expect((await summaryIn(directory)).records).toMatchObject({
        read: RECORDS,
        imported: RECORDS,
        rejected: 0,
      })
    },
  )
})

describe("iterable-data-import retry, when it cannot", () => {
  it("names the imports that there are", async () => {
    const { retry } = await imported({ "users.csv": csvOf(40) })
    const ended = await retry("spring")
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(
      "There is no import of the name spring in .iterable-data-import. There are: users.csv.",
    )
  })

  it("does not send the rejects elsewhere", async () => {
    const { cwd } = await imported({ "users.csv": csvOf(40) })
    const other = await sandboxFor()
    const ended = await cli(["retry", "--map", "map.ts", "--base-url", other.url], { cwd, env: ENV })
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toMatch(/as it went to http:\S+, and they would go to http:/)
    expect(other.sandbox.counts().requests).toBe(0)
  })

  it("leaves all as it was if the list cannot be read", async () => {
    const { directory, retry } = await imported({ "users.csv": csvOf(40) })
    await writeFile(join(directory, "rejects.csv"), "a,b\n1,2\n")
    const ended = await retry()
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(
      "Cannot read rejects.csv as a list of rejects: its header does not begin with import_record",
    )
    expect((await rejectsIn(directory)).length).toBe(1)
  })

  it("refuses a list that is a pipe, as it could be read once only", async () => {
    const { cwd, retry } = await imported({ "users.csv": csvOf(40) })
    execFileSync("mkfifo", [join(cwd, "list.csv")])
    const ended = await retry("--from", "list.csv")
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain("Cannot retry the rejects in list.csv as it is no ordinary file")
  })

  it("does not take an empty list for the end of all rejects: a run that was to begin anew, and was killed at once, leaves one", async () => {
    const { directory, retry } = await imported({ "users.csv": csvOf(40) })
    const at = (name: string): string => join(directory, name)
    for (const ending of ["ndjson", "csv"]) {
      await rename(at(`rejects.${ending}`), at(`rejects.previous.${ending}`))
      await writeFile(at(`rejects.${ending}`), "")
    }
    const ended = await retry()
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toMatch(
      /Cannot retry the rejects of users\.csv as \S+ holds none of them\. Put them back: \S+rejects\.previous\.\w+ may be what it was\./,
    )
    for (const ending of ["ndjson", "csv"])
      await rename(at(`rejects.previous.${ending}`), at(`rejects.${ending}`))
    await correctCsv(at("rejects.csv"))
    expect((await retry()).exitCode).toBe(0)
  })

  it("wants an import to be finished first, and there to be one at all", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": csvOf(), "map.ts": MAP })
    const where = ["--map", "map.ts", "--base-url", sandbox.url]
    const none = await cli(["retry", ...where], { cwd, env: ENV })
    expect(none).toMatchObject({ exitCode: 2 })
    expect(none.stderr).toContain(
      "There is no import in .iterable-data-import whose rejects could be retried.",
    )
    await cli(["run", "users.csv", ...where, "--max-rejects", "3"], { cwd, env: ENV })
    const early = await cli(["retry", ...where], { cwd, env: ENV })
    expect(early.exitCode).toBe(2)
    expect(early.stderr).toContain(
      "is not finished: run it to its end first, with --max-rejects off if it stopped for too many of them",
    )
  })
})
