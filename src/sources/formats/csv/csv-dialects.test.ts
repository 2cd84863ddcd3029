import { parse } from "csv-parse/sync"
import fc from "fast-check"
import { expect, it } from "vitest"
import { ByteWindow } from "../text/byte-window.ts"
import type { CsvCharacters } from "./csv-marks.ts"
import { CsvScanner } from "./csv-scanner.ts"

interface Scanned {
  readonly rows: readonly {
    readonly fields: readonly string[]
    readonly problem: unknown
    readonly line: number
  }[]
  readonly failure: unknown
}

interface How extends CsvCharacters {
  readonly leavesOutBlankRows?: boolean
  readonly linesToSkip?: number
  readonly maxRecordBytes?: number
}

function scan(text: string, how: How, chunkBytes = 1e6): Scanned {
  const bytes = Buffer.from(text)
  const window = new ByteWindow(0)
  const scanner = new CsvScanner(window, { maxRecordBytes: 1e6, lineNumber: 1, ...how })
  scanner.leavesOutBlankRows = how.leavesOutBlankRows ?? true
  const rows: Scanned["rows"][number][] = []
  const drain = (): void => {
    while (scanner.next())
      rows.push({ fields: scanner.fields, problem: scanner.problem, line: scanner.lineNumber })
  }
  for (let at = 0; at < bytes.length; at += chunkBytes)
    if (window.push(bytes.subarray(at, at + chunkBytes))) drain()
  window.end()
  drain()
  return { rows, failure: scanner.failure }
}

/** What csv-parse reads; undefined where it refuses the text. */
function parsed(
  text: string,
  { comment, delimiter, escape, linesToSkip = 0, quote = '"' }: How,
  trim = false,
): unknown {
  try {
    return parse(text, {
      delimiter,
      quote: quote === "none" ? null : quote,
      escape: escape ?? (quote === "none" ? null : quote),
      comment: comment ?? null,
      comment_no_infix: true,
      from_line: linesToSkip + 1,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim,
      record_delimiter: ["\r\n", "\n"],
    })
  } catch {
    return undefined
  }
}

const delimiters = fc.constantFrom(",", ";", "\t", "|", "~", "^", "\u0001", "§", "¦", "→", "😀", "x")
const quotes = fc.constantFrom('"', "'", "`", "none")
const dialects = fc.record({
  delimiter: delimiters,
  quote: quotes,
  escape: fc.constantFrom(undefined, "\\", "!", "/"),
  comment: fc.constantFrom(undefined, "#", "%"),
  linesToSkip: fc.nat(2),
})
const chunkBytes = fc.constantFrom(1, 2, 3, 7, 1e6)

it("reads what a careful program writes in any dialect, as csv-parse does", () => {
  const cells = fc.array(
    fc.constantFrom(
      ",",
      ";",
      "\t",
      "~",
      "§",
      "¦",
      "→",
      "😀",
      "\u00A7",
      '"',
      "'",
      "`",
      "\\",
      "!",
      "/",
      "#",
      "%",
      "\n",
      "\r\n",
      "a",
      "é",
      " ",
      "N",
    ),
    { maxLength: 4 },
  )
  const rows = fc.array(
    fc.record({
      cells: fc.array(cells, { minLength: 2, maxLength: 3 }),
      isQuoted: fc.boolean(),
      hasComment: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  let count = 0
  fc.assert(
    fc.property(
      dialects,
      rows,
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      chunkBytes,
      (dialect, written, end, isTrimmed, size) => {
        const { comment, delimiter, escape, linesToSkip, quote } = dialect
        const isPlain = (text: string): boolean =>
          !text.includes(delimiter) &&
          !/[\r\n]/.test(text) &&
          !text.includes(escape ?? "\0") &&
          text.trim() === text &&
          !(comment !== undefined && text.startsWith(comment)) &&
          (quote === "none" || !text.includes(quote))
        const values = written.map((row) => row.cells.map((cell) => cell.join("")))
        fc.pre(quote !== "none" || values.flat().every(isPlain))
        // A line end of another kind than the file's may be one anywhere.
        fc.pre(values.every((row) => row.some((value) => value.trim() !== "")))
        const pad = isTrimmed && delimiter !== "\t" ? " " : ""
        const cellText = (value: string, isQuoted: boolean): string => {
          if (quote === "none" || (!isQuoted && isPlain(value))) return value
          const inner =
            escape === undefined
              ? value.replaceAll(quote, quote + quote)
              : value.replaceAll(escape, escape + escape).replaceAll(quote, escape + quote)
          // A blank before a value with line ends may be a mistake.
          const outer = value.includes("\n") ? "" : pad
          return outer + quote + inner + quote + outer
        }
        const lines = written.map(({ hasComment, isQuoted }, at) => {
          const remark = hasComment && comment !== undefined ? `${comment} ${delimiter}${end}` : ""
          const row = (values[at] ?? []).map((value) => cellText(value, isQuoted)).join(delimiter)
          return remark + row + end
        })
        const text = `title${end}`.repeat(linesToSkip) + lines.join("")
        const { failure, rows: found } = scan(text, dialect, size)
        expect(failure).toBeUndefined()
        expect(found.map(({ problem }) => problem).filter(Boolean)).toEqual([])
        expect(found.map(({ fields }) => fields)).toEqual(values)
        expect(parsed(text, dialect, pad !== "")).toEqual(values)
        count += 1
      },
    ),
    { numRuns: 4000 },
  )
  expect(count).toBeGreaterThan(1000)
})

it("reads any text that csv-parse takes in that dialect as csv-parse does", () => {
  let count = 0
  const texts = fc.array(fc.constantFrom(0, 0, 0, 1, 1, "\n", "\r\n", "a", "é", "#"), { maxLength: 14 })
  fc.assert(
    fc.property(
      delimiters,
      quotes,
      fc.constantFrom(undefined, "#"),
      texts,
      chunkBytes,
      (delimiter, quote, comment, parts, size) => {
        const mark = (part: string | number): string =>
          typeof part === "string" ? part : part === 0 ? delimiter : quote === "none" ? '"' : quote
        // The first line has a line end, so that its kind is known.
        const text = `a${delimiter}a\n${parts.map(mark).join("")}`
        const how = { delimiter, quote, comment }
        const expected = parsed(text, how)
        // A row of nothing but empty fields in quotes is left out, but for a single one; csv-parse takes comments behind quotes, too.
        fc.pre(expected !== undefined && !/(^|\n)(["'`])\s*\2(?=[\r\n]|$)|["'`]#/.test(text))
        const { failure, rows } = scan(text, how, size)
        expect(failure).toBeUndefined()
        expect(rows.map(({ fields }) => fields)).toEqual(expected)
        count += 1
      },
    ),
    { numRuns: 6000 },
  )
  expect(count).toBeGreaterThan(2000)
})

it("finds the same in any chunks, whatever the text and the dialect, in records above the limit too", () => {
  const parts = fc.array(
    fc.constantFrom(
      "D",
      "D",
      "Q",
      "Q",
      "E",
      "E",
      "\n",
      "\r",
      "\r\n",
      "a",
      "é",
      "§",
      " ",
      "\u00A0",
      "#",
      "\0",
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(
      dialects,
      parts,
      fc.integer({ min: 1, max: 40 }),
      chunkBytes,
      (dialect, text, maxRecordBytes, size) => {
        const { delimiter, escape = "a", quote } = dialect
        const marks = { D: delimiter, E: escape, Q: quote === "none" ? '"' : quote }
        const whole = `h\n${text.map((part) => marks[part as "D"] ?? part).join("")}`
        expect(scan(whole, dialect, size)).toEqual(scan(whole, dialect))
        // Of a row that goes by piece by piece it is not known whether it is blank.
        const limited = { ...dialect, maxRecordBytes, leavesOutBlankRows: false }
        expect(scan(whole, limited, size)).toEqual(scan(whole, limited))
      },
    ),
    { numRuns: 6000 },
  )
})
