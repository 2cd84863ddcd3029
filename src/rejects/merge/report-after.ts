import type { Summary } from "../../accounting/summary.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { isoTime } from "../../platform/iso-time.ts"
import { drawReport } from "../../report/draw-report.ts"
import type { ReportFrame } from "../../report/report-frame.ts"
import type { KeptRunHistory } from "../../report/run-history.ts"

/** The report as the import is now; undefined where it had none, or where it is not known how it was drawn. */
export async function reportAfter(
  summary: Summary,
  journal: JournalEntry | undefined,
  nowMs: number,
  inFlagNames: (message: string) => string,
): Promise<string | undefined> {
  const { history, report: frame } = (journal?.learned ?? {}) as {
    readonly history?: KeptRunHistory
    readonly report?: ReportFrame
  }
  if (journal === undefined || frame === undefined || summary.paths.report === undefined) return undefined
  const data = {
    ...frame,
    // They are about the rejects.
    commands: summary.paths.rejects === undefined ? [] : frame.commands,
    summary,
    history,
    endedAt: journal.finishedAt ?? journal.updatedAt,
    retriedAt: isoTime(nowMs),
  }
  return drawReport(data, inFlagNames)
}
