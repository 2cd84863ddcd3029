import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile } from "../../src/index.ts"
import { REAL_PROGRAMS } from "../kit/real-programs/all-real-programs.ts"
import { REAL_FILES, recordsExpected, rowsToSave } from "../kit/real-programs/real-files.ts"
import type { RealFile } from "../kit/real-programs/real-files.ts"
import type { RealRow } from "../kit/real-programs/real-rows.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

const KEPT = join(import.meta.dirname, "../fixtures/programs")
/** `KEEP_REAL_FILES=1` keeps the files that the programs of this machine save, in place of those that are kept. */
const { KEEP_REAL_FILES } = process.env

const each = typedSandbox()

/** Imports a file, and gives the records that were imported. */
async function imported(folder: string, { name, options }: RealFile): Promise<RealRow[]> {
  const records: RealRow[] = []
  const dataImport = IterableDataImport.create<Record<string, string | null>>({
    ...each.options(),
    ...options,
    sourceFilePath: join(folder, name),
  })
  const summary = await dataImport.run(({ again, email, note, ...others }) => {
    expect(others).toEqual({})
    if (email === null || email === undefined) throw new Error("A record has no address.")
    records.push({ note: note ?? null, email, again: again ?? null })
    return new UpdateUserProfile({ email, dataFields: { note, again } })
  })
  expect(summary).toMatchObject({ status: "completed", records: { imported: records.length, rejected: 0 } })
  return records
}

describe.each(REAL_PROGRAMS)("$name", ({ isInstalled, name: program, save }) => {
  const files = REAL_FILES.filter(({ name }) => name.startsWith(program))

  it.each(files)("imports $name as it was saved", async (file) => {
    expect(await imported(KEPT, file)).toEqual(recordsExpected(file))
  })

  describe.skipIf(!isInstalled())("as it is on this machine", () => {
    const folder = mkdtempSync(join(tmpdir(), "real-programs-"))
    afterAll(() => {
      rmSync(folder, { recursive: true })
    })

    it("saves the files", async () => {
      await save(folder, new Map(files.map((file) => [file.name, rowsToSave(file)])))
      if (KEEP_REAL_FILES === undefined) return
      mkdirSync(KEPT, { recursive: true })
      for (const { name } of files) copyFileSync(join(folder, name), join(KEPT, name))
    })

    it.each(files)("imports $name", async (file) => {
      expect(await imported(folder, file)).toEqual(recordsExpected(file))
    })
  })
})
