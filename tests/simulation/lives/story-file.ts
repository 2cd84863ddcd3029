import type { Story, StoryRecord } from "./story.ts"

const COLUMNS = ["seq", "kind", "email", "at", "value", "bad", "guest"] as const

/** The file of a story, as text. */
export function storyText({ format, records }: Story): string {
  if (format === "ndjson") return records.map((record) => `${lineOf(record)}\n`).join("")
  return `${COLUMNS.join(",")}\n${records.map((record) => `${rowOf(record)}\n`).join("")}`
}

function lineOf(record: StoryRecord): string {
  if (record.bad === "unreadable") return `{"seq": ${record.seq}, this is no JSON`
  return JSON.stringify(fieldsOf(asWritten(record)))
}

function rowOf(record: StoryRecord): string {
  const row = Object.values(fieldsOf(asWritten(record)))
    .map(quoted)
    .join(",")
  return record.bad === "unreadable" ? `${row},too many` : row
}

/** Nobody has thought of the guest yet. */
const asWritten = (record: StoryRecord): StoryRecord => ({ ...record, guest: "" })

function fieldsOf(record: StoryRecord): Record<string, string> {
  return Object.fromEntries(COLUMNS.map((name) => [name, String(record[name])] as const))
}

/** A field of CSV. */
export function quoted(text: string): string {
  return /["\n\r,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What a record is once a person has corrected it. */
export function corrected(record: StoryRecord): StoryRecord {
  return { ...record, bad: "", value: `corrected ${record.seq}`, email: record.rightEmail }
}

/** A corrected record, as a map function reads it. */
export function correctedFields(record: StoryRecord): Record<string, string> {
  return fieldsOf(corrected(record))
}
