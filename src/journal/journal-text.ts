import { hash } from "node:crypto"
import type { JournalEntry } from "./journal-entry.ts"
import { readJournalEntry } from "./read-journal-entry.ts"
import type { JournalReading } from "./read-journal-entry.ts"

/** The first line: what this is, the digest of all that follows, and its length. Every version keeps this line as it is. */
const MAGIC = "iterable-data-import journal sha256 "
const FIRST_LINE = /^iterable-data-import journal sha256 ([0-9a-f]{64}) ([1-9]\d{0,14})\n/
const LONGEST_FIRST_LINE = 120

/** A journal as a file holds it: a line with a checksum, a line of JSON. */
export function journalText(entry: JournalEntry): string {
  const body = `${JSON.stringify(entry)}\n`
  return `${MAGIC}${hash("sha256", body, "hex")} ${Buffer.byteLength(body)}\n${body}`
}

/** What a file holds, if it is a journal to the last byte; otherwise why not. */
export function readJournalText(bytes: Uint8Array): JournalReading {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = file.toString("latin1", 0, LONGEST_FIRST_LINE)
  const match = FIRST_LINE.exec(start)
  if (match === null) return withoutFirstLine(start, file.length)
  const [firstLine, digest, length] = match
  const body = file.subarray(firstLine.length)
  const missingBytes = Number(length) - body.length
  if (missingBytes > 0)
    return unreadable("torn", `its end is missing: it has ${body.length} of ${length} bytes`)
  if (missingBytes < 0 || hash("sha256", body, "hex") !== digest)
    return unreadable("corrupt", "its checksum does not match what it holds")
  return readJournalEntry(parse(body.toString()))
}

function withoutFirstLine(start: string, lengthBytes: number): JournalReading {
  if (MAGIC.startsWith(start))
    return unreadable("torn", `its end is missing: it has only ${lengthBytes} bytes`)
  if (!start.startsWith(MAGIC)) return unreadable("not-a-journal", "it does not begin as a journal does")
  if (!start.includes("\n") && lengthBytes < LONGEST_FIRST_LINE)
    return unreadable("torn", "its first line is not complete")
  return unreadable("corrupt", "its first line is damaged")
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(code: "torn" | "corrupt" | "not-a-journal", message: string): JournalReading {
  return { kind: "unreadable", code, message }
}
