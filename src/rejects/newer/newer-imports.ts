import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { ImportRecord } from "../../state/import-record.ts"

const SHOWN = 3

/** Warns of other imports to the same target that have finished since one did: what its rejects say may be older than what those have imported. */
export function newerImports(record: ImportRecord, all: readonly ImportRecord[]): readonly string[] {
  const own = finished(record)
  if (own === undefined) return []
  const newer = all.flatMap((other) => {
    const entry = other.directory === record.directory ? undefined : finished(other)
    if (entry === undefined || entry.target.baseUrl !== own.target.baseUrl) return []
    const endedAt = endOf(entry)
    return endedAt > endOf(own) ? [`${other.importName} (on ${endedAt})`] : []
  })
  if (newer.length === 0) return []
  const more = newer.length > SHOWN ? ` and ${newer.length - SHOWN} more` : ""
  const those = newer.length === 1 ? "another import has" : "other imports have"
  return [
    `Since ${record.importName} was imported, ${those} finished into the same place: ${newer.slice(0, SHOWN).join(", ")}${more}. If they are about the same users, the rejects may put older values in place of newer ones: these are not compared.`,
  ]
}

function finished({ journal }: ImportRecord): JournalEntry | undefined {
  return journal.kind === "entry" && journal.entry.state === "finished" ? journal.entry : undefined
}

const endOf = ({ finishedAt, updatedAt }: JournalEntry): string => finishedAt ?? updatedAt
