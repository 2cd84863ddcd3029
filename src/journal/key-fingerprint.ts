import { hash } from "node:crypto"

/** Tells one project's key from another's, within one import, and tells nothing else: 32 bits of a digest. */
export function keyFingerprint(importName: string, apiKey: string): string {
  return hash("sha256", `${JSON.stringify(importName)}\n${apiKey}`, "hex").slice(0, 8)
}
