import { UsageError } from "../errors.ts"
import { secretScrubber } from "../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../platform/secret/secret-scrubber.ts"

/**
 * Refuses names and paths, by their options, that hold the API key: directories and files would be called so.
 *
 * @param key the key, or what takes it out of texts
 * @throws {@link UsageError} if one does; the message does not repeat it.
 */
export function refuseKeyInNames(
  names: Readonly<Record<string, string | URL | undefined>>,
  key: string | Scrub | undefined,
): void {
  if (key === undefined) return
  const scrub = typeof key === "string" ? secretScrubber(key.trim()) : key
  for (const [option, value] of Object.entries(names)) {
    const text = String(value ?? "")
    if (scrub(text) !== text)
      throw new UsageError(
        `${option} holds the API key, and would get into the names of files and into what is logged: choose another path or another name. Nothing was read or written.`,
      )
  }
}
