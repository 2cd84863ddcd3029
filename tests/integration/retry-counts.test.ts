import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { IterableDataImport, TrackCustomEvent, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { MapFunction, SourceDataRecord, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord

const each = typedSandbox()

const update = (email: string, age: unknown): UpdateUserProfile =>
  new UpdateUserProfile({ email, dataFields: { age: age === "bad" ? "bad" : Number(age) } })
const event = (email: string, score: unknown): TrackCustomEvent =>
  new TrackCustomEvent({
    email,
    eventName: "joined",
    dataFields: { score: score === "bad" ? "bad" : Number(score) },
  })

/** Imports one row, and runs it again corrected; gives the counts of the import's actions after each. */
async function counts(
  row: Row,
  corrections: readonly Row[],
  map: MapFunction<Row>,
): Promise<Summary["actions"][]> {
  const sourceFilePath = join(each.folder, "data.ndjson")
  writeFileSync(sourceFilePath, `${JSON.stringify(row)}\n`)
  const options = each.options()
  const { paths } = await IterableDataImport.create<Row>({ ...options, sourceFilePath }).run(map)
  const read = (): Summary["actions"] =>
    (JSON.parse(readFileSync(paths.summary ?? "", "utf8")) as Summary).actions
  const all = [read()]
  for (const record of corrections) {
    const line = JSON.parse(readFileSync(paths.rejects ?? "", "utf8")) as object
    writeFileSync(paths.rejects ?? "", `${JSON.stringify({ ...line, record })}\n`)
    await retryRejects(options, map)
    all.push(read())
  }
  return all
}

const of = (accepted: number, rejected = 0): Summary["actions"]["users"] => ({
  accepted,
  rejected,
  unknown: 0,
})

describe("the counts of an import's actions after a retry", () => {
  const two: MapFunction<Row> = ({ age, score }) => [update("ada@x.com", age), event("ada@x.com", score)]

  it("count an accepted update once, though it was corrected and run again", async () => {
    const all = await counts({ age: "30", score: "bad" }, [{ age: "31", score: "1" }], two)
    expect(all).toMatchObject([
      { users: of(1), events: of(0, 1) },
      { users: of(1), events: of(1) },
    ])
  })

  it("count it once, though it was run again after one that comes before it, and however often", async () => {
    const ordered: MapFunction<Row> = ({ age, score }) => [
      update("ada@x.com", age),
      update("ada@x.com", "30"),
      event("ada@x.com", score),
    ]
    const corrections = [
      { age: "29", score: "bad" },
      { age: "28", score: "1" },
    ]
    expect(await counts({ age: "bad", score: "bad" }, corrections, ordered)).toMatchObject([
      { users: of(1, 1), events: of(0, 1) },
      { users: of(2), events: of(0, 1) },
      { users: of(2), events: of(1) },
    ])
  })

  it("count it as rejected where that is what became of it", async () => {
    const corrections = [
      { age: "bad", score: "1" },
      { age: "30", score: "1" },
    ]
    expect(await counts({ age: "30", score: "bad" }, corrections, two)).toMatchObject([
      { users: of(1), events: of(0, 1) },
      { users: of(0, 1), events: of(1) },
      { users: of(1), events: of(1) },
    ])
  })
})
