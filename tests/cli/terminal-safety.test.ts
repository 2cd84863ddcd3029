import { readFile, readdir } from "node:fs/promises"
import { join } from "node:path"
import { startSandbox } from "iterable-data-import/sandbox"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const NAME = "a\u001B[2J\u001B]0;x\u0007\u009B31m\u202Evsc.\u200Bb\nc's.csv"
/** Line feeds end our own lines. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe("names that could command a terminal", () => {
  it("come out as plain text, in all that commands say, and mean the same in JSON", async () => {
    const cwd = await folderWith({ [NAME]: usersCsv(3), "map.ts": USER_MAP })
    const ended = [
      await cli(["run", NAME, "--map", "map.ts", "--sandbox", "--json"], { cwd }),
      await cli(
        [
          "run",
          NAME,
          "--map",
          "map.ts",
          "--base-url",
          "http://127.0.0.1:1",
          "--max-outage",
          "1s",
          "--verbose",
        ],
        {
          cwd,
          env: { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" },
        },
      ),
      await cli(["status"], { cwd }),
      await cli(["status", "--json"], { cwd }),
      await cli(["list"], { cwd }),
      await cli(["list", "--json"], { cwd }),
      await cli(["status", NAME + "x"], { cwd }),
      await cli(["run", NAME + "x", "--map", "map.ts", "--sandbox"], { cwd }),
      await cli(["run", NAME, "--map", NAME, "--sandbox"], { cwd }),
      await cli([NAME], { cwd }),
      await cli(["run", `--${NAME}`], { cwd }),
    ]
    for (const { stderr, stdout } of ended) expect(stderr + stdout).not.toMatch(UNSAFE)
    expect(JSON.parse(ended[0]?.stdout ?? "")).toMatchObject({ source: { name: NAME } })
    expect(JSON.parse(ended[3]?.stdout ?? "")).toMatchObject({ importName: NAME })
    expect(ended[1]?.stderr).toContain(
      "run $'a\\033[2J\\033]0;x\\007\\302\\23331m\\342\\200\\256vsc.\\342\\200\\213b\\nc\\'s.csv'",
    )
  })
})

describe("texts of records, map functions and servers that could command a terminal", () => {
  it("stand escaped in all files of JSON, and mean the same, after a retry too", async () => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const text = NAME.replace("\n", " ")
    const map = `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => {
  if (record.id !== "1") throw new Error(${JSON.stringify(text)} + record.id)
  return new UpdateUserProfile({ userId: "1", email: ${JSON.stringify(text)} })
}
`
    const cwd = await folderWith({ "users.csv": `id,note\n1,x\n2,"${text}"\n3,y\n`, "map.js": map })
    const env = { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" }
    const to = ["--map", "map.js", "--base-url", sandbox.url, "--json"]
    const folder = join(cwd, ".iterable-data-import", "users.csv")
    for (const args of [
      ["run", "users.csv", "--max-rejects", "off"],
      ["retry", "users.csv"],
    ]) {
      const ended = await cli([...args, ...to], { cwd, env })
      expect(ended.stderr + ended.stdout).not.toMatch(UNSAFE)
      const names = (await readdir(folder)).filter((name) => /\.(nd)?json$/.test(name))
      expect(names).toEqual(expect.arrayContaining(["log.ndjson", "rejects.ndjson", "summary.json"]))
      for (const name of names)
        expect(name + (await readFile(join(folder, name), "utf8"))).not.toMatch(UNSAFE)
      const lines = (await readFile(join(folder, "rejects.ndjson"), "utf8")).trimEnd().split("\n")
      const rejects = lines.map((line) => JSON.parse(line) as { record: object; message: string })
      expect(rejects.map(({ record }) => record)).toContainEqual({ id: "2", note: text })
      expect(rejects.map(({ message }) => message)).toContainEqual(expect.stringContaining(`${text}3`))
    }
  })
})
