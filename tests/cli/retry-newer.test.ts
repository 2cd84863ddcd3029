import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { gzipSync } from "node:zlib"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RejectLine } from "iterable-data-import"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Sandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" }

/** A user, and, where the row says so, an event or a purchase that carries fields of the user. */
const MAP = `import { TrackCustomEvent, TrackPurchase, UpdateUserProfile } from "iterable-data-import"
export default ({ email, tier, score, also }) => {
  if (tier === "?") throw new Error("no such tier")
  const dataFields = { tier, score: /^[0-9]+$/.test(score) ? Number(score) : score }
  if (also === "purchase")
    return new TrackPurchase({ user: { email, dataFields }, items: [{ id: "mug", name: "Mug", price: 2, quantity: 1 }], total: 2 })
  const user = new UpdateUserProfile({ email, dataFields })
  return also === "event" ? [user, new TrackCustomEvent({ email, eventName: "joined" })] : user
}
`

type Row = readonly [email: string, tier: string, score: string, also?: string | undefined]
const ADA = "ada@example.com"
const FORMATS = ["csv", "ndjson"] as const
type Format = (typeof FORMATS)[number]

function recordOf([email, tier, score, also = ""]: Row): Record<string, string> {
  return { email, tier, score, also }
}

function textOf(format: Format, rows: readonly (Row | "unreadable")[]): string {
  const lines = rows.map((row) => {
    if (format === "csv") return row === "unreadable" ? ADA : Object.values(recordOf(row)).join(",")
    return row === "unreadable" ? `{"email": "${ADA}",` : JSON.stringify(recordOf(row))
  })
  return [...(format === "csv" ? ["email,tier,score,also"] : []), ...lines, ""].join("\n")
}

interface Imported {
  readonly cwd: string
  readonly stateDir: string
  readonly filePath: string
  readonly sandbox: Sandbox
  readonly where: readonly string[]
  readonly retry: (...args: string[]) => Promise<Ended>
  /** Puts a row in place of a reject's record. */
  readonly correct: (rows: Readonly<Record<number, Row>>) => Promise<void>
  /** The codes of what is left, by the numbers of the records. */
  readonly left: () => Promise<Readonly<Record<number, string>>>
  readonly tier: () => unknown
}

/** An import that has left rejects. */
async function imported(
  name: string,
  text: string | Buffer,
  { args = [] }: { readonly args?: readonly string[] } = {},
): Promise<Imported> {
  const { close, sandbox, url } = await startSandbox({
    rateLimits: "off",
    userFields: { score: "long", tier: "string" },
  })
  onTestFinished(() => close())
  const cwd = await folderWith({ "map.ts": MAP })
  const filePath = join(cwd, name)
  await writeFile(filePath, text)
  const where = ["--map", "map.ts", "--base-url", url, "--rate-limit", "off"]
  const run = await cli(["run", name, ...args, ...where, "--max-rejects", "off"], { cwd, env: ENV })
  expect(run.exitCode).toBe(1)
  const stateDir = join(cwd, ".iterable-data-import")
  const listPath = join(stateDir, args[0] === "--name" ? (args[1] ?? "") : name, "rejects.ndjson")
  const linesIn = async (): Promise<RejectLine[]> => {
    const list = await readFile(listPath, "utf8").catch(() => "")
    return list.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as RejectLine]))
  }
  return {
    cwd,
    stateDir,
    filePath,
    sandbox,
    where,
    retry: (...more) => cli(["retry", ...where, ...more], { cwd, env: ENV }),
    correct: async (rows) => {
      const lines = (await linesIn()).map((line) => {
        const row = rows[line.position.recordNumber]
        return JSON.stringify(row === undefined ? line : { ...line, record: recordOf(row) })
      })
      await writeFile(listPath, `${lines.join("\n")}\n`)
    },
    left: async () =>
      Object.fromEntries((await linesIn()).map(({ code, position }) => [position.recordNumber, code])),
    tier: () => sandbox.user({ email: ADA })?.dataFields["tier"],
  }
}

const FAULTS: readonly (readonly [where: string, row: Row | "unreadable"])[] = [
  ["at the API", [ADA, "silver", "high"]],
  ["in a purchase", [ADA, "silver", "high", "purchase"]],
  ["at the map function", [ADA, "?", "1"]],
  ["before it could be read", "unreadable"],
  ["by its email", ["ada-at-example.com", "silver", "1"]],
  ["about another user", ["bob@example.com", "silver", "high"]],
]

describe.each(FORMATS)("retry of older values, %s", (format) => {
  const name = `users.${format}`

  it.each(FAULTS)("leaves out what failed %s, unless it is asked for", async (_, row) => {
    const also = typeof row === "string" ? "" : row[3]
    const { correct, left, retry, tier } = await imported(
      name,
      textOf(format, [row, [ADA.toUpperCase(), "gold", "2"], ["eve@example.com", "gold", "high"]]),
    )
    await correct({ 1: [ADA, "silver", "1", also], 3: ["eve@example.com", "gold", "1"] })
    const first = await retry(name)
    expect(first.exitCode).toBe(1)
    expect(first.stderr).toContain(`record 2 (line ${format === "csv" ? 3 : 2}) comes later`)
    expect(first.stderr).toContain("--overwrite-newer")
    expect(tier()).toBe("gold")
    expect(await left()).toEqual({ 1: "overwrites-newer" })
    const second = await retry(name, "--overwrite-newer")
    expect(second.exitCode).toBe(0)
    expect(tier()).toBe("silver")
    expect(await left()).toEqual({})
  })

  it("runs again where nothing is newer", async () => {
    const users = FAULTS.map((_, index) => `user${index}@example.com`)
    const rows = FAULTS.flatMap(([, row], index): (Row | "unreadable")[] => {
      const user = users[index] ?? ""
      const email = typeof row !== "string" && row[0] !== ADA ? row[0] : user
      return [
        [user, "bronze", "1"],
        typeof row === "string" ? row : ([email, ...row.slice(1)] as unknown as Row),
      ]
    })
    const { correct, left, retry, sandbox } = await imported(name, textOf(format, rows))
    await correct(
      Object.fromEntries(users.map((user, index) => [2 * index + 2, [user, "silver", "1"] as const])),
    )
    const ended = await retry(name)
    expect(ended.exitCode).toBe(0)
    expect(await left()).toEqual({})
    expect(users.map((email) => sandbox.user({ email })?.dataFields["tier"])).toEqual(
      users.map(() => "silver"),
    )
  })

  it("keeps the order of rejects that are run together, or by and by", async () => {
    const { correct, left, retry, tier } = await imported(
      name,
      textOf(format, ["unreadable", [ADA, "?", "1"], [ADA, "gold", "high"]]),
    )
    await correct({ 1: [ADA, "bronze", "1"], 2: [ADA, "silver", "1"], 3: [ADA, "gold", "high"] })
    const map = await retry(name, "--retry-code", "map-function-threw")
    expect(map.exitCode).toBe(0)
    expect(tier()).toBe("silver")
    await correct({ 3: [ADA, "gold", "1"] })
    const others = await retry(name)
    expect(others.exitCode).toBe(1)
    expect(await left()).toEqual({ 1: "overwrites-newer" })
    expect(tier()).toBe("gold")
  })

  it("runs the events of a record whose update it leaves out", async () => {
    const { left, retry, sandbox, tier } = await imported(
      name,
      textOf(format, [
        [ADA, "?", "1", "event"],
        [ADA, "gold", "2"],
      ]),
    )
    const map = join(await folderWith({ "fixed.ts": MAP.replace('"?"', '"!"') }), "fixed.ts")
    const ended = await retry(name, "--map", map)
    expect(ended.exitCode).toBe(1)
    expect(tier()).toBe("gold")
    expect([...sandbox.events()]).toHaveLength(1)
    expect(await left()).toEqual({ 1: "overwrites-newer" })
    expect((await retry(name, "--map", map)).exitCode).toBe(1)
    expect([...sandbox.events()]).toHaveLength(1)
  })

  it("leaves out what it cannot tell, as the source is gone or has changed, and says so", async () => {
    const { correct, filePath, left, retry, tier } = await imported(
      name,
      textOf(format, [
        [ADA, "?", "1"],
        [ADA, "gold", "2"],
      ]),
    )
    await correct({ 1: [ADA, "silver", "1"] })
    await rename(filePath, `${filePath}.away`)
    const gone = await retry(name)
    expect(gone.exitCode).toBe(1)
    expect(gone.stderr).toContain("is no longer there")
    expect(await left()).toEqual({ 1: "may-overwrite-newer" })
    await writeFile(filePath, textOf(format, [[ADA, "?", "1"]]))
    const changed = await retry(name)
    expect(changed.exitCode).toBe(1)
    expect(changed.stderr).toContain("has changed since it was imported")
    expect(tier()).toBe("gold")
    expect((await retry(name, "--overwrite-newer")).exitCode).toBe(0)
    expect(tier()).toBe("silver")
  })

  it("does not need the source of what failed at the API", async () => {
    const { correct, filePath, left, retry, tier } = await imported(
      name,
      textOf(format, [
        [ADA, "silver", "high"],
        ["eve@example.com", "silver", "high"],
        [ADA, "gold", "2"],
      ]),
    )
    await correct({ 1: [ADA, "silver", "1"], 2: ["eve@example.com", "silver", "1"] })
    await rm(filePath)
    expect((await retry(name)).exitCode).toBe(1)
    expect(await left()).toEqual({ 1: "overwrites-newer" })
    expect(tier()).toBe("gold")
  })

  it("finds the source of an import that was given a name, packed or with another separator", async () => {
    const rows: readonly Row[] = [
      [ADA, "?", "1"],
      [ADA, "gold", "2"],
    ]
    const packed = await imported(`${name}.gz`, gzipSync(textOf(format, rows)), {
      args: ["--name", "nightly"],
    })
    await packed.correct({ 1: [ADA, "silver", "1"] })
    expect((await packed.retry("nightly")).exitCode).toBe(1)
    expect(await packed.left()).toEqual({ 1: "overwrites-newer" })
    if (format === "ndjson") return
    const text = textOf(format, rows).replaceAll(",", ";")
    const other = await imported(name, text, { args: ["--name", "nightly", "--delimiter", ";"] })
    await other.correct({ 1: [ADA, "silver", "1"] })
    expect((await other.retry("nightly")).exitCode).toBe(1)
    expect(await other.left()).toEqual({ 1: "overwrites-newer" })
  })
})

describe("retry", () => {
  it("warns if another import into the same place has finished since", async () => {
    const text = textOf("csv", [[ADA, "silver", "high"]])
    const { correct, cwd, retry, where } = await imported("monday.csv", text)
    await correct({ 1: [ADA, "silver", "1"] })
    expect((await retry("monday.csv", "--dry-run")).stderr).not.toContain("Warning: Since")
    await writeFile(join(cwd, "tuesday.csv"), textOf("csv", [[ADA, "gold", "1"]]))
    expect((await cli(["run", "tuesday.csv", ...where], { cwd, env: ENV })).exitCode).toBe(0)
    const { exitCode, stderr } = await retry("monday.csv")
    expect(stderr).toMatch(
      /^Warning: Since monday\.csv was imported, another import has finished into the same place: tuesday\.csv \(on 20/m,
    )
    expect(exitCode).toBe(0)
  })
})
