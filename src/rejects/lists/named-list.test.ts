import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"
import { namedList } from "./rejects-lists.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "named-list-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe("namedList()", () => {
  it.each(["missing.csv", "missing.ndjson", "missing", "none/missing.csv"])(
    "says that %s is not there",
    async (name) => {
      const path = join(folder, name)
      await expect(namedList(path, diskFileSystem)).rejects.toThrow(
        `Cannot retry the rejects in ${path} as there is no such file.`,
      )
    },
  )

  it("gives what is there", async () => {
    const path = join(folder, "list.csv")
    writeFileSync(path, "")
    expect(await namedList(path, diskFileSystem)).toEqual({ path, format: "csv" })
  })
})

describe("openRejectsCsv()", () => {
  it.each(["foo;bar;baz\n1;2;3\n", "foo\tbar\n1\t2\n", "email\na@example.com\n", "email,ltv\n"])(
    "says that %j is no list, and asks for nothing that a retry cannot be given",
    async (text) => {
      const path = join(folder, "other.csv")
      writeFileSync(path, text)
      await expect(openRejectsCsv(path, undefined, diskFileSystem)).rejects.toThrow(
        /its header does not begin with import_record, .*, import_raw, import_digest\.$/,
      )
    },
  )

  it("says which column of ours is missing, and what to do about it", async () => {
    const path = join(folder, "list.csv")
    writeFileSync(path, "import_record,import_reason,import_advice,import_raw,email\n1,,,,a\n")
    await expect(openRejectsCsv(path, undefined, diskFileSystem)).rejects.toThrow(
      /make .* the first columns\.$/,
    )
  })
})
