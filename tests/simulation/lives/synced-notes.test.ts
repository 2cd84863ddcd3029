import { basename } from "node:path"
import { expect, it } from "vitest"
import type { FileSystem, WritableFile } from "../../../src/platform/files/file-system.ts"
import { TwoRetries } from "./two-retries.ts"

it("what a retry notes of what it sends is on disk before its journal counts on it", async () => {
  const two = new TwoRetries("none")
  const process = two.start()
  const { files } = process.platform
  let isSynced = true
  const saves: boolean[] = []
  const watched = (file: WritableFile): WritableFile => ({
    ...file,
    write: async (content, guard) => {
      isSynced = false
      await file.write(content, guard)
    },
    sync: async () => {
      await file.sync()
      isSynced = true
    },
  })
  const watching: FileSystem = {
    ...files,
    createNew: async (path, guard) => {
      const file = await files.createNew(path, guard)
      return basename(path) === "sent.ndjson" ? watched(file) : file
    },
    rename: async (from, to, guard) => {
      if (to.endsWith("/retry/journal")) saves.push(isSynced)
      await files.rename(from, to, guard)
    },
  }
  const happen = async (): Promise<void> => {
    await two.import()
    expect(await two.retry(process, { ...process.platform, files: watching })).toEqual({ kind: "finished" })
  }
  await two.machine.clock.run(happen())
  expect(saves.length).toBeGreaterThan(2)
  expect(saves).not.toContain(false)
})
