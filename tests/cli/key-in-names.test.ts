import { readdir } from "node:fs/promises"
import { describe, expect, it, vi } from "vitest"
import { USER_MAP, cli, folderWith, usersCsv } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const KEY = "canary0key0canary0key0canary0key"
/** Where nothing listens: nothing is to be sent. */
const NOWHERE = ["--base-url", "http://127.0.0.1:1"]

describe("the API key in an argument", () => {
  it.each([
    ["--name", [`--name=${KEY}`, ...NOWHERE]],
    ["--name", ["--name", `users-${KEY.toUpperCase()}`, ...NOWHERE]],
    ["--state-dir", ["--state-dir", `state/${KEY}/more`, ...NOWHERE]],
    ["--rejects", ["--rejects", `${KEY}.csv`, ...NOWHERE]],
    ["--base-url", ["--base-url", `http://127.0.0.1:1/${KEY}`]],
    ["--name", ["--name", KEY, "--dry-run"]],
    ["--name", ["--name", Buffer.from(KEY).toString("base64url"), "--sandbox"]],
  ])("is refused in %s before anything is written: %j", async (option, args) => {
    const cwd = await folderWith({ "users.csv": usersCsv(3), "map.ts": USER_MAP })
    const before = await readdir(cwd, { recursive: true })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", ...args], {
      cwd,
      env: { ITERABLE_API_KEY: KEY },
    })
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(`${option} holds the API key`)
    const said = (ended.stderr + ended.stdout).toLowerCase()
    for (const form of [KEY, Buffer.from(KEY).toString("base64url").toLowerCase()])
      expect(said).not.toContain(form)
    expect(await readdir(cwd, { recursive: true })).toEqual(before)
  })

  it.each(["run", "retry", "status"])("is refused in the file's name, given to %s", async (command) => {
    const file = `users-${KEY}.csv`
    const cwd = await folderWith({ [file]: usersCsv(3), "map.ts": USER_MAP })
    const before = await readdir(cwd, { recursive: true })
    const ended = await cli([command, file, "--map", "map.ts", ...NOWHERE, "--api-key-env", "OTHER_KEY"], {
      cwd,
      env: { OTHER_KEY: KEY },
    })
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain("An argument holds the API key")
    expect(ended.stderr + ended.stdout).not.toContain(KEY)
    expect(await readdir(cwd, { recursive: true })).toEqual(before)
  })
})
