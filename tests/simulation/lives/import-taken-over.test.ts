import { describe, expect, it } from "vitest"
import { runImport } from "../../../src/import/run/run-import.ts"
import type { RunOptions } from "../../../src/import/run/run-options.ts"
import { UpdateUserProfile } from "../../../src/index.ts"
import type { Platform } from "../../../src/platform/platform.ts"
import { createSandbox } from "../../../src/sandbox/index.ts"
import { fileSource } from "../../../src/sources/file-source.ts"
import type { SourceDataRecord } from "../../../src/sources/source-data-record.ts"
import { sandboxHttp } from "../../kit/sandbox-http.ts"
import { VirtualMachine } from "../../kit/virtual-machine.ts"
import type { VirtualProcess } from "../../kit/virtual-machine.ts"
import { endOf } from "./end.ts"
import type { End } from "./end.ts"
import { meddledFiles } from "./meddled-files.ts"
import { storyImporter } from "./story-importer.ts"

const CSV = `email,n\n${Array.from({ length: 12 }, (_, index) => `p${index}@example.com,${index}\n`).join("")}`
const LOOKS_DEAD_MS = 35_000

type Given = Partial<RunOptions<SourceDataRecord>>

/** Two processes that import one file, of which every third record is rejected. */
class TwoImports {
  readonly machine = new VirtualMachine()
  readonly #given: Given
  readonly #sandbox = createSandbox({
    seed: 1,
    now: () => this.machine.clock.now(),
    latency: { kind: "fixed", latencyMs: 500 },
  })

  constructor(given: Given) {
    this.#given = given
  }

  async begin(): Promise<void> {
    const file = await this.machine.disk.create("/in/data.csv")
    await file.write(CSV)
    await file.close()
  }

  start(): VirtualProcess {
    const { clock } = this.machine
    return this.machine.start(sandboxHttp({ sandbox: this.#sandbox, clock, random: () => 0.5 }))
  }

  async run(
    process: VirtualProcess,
    platform: Platform = process.platform,
    importName = "data.csv",
  ): Promise<End> {
    const ended = await runImport(
      {
        platform,
        source: fileSource({ filePath: "/in/data.csv", format: "csv" }, platform.files),
        importName,
        importer: storyImporter(
          { format: "csv", ids: "derive", maxRecordsPerRequest: 1 },
          process,
          () => 0.5,
        ),
        stateDir: "/state",
        maxRejects: "off",
        report: false,
        logLevel: "off",
        ...this.#given,
      },
      ({ email, n }) => {
        if (Number(n) % 3 === 0) throw new Error("not yet")
        return new UpdateUserProfile({ email: String(email), dataFields: { n } })
      },
    ).then((): End => ({ kind: "finished" }), endOf)
    const { openFiles } = process
    process.kill()
    return openFiles === 0 ? ended : { kind: "failed", message: `${openFiles} files are open` }
  }

  /** All that is on the disk but the lock, in words. */
  files(): readonly string[] {
    return Array.from(
      this.machine.disk.seen,
      ([path, bytes]) => `${path} ${bytes.toString("base64")}`,
    ).toSorted()
  }
}

describe.each<[string, Given]>([
  ["an import", {}],
  ["an import without a journal", { journal: false }],
  ["an import with a list somewhere else", { rejectsFilePath: "/lists/rejects.ndjson" }],
])("%s", (_, given) => {
  it(
    "that was paused, behind whatever step, writes nothing once another process has finished it",
    { timeout: 600_000 },
    async () => {
      const broken: string[] = []
      let isPaused = true
      for (let step = 0; isPaused; step += 1) {
        isPaused = false
        const two = new TwoImports(given)
        const { clock } = two.machine
        const happen = async (): Promise<void> => {
          await two.begin()
          const first = two.start()
          let left: readonly string[] | undefined
          const files = meddledFiles(first.platform.files, { of: "all", step }, async () => {
            isPaused = true
            const runOther = async (): Promise<End> => {
              await clock.sleep(LOOKS_DEAD_MS)
              const end = await two.run(two.start())
              if (end.kind === "finished") left = two.files()
              return end
            }
            const other = runOther()
            // Long enough for the other one to come to its end.
            await first.pause(LOOKS_DEAD_MS + 60_000)
            const end = await other
            if (end.kind !== "finished" && !isRefused(end))
              broken.push(`step ${step}: the other one ${JSON.stringify(end)}`)
          })
          const end = await two.run(first, { ...first.platform, files })
          if (left === undefined) return
          const isTold = end.kind === "finished" || (end.kind === "stopped" && end.code === "DISK")
          if (!isTold) broken.push(`step ${step}: ${JSON.stringify(end)}`)
          const now = new Set(two.files())
          const before = new Set(left)
          const changed = [...now, ...before].filter((file) => !now.has(file) || !before.has(file))
          for (const one of new Set(changed.map((file) => file.split(" ")[0])))
            broken.push(`step ${step}: ${one} was changed afterwards`)
        }
        await clock.run(happen())
      }
      expect(broken).toEqual([])
    },
  )
})

it("an import whose list, somewhere else, another import took over meanwhile writes nothing into it", async () => {
  const broken: string[] = []
  let tookOver = 0
  let isPaused = true
  for (let step = 0; isPaused; step += 1) {
    isPaused = false
    const two = new TwoImports({ rejectsFilePath: "/lists/rejects.ndjson" })
    const { clock } = two.machine
    const lists = (): readonly string[] => two.files().filter((file) => file.startsWith("/lists/"))
    const happen = async (): Promise<void> => {
      await two.begin()
      const first = two.start()
      let left: readonly string[] | undefined
      const files = meddledFiles(first.platform.files, { of: "all", step }, async () => {
        isPaused = true
        const other = clock
          .sleep(LOOKS_DEAD_MS)
          .then(() => two.run(two.start(), undefined, "other.csv"))
          .then(({ kind }) => (kind === "finished" ? lists() : undefined))
        await first.pause(LOOKS_DEAD_MS + 60_000)
        left = await other
      })
      const end = await two.run(first, { ...first.platform, files })
      if (left === undefined) return
      tookOver += 1
      if (end.kind === "finished") broken.push(`step ${step}: it finished`)
      if (lists().join() !== left.join()) broken.push(`step ${step}: the lists were changed afterwards`)
    }
    await clock.run(happen())
  }
  expect(broken).toEqual([])
  expect(tookOver).toBeGreaterThan(0)
})

/** All was imported, or the first one was killed, as it seems, before its journal said that a list is its own: it can go on. */
function isRefused(end: End): boolean {
  return end.kind === "failed" && /already|holds what this import did not write/.test(end.message)
}
