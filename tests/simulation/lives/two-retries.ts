import { join } from "node:path"
import { runImport } from "../../../src/import/run/run-import.ts"
import { retryRejectsOn } from "../../../src/import/retry/retry-rejects.ts"
import { TrackCustomEvent } from "../../../src/index.ts"
import type { MapFunction } from "../../../src/mapping/map-function.ts"
import type { Platform } from "../../../src/platform/platform.ts"
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
import { storyImporter } from "./story-importer.ts"

type Map = MapFunction<SourceDataRecord<unknown>>

const COUNT = 12
const DIRECTORY = "/state/data.ndjson"

/** An import of events half of which a first map function fails on, and two retries of those at once. */
export class TwoRetries {
  readonly machine: VirtualMachine = new VirtualMachine()
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

  async retry(process: VirtualProcess, platform: Platform = process.platform): Promise<End> {
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
    const { openFiles } = process
    process.kill()
    return openFiles === 0 ? ended : { kind: "failed", message: `${openFiles} files are open` }
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
