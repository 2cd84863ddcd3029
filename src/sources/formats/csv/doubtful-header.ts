import type { CsvReading } from "./csv-reading.ts"
import { fits, widthOf } from "./csv-reading.ts"
import { dataLikeName } from "./data-like-names.ts"
import { delimiterWords } from "./csv-delimiter.ts"
import { trimmed } from "./quote-behind-blanks.ts"

/** Why the first row of a file is probably no header, as a clause behind `Cannot read users.csv as`. */
export type DoubtfulHeader = string

/** So many lines may stand above a header. */
const MAX_TITLE_ROWS = 20
const USUAL_SHARE = 0.9
/** So many rows make a table. */
const LEAST_ROWS = 2

/** Says what the first row probably is instead of a header. `readings` are those by each delimiter, `found` is the one that fits best. */
export function doubtfulHeader(
  found: CsvReading,
  readings: readonly CsvReading[],
): DoubtfulHeader | undefined {
  if (found.width > 1 && (found.share >= USUAL_SHARE || found.rows.length === 0)) return undefined
  return otherDelimiterBelow(found, readings) ?? titleAbove([found, ...readings])
}

/** Where the header and the rows have different delimiters. */
function otherDelimiterBelow(
  { characters, header, rows, share, width }: CsvReading,
  readings: readonly CsvReading[],
): string | undefined {
  if (header === undefined || width < 2 || rows.length === 0 || share > 1 / 2) return undefined
  const below = readings.find(
    (other) =>
      other.characters.delimiter !== characters.delimiter &&
      other.rows.every((row) => fits(row, width) && row.fields.length === width),
  )
  if (below === undefined) return undefined
  const names = header.fields.slice(0, width).map(trimmed)
  const [above, beneath] = [characters, below.characters].map(({ delimiter }) => delimiterWords(delimiter))
  const how = `delimiter: ${JSON.stringify(below.characters.delimiter)}, skipLines: ${header.nextLineNumber - 1} and columns: ${JSON.stringify(names)}`
  return `its header is separated by ${above}, but its rows by ${beneath}: correct the header, or read it with ${how}`
}

/** Where the header stands further down. */
function titleAbove(readings: readonly CsvReading[]): string | undefined {
  for (const { header, rows, strayCount, width } of readings) {
    if (header === undefined || strayCount > 0 || !isTitle(header.text)) continue
    const all = [header, ...rows]
    const at = all.findIndex(
      (row, index) => index > 0 && index <= MAX_TITLE_ROWS && isHeaderOf(row, all.slice(index + 1)),
    )
    const found = all[at]
    if (found === undefined || widthOf(found.fields) === width) continue
    const lines = found.lineNumber - 1
    const mark = /^[#%!;*/-]/.exec(header.text)?.[0]
    const isComment = mark !== undefined && all.slice(0, at).every(({ text }) => text.startsWith(mark))
    const orElse = isComment ? ` or comment: ${JSON.stringify(mark)}` : ""
    return `its header seems to be on line ${found.lineNumber}: leave out what stands above it with skipLines: ${lines}${orElse}`
  }
  return undefined
}

/** Whether a line reads like words for people, or like a comment. */
function isTitle(text: string): boolean {
  return /\S[\s:]\S/.test(text) || /^[#%!;*/-]/.test(text)
}

/** Whether a row may name the columns of others. */
function isHeaderOf({ fields, isBroken }: CsvReading["rows"][number], rows: CsvReading["rows"]): boolean {
  const names = fields.map(trimmed)
  const width = widthOf(names)
  if (isBroken || width < 2 || rows.length < LEAST_ROWS - 1) return false
  const isNamed = names.slice(0, width).every((name) => name !== "")
  if (!isNamed || new Set(names).size < width || dataLikeName(names) !== undefined) return false
  return rows.filter((row) => fits(row, width)).length >= rows.length * USUAL_SHARE
}
