import { spawnSync } from "node:child_process"
import { stripVTControlCharacters } from "node:util"
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { PROGRAM_PATH, USER_MAP, folderWith, startCommand, usersCsv } from "./command-line.ts"
import type { Running } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

/** Gives a command a terminal. */
const SCRIPT = "script"
const HAS_SCRIPT = spawnSync(SCRIPT, ["--version"]).status === 0
beforeAll(() => {
  if (!HAS_SCRIPT) console.log("Left out: tests of the terminal, as there is no `script` (package bsdutils)")
})

const HIDE_CURSOR = "\u001B[?25l"
const SHOW_CURSOR = "\u001B[?25h"
const CLEAR = "\u001B[J"
const CTRL_C = "\u0003"

interface Setup {
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly map?: string
  readonly args?: string
}

/** An import of 8,000 users on a terminal of its own, into a sandbox that takes its time. */
async function onTerminal({ columns = 100, env = {}, map = USER_MAP, args = "" }: Setup): Promise<{
  running: Running
  sandbox: RunningSandbox
}> {
  const sandbox = await startSandbox({ latency: { kind: "fixed", latencyMs: 400 } })
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "users.csv": usersCsv(8_000), "map.ts": map })
  const program = `'${process.execPath}' '${PROGRAM_PATH}' run users.csv --map map.ts --base-url ${sandbox.url} ${args}`
  const running = startCommand(
    [SCRIPT, "--quiet", "--return", "--command", `stty cols ${columns}; exec ${program}`, "/dev/null"],
    { cwd, env: { TERM: "xterm-256color", ITERABLE_API_KEY: "any", ...env } },
  )
  return { running, sandbox }
}

/** What was drawn on the live line, one text a drawing. */
function drawings(output: string): string[] {
  const live = output.slice(output.indexOf(HIDE_CURSOR), output.lastIndexOf(SHOW_CURSOR))
  return live
    .split("\r")
    .map((part) => stripVTControlCharacters(part).trimEnd())
    .filter((part) => part !== "")
}

describe.skipIf(!HAS_SCRIPT)("iterable-data-import run on a terminal", () => {
  it("shows a live line, removes it, gives the cursor back, and ends with the summary", async () => {
    const { running } = await onTerminal({})
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(0)
    const drawn = drawings(stdout)
    expect(drawn.length).toBeGreaterThan(3)
    for (const line of drawn)
      expect(line).toMatch(/^(\[#*-*\] +\d+% {2})?[\d,]+ records? {2}[\d,]+\/s {2}0 rejected/)
    expect(drawn.some((line) => / [1-9],000 records/.test(line))).toBe(true)
    const end = stdout.slice(stdout.lastIndexOf(SHOW_CURSOR))
    expect(end).toContain("Imported users.csv into")
    expect(stdout).toContain(`\r${CLEAR}${SHOW_CURSOR}`)
  })

  it.each([20, 40, 60])("fits %d columns", async (columns) => {
    const { running } = await onTerminal({ columns })
    const { stdout } = await running.ended
    const drawn = drawings(stdout)
    expect(drawn.length).toBeGreaterThan(3)
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(columns)
  })

  it("keeps what a map file prints on lines of its own", async () => {
    const map = `let n = 0\n${USER_MAP.replace("=>", "=> (++n % 4000 === 0 && console.log('at ' + n),").replace(/\)\n$/, "))\n")}`
    const { running } = await onTerminal({ map })
    const { stdout } = await running.ended
    const lines = stripVTControlCharacters(stdout).split(/[\r\n]+/)
    expect(lines).toContain("at 4000")
    expect(lines).toContain("at 8000")
  })

  it("gives the cursor back when it is interrupted", async () => {
    // The second request, which takes all that is left, may go ten seconds after the first only.
    const { running, sandbox } = await onTerminal({ args: "--rate-limit users=0.1" })
    await running.said(/ 1,000 records/)
    running.child.stdin?.write(CTRL_C)
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(130)
    expect(stdout).toContain("Stopping: finishing what is in flight.")
    expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR))
    expect(stdout).toContain("Stopped before the end of users.csv.")
    expect(sandbox.sandbox.counts().users).toBeLessThan(8_000)
  })

  it("uses colors unless NO_COLOR is set", async () => {
    const [plain, colored] = await Promise.all([
      onTerminal({ env: { NO_COLOR: "1" } }).then(({ running }) => running.ended),
      onTerminal({}).then(({ running }) => running.ended),
    ])
    expect(colored.stdout).toContain("\u001B[1mImported")
    expect(plain.stdout).not.toContain("\u001B[1m")
    expect(plain.stdout).toContain(HIDE_CURSOR)
  })

  it.each([{ TERM: "dumb" }, { CI: "true" }])("draws nothing with %o", async (env) => {
    const { running } = await onTerminal({ env })
    const { stdout } = await running.ended
    expect(stdout).not.toContain(HIDE_CURSOR)
    expect(stdout).toContain("Imported users.csv into")
  })

  it("draws nothing with --quiet", async () => {
    const { running } = await onTerminal({ args: "--quiet" })
    expect(await running.ended).toMatchObject({ exitCode: 0, stdout: "" })
  })
})
