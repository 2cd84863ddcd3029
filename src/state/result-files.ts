import { join } from "node:path"
import type { Summary } from "../accounting/summary.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { replaceTextFile } from "../platform/files/text-file.ts"
import { scrubNothing } from "../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../platform/secret/secret-scrubber.ts"
import { summaryText } from "./summary-text.ts"

/** Where results are written. */
export interface ResultFilesOptions {
  readonly files: FileSystem
  /** The import's directory. */
  readonly directory: string
  /** Takes secrets out of all that is written. @defaultValue there are none */
  readonly scrub?: Scrub | undefined
}

/** What an import came to: `summary.json` and `report.html` in its directory. */
export class ResultFiles {
  readonly summaryPath: string
  readonly reportPath: string
  readonly #files: FileSystem
  readonly #scrub: Scrub
  #hasReport = false
  /** It names itself: only afterwards it is known that it could not be written. */
  #isSummaryLost = false

  constructor({ directory, files, scrub = scrubNothing }: ResultFilesOptions) {
    this.summaryPath = join(directory, "summary.json")
    this.reportPath = join(directory, "report.html")
    this.#files = files
    this.#scrub = scrub
  }

  /** The paths of what was, or is about to be, written. */
  get paths(): Pick<Summary["paths"], "report" | "summary"> {
    return {
      ...(this.#isSummaryLost ? {} : { summary: this.summaryPath }),
      ...(this.#hasReport ? { report: this.reportPath } : {}),
    }
  }

  /** Writes the report. */
  async writeReport(page: string): Promise<void> {
    await replaceTextFile(this.reportPath, this.#scrub(page), this.#files)
    this.#hasReport = true
  }

  /** Says that the summary stays that of an earlier run. */
  forgoSummary(): void {
    this.#isSummaryLost = true
  }

  /** Writes the summary. */
  async writeSummary(summary: Summary): Promise<void> {
    this.#isSummaryLost = true
    await replaceTextFile(this.summaryPath, this.#scrub(summaryText(summary)), this.#files)
    this.#isSummaryLost = false
  }
}
