import { SourceError } from "../../../errors.ts"
import type { ReadableBytes } from "../../source-bytes.ts"

/** White space, what separates records (RFC 7464), and byte order marks of files that were put together. */
const BEFORE = new RegExp(String.raw`^(?:[ \t\r\n,\x1e]|\xEF\xBB\xBF)*`)

/** What stands first in JSON, as Latin-1: `{`, `[`, or nothing where there is nothing yet. */
export function firstOfJson(start: string): string {
  return start.charAt(BEFORE.exec(start)?.[0].length ?? 0)
}

/** How JSON is laid out at its top. */
export interface JsonTop {
  /** Arrays hold the records, or what leads to them. */
  readonly isArray: boolean
  /** A record separator stands before each (RFC 7464). */
  readonly isSequence: boolean
}

/**
 * How a file of JSON is laid out, by its first bytes.
 *
 * @throws {@link SourceError} if it is surely no JSON.
 */
export function jsonTop(sample: Buffer, file: Pick<ReadableBytes, "name">): JsonTop {
  const start = sample.toString("latin1")
  const first = firstOfJson(start)
  if (!["", "{", "["].includes(first))
    throw new SourceError(
      `Cannot read ${file.name} as it is no JSON: that begins with { or [, and this with ${JSON.stringify(first)}.`,
    )
  return { isArray: first === "[", isSequence: BEFORE.exec(start)?.[0].includes("\x1E") === true }
}
