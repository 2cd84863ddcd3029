import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { afterEach, beforeEach, expect, it } from "vitest"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import { FileJournalStore } from "../../src/journal/file-journal-store.ts"
import { keyFingerprint } from "../../src/journal/key-fingerprint.ts"
import { fingerprintFile } from "../../src/sources/fingerprint/source-fingerprint.ts"
import { PROGRAM_PATH } from "../cli/command-line.ts"
import { plainJournalEntry } from "../kit/plain-journal-entry.ts"
import { writeSource } from "./chaos-source.ts"

/** `npm run chaos` takes 5,000,000; the way there is not read, so that fewer show the same. */
const ROWS = Number(process.env["ROWS_TO_SEEK"] ?? 300_000)
const FROM = ROWS * 0.9
/** In a test run the machine does other things as well. */
const MOST_MS = process.env["ROWS_TO_SEEK"] === undefined ? 5_000 : 1_000
const KEY = "canary0key0canary0key0canary0key"
const ATTEMPTS = 5

const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default ({ id, email }) => new UpdateUserProfile({ userId: id, email })
`

let folder = ""
let server: Server
let onRequest: (body: string) => void = () => undefined
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "first-request-"))
  // Takes the time of the first request, and never answers.
  server = createServer((request) => {
    const hasCome = onRequest
    void text(request).then(hasCome, () => undefined)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

const FORMATS = [
  { fileName: "users.csv", header: "id,email", lineOf: (n: number) => `u${n},user${n}@example.com` },
  { fileName: "users.ndjson", lineOf: (n: number) => `{"id":"u${n}","email":"user${n}@example.com"}` },
]

it.each(FORMATS)(
  `sends the first request of a resume at 90 % of ${ROWS} records soon: $fileName`,
  { timeout: 600_000 },
  async ({ fileName, header, lineOf }) => {
    const path = join(folder, fileName)
    await writeSource(path, { ...(header === undefined ? {} : { header }), count: ROWS, lineOf })
    writeFileSync(join(folder, "map.js"), MAP)
    let byteOffset = header === undefined ? 0 : header.length + 1
    for (let n = 1; n < FROM + 1; n += 1) byteOffset += lineOf(n).length + 1
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const fingerprint = (await fingerprintFile(path, diskFileSystem)) ?? {}
    const none = { accepted: 0, rejected: 0, unknown: 0 }
    const store = new FileJournalStore(join(folder, ".iterable-data-import", fileName), diskFileSystem)
    const entry = plainJournalEntry({
      importName: fileName,
      source: { name: fileName, fingerprint, sizeBytes: fingerprint.sizeBytes ?? 0 },
      target: { baseUrl: url, keyFingerprint: keyFingerprint(fileName, KEY) },
      settled: { lowWater: FROM, ranges: [] },
      position: { recordNumber: FROM + 1, lineNumber: FROM + (header === undefined ? 1 : 2), byteOffset },
      counts: {
        imported: FROM,
        rejected: 0,
        rejectedUnsent: 0,
        skipped: 0,
        unknown: 0,
        actions: { users: { ...none, accepted: FROM }, events: none, purchases: none },
        reasons: [],
        open: [],
      },
      rejectsBytes: {},
    })

    const times: number[] = []
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await store.save(entry)
      const first = new Promise<string>((resolve) => (onRequest = resolve))
      const startMs = performance.now()
      const args = ["run", fileName, "--map", "map.js", "--base-url", url, "--quiet"]
      const child = spawn(process.execPath, [PROGRAM_PATH, ...args], {
        cwd: folder,
        env: { ...process.env, ITERABLE_API_KEY: KEY },
        stdio: "ignore",
      })
      const body = await Promise.race([first, once(child, "exit").then(([code]) => `exit ${code}`)])
      times.push(Math.round(performance.now() - startMs))
      const ended = once(child, "exit")
      child.kill("SIGKILL")
      if (child.exitCode === null && child.signalCode === null) await ended
      expect(body.slice(0, 100)).toContain(`"user${FROM + 1}@example.com"`)
    }
    console.info(`First request of ${fileName} after ${times.join(", ")} ms`)
    expect(Math.min(...times)).toBeLessThan(MOST_MS)
  },
)
