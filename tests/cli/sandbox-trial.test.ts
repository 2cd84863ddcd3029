import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

describe("iterable-data-import retry, after a trial in a sandbox of its own", () => {
  it("says that there is nothing to go on with, by whatever name it is asked", async () => {
    const cwd = await folderWith({ "users.csv": `${usersCsv(3)}too,few\n`, "map.ts": USER_MAP })
    const trial = await cli(["run", "users.csv", "--map", "map.ts", "--sandbox"], { cwd })
    expect(trial.exitCode).toBe(1)
    expect(trial.stderr).not.toContain("To correct")
    const listPath = join(cwd, ".iterable-data-import/users.csv-sandbox/rejects.csv")
    const list = await readFile(listPath, "utf8")
    for (const name of [["users.csv"], ["users.csv-sandbox"], []]) {
      const ended = await cli(["retry", ...name, "--map", "map.ts", "--sandbox"], { cwd })
      expect(ended).toMatchObject({ exitCode: 2, stdout: "" })
      expect(ended.stderr).toContain("users.csv-sandbox was a trial only")
      expect(ended.stderr).toContain("correct users.csv or the map file, and run it again.")
      expect(ended.stderr).not.toContain("is not what any of them has read")
    }
    expect(await readFile(listPath, "utf8")).toBe(list)
  })
})
