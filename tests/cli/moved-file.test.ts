import { copyFile, mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Sandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default ({ email, tier }) => {
  if (tier === "?") throw new Error("no such tier")
  return new UpdateUserProfile({ email, dataFields: { tier } })
}
`
const ADA = "ada@example.com"
const textOf = (rows: number): string =>
  `email,tier\nnobody@example.com,?\n${ADA},gold\n${Array.from({ length: rows }, (_, index) => `user${index}@example.com,basic\n`).join("")}`

interface Imported {
  readonly cwd: string
  readonly sandbox: Sandbox
  readonly call: (command: string, name: string, ...args: string[]) => Promise<Ended>
  readonly to: readonly string[]
}

async function imported(rows = 3): Promise<Imported> {
  const { close, sandbox, url } = await startSandbox({ rateLimits: "off", userFields: { tier: "string" } })
  onTestFinished(() => close())
  const cwd = await folderWith({ "map.ts": MAP })
  await mkdir(join(cwd, "a"))
  await mkdir(join(cwd, "b"))
  await writeFile(join(cwd, "a/users.csv"), textOf(rows))
  const call = (...args: string[]): Promise<Ended> => cli(args, { cwd, env: { ITERABLE_API_KEY: "k" } })
  const to = ["--map", "map.ts", "--base-url", url]
  expect((await call("run", "a/users.csv", ...to)).exitCode).toBe(1)
  return { cwd, sandbox, call, to }
}

describe("an imported file", () => {
  it.each([
    ["moved", "b/users.csv"],
    ["renamed", "a/customers.csv"],
    ["moved and renamed", "b/customers.csv"],
  ])("that was %s is found by status and retry, which reads it where it is", async (_, path) => {
    const { call, cwd, sandbox, to } = await imported()
    await rename(join(cwd, "a/users.csv"), join(cwd, path))
    expect((await call("status", path, "--json")).stdout).toContain('"importName":"users.csv"')
    await writeFile(
      join(cwd, "correct.ts"),
      MAP.replace(`"?") throw new Error("no such tier")`, `"?") email = "${ADA}"`),
    )
    const { exitCode, stderr } = await call("retry", path, "--map", "correct.ts", ...to.slice(2))
    expect(stderr).toContain("Retrying 1 reject of users.csv")
    expect(stderr).toMatch(/ overwrites-newer/)
    expect(exitCode).toBe(1)
    expect(sandbox.user({ email: ADA })).toMatchObject({ dataFields: { tier: "gold" } })
  })

  it("is found by a copy of it, also if only that is left", async () => {
    const { call, cwd, to } = await imported()
    await copyFile(join(cwd, "a/users.csv"), join(cwd, "copy.csv"))
    await utimes(join(cwd, "copy.csv"), 1_700_000_000, 1_700_000_000)
    expect((await call("retry", "copy.csv", ...to)).stderr).toContain("Retrying 1 reject of users.csv")
    await rm(join(cwd, "a/users.csv"))
    expect((await call("status", "copy.csv")).exitCode).toBe(0)
  })

  it("is not taken for another one, which is said", async () => {
    const { call, cwd, to } = await imported()
    await writeFile(join(cwd, "b/users.csv"), textOf(4))
    for (const args of [
      ["retry", "b/users.csv", ...to],
      ["status", "b/users.csv"],
    ] as const) {
      const { exitCode, stderr } = await call(...(args as [string, string]))
      expect(exitCode).toBe(2)
      expect(stderr).toContain("There is such a file, but what it holds is not what any of them has read")
      expect(stderr).toContain("There are: users.csv.")
    }
  })

  it("with several imports is asked for, in words that can be typed", async () => {
    const { call, cwd, to } = await imported()
    await call("run", "a/users.csv", ...to, "--name", "again")
    await rename(join(cwd, "a/users.csv"), join(cwd, "b/customers.csv"))
    const { exitCode, stderr } = await call("retry", "b/customers.csv", ...to)
    expect(exitCode).toBe(2)
    expect(stderr).toContain("is the file of 2 imports: name one of them, or its directory")
    for (const name of await readdir(join(cwd, ".iterable-data-import"))) {
      expect(stderr).toContain(name)
      expect((await call("retry", name, ...to)).stderr).toContain("Retrying 1 reject")
    }
  })
})
