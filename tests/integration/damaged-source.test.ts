import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterEach, beforeEach, expect, it } from "vitest"
import {
  IterableDataImport,
  MemoryJournalStore,
  SourceError,
  UpdateUserProfile,
  UsageError,
} from "../../src/index.ts"
import type { JournalStore, Summary } from "../../src/index.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"

const ROWS = 60_000

let folder = ""
let sandbox: RunningSandbox
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "damaged-"))
  sandbox = await startSandbox({ rateLimits: "off" })
})
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

function run(
  options: { readonly restart?: boolean; readonly journal?: JournalStore } = {},
): Promise<Summary> {
  return IterableDataImport.create({
    sourceFilePath: join(folder, "users.csv.gz"),
    stateDir: join(folder, "state"),
    apiKey: "k",
    baseUrl: sandbox.url,
    rateLimits: "off",
    report: false,
    ...options,
  }).run(({ id, n }) => new UpdateUserProfile({ userId: String(id), dataFields: { n: Number(n) } }))
}

/** What the sandbox holds of the user in the middle of the file. */
const heldNumber = (): unknown => sandbox.sandbox.user({ userId: `u${ROWS / 2}` })?.dataFields["n"]

/** The packed file, and one with a wrong digit in it that only the checksum tells of. */
function packedFiles(): { readonly whole: Buffer; readonly damaged: Buffer } {
  const rows = Array.from({ length: ROWS }, (_, index) => `u${index + 1},${index + 1}\n`).join("")
  // Not packed tightly, so that a wrong byte is a wrong digit, and nothing else.
  const whole = gzipSync(`id,n\n${rows}`, { level: 0 })
  const damaged = Buffer.from(whole)
  const at = damaged.indexOf(`u${ROWS / 2},`) + `u${ROWS / 2},`.length
  damaged[at] = "9".charCodeAt(0)
  return { whole, damaged }
}

it("a file that was damaged where nobody sees it is not gone on with when a whole one stands in its place", async () => {
  const path = join(folder, "users.csv.gz")
  const { damaged, whole } = packedFiles()
  writeFileSync(path, damaged)
  const { atime, mtime } = statSync(path)
  await expect(run()).rejects.toMatchObject({ code: "SOURCE_DAMAGED" })
  expect(heldNumber()).toBe(90_000)

  writeFileSync(path, whole)
  utimesSync(path, atime, mtime)
  const refused: unknown = await run().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(UsageError)
  expect(String(refused)).toContain("may be wrong")
  expect((await run({ restart: true })).records).toMatchObject({ imported: ROWS, rejected: 0 })
  expect(heldNumber()).toBe(ROWS / 2)
})

it("nor is one whose damage is seen only when all before it was imported by a run that was killed", async () => {
  const { damaged, whole } = packedFiles()
  const path = join(folder, "users.csv.gz")
  writeFileSync(path, damaged)
  const { atime, mtime } = statSync(path)
  const journal = new MemoryJournalStore()
  await expect(run({ journal })).rejects.toMatchObject({ code: "SOURCE_DAMAGED" })
  // As a kill leaves it that comes before the checksum.
  const load = await journal.load()
  if (load.kind !== "entry") throw new Error("There is no journal")
  const { mayHaveMisread: _mayHaveMisread, ...entry } = load.entry
  await journal.save({ ...entry, state: "running" })
  await expect(run({ journal })).rejects.toBeInstanceOf(SourceError)
  writeFileSync(path, whole)
  utimesSync(path, atime, mtime)
  await expect(run({ journal })).rejects.toBeInstanceOf(UsageError)
})
