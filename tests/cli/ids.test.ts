import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { RunningSandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const CLOCK_MAP = `
import { TrackCustomEvent } from "iterable-data-import"
export default ({ user, id }) =>
  new TrackCustomEvent({ eventName: "seen", userId: user, id, dataFields: { at: Date.now() + Math.random() } })
`
const rows = (count: number, day: number): string =>
  `user,order,day\n${Array.from({ length: count }, (_, n) => `u${n},o${n},${day}\n`).join("")}`

interface Case {
  readonly cwd: string
  readonly sandbox: RunningSandbox
  readonly run: (...args: readonly string[]) => Promise<Ended>
}

async function caseWith(events: string): Promise<Case> {
  const sandbox = await startSandbox({ behavior: { trackUnknownUser: "create" } })
  onTestFinished(() => sandbox.close())
  const cwd = await folderWith({ "events.csv": events, "map.mjs": CLOCK_MAP })
  const run = (...args: readonly string[]): Promise<Ended> =>
    cli(["run", "events.csv", "--map", "map.mjs", "--base-url", sandbox.url, ...args], {
      cwd,
      env: { ITERABLE_API_KEY: "made-up-key-0123456789" },
    })
  return { cwd, sandbox, run }
}

describe("iterable-data-import run, of a file that has changed", () => {
  it("asks which one it is, in words that work when typed", async () => {
    const { cwd, run, sandbox } = await caseWith(rows(20, 1))
    const events = (): number => sandbox.sandbox.counts().events
    expect((await run()).exitCode).toBe(0)
    await writeFile(join(cwd, "events.csv"), rows(21, 1))
    for (const args of [[], ["-q"], ["--restart"]]) {
      const asked = await run(...args)
      expect([asked.exitCode, events()]).toEqual([2, 20])
      expect(asked.stderr).toContain("events.csv has changed since it was imported on ")
      expect(asked.stderr).toContain("run it with --if-changed same:")
      expect(asked.stderr).toContain("run it with --if-changed new:")
      expect(asked.stderr).toContain("with ids of their own, or with --ids-from, from the first time on.")
    }
    expect([(await run("--if-changed", "same")).exitCode, events()]).toEqual([0, 21])
    await writeFile(join(cwd, "events.csv"), rows(22, 1))
    expect([(await run("--if-changed=new")).exitCode, events()]).toEqual([0, 43])
    expect((await run("--if-changed", "old")).exitCode).toBe(2)
  })
})

describe("iterable-data-import run, with columns to make ids of", () => {
  it("makes them of these, in any file, and names a column that is not there", async () => {
    const { cwd, run, sandbox } = await caseWith(rows(20, 1))
    expect((await run("--ids-from", "order")).exitCode).toBe(0)
    await writeFile(join(cwd, "events.csv"), rows(20, 2))
    expect((await run("--ids-from", "order")).exitCode).toBe(0)
    expect(sandbox.sandbox.counts().events).toBe(20)
    const other = await run("--restart", "--ids-from", "user")
    expect(other.exitCode).toBe(2)
    expect(other.stderr).toContain("That was with --ids-from order: give the same.")
    const refused = await run("--name", "other", "--ids-from", "order,shop")
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('Cannot make ids from the column "shop"')
    expect((await run("--ids-from", "order,")).stderr).toContain('--ids-from is "order,"')
  })
})

describe("iterable-data-import run, with ids that repeat", () => {
  it("warns of them, and so does status", async () => {
    const { cwd, run } = await caseWith(`user,id\n${"u1,same\n".repeat(30)}`)
    const warning = "Warning: 29 events or purchases have an id that an earlier one of this import has"
    expect((await run()).stderr).toContain(warning)
    expect((await cli(["status"], { cwd })).stdout).toContain(warning)
  })
})

describe("iterable-data-import retry, with ids that repeat", () => {
  const MAP = (rejected: string): string => `
import { TrackCustomEvent, TrackPurchase } from "iterable-data-import"
export default ({ user, own, price }) => {
  if (price === ${rejected}) throw new Error("no price")
  return [
    new TrackCustomEvent({ eventName: "seen", userId: user, id: own || undefined }),
    new TrackPurchase({ user: { userId: user }, items: [{ id: "1", name: "x", price: 1, quantity: 1 }], total: 1, id: own || undefined }),
  ]
}`

  it.each([
    ["of their own", "b", [], "-q"],
    ["made of a key", "", ["--ids-from", "order"], "--json"],
  ])("warns of them: %s", async (_, own, idsFrom, output) => {
    const { cwd, run, sandbox } = await caseWith(
      `user,order,own,price\nu1,a,${own && "a"},1\n${`u2,b,${own},x\n`.repeat(2)}`,
    )
    await writeFile(join(cwd, "map.mjs"), MAP('"x"'))
    expect((await run(...idsFrom)).exitCode).toBe(1)
    await writeFile(join(cwd, "map.mjs"), MAP("undefined"))
    const retry = ["retry", "--map", "map.mjs", "--base-url", sandbox.url, output]
    const retried = await cli(retry, { cwd, env: { ITERABLE_API_KEY: "made-up-key-0123456789" } })
    expect(retried.exitCode).toBe(0)
    expect(retried.stderr).toContain("Warning: 2 events or purchases have an id that an earlier one ")
  })
})
