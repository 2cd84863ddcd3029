import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Summary } from "iterable-data-import"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const mapWith = (plan: string): string =>
  `import { UpdateUserProfile } from "iterable-data-import"
export default (row) => new UpdateUserProfile({ email: row.email, dataFields: { plan: ${plan} } })
`
const WARNING =
  "Warning: The map function read the column plna (perhaps plan is meant), which contacts.csv does not have; its columns are email, plan."

/** Imports two contacts into a sandbox. */
async function imported(map: string, ...options: string[]): Promise<Ended & { readonly cwd: string }> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "contacts.csv": "email,plan\na@x.com,gold\nb@x.com,\n", "map.ts": map })
  const command = ["run", "contacts.csv", "--map", "map.ts", "--base-url", sandbox.url, ...options]
  return { ...(await cli(command, { cwd, env: { ITERABLE_API_KEY: "k" } })), cwd }
}

it("a misspelled column is named once, in the summary, its JSON, the report and the log", async () => {
  const { cwd, exitCode, stderr, stdout } = await imported(mapWith("row.plna"), "--json")
  expect(exitCode).toBe(0)
  expect(stderr.split(WARNING)).toHaveLength(2)
  const missingColumns = { names: ["plna"], columns: ["email", "plan"], nearest: { plna: "plan" } }
  expect(JSON.parse(stdout) as Summary).toMatchObject({ records: { imported: 2 }, missingColumns })
  const directory = join(cwd, ".iterable-data-import/contacts.csv")
  expect(await readFile(join(directory, "report.html"), "utf8")).toContain("<bdi>plna</bdi>")
  expect(await readFile(join(directory, "log.ndjson"), "utf8")).toContain('"columns":["plna"]')
})

it("a dry run names it too", async () => {
  const { stderr } = await imported(mapWith("row.plna"), "--dry-run")
  expect(stderr).toContain(WARNING)
})

it.each(["row.plan", "'plna' in row ? row.plna : 'none'"])("%s names none", async (plan) => {
  const { stderr, stdout } = await imported(mapWith(plan), "--json")
  expect(stderr).not.toContain("does not have")
  expect(JSON.parse(stdout)).not.toHaveProperty("missingColumns")
})
