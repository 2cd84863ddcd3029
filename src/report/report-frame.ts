import type { ReportPageData } from "./report-page-data.ts"

/** What a report shows beside the summary and the history; kept in the journal, so that it can be drawn again. */
export type ReportFrame = Pick<
  ReportPageData,
  "target" | "settings" | "commands" | "showValues" | "optionsAs"
>
