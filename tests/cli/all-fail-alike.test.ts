import { existsSync } from "node:fs"
import { readFile, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 120_000 })

const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ email: record.email, dataFields: { name: record.name } })
`
const ENV = { ITERABLE_API_KEY: "k" }

interface Tried {
  readonly cwd: string
  /** Types a command, with more behind it. */
  readonly type: (...more: readonly string[]) => Promise<Ended>
  /** How many users, and how many requests came. */
  readonly counts: () => { readonly users: number; readonly requests: number }
}

async function tried(name: string, text: string | Buffer, map = MAP): Promise<Tried> {
  const running = await startSandbox()
  onTestFinished(() => running.close())
  const cwd = await folderWith({ "map.mjs": map })
  await writeFile(join(cwd, name), text)
  return {
    cwd,
    type: (...more) =>
      cli(["run", name, "--map", "map.mjs", "--base-url", running.url, ...more], { cwd, env: ENV }),
    counts: () => running.sandbox.counts(),
  }
}

const rows = (count: number): string =>
  Array.from({ length: count }, (_, index) => `user${index}@example.com,Anna`).join("\n")

describe("an import all of whose first records fail alike", () => {
  it.each([2, 200, 5_000])(
    "sends nothing, says why, and leaves nothing behind: %d records",
    async (count) => {
      const { counts, cwd, type } = await tried("u.csv", `Email Address,name\n${rows(count)}\n`)
      const { exitCode, stderr, stdout } = await type()
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" })
      expect(stderr.trim().split("\n")).toHaveLength(1)
      const which = count < 200 ? `all ${count} records` : `the first 200 records`
      expect(stderr).toContain(`error: Nothing was sent, as ${which} of u.csv fail alike.`)
      expect(stderr).toContain("“email” (perhaps “Email Address” is meant)")
      expect(counts()).toMatchObject({ requests: 0 })
      const state = join(cwd, ".iterable-data-import")
      const left = existsSync(state) ? await readdir(state, { recursive: true }) : []
      expect(left.filter((path) => /rejects|journal|summary|report/.test(path))).toEqual([])
      expect((await cli(["status"], { cwd, env: ENV })).stdout).not.toContain("u.csv")
      await writeFile(join(cwd, "map.mjs"), MAP.replace("record.email", 'record["Email Address"]'))
      expect((await type("-q")).exitCode).toBe(0)
      expect(counts().users).toBe(count)
    },
  )

  it("lists them as rejects if that is wanted, and retries them like any others", async () => {
    const { counts, cwd, type } = await tried("u.csv", `Email Address,name\n${rows(3)}\n`)
    const advice = /--max-rejects off/.exec((await type()).stderr)?.[0] ?? ""
    expect((await type(...advice.split(" "))).exitCode).toBe(1)
    const lists = await readdir(join(cwd, ".iterable-data-import/u.csv"))
    expect(lists).toContain("rejects.csv")
    const retried = await cli(["retry", "u.csv", "--map", "map.mjs", "--dry-run"], { cwd, env: ENV })
    expect(retried.exitCode).toBe(1)
    expect(retried.stderr).not.toContain("Nothing was sent, as")
    expect(counts().users).toBe(0)
  })

  it("is said in a dry run too", async () => {
    const { type } = await tried("u.csv", `Email Address,name\n${rows(3)}\n`)
    expect(await type("--dry-run")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Email Address") as string,
    })
  })

  it("keeps what an earlier run did, whose state is not touched", async () => {
    const { cwd, type } = await tried("u.csv", `email,name\n${rows(3)}\n`)
    expect((await type("-q")).exitCode).toBe(0)
    const path = join(cwd, ".iterable-data-import/u.csv/summary.json")
    const before = await readFile(path, "utf8")
    await writeFile(join(cwd, "u.csv"), `Email Address,name\n${rows(3)}\n`)
    expect((await type("--restart")).exitCode).toBe(2)
    expect(await readFile(path, "utf8")).toBe(before)
  })
})

it("starts if one of the first records does not fail", async () => {
  const { counts, type } = await tried(
    "u.csv",
    `email,name\n${",Anna\n".repeat(150)}${rows(1)}\n${",Anna\n".repeat(150)}`,
  )
  expect((await type("-q")).exitCode).toBe(1)
  expect(counts().users).toBe(1)
})
