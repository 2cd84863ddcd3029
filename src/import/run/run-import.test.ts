import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { LockContender } from "../../../tests/kit/lock-contender.ts"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { readLines } from "../../../tests/kit/programs.ts"
import { VirtualMachine } from "../../../tests/kit/virtual-machine.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { SourceError, UsageError } from "../../errors.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { CommonOptions } from "../options/common-options.ts"
import type { DeliveryOptions } from "../options/delivery-options.ts"
import type { FileOptions } from "../options/file-options.ts"
import { runImport } from "./run-import.ts"
import type { RunOptions } from "./run-options.ts"
import { IterableDataImport } from "../iterable-data-import.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { JournalLoad, JournalStore } from "../../journal/journal-store.ts"
import { MemoryJournalStore } from "../../journal/memory-journal-store.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { AlreadyImportedError } from "../../state/already-imported-error.ts"
import { isoTime } from "../../platform/iso-time.ts"
import { systemClock } from "../../platform/system-clock.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import type { ImportStart } from "../import-start.ts"
import type { RejectLine } from "../../rejects/reject-line.ts"
import type { Summary } from "../../accounting/summary.ts"
import { startSandbox } from "../../sandbox/index.ts"
import type { RunningSandbox } from "../../sandbox/index.ts"
import type { DataSource } from "../../sources/data-source.ts"
import { fileSource } from "../../sources/file-source.ts"
import { iterableSource } from "../../sources/iterable-source.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"

let folder = ""
let stateDir = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-import-"))
  stateDir = join(folder, "state")
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Person {
  readonly id: string
}

/** So many people; those whose number ends in 7 are bad ones. */
const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => ({ id: (index + 1) % 10 === 7 ? "" : `u${index + 1}` }))
const mapPerson = (person: Person): UpdateUserProfile => new UpdateUserProfile({ userId: person.id })

/** Takes all, and remembers whom. */
class Account implements Importer {
  readonly taken: string[] = []
  readonly #onArray: (recordNumber: number) => void

  constructor(onArray: (recordNumber: number) => void = () => undefined) {
    this.#onArray = onArray
  }

  async *deliver(...[actions, { signal }]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    for await (const array of actions) {
      yield array.map((action) => {
        this.taken.push(`u${action.item.position.recordNumber}`)
        return { action, outcome: { kind: "accepted" } }
      })
      this.#onArray(array.at(-1)?.item.position.recordNumber ?? 0)
      if (signal.aborted) return
    }
  }
}

/** A file of people, in NDJSON; each array of its source's items holds but a part of them. */
function peopleFile(count: number): string {
  const path = join(folder, "people.ndjson")
  const lines = people(count).map((person) => `${JSON.stringify({ ...person, filler: "x".repeat(200) })}\n`)
  writeFileSync(path, lines.join(""))
  return path
}

function run(
  given: Partial<RunOptions<Person>>,
  mapFunction: MapFunction<Person> = mapPerson,
): Promise<Summary> {
  const options: RunOptions<Person> = {
    source: iterableSource(people(600)),
    importName: "people",
    importer: new Account(),
    stateDir,
    maxRejects: "50%",
    ...given,
  }
  return runImport(options, mapFunction)
}

const stopOf = (running: Promise<Summary>): Promise<ImportStoppedError> =>
  running.then(
    () => expect.fail("it did not stop"),
    (error: unknown) => {
      if (error instanceof ImportStoppedError) return error
      throw error
    },
  )
const rejectNumbers = (summary: Summary): number[] =>
  readLines<RejectLine>(summary.paths.rejects ?? "").map(({ position }) => position.recordNumber)
const numbersOfBad = (count: number): number[] =>
  people(count).flatMap(({ id }, index) => (id === "" ? [index + 1] : []))
const idsOfGood = (count: number): string[] => people(count).flatMap(({ id }) => (id === "" ? [] : [id]))
const diskFull = (): Error =>
  Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" })

/** Rejects that nobody retried before the import began anew. */
const DATED = /^rejects\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.ndjson$/

it("starts from the beginning where a map function without return was stopped, and is corrected", async () => {
  const path = peopleFile(2_000)
  const given = (): Partial<RunOptions<Person>> => ({
    source: fileSource({ filePath: path, format: "ndjson" }) as unknown as DataSource<Person>,
    maxRejects: "off",
  })
  const abort = new AbortController()
  let calls = 0
  const forgetful = (): undefined => {
    calls += 1
    if (calls === 700) abort.abort()
  }
  const { summary } = await stopOf(run({ ...given(), signal: abort.signal }, forgetful))
  expect(summary.records.skipped).toBeGreaterThanOrEqual(700)
  expect(summary.records.skipped).toBeLessThan(2_000)
  const importer = new Account()
  const { records } = await run({ ...given(), importer })
  expect(records).toMatchObject({ imported: idsOfGood(2_000).length, skipped: 0 })
})

describe("runImport() that is stopped and run again", () => {
  const ROWS = 3_000
  const USERS = 100
  /** A chunk of the file is to hold but a part of it. */
  const FILLER = "x".repeat(400)
  const isBadRow = (n: number): boolean => n % 50 === 3
  let sandbox: RunningSandbox

  beforeEach(async () => {
    sandbox = await startSandbox({
      rateLimits: "off",
      traceField: "n",
      behavior: { trackUnknownUser: "create" },
    })
    const rows = Array.from({ length: ROWS }, (_, index) => {
      const n = index + 1
      if (!isBadRow(n)) return `u${n % USERS},${n},${FILLER}\n`
      return n % 100 === 3 ? `${n},${FILLER}\n` : `u${n % USERS},bad,${FILLER}\n`
    })
    writeFileSync(join(folder, "rows.csv"), `id,n,filler\n${rows.join("")}`)
  })
  afterEach(() => sandbox.close())

  const options = (given: CommonOptions): CommonOptions & DeliveryOptions & FileOptions => ({
    sourceFilePath: join(folder, "rows.csv"),
    apiKey: "canary-key-0123456789",
    baseUrl: sandbox.url,
    stateDir,
    rateLimits: "off",
    mergeUpdates: false,
    maxRecordsPerRequest: 20,
    maxRejects: "50%",
    ...given,
  })

  const numberIn = (record: SourceDataRecord): number => {
    if (record["n"] === "bad") throw new Error("n is bad")
    return Number(record["n"])
  }
  const mapUser = (record: SourceDataRecord): UpdateUserProfile =>
    new UpdateUserProfile({ userId: record["id"], dataFields: { n: numberIn(record) } })
  const mapEvent = (record: SourceDataRecord): TrackCustomEvent =>
    new TrackCustomEvent({ eventName: "seen", userId: record["id"], dataFields: { n: numberIn(record) } })

  it.each<[string, MapFunction<SourceDataRecord>]>([
    ["users", mapUser],
    ["events", mapEvent],
  ])("imports all, each once and in order, and doubles no reject: %s", async (_, map) => {
    const summaries: Summary[] = []
    const starts: ImportStart[] = []
    for (let stopAfter = 400; summaries.at(-1)?.status !== "completed"; stopAfter += 400) {
      const abort = new AbortController()
      let mapped = 0
      const dataImport = IterableDataImport.create(
        options({ signal: abort.signal, onStart: (start) => void starts.push(start) }),
      )
      const running = dataImport.run((record, position) => {
        mapped += 1
        if (mapped === stopAfter) abort.abort()
        return map(record as SourceDataRecord, position)
      })
      summaries.push(
        await running.catch((error: unknown) => {
          if (error instanceof ImportStoppedError && error.code === "ABORTED") return error.summary
          throw error
        }),
      )
    }
    expect(summaries.length).toBeGreaterThan(2)
    const [first, ...others] = starts
    expect(first?.resumed).toBeUndefined()
    for (const { resumed, warnings } of others) {
      expect(resumed?.recordNumber).toBeGreaterThan(1)
      expect(resumed?.position?.recordNumber).toBeLessThanOrEqual(resumed?.recordNumber ?? 0)
      expect(warnings).toEqual([])
    }

    const bad = Array.from({ length: ROWS }, (__, index) => index + 1).filter(isBadRow)
    const summary = summaries.at(-1)
    expect(summary?.records).toEqual({
      read: ROWS,
      imported: ROWS - bad.length,
      rejected: bad.length,
      skipped: 0,
      unknown: 0,
      pending: 0,
    })
    expect(summary?.rejectReasons.map(({ code, count }) => `${count} ${code}`).toSorted()).toEqual([
      `${bad.length / 2} map-function-threw`,
      `${bad.length / 2} too-few-fields`,
    ])
    expect(summary && rejectNumbers(summary).toSorted((one, other) => one - other)).toEqual(bad)
    const csv = readFileSync(summary?.paths.rejectsCsv ?? "", "utf8")
      .trim()
      .split("\n")
    expect(
      csv
        .slice(1)
        .map((line) => Number(line.split(",")[0]))
        .toSorted((one, other) => one - other),
    ).toEqual(bad)

    const all = [...sandbox.sandbox.applied()]
    for (let user = 0; user < USERS; user += 1) {
      const numbers = all.filter(({ userId }) => userId === `u${user}`).map(({ trace }) => Number(trace))
      const own = Array.from({ length: ROWS }, (__, index) => index + 1).filter((n) => n % USERS === user)
      expect(numbers).toEqual(own.filter((n) => !isBadRow(n)))
    }
    expect(JSON.parse(readFileSync(summary?.paths.summary ?? "", "utf8"))).toMatchObject({
      status: "completed",
      records: summary?.records,
    })
  })
})

/** Forgets all but the first few entries that it is given, as if the process had been killed then. */
class ForgetfulStore extends MemoryJournalStore {
  #left: number

  constructor(entries: number) {
    super()
    this.#left = entries
  }

  override save(entry: JournalEntry): Promise<void> {
    this.#left -= 1
    return this.#left < 0 ? Promise.resolve() : super.save(entry)
  }

  remember(): void {
    this.#left = Infinity
  }
}

/** Fails on some of its saves. */
class FailingStore extends MemoryJournalStore {
  saves = 0
  readonly #fails: (save: number) => boolean

  constructor(fails: (save: number) => boolean) {
    super()
    this.#fails = fails
  }

  override save(entry: JournalEntry): Promise<void> {
    this.saves += 1
    return this.#fails(this.saves) ? Promise.reject(diskFull()) : super.save(entry)
  }
}

describe("runImport() with a journal of one's own", () => {
  it("resumes an import of any iterable", async () => {
    const journal = new MemoryJournalStore()
    const abort = new AbortController()
    const account = new Account((recordNumber) => {
      if (recordNumber > 200) abort.abort()
    })
    const { code, summary } = await stopOf(run({ journal, importer: account, signal: abort.signal }))
    expect(code).toBe("ABORTED")
    expect(summary.records.imported).toBe(account.taken.length)
    expect(account.taken.length).toBeLessThan(500)

    const importer = new Account()
    const end = await run({ journal, importer })
    expect([...account.taken, ...importer.taken]).toEqual(idsOfGood(600))
    expect(end.records).toMatchObject({ read: 600, imported: 540, rejected: 60, pending: 0 })
    expect(rejectNumbers(end)).toEqual(numbersOfBad(600))
    await expect(run({ journal })).rejects.toThrow(AlreadyImportedError)
  })

  it("comes to the same after a run of which nothing but its beginning was remembered", async () => {
    const journal = new ForgetfulStore(1)
    const first = await run({ journal })
    expect(rejectNumbers(first)).toEqual(numbersOfBad(600))
    journal.remember()
    const second = await run({ journal })
    expect(second.records).toEqual(first.records)
    expect(rejectNumbers(second)).toEqual(numbersOfBad(600))
  })

  it("keeps none where it is to keep none, also for files", async () => {
    const source = (): RunOptions<Person>["source"] => fileSource({ filePath: peopleFile(30) }) as never
    const account = new Account()
    for (let time = 0; time < 2; time += 1) await run({ source: source(), journal: false, importer: account })
    expect(account.taken).toEqual([...idsOfGood(30), ...idsOfGood(30)])
    const names = readdirSync(join(stateDir, "people"))
    expect(names).toEqual(expect.arrayContaining(["rejects.ndjson", expect.stringMatching(DATED)]))
    expect(names).not.toContain("journal")
  })

  it("keeps none for a source that cannot be told from another", async () => {
    await run({})
    expect(existsSync(join(stateDir, "people", "journal"))).toBe(false)
  })

  it("sends nothing where the journal cannot be begun", async () => {
    const account = new Account()
    const stopped = await stopOf(run({ journal: new FailingStore(() => true), importer: account }))
    expect(stopped).toMatchObject({ code: "DISK", message: expect.stringContaining("ENOSPC") as string })
    expect(account.taken).toEqual([])
    expect(stopped.summary).toMatchObject({ status: "stopped", records: { imported: 0 } })
  })

  it("sends nothing more once the journal cannot be kept, and goes on when it can again", async () => {
    let failing = true
    const journal = new FailingStore((save) => failing && save > 1)
    const sentAfter: number[] = []
    const account = new Account(() => {
      if (journal.saves > 1) sentAfter.push(account.taken.length)
    })
    // Gives records as long as it is asked for some.
    const source = {
      name: "endless",
      async *read({ signal, from }: { signal?: AbortSignal; from?: { recordNumber: number } } = {}) {
        for (let n = from?.recordNumber ?? 1; signal?.aborted !== true && (failing || n <= 50); n += 1) {
          yield [{ position: { recordNumber: n }, record: { id: `u${n}` } }]
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    } as RunOptions<Person>["source"]
    const stopped = await stopOf(run({ journal, importer: account, source }))
    expect(stopped).toMatchObject({
      code: "DISK",
      message: "Progress cannot be saved, so nothing more is sent: ENOSPC: no space left on device, write.",
      cause: { code: "ENOSPC" },
    })
    expect(stopped.summary).toMatchObject({ status: "stopped", stopReason: { code: "DISK" } })
    expect(stopped.summary.records.imported).toBe(account.taken.length)
    expect(sentAfter.length).toBeLessThanOrEqual(3)

    failing = false
    const again = new Account()
    const end = await run({ journal, importer: again, source })
    // Only the beginning was remembered.
    expect(again.taken).toHaveLength(50)
    expect(end.records).toMatchObject({ read: 50, imported: 50 })
  })

  it.each([
    ["a quick disk", 0],
    ["a slow disk", 60],
  ])("remembers soon how far it got, as it may be killed again and again: on %s", async (_, saveMs) => {
    const machine = new VirtualMachine()
    const { clock } = machine
    const { platform } = machine.start({
      send: () => expect.fail("nothing is sent"),
      close: () => Promise.resolve(),
    })
    const entries: JournalEntry[] = []
    const abort = new AbortController()
    class CountingStore extends MemoryJournalStore {
      override async save(entry: JournalEntry): Promise<void> {
        entries.push(entry)
        if (entries.length === 3) abort.abort()
        await clock.sleep(saveMs)
        await super.save(entry)
      }
    }
    const source = {
      name: "endless",
      async *read({ signal }: { signal?: AbortSignal } = {}) {
        for (let n = 1; signal?.aborted !== true; n += 1) {
          yield [{ position: { recordNumber: n }, record: { id: `u${n}` } }]
          await clock.sleep(5, signal)
        }
      },
    } as RunOptions<Person>["source"]
    const given: Partial<RunOptions<Person>> = {
      journal: new CountingStore(),
      source,
      signal: abort.signal,
      platform,
      logLevel: "off",
      report: false,
    }
    const { summary } = await clock.run(stopOf(run(given)))
    expect(entries[2]?.settled.lowWater).toBeGreaterThan(0)
    // A save each second would have taken two.
    expect(entries[2]?.elapsedMs).toBeLessThan(500)
    expect(summary.status).toBe("stopped")
  })

  it("does not say that it is finished where that cannot be remembered", async () => {
    const journal = new FailingStore((save) => save === 2)
    const stopped = await stopOf(run({ journal }))
    expect(stopped).toMatchObject({ code: "DISK", summary: { records: { imported: 540, pending: 0 } } })
    expect(await run({ journal })).toMatchObject({
      status: "completed",
      records: { imported: 540, rejected: 60 },
    })
  })

  it("refuses one that cannot be used, and leaves it", async () => {
    const load: JournalLoad = { kind: "unreadable", code: "torn", message: "its end is missing" }
    const journal: JournalStore = {
      load: () => Promise.resolve(load),
      save: () => expect.fail("it was saved"),
    }
    const account = new Account()
    await expect(run({ journal, importer: account })).rejects.toThrow(
      /^Cannot go on with records as its journal/,
    )
    expect(account.taken).toEqual([])
  })
})

describe("runImport() of a file", () => {
  const importName = "people.ndjson"
  const source = (): RunOptions<Person>["source"] =>
    fileSource({ filePath: join(folder, importName) }) as never
  const runFile = (given: Partial<RunOptions<Person>> = {}): Promise<Summary> =>
    run({ source: source(), importName, ...given })
  const filesOf = (): Record<string, string> => {
    const directory = join(stateDir, importName)
    const names = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile())
    return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(directory, name), "utf8")]))
  }
  /** Stops after the first records; says how many. */
  const runAndStop = async (given: Partial<RunOptions<Person>> = {}): Promise<ImportStoppedError> => {
    const abort = new AbortController()
    const importer = new Account(() => abort.abort())
    return stopOf(runFile({ importer, signal: abort.signal, ...given }))
  }

  it("stops where the report cannot be written, with a summary that says so", async () => {
    peopleFile(30)
    mkdirSync(join(stateDir, importName, "report.html"), { recursive: true })
    const { code, summary } = await stopOf(runFile())
    expect(code).toBe("DISK")
    expect(summary.paths).not.toHaveProperty("report")
    const written = JSON.parse(readFileSync(summary.paths.summary ?? "", "utf8")) as Summary
    expect(written).toEqual(summary)
    expect(written).toMatchObject({ status: "stopped", records: { imported: 27, rejected: 3 } })
  })

  it("does nothing where it is finished, and says what became of its records", async () => {
    peopleFile(30)
    await runFile()
    const before = filesOf()
    const account = new Account()
    const error = await runFile({ importer: account }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AlreadyImportedError)
    expect(error).toMatchObject({
      code: "ALREADY_IMPORTED",
      message: expect.stringMatching(/^people\.ndjson was imported already, on .*restart: true\.$/) as string,
      records: { read: 30, imported: 27, rejected: 3, skipped: 0, unknown: 0, pending: 0 },
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    })
    expect(account.taken).toEqual([])
    expect(filesOf()).toEqual(before)
  })

  it("begins anew on request, and keeps the earlier rejects beside the new ones", async () => {
    peopleFile(30)
    await runFile()
    const account = new Account()
    const starts: ImportStart[] = []
    const summary = await runFile({
      importer: account,
      restart: true,
      onStart: (start) => void starts.push(start),
    })
    expect(account.taken).toEqual(idsOfGood(30))
    expect(summary.records).toMatchObject({ read: 30, imported: 27, rejected: 3 })
    expect(starts).toEqual([{ readAs: { format: "ndjson" }, warnings: [] }])
    const files = filesOf()
    const dated = Object.keys(files).find((name) => DATED.test(name)) ?? ""
    expect(files[dated]).toBe(files["rejects.ndjson"])
  })

  it("says how it starts: anew, going on, going on with a copy, and with another source of the name", async () => {
    peopleFile(20_000)
    const starts: ImportStart[] = []
    const warned: string[] = []
    const onStart = (start: ImportStart): void => void starts.push(start)
    const logger = {
      info: () => undefined,
      warn: (text: string) => void warned.push(text),
      error: () => undefined,
    }
    await runAndStop({ onStart })
    peopleFile(20_000)
    await runFile({ onStart, logger: logger as never, mapFingerprint: "one" })
    expect(starts[0]).toEqual({ readAs: { format: "ndjson" }, warnings: [] })
    const { resumed, warnings } = starts[1] ?? { warnings: [] }
    expect(resumed).toMatchObject({
      recordNumber: expect.any(Number) as number,
      position: { byteOffset: expect.any(Number) as number },
      sizeBytes: expect.any(Number) as number,
    })
    expect(warnings).toEqual([
      "people.ndjson is taken for the same: it was saved or copied again, and looks the same.",
    ])
    expect(warned).toEqual(warnings)
    peopleFile(20)
    const summary = await runFile({ onStart })
    expect(starts[2]?.resumed).toBeUndefined()
    expect(starts[2]?.warnings).toMatchObject([expect.stringContaining("has changed since it was imported")])
    expect(summary.records.read).toBe(20)
  })

  it("refuses a source that has changed in between, and leaves everything as it is", async () => {
    peopleFile(20_000)
    await runAndStop()
    peopleFile(20_001)
    const before = filesOf()
    await expect(runFile()).rejects.toThrow(/has changed since the import of it stopped/)
    expect(filesOf()).toEqual(before)
    const summary = await runFile({ resumeAnyway: true })
    expect(summary.records.read).toBe(20_001)
    expect(rejectNumbers(summary)).toEqual(numbersOfBad(20_001))
  })

  it("refuses to go on where the earlier rejects are gone, and sends nothing", async () => {
    peopleFile(20_000)
    const { summary } = await runAndStop()
    rmSync(summary.paths.rejects ?? "")
    const account = new Account()
    const refused = runFile({ importer: account })
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(/what the earlier run wrote there is gone/)
    expect(account.taken).toEqual([])
  })

  it("leaves the import alone on a dry run, before, in between and after", async () => {
    peopleFile(20_000)
    await runFile({ dryRun: true })
    expect(readdirSync(join(stateDir, importName))).toEqual(["dry-run"])
    const { summary } = await runAndStop()
    const stopped = filesOf()
    expect(await runFile({ dryRun: true })).toMatchObject({ dryRun: true, records: { read: 20_000 } })
    expect(filesOf()).toEqual(stopped)
    await runFile()
    expect(summary.paths.rejects).toBe(join(stateDir, importName, "rejects.ndjson"))
    const finished = filesOf()
    expect(await runFile({ dryRun: true })).toMatchObject({ records: { read: 20_000, pending: 0 } })
    expect(filesOf()).toEqual(finished)
  })

  it("refuses while another process is at it, and runs once that was killed", async () => {
    peopleFile(30)
    const contender = new LockContender()
    try {
      await contender.ready()
      expect(await contender.lock(join(stateDir, importName))).toMatchObject({ kind: "locked" })
      const account = new Account()
      const refused = runFile({ importer: account })
      await expect(refused).rejects.toThrow(UsageError)
      await expect(refused).rejects.toThrow(
        new RegExp(`^Cannot run the import people\\.ndjson as process ${contender.pid} on `),
      )
      expect(account.taken).toEqual([])
      await contender.kill()
      expect((await runFile({ importer: account })).records.imported).toBe(27)
    } finally {
      await contender.kill()
    }
  })

  it("leaves nothing behind where the source cannot be read", async () => {
    await expect(runFile()).rejects.toThrow(SourceError)
    expect(existsSync(stateDir)).toBe(false)
  })

  it("has written the summary by the time that the journal says that all is done", async () => {
    peopleFile(30)
    const written: string[] = []
    class LookingStore extends MemoryJournalStore {
      override save(entry: JournalEntry): Promise<void> {
        if (entry.state === "finished") written.push(String(filesOf()["summary.json"]))
        return super.save(entry)
      }
    }
    const summary = await runFile({ journal: new LookingStore() })
    expect(written).toHaveLength(1)
    const { durations: _, ...before } = JSON.parse(written[0] ?? "") as Summary
    const { durations: __, ...after } = summary
    expect(before).toEqual(after)
  })

  it("has closed its lists of rejects, and removed empty ones, by the time that the journal says so", async () => {
    const listed: string[][] = []
    class LookingStore extends MemoryJournalStore {
      override save(entry: JournalEntry): Promise<void> {
        if (entry.state === "finished") listed.push(Object.keys(filesOf()).toSorted())
        return super.save(entry)
      }
    }
    peopleFile(6)
    await runFile({ journal: new LookingStore(), logLevel: "off", report: false })
    peopleFile(30)
    await runFile({ journal: new LookingStore(), logLevel: "off", report: false })
    expect(listed).toEqual([["summary.json"], ["rejects.ndjson", "summary.json"]])
  })

  it("leaves no file open and no reject unwritten, whatever fails", async () => {
    peopleFile(20_000)
    const openFiles = (): string[] =>
      readdirSync("/proc/self/fd")
        .map((fd) => join("/proc/self/fd", fd))
        .filter((path) => existsSync(path) && readlinkSync(path).startsWith(folder))
    const unknown = { kind: "unknown", code: "stopped", message: "it ended", mayBeSentAgain: true } as const
    const abort = new AbortController()
    const importer: Importer = {
      async *deliver(actions) {
        for await (const array of actions) {
          abort.abort()
          yield array.map((action) => ({ action, outcome: unknown }))
          return
        }
      },
    }
    const journal = new FailingStore((save) => save === 2)
    const stopped = await stopOf(runFile({ journal, importer, signal: abort.signal }))
    expect(stopped.code).toBe("ABORTED")
    expect(stopped.summary.records.unknown).toBeGreaterThan(100)
    const { rejected, unknown: left } = stopped.summary.records
    expect(rejectNumbers(stopped.summary)).toHaveLength(rejected + left)
    rmSync(stopped.summary.paths.rejects ?? "")
    writeFileSync(join(stateDir, importName, "rejects.ndjson"), "not ours\n")
    await expect(runFile({ journal: new MemoryJournalStore() })).rejects.toThrow(UsageError)
    if (existsSync("/proc/self/fd")) expect(openFiles()).toEqual([])
  })

  it("finishes where only the word that it has finished was lost", async () => {
    peopleFile(30)
    const journal = new FailingStore((save) => save === 2)
    await stopOf(runFile({ journal }))
    expect(await runFile({ journal })).toMatchObject({
      status: "completed",
      records: { read: 30, imported: 27 },
    })
  })
})

describe("runImport() after one that was killed", () => {
  /** Whether the importer was told to let arrive what the killed run had sent. */
  async function isToldOfKill(
    before: Partial<JournalEntry> | undefined,
    given: Partial<RunOptions<Person>> = {},
  ): Promise<boolean> {
    const journal = new MemoryJournalStore()
    if (before !== undefined) await journal.save(entryOf(before))
    let isTold: boolean | undefined
    const account = new Account()
    const importer: Importer = {
      deliver: (actions, options) => {
        isTold = options.afterKill
        return account.deliver(actions, options)
      },
    }
    await run({ journal, importer, ...given })
    return isTold === true
  }

  const target = { baseUrl: "an importer of your own", keyFingerprint: "" }
  const counts = newLedger().snapshot().counts
  const entryOf = (given: Partial<JournalEntry>): JournalEntry =>
    plainJournalEntry({
      importName: "people",
      source: { name: "array" },
      target,
      counts,
      rejectsBytes: {},
      ...given,
    })
  const justNow = { updatedAt: isoTime(systemClock.now()) }
  const longAgo = { updatedAt: isoTime(systemClock.now() - 600_000) }

  it("says so to the importer where that was a moment ago, also where all begins anew", async () => {
    expect(await isToldOfKill(justNow)).toBe(true)
    expect(await isToldOfKill(justNow, { restart: true })).toBe(true)
    expect(await isToldOfKill(undefined, { earlier: entryOf(justNow) })).toBe(true)
  })

  it("does not where nothing can still be on its way", async () => {
    expect(await isToldOfKill(undefined)).toBe(false)
    expect(await isToldOfKill(longAgo)).toBe(false)
    expect(await isToldOfKill({ ...justNow, state: "stopped" })).toBe(false)
    expect(await isToldOfKill(undefined, { earlier: entryOf(longAgo) })).toBe(false)
  })
})

describe("runImport() whose directory is removed while it runs", () => {
  const runFile = (importer: Importer): Promise<Summary> =>
    run({
      source: fileSource({
        filePath: join(folder, "people.ndjson"),
      }) as DataSource as DataSource<Person>,
      importer,
    })

  it("writes there again what is done when it stops, so that it goes on, and sends nothing twice", async () => {
    peopleFile(3_000)
    const first = new Account((recordNumber) => {
      if (recordNumber > 600) rmSync(stateDir, { recursive: true, force: true })
    })
    const stopped = await stopOf(runFile(first))
    expect(stopped.code).toBe("DISK")
    expect(stopped.message).toMatch(/, was removed while it ran\. Its progress was written there again/)
    const second = new Account()
    const summary = await runFile(second)
    expect(summary.records.read).toBe(3_000)
    expect([...first.taken, ...second.taken].toSorted()).toEqual(idsOfGood(3_000).toSorted())
  })

  it("leaves the import alone where another process has it by then", async () => {
    peopleFile(3_000)
    const contender = new LockContender()
    try {
      await contender.ready()
      let locking: Promise<unknown> = Promise.resolve()
      const first: Importer = {
        async *deliver(actions) {
          for await (const array of actions) {
            rmSync(stateDir, { recursive: true, force: true })
            locking = contender.lock(join(stateDir, "people"))
            await locking
            yield array.map((action) => ({ action, outcome: { kind: "accepted" } }))
            break
          }
        },
      }
      const stopped = await stopOf(runFile(first))
      expect(stopped.message).toContain("another process took the import over")
      expect(existsSync(join(stateDir, "people/journal"))).toBe(false)
    } finally {
      await contender.kill()
    }
  })
})
