import { fileURLToPath } from "node:url"
import { kindsOf } from "../../delivery/importer.ts"
import type { ImportFacts } from "../../journal/decide-start.ts"
import { isoTime } from "../../platform/iso-time.ts"
import type { Guard } from "../../platform/files/file-system.ts"
import { heldPlatform } from "../../platform/files/held-platform.ts"
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
import { RejectsClaim } from "./rejects-claim.ts"
import type { RunOptions } from "./run-options.ts"

/** What is known about a run before it looks at anything. */
export interface RunContext<Data> {
  readonly options: RunOptions<Data>
  readonly isDryRun: boolean
  readonly platform: Platform
  /** Everything that leaves the run goes through it. */
  readonly scrub: Scrub
  readonly stateDir: string
  /** Where the import has its files. */
  readonly importDirectory: string
  /** Where this run has its files: the same directory, except for dry runs. */
  readonly directory: string
  readonly stores: RunStores
  readonly rejectsClaim: RejectsClaim
  readonly log: RunLog
  /** What is run, without what the source is like now. */
  readonly facts: ImportFacts
  /** When it began: ISO 8601, UTC. */
  readonly startedAt: string
  /** The same, by the monotonic clock. */
  readonly startedMs: number
}

/** @throws {@link UsageError} if the rejects cannot be written at their path. */
export function runContext<Data>(options: RunOptions<Data>): RunContext<Data> {
  const { dryRun: isDryRun = false, importer, platform = systemPlatform } = options
  const { stateDir = COMMON_OPTIONS.stateDir.default } = options
  const { clock } = platform
  const scrub = importer.scrub ?? scrubNothing
  const { directoryName } = options.importDirectory ?? {}
  const where = { stateDir, importName: options.importName, directoryName }
  const directory = directoryPath({ ...where, isDryRun })
  const rejectsClaim = new RejectsClaim()
  return {
    options,
    isDryRun,
    platform,
    scrub,
    stateDir,
    importDirectory: directoryPath(where),
    directory,
    rejectsClaim,
    stores: storesOn(platform, { options, isDryRun, directory, scrub, rejectsClaim }),
    log: openRunLog({ clock, directory, logger: options.logger, logLevel: options.logLevel, scrub }),
    facts: importFacts(options),
    startedAt: isoTime(clock.now()),
    startedMs: clock.elapsedMs(),
  }
}

/** The same run, which writes to the disk through another platform. @param guard called before each write to the log */
export function contextOn<Data>(
  platform: Platform,
  guard: Guard,
  context: RunContext<Data>,
): RunContext<Data> {
  const { directory, options, scrub } = context
  const { logger, logLevel } = options
  const log = openRunLog({ clock: platform.clock, directory, guard, logger, logLevel, scrub })
  return { ...context, platform, log, stores: storesOn(platform, context) }
}

function storesOn<Data>(
  { files, locks }: Platform,
  {
    directory,
    isDryRun,
    options,
    rejectsClaim,
    scrub,
  }: Pick<RunContext<Data>, "directory" | "isDryRun" | "options" | "rejectsClaim" | "scrub">,
): RunStores {
  const { journal, rejectsFilePath, source } = options
  return fileStores({
    files,
    listFiles: heldPlatform({ files, locks }, { guard: () => rejectsClaim.guard() }).files,
    directory,
    rejectsFilePath: rejectsFilePath instanceof URL ? fileURLToPath(rejectsFilePath) : rejectsFilePath,
    scrub,
    journal: isDryRun ? undefined : journalStoreFor(journal, source, directory, files),
  })
}

function importFacts<Data>({
  importDirectory,
  importName,
  importer,
  mapFingerprint,
  name,
  source,
}: RunOptions<Data>): ImportFacts {
  const { decimals } = kindsOf(importer)
  return {
    importName,
    source: {
      name: source.name,
      ...(importDirectory === undefined ? {} : { path: importDirectory.sourcePath }),
      ...(name === source.name ? { isNamed: true } : {}),
    },
    target: importer.target ?? { baseUrl: "an importer of your own", keyFingerprint: "" },
    ...(mapFingerprint === undefined ? {} : { mapFingerprint }),
    ...(decimals === undefined ? {} : { decimals: decimals.fields }),
  }
}
