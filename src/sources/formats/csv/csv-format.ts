import type { InspectOptions } from "../../data-source.ts"
import type { ForwardFormat } from "../format.ts"
import { checkDialect, csvDialect } from "./csv-dialect.ts"
import type { CsvDialect } from "./csv-dialect.ts"
import type { CsvLayout } from "./csv-layout.ts"
import { readCsv } from "./read-csv.ts"

const NO_HEADER = "Is line 1 really the header? A title above it must be removed."

/**
 * CSV in UTF-8 whose first row names the columns; all values are strings, exactly as they stand there.
 *
 * RFC 4180, and what is found beyond it: a byte order mark, and quotes inside of unquoted fields (`5" pipe`). Lines without any character are
 * skipped; lines of spaces are not. A row with too many or too few fields, text after a closing quote, bytes that are not UTF-8, a NUL character, or more bytes than
 * `maxRecordBytes` is a bad item: `too-many-fields`, `too-few-fields`, `bad-quote`, `blank-before-quote`, `undecodable`, `nul-character`, `record-too-large`. An empty file has no records.
 *
 * Outside of quotes, each CR and LF ends a row. CRLF is a line end in any file. LF is one too, mixed with CRLF, unless the first line that is not blank ends in a
 * lone CR; lone CR is one where that line does, and CR CR LF where that does. Any other may be a line end or a part of a value: the rows beside it are bad
 * items, `doubtful-line-end`. Within quotes, line ends stay as they are.
 *
 * A file may be a list instead (`csvList`), of which some columns are no part of the records.
 *
 * Strings may share memory with others of their chunk of up to 128 KB: who keeps a few of them for long should copy these.
 *
 * `open` throws a {@link UsageError} if the delimiter is unknown. Reading throws a {@link SourceError} if the file cannot be
 * read, is not text in UTF-8, its header names a column twice or not at all, or is larger than `maxRecordBytes`, or a quote is never closed: all
 * that follows it would be lost.
 */
export const csvFormat: ForwardFormat<"csv"> = {
  name: "csv",
  label: "CSV",
  description: "CSV with a header row",
  extensions: ["csv", "tsv"],
  hints: { "too-many-fields": NO_HEADER, "too-few-fields": NO_HEADER },
  reads: "forward",
  readsText: true,
  open: (bytes, { csvList: list, given, maxRecordBytes }) => {
    checkDialect(given)
    let layout: CsvLayout | undefined
    const onLayout = (found: CsvLayout): void => {
      layout = found
    }
    const inspect = async ({ known, signal }: InspectOptions): Promise<CsvDialect> => {
      const start = (await bytes.sample(signal)).toString("latin1")
      return csvDialect({ given, known, bytes, start, list })
    }
    return {
      get csv() {
        return layout
      },
      inspect: async (options) => ({ ...(await inspect(options)) }),
      async *read({ readAs: known, ...options } = {}) {
        const dialect = await inspect({ known, signal: options.signal })
        yield* readCsv(bytes, { ...dialect, maxRecordBytes, list }, options, onLayout)
      },
    }
  },
}
