import { realpathSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { dryRunAttempt } from "../delivery/attempt/dry-run-attempt.ts"
import { httpAttempt } from "../delivery/attempt/http-attempt.ts"
import type { Importer } from "../delivery/importer.ts"
import { IterableImporter } from "../delivery/iterable-importer.ts"
import type { Connection, Observers } from "../delivery/iterable-importer.ts"
import { outageBounds } from "../delivery/pace/outage-bounds.ts"
import { UsageError } from "../errors.ts"
import { runImport } from "./run/run-import.ts"
import { keyFingerprint } from "../journal/key-fingerprint.ts"
import { apiKeyFrom } from "./options/api-key-from.ts"
import { baseUrlFrom } from "./options/base-url-from.ts"
import { checkOptionNames, checkOptionValues, checkOptions, namesOf } from "./options/check-options.ts"
import { COMMON_OPTIONS } from "./options/common-options.ts"
import type { CommonOptions } from "./options/common-options.ts"
import { DELIVERY_OPTIONS } from "./options/delivery-options.ts"
import type { DeliveryOptions } from "./options/delivery-options.ts"
import type { FileOptions } from "./options/file-options.ts"
import { fileSettings } from "./options/reading-options.ts"
import { CREATE_OPTIONS, IMPORT_OPTIONS, createOptionsFor } from "./options/import-options.ts"
import type { CreateOptions, ImportOptions } from "./options/import-options.ts"
import type { SourceOptions } from "./options/source-options.ts"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { Kinds } from "../kinds/kinds.ts"
import type { MapFunction } from "../mapping/map-function.ts"
import { quietLogger, scrubbedLogger, silentLogger } from "../platform/logger.ts"
import { openTelemetry } from "../platform/telemetry/open-telemetry.ts"
import { secretScrubber } from "../platform/secret/secret-scrubber.ts"
import { proxyFromEnv } from "../platform/network/proxy-from-env.ts"
import type { Proxy } from "../platform/network/proxy-from-env.ts"
import { systemClock } from "../platform/system-clock.ts"
import { systemPlatform } from "../platform/system-platform.ts"
import { systemRandom } from "../platform/random.ts"
import { undiciHttp } from "../platform/network/undici-http.ts"
import { limitsPerSecond } from "./limits-per-second.ts"
import { refuseKeyInNames } from "./refuse-key-in-names.ts"
import { findImportDirectory } from "../state/import-directory.ts"
import type { Summary } from "../accounting/summary.ts"
import { DeclaredDecimals } from "../resources/declared-decimals.ts"
import { REJECTS_IN_CSV } from "../rejects/reading/rejects-in-csv.ts"
import type { DataSource } from "../sources/data-source.ts"
import type { FileFormat } from "../sources/formats/file-format.ts"
import { fileSource } from "../sources/file-source.ts"
import { sourceFrom } from "../sources/source-from.ts"
import type { SourceDataRecord } from "../sources/source-data-record.ts"
import { withoutKey } from "./without-key.ts"

/**
 * An import: a source, and where its records go once a map function said what they mean.
 *
 * @example
 * ```ts
 * import { IterableDataImport, UpdateUserProfile } from "iterable-data-import"
 *
 * const dataImport = IterableDataImport.create({
 *   source: [{ id: "u1", email: "ada@example.com" }],
 *   dryRun: true,
 * })
 * const summary = await dataImport.run(
 *   (record) => new UpdateUserProfile({ email: record.email, userId: record.id }),
 * )
 * console.log(summary.records.imported) // 1
 * ```
 */
export class IterableDataImport<Data = SourceDataRecord> {
  readonly #source: DataSource<Data>
  readonly #options: ImportOptions<Data>
  readonly #importName: string

  /** @throws {@link UsageError} if an option is unknown or makes no sense. */
  constructor(options: ImportOptions<Data>) {
    checkOptions(options, IMPORT_OPTIONS)
    this.#options = options
    this.#source = sourceFrom(options.source)
    this.#importName = options.name ?? this.#source.name
    const { name, rejectsFilePath, stateDir = COMMON_OPTIONS.stateDir.default } = options
    const { name: sourceName, path: sourceFilePath } = this.#source
    refuseKeyInNames(
      { name, stateDir: resolve(stateDir), rejectsFilePath, sourceFilePath, "The source's name": sourceName },
      options.importer.scrub,
    )
    if (this.#importName.trim() === "")
      throw new UsageError("The name of the import is empty: give it one, or leave name out.")
  }

  /**
   * An import of a file, or of any source, into Iterable.
   *
   * @throws {@link UsageError} if an option is unknown, missing, or makes no sense. The file is first looked at by `run`.
   */
  static create(
    options: CommonOptions &
      DeliveryOptions &
      FileOptions & { readonly sourceFileFormat: typeof FileFormat.CSV; readonly groupBy: string },
  ): IterableDataImport<readonly SourceDataRecord[]>
  static create(
    options: CommonOptions &
      DeliveryOptions &
      FileOptions & { readonly sourceFileFormat: typeof FileFormat.CSV; readonly groupBy?: undefined },
  ): IterableDataImport
  static create<Row = SourceDataRecord<unknown>>(
    options: CommonOptions & DeliveryOptions & FileOptions & { readonly groupBy: string },
  ): IterableDataImport<readonly Row[]>
  static create<Data = SourceDataRecord<unknown>>(
    options: CommonOptions & DeliveryOptions & FileOptions,
  ): IterableDataImport<Data>
  static create<Data extends object>(
    options: CommonOptions & DeliveryOptions & SourceOptions<Data>,
  ): IterableDataImport<Data>
  static create<Data>(options: CreateOptions<Data>): IterableDataImport<Data> {
    return withoutKey(options, () => IterableDataImport.#create(options))
  }

  static #create<Data>(options: CreateOptions<Data>): IterableDataImport<Data> {
    checkOptionNames(options, namesOf(CREATE_OPTIONS))
    // Before anything else looks at the path, and shows it in a message.
    if ("sourceFilePath" in options)
      refuseKeyInNames(
        { sourceFilePath: options.sourceFilePath, rejectsFilePath: options.rejectsFilePath },
        options.apiKey,
      )
    checkOptionValues(options, createOptionsFor(options))
    const source = "source" in options ? sourceFrom(options.source) : fileSourceFrom<Data>(options)
    if ("sourceFilePath" in options) refuseSameFile(options.sourceFilePath, options.rejectsFilePath)
    const importer = importerFrom(options, options.name ?? source.name)
    const names = Object.keys(COMMON_OPTIONS) as readonly (keyof CommonOptions)[]
    const common = names.map((name) => [name, options[name]] as const)
    return new IterableDataImport({
      ...(Object.fromEntries(common) as CommonOptions),
      report: options.report !== false && { limitsPerSecond: limitsPerSecond(options), ...options.report },
      source,
      importer,
      dryRun: options.dryRun,
    })
  }

  /**
   * Imports the source. When the promise settles, nothing is in flight and all is on disk.
   *
   * An import of a file that was stopped or killed goes on where it stopped, unless the options say otherwise.
   *
   * @throws {@link SourceError} if the source cannot be read at all; nothing was sent.
   * @throws {@link UsageError} if it may not start: another process is at it, the source has changed since it stopped, or the key is another one.
   * @throws {@link AlreadyImportedError} if it reached its end before.
   * @throws {@link ImportStoppedError} if the import stopped before the end of its source; the error holds the summary.
   */
  async run(mapFunction: MapFunction<Data>): Promise<Summary> {
    if (typeof mapFunction !== "function") throw new UsageError("run() takes a map function.")
    const { journal, name, stateDir = COMMON_OPTIONS.stateDir.default } = this.#options
    const source = this.#source
    const importDirectory =
      name === undefined && journal === undefined
        ? await findImportDirectory(source, stateDir, systemPlatform.files)
        : undefined
    const importName = this.#importName
    return runImport({ ...this.#options, source, importName, importDirectory }, mapFunction)
  }
}

function fileSourceFrom<Data>(options: FileOptions): DataSource<Data> {
  const { sourceFilePath: filePath, sourceFileFormat: format } = options
  return fileSource({
    ...fileSettings(options),
    filePath,
    format,
    csvList: REJECTS_IN_CSV,
  }) as DataSource<Data>
}

/** Rejects that replace their own source would destroy it. */
function refuseSameFile(sourceFilePath: string | URL, rejectsFilePath: string | URL | undefined): void {
  if (rejectsFilePath === undefined || realPath(sourceFilePath) !== realPath(rejectsFilePath)) return
  throw new UsageError(
    `rejectsFilePath names the source itself, ${String(sourceFilePath)}: name another file.`,
  )
}

/** A path without links, as far as it exists. */
function realPath(path: string | URL): string {
  const absolute = resolve(path instanceof URL ? fileURLToPath(path) : path)
  try {
    return realpathSync(absolute)
  } catch {
    return absolute
  }
}

/**
 * Delivers to Iterable as options say that were checked; ids are derived under the name.
 *
 * @throws {@link UsageError} if the key is missing, or they make no sense together.
 */
export function importerFrom(
  options: DeliveryOptions & Pick<CommonOptions, "logger">,
  importName: string,
  kinds: Kinds = ALL_KINDS,
): Importer {
  const {
    decimals,
    dryRun,
    ids = DELIVERY_OPTIONS.ids.default,
    logger = silentLogger,
    maxBytesPerRequest = DELIVERY_OPTIONS.maxBytesPerRequest.default,
    maxRecordsPerRequest = DELIVERY_OPTIONS.maxRecordsPerRequest.default,
    rateLimits = {},
    rateShare = DELIVERY_OPTIONS.rateShare.default,
    requestTimeoutMs: timeoutMs = DELIVERY_OPTIONS.requestTimeoutMs.default,
  } = options
  const apiKey = apiKeyFrom(options)
  const scrub = secretScrubber(apiKey)
  const baseUrl = baseUrlFrom(options)
  const proxy = dryRun === true ? undefined : proxyTo(baseUrl)
  const connect = (observers: Observers): Connection => {
    if (dryRun === true) return { attempt: dryRunAttempt, close: () => Promise.resolve() }
    const http = undiciHttp(proxy)
    const attempt = httpAttempt({ http, clock: systemClock, apiKey, baseUrl, timeoutMs, ...observers })
    return { attempt, close: () => http.close() }
  }
  return new IterableImporter({
    connect,
    openTelemetry: dryRun === true ? undefined : () => openTelemetry(scrub),
    scrub,
    target: {
      baseUrl,
      ...(dryRun === true && options.baseUrl === undefined && options.region === undefined
        ? { isNamed: false }
        : {}),
      keyFingerprint: apiKey === "" ? "" : keyFingerprint(importName, apiKey),
    },
    clock: systemClock,
    random: systemRandom,
    logger: quietLogger(scrubbedLogger(logger, scrub)),
    kinds: decimals === undefined ? kinds : new Kinds(kinds.all, new DeclaredDecimals(decimals)),
    importName,
    ids,
    rateLimits: dryRun === true ? "off" : rateLimits,
    rateShare,
    mergeUpdates: options.mergeUpdates,
    maxBytesPerRequest,
    maxRecordsPerRequest,
    ...outageBounds(options.maxOutageMs),
  })
}

/** @throws {@link UsageError} if the environment names a proxy that can be none; what it says may hold a password. */
function proxyTo(baseUrl: string): Proxy | undefined {
  const choice = proxyFromEnv(baseUrl)
  if (choice.kind === "malformed")
    throw new UsageError(
      `The environment variable ${choice.variable} does not name a usable proxy: write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with everything but letters and digits percent-encoded. Correct it, unset it, or add the server to NO_PROXY.`,
    )
  return choice.kind === "proxy" ? choice.proxy : undefined
}
