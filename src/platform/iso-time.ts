/** A moment as text in ISO 8601, UTC, for example `2026-01-31T12:00:00.000Z`. */
export function isoTime(momentMs: number): string {
  return new Date(momentMs).toISOString()
}

/** The time, in milliseconds since 1970, that such a text says; NaN if it says none. */
export function timeOf(text: string): number {
  return Date.parse(text)
}
