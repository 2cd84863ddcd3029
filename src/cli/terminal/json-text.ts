import { visibleJson } from "../../platform/visible-json.ts"
import { inFlagNames } from "../../import/options/in-flag-names.ts"

/** The members that hold a message of the library. */
const MESSAGES = new Set(["advice", "reason"])
/** Those whose `message` is one; that of an example is what the map file threw, or Iterable answered. */
const WITH_MESSAGE = new Set(["nothingImported", "stopReason"])

/** What `--json` prints: with the library's messages in the words of the command line, and nothing that commands a terminal. */
export function jsonText(value: unknown): string {
  return visibleJson(JSON.stringify(value, inWordsOfFlags))
}

function inWordsOfFlags(name: string, value: unknown): unknown {
  if (typeof value === "string") return MESSAGES.has(name) ? inFlagNames(value) : value
  if (!WITH_MESSAGE.has(name) || !hasMessage(value)) return value
  return { ...value, message: inFlagNames(value.message) }
}

function hasMessage(value: unknown): value is { readonly message: string } {
  return (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  )
}
