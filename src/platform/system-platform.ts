import { diskLocks } from "./files/directory-lock.ts"
import { diskFileSystem } from "./files/disk-file-system.ts"
import { openTelemetry } from "./telemetry/open-telemetry.ts"
import type { Platform } from "./platform.ts"
import { systemClock } from "./system-clock.ts"

/** This machine. */
export const systemPlatform: Platform = {
  clock: systemClock,
  files: diskFileSystem,
  locks: diskLocks,
  openTelemetry,
}
