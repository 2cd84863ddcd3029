import type { ImportTarget } from "./importer.ts"

/** Where a real run would go, as far as a dry run was told: else to where the import went before, and with the key of then. */
export function foretoldTarget(
  before: ImportTarget,
  { baseUrl, isNamed = true, keyFingerprint }: ImportTarget,
): ImportTarget {
  return {
    baseUrl: isNamed ? baseUrl : before.baseUrl,
    keyFingerprint: keyFingerprint === "" ? before.keyFingerprint : keyFingerprint,
  }
}
