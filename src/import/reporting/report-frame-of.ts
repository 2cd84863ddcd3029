import type { Summary } from "../../accounting/summary.ts"
import type { EndpointNouns } from "../../kinds/kinds.ts"
import type { ReportFrame } from "../../report/report-frame.ts"
import type { ReportOptions } from "../../report/report-options.ts"
import { readingText } from "../../sources/reading-text.ts"

/** What the report of an import shows beside the summary and the history; undefined: none is wanted. */
export function reportFrameOf(
  report: ReportOptions | false | undefined,
  summary: Summary,
  baseUrl: string,
  nouns: EndpointNouns,
): ReportFrame | undefined {
  if (report === false) return undefined
  const { name, readAs } = summary.source
  const reading = readAs && readingText(readAs, { name })
  return {
    target: report?.target ?? baseUrl,
    settings: [
      ...(report?.settings ?? []),
      ...(reading === undefined ? [] : [{ name: "Read as", value: reading }]),
    ],
    commands: report?.commands?.(summary) ?? [],
    limitsPerSecond: report?.limitsPerSecond,
    nouns,
    showValues: report?.showValues,
    optionsAs: report?.optionsAs,
  }
}
