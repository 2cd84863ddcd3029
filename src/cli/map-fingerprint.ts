import { hash } from "node:crypto"
import { readFile } from "node:fs/promises"

/** Changes with what stands in a map file; what the file itself loads is not looked at. undefined if it cannot be read. */
export async function mapFingerprint(mapPath: string): Promise<string | undefined> {
  const text = await readFile(mapPath).catch(() => undefined)
  return text === undefined ? undefined : hash("sha256", text, "hex").slice(0, 16)
}
