import { csvReading } from "./csv-reading.ts"
import type { CsvReading } from "./csv-reading.ts"
import type { CsvSample } from "./csv-sample.ts"
import type { CsvHints } from "./csv-hints.ts"

/** What programs put between fields, the most usual ones first. */
const USUAL = [",", ";", "\t", "|", "\u0001", "~", "^", "\u001F"]

/** In so many rows the columns of the header have to be found. */
const FITTING_SHARE = 0.9
/** Where rows are of different lengths, in so many. */
const RAGGED_SHARE = 0.5

/** A name that needs no quotes whatever separates it from others. */
const NAME = /^[\p{L}_][\p{L}\p{N}_ .-]*$/u

/** A sample by each delimiter that it may have; that of its user alone, if there is one. */
export function delimiterReadings(
  sample: CsvSample,
  { given, usualDelimiter }: CsvHints,
): readonly CsvReading[] {
  const { columns, comment, delimiter, escape, quote } = given
  const read = (one: string): CsvReading =>
    csvReading(sample, { delimiter: one, quote, escape, comment }, columns)
  if (delimiter !== undefined) return [read(delimiter)]
  const others = USUAL.filter((one) => one !== usualDelimiter && one !== quote && sample.bytes.includes(one))
  return [usualDelimiter, ...others].map(read)
}

/** The sample by the delimiter that fits it; by the usual one where that is in doubt. */
export function delimiterFor(sample: CsvSample, hints: CsvHints): CsvReading {
  const readings = delimiterReadings(sample, hints)
  const [usual] = readings
  if (usual === undefined || readings.length === 1)
    return otherDelimiter(sample, usual, hints) ?? usual ?? never()
  const splitting = readings.filter(({ width }) => width > 1)
  const fitting = splitting.filter(({ share }) => share >= FITTING_SHARE)
  if (fitting.length > 0) return fitting.toSorted(byFit)[0] ?? usual
  const ragged = splitting
    .filter(({ share }) => share >= RAGGED_SHARE)
    .toSorted((one, other) => other.share - one.share)
  return ragged[0] ?? (usual.width > 1 ? usual : (otherDelimiter(sample, usual, hints) ?? usual))
}

/** The better one first; of equal ones the more usual one stays first. */
function byFit(one: CsvReading, other: CsvReading): number {
  return one.strayCount - other.strayCount || other.width - one.width || kindShare(other) - kindShare(one)
}

/** Of all fields, the part that has a kind. */
function kindShare({ header, kindCount, rows }: CsvReading): number {
  const fieldCount = rows.reduce((sum, { fields }) => sum + fields.length, header?.fields.length ?? 0)
  return kindCount / fieldCount
}

/** By another sign in the header, if it splits that into names, and all rows into as many fields. */
function otherDelimiter(
  sample: CsvSample,
  usual: CsvReading | undefined,
  hints: CsvHints,
): CsvReading | undefined {
  const { columns, comment, delimiter, quote } = hints.given
  if (usual === undefined || delimiter !== undefined || usual.width > 1 || columns !== undefined)
    return undefined
  const signs = new Set(usual.header?.text.match(/[^\p{L}\p{N}\s"'`@._\-/\\()[\]{}]/gu))
  const found = [...signs]
    .filter((sign) => sign !== quote && sign !== comment)
    .map((sign) => csvReading(sample, { ...usual.characters, delimiter: sign }))
    .filter(({ header, rows, share, width }) => {
      const isSplit = width > 1 && share === 1 && rows.length > 0
      return isSplit && header?.fields.every((name) => NAME.test(name.trim())) === true
    })
  return found.length === 1 ? found[0] : undefined
}

function never(): never {
  throw new Error("There is always a usual delimiter.")
}
