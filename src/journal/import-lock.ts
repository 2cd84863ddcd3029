import { UsageError } from "../errors.ts"
import type { Clock } from "../platform/clock.ts"
import type { DirectoryLock, DirectoryLocks, LockHolder } from "../platform/files/directory-lock.ts"
import { systemReason } from "../platform/system-reason.ts"

/** What to lock. */
export interface ImportLockOptions {
  /** The import's directory; made where it is missing. */
  readonly directory: string
  readonly importName: string
  readonly clock: Clock
  readonly locks: DirectoryLocks
  /** A holder that was just killed needs a moment to be gone; only then others are refused. @defaultValue 500 */
  readonly graceMs?: number
}

/** The lock, or why this import is not to be run now, in whole sentences for people. */
export type ImportLockAttempt =
  | { readonly kind: "locked"; readonly lock: DirectoryLock }
  | { readonly kind: "refused"; readonly message: string }

const LOOK_AGAIN_MS = 50

/**
 * Sees to it that no two processes work on one import.
 *
 * A lock whose holder is dead, however it died, is taken over at once on the same machine, and elsewhere after 30 seconds
 * without a sign of life.
 *
 * @throws {@link UsageError} if the lock cannot be written, as nothing else could be then.
 */
export async function lockImport(options: ImportLockOptions): Promise<ImportLockAttempt> {
  const { clock, directory, importName, graceMs = 500, locks } = options
  const startMs = clock.elapsedMs()
  for (;;) {
    const attempt = await locks.lock(directory).catch((error: unknown) => {
      throw new UsageError(unwritable(options, error), { cause: error })
    })
    if (attempt.kind === "locked") return attempt
    if (clock.elapsedMs() - startMs >= graceMs)
      return { kind: "refused", message: refusal(importName, attempt.holder, attempt.lockPath) }
    await clock.sleep(LOOK_AGAIN_MS)
  }
}

function unwritable({ directory, importName }: ImportLockOptions, error: unknown): string {
  return `Cannot run the import ${importName} as its files cannot be kept in ${directory}: ${systemReason(error)}. Nothing was sent. Name another directory with stateDir.`
}

function refusal(importName: string, holder: LockHolder, lockPath: string): string {
  const who =
    holder.identity === undefined
      ? "another process"
      : `process ${holder.identity.pid} on ${holder.identity.host}`
  const start = `Cannot run the import ${importName} as ${who} is already running it`
  if (holder.evidence === "process") return `${start}: wait until it has ended, or stop it.`
  const seconds = Math.round(holder.silentMs / 1000)
  return `${start}, with its last sign of life ${seconds} s ago: wait until it has ended. One that was killed in another container or on another machine counts as dead after 30 s of silence; if you are sure that it is, remove ${lockPath} and run the import again.`
}
