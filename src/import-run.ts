import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { ImportAction } from "./actions/import-action.ts"
import { needsId } from "./batches/encode-placed.ts"
import type { IdScheme } from "./batches/id-scheme.ts"
import { addedUp } from "./delivery/delivery-statistics.ts"
import type { DeliveryStatistics } from "./delivery/delivery-statistics.ts"
import { foretoldTarget } from "./delivery/foretold-target.ts"
import { LaterRecords } from "./delivery/later-records.ts"
import type { LaterRecordsSnapshot } from "./delivery/later-records.ts"
import { SourceError, UsageError, messageOf } from "./errors.ts"
import type { ImportOptions } from "./import-options.ts"
import type { ImportFacts } from "./journal/decide-start.ts"
import { lockImport } from "./journal/import-lock.ts"
import { JOURNAL_VERSION } from "./journal/journal-entry.ts"
import type { JournalEntry } from "./journal/journal-entry.ts"
import { JournalKeeper } from "./journal/journal-keeper.ts"
import type { JournalLoad, JournalStore } from "./journal/journal-store.ts"
import { rememberKey } from "./journal/remember-key.ts"
import { readAs } from "./journal/other-reading.ts"
import { ResumePoints } from "./journal/resume-points.ts"
import { isWithin } from "./journal/record-ranges.ts"
import { shareReached } from "./journal/share-done.ts"
import { storeFor } from "./journal/store-for.ts"
import { UnderWay, underWayIn } from "./journal/under-way.ts"
import { wasKilledJustNow } from "./journal/was-killed-just-now.ts"
import type { ActionPlace, PlacedAction } from "./mapping/mapped-records.ts"
import { ColumnWatch } from "./mapping/column-watch.ts"
import type { MapFunction } from "./mapping/map-function.ts"
import type { Clock } from "./platform/clock.ts"
import type { DirectoryLock } from "./platform/directory-lock.ts"
import { isoTime } from "./platform/iso-time.ts"
import { combinedLogger, quietLogger, quietly, scrubbedLogger, silentLogger } from "./platform/logger.ts"
import type { Logger } from "./platform/logger.ts"
import type { Platform } from "./platform/platform.ts"
import { scrubError, scrubValue } from "./platform/scrub-value.ts"
import { scrubNothing } from "./platform/secret-scrubber.ts"
import type { Scrub } from "./platform/secret-scrubber.ts"
import { noTelemetry } from "./platform/telemetry.ts"
import type { ImportSpan } from "./platform/telemetry.ts"
import { systemPlatform } from "./platform/system-platform.ts"
import { AlreadyImportedError } from "./report/already-imported-error.ts"
import { decideImport, foretold } from "./report/decide-import.ts"
import type { ImportDecision } from "./report/decide-import.ts"
import { drawReport } from "./report/draw-report.ts"
import type { ImportDirectory } from "./report/import-directory.ts"
import { ImportFiles } from "./report/import-files.ts"
import { ImportStoppedError } from "./report/import-stopped-error.ts"
import { isOfEarlierRun } from "./report/is-of-earlier-run.ts"
import { LEFT_BY_KILL } from "./report/left-by-kill.ts"
import { knownOrigin } from "./report/known-origin.ts"
import { Ledger } from "./report/ledger.ts"
import { ledgerOf } from "./report/ledger-of.ts"
import type { LedgerRules } from "./report/ledger.ts"
import { DEFAULT_MAX_REJECTS, rejectBudget } from "./report/reject-budget.ts"
import { claimRejects } from "./report/claim-rejects.ts"
import { nothingImported } from "./report/nothing-imported.ts"
import { summarize } from "./report/summarize.ts"
import { LogFile } from "./report/log-file.ts"
import { logImportEnd, logImportStart } from "./report/log-import.ts"
import type { ReportFrame } from "./report/report-frame.ts"
import { RunHistory } from "./report/run-history.ts"
import { runSample } from "./report/run-sample.ts"
import { startNews } from "./report/start-news.ts"
import type { Summary } from "./report/summary.ts"
import { RetryDirectory } from "./retry/retry-directory.ts"
import { runImport } from "./run-import.ts"
import type { ImportParts, Stop } from "./run-import.ts"
import type { DataSource, Position } from "./sources/data-source.ts"
import type { SourceFingerprint } from "./sources/source-fingerprint.ts"
import { keyOrigin, sourceOrigin } from "./sources/source-origin.ts"
import { asWholeAs, wholeFingerprint } from "./sources/whole-fingerprint.ts"

const PROGRESS_INTERVAL_MS = 200
/** A program that ends at once after the import would take the last of its telemetry with it. */
const FLUSH_TIMEOUT_MS = 2_000
/** What to do about imports without a journal that run at the same time. */
const NAME_OF_ITS_OWN = "If they are different imports, give each a name of its own with the option name."
/** Where imports keep their directories, unless they are told otherwise. */
export const DEFAULT_STATE_DIR = ".iterable-data-import"

/** An import to be run. */
export interface ImportRunOptions<Data> extends Omit<ImportOptions<Data>, "source"> {
  readonly source: DataSource<Data>
  readonly importName: string
  /** @defaultValue this machine */
  readonly platform?: Platform | undefined
  /** Where the import has its files, where it is one of several of its name. @defaultValue what its name gives */
  readonly place?: ImportDirectory | undefined
  /** The journal of a run whose place this one takes, where the store no longer has it. */
  readonly earlier?: JournalEntry | undefined
  /** How ids are derived, where that is decided already: as in the import whose rejects are run again. */
  readonly ids?: RunIds | undefined
  /** What must not be sent, and what is to be said of it. @defaultValue nothing */
  readonly leaveOut?: ImportParts<Data>["leaveOut"]
  /** For the rejects of an import: what that remembers of its users. @defaultValue nothing, for a beginning */
  readonly laterRecords?: LaterRecords | undefined
}

/** How a run derives ids. */
export type RunIds = IdScheme & { readonly idsFrom?: readonly string[] | undefined }

/** One run of an import: finds out where it starts, runs it, remembers how far it got, and sums up. */
export class ImportRun<Data> {
  readonly #options: ImportRunOptions<Data>
  readonly #platform: Platform
  readonly #clock: Clock
  readonly #files: ImportFiles
  readonly #store: JournalStore | undefined
  /** Aborts when the journal cannot be kept, so that nothing is sent that would be forgotten. */
  readonly #halt = new AbortController()
  readonly #startedMs: number
  /** When the last record was settled; undefined while the import goes on. */
  #endedMs: number | undefined
  #before: JournalEntry | undefined
  /** The journal of a run that was killed so short a time ago that requests of it may still be on their way. */
  #killed: JournalEntry | undefined
  #facts: ImportFacts
  #history = new RunHistory()
  #ledger: Ledger
  #settledBefore = 0
  #points = new ResumePoints()
  #ids: RunIds
  #laterRecords: LaterRecords
  #keeper: JournalKeeper | undefined
  /** Taken once the first was lost, to put back what is done. */
  #lockAgain: DirectoryLock | undefined
  /** Keeps other imports away from lists for which somebody chose a path. */
  #rejectsLock: DirectoryLock | undefined
  #journalFailure: Stop | undefined
  #startedAt: string
  #bytesRead: number | undefined
  /** The last record that was read, in any run. */
  #reached: Position | undefined
  /** What may have been sent, and must not be sent twice. */
  #underWay = new UnderWay()
  /** Whether an earlier run may have applied more than it counted. */
  #mayHaveApplied = false
  /** Whether records may have been read wrongly, in any run. */
  #mayHaveMisread = false
  /** Whether the source was written to while it was read, in any run. */
  #hasSourceChanged = false
  /** What is remembered of a run that stopped. */
  #stopped: JournalEntry | undefined
  /** Whether there was something to import. */
  #hasBegun = false
  readonly #columnWatch: ColumnWatch<Data>
  readonly #logFile: LogFile | undefined
  /** The user's, and the log file. */
  readonly #logger: Logger
  #span: ImportSpan | undefined
  /** Nothing leaves the run but through it. */
  readonly #scrub: Scrub

  constructor(options: ImportRunOptions<Data>) {
    const { dryRun = false, importName, importer, journal, mapFingerprint, rejectsFilePath, source } = options
    this.#options = options
    this.#platform = options.platform ?? systemPlatform
    const { clock, files } = this.#platform
    this.#clock = clock
    this.#startedMs = clock.elapsedMs()
    this.#startedAt = isoTime(clock.now())
    this.#columnWatch = new ColumnWatch(source)
    this.#scrub = importer.scrub ?? scrubNothing
    this.#laterRecords = options.laterRecords ?? new LaterRecords()
    this.#files = new ImportFiles({
      files,
      stateDir: options.stateDir ?? DEFAULT_STATE_DIR,
      importName,
      directoryName: options.place?.directoryName,
      rejectsFilePath: rejectsFilePath instanceof URL ? fileURLToPath(rejectsFilePath) : rejectsFilePath,
      isDryRun: dryRun,
      scrub: this.#scrub,
    })
    this.#store = dryRun ? undefined : storeFor(journal, source, this.#files.directory, files)
    const { logger = silentLogger, logLevel = "info" } = options
    const logPath = join(this.#files.directory, "log.ndjson")
    if (logLevel !== "off") this.#logFile = new LogFile({ path: logPath, leastLevel: logLevel, clock })
    const loggers = combinedLogger(logger, this.#logFile ?? silentLogger)
    this.#logger = quietLogger(scrubbedLogger(loggers, this.#scrub))
    this.#facts = {
      importName,
      source: {
        name: source.name,
        ...readAs(source),
        ...(options.place === undefined ? {} : { path: options.place.sourcePath }),
      },
      target: importer.target ?? { baseUrl: "an importer of your own", keyFingerprint: "" },
      ...(mapFingerprint === undefined ? {} : { mapFingerprint }),
    }
    this.#ids = options.ids ?? this.#ownIds(undefined, false)
    this.#ledger = new Ledger(undefined, { mapFingerprint, repeats: importer.repeats })
  }

  /** Resolves to the summary when nothing is in flight and all is on disk; see `IterableDataImport.run` for what it throws. */
  async finish(mapFunction: MapFunction<Data>): Promise<Summary> {
    try {
      return await this.#finish(mapFunction)
    } catch (error) {
      throw scrubError(error, this.#scrub)
    }
  }

  async #finish(mapFunction: MapFunction<Data>): Promise<Summary> {
    const { dryRun = false, importName, name } = this.#options
    const store = this.#store
    // A dry run sends nothing, so it needs no lock.
    if (dryRun) {
      this.#ids = await this.#idsWithoutJournal()
      await this.#foretell()
      return this.#run(mapFunction)
    }
    const { directory } = this.#files
    const attempt = await lockImport({ directory, importName, ...this.#platform })
    if (attempt.kind === "refused") {
      const isNamedBySource = store === undefined && name === undefined
      throw new UsageError(isNamedBySource ? `${attempt.message} ${NAME_OF_ITS_OWN}` : attempt.message)
    }
    const { lock } = attempt
    try {
      if (store === undefined) this.#ids = await this.#idsWithoutJournal()
      else {
        this.#keep(store, lock)
        await this.#findStart(store)
      }
      return await this.#run(mapFunction)
    } finally {
      await lock.release()
      await this.#lockAgain?.release()
      // What has left nothing behind leaves no directories behind either.
      for (const empty of [directory, dirname(directory)])
        await this.#platform.files.removeEmptyDirectory(empty)
    }
  }

  async #idsWithoutJournal(): Promise<RunIds> {
    return this.#options.ids ?? this.#ownIds(await this.#options.source.fingerprint?.(), false)
  }

  #keep(store: JournalStore, lock: DirectoryLock): void {
    this.#keeper = new JournalKeeper({
      store,
      lock,
      clock: this.#clock,
      entry: (state) => scrubValue(this.#stopped ?? this.#entry(state), this.#scrub),
      sync: async () => {
        await this.#lookForChange()
        await this.#files.sync()
      },
    })
    lock.lost.addEventListener("abort", () => this.#cannotRemember("another process took the import over"))
  }

  /** Says of a dry run if a real one would not start. */
  async #foretell(): Promise<void> {
    const { files } = this.#platform
    const { importName, importer, journal, place, source, stateDir = DEFAULT_STATE_DIR } = this.#options
    const names = { importName, directoryName: place?.directoryName, rejectsFilePath: undefined }
    const of = { files, stateDir, ...names, isDryRun: false, scrub: this.#scrub }
    const { directory } = new ImportFiles(of)
    const load = await storeFor(journal, source, directory, files)?.load()
    if (load === undefined) return
    const now = await this.#factsNow(load)
    const before = load.kind === "entry" ? load.entry.target : now.target
    const facts = { ...now, target: foretoldTarget(before, importer.target ?? before) }
    const warning = foretold(await this.#decide(load, facts, directory))
    if (warning === undefined) return
    quietly(() => this.#options.onStart?.({ warnings: [scrubValue(warning, this.#scrub)] }))
  }

  /** With what the source is like now. */
  async #factsNow(load: JournalLoad): Promise<ImportFacts> {
    const { source } = this.#options
    const now = await source.fingerprint?.()
    if (now === undefined) return this.#facts
    const earlier = load.kind === "entry" ? load.entry.source.fingerprint : undefined
    const fingerprint = await asWholeAs(earlier, source, now, this.#platform.files)
    return { ...this.#facts, source: { ...this.#facts.source, fingerprint } }
  }

  async #decide(load: JournalLoad, facts: ImportFacts, directory: string): Promise<ImportDecision> {
    const { ids, idsFrom, ifChanged, restart = false, resumeAnyway = false, sameProject } = this.#options
    const plan = await new RetryDirectory(directory, this.#platform.files).readPlan()
    return decideImport(load, facts, {
      restart,
      resumeAnyway,
      sameProject,
      idsFrom,
      ifChanged,
      none: this.#sendsWithoutIds,
      areIdsGiven: ids !== undefined,
      hasCutOffRetry: plan !== undefined,
    })
  }

  async #findStart(store: JournalStore): Promise<void> {
    const load = await store.load()
    this.#facts = await this.#factsNow(load)
    const { ids, start } = await this.#decide(load, this.#facts, this.#files.directory)
    if (start.kind === "refused") throw new UsageError(start.message)
    if (start.kind === "finished") {
      const { entry, isSame: isSameSource, message } = start
      if (isSameSource) await rememberKey(store, entry, this.#facts.target)
      const { records } = ledgerOf(entry)
      const finishedAt = entry.finishedAt ?? entry.updatedAt
      throw new AlreadyImportedError(message, { records, finishedAt, isSameSource })
    }
    if (ids !== undefined) this.#ids = await this.#idsAs(ids)
    const earlier = load.kind === "entry" ? load.entry : this.#options.earlier
    if (wasKilledJustNow(earlier, this.#clock.now())) this.#killed = earlier
    if (start.kind === "resume") {
      this.#before = start.entry
      this.#startedAt = start.entry.startedAt
      this.#ledger = ledgerOf(start.entry, this.#ledgerRules(start.entry))
      this.#settledBefore = this.#ledger.records.read
      this.#underWay = new UnderWay(underWayIn(start.entry))
      this.#mayHaveApplied = start.entry.state === "running" || start.entry.mayHaveApplied !== false
      this.#mayHaveMisread = start.entry.mayHaveMisread ?? false
      this.#hasSourceChanged = start.entry.source.hasChanged ?? false
      this.#points = new ResumePoints(start.entry.position)
      this.#reached = start.entry.reached
      this.#laterRecords = new LaterRecords(start.entry.laterRecords as LaterRecordsSnapshot | undefined)
      this.#files.resume(start.entry)
      this.#history = new RunHistory(learnedBefore(start.entry).history)
    }
    const news = scrubValue(startNews(start), this.#scrub)
    for (const warning of news.warnings) this.#logger.warn(warning)
    quietly(() => this.#options.onStart?.(news))
  }

  async #claimRejects(): Promise<void> {
    const { rejectsFilePath, source, stateDir = DEFAULT_STATE_DIR } = this.#options
    if (rejectsFilePath === undefined) return
    const { directory } = this.#files
    const lists = { paths: this.#files.listPaths(source), directory, stateDir, sourcePath: source.path }
    this.#rejectsLock = await claimRejects(lists, this.#platform)
  }

  #noteFingerprint(fingerprint: SourceFingerprint): void {
    this.#facts = { ...this.#facts, source: { ...this.#facts.source, fingerprint } }
  }

  /** By what the actions of records that were left open are told from others. */
  #ledgerRules({ mapFingerprint: before }: JournalEntry): LedgerRules {
    const { importer, mapFingerprint, resumeAnyway = false } = this.#options
    const isUnchanged = before !== undefined && before === mapFingerprint && !resumeAnyway
    const repeats = this.#ids.scheme === 1 ? (action: ImportAction) => !needsId(action) : importer.repeats
    return { mapFingerprint, isUnchanged, repeats }
  }

  async #idsAs(ids: NonNullable<ImportDecision["ids"]>): Promise<RunIds> {
    if (ids.kind === "as-before") return idsOfJournal(ids.entry)
    const own = this.#ownIds(this.#facts.source.fingerprint, ids.isOther)
    const { idsFrom, name, source, stateDir = DEFAULT_STATE_DIR } = this.#options
    if (ids.isOther || idsFrom !== undefined || (name !== undefined && name !== source.name)) return own
    const { baseUrl } = this.#facts.target
    const { fingerprint } = this.#facts.source
    const origin = await knownOrigin({ baseUrl, fingerprint }, stateDir, this.#platform.files)
    return origin === undefined ? own : { scheme: 2, origin }
  }

  /** Ids of no earlier run. */
  #ownIds(fingerprint: SourceFingerprint | undefined, isOther: boolean): RunIds {
    const { idsFrom, name: importName, source } = this.#options
    const origin =
      idsFrom === undefined
        ? sourceOrigin({
            sourceName: source.name,
            fingerprint,
            importName,
            startedAt: isOther ? this.#startedAt : undefined,
          })
        : keyOrigin({ importName })
    return { scheme: 2, origin, idsFrom }
  }

  /** The same with its start and its end in the log and in the host program's telemetry. */
  async #run(mapFunction: MapFunction<Data>): Promise<Summary> {
    const { dryRun = false, importName } = this.#options
    const telemetry = dryRun ? noTelemetry : await this.#platform.openTelemetry(this.#scrub)
    const span = telemetry.startImport({ importName, dryRun, records: this.#ledger.records })
    this.#span = span
    try {
      const summary = await span.run(() => this.#import(mapFunction))
      span.end(summary.records)
      if (this.#hasBegun) logImportEnd(this.#logger, summary)
      return summary
    } catch (error) {
      span.end(this.#ledger.records, error instanceof ImportStoppedError ? error.code : "FAILED")
      if (error instanceof ImportStoppedError) logImportEnd(this.#logger, error.summary)
      throw error
    } finally {
      await this.#rejectsLock?.release()
      await span.flush(FLUSH_TIMEOUT_MS)
      this.#logFile?.close()
    }
  }

  async #import(mapFunction: MapFunction<Data>): Promise<Summary> {
    const { importer, maxRejects = DEFAULT_MAX_REJECTS, source } = this.#options
    const { signal = new AbortController().signal } = this.#options
    const ledger = this.#ledger
    const files = this.#files
    this.#history.begin(this.#clock.now(), runSample(ledger.records))
    const ended = new AbortController()
    const beside = [this.#showRepeatedly(ended.signal)]
    let stop: Stop | undefined
    try {
      stop = await runImport({
        source,
        from: this.#before?.position,
        mapFunction: this.#columnWatch.watched(mapFunction),
        importer,
        learned: learnedBefore(this.#before ?? this.#killed).delivery,
        afterKill: this.#killed !== undefined,
        ids: this.#ids,
        mapFingerprint: this.#options.mapFingerprint,
        logger: this.#logger,
        ledger,
        reject: (failed) => files.reject(failed),
        isOverBudget: rejectBudget(maxRejects),
        begin: async () => {
          await this.#claimRejects()
          await files.open(source)
          // Rejects of an import that begins anew are no longer there to be retried.
          if (this.#before === undefined)
            await new RetryDirectory(files.directory, this.#platform.files).remove()
          this.#hasBegun = true
          this.#logStart()
          await this.#save("running")
          beside.push(this.#saveRepeatedly(ended.signal))
        },
        leaveOut: this.#leaveOut(),
        laterRecords: this.#laterRecords,
        ...this.#notes(),
        onRead: (first, last) => {
          this.#points.note(first)
          this.#bytesRead = last.byteOffset
          this.#reached = last
        },
        signal: AbortSignal.any([signal, this.#halt.signal]),
      })
    } catch (error) {
      await files.close().catch(() => undefined)
      if (error instanceof SourceError && error.mayHaveMisread) await this.#noteMisreadBefore()
      throw error
    } finally {
      ended.abort()
      await Promise.all(beside)
    }
    this.#endedMs = this.#clock.elapsedMs()
    stop = this.#journalFailure ?? stop
    if (stop?.code === "SOURCE_DAMAGED") this.#mayHaveMisread = true
    const { rejected, unknown } = ledger.records
    const { fingerprint } = this.#facts.source
    // A retry may have to read the source again, and must know whether it is the same.
    if (stop === undefined && fingerprint !== undefined && rejected + unknown > 0)
      this.#noteFingerprint(await wholeFingerprint(source, fingerprint, this.#platform.files))
    await this.#lookForChange()
    await files.lookForLost()
    if (stop === undefined) {
      this.#bytesRead = source.sizeBytes
      this.#noteHistory()
      // While the journal does not say that all is done: afterwards nobody would write it.
      stop = await this.#writeSummary(undefined)
    }
    stop = await this.#close(stop)
    this.#show()
    this.#noteHistory()
    if (stop === undefined) return this.#summary(undefined)
    await this.#writeSummary(stop)
    throw new ImportStoppedError(stop.message, stop.code, this.#summary(stop), stop.cause)
  }

  /** Puts on disk how it ended, each part that can be; gives why it stopped, which may be that one cannot. */
  async #close(stopped: Stop | undefined): Promise<Stop | undefined> {
    let stop = stopped
    // What the next run sends again is listed, and does not count.
    const entry = stopped && this.#entry("stopped")
    const remember = async (): Promise<void> => {
      if (stopped === undefined) {
        // Nobody comes back to what is finished: its files are to be as they stay.
        await this.#files.close()
        await this.#save("finished")
      } else if (this.#journalFailure === undefined && this.#hasBegun && entry !== undefined) {
        this.#stopped = { ...entry, rejectsEnds: this.#files.rejectsEnds }
        await this.#save("stopped")
      }
    }
    const parts = [
      (): Promise<void> => this.#files.reject(this.#ledger.settleLeft()),
      remember,
      (): Promise<void> => this.#files.close(),
    ]
    for (const part of parts) {
      try {
        await part()
      } catch (error) {
        stop ??= diskStop("The rejects or the journal could not be put on disk", error)
      }
    }
    return (await this.#keeper?.hasLostLock()) === true ? this.#putBack() : stop
  }

  /**
   * After the lock was found to be gone: if no other process has the import, its directory was removed, or its lock was. What is done
   * is then written there again, so that the same command does not start over.
   */
  async #putBack(): Promise<Stop> {
    const { directory } = this.#files
    const start = `What is done cannot be remembered, so that nothing more is sent:`
    try {
      const attempt = await this.#platform.locks.lock(directory)
      if (attempt.kind === "locked") this.#lockAgain = attempt.lock
      const load = await this.#store?.load()
      const isFree = load?.kind === "none" || (load?.kind === "entry" && this.#keeper?.hasSaved(load.entry))
      if (attempt.kind === "held" || isFree !== true)
        return { code: "DISK", message: `${start} another process took the import over.` }
      await this.#files.lookForLost()
      this.#files.forgetLost()
      await this.#store?.save(this.#entry("stopped"))
      const what = load?.kind === "none" ? "The directory of the import," : "The lock of the import, in"
      const lists = this.#files.lostRejects.length === 0 ? "" : " Its lists of rejects are lost."
      const message = `${what} ${directory}, was removed while it ran. What is done was written there again, so that it goes on where it stopped, and doubles nothing.${lists}`
      return { code: "DISK", message }
    } catch (error) {
      const cause = messageOf(error)
      const message = `${start} the directory of the import, ${directory}, was removed, and cannot be written again: ${cause}. Run again, the import begins anew.`
      return { code: "DISK", message, cause: error }
    }
  }

  /** A source that cannot say is taken for the same. */
  async #lookForChange(): Promise<void> {
    try {
      if ((await this.#options.source.hasChanged?.()) === true) this.#hasSourceChanged = true
    } catch {}
  }

  /** An earlier run read what turns out to be damaged before this one has anything to import. */
  async #noteMisreadBefore(): Promise<void> {
    this.#mayHaveMisread = true
    if (this.#before !== undefined) await this.#save(this.#before.state)
  }

  /** Of all runs of the import together. */
  get #statistics(): DeliveryStatistics | undefined {
    const now = this.#options.importer.statistics?.()
    const { statistics: before } = learnedBefore(this.#before)
    return now === undefined || before === undefined ? now : addedUp(before, now)
  }

  /** What must not be sent, and what is to be said of it; undefined: all may be. */
  #leaveOut(): ImportParts<Data>["leaveOut"] {
    const isDoubtful = this.#doubt()
    const { leaveOut } = this.#options
    if (isDoubtful === undefined) return leaveOut
    const { code, message } = LEFT_BY_KILL
    return {
      verdictOn: (place) =>
        isDoubtful(place) ? { kind: "unknown", code, message } : leaveOut?.verdictOn(place),
      holdBack: (arrays, signal) => leaveOut?.holdBack?.(arrays, signal) ?? arrays,
    }
  }

  /** What to ask of an action that may have been under way when an earlier run was killed; undefined: nothing could be doubled. */
  #doubt(): ((place: PlacedAction) => boolean) | undefined {
    const { repeats } = this.#options.importer
    const ranges = this.#before === undefined ? [] : underWayIn(this.#before)
    if (repeats === undefined || ranges.length === 0) return undefined
    return ({ action, item }) => isWithin(ranges, item.position.recordNumber) && !repeats(action)
  }

  /** When to note what must not be sent twice: when it is sent, or, where the importer does not tell, when it is handed out. */
  #notes(): Pick<ImportParts<Data>, "beforeHandingOut" | "beforeSending"> {
    const { heedsBeforeSending, repeats } = this.#options.importer
    if (repeats === undefined) return {}
    if (heedsBeforeSending === true) return { beforeSending: (places) => this.#takeNote(places) }
    return { beforeHandingOut: (actions) => this.#takeNote(actions.filter(({ action }) => !repeats(action))) }
  }

  /** Remembers, before they are sent, that records may have been sent that must not be sent twice. */
  async #takeNote(places: readonly ActionPlace[]): Promise<void> {
    if (places.length === 0) return
    this.#underWay.note(places.map(({ item }) => item.position.recordNumber))
    await this.#save("running")
  }

  #summary(stop: Stop | undefined): Summary {
    const { allowEmpty, dryRun = false, importName, source } = this.#options
    const summary = summarize({
      importName,
      dryRun,
      source,
      hasSourceChanged: this.#hasSourceChanged,
      missingColumns: this.#columnWatch.missing,
      nothingImported:
        stop === undefined ? nothingImportedBy(this.#ledger, source.name, allowEmpty) : undefined,
      ledger: this.#ledger,
      delivery: this.#statistics,
      ids: this.#ids,
      startedAt: this.#startedAt,
      totalMs: this.#elapsedMs,
      paths: this.#files.paths,
      lostRejects: this.#files.lostRejects,
      keptRejects: dryRun ? [] : this.#files.keptRejects,
      stop,
    })
    return scrubValue(summary, this.#scrub)
  }

  /** Gives why it could not be written, if nothing else stopped the import. */
  async #writeSummary(stop: Stop | undefined): Promise<Stop | undefined> {
    const { directory } = this.#files
    const isNew = this.#before === undefined && this.#options.dryRun !== true
    if (isNew && !this.#hasBegun && (await isOfEarlierRun(directory, this.#store, this.#platform.files))) {
      this.#files.forgoSummary()
      return undefined
    }
    let failed: Stop | undefined
    const parts = [
      (): Promise<void> => this.#writeReport(this.#summary(stop)),
      (): Promise<void> => this.#files.writeSummary(this.#summary(stop)),
    ]
    for (const part of parts) {
      try {
        await part()
      } catch (error) {
        failed ??= stop ?? diskStop("The summary or the report could not be written", error)
      }
    }
    return failed
  }

  /** Of all runs of the import together. */
  get #elapsedMs(): number {
    const endMs = this.#endedMs ?? this.#clock.elapsedMs()
    return (this.#before?.elapsedMs ?? 0) + endMs - this.#startedMs
  }

  #show(): void {
    const { importer, onProgress, source } = this.#options
    const { records } = this.#ledger
    const { sizeBytes } = source
    const settledCount = records.read - records.pending
    quietly(() =>
      onProgress?.({
        records,
        settledBefore: this.#settledBefore,
        bytesRead: this.#bytesRead,
        sizeBytes,
        share: shareReached({ at: this.#reached, settledCount, sizeBytes }),
        elapsedMs: this.#clock.elapsedMs() - this.#startedMs,
        delivery: importer.statistics?.(),
      }),
    )
  }

  #noteHistory(): void {
    const delivery = this.#options.importer.statistics?.()
    this.#history.note(this.#clock.elapsedMs() - this.#startedMs, runSample(this.#ledger.records, delivery))
  }

  async #writeReport(summary: Summary): Promise<void> {
    const frame = this.#reportFrame(summary)
    if (frame === undefined) return
    const history = this.#history.toJSON()
    const page = await drawReport({ ...frame, summary, history, endedAt: isoTime(this.#clock.now()) })
    await this.#files.writeReport(page)
  }

  #reportFrame(summary: Summary): ReportFrame | undefined {
    const { report = {} } = this.#options
    if (report === false) return undefined
    return {
      target: report.target ?? this.#facts.target.baseUrl,
      settings: report.settings ?? [],
      commands: report.commands?.(summary) ?? [],
      showValues: report.showValues,
      optionsAs: report.optionsAs,
    }
  }

  async #showRepeatedly(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#clock.sleep(PROGRESS_INTERVAL_MS, ended)
      if (ended.aborted) return
      this.#show()
      this.#noteHistory()
      this.#span?.count(this.#ledger.records)
    }
  }

  #logStart(): void {
    const { dryRun = false, importName, source } = this.#options
    const { name, sizeBytes } = source
    const goesOnAt =
      this.#before === undefined
        ? undefined
        : { recordNumber: this.#before.settled.lowWater + 1, byteOffset: this.#before.position?.byteOffset }
    logImportStart(this.#logger, { importName, source: name, sizeBytes, dryRun, goesOnAt })
  }

  /** Remembers what is settled, once there is something to remember. */
  async #save(state: JournalEntry["state"]): Promise<void> {
    if (this.#hasBegun || this.#before !== undefined) await this.#keeper?.save(state)
  }

  async #saveRepeatedly(ended: AbortSignal): Promise<void> {
    try {
      await this.#keeper?.saveRepeatedly(ended)
    } catch (error) {
      this.#cannotRemember(messageOf(error), error)
    }
  }

  /** The import as of this instant. */
  #entry(state: JournalEntry["state"]): JournalEntry {
    const { command } = this.#options
    const { settled, counts } = this.#ledger.snapshot()
    const { rejectsBytes, rejectsDigests } = this.#files
    const laterRecords = this.#laterRecords.snapshot()
    const position = this.#points.at(settled.lowWater)
    const updatedAt = isoTime(this.#clock.now())
    // A run that ends by itself knows what it sent; what one before it may have sent stays in doubt until it is read.
    const isSettled = (recordNumber: number): boolean => this.#ledger.hasSettled(recordNumber)
    const underWay =
      state === "running" ? this.#underWay.ranges(isSettled) : this.#underWay.rangesBefore(isSettled)
    return {
      version: JOURNAL_VERSION,
      state,
      startedAt: this.#startedAt,
      updatedAt,
      ...(state === "finished" ? { finishedAt: updatedAt } : {}),
      elapsedMs: Math.round(this.#elapsedMs),
      ...this.#facts,
      source: {
        ...this.#facts.source,
        ...this.#sourceSize,
        ...this.#sourceFile,
        ...(this.#hasSourceChanged ? { hasChanged: true } : {}),
      },
      ...(command === undefined ? {} : { command }),
      ...this.#journalIds,
      settled,
      ...(position === undefined ? {} : { position }),
      ...(this.#reached === undefined ? {} : { reached: this.#reached }),
      ...(underWay.length === 0 ? {} : { underWay }),
      mayHaveApplied: this.#mayHaveApplied || this.#ledger.hasLeft,
      ...(this.#mayHaveMisread ? { mayHaveMisread: true } : {}),
      counts,
      ...(laterRecords === undefined ? {} : { laterRecords }),
      rejectsBytes,
      rejectsDigests,
      rejectsPaths: this.#files.listPaths(this.#options.source),
      learned: {
        delivery: this.#options.importer.learned?.(),
        statistics: this.#statistics,
        history: this.#history.toJSON(),
        // For a retry, which draws the report again.
        report: state === "finished" ? this.#reportFrame(this.#summary(undefined)) : undefined,
      },
    }
  }

  /** Scheme 1 is that of journals that say nothing of it. */
  get #journalIds(): Pick<JournalEntry, "ids"> {
    const { idsFrom, origin, scheme } = this.#ids
    if (scheme === 1) return {}
    const derived = this.#before?.ids?.derived === true || (this.#statistics?.ids?.derived ?? 0) > 0
    const given = idsFrom === undefined ? {} : { idsFrom }
    return {
      ids: { scheme, origin, ...given, ...(derived ? { derived } : {}), none: this.#sendsWithoutIds },
    }
  }

  /** Whether events and purchases without an id are sent without one. */
  get #sendsWithoutIds(): boolean {
    return this.#options.importer.repeats !== undefined
  }

  /** Where the source can be read again by its path. */
  get #sourceFile(): Pick<JournalEntry["source"], "file"> {
    const { source, stateDir = DEFAULT_STATE_DIR } = this.#options
    const { csv, format, path } = source
    if (path === undefined || format === undefined) return {}
    const delimiter = csv?.delimiter
    return {
      file: {
        path: relative(resolve(stateDir), path),
        format,
        ...(delimiter === undefined ? {} : { delimiter }),
      },
    }
  }

  /** Before anything was read, what an earlier run knew of it. */
  get #sourceSize(): Pick<JournalEntry["source"], "sizeBytes"> {
    const sizeBytes = this.#options.source.sizeBytes ?? this.#before?.source.sizeBytes
    // A source of the user's own may say anything.
    return sizeBytes !== undefined && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? { sizeBytes } : {}
  }

  #cannotRemember(reason: string, cause?: unknown): void {
    const message = `What is done cannot be remembered, so that nothing more is sent: ${reason}.`
    this.#journalFailure ??= { code: "DISK", message, cause }
    this.#halt.abort()
  }
}

/** How the ids of an import are derived, as its journal says. */
export function idsOfJournal({ ids, importName }: Pick<JournalEntry, "ids" | "importName">): RunIds {
  return ids === undefined
    ? { scheme: 1, origin: importName }
    : { scheme: 2, origin: ids.origin, idsFrom: ids.idsFrom }
}

function nothingImportedBy(
  { actions, records, rejectReasons }: Ledger,
  sourceName: string,
  allowEmpty?: boolean,
): Summary["nothingImported"] | undefined {
  return nothingImported({ actions, records, rejectReasons, sourceName, allowEmpty })
}

/** What an earlier run learned; it comes from a file that this program wrote and sealed. */
function learnedBefore(entry: JournalEntry | undefined): {
  readonly delivery?: unknown
  readonly statistics?: DeliveryStatistics
  readonly history?: unknown
} {
  return entry?.learned ?? {}
}

function diskStop(what: string, cause: unknown): Stop {
  return {
    code: "DISK",
    message: `${what}: ${messageOf(cause)}. All that the summary counts has happened.`,
    cause,
  }
}
