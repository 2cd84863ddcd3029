import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runImport } from "../../../src/import/run/run-import.ts"
import { retryRejectsOn } from "../../../src/import/retry/retry-rejects.ts"
import { TrackCustomEvent } from "../../../src/index.ts"
import type { MapFunction } from "../../../src/mapping/map-function.ts"
import { createSandbox } from "../../../src/sandbox/index.ts"
import type { Sandbox } from "../../../src/sandbox/index.ts"
import { fileSource } from "../../../src/sources/file-source.ts"
import type { SourceDataRecord } from "../../../src/sources/source-data-record.ts"
import { readImportRecord } from "../../../src/state/import-record.ts"
import { sandboxHttp } from "../../kit/sandbox-http.ts"
import { VirtualMachine } from "../../kit/virtual-machine.ts"
import type { VirtualProcess } from "../../kit/virtual-machine.ts"
import { endOf } from "./end.ts"
import type { End } from "./end.ts"
import { meddledFiles } from "./meddled-files.ts"
import { storyImporter } from "./story-importer.ts"

type Map = MapFunction<SourceDataRecord<unknown>>

const COUNT = 12
const DIRECTORY = "/state/data.ndjson"

/** An import of events half of which a first map function fails on, and two retries of those at once. */
class TwoRetries {
  readonly machine = new VirtualMachine()
  readonly sandbox: Sandbox
  readonly #ids: "derive" | "none"

  constructor(ids: "derive" | "none") {
    this.#ids = ids
    this.sandbox = createSandbox({
      seed: 1,
      now: () => this.machine.clock.now(),
      behavior: { trackUnknownUser: "create" },
      latency: { kind: "fixed", latencyMs: 2_000 },
    })
  }

  async import(): Promise<void> {
    const lines = Array.from(
      { length: COUNT },
      (_, index) => `{"email":"p${index}@example.com","n":"${index}"}\n`,
    )
    const file = await this.machine.disk.create("/in/data.ndjson")
    await file.write(lines.join(""))
    await file.close()
    const process = this.start()
    const failing: Map = (record, position) => {
      if (position.recordNumber % 2 === 0) throw new Error("not yet")
      return eventOf(record)
    }
    await runImport(
      {
        platform: process.platform,
        source: fileSource({ filePath: "/in/data.ndjson", format: "ndjson" }, process.platform.files),
        importName: "data.ndjson",
        importer: this.#importer(process),
        stateDir: "/state",
        maxRejects: "off",
        report: false,
        logLevel: "off",
      },
      failing,
    )
    process.kill()
  }

  start(): VirtualProcess {
    const { clock } = this.machine
    return this.machine.start(sandboxHttp({ sandbox: this.sandbox, clock, random: () => 0.5 }))
  }

  async retry(process: VirtualProcess, platform = process.platform): Promise<End> {
    const options = {
      name: "data.ndjson",
      stateDir: "/state",
      importer: this.#importer(process),
      logLevel: "off",
    } as const
    const ended = await retryRejectsOn(platform, options, eventOf as Map).then(
      (): End => ({ kind: "finished" }),
      endOf,
    )
    expect(process.openFiles).toBe(0)
    process.kill()
    return ended
  }

  #importer(process: VirtualProcess): ReturnType<typeof storyImporter> {
    return storyImporter({ format: "ndjson", ids: this.#ids, maxRecordsPerRequest: 1 }, process, () => 0.5)
  }

  /** What the journal, the list and the server say in the end, in one line. */
  async violations(): Promise<readonly string[]> {
    const { disk } = this.machine
    const record = await readImportRecord(DIRECTORY, disk)
    const { imported = 0, rejected = 0, unknown = 0 } = record?.counts?.records ?? {}
    const bytes = (await disk.read(join(DIRECTORY, "rejects.ndjson"))) ?? []
    const listed = Buffer.from(bytes).toString("utf8").split("\n").length - 1
    const held = Array.from(this.sandbox.events(), ({ dataFields }) => dataFields["n"])
    const left = [...disk.seen.keys()].filter((path) => path.startsWith(`${DIRECTORY}/retry`))
    const mayBeUnknown = this.#ids === "none" ? unknown : 0
    return [
      ...(imported + mayBeUnknown === COUNT && rejected === 0
        ? []
        : [`${imported} imported, ${unknown} unknown`]),
      ...(listed === unknown ? [] : [`${listed} listed`]),
      ...(held.length === new Set(held).size
        ? []
        : [`${held.length} events, of ${new Set(held).size} records`]),
      ...(new Set(held).size >= imported ? [] : ["what counts as imported is lost"]),
      ...(left.length === 0 ? [] : [`left behind: ${left.join()}`]),
    ]
  }
}

function eventOf({ email, n }: SourceDataRecord<unknown>): TrackCustomEvent {
  return new TrackCustomEvent({
    email: String(email),
    eventName: "e",
    createdAt: 1_700_000_000,
    dataFields: { n },
  })
}

describe.each(["derive", "none"] as const)("a retry with ids: %s", (ids) => {
  it(
    "that was paused, behind whatever step, leaves everything to the one that took over",
    { timeout: 600_000 },
    async () => {
      const broken: string[] = []
      let isPaused = true
      for (let step = 0; isPaused; step += 1) {
        isPaused = false
        const two = new TwoRetries(ids)
        const { clock } = two.machine
        const happen = async (): Promise<void> => {
          await two.import()
          const first = two.start()
          let over: Promise<End> | undefined
          const files = meddledFiles(first.platform.files, { of: "all", step }, async () => {
            isPaused = true
            over = clock.sleep(35_000).then(() => two.retry(two.start()))
            await first.pause(35_000 + ((step * 1_700) % 24_000))
          })
          const end = await two.retry(first, { ...first.platform, files })
          const other = await over
          if (other === undefined) return
          const isRight =
            other.kind === "finished" ||
            // Without ids, what the first one had sent is not run again.
            (ids === "none" && other.kind === "failed" && other.message.startsWith("Left out"))
          if (!isRight) broken.push(`step ${step}: the other one ${JSON.stringify(other)}`)
          if (end.kind === "stopped" && end.code !== "DISK")
            broken.push(`step ${step}: ${JSON.stringify(end)}`)
          if (end.kind === "failed" && !/^Cannot retry the rejects as another process took/.test(end.message))
            broken.push(`step ${step}: ${JSON.stringify(end)}`)
          for (const violation of await two.violations()) broken.push(`step ${step}: ${violation}`)
        }
        await clock.run(happen())
      }
      expect(broken).toEqual([])
    },
  )
})

it("a retry that waits for the import to end decides by what that has left", async () => {
  const alone = new TwoRetries("derive")
  await alone.machine.clock.run(alone.import())
  const endMs = alone.machine.clock.elapsedMs()
  const two = new TwoRetries("derive")
  const { clock } = two.machine
  const happen = async (): Promise<void> => {
    const importing = two.import()
    await clock.sleep(endMs - 100)
    expect(await two.retry(two.start())).toEqual({ kind: "finished" })
    await importing
    expect(await two.violations()).toEqual([])
  }
  await clock.run(happen())
})
