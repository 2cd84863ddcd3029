import { inFlagNames } from "../../import/options/in-flag-names.ts"
import type { Summary } from "../../index.ts"
import { plainText } from "../terminal/plain-text.ts"

/** That nothing was imported; an empty text where something was, or where that is no mistake. */
export function nothingNote({
  dryRun,
  nothingImported,
}: {
  readonly dryRun: boolean
  readonly nothingImported?: Summary["nothingImported"] | undefined
}): string {
  if (nothingImported === undefined) return ""
  const next = dryRun ? "" : ` The import is not done: ${NEXT[nothingImported.code] ?? NEXT_OF_OTHERS}`
  return `Warning: ${plainText(inFlagNames(nothingImported.message), 1_000)}${next}`
}

const NEXT_OF_OTHERS = "once this is put right, run the same command again."
const NEXT: Readonly<Record<string, string>> = {
  "all-rejected":
    "correct the file or the map file, and run the same command again. It starts over, and sets the lists of rejects aside. If you correct a list of rejects instead, run retry.",
}
