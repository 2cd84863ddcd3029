const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?: ([+-]\d\d:?\d\d))?|T(\d\d):(\d\d):(\d\d)(\.\d{3})?(Z|[+-]\d\d:?\d\d))?$/

/** Whether a date with `T` and a zone but without milliseconds (`2026-01-31T10:00:00Z`) is a date. */
export type DateNoMillis = "accept" | "reject"

/**
 * Reads a date in a format that Iterable takes in `dataFields`, and gives epoch milliseconds, or `null` for any other
 * text. No zone means UTC.
 *
 * Source: Iterable support, "Field Data Types" (article 208183076): `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss`,
 * `yyyy-MM-dd HH:mm:ss ZZ`, `yyyy-MM-ddTHH:mm:ss.SSSZZ`; a fraction is taken only after `T`.
 */
export function parseIterableDate(text: string, noMillis: DateNoMillis): number | null {
  if (text.length < 10 || text[4] !== "-") return null
  const found = DATE.exec(text)
  if (found === null) return null
  if (found[8] !== undefined && found[11] === undefined && noMillis === "reject") return null
  const part = (index: number): number => Number(found[index] ?? 0)
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hour, minute, second] = [part(4) + part(8), part(5) + part(9), part(6) + part(10)]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const utcMs = Date.UTC(year, month - 1, day, hour, minute, second) + part(11) * 1000
  return utcMs - offsetMs(found[7] ?? found[12])
}

/**
 * Writes an instant as Iterable shows dates: `2020-08-19 20:50:04 +00:00`.
 *
 * Source: recorded answers.
 */
export function formatIterableDate(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} +00:00`
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000
}
