import { foretoldTarget } from "../../delivery/foretold-target.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { RetryOptions } from "../options/retry-options.ts"
import { idsOfJournal } from "../start/run-ids.ts"
import type { RunIds } from "../start/run-ids.ts"
import { refusalOfRetry } from "./refusal-of-retry.ts"

/** Whether the rejects of an import may be run again, in whole sentences for people. */
export type RetryDecision =
  | { readonly kind: "allowed"; readonly warnings: readonly string[] }
  | { readonly kind: "refused"; readonly message: string }

/** Decides whether the rejects of an import may be run again; a dry run is allowed, and warned where a real one would be refused. */
export function decideRetry(
  { importName: name, journal, summary }: Pick<ImportRecord, "importName" | "journal" | "summary">,
  { repeats, target: named }: Pick<Importer, "repeats" | "target">,
  {
    dryRun = false,
    sameProject = false,
    trial = false,
  }: Pick<RetryOptions, "dryRun" | "sameProject" | "trial">,
): RetryDecision {
  if (journal.kind === "unreadable")
    return refused(
      `Cannot retry the rejects of ${name} as its journal cannot be used: ${journal.message}. Put back a whole one, or import the list of rejects as a file of its own.`,
    )
  const isFinished =
    journal.kind === "entry" ? journal.entry.state === "finished" : summary?.status === "completed"
  if (!isFinished)
    return refused(
      `Cannot retry the rejects of ${name} yet as its import is not finished: run it to its end first, with maxRejects: "off" if it stopped for too many of them.`,
    )
  // A sandbox of its own is another place on purpose.
  if (journal.kind !== "entry" || (trial && !dryRun)) return ALLOWED
  const target = dryRun && named !== undefined ? foretoldTarget(journal.entry.target, named) : named
  const refusal = refusalOfRetry(journal.entry, { target, none: repeats !== undefined, sameProject })
  if (refusal === undefined) return ALLOWED
  if (dryRun) return { kind: "allowed", warnings: [`A real retry would be refused: ${refusal}`] }
  return refused(refusal)
}

const ALLOWED: RetryDecision = { kind: "allowed", warnings: [] }

function refused(message: string): RetryDecision {
  return { kind: "refused", message }
}

/** The ids of a retry: those of the import, so that what it sent is not doubled. */
export function retryIds({
  importName,
  journal,
  summary,
}: Pick<ImportRecord, "importName" | "journal" | "summary">): RunIds {
  if (journal.kind === "entry") return idsOfJournal(journal.entry)
  const { idsFrom, origin } = summary?.ids ?? {}
  return origin === undefined ? { scheme: 1, origin: importName } : { scheme: 2, origin, idsFrom }
}
