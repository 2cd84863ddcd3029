import { copyFile, open, readFile, rename, rm, utimes, writeFile } from "node:fs/promises"
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
const BOB = "bob@example.com"
const PADDING = "x".repeat(2_000)
const ROWS = 3_000
/** Between two of the samples that are taken of a large file. */
const ADAS_ROW = 1_534

function textWith(adasRow: string): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    if (index === 0) return `nobody@example.com,?,${PADDING}`
    if (index === ADAS_ROW) return adasRow
    return `user${index}@example.com,basic,${PADDING}`
  })
  return `email,tier,padding\n${rows.join("\n")}\n`
}

interface Imported {
  readonly path: string
  readonly sandbox: Sandbox
  readonly run: () => Promise<Ended>
  readonly retry: (...args: string[]) => Promise<Ended>
  readonly rejects: () => Promise<string>
}

/** An import of a file of 6 MB that has left one reject, which was corrected to be about a user of a later record. */
async function imported(): Promise<Imported> {
  const { close, sandbox, url } = await startSandbox({ rateLimits: "off", userFields: { tier: "string" } })
  onTestFinished(() => close())
  const cwd = await folderWith({ "map.ts": MAP, "users.csv": textWith(`${ADA},gold,${PADDING}`) })
  const path = join(cwd, "users.csv")
  await utimes(path, 1_700_000_000, 1_700_000_000)
  const call = (command: string, ...args: string[]): Promise<Ended> =>
    cli([command, "users.csv", "--map", "map.ts", "--base-url", url, ...args], {
      cwd,
      env: { ITERABLE_API_KEY: "k" },
    })
  expect((await call("run")).exitCode).toBe(1)
  const listPath = join(cwd, ".iterable-data-import/users.csv/rejects.csv")
  const list = await readFile(listPath, "utf8")
  await writeFile(listPath, list.replace("nobody@example.com,?", `${ADA},silver`))
  return {
    path,
    sandbox,
    run: () => call("run"),
    retry: (...args) => call("retry", ...args),
    rejects: () => readFile(listPath, "utf8").catch(() => ""),
  }
}

/** Gives Ada's row, where no sample is, to somebody else, without a change of the size. */
async function changeInTheMiddle(path: string): Promise<void> {
  const at = textWith(`${ADA},gold,${PADDING}`).indexOf(ADA)
  const file = await open(path, "r+")
  await file.write(BOB, at)
  await file.close()
}

describe("a large file that was changed between the samples since it was imported", () => {
  it("is not believed by retry, which says so and leaves out what it cannot decide", async () => {
    const { path, rejects, retry, sandbox } = await imported()
    await changeInTheMiddle(path)
    const { exitCode, stderr } = await retry()
    expect(exitCode).toBe(1)
    expect(stderr).toContain("may-overwrite-newer")
    expect(stderr).toMatch(/users\.csv has changed since it was imported \(its middle differs\)/)
    expect(sandbox.user({ email: ADA })).toMatchObject({ dataFields: { tier: "gold" } })
    expect(await rejects()).toContain(`${ADA},silver`)
    expect((await retry("--overwrite-newer")).exitCode).toBe(0)
    expect(sandbox.user({ email: ADA })).toMatchObject({ dataFields: { tier: "silver" } })
  })

  it("is not taken for imported", async () => {
    const { path, run } = await imported()
    await changeInTheMiddle(path)
    const { exitCode, stderr } = await run()
    expect(stderr).toContain("users.csv has changed since it was imported")
    expect(stderr).not.toContain("imported already")
    expect(exitCode).toBe(1)
  })

  it.each([
    ["touched", (path: string) => utimes(path, 1_800_000_000, 1_800_000_000)],
    [
      "copied",
      async (path: string) => {
        await copyFile(path, `${path}.copy`)
        await rm(path)
        await rename(`${path}.copy`, path)
      },
    ],
  ])("is believed if it was only %s", async (_, act) => {
    const { path, retry, run, sandbox } = await imported()
    await act(path)
    const { exitCode, stderr } = await retry()
    expect(exitCode).toBe(1)
    expect(stderr).toContain(` overwrites-newer`)
    expect(stderr).not.toContain("has changed")
    expect(sandbox.user({ email: ADA })).toMatchObject({ dataFields: { tier: "gold" } })
    expect((await run()).stderr).toContain("imported already")
  })
})
