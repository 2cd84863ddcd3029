/** A moment as a person at this machine reads it off the clock, for example `2026-01-31 13:00:00`. */
export function localTime(momentMs: number): string {
  return new Date(momentMs).toLocaleString("sv-SE")
}
