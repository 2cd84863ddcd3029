import { hash } from "node:crypto"
import { fileURLToPath } from "node:url"
import type { FileSystem } from "../platform/file-system.ts"
import { sampleFile } from "../platform/sample-file.ts"

/** What tells a source from what it was, or will be, at another time; each part where it is known. */
export interface SourceFingerprint {
  readonly sizeBytes?: number
  /** Milliseconds since 1970 (UTC). */
  readonly modifiedMs?: number
  /** Digests of the first and the last 64 KiB, SHA-256 in hex. */
  readonly head?: string
  readonly tail?: string
  /** What a source itself says of its version, such as an ETag. */
  readonly version?: string
}

/** How a source differs from what it was. */
export interface SourceChange {
  /** `touched`: only the time of its last change differs, as after copying it; it may be taken for the same. */
  readonly kind: "changed" | "touched"
  /** A clause for people: `it has 1,024 bytes more, and its end differs`. */
  readonly message: string
}

const SAMPLE_BYTES = 64 * 1024

/**
 * The fingerprint of a file, after reading its first and last 64 KiB.
 *
 * @returns undefined if there is none: for pipes and devices, and for what cannot be read, which whoever reads it will hear of
 */
export async function fingerprintFile(
  filePath: string | URL,
  files: FileSystem,
): Promise<SourceFingerprint | undefined> {
  const path = filePath instanceof URL ? fileURLToPath(filePath) : filePath
  const sample = await sampleFile(path, SAMPLE_BYTES, files).catch(() => undefined)
  if (sample === undefined) return undefined
  const { sizeBytes, modifiedMs, head, tail } = sample
  return { sizeBytes, modifiedMs, head: hash("sha256", head, "hex"), tail: hash("sha256", tail, "hex") }
}

/**
 * Says how a source has changed between two fingerprints; undefined if it is the same as far as can be told.
 *
 * Compared is what both know; a source without a fingerprint then is never said to have changed. A change in the middle of a file that
 * keeps its size shows only as `touched`: importing what is left of it does no harm, and all copying would look like it.
 */
export function describeChange(
  before: SourceFingerprint | undefined,
  now: SourceFingerprint | undefined,
): SourceChange | undefined {
  if (before === undefined) return undefined
  if (now === undefined) return { kind: "changed", message: "it is no ordinary file any more" }
  const differences = [
    differ(before.sizeBytes, now.sizeBytes) ? sizeChange(before.sizeBytes ?? 0, now.sizeBytes ?? 0) : "",
    differ(before.head, now.head) ? "its beginning differs" : "",
    differ(before.tail, now.tail) ? "its end differs" : "",
    differ(before.version, now.version) ? `its version is ${now.version}, it was ${before.version}` : "",
  ].filter((difference) => difference !== "")
  if (differences.length > 0) return { kind: "changed", message: inWords(differences) }
  if (differ(before.modifiedMs, now.modifiedMs))
    return { kind: "touched", message: "it was saved or copied again, and looks the same" }
  return undefined
}

function differ<Value>(before: Value | undefined, now: Value | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}

function sizeChange(beforeBytes: number, nowBytes: number): string {
  const count = Math.abs(nowBytes - beforeBytes)
  const difference = `${count.toLocaleString("en-US")} ${count === 1 ? "byte" : "bytes"}`
  return `it has ${difference} ${nowBytes > beforeBytes ? "more" : "less"}`
}

function inWords(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ""
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")}, and ${last}`
}
