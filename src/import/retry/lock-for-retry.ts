import { UsageError } from "../../errors.ts"
import { lockImport } from "../../journal/import-lock.ts"
import { KeptLock } from "../../journal/kept-lock.ts"
import type { Platform } from "../../platform/platform.ts"
import type { ImportRecord } from "../../state/import-record.ts"

/**
 * Takes an import for a retry.
 *
 * @throws {@link UsageError} if another process is at it.
 */
export async function lockForRetry(
  { directory, importName }: Pick<ImportRecord, "directory" | "importName">,
  platform: Platform,
): Promise<KeptLock> {
  const attempt = await lockImport({ directory, importName, ...platform })
  if (attempt.kind === "refused") throw new UsageError(attempt.message)
  return new KeptLock({ lock: attempt.lock, directory, platform })
}
