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
    write: async (content) => {
      isSynced = false
      await file.write(content)
    },
    sync: async () => {
      await file.sync()
      isSynced = true
    },
  })
  const watching: FileSystem = {
    ...files,
    create: async (path) => {
      const file = await files.create(path)
      return basename(path) === "sent.ndjson" ? watched(file) : file
    },
    rename: async (from, to) => {
      if (to.endsWith("/retry/journal")) saves.push(isSynced)
      await files.rename(from, to)
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
