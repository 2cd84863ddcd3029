import { hash } from "node:crypto"
import type { SourceFingerprint } from "./source-fingerprint.ts"

/** What a source is told from others by, as far as ids are concerned. */
export interface OriginParts {
  /** What people call the source. */
  readonly sourceName: string
  readonly fingerprint: SourceFingerprint | undefined
  /** The import's name, where somebody gave it one. */
  readonly importName: string | undefined
  /** When the import began, where the source counts as another one, though it may say what was imported before. */
  readonly startedAt?: string | undefined
}

/**
 * Says what the records of a source come from: a digest of its content, so that copies of a file have the same, wherever they lie and
 * whatever they are called; of its name where its content cannot be known beforehand, as with pipes. With the import's name, if one was given.
 */
export function sourceOrigin({ fingerprint, importName, sourceName, startedAt }: OriginParts): string {
  const { digest, head, sizeBytes, tail, version } = fingerprint ?? {}
  const isKnown = [digest, head, tail, version].some((part) => part !== undefined)
  const what = isKnown ? { sizeBytes, head, tail, digest, version } : { sourceName }
  return originDigest({ ...what, startedAt, importName })
}

/** The origin of ids that are made of keys: the same key is the same event, whichever file it stands in. */
export function keyOrigin({ importName }: Pick<OriginParts, "importName">): string {
  return originDigest({ importName, isKey: true })
}

function originDigest(parts: object): string {
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, 32)
}
