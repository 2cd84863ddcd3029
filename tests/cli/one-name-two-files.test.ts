import { cp, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const STATE = ".iterable-data-import"
const BAD_ROW = "bad,not-an-email,1\n"

interface Setting {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly call: (...args: string[]) => Promise<Ended>
  readonly run: (file: string, ...more: string[]) => Promise<Ended>
}

/** Two files of one name, each with users of its own and a bad row. */
async function setting(): Promise<Setting> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "map.ts": USER_MAP })
  for (const folder of ["a", "b"]) {
    await mkdir(join(cwd, folder))
    const users = usersCsv(3).replaceAll("u", `${folder}u`).replace("id,email", "id,email")
    await writeFile(join(cwd, folder, "users.csv"), `${users.replace(/^.*\n/, "id,email,ltv\n")}${BAD_ROW}`)
  }
  const call = (...args: string[]): Promise<Ended> => cli(args, { cwd, env: { ITERABLE_API_KEY: "k" } })
  const to = ["--map", "map.ts", "--base-url", sandbox.url]
  return { cwd, sandbox, call, run: (file, ...more) => call("run", file, ...to, ...more) }
}

describe("two files of one name in different folders", () => {
  it("are two imports, each with its own directory, that are not run twice", async () => {
    const { cwd, run, sandbox } = await setting()
    const first = await run("a/users.csv")
    const second = await run("b/users.csv")
    expect([first.exitCode, second.exitCode]).toEqual([1, 1])
    expect(second.stderr).not.toContain("has changed")
    expect(sandbox.sandbox.counts().users).toBe(6)
    expect((await readdir(join(cwd, STATE))).toSorted()).toEqual([
      "users.csv",
      expect.stringMatching(/^users\.csv-[0-9a-f]{8}$/) as string,
    ])
    const { requests } = sandbox.sandbox.counts()
    for (const file of ["a/users.csv", "b/users.csv"])
      expect((await run(file)).stderr).toContain("users.csv was imported already")
    expect(sandbox.sandbox.counts().requests).toBe(requests)
    expect(await readFile(join(cwd, STATE, "users.csv/rejects.csv"), "utf8")).toContain("bad,")
  })

  it("are told apart by list, status and retry, and each says how its rejects are retried", async () => {
    const { call, run, sandbox } = await setting()
    await run("a/users.csv")
    const second = await run("b/users.csv")
    expect(second.stderr).toMatch(/ retry b\/users\.csv --map map\.ts /)
    const list = await call("list")
    expect(list.stdout).toContain("a/users.csv")
    expect(list.stdout).toContain("b/users.csv")
    const to = ["--map", "map.ts", "--base-url", sandbox.url]
    for (const args of [
      ["retry", "users.csv", ...to],
      ["status", "users.csv"],
    ]) {
      const refused = await call(...args)
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toMatch(/a\/users\.csv \(directory users\.csv\)/)
      expect(refused.stderr).toMatch(/b\/users\.csv \(directory users\.csv-[0-9a-f]{8}\)/)
    }
    for (const file of ["a/users.csv", "b/users.csv"]) {
      expect((await call("status", file, "--json")).stdout).toContain(`${file}"`)
      expect((await call("retry", file, ...to)).stderr).toContain("Retrying 1 reject of users.csv")
    }
    const own = /users\.csv-[0-9a-f]{8}/.exec(list.stdout + second.stderr)?.[0] ?? ""
    expect((await call("status", own, "--json")).stdout).toContain("b/users.csv")
  })

  it("are one where the file was moved", async () => {
    const { cwd, run } = await setting()
    await run("a/users.csv")
    await mkdir(join(cwd, "c"))
    await rename(join(cwd, "a/users.csv"), join(cwd, "c/users.csv"))
    expect((await run("c/users.csv")).stderr).toContain("users.csv was imported already")
  })

  it("stay what they are where the whole project is moved, also if they change then", async () => {
    const { cwd, run, sandbox } = await setting()
    await run("a/users.csv")
    const elsewhere = await folderWith({})
    await cp(cwd, join(elsewhere, "project"), { recursive: true, preserveTimestamps: true })
    const there = join(elsewhere, "project")
    await writeFile(join(there, "a/users.csv"), usersCsv(2))
    const args = ["run", "a/users.csv", "--map", "map.ts", "--base-url", sandbox.url]
    const changed = await cli(args, { cwd: there, env: { ITERABLE_API_KEY: "k" } })
    // The import of the file as it was is known there.
    expect(await readdir(join(there, STATE))).toEqual(["users.csv"])
    expect(changed.stderr).toContain("users.csv has changed since it was imported")
  })
})
