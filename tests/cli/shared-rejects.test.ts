import { link, mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, start, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "k" }
const bad = (name: string): string => `${usersCsv(2)}${name},not-an-email,1\n`

interface Setting {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly call: (...args: string[]) => Promise<Ended>
  readonly run: (file: string, ...more: string[]) => Promise<Ended>
  readonly text: (name: string) => Promise<string>
}

async function setting(files: Readonly<Record<string, string>> = {}): Promise<Setting> {
  const sandbox = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => sandbox.close())
  const given = { "map.ts": USER_MAP, "a.csv": bad("bad-a"), "b.csv": bad("bad-b"), "good.csv": usersCsv(2) }
  const cwd = await folderWith({ ...given, ...files })
  const call = (...args: string[]): Promise<Ended> => cli(args, { cwd, env: ENV })
  const run = (file: string, ...more: string[]): Promise<Ended> =>
    call("run", file, "--map", "map.ts", "--base-url", sandbox.url, ...more)
  return { cwd, sandbox, call, run, text: (name) => readFile(join(cwd, name), "utf8") }
}

describe("one --rejects FILE for two imports", () => {
  it.each([
    ["with rejects of its own", ["b.csv", "--rejects", "out.ndjson"]],
    ["without any", ["good.csv", "--rejects", "out.ndjson"]],
    ["that is a dry run", ["good.csv", "--rejects", "out.ndjson", "--dry-run"]],
    ["of the same file under another name", ["a.csv", "--name", "again", "--rejects", "out.ndjson"]],
    ["in another state directory", ["b.csv", "--state-dir", "other", "--rejects", "out.ndjson"]],
    ["whose rejects.csv alone would be the same", ["b.csv", "--rejects", "out.jsonl"]],
    ["that names the list in the other's directory", ["b.csv", "--rejects", "STATE/a.csv/rejects.ndjson"]],
  ])("is refused for the second import, %s", async (_, [file = "", ...args]) => {
    const { call, run, sandbox, text } = await setting()
    const isInside = args.at(-1)?.startsWith("STATE") === true
    const path = isInside ? ".iterable-data-import/a.csv/rejects.ndjson" : "out.ndjson"
    expect((await run("a.csv", ...(isInside ? [] : ["--rejects", path]))).exitCode).toBe(1)
    const [before, { requests }] = [await text(path), sandbox.sandbox.counts()]
    const second = await run(file, ...args.map((arg) => arg.replace("STATE", ".iterable-data-import")))
    expect(second.stderr).toMatch(/Cannot write the rejects to .*Name another file/)
    if (!args.includes("other")) expect(second.stderr).toContain("a.csv wrote its own there")
    expect(second.exitCode).toBe(2)
    expect(sandbox.sandbox.counts().requests).toBe(requests)
    expect(await text(path)).toBe(before)
    const retried = await call("retry", "a.csv", "--map", "map.ts", "--base-url", sandbox.url)
    expect(retried.stderr).toContain("1 rejected")
  })

  it("goes on for the import whose list it is, also begun anew", async () => {
    const { cwd, run, text } = await setting()
    const args = ["a.csv", "--rejects", "out.ndjson"]
    await run(...(args as [string]))
    expect((await run("a.csv", "--rejects", "out.ndjson", "--restart")).exitCode).toBe(1)
    expect(await text("out.ndjson")).toContain("bad-a")
    expect((await readdir(cwd)).filter((name) => /^out\.\d.*\.ndjson$/.test(name))).toHaveLength(1)
    expect((await readdir(cwd)).filter((name) => name.includes("writing"))).toEqual([])
  })

  it("is refused while another import is under way there", async () => {
    const { cwd, run, sandbox, text } = await setting({ "rows.ndjson": '{"id":"u1"}\n' })
    const slow = ["run", "/dev/stdin", "--format", "csv", "--map", "map.ts", "--base-url", sandbox.url]
    const first = start([...slow, "--name", "first", "--rejects", "out.ndjson"], { cwd, env: ENV })
    first.child.stdin?.write(`${bad("bad-a")}${usersCsv(30_000).replace(/^.*\n/, "")}`)
    await vi.waitFor(async () => expect(await readdir(cwd)).toContain("out.ndjson"), { timeout: 20_000 })
    for (const [file, list] of [
      ["b.csv", "out.ndjson"],
      ["b.csv", "out.json"],
      ["rows.ndjson", "out.ndjson"],
    ] as const) {
      const second = await run(file, "--rejects", list)
      expect(second.exitCode).toBe(2)
      expect(second.stderr).toContain("another import is writing its own there now")
    }
    first.child.stdin?.end()
    expect((await first.ended).exitCode).toBe(1)
    expect(await text("out.ndjson")).toContain("bad-a")
  })
})

describe("a --rejects FILE that is something else", () => {
  it("is not overwritten, whatever it is", async () => {
    const listed =
      "\uFEFFimport_record,import_line,import_reason,import_advice,import_raw,id,email,ltv\n1,2,,,,u1,a@example.com,1\n"
    const { cwd, run, sandbox, text } = await setting({
      "notes.txt": "mine\n",
      "list.csv": listed,
      "rows.ndjson": '{"id":"u1","email":"a@example.com","ltv":1}\n',
    })
    await mkdir(join(cwd, "folder"))
    await symlink("a.csv", join(cwd, "linked.ndjson"))
    await link(join(cwd, "list.csv"), join(cwd, "same.csv"))
    const cases = [
      ["a.csv", "a.csv"],
      ["a.csv", "linked.ndjson"],
      ["a.csv", "map.ts"],
      ["a.csv", "folder"],
      ["a.csv", "notes.txt"],
      ["a.csv", "a.ndjson"],
      ["rows.ndjson", "rows.ndjson"],
      ["list.csv", "list.ndjson"],
      ["list.csv", "same.ndjson"],
    ] as const
    const names = (await readdir(cwd)).filter((name) => name !== "folder")
    const before = await Promise.all(names.map(text))
    for (const [file, rejects] of cases) {
      const { exitCode, stderr } = await run(file, "--rejects", rejects)
      expect([file, rejects, exitCode, stderr]).toEqual([file, rejects, 2, expect.any(String) as string])
    }
    expect(await Promise.all(names.map(text))).toEqual(before)
    expect(sandbox.sandbox.counts().requests).toBe(0)
    await writeFile(join(cwd, "empty.ndjson"), "")
    expect((await run("a.csv", "--rejects", "empty.ndjson")).exitCode).toBe(1)
  })
})
