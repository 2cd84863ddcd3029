/** The formats in which a source file can be read. */
export const FileFormat = {
  /** Comma-separated values (RFC 4180), the first row names the columns. */
  CSV: "csv",
  /** One JSON object a line. */
  NDJSON: "ndjson",
} as const

/** A format in which a source file can be read. */
export type FileFormat = (typeof FileFormat)[keyof typeof FileFormat]
