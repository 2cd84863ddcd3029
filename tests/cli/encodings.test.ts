import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import iconv from "iconv-lite"
import { describe, expect, it } from "vitest"
import { startSandbox } from "../../src/sandbox/index.ts"
import { cli, folderWith, start } from "./command-line.ts"

const USERS = 3_000
const MAP = `export default ({ email, name }) => ({
  kind: "UpdateUserProfile", user: { email, dataFields: { name } },
})
`
const ENV = { ITERABLE_API_KEY: "made-up-key-0123456789" }

describe("files in other encodings", () => {
  it.each([
    ["windows-1252", "Jörg Müßig"],
    ["utf-16le", "Łukasz 日本"],
  ])("go on after the process was killed: %s", async (encoding, name) => {
    const sandbox = await startSandbox({ rateLimits: "off", latency: { kind: "fixed", latencyMs: 50 } })
    try {
      const cwd = await folderWith({ "map.mjs": MAP })
      const lines = Array.from({ length: USERS }, (_, index) => `u${index}@example.com;${name} ${index}\r\n`)
      await writeFile(
        join(cwd, "users.csv"),
        iconv.encode(`email;name\r\n${lines.join("")}`, encoding, { addBOM: encoding !== "windows-1252" }),
      )
      const where = ["--map", "map.mjs", "--base-url", sandbox.url, "--rate-limit", "off", "--delimiter", ";"]
      const args = ["run", "users.csv", ...where]
      const running = start(args, { cwd, env: ENV })
      while (sandbox.sandbox.counts().users === 0) await new Promise((resolve) => setImmediate(resolve))
      running.child.kill("SIGKILL")
      await running.ended
      const ended = await cli(args, { cwd, env: ENV })
      expect(ended.exitCode).toBe(0)
      expect(ended.stderr).toContain(`Read as: ${encoding === "utf-16le" ? "UTF-16LE" : "Windows-1252"}.`)
      const names = Array.from(sandbox.sandbox.users(), ({ dataFields }) => dataFields["name"])
      expect(new Set(names)).toEqual(new Set(lines.map((_, index) => `${name} ${index}`)))
    } finally {
      await sandbox.close()
    }
  })

  it("are told from each other in words that work when they are typed", async () => {
    const sandbox = await startSandbox({ rateLimits: "off" })
    try {
      const cwd = await folderWith({ "map.mjs": MAP })
      await writeFile(
        join(cwd, "users.csv"),
        Buffer.from("email,name\na@x.com,J\xF6rg\nb@x.com,Kim\n", "latin1"),
      )
      const args = ["run", "users.csv", "--map", "map.mjs", "--base-url", sandbox.url]
      const guessed = await cli(args, { cwd, env: ENV })
      expect(guessed.stderr).toContain("Windows-1252.")
      const said = /which is a guess\. If letters come out wrong, give .* (--encoding \S+)/.exec(
        guessed.stderr,
      )?.[1]
      const other = await cli([...args, ...(said ?? "").replace(/[.,]$/, "").split(" ")], { cwd, env: ENV })
      expect(other.exitCode).toBe(2)
      expect(other.stderr).toMatch(/with another encoding .* start over with --restart/)
      const again = await cli([...args, "--encoding", "Latin-1", "--restart"], { cwd, env: ENV })
      expect([again.exitCode, again.stderr]).toEqual([0, expect.not.stringContaining("guess")])
      const unknown = await cli([...args, "--encoding", "klingon"], { cwd, env: ENV })
      expect(unknown).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("--encoding klingon") as string,
      })
    } finally {
      await sandbox.close()
    }
  })
})
