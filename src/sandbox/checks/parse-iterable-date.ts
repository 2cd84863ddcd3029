/** Whether a date with `T` and a zone but without milliseconds (`2026-01-31T10:00:00Z`) is a date. */
export type DateNoMillis = "accept" | "reject"

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const ZONE = /^[+-]\d\d:?\d\d$/

/**
 * Reads a date in a format that Iterable takes in `dataFields`, and gives epoch milliseconds, or `null` for any other
 * text. No zone means UTC.
 *
 * Source: Iterable support, "Field Data Types" (article 208183076): `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss`,
 * `yyyy-MM-dd HH:mm:ss ZZ`, `yyyy-MM-ddTHH:mm:ss.SSSZZ`; a fraction is taken only after `T`.
 */
export function parseIterableDate(text: string, noMillis: DateNoMillis): number | null {
  if (text.length < 10 || text[4] !== "-" || text[7] !== "-") return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  const dayMs = Date.UTC(year, month - 1, day)
  if (text.length === 10) return dayMs
  if (text.length < 19 || text[13] !== ":" || text[16] !== ":") return null
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null
  const restMs = text[10] === " " ? zonedMs(text) : text[10] === "T" ? millisAndZoneMs(text, noMillis) : null
  return restMs === null ? null : dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + restMs
}

/** After `yyyy-MM-dd HH:mm:ss`: nothing, or a space and an offset. */
function zonedMs(text: string): number | null {
  if (text.length === 19) return 0
  return text[19] === " " ? offsetMs(text.slice(20)) : null
}

/** After `yyyy-MM-ddTHH:mm:ss`: milliseconds, and `Z` or an offset. */
function millisAndZoneMs(text: string, noMillis: DateNoMillis): number | null {
  if (text[19] !== ".") return noMillis === "accept" ? zuluOrOffsetMs(text.slice(19)) : null
  const millis = digits(text, 20, 3)
  const zoneMs = zuluOrOffsetMs(text.slice(23))
  return millis < 0 || zoneMs === null ? null : millis + zoneMs
}

function zuluOrOffsetMs(zone: string): number | null {
  return zone === "Z" ? 0 : offsetMs(zone)
}

function offsetMs(zone: string): number | null {
  if (!ZONE.test(zone)) return null
  const minutes = digits(zone, 1, 2) * 60 + digits(zone, zone.length - 2, 2)
  return (zone.startsWith("-") ? 1 : -1) * minutes * 60_000
}

/** Reads a run of digits, or gives -1 if there is anything else. */
function digits(text: string, start: number, count: number): number {
  let number = 0
  for (let index = start; index < start + count; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    number = number * 10 + digit
  }
  return number
}

function daysIn(year: number, month: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return isLeap ? 29 : (DAYS[month - 1] ?? 0)
}
