import type { ReportPageData } from "./page/report-page-data.ts"
import type { Summary } from "../accounting/summary.ts"

/** What an import's report is to show beyond the summary. */
export interface ReportOptions {
  /**
   * Whether it shows the values that messages are about, which may be personal data, instead of masking them.
   *
   * @defaultValue false
   */
  readonly showValues?: boolean | undefined
  /**
   * Where the records went, in words.
   *
   * @defaultValue the base URL
   */
  readonly target?: string | undefined
  /**
   * How its messages name options: by the library's names, or as they are typed on the command line.
   *
   * @defaultValue `"names"`
   */
  readonly optionsAs?: "names" | "flags" | undefined
  /**
   * The requests per second that the import keeps to, by endpoint.
   *
   * @defaultValue the limits that `create` was told, else the import's share of the documented ones
   */
  readonly limitsPerSecond?: ReportPageData["limitsPerSecond"]
  /** What the import was told, to be listed. Never the API key. */
  readonly settings?: ReportPageData["settings"] | undefined
  /** What to run next, the first thing first. */
  readonly commands?: ((summary: Summary) => ReportPageData["commands"]) | undefined
}
