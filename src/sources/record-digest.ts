import { hash } from "node:crypto"

/** 128 bits. */
const DIGEST_LENGTH = 32

/** A digest of a record as it stands in its source: letters and digits, 32 of them. */
export function recordDigest(content: string | Uint8Array): string {
  return hash("sha256", content, "hex").slice(0, DIGEST_LENGTH)
}

/** A digest of a record that stands nowhere as bytes, by what JSON says of it; an empty text where JSON can say nothing. */
export function valueDigest(record: unknown): string {
  try {
    return recordDigest(JSON.stringify(record, sayable))
  } catch {
    return ""
  }
}

/** JSON itself would throw. */
function sayable(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value
}
