import { UsageError } from "../../errors.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import type { RetryContext } from "./retry-context.ts"
import { retrySummary } from "./retry-summary.ts"

/** What to throw where the lock of the import is gone: whoever has it now settles what this retry has done, as after a kill. */
export function lostLock(
  record: ImportRecord,
  error: unknown,
  { isTrial }: Pick<RetryContext, "isTrial">,
): ImportStoppedError | UsageError {
  const start = `another process took the import ${record.importName} over, or its lock was removed, while this retry showed no sign of life`
  if (!(error instanceof ImportStoppedError))
    return new UsageError(
      `Cannot retry the rejects as ${start}. Nothing was sent. Wait until that process has ended.`,
      { cause: error },
    )
  const message = `What is done cannot be remembered, so that nothing more is sent: ${start}. What this retry had sent is settled by that process or the next retry, as if it had been killed.`
  const { retried = error.summary } = retrySummary(record, error.summary, isTrial)
  return new ImportStoppedError(message, "DISK", { ...retried, stopReason: { code: "DISK", message } }, error)
}
