import { readFile } from "node:fs/promises"

/** The version of this package; empty if that cannot be found out. */
export async function packageVersion(): Promise<string> {
  try {
    const text = await readFile(new URL("../../package.json", import.meta.url), "utf8")
    return (JSON.parse(text) as { readonly version: string }).version
  } catch {
    return ""
  }
}

/** The version of Node.js that this runs on. */
export const nodeVersion: string = process.versions.node
