import type { ErrorBody } from "./error-body.ts"

/** A wait longer than this is taken for garbage, such as a moment where a duration should be: no quota is counted over more than a month. */
const MAX_WAIT_MS = 31 * 24 * 3_600_000
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const SECONDS = /^\d{1,9}(\.\d{1,9})?$/

/**
 * How long a 429 asks to wait, in milliseconds, or undefined where it does not say so plainly.
 *
 * `params.rateLimitReset` (seconds, as number or text) goes before the header `Retry-After` (seconds or an HTTP date).
 * Source: Iterable's Swagger file of August 2026; the header is not documented, and honoured in case it comes.
 */
export function waitAskedMs(
  error: ErrorBody,
  retryAfter: string | undefined,
  nowMs: number,
): number | undefined {
  return secondsAsMs(error.params["rateLimitReset"]) ?? parseRetryAfterMs(retryAfter, nowMs)
}

/** The header `Retry-After` as milliseconds from now, or undefined where it is absent or makes no sense. */
export function parseRetryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  if (!HTTP_DATE.test(text)) return secondsAsMs(text)
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : sensible(Math.max(0, atMs - nowMs))
}

function secondsAsMs(value: unknown): number | undefined {
  if (typeof value === "string") return SECONDS.test(value.trim()) ? secondsAsMs(Number(value)) : undefined
  return typeof value === "number" && value >= 0 ? sensible(Math.ceil(value * 1000)) : undefined
}

function sensible(waitMs: number): number | undefined {
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined
}
