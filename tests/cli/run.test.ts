import { execFileSync } from "node:child_process"
import { open, readFile, readdir, utimes, writeFile } from "node:fs/promises"
import { gzipSync } from "node:zlib"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox, StartSandboxOptions } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Summary } from "iterable-data-import"
import { PROGRAM_PATH, USER_MAP, cli, folderWith, interruptUntilEnded } from "./command-line.ts"
import { start, startCommand, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const KEY = "canary0key0canary0key0canary0key"

async function sandboxFor(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** No answer comes before the test is over. */
const NEVER: StartSandboxOptions = { latency: { kind: "fixed", latencyMs: 600_000 } }

describe("iterable-data-import run", () => {
  it("imports a file into a server, with the key from the environment, and ends with 0", async () => {
    const sandbox = await sandboxFor({ apiKeys: [KEY] })
    const cwd = await folderWith({ "users.csv": usersCsv(2_500), "map.ts": USER_MAP })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect(ended).toMatchObject({ exitCode: 0, stdout: "" })
    expect(ended.stderr).toContain(`Imported users.csv into ${sandbox.url}.`)
    expect(ended.stderr).toMatch(/2,500 read\n +2,500 imported\n/)
    expect(ended.stderr).toContain("Summary  .iterable-data-import/users.csv/summary.json")
    expect(sandbox.sandbox.counts().users).toBe(2_500)
    expect(sandbox.sandbox.user({ userId: "u2500" })).toMatchObject({
      email: "user2500@example.com",
      dataFields: { ltv: 2499.5 },
    })
  })

  it("says what became of an import that is finished, also as JSON", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": usersCsv(3), "map.ts": USER_MAP })
    const args = ["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, "--json"]
    await cli(args, { cwd, env: { ITERABLE_API_KEY: KEY } })
    const { exitCode, stderr, stdout } = await cli(args, { cwd, env: { ITERABLE_API_KEY: KEY } })
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/^users\.csv was imported already, on .*--restart\.\n$/) as string,
    })
    expect(JSON.parse(stdout)).toEqual({
      status: "already-imported",
      importName: "users.csv",
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      records: { read: 3, imported: 3, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
    })
  })

  it("goes on with what comes out of a pipe by reading it again, and never takes another for it", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({
      "users.csv": `${usersCsv(1_500)}${"u\n".repeat(500)}`,
      "other.csv": usersCsv(2),
      "map.ts": USER_MAP,
    })
    const runWith = async (file: string, ...more: string[]): Promise<Ended> => {
      const args = ["run", "/dev/stdin", "--format", "csv", "--map", "map.ts", "--base-url", sandbox.url]
      const program = [process.execPath, PROGRAM_PATH, ...args, "--name", "pipe", ...more]
      const options = { cwd, env: { ITERABLE_API_KEY: KEY } }
      return startCommand(["sh", "-c", 'cat "$0" | "$@"', file, ...program], options).ended
    }
    expect((await runWith("users.csv", "--max-rejects", "100")).exitCode).toBe(3)
    const shorter = await runWith("other.csv")
    expect(shorter.exitCode).toBe(2)
    expect(shorter.stderr).toContain(
      "Cannot go on reading stdin as it has changed since: it ends before record ",
    )
    const again = await runWith("users.csv", "--max-rejects", "off")
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain("Whether stdin is the same as before is not known: its first ")
    expect(again.stderr).toMatch(/2,000 read\n +1,500 imported\n +500 rejected/)
    const other = await runWith("other.csv")
    expect(other.exitCode).toBe(2)
    expect(other.stderr).toMatch(
      /^error: stdin was imported on .* it is not known whether this is the same.*another name with --name; .*--restart\.\n$/,
    )
  })

  it("takes the key from the variable that is named", async () => {
    const sandbox = await sandboxFor({ apiKeys: [KEY] })
    const cwd = await folderWith({ "users.csv": usersCsv(1), "map.ts": USER_MAP })
    const args = ["run", "users.csv", "-m", "map.ts", "--base-url", sandbox.url, "--api-key-env", "OTHER_KEY"]
    expect((await cli(args, { cwd, env: { ITERABLE_API_KEY: "wrong", OTHER_KEY: KEY } })).exitCode).toBe(0)
  })

  it("ends with 1 if records were rejected, and says which, why, and where they are", async () => {
    const cwd = await folderWith({ "users.csv": `${usersCsv(2)}u3\nu4,not-an-email,1\n`, "map.ts": USER_MAP })
    const rejectsPath = join(cwd, "deep/bad.ndjson")
    const ended = await cli(
      ["run", "users.csv", "--map", "map.ts", "--sandbox", "--rejects", "deep/bad.ndjson"],
      { cwd },
    )
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain("1 × too-few-fields → ")
    expect(ended.stderr).toContain("line 4: The row has 1 field")
    expect(ended.stderr).toContain("Rejects  deep/bad.ndjson")
    expect(ended.stderr).toContain("The sandbox now holds 2 users, 0 events and 0 purchases.")
    const lines = (await readFile(rejectsPath, "utf8")).trim().split("\n")
    expect(lines.map((line) => (JSON.parse(line) as { position: object }).position)).toMatchObject([
      { lineNumber: 4 },
      { lineNumber: 5 },
    ])
  })

  it("prints a line of progress now and then where there is no terminal, and what keeps it waiting", async () => {
    const cwd = await folderWith({ "users.csv": usersCsv(10), "map.ts": USER_MAP })
    // Nothing listens there.
    const running = start(["run", "users.csv", "--map", "map.ts", "--base-url", "http://127.0.0.1:1"], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    await running.said(/^(0%, )?0 records, 0\/s, 0 rejected, .*trying again: .*ECONNREFUSED.*\n/m)
    running.child.kill("SIGINT")
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(130)
    expect(stderr).not.toContain("\u001B")
  })

  it("leaves a report that says where it went, what it was told, and what to run next", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": `${usersCsv(2)}u3,not-an-email,1\n`, "map.ts": USER_MAP })
    const args = ["--map", "map.ts", "--base-url", sandbox.url]
    const options = ["--rate-share", "50%", "--max-outage", "2min", "--log-level", "debug", "--report-values"]
    const ended = await cli(["run", "users.csv", ...args, ...options], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toMatch(
      /again:\n {2}node \S+ retry users\.csv --map map\.ts --base-url \S+ --rate-share 50% --max-outage 2min\n/,
    )
    expect(ended.stderr).toContain("Report      .iterable-data-import/users.csv/report.html")
    const directory = join(cwd, ".iterable-data-import/users.csv")
    const page = await readFile(join(directory, "report.html"), "utf8")
    for (const text of [sandbox.url, "Run the rejects again", "retry users.csv", "2 min 0 s", "not-an-email"])
      expect(page).toContain(text)
    expect(page).not.toContain(KEY)
    expect(await readFile(join(directory, "log.ndjson"), "utf8")).toContain('"level":"debug"')
  })

  it("sends nothing in a dry run, and says so", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "users.csv": usersCsv(10), "map.ts": USER_MAP })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--dry-run", "--base-url", sandbox.url], {
      cwd,
    })
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain("Dry run of users.csv: nothing was sent.")
    expect(ended.stderr).toContain("10 would be sent")
    expect(sandbox.sandbox.counts().requests).toBe(0)
  })

  it("never sends the real key to the sandbox, nor needs one", async () => {
    const cwd = await folderWith({
      "users.csv": usersCsv(1),
      // The program's own requests, as undici announces them.
      "map.ts": `import { subscribe } from "node:diagnostics_channel"
subscribe("undici:request:create", (message: any) => console.log("REQUEST", message.request.headers))
${USER_MAP}`,
    })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--sandbox", "--verbose"], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toMatch(/REQUEST .*made-up-key-for-the-sandbox/s)
    expect(ended.stderr).not.toContain(KEY)
  })

  it("keeps names with blanks, other scripts and a leading dash apart from options", async () => {
    const cwd = await folderWith({
      "Kunden 大阪 – März.CSV": usersCsv(1),
      "-odd.csv": usersCsv(2),
      "a map.ts": USER_MAP,
    })
    const named = await cli(["run", "Kunden 大阪 – März.CSV", "--map", "a map.ts", "--sandbox"], { cwd })
    expect(named.exitCode).toBe(0)
    expect(named.stderr).toContain("Imported Kunden 大阪 – März.CSV into the sandbox")
    const dashed = await cli(["run", "--map=a map.ts", "--sandbox", "--", "-odd.csv"], { cwd })
    expect(dashed.exitCode).toBe(0)
  })

  it("reads a file as --format says, where its name says nothing", async () => {
    const cwd = await folderWith({
      export: '{"id":"u1","email":"a@example.com","ltv":1}\n',
      "map.ts": USER_MAP,
    })
    const unsaid = await cli(["run", "export", "--map", "map.ts", "--sandbox"], { cwd })
    expect(unsaid.exitCode).toBe(2)
    expect(unsaid.stderr).toContain("give --format csv or --format ndjson")
    const said = await cli(["run", "export", "--map", "map.ts", "--sandbox", "--format", "ndjson"], { cwd })
    expect(said.exitCode).toBe(0)
  })
})

describe("iterable-data-import run --json", () => {
  it("prints the summary on stdout and nothing else, whatever the map file prints", async () => {
    const cwd = await folderWith({
      "users.csv": usersCsv(3),
      "map.ts": `console.log("loading")\n${USER_MAP.replace("=>", "=> (console.log('mapping', record.id), process.stdout.write('raw '),").replace(/\)\n$/, "))\n")}`,
    })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--sandbox", "--json"], { cwd })
    expect(ended.exitCode).toBe(0)
    const summary = JSON.parse(ended.stdout) as Summary
    expect(summary).toMatchObject({
      status: "completed",
      records: { read: 3, imported: 3, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
    })
    expect(JSON.parse(await readFile(summary.paths.summary ?? "", "utf8"))).toEqual(summary)
    expect(ended.stderr).toContain("loading\n")
    expect(ended.stderr).toContain("raw mapping u2\n")
    expect(ended.stderr).toContain("Imported users.csv")
  })

  it("prints the summary of a stopped import too, and --quiet leaves no summary on stderr", async () => {
    const cwd = await folderWith({
      "users.csv": `id,email,ltv\nu0,u0@example.com,1\n${"u1\n".repeat(50)}`,
      "map.ts": USER_MAP,
    })
    const ended = await cli(
      ["run", "users.csv", "--map", "map.ts", "--sandbox", "--max-rejects", "20", "--json", "--quiet"],
      { cwd },
    )
    expect(ended.exitCode).toBe(3)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      status: "stopped",
      stopReason: {
        code: "TOO_MANY_REJECTS",
        message: expect.stringMatching(/ or raise --max-rejects\.$/) as unknown,
      },
    })
    expect(ended.stderr).toMatch(/^Too many records are rejected: .* or raise --max-rejects\.\n$/)
  })

  it("says nothing at all with --quiet when all went well", async () => {
    const cwd = await folderWith({ "users.csv": usersCsv(3), "map.ts": USER_MAP })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--sandbox", "--quiet"], { cwd })
    expect(ended).toEqual({ exitCode: 0, signal: null, stdout: "", stderr: "" })
  })
})

const JS_USER_MAP = USER_MAP.replace(", type SourceDataRecord", "").replace(": SourceDataRecord", "")

describe("iterable-data-import run, when it cannot", () => {
  it.each([
    [["run"], "FILE, the file to import, is missing."],
    [["run", "users.csv"], "--map is missing"],
    [["run", "users.csv", "--map"], "argument missing"],
    [["run", "users.csv", "more.csv", "--map", "map.ts"], "too many arguments"],
    [
      ["run", "users.csv", "map.ts", "--sandbox"],
      /^error: The map file is named with --map: .*main\.cjs run users\.csv --map map\.ts --sandbox\nerror: too many/,
    ],
    [["run", "users.csv", "--mpa", "map.ts"], "(Did you mean --map?)"],
    [["run", "users.csv", "--map", "map.ts", "--region", "mars"], "Allowed choices are us, eu."],
    [
      ["run", "users.csv", "--map", "map.ts"],
      "The API key is missing: the environment variable ITERABLE_API_KEY",
    ],
    [
      ["run", "users.csv", "--map", "no.ts", "--sandbox"],
      "Cannot use the map file no.ts: it does not exist.",
    ],
    [["run", "no.csv", "--map", "map.ts", "--sandbox"], "Cannot read no.csv as it does not exist"],
    [["run", "no", "--map", "map.ts", "--sandbox"], "Cannot read no as it does not exist"],
    [["run", ".", "--map", "map.ts", "--sandbox"], "Cannot read . as it is a directory, not a file"],
    [["run", ".", "--map", "map.ts", "--sandbox", "--format", "csv"], "it is a directory"],
    [
      ["run", "users.csv", "--map", "map.ts", "--sandbox", "--state-dir", "map.ts/x"],
      "its files cannot be kept in ",
    ],
    [
      ["run", "users.csv", "--map", "map.ts", "--sandbox", "--base-url", "http://localhost"],
      "cannot be used together",
    ],
    [
      ["run", "users.csv", "--map", "map.ts", "--sandbox", "--rate-limit", "user=1"],
      'there is no channel "user"',
    ],
    [["rnu"], "(Did you mean run?)"],
    [["users.csv", "--map", "map.ts"], "main.cjs run users.csv --map MAP"],
    [
      ["help", "nope"],
      "error: There is no command nope. The commands are run, retry, status, list, sandbox.",
    ],
    [[], "Usage: iterable-data-import"],
  ])("%j is refused with one clear message and 2", async (args, message) => {
    const cwd = await folderWith({ "users.csv": usersCsv(1), "map.ts": USER_MAP })
    const ended = await cli(args, { cwd })
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" })
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/^ +at /m)
    const files = await readdir(cwd, { recursive: true })
    expect(files.filter((file) => /rejects|summary/.test(file))).toEqual([])
  })

  it("takes the region in capitals", async () => {
    const cwd = await folderWith({ "users.csv": usersCsv(1), "map.ts": USER_MAP })
    const args = ["run", "users.csv", "--map", "map.ts", "--dry-run", "--region"]
    expect((await cli([...args, "EU"], { cwd })).exitCode).toBe(0)
    const refused = await cli([...args, "EMEA"], { cwd })
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain("Allowed choices are us, eu.")
  })

  it.each([["--api-key", KEY], [`--api-key=${KEY}`], [`--apikeey=${KEY}`], ["--api-key-env", KEY]])(
    "refuses a key as an argument without showing it: %s",
    async (...args) => {
      const ended = await cli(["run", "users.csv", "--map", "map.ts", ...args])
      expect(ended.exitCode).toBe(2)
      expect(ended.stderr + ended.stdout).not.toContain(KEY)
    },
  )

  it("ends with 4 if the key is refused, and shows it nowhere", async () => {
    const sandbox = await sandboxFor({ apiKeys: ["another"] })
    const cwd = await folderWith({ "users.csv": usersCsv(10), "map.ts": USER_MAP })
    const ended = await cli(
      ["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, "--json", "--verbose"],
      { cwd, env: { ITERABLE_API_KEY: KEY } },
    )
    expect(ended.exitCode).toBe(4)
    expect(ended.stderr).toContain("Iterable refused the API key")
    expect(JSON.parse(ended.stdout)).toMatchObject({ stopReason: { code: "API_UNAUTHORIZED" } })
    const written = await readFile(join(cwd, ".iterable-data-import/users.csv/summary.json"), "utf8")
    expect(ended.stdout + ended.stderr + written).not.toContain(KEY)
  })

  it("ends with 3 if Iterable forbids it", async () => {
    const sandbox = await sandboxFor({ apiKeys: [{ key: KEY, kind: "Mobile" }] })
    const cwd = await folderWith({ "users.csv": usersCsv(1), "map.ts": USER_MAP })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect([3, 4]).toContain(ended.exitCode)
  })

  it.each([
    ["map.ts", USER_MAP, 7],
    ["lines.ts", `interface Nothing {\n  one: number\n}\n${USER_MAP}`, 10],
    ["a map.js", JS_USER_MAP, 7],
    ["another.ts", `import "./map.ts"\n${USER_MAP}`, 8],
  ])("stops if %s fails outside of its function, and names the line", async (map, text, line) => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({
      "users.csv": usersCsv(10),
      "map.ts": USER_MAP,
      [map]: `${text}\nlet isFirst = true\nexport const later = () =>\n  Promise.reject(new Error("forgotten"))\nif (isFirst) queueMicrotask(() => void later())\n`,
    })
    const ended = await cli(["run", "users.csv", "--map", map, "--base-url", sandbox.url], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect(ended.exitCode).toBe(3)
    expect(ended.stderr).toMatch(`error: On line ${line} of ${map} an error came up`)
    expect(ended.stderr).toContain(": forgotten")
    expect(ended.stderr).not.toMatch(/^ +at /m)
  })

  it.each([
    ["map.js", "\n\nno.such()\nexport default () => undefined", "error on line 3: no is not defined"],
    [
      "ä map.ts",
      "interface Row {\n  one: number\n}\n\ndeclare const no: { such: (row: Row) => void }\n\nno.such({\n  one: 1,\n})\nexport default () => undefined",
      "error on line 7: no is not defined",
    ],
    [
      "map.mts",
      "interface Row {\n  one: number\n}\n\nexport default (row: Row) => <p>{row.one}</p>",
      'syntax error on line 5, column 37: Unexpected token, expected ","',
    ],
    [
      "map.js",
      "export default () => {\n  return const\n}",
      "syntax error on line 2, column 10: Unexpected token",
    ],
    [
      "map.js",
      '\nthrow new SyntaxError("of its own")\nexport default () => undefined',
      "error on line 2: of its own",
    ],
    [
      "map.js",
      'import { nope } from "node:fs"\nexport default nope',
      "it has no default export. Write for example: export default function (record) { ... }",
    ],
  ])("says what is wrong with a map file that needs nothing else: %s %j", async (map, text, reason) => {
    const cwd = await folderWith({ "users.csv": usersCsv(1), [map]: text })
    const ended = await cli(["run", "users.csv", "--map", map, "--sandbox"], { cwd })
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" })
    expect(ended.stderr).toBe(`error: Cannot use the map file ${map}: ${reason}.\n`)
  })

  it.each(["", `import "./other.ts"\n`])(
    "says on which line of the map file a record failed: %j",
    async (head) => {
      const cwd = await folderWith({
        "users.csv": usersCsv(2),
        "other.ts": "export {}",
        "map.ts": `${head}interface User {\n  id: string\n}\n${USER_MAP.replace("=>", "=>\n  (null as any).id ??")}`,
      })
      const ended = await cli(["run", "users.csv", "--map", "map.ts", "--dry-run"], { cwd })
      expect(ended.stderr).toContain(
        `line 2: Cannot read properties of null (reading 'id') (map.ts, line ${head === "" ? 6 : 7})`,
      )
    },
  )

  it.each(["users.csv", "users.csv.gz", "users.ndjson"])(
    "says that %s was written to while it was read, and ends with 1",
    async (name) => {
      const text = name.endsWith(".ndjson") ? '{"id":"1","ltv":"1"}\n' : usersCsv(1)
      const cwd = await folderWith({
        "map.js": `import { appendFileSync } from "node:fs"
${JS_USER_MAP.replace("=>", `=> appendFileSync("${name}", "\\0") ??`)}`,
      })
      await writeFile(join(cwd, name), name.endsWith(".gz") ? gzipSync(text) : text)
      await utimes(join(cwd, name), 1, 1)
      const ended = await cli(
        ["run", name, "--map", "map.js", "--dry-run", "--max-rejects", "off", "--json"],
        {
          cwd,
        },
      )
      expect(ended.stderr).toContain(`Warning: ${name} was written to while it was read.`)
      expect(ended.exitCode).toBe(1)
      expect(JSON.parse(ended.stdout)).toMatchObject({
        status: "completed",
        source: { name, hasChanged: true },
      })
      const folder = join(cwd, ".iterable-data-import", name, "dry-run")
      const log = await readFile(join(folder, "log.ndjson"), "utf8")
      expect(log).toContain('"The source was written to while it was read."')
      expect(await readFile(join(folder, "report.html"), "utf8")).toContain(
        "was written to while it was read",
      )
    },
  )

  it("begins anew after a file was written to while it was read", async () => {
    const sandbox = await sandboxFor()
    const appending = (rows: string): string => `import { appendFileSync } from "node:fs"
${JS_USER_MAP.replace("=>", `=> (record.id === "u1" && appendFileSync("users.csv", ${JSON.stringify(rows)}), null) ??`)}`
    const cwd = await folderWith({
      "map.js": appending("late,late@example.com,1\n"),
      "users.csv": usersCsv(3),
    })
    await utimes(join(cwd, "users.csv"), 1, 1)
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url]
    const env = { ITERABLE_API_KEY: KEY }
    const first = await cli([...args, "--quiet"], { cwd, env })
    expect(first.exitCode).toBe(1)
    expect(first.stdout + first.stderr).toMatch(
      /^Warning: users\.csv was written to while it was read\..* run the same command again: it begins anew\.\n$/,
    )
    const status = await cli(["status"], { cwd })
    expect(status.stdout).toContain("Warning: users.csv was written to while it was read.")
    await writeFile(join(cwd, "map.js"), JS_USER_MAP)
    // Neither its size nor its ends tell that it has changed, as they may not where something was changed within it.
    await writeFile(join(cwd, "users.csv"), usersCsv(3))
    await utimes(join(cwd, "users.csv"), 1, 1)
    const second = await cli(args, { cwd, env })
    expect(second.stderr).toContain("users.csv was written to while it was imported")
    expect(second).toMatchObject({ exitCode: 0 })
    const third = await cli(args, { cwd, env })
    expect(third.stderr).toContain("users.csv was imported already")
  })

  it("remembers that a file was written to before the import was stopped", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({
      "map.js": `import { utimesSync } from "node:fs"
${JS_USER_MAP.replace("=>", `=> (record.id === "u1" && (utimesSync("users.csv", 1, 2), process.kill(process.pid, "SIGINT")), null) ??`)}`,
      "users.csv": usersCsv(20_000),
    })
    const args = ["run", "users.csv", "--map", "map.js", "--base-url", sandbox.url]
    const env = { ITERABLE_API_KEY: KEY }
    const stopped = await cli(args, { cwd, env })
    expect(stopped.stderr).toContain("Warning: users.csv was written to while it was read.")
    expect(stopped.exitCode).toBe(130)
    await writeFile(join(cwd, "map.js"), JS_USER_MAP)
    const ended = await cli(args, { cwd, env })
    expect(ended.stderr).toContain("Warning: users.csv was written to while it was read.")
    expect(ended.exitCode).toBe(1)
  })

  it("outlives timers that a map file left running", async () => {
    const cwd = await folderWith({
      "users.csv": usersCsv(1),
      "map.ts": `${USER_MAP}\nsetInterval(() => undefined, 1000)\n`,
    })
    expect((await cli(["run", "users.csv", "--map", "map.ts", "--sandbox"], { cwd })).exitCode).toBe(0)
  })
})

describe("iterable-data-import run, when it is interrupted", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s: finishes what is in flight and ends with 130",
    async (signal) => {
      const sandbox = await sandboxFor({ latency: { kind: "fixed", latencyMs: 300 } })
      const cwd = await folderWith({ "users.csv": usersCsv(50_000), "map.ts": USER_MAP })
      const running = start(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url, "--json"], {
        cwd,
        env: { ITERABLE_API_KEY: KEY },
      })
      await requestsIn(sandbox, 1)
      // One stop may be signaled twice.
      for (const each of [signal, "SIGINT", "SIGTERM"] as const) running.child.kill(each)
      const ended = await running.ended
      expect(ended.exitCode).toBe(130)
      expect(ended.stderr).toContain(
        "Stopping: finishing what is in flight. Press Ctrl-C again to stop at once.",
      )
      const { records, status } = JSON.parse(ended.stdout) as Summary
      expect(status).toBe("stopped")
      expect(records.imported).toBe(sandbox.sandbox.counts().users)
      expect(records.imported).toBeGreaterThan(0)
      expect(records.imported + records.pending).toBe(records.read)
    },
  )

  it.each([1, 2])("%d signals end it while nothing comes out of a pipe", async (signals) => {
    const sandbox = await sandboxFor(signals === 1 ? {} : NEVER)
    const cwd = await folderWith({ "map.ts": USER_MAP })
    execFileSync("mkfifo", [join(cwd, "users.csv")])
    const writer = await open(join(cwd, "users.csv"), "r+")
    await writer.write(usersCsv(1_500))
    const running = start(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    await requestsIn(sandbox, 1)
    running.child.kill("SIGINT")
    await running.said("Stopping:")
    const { exitCode } = await (signals === 1 ? running.ended : interruptUntilEnded(running))
    expect(exitCode).toBe(130)
    await writer.close()
  })

  it("reads standard input that is a socket, and ends on a signal while nothing comes", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "map.ts": USER_MAP })
    const args = ["run", "/dev/stdin", "--format", "csv", "--map", "map.ts", "--base-url", sandbox.url]
    const env = { ITERABLE_API_KEY: KEY }
    const whole = start([...args, "--name", "whole"], { cwd, env })
    whole.child.stdin?.end(usersCsv(2_500))
    expect((await whole.ended).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(2_500)
    const silent = start([...args, "--name", "silent"], { cwd, env })
    silent.child.stdin?.write(usersCsv(1_500))
    await requestsIn(sandbox, 4)
    silent.child.kill("SIGINT")
    expect((await silent.ended).exitCode).toBe(130)
  })

  it("does not take an empty pipe for the rest of what was stopped", async () => {
    const sandbox = await sandboxFor()
    const cwd = await folderWith({ "map.ts": USER_MAP })
    const args = ["run", "/dev/stdin", "--format", "csv", "--map", "map.ts", "--base-url", sandbox.url]
    const env = { ITERABLE_API_KEY: KEY }
    const stopped = start(args, { cwd, env })
    stopped.child.stdin?.write(usersCsv(1_500))
    await requestsIn(sandbox, 1)
    stopped.child.kill("SIGINT")
    expect((await stopped.ended).exitCode).toBe(130)
    for (const text of ["", usersCsv(0), usersCsv(500)]) {
      const other = start(args, { cwd, env })
      other.child.stdin?.end(text)
      const { exitCode, stderr } = await other.ended
      expect(exitCode).toBe(2)
      expect(stderr).toContain("Cannot go on reading stdin as it has changed since: it ends before record ")
      expect(stderr).toContain("start over with --restart")
    }
    const whole = start(args, { cwd, env })
    whole.child.stdin?.end(usersCsv(2_500))
    expect((await whole.ended).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().users).toBe(2_500)
  })

  it("a second signal stops it at once", async () => {
    const sandbox = await sandboxFor(NEVER)
    const cwd = await folderWith({ "users.csv": usersCsv(10), "map.ts": USER_MAP })
    const running = start(["run", "users.csv", "--map", "map.ts", "--base-url", sandbox.url], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    await requestsIn(sandbox, 1)
    running.child.kill("SIGINT")
    await running.said("Stopping:")
    const ended = await interruptUntilEnded(running)
    expect(ended.exitCode).toBe(130)
    expect(ended.stderr).toContain("Stopped at once")
  })

  it("does not mind that nobody reads it", async () => {
    const cwd = await folderWith({ "users.csv": usersCsv(5_000), "map.ts": USER_MAP })
    const running = start(["run", "users.csv", "--map", "map.ts", "--sandbox", "--json", "--verbose"], {
      cwd,
    })
    running.child.stdout?.destroy()
    running.child.stderr?.destroy()
    expect((await running.ended).exitCode).toBe(0)
    const summaryPath = join(cwd, ".iterable-data-import/users.csv-sandbox/summary.json")
    expect(JSON.parse(await readFile(summaryPath, "utf8"))).toMatchObject({ records: { imported: 5_000 } })
  })
})

describe("iterable-data-import --help", () => {
  it.each([
    [["--help"]],
    [["run", "--help"]],
    [["retry", "--help"]],
    [["status", "--help"]],
    [["list", "--help"]],
    [["sandbox", "--help"]],
    [["help", "run"]],
  ])("%j prints help with examples on stdout and ends with 0", async (args) => {
    const ended = await cli(args)
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" })
    expect(ended.stdout).toMatch(/^Usage: iterable-data-import/)
    expect(ended.stdout).toContain("Examples:\n")
  })

  it("--version prints the package's version", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string }
    expect(await cli(["--version"])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: "" })
  })
})

async function requestsIn(sandbox: RunningSandbox, requests: number): Promise<void> {
  while (sandbox.sandbox.counts().requests < requests) await new Promise((resolve) => setImmediate(resolve))
}
