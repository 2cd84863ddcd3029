import { join } from "node:path"
import type { RejectionStage } from "./actions/outcome.ts"
import type { Importer } from "./delivery/importer.ts"
import { UsageError } from "./errors.ts"
import { checkOptionNames, DELIVERY_OPTION_NAMES } from "./import-options.ts"
import type { CommonOptions, DeliveryOptions } from "./import-options.ts"
import { DEFAULT_STATE_DIR, ImportRun, idsOfJournal } from "./import-run.ts"
import type { RunIds } from "./import-run.ts"
import { importerFrom } from "./iterable-data-import.ts"
import { lockImport } from "./journal/import-lock.ts"
import type { JournalEntry } from "./journal/journal-entry.ts"
import type { MapFunction } from "./mapping/map-function.ts"
import { quietly } from "./platform/logger.ts"
import type { Platform } from "./platform/platform.ts"
import { systemPlatform } from "./platform/system-platform.ts"
import { findImportRecord, readImportRecord } from "./report/import-record.ts"
import type { ImportRecord } from "./report/import-record.ts"
import { ImportStoppedError } from "./report/import-stopped-error.ts"
import type { RejectReason, Summary } from "./report/summary.ts"
import { chooseRejects } from "./retry/choose-rejects.ts"
import type { ChosenRejects } from "./retry/choose-rejects.ts"
import { readRejectHeads } from "./retry/reject-heads.ts"
import type { RejectHeads } from "./retry/reject-heads.ts"
import { chooseList, hasCsvList, namedList, rejectsListsOf } from "./retry/rejects-lists.ts"
import type { ChosenList, RejectsLists } from "./retry/rejects-lists.ts"
import { previousPathOf } from "./retry/retry-merge.ts"
import { RETRY_NAME, RetryDirectory } from "./retry/retry-directory.ts"
import { settleRetry } from "./retry/settle-retry.ts"
import { csvSource } from "./sources/csv-source.ts"
import type { DataSource } from "./sources/data-source.ts"
import { rejectRows } from "./sources/reject-rows.ts"
import { rejectsSource } from "./sources/rejects-source.ts"

/** Which rejects to run again, and how. */
export interface RetryOptions
  extends
    DeliveryOptions,
    Pick<
      CommonOptions,
      "name" | "stateDir" | "maxRejects" | "onProgress" | "signal" | "mapFingerprint" | "logger" | "logLevel"
    > {
  /**
   * The list to read: a `rejects.csv` or a `rejects.ndjson`, mended perhaps.
   *
   * @defaultValue that one of the import's two lists which was mended, or the CSV
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
 * Runs the rejects of a finished import again, mended perhaps, through a map function. Each keeps the number of its record, and so
 * the ids that are derived from it. What is imported leaves the lists of rejects; what fails again stays there with its new reason, and
 * what is not chosen, or not in the list any more, as it was.
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
  checkOptionNames(options, RETRY_OPTION_NAMES)
  if (typeof mapFunction !== "function") throw new UsageError("retryRejects() takes a map function.")
  const stateDir = options.stateDir ?? DEFAULT_STATE_DIR
  const found = await findImportRecord(stateDir, options.name, platform.files)
  if (found === undefined)
    throw new UsageError(`There is no import in ${stateDir} whose rejects could be retried.`)
  const { directory, importName } = found
  const attempt = await lockImport({ directory, importName, ...platform })
  if (attempt.kind === "refused") throw new UsageError(attempt.message)
  try {
    return await new Retry(found, options, platform).finish(mapFunction)
  } finally {
    await attempt.lock.release()
  }
}

const RETRY_OPTION_NAMES: readonly string[] = [
  ...DELIVERY_OPTION_NAMES,
  "name",
  "stateDir",
  "maxRejects",
  "onProgress",
  "signal",
  "mapFingerprint",
  "logger",
  "logLevel",
  "from",
  "stages",
  "codes",
  "trial",
  "importer",
  "onStart",
]

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
    const { files } = this.#platform
    const warnings = this.#check()
    this.#earlier = await this.#settle()
    const lists = rejectsListsOf(this.#record)
    const list = await this.#list(lists)
    if (list === undefined) return this.#sumUp(undefined)
    const heads = await readRejectHeads(lists.ndjsonPath, this.#record.sourceName, files)
    // A list that somebody named may be that of another import, too.
    if (list.format === "ndjson" && list.path !== lists.ndjsonPath)
      await readRejectHeads(list.path, this.#record.sourceName, files)
    const directory = this.#isTrial
      ? new RetryDirectory(join(this.#record.directory, "trial"), files)
      : this.#directory
    const chosenPath = directory.chosenPath(list.format)
    const { codes, stages } = this.#options
    const choice = { codes, stages, leavesUnknown: this.#importer.repeats !== undefined }
    let chosen: ChosenRejects = { count: 0, leftOut: new Map(), strangers: 0 }
    await directory.begin(list.format, lists, async () => {
      chosen = await chooseRejects(list, chosenPath, choice, heads, files)
    })
    const leftOut = leftOutText(chosen)
    if (chosen.count === 0) {
      await directory.remove()
      if (leftOut !== undefined) throw new UsageError(leftOut)
      this.#refuseChoice(heads)
      this.#refuseEmpty(list)
      return this.#sumUp(undefined)
    }
    const { importName } = this.#record
    const found = [list.warning, leftOut, strangersText(chosen, list, importName)].filter(
      (warning) => warning !== undefined,
    )
    quietly(() =>
      this.#options.onStart?.({
        importName,
        listPath: list.path,
        chosen: chosen.count,
        warnings: [...warnings, ...found],
      }),
    )
    const source = await this.#source<Data>(list.format, chosenPath, lists)
    return this.#run(source, directory, mapFunction)
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
    if (journal.kind !== "entry" || this.#isTrial) return []
    const { target } = journal.entry
    const now = this.#importer.target
    if (now !== undefined && now.baseUrl !== target.baseUrl)
      throw new UsageError(
        `Cannot retry the rejects of ${name} as it went to ${target.baseUrl}, and they would go to ${now.baseUrl}: name the same place, or import the list of rejects as a file of its own.`,
      )
    if (now !== undefined && now.keyFingerprint !== target.keyFingerprint)
      return ["The API key is another one than that of the import. If it is of another project, stop now."]
    return []
  }

  /** Puts right what an earlier retry left behind that was killed. */
  async #settle(summary?: Summary): Promise<JournalEntry | undefined> {
    const record = this.#record
    const lists = rejectsListsOf(record)
    const earlier = await settleRetry({
      platform: this.#platform,
      record,
      lists,
      retry: this.#directory,
      summary,
    })
    this.#record = (await readImportRecord(record.directory, this.#platform.files)) ?? record
    return earlier
  }

  async #list(lists: RejectsLists): Promise<ChosenList | undefined> {
    const { from } = this.#options
    if (from !== undefined) return namedList(from, this.#platform.files)
    const list = await chooseList(lists, this.#record, this.#platform.files)
    const { rejected, unknown } = this.#sumUp(undefined).records
    if (list === undefined && rejected + unknown > 0)
      throw new UsageError(
        `Cannot retry the rejects of ${this.#record.importName} as their list is gone: ${lists.ndjsonPath}. Put it back, or name another one.`,
      )
    return list
  }

  /** Rejects that are counted are somewhere. */
  #refuseEmpty({ path }: ChosenList): void {
    const { rejected, unknown } = this.#sumUp(undefined).records
    if (rejected + unknown === 0) return
    throw new UsageError(
      `Cannot retry the rejects of ${this.#record.importName} as ${path} holds none of them. Put them back: ${previousPathOf(path)} may be what it was.`,
    )
  }

  /** A choice that nothing fits is a mistyped one. */
  #refuseChoice(heads: RejectHeads): void {
    const { codes, stages } = this.#options
    if (codes === undefined && stages === undefined) return
    const counts = new Map<string, number>()
    for (const { code, stage } of heads.values())
      counts.set(`${stage} ${code}`, (counts.get(`${stage} ${code}`) ?? 0) + 1)
    if (counts.size === 0) return
    const found = [...counts].map(([kind, count]) => `${kind} (${count})`).join(", ")
    const wanted = [...(stages ?? []), ...(codes ?? [])].join(", ")
    throw new UsageError(`None of the rejects is chosen by ${wanted}. There are: ${found}.`)
  }

  /** The chosen rejects, under the name of the source that they first came from, in the columns of the import's list. */
  async #source<Data>(
    format: "csv" | "ndjson",
    chosenPath: string,
    lists: RejectsLists,
  ): Promise<DataSource<Data>> {
    const { files } = this.#platform
    const chosen = { filePath: chosenPath }
    const source = (
      format === "csv" ? csvSource(chosen, files) : rejectsSource(chosen, files)
    ) as DataSource<Data>
    const rows = rejectRows(lists.csvPath, files)
    if (await hasCsvList(this.#record, lists, files))
      for await (const some of rows.read()) if (some.length > 0) break
    return {
      name: this.#record.sourceName,
      get sizeBytes() {
        return source.sizeBytes
      },
      get csv() {
        return rows.layout ?? source.csv
      },
      fingerprint: () => source.fingerprint?.() ?? Promise.resolve(undefined),
      read: (options) => source.read(options),
    }
  }

  async #run<Data>(
    source: DataSource<Data>,
    directory: RetryDirectory,
    mapFunction: MapFunction<Data>,
  ): Promise<RetrySummary> {
    const { dryRun, logger, logLevel, mapFingerprint, maxRejects = "off", onProgress, signal } = this.#options
    const run = new ImportRun<Data>({
      platform: this.#platform,
      source,
      importName: RETRY_NAME,
      stateDir: directory.importDirectory,
      importer: this.#importer,
      dryRun,
      restart: true,
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
        const { retried = error.summary } = await this.#close(error.summary)
        throw new ImportStoppedError(error.message, error.code, retried, error.cause)
      }
      if (this.#isTrial) await directory.remove()
      else await this.#settle()
      throw error
    }
  }

  /** Those of the import, so that what it sent is not doubled. */
  get #ids(): RunIds {
    const { importName, journal, summary } = this.#record
    if (journal.kind === "entry") return idsOfJournal(journal.entry)
    const { idsFrom, origin } = summary?.ids ?? {}
    return origin === undefined ? { scheme: 1, origin: importName } : { scheme: 2, origin, idsFrom }
  }

  async #close(retried: Summary): Promise<RetrySummary> {
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

function leftOutText({ leftOut }: ChosenRejects): string | undefined {
  if (leftOut.size === 0) return undefined
  const counts = [...leftOut].map(([code, count]) => `${code} (${count})`).join(", ")
  return `Left out, as they may have been applied already and running them again without ids could double them: ${counts}. To run them all the same, choose them by their codes.`
}

function strangersText(
  { strangers }: ChosenRejects,
  { path }: ChosenList,
  importName: string,
): string | undefined {
  if (strangers === 0) return undefined
  return `${path} names ${strangers} records that are no rejects of ${importName}, or not any more. If it is the list of another import, stop now, and retry that one.`
}

const NOTHING = { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0 }
