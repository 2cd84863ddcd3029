/**
 * Writes an instant as Iterable shows dates: `2020-08-19 20:50:04 +00:00`.
 *
 * Source: recorded answers.
 */
export function formatIterableDate(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} +00:00`
}
