import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile } from "../../src/index.ts"
import type { CommonOptions, SourceDataRecord, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord

const each = typedSandbox()
const inFolder = (path: string): string => join(each.folder, path)

function write(path: string, email: string): void {
  mkdirSync(dirname(inFolder(path)), { recursive: true })
  writeFileSync(inFolder(path), `email,city\n${email},Rome\n`)
}

async function run(path: string, options: Partial<CommonOptions> = {}): Promise<Summary> {
  const created = IterableDataImport.create<Row>({ ...each.options(options), sourceFilePath: inFolder(path) })
  return created.run(
    (row) => new UpdateUserProfile({ email: row["email"] ?? "", dataFields: { city: row["city"] } }),
  )
}

const directories = (): readonly string[] => readdirSync(inFolder("state")).toSorted()

describe("an import that was given the name of its file", () => {
  it("keeps its directory when another file of that name is imported without a name", async () => {
    write("d/a.csv", "one@x.com")
    write("a.csv", "two@x.com")
    await run("d/a.csv", { name: "a.csv" })
    const { records } = await run("a.csv")
    expect(records.imported).toBe(1)
    expect(directories()).toEqual(["a.csv", expect.stringMatching(/^a\.csv-[0-9a-f]{8}$/)])
    await expect(run("d/a.csv", { name: "a.csv" })).rejects.toThrow("a.csv was imported already")
  })

  it("is refused where the import without a name has the directory, be it of the same file", async () => {
    write("a.csv", "one@x.com")
    await run("a.csv")
    await expect(run("a.csv", { name: "a.csv" })).rejects.toThrow(
      "Cannot run an import named a.csv: the import of the file a.csv, which was given no name, already uses that directory.",
    )
  })
})

describe("a file that was moved unchanged", () => {
  it("keeps its import though another file stands in its old place", async () => {
    write("a.csv", "one@x.com")
    await run("a.csv")
    mkdirSync(inFolder("archive"))
    renameSync(inFolder("a.csv"), inFolder("archive/a.csv"))
    write("a.csv", "someone-else@x.com")
    await expect(run("archive/a.csv")).rejects.toThrow("a.csv was imported already")
    expect(directories()).toEqual(["a.csv"])
  })

  it("is another file than a copy of it, as long as both are there", async () => {
    write("a.csv", "one@x.com")
    write("copy/a.csv", "one@x.com")
    await run("a.csv")
    expect((await run("copy/a.csv")).records.imported).toBe(1)
    expect(directories()).toHaveLength(2)
  })
})
