import type { ForwardFormat } from "../format.ts"
import { unpackedName } from "../../packings/packing-of.ts"
import { checkDialect, csvDialect, dialectOf } from "./csv-dialect.ts"
import type { CsvLayout } from "./csv-layout.ts"
import { detectCsv } from "./detect-csv.ts"
import type { CsvFindings } from "./detect-csv.ts"
import { readCsv } from "./read-csv.ts"

const NO_HEADER = "Is the first row really the header? Leave out a title above it with skipLines: 1."

/** Names of files that have tabs between their fields. */
const TAB_ENDING = /\.(tsv|tab)$/i

/**
 * CSV in UTF-8 whose first row names the columns, if its user does not; all values are strings, or `null` by `nullValues`.
 *
 * How it is written is found out from its beginning (`detect-csv.ts`), if nobody says it: what stands between fields, around them, and before
 * what is text. RFC 4180, and what is found beyond it: byte order marks, a line `sep=;`, a Ctrl-Z at the end, blanks around quotes and names, empty
 * columns at the end, and quotes inside of unquoted fields (`5" pipe`). Rows of nothing but delimiters and blanks are
 * skipped. A row with too many or too few fields, text after a closing quote, a blank before one that is not closed on its line, bytes that cannot be decoded, a NUL character, or more bytes than
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
 * `open` throws a {@link UsageError} if what its user said makes no sense. Reading throws a {@link SourceError} if the file cannot be
 * read, is not text in UTF-8, its header names a column twice or not at all, looks like data or a title, or is larger than `maxRecordBytes`, or a quote is never closed: all
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
    let findings: CsvFindings | undefined
    /** What the beginning shows; it is looked at once. */
    const find = async (signal: AbortSignal | undefined): Promise<CsvFindings> => {
      if (findings !== undefined) return findings
      const sample = await bytes.sample(signal)
      const { isWhole } = sample
      const start = withoutByteOrderMarks(sample.bytes)
      const delimiter = list?.delimiterOf(start.toString("latin1"))
      if (delimiter !== undefined)
        return { dialect: { delimiter }, hasSeparatorLine: false, doubt: undefined }
      const usualDelimiter = TAB_ENDING.test(unpackedName(bytes.name, bytes.packings)) ? "\t" : ","
      const { skipLines: linesToSkip = 0 } = given
      const found = detectCsv(
        { bytes: start, isWhole, linesToSkip },
        { given: dialectOf(given), usualDelimiter },
      )
      if (signal?.aborted !== true) findings = found
      return found
    }
    return {
      get csv() {
        return layout
      },
      inspect: async ({ known, signal }) => ({
        ...csvDialect({ given, known, detected: (await find(signal)).dialect }),
      }),
      async *read({ readAs: known, ...options } = {}) {
        const { dialect: detected, doubt: headerDoubt, hasSeparatorLine } = await find(options.signal)
        const dialect = csvDialect({ given, known, detected })
        yield* readCsv(
          bytes,
          { ...dialect, hasSeparatorLine, headerDoubt, maxRecordBytes, list },
          options,
          onLayout,
        )
      },
    }
  },
}

function withoutByteOrderMarks(bytes: Buffer): Buffer {
  let at = 0
  while (bytes.toString("latin1", at, at + 3) === "\u00EF\u00BB\u00BF") at += 3
  return bytes.subarray(at)
}
