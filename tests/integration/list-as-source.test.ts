import { execFileSync, spawn } from "node:child_process"
import { copyFileSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { IterableDataImport, TrackCustomEvent, UpdateUserProfile } from "../../src/index.ts"
import type { MapFunction, SourceDataRecord, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord

const each = typedSandbox()

const both: MapFunction<Row> = ({ age, email }) => [
  new UpdateUserProfile({ email: String(email), dataFields: { age: age === "bad" ? "bad" : Number(age) } }),
  new TrackCustomEvent({ email: String(email), eventName: "joined", dataFields: { score: 1 } }),
]

interface Ran {
  readonly summary: Summary
  readonly warnings: readonly string[]
}

async function run(fileName: string, map: MapFunction<Row> = both): Promise<Ran> {
  const warnings: string[] = []
  const summary = await IterableDataImport.create<Row>({
    ...each.options(),
    name: undefined,
    sourceFilePath: join(each.folder, fileName),
    onStart: (start) => warnings.push(...start.warnings),
  }).run(map)
  return { summary, warnings }
}

/** Imports rows whose second is refused in part, and gives the path of the folder's file of that name for each list of rejects. */
async function importedInPart(map: MapFunction<Row> = both): Promise<Summary["paths"]> {
  writeFileSync(join(each.folder, "a.csv"), "email,age\na@x.com,1\nb@x.com,bad\nc@x.com,3\n")
  return (await run("a.csv", map)).summary.paths
}

const here = (fileName: string): string => join(each.folder, fileName)

describe("a list of rejects that is imported as a file of its own", () => {
  const text = expect.stringMatching(
    /^kept\.csv is a list of rejects: .*duplicated.*"accepted".*run retryRejects/,
  ) as string

  it("is warned of before anything is sent, and in the summary", async () => {
    const { rejectsCsv = "" } = await importedInPart()
    writeFileSync(here("kept.csv"), readFileSync(rejectsCsv, "utf8").replace(",bad", ",2"))
    const { summary, warnings } = await run("kept.csv")
    expect(warnings).toEqual([text])
    expect(summary.mayBeDuplicated).toBe(warnings[0])
    writeFileSync(here("kept.csv.gz"), gzipSync(readFileSync(here("kept.csv"))))
    expect((await run("kept.csv.gz")).warnings).toHaveLength(1)
  })

  it("is told which records were accepted in part, where the list in NDJSON stands beside it", async () => {
    const { rejects = "", rejectsCsv = "" } = await importedInPart()
    copyFileSync(rejectsCsv, here("kept.csv"))
    copyFileSync(rejects, here("kept.ndjson"))
    expect((await run("kept.csv")).warnings).toEqual([
      expect.stringMatching(/kept\.ndjson.* record 2 .*import_record/) as string,
    ])
  })

  it("is not warned of where that list says that nothing was accepted", async () => {
    const { rejects = "", rejectsCsv = "" } = await importedInPart((row, position) => {
      if (row.age === "bad") throw new Error("bad age")
      return both(row, position)
    })
    copyFileSync(rejectsCsv, here("kept.csv"))
    copyFileSync(rejects, here("kept.ndjson"))
    const { summary, warnings } = await run(
      "kept.csv",
      ({ email }) => new UpdateUserProfile({ email: String(email) }),
    )
    expect(warnings).toEqual([])
    expect(summary).not.toHaveProperty("mayBeDuplicated")
  })

  it("is none that is beside another file of its name", async () => {
    const { rejectsCsv = "" } = await importedInPart()
    copyFileSync(rejectsCsv, here("kept.csv"))
    writeFileSync(here("kept.ndjson"), '{"id":"u1"}\n')
    expect((await run("kept.csv")).warnings).toEqual([text])
  })
})

it("an ordinary file is not warned of", async () => {
  writeFileSync(here("b.csv"), "email,age\na@x.com,1\n")
  const { summary, warnings } = await run("b.csv")
  expect(warnings).toEqual([])
  expect(summary).not.toHaveProperty("mayBeDuplicated")
})

it("a pipe is not looked at beforehand: what is read of it would be gone", async () => {
  writeFileSync(here("b.csv"), "email,age\na@x.com,1\n")
  execFileSync("mkfifo", [here("pipe.csv")])
  const writer = spawn("sh", ["-c", "cat b.csv > pipe.csv"], { cwd: each.folder })
  try {
    expect((await run("pipe.csv")).summary.records).toMatchObject({ read: 1, imported: 1 })
  } finally {
    writer.kill()
  }
})
