import { exactJson } from "../json/exact-json.ts"
import { isJsonObject } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import { REASONS_SHOWN } from "./reasons-shown.ts"

/** What a line of `rejects.ndjson` would say, were it not too long to be read again. */
export interface LeftOut {
  /** Of so many actions it only says of which kind they are. */
  readonly actions?: number
  /** So many further failures it does not name. */
  readonly failures?: number
}

/**
 * What makes a line shorter, one after the other, each of what the one before has made. They leave what decides what is retried, and how:
 * the record, what was accepted of it, under which ids it was sent, and with which codes something may have been applied. Of an action of
 * which only the kind is left, nobody knows the user: it may have been about anybody.
 */
export const REDUCTIONS: readonly ((line: object) => object)[] = [
  (line) => withKindsOnly(line, "more"),
  (line) => ("action" in line ? leavingOut({ ...line, ...kindOnly(line) }, { actions: 1 }) : line),
  (line) => withDistinctKinds(withDistinctKinds(line, "sent"), "updates"),
  withFewFailures,
  withoutRecord,
]

function withKindsOnly(line: object, name: "more"): object {
  const list = listIn(line, name)
  const reduced = list.map((one) => (isJsonObject(one) ? { ...one, ...kindOnly(one) } : one))
  const count = list.filter((one) => isJsonObject(one) && "action" in one).length
  return count === 0 ? line : leavingOut({ ...line, [name]: reduced }, { actions: count })
}

function withDistinctKinds(line: object, name: "sent" | "updates"): object {
  const list = listIn(line, name)
  if (list.length === 0) return line
  const kinds = new Set(list.map((one) => (isJsonObject(one) ? one["kind"] : undefined)))
  const reduced = Array.from(kinds, (kind) => ({ kind }))
  return leavingOut({ ...line, [name]: reduced }, { actions: list.length })
}

/** Those that `rejects.csv` shows too, and one of each code under which something may have been applied. */
function withFewFailures(line: object): object {
  const list = listIn(line, "more")
  const codes = new Set<unknown>()
  const kept = list.filter((one, index) => {
    const isNewDoubt = isJsonObject(one) && one["state"] === "unknown" && !codes.has(one["code"])
    if (isNewDoubt) codes.add(one["code"])
    return index < REASONS_SHOWN || isNewDoubt
  })
  const failures = list.length - kept.length
  return failures === 0 ? line : leavingOut({ ...line, more: kept }, { failures })
}

/** A record that is itself too large: a retry leaves it out. */
function withoutRecord(line: object): object {
  const { fields: _fields, raw, record, rows: _rows, ...head } = line as JsonObject
  const text = record === undefined ? raw : startOf(record)
  const why = record === undefined ? {} : { unsayable: TOO_LARGE }
  return { ...head, ...why, ...(typeof text === "string" ? { raw: text.slice(0, EXCERPT_CHARACTERS) } : {}) }
}

const TOO_LARGE = "the record is too large for a list of rejects"
const EXCERPT_CHARACTERS = 32_000

function startOf(record: unknown): string {
  try {
    return exactJson(record)
  } catch {
    return "(too large to be shown)"
  }
}

/** In place of an action, only its kind. */
export function kindOnly({ action }: { readonly action?: unknown }): { readonly action?: object } {
  return isJsonObject(action) ? { action: { kind: action["kind"] } } : {}
}

function listIn(line: object, name: string): readonly unknown[] {
  const list = (line as JsonObject)[name]
  return Array.isArray(list) ? list : []
}

function leavingOut(line: object, { actions = 0, failures = 0 }: LeftOut): object {
  const before = leftOutIn(line)
  const now = { actions: (before.actions ?? 0) + actions, failures: (before.failures ?? 0) + failures }
  const counts = Object.entries(now).filter(([, count]) => count > 0)
  return { ...line, leftOut: Object.fromEntries(counts) }
}

/** What a line that a person may have changed says of that. */
export function leftOutIn({ leftOut }: { readonly leftOut?: unknown }): LeftOut {
  if (!isJsonObject(leftOut)) return {}
  const { actions, failures } = leftOut
  return {
    ...(isCount(actions) ? { actions } : {}),
    ...(isCount(failures) ? { failures } : {}),
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
