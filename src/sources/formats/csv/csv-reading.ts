import { hasKind } from "./data-like-names.ts"
import type { CsvCharacters } from "./csv-marks.ts"
import { sampleRows } from "./csv-sample.ts"
import type { CsvSample, SampleRow } from "./csv-sample.ts"
import { trimmed } from "./quote-behind-blanks.ts"

/** What a sample looks like if it was written with such characters. */
export interface CsvReading {
  readonly characters: CsvCharacters
  /** The row that names the columns; undefined where they are known otherwise, or there is none. */
  readonly header: SampleRow | undefined
  readonly rows: readonly SampleRow[]
  /** How many columns there are, without those at the end that have no name. */
  readonly width: number
  /** How many columns at the end have no name. */
  readonly namelessCount: number
  /** The part of the rows that fit these columns; 1 if there are none. */
  readonly share: number
  /** How many fields look as if the delimiter were a part of a value: they hold quotes, or begin with a blank. */
  readonly strayCount: number
  /** How many fields are an address, a number or a date. */
  readonly kindCount: number
}

/** @param columns the names of the columns, where the file has no header */
export function csvReading(
  sample: CsvSample,
  characters: CsvCharacters,
  columns?: readonly string[],
): CsvReading {
  const all = sampleRows(sample, characters)
  const header = columns === undefined ? all[0] : undefined
  const names = columns ?? header?.fields ?? []
  const rows = columns === undefined ? all.slice(1) : all
  const width = widthOf(names)
  const fitting = rows.filter((row) => fits(row, width)).length
  const { quote = '"' } = characters
  let [strayCount, kindCount] = [0, 0]
  for (const { fields } of all)
    for (const [index, field] of fields.entries()) {
      if (field.includes(quote) || (index > 0 && field.startsWith(" "))) strayCount += 1
      if (hasKind(field)) kindCount += 1
    }
  return {
    characters,
    header,
    rows,
    width: header?.isBroken === true ? 0 : width,
    namelessCount: names.length - width,
    share: rows.length === 0 ? 1 : fitting / rows.length,
    strayCount,
    kindCount,
  }
}

/** How many names there are, without empty ones at the end. */
export function widthOf(names: readonly string[]): number {
  return names.findLastIndex((name) => trimmed(name) !== "") + 1
}

/** Whether a row has a field for each of so many columns, and nothing behind them. */
export function fits({ fields, isBroken }: SampleRow, width: number): boolean {
  return !isBroken && fields.length >= width && fields.slice(width).every((field) => trimmed(field) === "")
}
