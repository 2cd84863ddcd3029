import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

describe("retry --from", () => {
  it("speaks of the list that was named, whatever the others are like", async () => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const source = `${usersCsv(2)}bad,not-an-email,1\n`
    const other = "foo;bar\n1;2\n"
    const cwd = await folderWith({
      "map.ts": USER_MAP,
      "users.csv": source,
      "other.csv": other,
      "empty.csv": "",
    })
    const call = (...args: string[]): ReturnType<typeof cli> =>
      cli([...args, "--map", "map.ts", "--base-url", sandbox.url], { cwd, env: { ITERABLE_API_KEY: "k" } })
    await call("run", "users.csv")
    const listPath = join(cwd, ".iterable-data-import/users.csv/rejects.csv")
    const jsonPath = listPath.replace(/csv$/, "ndjson")
    const before = await readFile(jsonPath, "utf8")
    const notOurs = await call("retry", "users.csv", "--from", "other.csv")
    expect(notOurs.stderr).toContain("Cannot read other.csv as a list of rejects: its header does not begin")
    expect(notOurs.stderr).not.toContain("delimiter")
    await writeFile(listPath, "no longer a list; not at all\n1;2\n")
    for (const [from, said] of [
      ["missing.csv", "Cannot retry the rejects in missing.csv as there is no such file."],
      ["missing.ndjson", "Cannot retry the rejects in missing.ndjson as there is no such file."],
    ] as const) {
      const { exitCode, stderr } = await call("retry", "users.csv", "--from", from)
      expect(stderr).toContain(said)
      expect(stderr).not.toContain("delimiter")
      expect(exitCode).toBe(2)
    }
    expect(await readFile(jsonPath, "utf8")).toBe(before)
  })
})
