import { UsageError } from "../../../errors.ts"

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

/**
 * Reads a span of time, such as `30s`, `10min` or `1.5h`, as milliseconds.
 *
 * @throws {@link UsageError} if it is none, or less than a second; `flag` is named there.
 */
export function parseDuration(text: string, flag: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?(s|min|m|h)$/.exec(text.trim()) ?? []
  const durationMs = Math.round(Number(number) * (UNIT_MS[unit] ?? Number.NaN))
  if (durationMs >= 1_000) return durationMs
  throw new UsageError(`${flag}: "${text}" is not a duration: write for example 30s, 10min or 2h.`)
}
