import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { Outcome, RejectionStage } from "./actions/outcome.ts"
import { foretoldTarget } from "./delivery/foretold-target.ts"
import type { Importer } from "./delivery/importer.ts"
import { LaterRecords } from "./delivery/later-records.ts"
import type { LaterRecordsSnapshot } from "./delivery/later-records.ts"
import { UsageError } from "./errors.ts"
import { checkBoolean, checkOptionNames, DELIVERY_OPTION_NAMES } from "./import-options.ts"
import type { CommonOptions, DeliveryOptions } from "./import-options.ts"
import { DEFAULT_STATE_DIR, ImportRun, idsOfJournal } from "./import-run.ts"
import type { RunIds } from "./import-run.ts"
import { importerFrom } from "./iterable-data-import.ts"
import { FileJournalStore } from "./journal/file-journal-store.ts"
import { lockImport } from "./journal/import-lock.ts"
import type { JournalEntry } from "./journal/journal-entry.ts"
import { rememberKey } from "./journal/remember-key.ts"
import type { MapFunction } from "./mapping/map-function.ts"
import type { PlacedAction } from "./mapping/mapped-records.ts"
import { quietly } from "./platform/logger.ts"
import { digestFile } from "./platform/digest-file.ts"
import type { Platform } from "./platform/platform.ts"
import { scrubError } from "./platform/scrub-value.ts"
import { scrubNothing } from "./platform/secret-scrubber.ts"
import { systemPlatform } from "./platform/system-platform.ts"
import { refuseKeyInNames } from "./refuse-key-in-names.ts"
import { findImportRecord, readImportRecord, readImportRecords } from "./report/import-record.ts"
import type { ImportRecord } from "./report/import-record.ts"
import { ImportStoppedError } from "./report/import-stopped-error.ts"
import type { RejectReason, Summary } from "./report/summary.ts"
import { csvLayoutOf } from "./retry/csv-layout-of.ts"
import { OTHER_MAP, hasOtherMap } from "./retry/has-other-map.ts"
import { chooseRejects } from "./retry/choose-rejects.ts"
import type { ChosenRejects } from "./retry/choose-rejects.ts"
import { gatherList } from "./retry/gather-list.ts"
import type { GatheredList } from "./retry/gather-list.ts"
import { isThere } from "./retry/is-there.ts"
import { leftOutTexts } from "./retry/left-out-texts.ts"
import { keepAside } from "./retry/keep-aside.ts"
import { newerImports } from "./retry/newer-imports.ts"
import { lostRetry } from "./retry/lost-retry.ts"
import { mayBeAcceptedInPart } from "./retry/may-be-accepted-in-part.ts"
import { NewerValues } from "./retry/newer-values.ts"
import { passedOverText } from "./retry/passed-over-text.ts"
import { refusalOfRetry } from "./retry/refusal-of-retry.ts"
import { refuseMiscounted } from "./retry/refuse-miscounted.ts"
import { refuseOtherSource } from "./retry/refuse-other-source.ts"
import { refuseUntold } from "./retry/refuse-untold.ts"
import { chooseLists, namedList, passedOver, rejectsListsOf } from "./retry/rejects-lists.ts"
import type { ChosenList, RejectsLists } from "./retry/rejects-lists.ts"
import { previousPathOf } from "./retry/retry-merge.ts"
import { strangersText, twiceText } from "./retry/strangers-text.ts"
import { RETRY_NAME, RetryDirectory } from "./retry/retry-directory.ts"
import type { RetryPlan } from "./retry/retry-directory.ts"
import { notingSent } from "./retry/sent-note.ts"
import { settleRetry } from "./retry/settle-retry.ts"
import { sourceAgain } from "./retry/source-again.ts"
import type { LeaveOut } from "./run-import.ts"
import type { DataSource } from "./sources/data-source.ts"
import { rejectsSource } from "./sources/rejects-source.ts"
import { withoutKey } from "./without-key.ts"

/** Which rejects to run again, and how. */
export interface RetryOptions
  extends
    DeliveryOptions,
    Pick<
      CommonOptions,
      | "name"
      | "stateDir"
      | "maxRejects"
      | "onProgress"
      | "signal"
      | "mapFingerprint"
      | "sameProject"
      | "logger"
      | "logLevel"
    > {
  /**
   * The list to read: a `rejects.csv` or a `rejects.ndjson`, corrected perhaps.
   *
   * @defaultValue the one of the import's two lists that was corrected; if none was, `rejects.ndjson`, which keeps types
   */
  readonly from?: string | URL | undefined
  /** Run those only that failed at these stages. @defaultValue all */
  readonly stages?: readonly RejectionStage[] | undefined
  /**
   * Run those only that failed with these codes.
   *
   * @defaultValue all; with `ids: "none"` all but those that may have been applied (`unknown`)
   */
  readonly codes?: readonly string[] | undefined
  /**
   * Run updates again too that would overwrite what a later record of the import said of the same user.
   *
   * @defaultValue false: they are left out, and stay among the rejects (`overwrites-newer`, or `may-overwrite-newer` where it cannot be told)
   */
  readonly overwriteNewer?: boolean | undefined
  /**
   * Gives the map function anew, in its first state. It is called with other records of the source, where that has to be read to find
   * out which updates would overwrite a newer value; matters to map functions that remember something from record to record.
   *
   * @defaultValue the map function itself
   */
  readonly freshMapFunction?: (() => MapFunction<never> | Promise<MapFunction<never>>) | undefined
  /** Leave the import's rejects and counts as they are; dry runs do so anyway. @defaultValue false */
  readonly trial?: boolean | undefined
  /** Where to deliver to instead of Iterable. */
  readonly importer?: Importer | undefined
  /** Told once what is about to be run again, before anything is sent. */
  readonly onStart?: ((start: RetryStart) => void) | undefined
}

/** What is about to be run again. */
export interface RetryStart {
  readonly importName: string
  readonly listPath: string
  /** How many rejects of the list are run again. */
  readonly chosen: number
  /** What is remarkable, in whole sentences. */
  readonly warnings: readonly string[]
}

/** What a retry did. */
export interface RetrySummary {
  readonly importName: string
  /** Undefined where the import has no rejects. */
  readonly retried: Summary | undefined
  /** The import as it is now. */
  readonly records: Summary["records"]
  readonly rejectReasons: readonly RejectReason[]
  readonly paths: Summary["paths"]
}

/**
 * Runs the rejects of a finished import again, corrected perhaps, through a map function. Each keeps the number of its record, and so
 * the ids that are derived from it. What is imported leaves the lists of rejects; what fails again stays there with its new reason, and
 * what is not chosen, or no longer in the list, as it was.
 *
 * Killed at any moment, it is put right by the next retry of the import.
 *
 * @throws {@link UsageError} if there is no such import, it is not finished, went elsewhere, or another process is at it.
 * @throws {@link SourceError} if the list cannot be read; nothing was sent.
 * @throws {@link ImportStoppedError} if it stopped before the end; what was imported has left the lists.
 */
export async function retryRejects<Data>(
  options: RetryOptions,
  mapFunction: MapFunction<Data>,
): Promise<RetrySummary> {
  return retryRejectsOn(systemPlatform, options, mapFunction)
}

/** The same on any platform. */
export async function retryRejectsOn<Data>(
  platform: Platform,
  options: RetryOptions,
  mapFunction: MapFunction<Data>,
): Promise<RetrySummary> {
  withoutKey(options, () => {
    checkOptionNames(options, RETRY_OPTION_NAMES)
    checkBoolean(options.overwriteNewer, "overwriteNewer")
    checkBoolean(options.sameProject, "sameProject")
  })
  if (typeof mapFunction !== "function") throw new UsageError("retryRejects() takes a map function.")
  const { apiKey, from, importer, name, stateDir = DEFAULT_STATE_DIR } = options
  refuseKeyInNames({ name, stateDir: resolve(stateDir), from }, importer?.scrub ?? apiKey)
  const found = await findImportRecord(stateDir, name, platform.files)
  if (found === undefined)
    throw new UsageError(`There is no import in ${stateDir} whose rejects could be retried.`)
  const { directory, importName } = found
  const attempt = await lockImport({ directory, importName, ...platform })
  if (attempt.kind === "refused") throw new UsageError(attempt.message)
  try {
    const retry = withoutKey(options, () => new Retry(found, options, platform))
    return await retry.finish(mapFunction)
  } finally {
    await attempt.lock.release()
  }
}

/** The names of {@link RetryOptions}. */
export const RETRY_OPTION_NAMES: readonly string[] = [
  ...DELIVERY_OPTION_NAMES,
  "name",
  "stateDir",
  "maxRejects",
  "onProgress",
  "signal",
  "mapFingerprint",
  "sameProject",
  "logger",
  "logLevel",
  "from",
  "stages",
  "codes",
  "overwriteNewer",
  "freshMapFunction",
  "trial",
  "importer",
  "onStart",
]

/** What is run again, and what the lists say of the rest. */
interface Chosen extends ChosenRejects, Pick<GatheredList, "unlike"> {
  /** What is to be said of rejects that are in no list. */
  readonly missing: string | undefined
}

class Retry {
  readonly #platform: Platform
  readonly #options: RetryOptions
  readonly #isTrial: boolean
  readonly #directory: RetryDirectory
  readonly #importer: Importer
  #record: ImportRecord
  /** The journal of the retry before, where that was cut off. */
  #earlier: JournalEntry | undefined

  constructor(record: ImportRecord, options: RetryOptions, platform: Platform) {
    this.#platform = platform
    this.#record = record
    this.#options = options
    this.#isTrial = options.trial === true || options.dryRun === true
    this.#directory = new RetryDirectory(record.directory, platform.files)
    // Under the import's name, so that derived ids are the same.
    this.#importer = options.importer ?? importerFrom(options, record.importName)
  }

  async finish<Data>(mapFunction: MapFunction<Data>): Promise<RetrySummary> {
    try {
      return await this.#finish(mapFunction)
    } catch (error) {
      throw scrubError(error, this.#importer.scrub ?? scrubNothing)
    }
  }

  async #finish<Data>(mapFunction: MapFunction<Data>): Promise<RetrySummary> {
    const { files } = this.#platform
    const warnings = [...this.#check(), ...(await this.#newerImports())]
    this.#earlier = await this.#settle()
    if (hasOtherMap(this.#earlier, this.#options.mapFingerprint)) warnings.push(OTHER_MAP)
    await this.#rememberKey()
    const lists = rejectsListsOf(this.#record)
    const counting = await this.#lists(lists)
    const [list] = counting
    if (list === undefined) return this.#sumUp(undefined)
    const ofLines = counting.flatMap(({ format, path }) => (format === "ndjson" ? [path] : []))
    for (const path of new Set([lists.ndjsonPath, ...ofLines]))
      await refuseOtherSource(path, this.#record.sourceName, files)
    const directory = this.#isTrial
      ? new RetryDirectory(join(this.#record.directory, "trial"), files)
      : this.#directory
    let chosen: Chosen = {
      count: 0,
      leftOut: new Map(),
      unsayable: { count: 0, why: "" },
      kinds: new Map(),
      missing: undefined,
      unlike: [],
    }
    await directory.begin(async () => {
      const plan = await this.#planOf(lists)
      chosen = await this.#choose(counting, lists, directory)
      return plan
    })
    const leftOut = leftOutTexts(chosen)
    if (chosen.count === 0) {
      await directory.remove()
      if (leftOut.length > 0) throw new UsageError(leftOut.join(" "))
      this.#refuseChoice(chosen)
      await this.#refuseEmpty(list)
      return this.#sumUp(undefined)
    }
    const { importName, sourceName } = this.#record
    if (chosen.missing !== undefined) warnings.push(chosen.missing)
    for (const { path } of chosen.unlike) {
      const asidePath = this.#isTrial ? undefined : await keepAside(path, files)
      warnings.push(passedOverText(path, list, asidePath))
    }
    quietly(() =>
      this.#options.onStart?.({
        importName,
        listPath: list.path,
        chosen: chosen.count,
        warnings: [...warnings, ...leftOut],
      }),
    )
    const source = rejectsSource({ filePath: directory.chosenPath }, files) as DataSource<Data>
    return this.#run(renamed(source, sourceName), directory, mapFunction)
  }

  /** What there is before the retry; what cannot be merged afterwards is to be known before anything is sent. */
  async #planOf(lists: RejectsLists): Promise<RetryPlan> {
    const { files } = this.#platform
    const ndjson = await digestFile(lists.ndjsonPath, files)
    const layout = await csvLayoutOf(this.#record, lists, files)
    const csv = layout && (await digestFile(lists.csvPath, files))
    return {
      version: 2,
      digests: {
        ...(ndjson === undefined ? {} : { ndjson }),
        ...(csv === undefined ? {} : { csv }),
      },
      ...(layout === undefined ? {} : { csvLayout: layout }),
    }
  }

  /** Gathers the rejects into one list, and chooses those of it that are run again. */
  async #choose(
    counting: readonly ChosenList[],
    lists: RejectsLists,
    { chosenPath, gatheredPath }: RetryDirectory,
  ): Promise<Chosen> {
    const { files } = this.#platform
    const { importName, sourceName } = this.#record
    const [list = { path: lists.ndjsonPath, format: "ndjson" as const }] = counting
    const isNamed = this.#options.from !== undefined
    const { journal } = this.#record
    const { isKnown, named, recordCount, strangers, unlike } = await gatherList(
      {
        lists: counting,
        passedOver: isNamed ? await passedOver(list, lists, this.#record, files) : [],
        knownPath: lists.ndjsonPath,
        csvColumns: journal.kind === "entry" ? journal.entry.rejectsColumns : undefined,
        toPath: gatheredPath,
        sourceName,
      },
      files,
    )
    const { rejected, unknown } = this.#sumUp(undefined).records
    if (strangers.length > 0 && (isKnown || rejected + unknown === 0))
      throw new UsageError(strangersText(strangers, list, importName))
    const derivesIds = this.#importer.repeats === undefined
    if (!derivesIds && !isKnown && list.format === "csv") refuseUntold(list.path, lists, this.#record.counts)
    const counted = { importName, listPath: list.path, counted: rejected + unknown }
    const missing =
      this.#record.counts === undefined ? undefined : refuseMiscounted({ named, recordCount }, counted)
    const twice = [...named].flatMap(([number, count]) => (number > 0 && count > 1 ? [number] : []))
    if (derivesIds && twice.length > 0) throw new UsageError(twiceText(twice, list, importName))
    const { codes, stages } = this.#options
    const choice = { codes, stages, leavesUnknown: !derivesIds }
    const chosen = await chooseRejects(
      gatheredPath,
      chosenPath,
      { choice, isNamed: (recordNumber) => named.has(recordNumber) },
      files,
    )
    return { ...chosen, missing, unlike }
  }

  /** What speaks against a retry; gives what is remarkable. */
  #check(): readonly string[] {
    const { importName, journal, summary } = this.#record
    const name = importName
    if (journal.kind === "unreadable")
      throw new UsageError(
        `Cannot retry the rejects of ${name} as its journal cannot be used: ${journal.message}. Put back a whole one, or import the list of rejects as a file of its own.`,
      )
    const isFinished =
      journal.kind === "entry" ? journal.entry.state === "finished" : summary?.status === "completed"
    if (!isFinished)
      throw new UsageError(
        `Cannot retry the rejects of ${name} yet as its import is not finished: run it to its end first, with maxRejects: "off" if it stopped for too many of them.`,
      )
    if (journal.kind !== "entry") return []
    const { dryRun = false, sameProject = false } = this.#options
    // A sandbox of its own is another place on purpose.
    if (this.#isTrial && !dryRun) return []
    const { repeats, target: named } = this.#importer
    const target = dryRun && named !== undefined ? foretoldTarget(journal.entry.target, named) : named
    const refusal = refusalOfRetry(journal.entry, { target, none: repeats !== undefined, sameProject })
    if (refusal === undefined) return []
    if (dryRun) return [`A real retry would be refused: ${refusal}`]
    throw new UsageError(refusal)
  }

  /** Notes that the project has another key now, before anything is sent with it. */
  async #rememberKey(): Promise<void> {
    const { directory, journal } = this.#record
    if (this.#isTrial || journal.kind !== "entry") return
    const { files } = this.#platform
    await rememberKey(new FileJournalStore(directory, files), journal.entry, this.#importer.target)
    this.#record = (await readImportRecord(directory, files)) ?? this.#record
  }

  /** Imports into the same place that ended later may have said something newer about the same users. */
  async #newerImports(): Promise<readonly string[]> {
    if (this.#isTrial) return []
    const stateDir = this.#options.stateDir ?? DEFAULT_STATE_DIR
    return newerImports(this.#record, await readImportRecords(stateDir, this.#platform.files))
  }

  /** Puts right what an earlier retry left behind that was killed. */
  async #settle(summary?: Summary): Promise<JournalEntry | undefined> {
    const { from } = this.#options
    const record = this.#record
    const lists = rejectsListsOf(record)
    const earlier = await settleRetry({
      platform: this.#platform,
      record,
      lists,
      retry: this.#directory,
      from: from instanceof URL ? fileURLToPath(from) : from,
      summary,
    })
    this.#record = (await readImportRecord(record.directory, this.#platform.files)) ?? record
    return earlier
  }

  async #lists(lists: RejectsLists): Promise<readonly ChosenList[]> {
    const { from } = this.#options
    if (from !== undefined) return [await namedList(from, this.#platform.files)]
    const chosen = await chooseLists(lists, this.#record, this.#platform.files)
    const { rejected, unknown } = this.#sumUp(undefined).records
    if (chosen.length === 0 && rejected + unknown > 0)
      throw new UsageError(
        `Cannot retry the rejects of ${this.#record.importName} as their list is gone: ${lists.ndjsonPath}. Put it back, or name another one with from: "LIST".`,
      )
    return chosen
  }

  /** Rejects that are counted are somewhere. */
  async #refuseEmpty({ path }: ChosenList): Promise<void> {
    const { rejected, unknown } = this.#sumUp(undefined).records
    if (rejected + unknown === 0) return
    const previousPath = previousPathOf(path)
    const advice = (await isThere(previousPath, this.#platform.files))
      ? `Put them back: ${previousPath} may be what it was.`
      : 'Put them back, or name another list with from: "LIST".'
    throw new UsageError(
      `Cannot retry the rejects of ${this.#record.importName} as ${path} holds none of them. ${advice}`,
    )
  }

  /** A choice that nothing fits is a mistyped one. */
  #refuseChoice({ kinds }: ChosenRejects): void {
    const { codes, stages } = this.#options
    if ((codes === undefined && stages === undefined) || kinds.size === 0) return
    const found = [...kinds].map(([kind, count]) => `${kind} (${count})`).join(", ")
    const wanted = [
      ...(stages === undefined ? [] : [`stages: ${JSON.stringify(stages)}`]),
      ...(codes === undefined ? [] : [`codes: ${JSON.stringify(codes)}`]),
    ].join(" and ")
    throw new UsageError(`None of the rejects is chosen by ${wanted}. There are: ${found}.`)
  }

  async #run<Data>(
    source: DataSource<Data>,
    directory: RetryDirectory,
    mapFunction: MapFunction<Data>,
  ): Promise<RetrySummary> {
    const { dryRun, logger, logLevel, mapFingerprint, maxRejects = "off", onProgress, signal } = this.#options
    const laterRecords = this.#laterRecords()
    const run = new ImportRun<Data>({
      platform: this.#platform,
      source,
      importName: RETRY_NAME,
      stateDir: directory.importDirectory,
      importer: this.#importer,
      dryRun,
      restart: true,
      laterRecords,
      leaveOut: await this.#leaveOut(directory, laterRecords, mapFunction),
      earlier: this.#earlier,
      ids: this.#ids,
      // It would be gone with the directory.
      report: this.#isTrial ? undefined : false,
      maxRejects,
      onProgress,
      signal,
      logger,
      logLevel,
      mapFingerprint,
    })
    try {
      const summary = await run.finish(mapFunction)
      return await this.#close(summary)
    } catch (error) {
      if (error instanceof ImportStoppedError) {
        await this.#throwLost(error)
        const { retried = error.summary } = await this.#close(error.summary)
        throw new ImportStoppedError(error.message, error.code, retried, error.cause)
      }
      if (this.#isTrial) await directory.remove()
      else await this.#settle()
      throw error
    }
  }

  /** Throws it once more where nothing can be told of what was sent, as the directory was removed meanwhile. */
  async #throwLost({ cause, code, summary }: ImportStoppedError): Promise<void> {
    if (this.#isTrial) return
    const message = await lostRetry(this.#record, this.#directory, this.#platform.files)
    if (message === undefined) return
    throw new ImportStoppedError(message, code, this.#sumUp(summary).retried ?? summary, cause)
  }

  /** Those of the import, so that what it sent is not doubled. */
  get #ids(): RunIds {
    const { importName, journal, summary } = this.#record
    if (journal.kind === "entry") return idsOfJournal(journal.entry)
    const { idsFrom, origin } = summary?.ids ?? {}
    return origin === undefined ? { scheme: 1, origin: importName } : { scheme: 2, origin, idsFrom }
  }

  #laterRecords(): LaterRecords {
    const { journal } = this.#record
    const before = journal.kind === "entry" ? journal.entry.laterRecords : undefined
    return new LaterRecords(before as LaterRecordsSnapshot | undefined, { isRetry: true })
  }

  /** What would overwrite a newer value, unless that is wanted. */
  async #leaveOut<Data>(
    { gatheredPath, sentPath: path }: RetryDirectory,
    laterRecords: LaterRecords,
    mapFunction: MapFunction<Data>,
  ): Promise<LeaveOut> {
    const { freshMapFunction, mapFingerprint, overwriteNewer = false } = this.#options
    const { files } = this.#platform
    if (overwriteNewer)
      return {
        verdictOn: () => undefined,
        runsOlder: true,
        holdBack: (arrays) => notingSent(arrays, { path, mapFingerprint, maySend: () => true }, files),
      }
    const source = await sourceAgain(this.#record, files, this.#options.name)
    const { read: recordCount = Infinity, skipped: skippedCount = 0 } = this.#record.counts?.records ?? {}
    const lookingMapFunction = async (): Promise<MapFunction<Data>> =>
      ((await freshMapFunction?.()) as MapFunction<Data> | undefined) ?? mapFunction
    const { counts } = this.#record
    const parts = {
      gatheredPath,
      laterRecords,
      lookingMapFunction,
      mapFingerprint,
      mayBeAcceptedInPart: counts === undefined || mayBeAcceptedInPart(counts),
      recordCount,
      skippedCount,
      source,
    }
    const newer = await NewerValues.open(parts, files)
    const verdictOn = (place: PlacedAction): Outcome | undefined => newer.verdictOn(place)
    const maySend = (place: PlacedAction): boolean => verdictOn(place) === undefined
    return {
      verdictOn,
      holdBack: (arrays, signal) =>
        notingSent(newer.holdBack(arrays, signal), { path, mapFingerprint, maySend }, files),
    }
  }

  async #close(retried: Summary): Promise<RetrySummary> {
    // A map function that returns nothing is no reason to let the rejects go.
    if (retried.nothingImported?.code === "all-skipped") {
      await this.#directory.remove()
      return this.#sumUp(retried)
    }
    if (!this.#isTrial) await this.#settle(retried)
    return this.#sumUp(retried)
  }

  #sumUp(retried: Summary | undefined): RetrySummary {
    const { counts, importName, summary } = this.#record
    const paths = summary?.paths ?? {}
    const { records = NOTHING, rejectReasons = [] } = counts ?? {}
    const shown = retried && { ...retried, importName, paths: this.#isTrial ? retried.paths : paths }
    return { importName, retried: shown, records, rejectReasons, paths }
  }
}

/** The same source under another name. */
function renamed<Data>(source: DataSource<Data>, name: string): DataSource<Data> {
  return Object.create(source, { name: { value: name, enumerable: true } }) as DataSource<Data>
}

const NOTHING = { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }
