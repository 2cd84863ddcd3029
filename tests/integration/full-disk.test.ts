import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { ImportStoppedError, IterableDataImport, TrackCustomEvent } from "../../src/index.ts"
import type { Summary } from "../../src/index.ts"
import { retryRejectsOn } from "../../src/import/retry/retry-rejects.ts"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import type { Guard, WritableFile } from "../../src/platform/files/file-system.ts"
import { systemPlatform } from "../../src/platform/system-platform.ts"
import { startSandbox } from "../../src/sandbox/index.ts"

vi.setConfig({ testTimeout: 60_000 })

const COUNT = 600

it.each([
  ["while it runs", "last record"],
  ["while its results are merged", "merge"],
])("a retry whose disk is full %s says what it has sent, and the next one completes it", async (_, when) => {
  const sandbox = await startSandbox({ behavior: { trackUnknownUser: "create" }, rateLimits: "off" })
  const folder = mkdtempSync(join(tmpdir(), "full-disk-"))
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const applied = (): number => sandbox.sandbox.counts().appliedRecords
  const sourceFilePath = join(folder, "people.csv")
  const names = Array.from({ length: COUNT }, (_name, index) => `b${index}\n`)
  writeFileSync(sourceFilePath, `name\nok\n${names.join("")}`)
  const stateDir = join(folder, "state")
  const common = { apiKey: "k", baseUrl: sandbox.url, stateDir, maxRejects: "off" } as const
  const event = (userId: string): TrackCustomEvent => new TrackCustomEvent({ userId, eventName: "e" })
  await IterableDataImport.create({ ...common, sourceFilePath }).run(({ name }) => {
    if (name !== "ok") throw new Error("bad")
    return event("ok")
  })

  let isFull = false
  const limited = (file: WritableFile, path: string): WritableFile => ({
    ...file,
    write: (content, guard) => {
      if (when === "merge" && path.endsWith("rejects.ndjson.retry")) isFull = true
      const error = new Error(`ENOSPC: no space left on device, write '${path}'`)
      return isFull
        ? Promise.reject(Object.assign(error, { code: "ENOSPC", syscall: "write", path }))
        : file.write(content, guard)
    },
  })
  const files = {
    ...diskFileSystem,
    create: async (path: string, guard?: Guard) => limited(await diskFileSystem.create(path, guard), path),
    createNew: async (path: string, guard?: Guard) =>
      limited(await diskFileSystem.createNew(path, guard), path),
    append: async (path: string) => {
      const file = await diskFileSystem.append(path)
      return file && limited(file, path)
    },
  }
  // One of them fails again, so that something is left to be merged.
  const retry = retryRejectsOn(
    { ...systemPlatform, files },
    { ...common, name: "people.csv", maxRecordsPerRequest: 10 },
    async ({ name }: { readonly name: string }) => {
      if (name === "b7") throw new Error("bad")
      if (name === `b${COUNT - 1}` && when === "last record") {
        await vi.waitUntil(() => applied() > 50, { timeout: 30_000 })
        isFull = true
      }
      return event(name)
    },
  )
  const stopped = await retry.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(stopped).toBeInstanceOf(ImportStoppedError)
  const { code, message, summary } = stopped as ImportStoppedError
  expect([code, summary.importName]).toEqual(["DISK", "people.csv"])
  expect(message).toMatch(/ENOSPC: no space left on device, write '.*people\.csv/)
  // All were answered, and each is one event.
  expect(1 + summary.actions.events.accepted + summary.actions.events.unknown).toBe(applied())

  isFull = false
  const { records } = await retryRejectsOn(
    systemPlatform,
    { ...common, name: "people.csv" },
    ({ name }: { readonly name: string }) => event(name),
  )
  expect(records).toMatchObject({ imported: COUNT + 1, rejected: 0, unknown: 0 })
  expect(sandbox.sandbox.counts().events).toBe(COUNT + 1)
  const written = JSON.parse(readFileSync(join(stateDir, "people.csv/summary.json"), "utf8")) as Summary
  expect(written.records).toEqual(records)
})
