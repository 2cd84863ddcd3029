import { describe, expect, it, vi } from "vitest"
import { FAULT_NUMBERS } from "../../src/sandbox/faults/check-fault-rule.ts"
import { PROGRAM_PATH, USER_MAP, cli, folderWith, start, usersCsv } from "./command-line.ts"
import type { Running } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

async function urlOf(running: Running): Promise<string> {
  await running.said(/listening on .*\n/)
  return /listening on (\S+)\n/.exec(running.stdout())?.[1] ?? ""
}

describe("iterable-data-import sandbox", () => {
  it("--help names every fault that can be said without JSON", async () => {
    const { stdout } = await cli(["sandbox", "--help"])
    const [, listed = ""] = /Kinds: ([^;]*);/.exec(stdout) ?? []
    const kinds = Object.entries(FAULT_NUMBERS)
      .filter(([, numbers]) => numbers.every((name) => name === "status" || name === "delayMs"))
      .flatMap(([kind]) => (["stranger", "misplaced-pointer", "blocked-record"].includes(kind) ? [] : [kind]))
    expect(
      listed
        .replaceAll(/ \([^)]*\)/g, "")
        .split(/,\s+/)
        .toSorted(),
    ).toEqual(kinds.toSorted())
  })

  it.each(["SIGINT", "SIGTERM"] as const)(
    "serves a sandbox until %s comes, and ends with 0",
    async (signal) => {
      const running = start(["sandbox"])
      const url = await urlOf(running)
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      await running.said(`--base-url ${url}`)
      const counts: unknown = await (await fetch(`${url}/_sandbox/counts`)).json()
      expect(counts).toMatchObject({ users: 0 })
      running.child.kill(signal)
      expect(await running.ended).toMatchObject({ exitCode: 0, stdout: `listening on ${url}\n` })
    },
  )

  it("says how to call the program, with a key that it takes", async () => {
    const running = start(["sandbox", "--set", 'apiKeys=["mine"]'])
    await running.said(`ITERABLE_API_KEY=mine node ${PROGRAM_PATH} run FILE`)
    expect(running.stderr()).not.toContain("any key")
    running.child.kill("SIGTERM")
    expect((await running.ended).exitCode).toBe(0)
  })

  it("takes an import of another process", async () => {
    const running = start(["sandbox"])
    const url = await urlOf(running)
    const cwd = await folderWith({ "users.csv": usersCsv(1_500), "map.ts": USER_MAP })
    const ended = await cli(["run", "users.csv", "--map", "map.ts", "--base-url", url], {
      cwd,
      env: { ITERABLE_API_KEY: "any" },
    })
    expect(ended.exitCode).toBe(0)
    const counts: unknown = await (await fetch(`${url}/_sandbox/counts`)).json()
    expect(counts).toMatchObject({ users: 1_500 })
  })

  it("says that a port is in use, and ends with 2", async () => {
    const running = start(["sandbox"])
    const port = new URL(await urlOf(running)).port
    const ended = await cli(["sandbox", "--port", port])
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" })
    expect(ended.stderr).toBe(
      `error: Port ${port} is in use. Choose another one, or leave --port out to get any that is free.\n`,
    )
  })

  it.each([
    [["sandbox", "--port", "http"], 'error: --port: "http" is not a port'],
    [["sandbox", "--prot", "1"], "(Did you mean --port?)"],
    [["sandbox", "1"], "too many arguments"],
    [["sandbox", "--set", "rateLimits=maybe"], 'rateLimits is "maybe"; it takes off or an object.'],
    [["sandbox", "--set", "maxRejects=1"], "is not known: maxRejects"],
  ])("%j is refused with 2", async (args, message) => {
    const ended = await cli(args)
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain(message)
  })
})
