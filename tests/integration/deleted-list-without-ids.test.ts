import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  IterableDataImport,
  TrackCustomEvent,
  UpdateUserProfile,
  UsageError,
  retryRejects,
} from "../../src/index.ts"
import type { DeliveryOptions, ImportAction, MapFunction, SourceDataRecord } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord
type Ids = DeliveryOptions["ids"]

const each = typedSandbox()

const met = ({ email = "" }: Row): ImportAction =>
  new TrackCustomEvent({ email, eventName: "met", dataFields: { who: email } })
const joined = ({ email = "", score = "" }: Row): ImportAction =>
  new TrackCustomEvent({
    email,
    eventName: "joined",
    dataFields: { who: email, score: score === "bad" ? "bad" : Number(score) },
  })
const updated = ({ email = "" }: Row): ImportAction => new UpdateUserProfile({ email })
const both: MapFunction<Row> = (row) => [met(row), joined(row)]

/** Imports rows, and removes the list that says what was accepted of those that failed. */
async function importAndRemove(
  rows: readonly string[],
  map: MapFunction<Row>,
  ids: Ids,
): Promise<{ readonly csvPath: string; readonly ndjsonPath: string; readonly asidePath: string }> {
  const sourceFilePath = join(each.folder, "data.csv")
  writeFileSync(sourceFilePath, ["email,score", ...rows, ""].join("\n"))
  const { paths } = await IterableDataImport.create<Row>({
    ...each.options({ ids }),
    report: false,
    sourceFilePath,
  }).run(map)
  const { rejects: ndjsonPath = "", rejectsCsv: csvPath = "" } = paths
  const asidePath = join(each.folder, "aside.ndjson")
  renameSync(ndjsonPath, asidePath)
  return { csvPath, ndjsonPath, asidePath }
}
const retry = (map: MapFunction<Row>, ids: Ids): ReturnType<typeof retryRejects> => {
  return retryRejects(each.options({ ids }), map)
}
const correct = (path: string): void =>
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(",bad", ",1"))
const events = (): string[] =>
  [...each.running.sandbox.events()]
    .map(({ dataFields, eventName }) => `${eventName} ${String(dataFields["who"])}`)
    .toSorted()

const ROWS = ["ada@x.com,1", "ben@x.com,bad"]
const ALL = ["joined ada@x.com", "joined ben@x.com", "met ada@x.com", "met ben@x.com"]

describe("a retry of rejects.csv whose rejects.ndjson is gone", () => {
  it("is refused without ids, where a reject may be accepted in part, and goes on once the list is back", async () => {
    const { asidePath, csvPath, ndjsonPath } = await importAndRemove(ROWS, both, "none")
    const [before, list] = [events(), readFileSync(csvPath, "utf8")]
    const refused = retry(both, "none")
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(/rejects\.ndjson is gone.*Put it back/)
    expect([events(), readFileSync(csvPath, "utf8")]).toEqual([before, list])
    renameSync(asidePath, ndjsonPath)
    correct(csvPath)
    expect((await retry(both, "none")).records).toMatchObject({ imported: 2, rejected: 0 })
    expect(events()).toEqual(ALL)
  })

  it("is refused without ids, where a reject may have been applied", async () => {
    each.running.sandbox.configure({
      faults: [{ fault: { kind: "reset" }, when: "after", endpoint: "events/trackBulk", maxTimes: 1 }],
    })
    await importAndRemove(["ada@x.com,1"], joined, "none")
    const before = events()
    await expect(retry(joined, "none")).rejects.toThrow(/rejects\.ndjson is gone/)
    expect(events()).toEqual(before)
  })

  it("goes on with ids: what is sent again, is so under the same ids", async () => {
    const { csvPath } = await importAndRemove(ROWS, both, "derive")
    correct(csvPath)
    expect((await retry(both, "derive")).records).toMatchObject({ imported: 2, rejected: 0 })
    expect(events()).toEqual(ALL)
  })

  it.each([
    ["records have one action each", ROWS, joined, ["joined ada@x.com", "joined ben@x.com"]],
    [
      "nothing but updates was accepted",
      ["ben@x.com,bad"],
      (row: Row) => [updated(row), joined(row)],
      ["joined ben@x.com"],
    ],
  ])("goes on without ids, where %s", async (_where, rows, map, all) => {
    const { csvPath } = await importAndRemove(rows, map, "none")
    correct(csvPath)
    expect((await retry(map, "none")).records).toMatchObject({ imported: rows.length, rejected: 0 })
    expect(events()).toEqual(all)
  })

  it("goes on without ids, where no reject could be read", async () => {
    const { csvPath } = await importAndRemove(["ada@x.com,1", "ben@x.com"], both, "none")
    writeFileSync(
      csvPath,
      readFileSync(csvPath, "utf8").replace(/ben@x\.com(?<end>,*\r?\n)$/, "ben@x.com,1\n"),
    )
    expect((await retry(both, "none")).records).toMatchObject({ imported: 2, rejected: 0 })
    expect(events()).toEqual(ALL)
  })
})
