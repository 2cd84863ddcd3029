import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { ImportStoppedError, IterableDataImport, TrackPurchase, UsageError } from "../../src/index.ts"
import type { SourceDataRecord, Summary } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"

type Rows = readonly SourceDataRecord<unknown>[]

const ORDERS = 60
/** More rows than are mapped before the first is sent, in orders of 10 to 40, of which the first comes again at the end. */
const ROWS = Array.from({ length: ORDERS }, (_, order) =>
  Array.from({ length: 10 + ((order * 7) % 31) }, (_item, item) => ({
    order: `o${order}`,
    sku: `s${order}-${item}`,
  })),
)
  .flat()
  .concat({ order: "o0", sku: "s0-again" })
const WHOLE = Array.from({ length: ORDERS }, (_, order) => {
  const skus = ROWS.slice(0, -1).flatMap((row) => (row.order === `o${order}` ? [row.sku] : []))
  return `o${order}: ${skus.join(" ")}`
})

const WRITTEN: Readonly<Record<string, string>> = {
  "orders.csv": `order,sku\n${ROWS.map(({ order, sku }) => `${order},${sku}`).join("\n")}\n`,
  "orders.ndjson": ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""),
  "orders.json": JSON.stringify(ROWS, null, 1),
}

interface Bench {
  readonly run: (options?: {
    readonly groupBy?: string | undefined
    readonly stopAt?: number
  }) => Promise<Summary>
  readonly sandbox: RunningSandbox["sandbox"]
}

async function benchWith(fileName: string): Promise<Bench> {
  const { close, sandbox, url: baseUrl } = await startSandbox({ rateLimits: "off" })
  onTestFinished(close)
  const folder = mkdtempSync(join(tmpdir(), "groups-"))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const sourceFilePath = join(folder, fileName)
  writeFileSync(sourceFilePath, WRITTEN[fileName] ?? "")
  const run: Bench["run"] = async ({ stopAt, ...given } = {}) => {
    const abort = new AbortController()
    const { groupBy = "groupBy" in given ? undefined : "order" } = given
    const { signal } = abort
    const where = { sourceFilePath, baseUrl, apiKey: "k", stateDir: join(folder, "state") }
    const options = { ...where, rateLimits: "off", signal } as const
    const dataImport =
      groupBy === undefined
        ? IterableDataImport.create<Rows>(options)
        : IterableDataImport.create({ ...options, groupBy })
    const before = [...sandbox.purchases()].length
    return dataImport.run(async (rows, { recordNumber }) => {
      if (recordNumber === stopAt) {
        await expect.poll(() => [...sandbox.purchases()].length, { interval: 1 }).toBeGreaterThan(before)
        abort.abort()
      }
      const items = rows.map(({ sku }) => ({ id: String(sku), name: "Thing", price: 1, quantity: 1 }))
      return new TrackPurchase({
        user: { userId: "u1" },
        total: 1,
        items,
        dataFields: { order: rows[0]?.["order"] },
      })
    })
  }
  return { run, sandbox }
}

const ordersIn = (sandbox: Bench["sandbox"]): readonly string[] =>
  [...sandbox.purchases()]
    .map(({ dataFields, items }) => `${String(dataFields["order"])}: ${items.map(({ id }) => id).join(" ")}`)
    .toSorted()

describe("an import of groups of rows", () => {
  it.each(Object.keys(WRITTEN))("that is stopped goes on with whole groups of %s", async (fileName) => {
    const { run, sandbox } = await benchWith(fileName)
    for (const stopAt of [35, 55]) {
      const stopped: unknown = await run({ stopAt }).catch((error: unknown) => error)
      expect(stopped).toBeInstanceOf(ImportStoppedError)
    }
    const summary = await run()
    expect(summary.records).toMatchObject({ read: ORDERS + 1, imported: ORDERS, rejected: 1 })
    // The value came before the import was stopped.
    expect(summary.rejectReasons).toMatchObject([
      { code: "rows-apart", examples: [{ recordNumber: ORDERS + 1 }] },
    ])
    expect(summary.groups).toEqual({ by: "order", rows: ROWS.length, apart: 1 })
    expect(ordersIn(sandbox)).toEqual(WHOLE.toSorted())
    expect([...sandbox.purchases()].every(({ timesApplied }) => timesApplied === 1)).toBe(true)
  })

  it("goes on as it began where nothing else is said, and refuses another column", async () => {
    const { run, sandbox } = await benchWith("orders.csv")
    await run({ stopAt: 35 }).catch(() => undefined)
    await expect(run({ groupBy: "sku" })).rejects.toThrow(UsageError)
    await expect(run({ groupBy: "sku" })).rejects.toThrow(
      'another groupBy (groupBy: "order" then, groupBy: "sku" now)',
    )
    await run({ groupBy: undefined })
    expect(ordersIn(sandbox)).toEqual(WHOLE.toSorted())
  })
})
