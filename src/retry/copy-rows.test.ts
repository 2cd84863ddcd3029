import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { REJECT_COLUMNS } from "../sources/reject-columns.ts"
import { copyRows } from "./copy-rows.ts"
import { ListWriter } from "./list-writer.ts"

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "copy-rows-"))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

it("ends the rows of a list as those of the list to which they are added", async () => {
  await inFolder(async (folder) => {
    const rows = ["1,2,r,a,,x", "2,3,r,a,,y"]
    for (const from of ["\n", "\r\n", "\r", "\r\r\n"]) {
      const path = join(folder, "rejects.csv")
      await writeFile(path, [`${REJECT_COLUMNS.join()},name`, ...rows, ""].join(from))
      const copy = join(folder, "copy.csv")
      const writer = await ListWriter.create(copy)
      await copyRows(path, writer, { isWanted: () => true, withHeader: false, lineEnd: "\n" })
      await writer.close()
      expect((await readFile(copy, "latin1")).replaceAll("\r\n", "\n")).toBe(`${rows.join("\n")}\n`)
    }
  })
})
