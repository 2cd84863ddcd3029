import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import type { Sandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 60_000 })

const ENV = { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" }

/** As Shopify exports orders: a row for each line item; the total stands in the first one. */
const HEADER = "Name,Email,Total,Lineitem name,Lineitem quantity,Lineitem price,Lineitem sku"
const SOUND = [
  "#1001,anna@example.com,30.00,Mug,2,10.00,M1",
  "#1001,anna@example.com,,Tea,1,10.00,T1",
  "#1002,bert@example.com,10.00,Mug,1,10.00,M1",
]
const FAULTY = [
  "#1003,cleo@example.com,30.00,Cup,1,10.00,C1",
  "#1003,cleo@example.com,,Tea,2",
  "#1001,anna@example.com,,Cup,1,10.00,C1",
  "#1004,nobody,20.00,Cup,1,10.00,C1",
  "#1004,nobody,,Tea,1,10.00,T1",
  "#1005,dora@example.com,10.00,Cup,1,10.00,C1",
]
const MAP = `import { TrackPurchase } from "iterable-data-import"
export default (rows) => {
  const [{ Name, Email, Total }] = rows
  const items = rows.map((row) => ({
    id: row["Lineitem sku"],
    name: row["Lineitem name"],
    price: Number(row["Lineitem price"]),
    quantity: Number(row["Lineitem quantity"]),
  }))
  return new TrackPurchase({ user: { email: Email }, id: Name.replace("#", "order-"), items, total: Number(Total) })
}
`

interface Imported {
  readonly cwd: string
  readonly directory: string
  readonly ended: Ended
  readonly orders: () => readonly string[]
  readonly run: (...args: string[]) => Promise<Ended>
}

async function imported(rows: readonly string[], ...args: string[]): Promise<Imported> {
  const { close, sandbox, url } = await startSandbox({ rateLimits: "off" })
  onTestFinished(close)
  const cwd = await folderWith({ "orders.csv": `${[HEADER, ...rows].join("\n")}\n`, "map.mjs": MAP })
  const where = ["--map", "map.mjs", "--base-url", url, "--rate-limit", "off"]
  const run = (...more: string[]): Promise<Ended> => cli([...more, ...where], { cwd, env: ENV })
  const ended = await run("run", "orders.csv", "--group-by", "Name", ...args)
  return {
    cwd,
    directory: join(cwd, ".iterable-data-import", "orders.csv"),
    ended,
    orders: () => ordersIn(sandbox),
    run,
  }
}

const ordersIn = (sandbox: Sandbox): readonly string[] =>
  [...sandbox.purchases()]
    .map(({ id, items }) => `${id}: ${items.map((item) => item["id"]).join(" ")}`)
    .toSorted()

/** The rows of a list in CSV, without the text of reasons and advice. */
const rowsIn = (csv: string): readonly string[] =>
  csv
    .split("\n")
    .flatMap((row) => (/^\d+,/.exec(row) && row.replace(/^(\d+),.*,(r[0-9a-f]{15}),/, "$1 $2 ")) || [])

describe("iterable-data-import run --group-by", () => {
  it("makes one purchase of the rows of an order, the last one too", async () => {
    const { ended, orders } = await imported(SOUND)
    expect(ended).toMatchObject({ exitCode: 0 })
    expect(ended.stderr).toContain("Records   2 read, of 3 rows, grouped by Name")
    expect(orders()).toEqual(["order-1001: M1 T1", "order-1002: M1"])
  })

  it("rejects an order as a whole, with all its rows in both lists", async () => {
    const { directory, ended, orders } = await imported([...SOUND, ...FAULTY])
    expect(ended.exitCode).toBe(1)
    expect(orders()).toEqual(["order-1001: M1 T1", "order-1002: M1", "order-1005: C1"])
    expect(ended.stderr).toContain("Warning: 1 group has the same Name as rows further up in orders.csv")
    const rows = rowsIn(await readFile(join(directory, "rejects.csv"), "utf8"))
    expect(rows.map((row) => row.replace(/ r\w+ /, " "))).toEqual([
      ...FAULTY.slice(0, 2).map((row) => `3 ${row}`),
      `4 ${FAULTY[2] ?? ""}`,
      ...FAULTY.slice(3, 5).map((row) => `5 ${row}`),
    ])
    const lines = (await readFile(join(directory, "rejects.ndjson"), "utf8")).trimEnd().split("\n")
    const [short, apart, refused] = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    expect(short).toMatchObject({
      position: { recordNumber: 3, lineNumber: 5, lastLineNumber: 6, rowCount: 2 },
      code: "too-few-fields",
      rows: [{ record: { "Lineitem sku": "C1" } }, { fields: ["#1003", "cleo@example.com", "", "Tea", "2"] }],
    })
    expect(apart).toMatchObject({ code: "rows-apart", rows: [{ record: { Name: "#1001" } }] })
    expect(refused).toMatchObject({
      stage: "api",
      record: [{ "Lineitem sku": "C1" }, { "Lineitem sku": "T1" }],
    })
  })

  it("puts the rows of a corrected rejects.csv together again, in whatever order they stand", async () => {
    const { directory, orders, run } = await imported([...SOUND, ...FAULTY])
    const path = join(directory, "rejects.csv")
    const csv = await readFile(path, "utf8")
    const corrected = csv
      .replace(",Tea,2\n", ",Tea,2,10.00,T1\n")
      .replaceAll(",nobody,", ",nora@example.com,")
    const [header = "", ...rows] = corrected.trimEnd().split("\n")
    const [first = "", second = "", ...others] = rows
    await writeFile(path, `${[header, first, ...others, second].join("\n")}\n`)
    const retried = await run("retry", "orders.csv")
    expect(retried).toMatchObject({ exitCode: 1 })
    expect(orders()).toEqual([
      ...["order-1001: M1 T1", "order-1002: M1", "order-1003: C1 T1", "order-1004: C1 T1"],
      "order-1005: C1",
    ])
    expect(rowsIn(await readFile(path, "utf8"))).toEqual([expect.stringMatching(/^4 r\w+ #1001,/)])
    // It is left until a person says that it is right as it stands.
    const left = await readFile(path, "utf8")
    await writeFile(path, left.replace(',"#1001,anna@example.com,,Cup,1,10.00,C1",', ",,"))
    expect((await run("retry", "orders.csv")).exitCode).toBe(0)
  })

  it("runs a group from rejects.ndjson once its rows are its record", async () => {
    const { directory, orders, run } = await imported([...SOUND, ...FAULTY])
    const path = join(directory, "rejects.ndjson")
    const text = await readFile(path, "utf8")
    const whole = { Name: "#1003", Email: "cleo@example.com", Total: "10", "Lineitem name": "Cup" }
    const row = { ...whole, "Lineitem quantity": "1", "Lineitem price": "10", "Lineitem sku": "C1" }
    const lines = text.replaceAll('"nobody"', '"nora@example.com"').trimEnd().split("\n")
    const put = (line: string, record: unknown): string =>
      JSON.stringify({ ...(JSON.parse(line) as object), record })
    await writeFile(path, `${[put(lines[0] ?? "", [row]), lines[1], lines[2]].join("\n")}\n`)
    expect((await run("retry", "orders.csv")).exitCode).toBe(1)
    expect(orders()).toContain("order-1003: C1")
    expect(orders()).toContain("order-1004: C1 T1")
    const [left = ""] = (await readFile(path, "utf8")).split("\n")
    expect(JSON.parse(left)).toMatchObject({ code: "rows-apart" })
    await writeFile(path, `${put(left, row)}\n`)
    const wrong = await run("retry", "orders.csv")
    expect(wrong.stdout + wrong.stderr).toContain("The record is one object: it must be an array of objects")
  })

  it("moves a row from one group to another, and takes one out, as a person has done in rejects.csv", async () => {
    const { directory, orders, run } = await imported([
      "#1,nobody,1,A,1,1,A1",
      "#1,nobody,1,B,1,1,B1",
      "#2,nobody,1,C,1,1,C1",
      "#2,nobody,1,D,1,1,D1",
    ])
    const path = join(directory, "rejects.csv")
    const rows = (await readFile(path, "utf8")).replaceAll(",nobody,", ",nora@example.com,").split("\n")
    const moved = rows.flatMap((row) => {
      if (row.endsWith("D1")) return []
      return row.endsWith("B1") ? row.replace(/^1,/, "2,").replace("#1,", "#2,") : row
    })
    await writeFile(path, moved.join("\n"))
    expect((await run("retry", "orders.csv")).exitCode).toBe(0)
    expect(orders()).toEqual(["order-1: A1", "order-2: B1 C1"])
  })

  it("does not run a record whose rows have different values", async () => {
    const { directory, orders, run } = await imported(["#1,nobody,1,A,1,1,A1", "#1,nobody,1,B,1,1,B1"])
    const path = join(directory, "rejects.csv")
    const csv = (await readFile(path, "utf8")).replaceAll(",nobody,", ",nora@example.com,")
    await writeFile(path, csv.replace("#1,nora@example.com,1,B", "#2,nora@example.com,1,B"))
    const retried = await run("retry", "orders.csv")
    expect(retried.exitCode).toBe(1)
    expect(retried.stderr + retried.stdout).toContain('"Name" differs between the rows of the record')
    expect(orders()).toEqual([])
  })

  it("names the columns that there are if there is none of that name", async () => {
    const { ended } = await imported(SOUND, "--group-by", "name")
    expect(ended).toMatchObject({ exitCode: 2 })
    expect(ended.stderr).toContain('Cannot group by the column "name"')
    expect(ended.stderr).toContain("It has: Name, Email, Total")
  })
})
