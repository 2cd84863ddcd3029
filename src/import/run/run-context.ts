import { fileURLToPath } from "node:url"
import type { ImportFacts } from "../../journal/decide-start.ts"
import { isoTime } from "../../platform/iso-time.ts"
import type { Platform } from "../../platform/platform.ts"
import { scrubNothing } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import { systemPlatform } from "../../platform/system-platform.ts"
import { directoryPath } from "../../state/directory-path.ts"
import { fileStores, journalStoreFor } from "../checkpoint/run-stores.ts"
import type { RunStores } from "../checkpoint/run-stores.ts"
import { COMMON_OPTIONS } from "../options/common-options.ts"
import { openRunLog } from "../reporting/run-log.ts"
import type { RunLog } from "../reporting/run-log.ts"
import type { RunOptions } from "./run-options.ts"

/** What is known of a run before it looks at anything. */
export interface RunContext<Data> {
  readonly options: RunOptions<Data>
  readonly isDryRun: boolean
  readonly platform: Platform
  /** Nothing leaves the run but through it. */
  readonly scrub: Scrub
  readonly stateDir: string
  /** Where the import has its files. */
  readonly importDirectory: string
  /** Where this run has its files: there too, but for dry runs. */
  readonly directory: string
  readonly stores: RunStores
  readonly log: RunLog
  /** What is run, but for what the source is like. */
  readonly facts: ImportFacts
  /** When it began: ISO 8601, UTC. */
  readonly startedAt: string
  /** The same by the clock that only rises. */
  readonly startedMs: number
}

/** @throws {@link UsageError} if the rejects cannot be written where they are to be. */
export function runContext<Data>(options: RunOptions<Data>): RunContext<Data> {
  const { dryRun: isDryRun = false, importer, journal, platform = systemPlatform, source } = options
  const { rejectsFilePath, stateDir = COMMON_OPTIONS.stateDir.default } = options
  const { clock, files } = platform
  const scrub = importer.scrub ?? scrubNothing
  const { directoryName } = options.importDirectory ?? {}
  const where = { stateDir, importName: options.importName, directoryName }
  const directory = directoryPath({ ...where, isDryRun })
  return {
    options,
    isDryRun,
    platform,
    scrub,
    stateDir,
    importDirectory: directoryPath(where),
    directory,
    stores: fileStores({
      files,
      directory,
      rejectsFilePath: rejectsFilePath instanceof URL ? fileURLToPath(rejectsFilePath) : rejectsFilePath,
      scrub,
      journal: isDryRun ? undefined : journalStoreFor(journal, source, directory, files),
    }),
    log: openRunLog({ clock, directory, logger: options.logger, logLevel: options.logLevel, scrub }),
    facts: importFacts(options),
    startedAt: isoTime(clock.now()),
    startedMs: clock.elapsedMs(),
  }
}

function importFacts<Data>({
  importDirectory,
  importName,
  importer,
  mapFingerprint,
  name,
  source,
}: RunOptions<Data>): ImportFacts {
  return {
    importName,
    source: {
      name: source.name,
      ...(importDirectory === undefined ? {} : { path: importDirectory.sourcePath }),
      ...(name === source.name ? { isNamed: true } : {}),
    },
    target: importer.target ?? { baseUrl: "an importer of your own", keyFingerprint: "" },
    ...(mapFingerprint === undefined ? {} : { mapFingerprint }),
  }
}
