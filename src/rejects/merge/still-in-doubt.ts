import { isDeepStrictEqual } from "node:util"
import { isJsonObject } from "../../json/json-object.ts"
import type { JsonObject } from "../../json/json-object.ts"

/**
 * What of the actions that an earlier retry may have sent of a record stays in doubt once the record has failed again: all but those that
 * Iterable has now refused as they were.
 *
 * @param before - the record's line as it was
 * @param failed - its line now
 */
export function stillInDoubt(before: JsonObject, failed: JsonObject): readonly unknown[] {
  const sent: readonly unknown[] = Array.isArray(before["sent"]) ? before["sent"] : []
  const more: readonly unknown[] = Array.isArray(failed["more"]) ? failed["more"] : []
  const refused = [failed, ...more]
    .filter(isJsonObject)
    .filter(({ state, code }) => state !== "unknown" && !LEFT_OUT.has(code))
    .map(({ action }) => contentOf(action))
  return sent.filter((action) => !refused.some((one) => isDeepStrictEqual(one, contentOf(action))))
}

/** The codes of what was not sent this time. */
const LEFT_OUT: ReadonlySet<unknown> = new Set(["overwrites-newer", "may-overwrite-newer"])

/** What an action says, but for what may differ each time. */
function contentOf(action: unknown): unknown {
  if (!isJsonObject(action)) return undefined
  const { createdAt: _createdAt, id: _id, ...content } = action
  return content
}
