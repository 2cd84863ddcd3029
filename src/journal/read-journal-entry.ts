import { JOURNAL_VERSION } from "./journal-entry.ts"
import type { JournalEntry } from "./journal-entry.ts"
import { isReadAs } from "../sources/read-as.ts"

/** A journal as read, or why it cannot be used. */
export type JournalReading = { readonly kind: "entry"; readonly entry: JournalEntry } | UnreadableJournal

/** A journal that cannot be used. */
export interface UnreadableJournal {
  readonly kind: "unreadable"
  /**
   * `torn`: its end is missing; `corrupt`: bytes differ from what was written; `not-a-journal`: something else stands in its place;
   * `newer-version`: a later version of this program wrote it; `malformed`: whole, but not what a journal holds; `unavailable`: the
   * system would not give it.
   */
  readonly code: "torn" | "corrupt" | "not-a-journal" | "newer-version" | "malformed" | "unavailable"
  /** A clause for people: `its end is missing: it has 10 of 900 bytes`. */
  readonly message: string
}

/** Takes plain JSON for a journal entry, if that is what it is; `counts`, `laterRecords` and `learned` are for their owners to check. */
export function readJournalEntry(json: unknown): JournalReading {
  if (!isObject(json) || !isCount(json["version"])) return malformed("version")
  const { version } = json
  if (version > JOURNAL_VERSION) {
    const message = `it was written by a newer iterable-data-import: its version is ${version}, this one reads up to ${JOURNAL_VERSION}`
    return { kind: "unreadable", code: "newer-version", message }
  }
  for (const [name, isRight] of Object.entries(FIELDS)) if (!isRight(json[name])) return malformed(name)
  const entry = json as unknown as JournalEntry
  if (entry.position !== undefined && entry.position.recordNumber > entry.settled.lowWater + 1)
    return malformed("position")
  return { kind: "entry", entry }
}

type Check = (value: unknown) => boolean

/** What each field of an entry must be. */
const FIELDS: Readonly<Record<Exclude<keyof JournalEntry, "counts" | "learned" | "laterRecords">, Check>> = {
  version: (value) => value === JOURNAL_VERSION,
  importName: isText,
  state: (value) => value === "running" || value === "stopped" || value === "finished",
  startedAt: isText,
  updatedAt: isText,
  finishedAt: optional(isText),
  elapsedMs: isAmount,
  source: (value) =>
    isObject(value) &&
    isText(value["name"]) &&
    optional(isText)(value["path"]) &&
    optional(isBoolean)(value["isNamed"]) &&
    optional(isFile)(value["file"]) &&
    optional(isReadAs)(value["readAs"]) &&
    optional(isFingerprint)(value["fingerprint"]) &&
    optional(isCount)(value["sizeBytes"]) &&
    optional(isBoolean)(value["hasChanged"]),
  target: (value) => isObject(value) && isText(value["baseUrl"]) && isText(value["keyFingerprint"]),
  command: optional(isText),
  mapFingerprint: optional(isText),
  decimals: optional((value) => Array.isArray(value) && value.every(isText)),
  ids: optional(isImportIds),
  settled: isSettledSnapshot,
  takenUpTo: optional(isCount),
  underWay: optional((value) => isRanges(value, -1)),
  mayHaveApplied: optional(isBoolean),
  mayHaveMisread: optional(isBoolean),
  position: optional(isPosition),
  reached: optional(isPosition),
  rejectsBytes: (value) => isObject(value) && Object.values(value).every(isCount),
  rejectsEnds: optional((value) => isObject(value) && Object.values(value).every(isCount)),
  rejectsColumns: optional((value) => Array.isArray(value) && value.every(isText)),
  rejectsPaths: optional((value) => Array.isArray(value) && value.every(isText)),
  keptRejects: optional((value) => Array.isArray(value) && value.every(isText)),
  unlistedRejects: optional(isCount),
  rejectsDigests: optional((value) => isObject(value) && Object.values(value).every(isText)),
}

function isFile(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value["format"]) &&
    optional(isText)(value["delimiter"]) &&
    optional(isText)(value["place"]) &&
    isText(value["path"])
  )
}

function isFingerprint(value: unknown): boolean {
  return (
    isObject(value) &&
    optional(isCount)(value["sizeBytes"]) &&
    optional(isAmount)(value["modifiedMs"]) &&
    ["head", "tail", "digest", "content", "version"].map((name) => value[name]).every(optional(isText))
  )
}

function isImportIds(value: unknown): boolean {
  return (
    isObject(value) &&
    value["scheme"] === 2 &&
    isText(value["origin"]) &&
    optional((idsFrom) => Array.isArray(idsFrom) && idsFrom.every(isText))(value["idsFrom"]) &&
    optional(isBoolean)(value["derived"]) &&
    optional(isBoolean)(value["none"])
  )
}

function isSettledSnapshot(value: unknown): boolean {
  return isObject(value) && isCount(value["lowWater"]) && isRanges(value["ranges"], value["lowWater"])
}

/** Ascending, never touching each other, nor what comes before them. */
function isRanges(value: unknown, before: number): boolean {
  if (!Array.isArray(value)) return false
  let highest = before
  for (const range of value as readonly unknown[]) {
    if (!Array.isArray(range) || range.length !== 2) return false
    const [from, to] = range as readonly unknown[]
    if (!isCount(from) || !isCount(to) || from <= highest + 1 || to < from) return false
    highest = to
  }
  return true
}

function isPosition(value: unknown): boolean {
  return (
    isObject(value) &&
    isCount(value["recordNumber"]) &&
    value["recordNumber"] >= 1 &&
    optional(isCount)(value["lineNumber"]) &&
    optional(isCount)(value["byteOffset"]) &&
    optional(isCount)(value["rowCount"]) &&
    optional(isCount)(value["lastLineNumber"])
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
}

function optional(isRight: Check): Check {
  return (value) => value === undefined || isRight(value)
}

function malformed(field: string): UnreadableJournal {
  return { kind: "unreadable", code: "malformed", message: `its ${field} is not what a journal holds` }
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean"
}
