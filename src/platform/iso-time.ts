/** A moment as text in ISO 8601, UTC, for example `2026-01-31T12:00:00.000Z`. */
export function isoTime(momentMs: number): string {
  return new Date(momentMs).toISOString()
}
