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

/** What is run, with what the source is like now, and how it is to be read. */
export async function factsNow<Data>(
  { facts, options, platform }: RunContext<Data>,
  load: JournalLoad,
): Promise<ImportFacts> {
  const { signal, source } = options
  const before = load.kind === "entry" ? load.entry.source : undefined
  const now = await source.fingerprint?.()
  const fingerprint = now && (await asWholeAs(before?.fingerprint, source, now, platform.files))
  const readAs = await source.inspect?.({ signal })
  const known = before?.readAs
  const goesOnAs = known === undefined ? readAs : await source.inspect?.({ signal, known })
  return {
    ...facts,
    source: {
      ...facts.source,
      ...(readAs === undefined ? {} : { readAs }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
    goesOnAs,
  }
}
