import { createHash, hash } from "node:crypto"
import { fileURLToPath } from "node:url"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { sampleFile } from "../../platform/files/sample-file.ts"
import type { SampleSizes } from "../../platform/files/sample-file.ts"

/** What tells a source from what it was, or will be, at another time; each part where it is known. */
export interface SourceFingerprint {
  readonly sizeBytes?: number
  /** Milliseconds since 1970 (UTC). */
  readonly modifiedMs?: number
  /** Digests of the first and the last 64 KiB, SHA-256 in hex. */
  readonly head?: string
  readonly tail?: string
  /** A digest of samples from all over it, of a small file of all of it, SHA-256 in hex. Journals of earlier releases have none. */
  readonly digest?: string
  /** A digest of all of a file of which `digest` knows samples only, SHA-256 in hex: noted at the end of imports that can be retried. */
  readonly content?: string
  /** What a source itself says of its version, such as an ETag. */
  readonly version?: string
}

/** How a source differs from what it was. */
export interface SourceChange {
  /** `touched`: only the time of its last change differs, as after copying it; it may be taken for the same. */
  readonly kind: "changed" | "touched"
  /** A clause for people: `it is 1,024 bytes longer, and its end differs`. */
  readonly message: string
}

/** Some milliseconds, however large the file is. */
const END_BYTES = 64 * 1024
const SAMPLE_SIZES: SampleSizes = {
  endBytes: END_BYTES,
  spreadParts: 32,
  partBytes: 16 * 1024,
  wholeBytes: 4 * 1024 * 1024,
}

/**
 * The fingerprint of a file, after reading its first and last 64 KiB and samples from all over it.
 *
 * @returns undefined if there is none: for pipes and devices, and for what cannot be read, which whoever reads it will hear of
 */
export async function fingerprintFile(
  filePath: string | URL,
  files: FileSystem,
): Promise<SourceFingerprint | undefined> {
  const path = filePath instanceof URL ? fileURLToPath(filePath) : filePath
  const sample = await sampleFile(path, SAMPLE_SIZES, files).catch(() => undefined)
  if (sample === undefined) return undefined
  const { sizeBytes, modifiedMs, head, tail, spread } = sample
  const digest = createHash("sha256")
  for (const part of spread) digest.update(part)
  return {
    sizeBytes,
    modifiedMs,
    head: hash("sha256", head, "hex"),
    tail: hash("sha256", tail, "hex"),
    digest: digest.digest("hex"),
  }
}

/**
 * Says how a source has changed between two fingerprints; undefined if it is the same as far as can be told.
 *
 * Compared is what both know; a source without a fingerprint then is never said to have changed. A change of few bytes in the middle of a
 * large file that keeps its size may stand between the samples: unless both know all of the content, it shows only as `touched`, as all
 * copying does.
 */
export function describeChange(
  before: SourceFingerprint | undefined,
  now: SourceFingerprint | undefined,
): SourceChange | undefined {
  if (before === undefined) return undefined
  if (now === undefined) return { kind: "changed", message: "it is no longer an ordinary file" }
  const haveEndsAlike = endBytes(before) === endBytes(now)
  const differences = [
    differ(before.sizeBytes, now.sizeBytes) ? sizeChange(before.sizeBytes ?? 0, now.sizeBytes ?? 0) : "",
    haveEndsAlike && differ(before.head, now.head) ? "its beginning differs" : "",
    haveEndsAlike && differ(before.tail, now.tail) ? "its end differs" : "",
    differ(before.version, now.version) ? `its version is ${now.version}, it was ${before.version}` : "",
  ].filter((difference) => difference !== "")
  // It covers the ends too.
  const isOtherInside = differ(before.digest, now.digest) || differ(before.content, now.content)
  if (differences.length === 0 && isOtherInside) differences.push("its middle differs")
  if (differences.length > 0) return { kind: "changed", message: inWords(differences) }
  if (differ(before.modifiedMs, now.modifiedMs))
    return { kind: "touched", message: "it was saved or copied again, and looks the same" }
  return undefined
}

/**
 * How many bytes the digests of its ends cover. Those of a small file cover all of it: once rows were appended, they say nothing of its
 * beginning.
 */
function endBytes({ sizeBytes = END_BYTES }: SourceFingerprint): number {
  return Math.min(sizeBytes, END_BYTES)
}

/** Whether a fingerprint changes with every byte. */
export function tellsAll({ content, digest, sizeBytes = Infinity }: SourceFingerprint): boolean {
  return content !== undefined || (digest !== undefined && sizeBytes <= SAMPLE_SIZES.wholeBytes)
}

function differ<Value>(before: Value | undefined, now: Value | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}

function sizeChange(beforeBytes: number, nowBytes: number): string {
  const count = Math.abs(nowBytes - beforeBytes)
  const difference = `${count.toLocaleString("en-US")} ${count === 1 ? "byte" : "bytes"}`
  return `it is ${difference} ${nowBytes > beforeBytes ? "longer" : "shorter"}`
}

function inWords(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ""
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")}, and ${last}`
}
