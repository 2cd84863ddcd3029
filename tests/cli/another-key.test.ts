import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Sandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const [A, B] = ["a-key-of-project-a", "b-key-of-project-b"]
const MISTYPED = "b-key-of-project-c"
const STATE = ".iterable-data-import/users.csv"
const USERS = 5_000
/** Good rows, of which some are sent before the bad ones at the end stop it. */
const STOPPING = `${usersCsv(USERS)}${"u1\n".repeat(10)}`

interface Setting {
  readonly cwd: string
  readonly sandbox: Sandbox
  readonly call: (key: string | undefined, command: string, ...more: string[]) => Promise<Ended>
}

async function settingWith(csv: string): Promise<Setting> {
  const { close, sandbox, url } = await startSandbox({ apiKeys: [A, B] })
  onTestFinished(() => close())
  const cwd = await folderWith({ "users.csv": csv, "map.ts": USER_MAP })
  const call: Setting["call"] = (key, command, ...more) =>
    cli([command, "users.csv", "--map", "map.ts", "--base-url", url, ...more], {
      cwd,
      env: key === undefined ? {} : { ITERABLE_API_KEY: key },
    })
  return { cwd, sandbox, call }
}

async function stopped(): Promise<Setting> {
  const setting = await settingWith(STOPPING)
  expect((await setting.call(A, "run", "--max-rejects", "3")).exitCode).toBe(3)
  expect(setting.sandbox.counts().users).toBeGreaterThan(0)
  return setting
}

/** Finished, with a reject that is corrected. */
async function finished(): Promise<Setting> {
  const setting = await settingWith(`${usersCsv(3)}u4,not-an-email,1\n`)
  expect((await setting.call(A, "run")).exitCode).toBe(1)
  const listPath = join(setting.cwd, STATE, "rejects.csv")
  const list = await readFile(listPath, "utf8")
  await writeFile(listPath, list.replace("u4,not-an-email", "u4,u4@example.com"))
  return setting
}

/** How many requests there were. */
const requestsOf = (sandbox: Sandbox): number => [...sandbox.requests()].length

describe("a stopped import, with another key", () => {
  it.each([[[]], [["-q", "--json"]], [["--resume-anyway"]]])(
    "is refused before anything is sent: %j",
    async (more) => {
      const { call, sandbox } = await stopped()
      const before = requestsOf(sandbox)
      const refused = await call(B, "run", "--max-rejects", "off", ...more)
      expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
      expect(refused.stderr).toMatch(/^error: .* another API key.*--same-project.*--name/)
      expect(requestsOf(sandbox)).toBe(before)
      expect((await call(A, "run", "--max-rejects", "off", ...more)).exitCode).toBe(1)
    },
  )

  it("goes on with --same-project, and then needs no option", async () => {
    const { call, sandbox } = await stopped()
    expect((await call(B, "run", "--max-rejects", "off", "--same-project")).exitCode).toBe(1)
    expect(sandbox.counts().users).toBe(USERS)
    expect((await call(B, "retry")).exitCode).toBe(1)
    expect((await call(A, "retry")).exitCode).toBe(2)
  })

  it("does not take a mistyped key with --same-project for its own", async () => {
    const { call, sandbox } = await stopped()
    expect((await call(MISTYPED, "run", "--max-rejects", "off", "--same-project")).exitCode).toBe(4)
    expect((await call(A, "run", "--max-rejects", "off")).exitCode).toBe(1)
    expect(sandbox.counts().users).toBe(USERS)
  })

  it("is another import with --name", async () => {
    const { call } = await stopped()
    expect((await call(B, "run", "--max-rejects", "off", "--name", "b")).exitCode).toBe(1)
    expect((await call(A, "run", "--max-rejects", "off")).exitCode).toBe(1)
  })
})

describe("a finished import, with another key", () => {
  it("is not retried, before anything is sent; with --same-project it is, and is then known by that key", async () => {
    const { call, sandbox } = await finished()
    const before = requestsOf(sandbox)
    const refused = await call(B, "retry", "-q")
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toMatch(/^error: .* another API key.*--same-project.*--name/)
    expect(requestsOf(sandbox)).toBe(before)
    expect((await call(B, "retry", "--same-project")).exitCode).toBe(0)
    expect(sandbox.counts().users).toBe(4)
    expect(await call(B, "retry")).toMatchObject({ exitCode: 0 })
    expect((await call(B, "run")).stderr).toContain("imported already")
  })

  it("does not take a mistyped key with --same-project for its own, nor one that was never sent", async () => {
    const { call, sandbox } = await finished()
    expect((await call(MISTYPED, "retry", "--same-project")).exitCode).toBe(4)
    expect((await call(MISTYPED, "run", "--same-project")).stderr).toContain("imported already")
    expect((await call(A, "retry")).exitCode).toBe(0)
    expect(sandbox.counts().users).toBe(4)
  })

  it("is not run again, and retry is advised with the right key only", async () => {
    const { call } = await finished()
    const refused = await call(B, "run")
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(
      "run retry with the earlier key (or, if both belong to one project, with --same-project).",
    )
    expect((await call(B, "run", "--same-project")).stderr).toMatch(
      /imported already, .* run retry with --same-project\./,
    )
    // Nothing was sent with it, so that nobody has said that it is a key at all.
    expect((await call(B, "run")).exitCode).toBe(2)
    expect((await call(B, "retry", "--same-project")).exitCode).toBe(0)
  })
})

describe("a dry run", () => {
  it("says that another key would be refused, and needs none", async () => {
    for (const [setting, commands] of [
      [await stopped(), ["run"]],
      [await finished(), ["run", "retry"]],
    ] as const)
      for (const command of commands) {
        const said = async (key: string | undefined, ...more: string[]): Promise<string> => {
          const { exitCode, stderr } = await setting.call(key, command, "--dry-run", ...more)
          expect(exitCode).toBeLessThan(2)
          return stderr
        }
        expect(await said(B)).toMatch(/^Warning: A real (run|retry) would be refused: .*another API key/)
        for (const key of [A, undefined]) expect(await said(key)).not.toContain("be refused")
        expect(await said(B, "--same-project")).not.toContain("be refused")
      }
  })
})
