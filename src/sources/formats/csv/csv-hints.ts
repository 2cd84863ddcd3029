import type { FileSettings } from "../file-settings.ts"

/** What is known before a file is looked at. */
export interface CsvHints {
  /** What the user has said, which is not questioned. */
  readonly given: Pick<
    FileSettings,
    "columns" | "comment" | "delimiter" | "escape" | "nullValues" | "quote" | "trim"
  >
  /** What files with such a name have. */
  readonly usualDelimiter: string
}
