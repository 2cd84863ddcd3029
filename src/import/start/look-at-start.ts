import type { ImportFacts } from "../../journal/decide-start.ts"
import type { JournalLoad } from "../../journal/journal-store.ts"
import { RetryDirectory } from "../../rejects/merge/retry-directory.ts"
import { asWholeAs } from "../../sources/fingerprint/whole-fingerprint.ts"
import type { RunContext } from "../run/run-context.ts"
import { decideImport } from "./decide-import.ts"
import type { ImportDecision } from "./decide-import.ts"

/** Decides how an import starts by its journal, and by what lies in its directory. */
export async function lookAtStart<Data>(
  { importDirectory, options, platform }: RunContext<Data>,
  load: JournalLoad,
  facts: ImportFacts,
): Promise<ImportDecision> {
  const { ids, idsFrom, ifChanged, importer, restart = false, resumeAnyway = false, sameProject } = options
  const plan = await new RetryDirectory(importDirectory, platform.files).readPlan()
  return decideImport(load, facts, {
    restart,
    resumeAnyway,
    sameProject,
    idsFrom,
    ifChanged,
    none: importer.repeats !== undefined,
    ids,
    hasCutOffRetry: plan !== undefined,
  })
}

/** What is run, with what the source is like now. */
export async function factsNow<Data>(
  { facts, options, platform }: RunContext<Data>,
  load: JournalLoad,
): Promise<ImportFacts> {
  const { source } = options
  const now = await source.fingerprint?.()
  if (now === undefined) return facts
  const earlier = load.kind === "entry" ? load.entry.source.fingerprint : undefined
  const fingerprint = await asWholeAs(earlier, source, now, platform.files)
  return { ...facts, source: { ...facts.source, fingerprint } }
}
