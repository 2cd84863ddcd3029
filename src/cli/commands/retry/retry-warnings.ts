import type { RetrySummary } from "../../../index.ts"
import { inFlagNames } from "../../../import/options/in-flag-names.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { droppedText } from "../../texts/dropped-text.ts"
import { idsText } from "../../texts/ids-text.ts"
import type { EndedRetry } from "./ended-retry.ts"
import { unlistedNote } from "../../texts/unlisted-note.ts"

/** What a retry warns of, each in whole sentences. */
export function retryWarnings({
  retried,
  unlistedRejects,
}: Pick<EndedRetry, "retried" | "unlistedRejects">): readonly string[] {
  if (retried === undefined) return []
  const { fields, ids } = retried
  const warnings = [nothingText(retried), idsText(ids), droppedText(fields), unlistedNote(unlistedRejects)]
  return warnings.filter((warning) => warning !== "")
}

/** That none of the rejects was imported, which are as they were; an empty text where one was. */
function nothingText({ nothingImported }: NonNullable<RetrySummary["retried"]>): string {
  const message = nothingImported?.message
  return message === undefined ? "" : `Warning: ${plainText(inFlagNames(message), 1_000)}`
}
