import type { ReportPageData } from "./page/report-page-data.ts"

/** What a report shows beside the summary and the history; kept in the journal, so that it can be drawn again. */
export interface ReportFrame extends Pick<
  ReportPageData,
  "target" | "settings" | "commands" | "limitsPerSecond" | "nouns" | "showValues"
> {
  /**
   * How messages name options.
   *
   * @defaultValue `"names"`
   */
  readonly optionsAs?: "names" | "flags" | undefined
}
