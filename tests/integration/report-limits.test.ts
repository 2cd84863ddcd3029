import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { IterableDataImport, TrackPurchase, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { DeliveryOptions, ImportAction, SourceDataRecord } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"

let folder = ""
let sandbox: RunningSandbox
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "report-limits-"))
  sandbox = await startSandbox({ rateLimits: "off", behavior: { trackUnknownUser: "create" } })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

const mapUser = ({ id }: SourceDataRecord): ImportAction => {
  if (id === "bad") throw new Error("bad")
  return new UpdateUserProfile({ userId: id })
}

let count = 0
/** Imports users one by one; gives the report of the import. */
async function reportOf(
  options: DeliveryOptions,
  ids: readonly string[],
  map: (record: SourceDataRecord) => ImportAction = mapUser,
): Promise<{ readonly name: string; readonly path: string }> {
  count += 1
  const name = `users-${count}.csv`
  const sourceFilePath = join(folder, name)
  writeFileSync(sourceFilePath, `id\n${ids.join("\n")}\n`)
  const summary = await IterableDataImport.create<SourceDataRecord>({
    sourceFilePath,
    apiKey: "canary-key-0123456789",
    baseUrl: sandbox.url,
    stateDir: join(folder, "state"),
    maxRecordsPerRequest: 1,
    maxRejects: "off",
    ...options,
  }).run(map)
  return { name, path: summary.paths.report ?? "" }
}
/** As the charts say them, each in words and in its description. */
const limitsIn = (path: string): string[] => {
  const said = readFileSync(path, "utf8").matchAll(/of the limit of (\d+(?:\.\d+)?)/g)
  return [...new Set(Array.from(said, ([, limit = ""]) => limit))]
}
const users = (number: number): string[] => Array.from({ length: number }, (_, index) => `u${index}`)

it.each<[string, DeliveryOptions, number, string[]]>([
  ["the documented limit", {}, 9, ["5"]],
  ["the share of it that the import takes", { rateShare: 0.5 }, 5, ["2.5"]],
  ["a limit of the user's own, whatever the share", { rateLimits: { users: 4 }, rateShare: 0.5 }, 8, ["4"]],
])("report.html says how much of the limit was used: %s", async (_, options, number, limits) => {
  expect(limitsIn((await reportOf(options, users(number))).path)).toEqual(limits)
})

it("report.html says nothing of a limit where there is none", async () => {
  const slowly = new Promise((resolve) => setTimeout(resolve, 1_200))
  const purchase = ({ id }: SourceDataRecord): ImportAction =>
    new TrackPurchase({
      user: { userId: id },
      total: 1,
      items: [{ id: "1", name: "a", price: 1, quantity: 1 }],
    })
  const map = async (record: SourceDataRecord): Promise<ImportAction> => {
    if (record.id === "u3") await slowly
    return purchase(record)
  }
  const { path } = await reportOf({}, users(5), map as never)
  expect(readFileSync(path, "utf8")).toContain("Purchase requests per second")
  expect(limitsIn(path)).toEqual([])
})

it("report.html still says so once rejects were run again", async () => {
  const { name, path } = await reportOf({}, [...users(9), "bad"])
  const { records } = await retryRejects(
    {
      name,
      stateDir: join(folder, "state"),
      apiKey: "canary-key-0123456789",
      baseUrl: sandbox.url,
    },
    () => new UpdateUserProfile({ userId: "good" }),
  )
  expect(records.rejected).toBe(0)
  expect(limitsIn(path)).toEqual(["5"])
})
