import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const EVENT_MAP = `import { TrackCustomEvent } from "iterable-data-import"
export default (record) => new TrackCustomEvent({ eventName: "joined", userId: record.id })
`

interface Setting {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly run: (map: string, ...more: string[]) => Promise<Ended>
}

async function settingWith(files: Readonly<Record<string, string>>): Promise<Setting> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({
    "users.csv": usersCsv(3),
    "users.ts": USER_MAP,
    "events.ts": EVENT_MAP,
    ...files,
  })
  const run = (map: string, ...more: string[]): Promise<Ended> =>
    cli(["run", "users.csv", "--map", map, "--base-url", sandbox.url, ...more], {
      cwd,
      env: { ITERABLE_API_KEY: "k" },
    })
  return { cwd, sandbox, run }
}

describe("a finished import that is run again", () => {
  it.each([[[]], [["-q"]], [["--json"]]])(
    "is refused with another map file (%j), with both ways out, and these work",
    async (more) => {
      const { run, sandbox } = await settingWith({})
      expect((await run("users.ts", ...more)).exitCode).toBe(0)
      const refused = await run("events.ts", ...more)
      expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
      expect(refused.stderr).toMatch(/^error: users\.csv was imported on .* with another map/)
      expect(refused.stderr).toContain("--name")
      expect(refused.stderr).toContain("--restart")
      expect(sandbox.sandbox.counts().events).toBe(0)
      expect((await run("events.ts", ...more, "--name", "events")).exitCode).toBe(0)
      expect(sandbox.sandbox.counts().events).toBe(3)
      expect((await run("events.ts", ...more, "--restart")).exitCode).toBe(0)
    },
  )

  it("is refused with another delimiter or format, which make other records of the same bytes", async () => {
    const { run, sandbox } = await settingWith({})
    const first = await run("users.ts")
    expect(first.exitCode).toBe(0)
    for (const [other, text] of [
      [["--delimiter", "semicolon"], "another delimiter (--delimiter comma then, --delimiter semicolon now)"],
      [["--format", "ndjson"], "another format (--format csv then, --format ndjson now)"],
    ] as const) {
      const refused = await run("users.ts", ...other)
      expect(refused).toMatchObject({ exitCode: 2, stdout: "" })
      expect(refused.stderr).toContain(`with ${text}: nothing was done now.`)
      expect((await run("users.ts", ...other, "--dry-run")).stderr).toContain("A real run would be refused")
    }
    for (const same of [["--delimiter", "comma"], ["--format", "csv"], []])
      expect((await run("users.ts", ...same)).stderr).toContain("users.csv was imported already")
    expect(sandbox.sandbox.counts().users).toBe(3)
  })

  it("is refused where what the map file loads has changed", async () => {
    const map = `import { UpdateUserProfile } from "iterable-data-import"
import { fieldsOf } from "./lib/fields"
export default (record) => new UpdateUserProfile({ userId: record.id, dataFields: fieldsOf(record) })
`
    const { cwd, run } = await settingWith({ "users.ts": map, "lib.txt": "" })
    const { mkdir } = await import("node:fs/promises")
    await mkdir(join(cwd, "lib"))
    await writeFile(join(cwd, "lib/names.json"), `{ "ltv": "value" }`)
    await writeFile(
      join(cwd, "lib/fields.ts"),
      `import names from "./names.json"\nexport const fieldsOf = (record) => ({ [names.ltv]: record.ltv })\n`,
    )
    expect((await run("users.ts")).exitCode).toBe(0)
    expect((await run("users.ts")).exitCode).toBe(0)
    await writeFile(join(cwd, "lib/names.json"), `{ "ltv": "lifetimeValue" }`)
    expect((await run("users.ts")).exitCode).toBe(2)
  })

  it("keeps the first run's exit code with the same map file, and says why, when quiet too", async () => {
    const { run } = await settingWith({ "users.csv": `${usersCsv(3)}u4,not-an-email,1\n` })
    expect((await run("users.ts")).exitCode).toBe(1)
    expect(await run("users.ts", "-q")).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^users\.csv was imported already, on .*--restart\.\n$/) as string,
    })
  })

  it("is refused with another key, which may be of another project", async () => {
    const { cwd, run, sandbox } = await settingWith({})
    expect((await run("users.ts")).exitCode).toBe(0)
    const args = ["run", "users.csv", "--map", "users.ts", "--base-url", sandbox.url, "-q"]
    const refused = await cli(args, { cwd, env: { ITERABLE_API_KEY: "other" } })
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toMatch(/with another API key.*--name.*--restart/)
  })
})
