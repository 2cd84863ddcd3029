import type { Clock } from "./clock.ts"
import type { DirectoryLocks } from "./files/directory-lock.ts"
import type { FileSystem } from "./files/file-system.ts"
import type { Scrub } from "./secret/secret-scrubber.ts"
import type { Telemetry } from "./telemetry/telemetry.ts"

/** The world outside of an import, but for its source and its importer: passed in, so that whole imports run in virtual time. */
export interface Platform {
  readonly clock: Clock
  readonly files: FileSystem
  readonly locks: DirectoryLocks
  /** What the host program has set up to watch imports. */
  readonly openTelemetry: (scrub: Scrub) => Promise<Telemetry>
}
