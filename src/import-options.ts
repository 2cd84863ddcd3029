import { DATA_CENTERS } from "./api/data-center.ts"
import type { Region } from "./api/data-center.ts"
import type { IdPolicy } from "./batches/encode-placed.ts"
import type { Importer } from "./delivery/importer.ts"
import type { RateLimits } from "./delivery/iterable-importer.ts"
import { UsageError } from "./errors.ts"
import type { JournalStore } from "./journal/journal-store.ts"
import type { LogLevel } from "./report/log-level.ts"
import type { ReportOptions } from "./report/report-options.ts"
import type { ImportStart } from "./report/import-start.ts"
import type { Logger } from "./platform/logger.ts"
import type { Progress } from "./report/progress.ts"
import type { MaxRejects } from "./report/reject-budget.ts"
import type { CsvDelimiter } from "./sources/csv-delimiter.ts"
import type { DataSource } from "./sources/data-source.ts"
import type { FileFormat } from "./sources/file-format.ts"

/** What every import can be told, whatever its source and importer. */
export interface CommonOptions {
  /**
   * Names the import: its directory. Derived ids depend on a name that is given: the same file under another one has others.
   *
   * @defaultValue the source's name
   */
  readonly name?: string | undefined
  /**
   * Where imports keep their files, a directory for each.
   *
   * @defaultValue `.iterable-data-import` in the working directory
   */
  readonly stateDir?: string | undefined
  /**
   * The file for rejects, whose name does not end in `.gz`; an old one is replaced.
   *
   * @defaultValue `rejects.ndjson` in the import's directory
   */
  readonly rejectsFilePath?: string | URL | undefined
  /**
   * How many records may be rejected before the import stops.
   *
   * @defaultValue `"10%"`, reckoned once 1,000 records are settled
   */
  readonly maxRejects?: MaxRejects | undefined
  /** Told how far the import has got, several times a second while it goes on, and once at its end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Stops the import when it aborts: no more records are taken, what is in flight is finished. */
  readonly signal?: AbortSignal | undefined
  /**
   * Where the import remembers what is settled, so that it can go on after a stop or a crash; `false`: nowhere.
   *
   * @defaultValue a file in the import's directory, for sources that have a fingerprint (files have); nowhere for others
   */
  readonly journal?: JournalStore | false | undefined
  /**
   * Start over, whatever an earlier run of this import did.
   *
   * @defaultValue false
   */
  readonly restart?: boolean | undefined
  /**
   * Go on with an unfinished import though its source or its target has changed.
   *
   * @defaultValue false
   */
  readonly resumeAnyway?: boolean | undefined
  /**
   * Another API key than before is one of the same project. Otherwise an import that may have sent anything does not go on with it.
   *
   * @defaultValue false
   */
  readonly sameProject?: boolean | undefined
  /**
   * That the source holds no records is as it should be. Otherwise an import of which nothing was imported counts as not done
   * (`Summary.nothingImported`).
   *
   * @defaultValue false
   */
  readonly allowEmpty?: boolean | undefined
  /**
   * What a file is that has changed since it was imported, where ids were derived from it: the `"same"`, corrected, so that rows that are as
   * they were keep their ids; or a `"new"` one of the same name, such as that of another day.
   *
   * @defaultValue such an import is refused
   */
  readonly ifChanged?: "same" | "new" | undefined
  /**
   * Columns (or, in objects, paths such as `order.id`) whose values name a record, wherever it stands: ids are made of these
   * instead. A record in which one is empty, and whose actions need ids, is rejected.
   */
  readonly idsFrom?: readonly string[] | undefined
  /** Changes with what the map function does, such as a digest of its file: where it has, a resumed import warns, and a finished one is refused. */
  readonly mapFingerprint?: string | undefined
  /**
   * What the report, `report.html`, is to show; `false`: none is written.
   *
   * @defaultValue a report that masks personal data
   */
  readonly report?: ReportOptions | false | undefined
  /**
   * From which level on lines go into `log.ndjson` in the import's directory; `"off"`: none do.
   *
   * @defaultValue `"info"`
   */
  readonly logLevel?: LogLevel | "off" | undefined
  /** What a person types to run the import again; kept in the journal, and told by `importStatus`. Never the API key. */
  readonly command?: string | undefined
  /** Told once how the import starts, before anything is sent. */
  readonly onStart?: ((start: ImportStart) => void) | undefined
  /** @defaultValue nothing is logged */
  readonly logger?: Logger | undefined
}

/** How an import reaches Iterable. */
export interface DeliveryOptions {
  /** A key of the kind Server-side. A dry run needs none; with one, it says if a real run would be refused because of it. */
  readonly apiKey?: string | undefined
  /**
   * The project's data center.
   *
   * @defaultValue `"us"`
   */
  readonly region?: Region | undefined
  /** Another server instead of a data center's, for example a sandbox's. Plain `http:` is taken for this machine only. */
  readonly baseUrl?: string | URL | undefined
  /** Do everything but the sending; the summary counts what would have been sent. */
  readonly dryRun?: boolean | undefined
  /**
   * Requests per second by channel, or `"off"`.
   *
   * @defaultValue Iterable's documented limits for users (5) and events (10); for purchases, which have none, the speed is searched for
   */
  readonly rateLimits?: RateLimits | undefined
  /**
   * Which share of the documented limits to take, above 0 and up to 1: 0.5 leaves half of them to other senders of the project.
   *
   * @defaultValue 1
   */
  readonly rateShare?: number | undefined
  /**
   * The most actions in a request; it starts at 1,000 and grows while requests go well.
   *
   * @defaultValue 20,000
   */
  readonly maxRecordsPerRequest?: number | undefined
  /**
   * The largest request body, in bytes. A record that does not fit is rejected.
   *
   * @defaultValue 3,900,000, safely under Iterable's limit of 4 MB
   */
  readonly maxBytesPerRequest?: number | undefined
  /**
   * Whether updates of one user that wait for each other are merged into one where the result is exactly the same.
   *
   * @defaultValue true
   */
  readonly mergeUpdates?: boolean | undefined
  /** @defaultValue 60,000 */
  readonly requestTimeoutMs?: number | undefined
  /**
   * The import stops after so long without one good answer, within two seconds; time in which there is nothing to send does not count. A
   * request that nobody answers is given up then, though it may take longer.
   *
   * @defaultValue 600,000 (ten minutes); 60,000 (one minute) where the server was never reached at all, as its address is probably wrong
   */
  readonly maxOutageMs?: number | undefined
  /**
   * Where events and purchases without an id get one: derived from what the record comes from, its number and its content before it was
   * mapped, so that nothing is doubled by a retry or a second run; by a function; or nowhere, and then what may have been applied ends as
   * unknown, and is not among what `retryRejects` runs again.
   *
   * @defaultValue `"derive"`
   */
  readonly ids?: IdPolicy | undefined
}

/** A file to import. */
export interface FileOptions {
  readonly sourceFilePath: string | URL
  /**
   * How to read it.
   *
   * @defaultValue what the file's name promises: `.csv`, `.tsv`, `.ndjson`, `.jsonl`
   */
  readonly sourceFileFormat?: FileFormat | undefined
  /**
   * For CSV: what separates the fields.
   *
   * @defaultValue a comma; a tab for `.tsv`
   */
  readonly delimiter?: CsvDelimiter | undefined
}

/** Records from elsewhere: a {@link DataSource}, or any iterable of objects. */
export interface SourceOptions<Data> {
  /**
   * Any iterable will do: an array, a generator, a cursor, a stream of Node.js in object mode.
   *
   * Each record is mapped before the next one is pulled, so that the iterable may reuse records, and what is in them. Those of an
   * array are read many at a time: each must be an object of its own.
   */
  readonly source: DataSource<Data> | Iterable<Data> | AsyncIterable<Data>
}

/** What the constructor takes: any source and any importer. */
export interface ImportOptions<Data> extends CommonOptions, SourceOptions<Data> {
  readonly importer: Importer
  /** Says in the summary that nothing was sent. */
  readonly dryRun?: boolean | undefined
}

/** What {@link IterableDataImport.create} takes. */
export type CreateOptions<Data> = CommonOptions & DeliveryOptions & (FileOptions | SourceOptions<Data>)

/** Refuses option names that do not exist: a mistyped `dryRun` would send. */
export function checkOptionNames(options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw new UsageError("Options must be an object.")
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new UsageError(`There is no option "${name}". The options are: ${known.join(", ")}.`)
  }
}

/** The names of {@link CommonOptions}. */
export const COMMON_OPTION_NAMES: readonly string[] = [
  "name",
  "stateDir",
  "rejectsFilePath",
  "maxRejects",
  "onProgress",
  "signal",
  "logger",
  "journal",
  "restart",
  "resumeAnyway",
  "sameProject",
  "allowEmpty",
  "ifChanged",
  "idsFrom",
  "mapFingerprint",
  "command",
  "onStart",
  "report",
  "logLevel",
]

/** The names of {@link DeliveryOptions}. */
export const DELIVERY_OPTION_NAMES: readonly string[] = [
  "apiKey",
  "region",
  "baseUrl",
  "dryRun",
  "rateLimits",
  "maxRecordsPerRequest",
  "maxBytesPerRequest",
  "mergeUpdates",
  "rateShare",
  "requestTimeoutMs",
  "maxOutageMs",
  "ids",
]

/** The names of {@link CreateOptions}. */
export const CREATE_OPTION_NAMES: readonly string[] = [
  "sourceFilePath",
  "sourceFileFormat",
  "delimiter",
  "source",
  ...DELIVERY_OPTION_NAMES,
  ...COMMON_OPTION_NAMES,
]

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The server that the options name, without a slash at its end.
 *
 * @throws {@link UsageError} if the region is unknown, or the URL is none, or would carry the key over the network in clear text.
 */
export function baseUrlFrom({ baseUrl, region = "us" }: DeliveryOptions): string {
  if (baseUrl === undefined) {
    if (!Object.hasOwn(DATA_CENTERS, region)) {
      throw new UsageError(
        `region is ${JSON.stringify(region)}; it must be one of ${Object.keys(DATA_CENTERS).join(", ")}.`,
      )
    }
    return DATA_CENTERS[region]
  }
  const url = URL.parse(String(baseUrl))
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`baseUrl is ${JSON.stringify(String(baseUrl))}; it must be an http or https URL.`)
  }
  if (url.username + url.password + url.search + url.hash !== "") {
    throw new UsageError(
      `baseUrl on ${url.host} holds a user name, a password, a query or a fragment; give the address alone.`,
    )
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new UsageError(`baseUrl is ${url.origin}; without https the API key would travel in clear text.`)
  }
  return url.origin + url.pathname.replace(/\/+$/, "")
}

/** Refuses what says nothing of a changed file, and columns that are none. */
export function checkIdOptions({ idsFrom, ifChanged }: Pick<CommonOptions, "idsFrom" | "ifChanged">): void {
  if (ifChanged !== undefined && ifChanged !== "same" && ifChanged !== "new")
    throw new UsageError(`ifChanged is ${JSON.stringify(ifChanged)}; it must be "same" or "new".`)
  if (idsFrom === undefined) return
  const isRight =
    Array.isArray(idsFrom) &&
    idsFrom.length > 0 &&
    idsFrom.every((column: unknown) => typeof column === "string" && column !== "")
  if (!isRight)
    throw new UsageError(
      `idsFrom is ${JSON.stringify(idsFrom)}; it must be the names of one or more columns, such as ["orderId"].`,
    )
}

/** Refuses what is neither true nor false: `dryRun: "no"` must not be guessed at. */
export function checkBoolean(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== "boolean") {
    throw new UsageError(`${name} is ${JSON.stringify(value)}; it must be true or false.`)
  }
}

/** A whole number of at least `least`, or the default where none was given. */
export function countFrom(
  value: number | undefined,
  name: string,
  fallback: number,
  least: number = 1,
): number {
  if (value === undefined) return fallback
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`${name} is ${String(value)}; it must be a whole number from ${least}.`)
  }
  return value
}

/** Checks rates: numbers above 0 for channels that exist. */
export function rateLimitsFrom(limits: RateLimits | undefined): RateLimits {
  if (limits === undefined || limits === "off") return limits ?? {}
  checkOptionNames(limits, ["users", "events", "purchases"])
  for (const [channel, rate] of Object.entries(limits)) {
    if (!(Number.isFinite(rate) && rate > 0)) {
      throw new UsageError(
        `The rate limit of ${channel} is ${rate}; it must be a number of requests per second above 0.`,
      )
    }
  }
  return limits
}

/** A share above 0 and up to 1. */
export function rateShareFrom(share: number | undefined): number {
  if (share === undefined) return 1
  if (!(share > 0 && share <= 1))
    throw new UsageError(`rateShare is ${share}; it must be above 0 and at most 1.`)
  return share
}

/** The key, checked for what could never be one. Never shows it. */
export function apiKeyFrom({ apiKey, dryRun }: DeliveryOptions): string {
  if (dryRun === true) return apiKey?.trim() ?? ""
  if (typeof apiKey !== "string" || apiKey.trim() === "") {
    throw new UsageError("apiKey is missing: give a key of the kind Server-side, or set dryRun.")
  }
  const key = apiKey.trim()
  if (/[^\x21-\x7e]/.test(key))
    throw new UsageError("apiKey holds characters that no key has, such as a blank or a line break.")
  return key
}
