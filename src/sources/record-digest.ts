import { hash } from "node:crypto"

/** 60 bits: a row that was changed is taken for what stood in its place before with a chance of 10^-18. */
const DIGITS = 15

/** A digest of a record as it stands in its source. It begins with an r, so that no spreadsheet takes it for a number. */
export function recordDigest(content: string | Uint8Array): string {
  return `r${hash("sha256", content, "hex").slice(0, DIGITS)}`
}

/** The digest that a text is; undefined if it is not (or no longer) one. */
export function digestIn(text: unknown): string | undefined {
  return typeof text === "string" && /^r[0-9a-f]{15}$/.test(text.trim()) ? text.trim() : undefined
}

/** What JSON says of a record that stands nowhere as bytes; undefined where it cannot say it all. */
export function recordJson(record: unknown): string | undefined {
  try {
    return JSON.stringify(record)
  } catch {
    return undefined
  }
}

/** The same, for a digest; an empty text where JSON can say nothing. */
export function recordText(record: unknown): string {
  return recordJson(record) ?? textWithBigInts(record)
}

function textWithBigInts(record: unknown): string {
  const withText = (_name: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value
  try {
    return JSON.stringify(record, withText) ?? ""
  } catch {
    return ""
  }
}
