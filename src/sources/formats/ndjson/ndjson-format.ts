import type { ForwardFormat } from "../format.ts"
import { readNdjson } from "./read-ndjson.ts"

/**
 * One JSON object on each line, in UTF-8 (NDJSON, JSON Lines).
 *
 * Lines end in LF or CRLF; blank ones are skipped, and carriage returns before a line end mean nothing. A line that is not JSON, not an object, not UTF-8, or larger than
 * `maxRecordBytes` is a bad item: `not-json`, `not-an-object`, `undecodable`, `record-too-large`. So is one with a NUL character in a text or a name, escaped or not: `nul-character`. So is one with a number that JavaScript would make another one of: `unsafe-number`; only fractions
 * are rounded, to about 16 digits. Of a name that comes twice in one object, the last value counts.
 *
 * Reading throws a {@link SourceError} if the file cannot be read, is not text in UTF-8, or is one JSON array.
 */
export const ndjsonFormat: ForwardFormat<"ndjson"> = {
  name: "ndjson",
  label: "NDJSON",
  description: "one JSON object per line (NDJSON)",
  extensions: ["ndjson", "jsonl"],
  hints: { "not-json": 'Is it really NDJSON? If it is CSV, give sourceFileFormat: "csv".' },
  reads: "forward",
  readsText: true,
  open: (bytes, { maxRecordBytes }) => ({
    read: (options) => readNdjson(bytes, { maxRecordBytes }, options),
  }),
}
