import type { Target } from "../values/target.ts"

/** How a summary's text is to look. */
export interface SummaryStyle {
  readonly target: Target
  /** Paths below it are shown relative to it. */
  readonly workingDirectory: string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  /** The command that runs the rejects again; undefined where there is nothing real to go on with. */
  readonly retryCommand?: string | undefined
}
