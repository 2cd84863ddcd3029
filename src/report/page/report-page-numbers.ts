/** Writes numbers as the report page does, always with the signs of English, whatever the machine's language. */
export interface ReportPageNumbers {
  /** A whole number: `1,234,567`. */
  readonly count: (value: number) => string
  /** A count with its noun: `1 record`, `2 records`. */
  readonly countOf: (value: number, one: string, several?: string) => string
  /** A number at an axis: `1.25K`, `40`. */
  readonly compact: (value: number) => string
  /** So many a second: `83,512`, `4.9`. */
  readonly rate: (value: number) => string
  /** A number of bytes: `812 bytes`, `12.3 kB`. */
  readonly bytes: (value: number) => string
  /** A share of a whole, never rounded to all or nothing: `12.5%`, `< 0.1%`, `> 99.9%`. */
  readonly percent: (part: number, whole: number) => string
  /** How long something took: `0.8 s`, `2 min 5 s`, `1 h 2 min`, `3 d 4 h`. */
  readonly duration: (valueMs: number) => string
  /** A moment in ISO 8601: `23 Nov 2026, 19:04 UTC`. What is no moment is left as it is. */
  readonly time: (iso: string) => string
  /** From one moment to another; the day is said twice only if there are two. */
  readonly span: (from: string, to: string) => string
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 })

function count(value: number): string {
  return WHOLE.format(value)
}

function countOf(value: number, one: string, several: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`
}

function compact(value: number): string {
  return value < 1000 ? String(Number(value.toPrecision(3))) : COMPACT.format(value)
}

function rate(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(2))) : count(value)
}

function bytes(value: number): string {
  if (value < 1000) return countOf(value, "byte")
  const units = ["kB", "MB", "GB", "TB"]
  const power = Math.min(units.length, Math.floor(Math.log10(value * 1.0005) / 3))
  return `${(value / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ""}`
}

function percent(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return "0%"
  const value = (part / whole) * 100
  if (value >= 100) return "100%"
  if (value < 0.1) return "< 0.1%"
  if (value > 99.9) return "> 99.9%"
  return `${value.toFixed(1)}%`
}

function duration(valueMs: number): string {
  if (valueMs === 0) return "0 s"
  if (valueMs < 9_950) return `${(valueMs / 1000).toFixed(1)} s`
  const seconds = Math.round(valueMs / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return two(seconds, 60, "min", "s")
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return two(minutes, 60, "h", "min")
  return two(Math.round(minutes / 60), 24, "d", "h")
}

function two(value: number, each: number, large: string, small: string): string {
  const rest = value % each
  return `${count(Math.floor(value / each))} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`
}

function time(iso: string): string {
  const parts = partsOf(iso)
  return parts === undefined ? iso : `${parts.day}, ${parts.clock} UTC`
}

function span(from: string, to: string): string {
  const [start, end] = [partsOf(from), partsOf(to)]
  if (start === undefined || end === undefined) return `${time(from)} – ${time(to)}`
  if (start.day !== end.day) return `${time(from)} – ${time(to)}`
  return start.clock === end.clock ? time(from) : `${start.day}, ${start.clock} – ${end.clock} UTC`
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

function partsOf(iso: string): { readonly day: string; readonly clock: string } | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso)
  const [, year = "", month = "", day = "", clock = ""] = match ?? []
  const name = MONTHS[Number(month) - 1]
  if (match === null || name === undefined) return undefined
  return { day: `${Number(day)} ${name} ${year}`, clock }
}

/** The one way in which the report page writes numbers. */
export const REPORT_PAGE_NUMBERS: ReportPageNumbers = {
  count,
  countOf,
  compact,
  rate,
  bytes,
  percent,
  duration,
  time,
  span,
}
