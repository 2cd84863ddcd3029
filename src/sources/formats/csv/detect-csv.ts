import type { CsvDialect } from "./csv-dialect.ts"
import type { CsvHints } from "./csv-hints.ts"
import { csvReading } from "./csv-reading.ts"
import type { CsvReading } from "./csv-reading.ts"
import type { CsvSample, SampleRow } from "./csv-sample.ts"
import { doubtfulHeader } from "./doubtful-header.ts"
import type { DoubtfulHeader } from "./doubtful-header.ts"
import { delimiterFor, delimiterReadings } from "./delimiter-for.ts"

/** What the beginning of a CSV file shows. */
export interface CsvFindings {
  readonly dialect: CsvDialect
  /** Whether it begins with a line that tells a spreadsheet what separates the fields. */
  readonly hasSeparatorLine: boolean
  /** Why its first row is probably no header; undefined if it may be one. */
  readonly doubt: DoubtfulHeader | undefined
}

/** As Excel writes it, or another program that lets Excel know; Excel may have saved it once more. */
const SEPARATOR_LINE = /^"?sep=([^"\r\n])"?[,;\t|"]*$/i

const QUOTE = '"'
const NO_VALUE = String.raw`\N`
/** What stands behind a backslash where MySQL and Postgres write one. */
const THEIR_ESCAPES = "\\bfnrtvZ0\n\r\t"
/** In so many rows something has to be for the file to be written so. */
const USUAL_SHARE = 0.9

/** Finds out how a CSV file is written, from its beginning. */
export function detectCsv(beginning: CsvSample, hints: CsvHints): CsvFindings {
  const separator = separatorIn(beginning)
  const linesToSkip = Math.max(beginning.linesToSkip, separator?.lineNumber ?? 0)
  const sample = { ...beginning, linesToSkip }
  const { given } = hints
  const known = { ...given, delimiter: given.delimiter ?? separator?.delimiter }
  const lines = given.quote === undefined ? linesInQuotes(sample, { ...hints, given: known }) : undefined
  const inner = lines ?? sample
  const found = best(inner, { ...hints, given: known })
  const { delimiter } = found.characters
  const dialect = {
    ...found.characters,
    ...noValues(found, known),
    ...(isSpaced(found, known) ? { trim: true } : {}),
    ...(lines === undefined ? {} : { quotedLines: true }),
    ...lastFields(found),
    delimiter,
  }
  const doubt =
    known.columns === undefined ? doubtfulHeader(found, candidates(inner, known, hints)) : undefined
  return { dialect, hasSeparatorLine: separator !== undefined && linesToSkip > beginning.linesToSkip, doubt }
}

function candidates(sample: CsvSample, given: CsvHints["given"], hints: CsvHints): readonly CsvReading[] {
  return delimiterReadings(sample, { ...hints, given })
}

/** The first line, or the first that is not skipped, if it says what separates the fields. */
function separatorIn({
  bytes,
  linesToSkip,
}: CsvSample): { delimiter: string; lineNumber: number } | undefined {
  const lines = bytes.toString("utf8", 0, 4096).split(/\r*\n|\r/)
  for (const at of [linesToSkip, 0]) {
    const delimiter = SEPARATOR_LINE.exec(lines[at] ?? "")?.[1]
    if (delimiter !== undefined) return { delimiter, lineNumber: at + 1 }
  }
  return undefined
}

/** What stands in the lines, if each is in quotes as a whole. */
function linesInQuotes(sample: CsvSample, hints: CsvHints): CsvSample | undefined {
  // No text has this one.
  const { rows, header } = csvReading(sample, { delimiter: "\u0001", comment: hints.given.comment })
  if (header === undefined || !header.text.startsWith(QUOTE)) return undefined
  const all = [header, ...rows]
  const quoted = all.filter(
    ({ fields, isBroken, text }) => !isBroken && fields.length === 1 && text.startsWith(QUOTE),
  )
  if (quoted.length < all.length * USUAL_SHARE) return undefined
  const bytes = Buffer.from(all.map(({ fields }) => `${fields[0] ?? ""}\n`).join(""))
  const lines = { bytes, isWhole: true, linesToSkip: 0 }
  const { share, strayCount, width } = delimiterFor(lines, hints)
  return width > 1 && share >= USUAL_SHARE && strayCount === 0 ? lines : undefined
}

/** With which characters the sample makes most sense. */
function best(sample: CsvSample, hints: CsvHints): CsvReading {
  const found = delimiterFor(sample, hints)
  const { escape, quote } = hints.given
  const single = quote === undefined ? inSingleQuotes(sample, found, hints) : undefined
  if (single !== undefined) return single
  const escaped = escape === undefined ? withBackslashes(sample, found, hints) : undefined
  const plain = quote === undefined ? withoutQuotes(sample, found, hints) : undefined
  if (escaped === undefined || plain === undefined) return escaped ?? plain ?? found
  return plain.share > escaped.share ? plain : escaped
}

/** If all names stand between single quotes. */
function inSingleQuotes(sample: CsvSample, { header }: CsvReading, hints: CsvHints): CsvReading | undefined {
  if (header === undefined || !/^'.+'$/.test(header.text)) return undefined
  const single = delimiterFor(sample, { ...hints, given: { ...hints.given, quote: "'" } })
  const { delimiter } = single.characters
  const isQuoted = header.text.split(`'${delimiter}'`).length === single.width
  return isQuoted && single.share >= USUAL_SHARE ? single : undefined
}

/** If backslashes stand for what would separate, as MySQL and Postgres write tabs, and others quotes. */
function withBackslashes(sample: CsvSample, found: CsvReading, hints: CsvHints): CsvReading | undefined {
  if (!sample.bytes.includes("\\")) return undefined
  const databases = asDatabasesWrite(sample, found, hints)
  if (databases !== undefined) return databases
  const escaped = delimiterFor(sample, { ...hints, given: { ...hints.given, escape: "\\" } })
  const isBetter = escaped.width > 1 && (found.width < 2 || escaped.share > found.share)
  return isBetter && escaped.share >= USUAL_SHARE ? escaped : undefined
}

/** If some fields are `\N`, and each backslash is one that MySQL and Postgres write. */
function asDatabasesWrite(sample: CsvSample, found: CsvReading, hints: CsvHints): CsvReading | undefined {
  const { columns, quote } = hints.given
  const { characters } = found
  // Programs that put texts between quotes do so with the names.
  const isPlain = characters.delimiter === "\t" && quote === undefined && !hasQuotedHeader(found)
  const written = isPlain ? { ...characters, quote: "none" } : characters
  const escaped = csvReading(sample, { ...written, escape: "\\" }, columns)
  if (escaped.share < found.share || !hasNoValues(escaped) || (isPlain && needsQuotes(escaped)))
    return undefined
  return escaped.rows.every((row) => hasTheirEscapes(row, escaped)) ? escaped : undefined
}

/** Whether a row has no backslashes but those that MySQL and Postgres write. */
function hasTheirEscapes({ text }: SampleRow, { characters: { delimiter, quote } }: CsvReading): boolean {
  const meant = `${THEIR_ESCAPES}${delimiter}${quote === "none" ? "" : QUOTE}`
  const isEnd = (character: string | undefined): boolean => character === undefined || character === delimiter
  return [...text.matchAll(/\\([^])/g)].every(({ 1: character = "", index }) =>
    character === "N" ? isEnd(text[index - 1]) && isEnd(text[index + 2]) : meant.includes(character),
  )
}

/** If quotes in a file of tabs are nothing but text: some open no field, and nothing needs those that do. */
function withoutQuotes(sample: CsvSample, found: CsvReading, hints: CsvHints): CsvReading | undefined {
  if ((found.share === 1 && found.width > 1) || !sample.bytes.includes(QUOTE) || hasQuotedHeader(found))
    return undefined
  const plain = delimiterFor(sample, { ...hints, given: { ...hints.given, quote: "none" } })
  const isOfTexts = [",", ";"].includes(plain.characters.delimiter)
  return isOfTexts || plain.share < 1 || plain.width < 2 || needsQuotes(plain) ? undefined : plain
}

/** Whether some fields that were read without quotes are written with them. */
function needsQuotes({ rows }: CsvReading): boolean {
  return rows.some(({ fields }) => fields.some((field) => /^".*"".*"$/.test(field)))
}

function hasQuotedHeader({ header }: CsvReading): boolean {
  return header?.text.includes(QUOTE) === true
}

function hasNoValues({ rows }: CsvReading): boolean {
  return rows.some(({ fields }) => fields.includes(NO_VALUE))
}

function noValues(found: CsvReading, { nullValues }: CsvHints["given"]): Pick<CsvDialect, "nullValues"> {
  return nullValues === undefined && hasNoValues(found) ? { nullValues: [NO_VALUE] } : {}
}

/** Whether each delimiter has a blank behind it, those of the header too. */
function isSpaced({ characters, header, rows, width }: CsvReading, { trim }: CsvHints["given"]): boolean {
  if (trim !== undefined || header === undefined || width < 2 || rows.length === 0) return false
  const { delimiter, quote = QUOTE } = characters
  if (delimiter.trim() === "" || quote !== QUOTE) return false
  const isSpacedRow = ({ text }: { readonly text: string }): boolean =>
    text
      .replaceAll(/"(?:[^"]|"")*"/g, "q")
      .split(delimiter)
      .slice(1)
      .every((field) => field === "" || field.startsWith(" "))
  const hasText = rows.some(({ fields }) => fields.slice(1).some((field) => field.trim() !== ""))
  return hasText && [header, ...rows].every(isSpacedRow)
}

/** How many empty fields most rows have behind the last column. */
function lastFields({ namelessCount, rows, width }: CsvReading): Pick<CsvDialect, "emptyLastFields"> {
  if (width === 0) return {}
  const surplus = rows.flatMap(({ fields, isBroken }) =>
    !isBroken && fields.length > width && fields.slice(width).every((field) => field === "")
      ? [fields.length - width]
      : [],
  )
  const most = Math.max(0, ...surplus)
  return surplus.length * 2 >= rows.length && most > namelessCount ? { emptyLastFields: most } : {}
}
