import { UsageError } from "../../../errors.ts"
import type { ReadSetting, ReadSettings } from "../../read-as.ts"
import type { FileSettings } from "../file-settings.ts"
import type { CsvCharacters } from "./csv-marks.ts"

/** How a CSV file is written: what decides where its fields and rows begin and end, and what they say. What is missing has its default. */
export interface CsvDialect extends CsvCharacters {
  /** So many lines stand before the table. @defaultValue 0 */
  readonly skipLines?: number | undefined
  /** The names of the columns: the file has no header. @defaultValue its first row names them */
  readonly columns?: readonly string[] | undefined
  /** Whether missing fields at the end of a row are empty ones. @defaultValue `reject`: they are a mistake */
  readonly shortRows?: "fill" | "reject" | undefined
  /** Whether blanks around values are taken away. @defaultValue false */
  readonly trim?: boolean | undefined
  /** What says, without quotes, that there is no value. @defaultValue nothing does */
  readonly nullValues?: readonly string[] | undefined
  /** Whether lines stand in quotes as a whole. @defaultValue false */
  readonly quotedLines?: boolean | undefined
  /** With so many empty fields more than there are columns a row may end. @defaultValue 0 */
  readonly emptyLastFields?: number | undefined
}

type Settings = { readonly [Name in keyof CsvDialect]?: CsvDialect[Name] | undefined }

const DEFAULTS: Settings = {
  quote: '"',
  skipLines: 0,
  shortRows: "reject",
  trim: false,
  nullValues: [],
  quotedLines: false,
  emptyLastFields: 0,
}

/** Where a dialect may come from; the first that says something of a setting holds. */
export interface DialectClues {
  /** What the user has said. */
  readonly given: FileSettings
  /** As the file was read before; then what it lacks has its default. */
  readonly known: ReadSettings | undefined
  /** What the beginning of the file shows. */
  readonly detected: CsvDialect
}

/** The dialect of a CSV file, without what has its default. */
export function csvDialect({ detected, given, known }: DialectClues): CsvDialect {
  const before = known === undefined ? detected : knownDialect(known)
  const said = dialectOf(given)
  const merged = {
    ...before,
    ...defined(said),
    delimiter: said.delimiter ?? before.delimiter ?? detected.delimiter,
  }
  const settings = Object.entries(merged).filter(
    ([name, value]) => value !== undefined && !isDefault(name, value),
  )
  return { ...Object.fromEntries(settings), delimiter: merged.delimiter }
}

/** What was said of a file, as far as CSV heeds it. */
export function dialectOf(given: FileSettings): Settings {
  const { columns, comment, delimiter, escape, nullValues, quote, shortRows, skipLines, trim } = given
  const isDoubled = escape === (quote ?? '"')
  return {
    columns,
    comment,
    delimiter,
    escape: isDoubled ? undefined : escape,
    nullValues,
    quote,
    shortRows,
    skipLines,
    trim,
  }
}

function defined(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function isDefault(name: string, value: ReadSetting): boolean {
  return JSON.stringify(value) === JSON.stringify(DEFAULTS[name as keyof CsvDialect])
}

function knownDialect(known: ReadSettings): Settings {
  const text = (name: string): string | undefined => {
    const { [name]: value } = known
    return typeof value === "string" ? value : undefined
  }
  const texts = (name: string): readonly string[] | undefined => {
    const { [name]: value } = known
    return typeof value === "object" ? value : undefined
  }
  const count = (name: string): number | undefined => {
    const { [name]: value } = known
    return typeof value === "number" ? value : undefined
  }
  return {
    delimiter: text("delimiter"),
    quote: text("quote"),
    escape: text("escape"),
    comment: text("comment"),
    skipLines: count("skipLines"),
    columns: texts("columns"),
    shortRows: known["shortRows"] === "fill" ? "fill" : undefined,
    trim: known["trim"] === true,
    nullValues: texts("nullValues"),
    quotedLines: known["quotedLines"] === true,
    emptyLastFields: count("emptyLastFields"),
  }
}

/** @throws {@link UsageError} if what was said of a CSV file makes no sense. */
export function checkDialect(given: FileSettings): void {
  const { columns, comment, delimiter, escape, nullValues, quote, shortRows, skipLines, trim } = given
  const refuse = (name: keyof FileSettings, mustBe: string): never => {
    throw new UsageError(`Cannot read CSV: ${name} is ${JSON.stringify(given[name])}; it must be ${mustBe}.`)
  }
  if (delimiter !== undefined && !isDelimiter(delimiter))
    refuse("delimiter", 'one character, such as "," or "\\t", and neither a quote nor a line end')
  if (quote !== undefined && quote !== "none" && !isMark(quote))
    refuse("quote", `one ASCII character, or "none"`)
  if (escape !== undefined && !isMark(escape)) refuse("escape", "one ASCII character, such as a backslash")
  if (comment !== undefined && !isMark(comment)) refuse("comment", 'one ASCII character, such as "#"')
  const others = [quote, escape, comment].filter((one) => one !== undefined)
  if (delimiter !== undefined && others.includes(delimiter))
    refuse("delimiter", "another character than quote, escape and comment")
  if (comment !== undefined && [quote, escape].includes(comment))
    refuse("comment", "another character than quote and escape")
  if (skipLines !== undefined && !(Number.isSafeInteger(skipLines) && skipLines >= 0))
    refuse("skipLines", "a whole number from 0")
  if (columns !== undefined && !(isTexts(columns) && columns.length > 0 && !columns.includes("")))
    refuse("columns", 'the names of the columns, such as ["email","name"]')
  if (columns !== undefined && new Set(columns).size < columns.length)
    refuse("columns", "names that are all different")
  if (shortRows !== undefined && !["fill", "reject"].includes(shortRows))
    refuse("shortRows", '"fill" or "reject"')
  if (trim !== undefined && typeof trim !== "boolean") refuse("trim", "true or false")
  if (nullValues !== undefined && !isTexts(nullValues))
    refuse("nullValues", String.raw`texts, such as ["\\N","NULL"]`)
}

function isDelimiter(value: unknown): boolean {
  return typeof value === "string" && /^[^"\r\n\0\uD800-\uDFFF]$/u.test(value)
}

/** One character of ASCII that can mean something. */
function isMark(value: unknown): boolean {
  if (typeof value !== "string" || value.length !== 1) return false
  const code = value.charCodeAt(0)
  return code > 0 && code < 0x7f && value !== "\r" && value !== "\n"
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string")
}
