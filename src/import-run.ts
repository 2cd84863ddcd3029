import { rmdir } from "node:fs/promises"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { UsageError, messageOf } from "./errors.ts"
import type { ImportOptions } from "./import-options.ts"
import { decideStart } from "./journal/decide-start.ts"
import type { Start } from "./journal/decide-start.ts"
import { FileJournalStore } from "./journal/file-journal-store.ts"
import { lockImport } from "./journal/import-lock.ts"
import { JOURNAL_VERSION } from "./journal/journal-entry.ts"
import type { JournalEntry } from "./journal/journal-entry.ts"
import type { JournalStore } from "./journal/journal-store.ts"
import { ResumePoints } from "./journal/resume-points.ts"
import type { MapFunction } from "./mapping/map-function.ts"
import type { DirectoryLock } from "./platform/directory-lock.ts"
import { isoTime } from "./platform/iso-time.ts"
import { quietly } from "./platform/logger.ts"
import { systemClock } from "./platform/system-clock.ts"
import { AlreadyImportedError } from "./report/already-imported-error.ts"
import { ImportFiles } from "./report/import-files.ts"
import { ImportStoppedError } from "./report/import-stopped-error.ts"
import type { ImportStart } from "./report/import-start.ts"
import { Ledger } from "./report/ledger.ts"
import type { LedgerCounts } from "./report/ledger.ts"
import { DEFAULT_MAX_REJECTS, rejectBudget } from "./report/reject-budget.ts"
import { summarize } from "./report/summarize.ts"
import type { Summary } from "./report/summary.ts"
import { runImport } from "./run-import.ts"
import type { Stop } from "./run-import.ts"
import type { DataSource } from "./sources/data-source.ts"

const PROGRESS_INTERVAL_MS = 200
const SAVE_INTERVAL_MS = 1_000
/** The journal may take one part in so many of the time. */
const SAVE_SHARE = 50
const DEFAULT_STATE_DIR = ".iterable-data-import"

/** An import to be run. */
export interface ImportRunOptions<Data> extends Omit<ImportOptions<Data>, "source"> {
  readonly source: DataSource<Data>
  readonly importName: string
}

/** One run of an import: finds out where it starts, runs it, remembers how far it got, and sums up. */
export class ImportRun<Data> {
  readonly #options: ImportRunOptions<Data>
  readonly #files: ImportFiles
  readonly #store: JournalStore | undefined
  /** Aborts when the journal cannot be kept, so that nothing is sent that would be forgotten. */
  readonly #halt = new AbortController()
  readonly #startedMs = systemClock.elapsedMs()
  #before: JournalEntry | undefined
  #facts: Pick<JournalEntry, "source" | "target" | "mapFingerprint">
  #ledger = new Ledger()
  #settledBefore = 0
  #points = new ResumePoints()
  #lock: DirectoryLock | undefined
  #journalFailure: Stop | undefined
  #startedAt = isoTime(systemClock.now())
  #bytesRead: number | undefined
  /** Whether there was something to import. */
  #hasBegun = false

  constructor(options: ImportRunOptions<Data>) {
    const { dryRun = false, importName, importer, journal, mapFingerprint, rejectsFilePath, source } = options
    this.#options = options
    this.#files = new ImportFiles({
      stateDir: options.stateDir ?? DEFAULT_STATE_DIR,
      importName,
      rejectsFilePath: rejectsFilePath instanceof URL ? fileURLToPath(rejectsFilePath) : rejectsFilePath,
      isDryRun: dryRun,
    })
    this.#store = dryRun ? undefined : storeFor(journal, source, this.#files.directory)
    this.#facts = {
      source: { name: source.name },
      target: importer.target ?? { baseUrl: "an importer of your own", keyFingerprint: "" },
      ...(mapFingerprint === undefined ? {} : { mapFingerprint }),
    }
  }

  /** Resolves to the summary when nothing is in flight and all is on disk; see `IterableDataImport.run` for what it throws. */
  async finish(mapFunction: MapFunction<Data>): Promise<Summary> {
    if (this.#store === undefined) return this.#run(mapFunction)
    const { importName } = this.#options
    const { directory } = this.#files
    const attempt = await lockImport({ directory, importName, clock: systemClock })
    if (attempt.kind === "refused") throw new UsageError(attempt.message)
    const { lock } = attempt
    this.#lock = lock
    lock.lost.addEventListener("abort", () => this.#cannotRemember("another process took the import over"))
    try {
      await this.#findStart(this.#store)
      return await this.#run(mapFunction)
    } finally {
      await lock.release()
      // What has left nothing behind leaves no directories behind either.
      for (const empty of [directory, dirname(directory)]) await rmdir(empty).catch(() => undefined)
    }
  }

  async #findStart(store: JournalStore): Promise<void> {
    const { restart = false, resumeAnyway = false, source } = this.#options
    const fingerprint = await source.fingerprint?.()
    if (fingerprint !== undefined)
      this.#facts = { ...this.#facts, source: { name: source.name, fingerprint } }
    const start = decideStart(await store.load(), this.#facts, { restart, resumeAnyway })
    if (start.kind === "refused") throw new UsageError(start.message)
    if (start.kind === "finished") {
      const { records } = ledgerOf(start.entry)
      throw new AlreadyImportedError(start.message, records, start.entry.finishedAt ?? start.entry.updatedAt)
    }
    if (start.kind === "resume") {
      this.#before = start.entry
      this.#startedAt = start.entry.startedAt
      this.#ledger = ledgerOf(start.entry)
      this.#settledBefore = this.#ledger.records.read
      this.#points = new ResumePoints(start.entry.position)
      this.#files.resume(start.entry.rejectsBytes)
    }
    const news = startNews(start, source)
    for (const warning of news.warnings) this.#options.logger?.warn(warning)
    quietly(() => this.#options.onStart?.(news))
  }

  async #run(mapFunction: MapFunction<Data>): Promise<Summary> {
    const { importer, maxRejects = DEFAULT_MAX_REJECTS, source } = this.#options
    const { signal = new AbortController().signal } = this.#options
    const ledger = this.#ledger
    const files = this.#files
    const ended = new AbortController()
    const beside = [this.#showRepeatedly(ended.signal)]
    let stop: Stop | undefined
    try {
      stop = await runImport({
        source,
        from: this.#before?.position,
        mapFunction,
        importer,
        ledger,
        reject: (failed) => files.reject(failed),
        isOverBudget: rejectBudget(maxRejects),
        begin: async () => {
          await files.open(source)
          this.#hasBegun = true
          await this.#save("running")
          beside.push(this.#saveRepeatedly(ended.signal))
        },
        onRead: (first, last) => {
          this.#points.note(first)
          this.#bytesRead = last.byteOffset
        },
        signal: AbortSignal.any([signal, this.#halt.signal]),
      })
    } finally {
      ended.abort()
      await Promise.all(beside)
    }
    stop = this.#journalFailure ?? stop
    try {
      if (this.#journalFailure === undefined) await this.#save(stop === undefined ? "finished" : "stopped")
      await files.reject(ledger.settleLeft())
      await files.close()
    } catch (error) {
      stop ??= diskStop("The rejects or the journal could not be put on disk", error)
    }
    if (stop === undefined) this.#bytesRead = source.sizeBytes
    this.#show()
    return this.#sumUp(stop)
  }

  async #sumUp(stopped: Stop | undefined): Promise<Summary> {
    let stop = stopped
    const totalMs = this.#elapsedMs
    const summary = (): Summary => {
      const { dryRun = false, importName, importer, source } = this.#options
      return summarize({
        importName,
        dryRun,
        source,
        ledger: this.#ledger,
        delivery: importer.statistics?.(),
        startedAt: this.#startedAt,
        totalMs,
        paths: this.#files.paths,
        stop,
      })
    }
    try {
      await this.#files.writeSummary(summary())
    } catch (error) {
      stop ??= diskStop("The summary could not be written", error)
    }
    if (stop !== undefined) throw new ImportStoppedError(stop.message, stop.code, summary(), stop.cause)
    return summary()
  }

  /** Of all runs of the import together. */
  get #elapsedMs(): number {
    return (this.#before?.elapsedMs ?? 0) + systemClock.elapsedMs() - this.#startedMs
  }

  #show(): void {
    const { importer, onProgress, source } = this.#options
    quietly(() =>
      onProgress?.({
        records: this.#ledger.records,
        settledBefore: this.#settledBefore,
        bytesRead: this.#bytesRead,
        sizeBytes: source.sizeBytes,
        elapsedMs: systemClock.elapsedMs() - this.#startedMs,
        delivery: importer.statistics?.(),
      }),
    )
  }

  async #showRepeatedly(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await systemClock.sleep(PROGRESS_INTERVAL_MS, ended)
      if (!ended.aborted) this.#show()
    }
  }

  async #saveRepeatedly(ended: AbortSignal): Promise<void> {
    let waitMs = SAVE_INTERVAL_MS
    while (!ended.aborted && this.#journalFailure === undefined) {
      await systemClock.sleep(waitMs, ended)
      if (ended.aborted) return
      const startMs = systemClock.elapsedMs()
      try {
        await this.#save("running")
      } catch (error) {
        this.#cannotRemember(messageOf(error), error)
      }
      waitMs = Math.max(SAVE_INTERVAL_MS, SAVE_SHARE * (systemClock.elapsedMs() - startMs))
    }
  }

  /** Saves what is settled at this moment: first the rejects, then the journal that counts on them. */
  async #save(state: JournalEntry["state"]): Promise<void> {
    if (this.#store === undefined || (!this.#hasBegun && this.#before === undefined)) return
    const { settled, counts } = this.#ledger.snapshot()
    const { rejectsBytes } = this.#files
    const position = this.#points.at(settled.lowWater)
    const updatedAt = isoTime(systemClock.now())
    const entry: JournalEntry = {
      version: JOURNAL_VERSION,
      importName: this.#options.importName,
      state,
      startedAt: this.#startedAt,
      updatedAt,
      ...(state === "finished" ? { finishedAt: updatedAt } : {}),
      elapsedMs: Math.round(this.#elapsedMs),
      ...this.#facts,
      settled,
      ...(position === undefined ? {} : { position }),
      counts,
      rejectsBytes,
      learned: {},
    }
    await this.#files.sync()
    if ((await this.#lock?.isHeld()) === false) throw new Error("another process took the import over")
    await this.#store.save(entry)
  }

  #cannotRemember(reason: string, cause?: unknown): void {
    const message = `What is done cannot be remembered, so that nothing more is sent: ${reason}.`
    this.#journalFailure ??= { code: "DISK", message, cause }
    this.#halt.abort()
  }
}

function storeFor(
  journal: JournalStore | false | undefined,
  source: DataSource,
  directory: string,
): JournalStore | undefined {
  if (journal === false) return undefined
  if (journal !== undefined) return journal
  return source.fingerprint === undefined ? undefined : new FileJournalStore(directory)
}

function ledgerOf({ counts, settled }: JournalEntry): Ledger {
  return new Ledger({ settled, counts: counts as LedgerCounts })
}

function startNews(start: Start, source: DataSource): ImportStart {
  if (start.kind !== "resume") {
    const remark = start.kind === "anew" ? start.remark : undefined
    return { warnings: remark === undefined ? [] : [remark] }
  }
  const { position, settled } = start.entry
  const sizeBytes = source.sizeBytes ?? start.entry.source.fingerprint?.sizeBytes
  return {
    resumed: { recordNumber: settled.lowWater + 1, position, sizeBytes },
    warnings: start.warnings,
  }
}

function diskStop(what: string, cause: unknown): Stop {
  return {
    code: "DISK",
    message: `${what}: ${messageOf(cause)}. All that the summary counts has happened.`,
    cause,
  }
}
