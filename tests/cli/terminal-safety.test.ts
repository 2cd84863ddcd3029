import { describe, expect, it, vi } from "vitest"
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
