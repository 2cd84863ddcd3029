import { UsageError } from "../../../errors.ts"

/**
 * Reads the value of `--port`.
 *
 * @throws {@link UsageError} if it is not a whole number from 0 to 65535.
 */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(
    `--port: "${text}" is not a port: a whole number from 1 to 65535, or 0 for any free one.`,
  )
}
