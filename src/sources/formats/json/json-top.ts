import { SourceError } from "../../../errors.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import { textStart } from "../text/text-start.ts"

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
 * @throws {@link SourceError} if it is no text in UTF-8, or surely no JSON.
 */
export function jsonTop(sample: Buffer, file: Pick<ReadableBytes, "name" | "packing" | "packings">): JsonTop {
  refuseMarkup(sample, file)
  const start = sample.toString("latin1")
  const first = firstOfJson(start)
  if (!["", "{", "["].includes(first))
    throw new SourceError(
      `Cannot read ${file.name} as it is no JSON: that begins with { or [, and this with ${JSON.stringify(first)}.`,
    )
  return { isArray: first === "[", isSequence: BEFORE.exec(start)?.[0].includes("\x1E") === true }
}

/** @throws {@link SourceError} if a file that should hold JSON is no text in UTF-8, or HTML or XML. */
export function refuseMarkup(
  sample: Buffer,
  file: Pick<ReadableBytes, "name" | "packing" | "packings">,
): void {
  const start = sample.toString("latin1", textStart(sample, file)).trimStart()
  if (!start.startsWith("<")) return
  throw new SourceError(
    /^<(?:!doctype html|html|head|body)\b/i.test(start)
      ? `Cannot read ${file.name} as it is a web page (HTML), no JSON: a page to log in, perhaps, in place of the file.`
      : `Cannot read ${file.name} as it is XML, no JSON: export the data as JSON, NDJSON or CSV.`,
  )
}
