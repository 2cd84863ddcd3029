import { describeChange } from "../sources/fingerprint/source-fingerprint.ts"
import { isOtherKey } from "./is-other-key.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalLoad } from "./journal-store.ts"
import { otherReading } from "./other-reading.ts"
import type { ReadAs } from "../sources/read-as.ts"

/** What is about to be run. */
export interface ImportFacts extends Pick<
  JournalEntry,
  "importName" | "source" | "target" | "mapFingerprint" | "decimals"
> {
  /** How the source is to be read if the run goes on where an earlier one stopped; `source.readAs` is how it is read from the start. */
  readonly goesOnAs?: ReadAs | undefined
}

/** What its user wants where an earlier run is in the way. */
export interface StartChoices {
  /** Start over, whatever an earlier run did. */
  readonly restart: boolean
  /** Go on though the source or the target has changed. */
  readonly resumeAnyway: boolean
  /** Another key than before is one of the same project. @defaultValue false */
  readonly sameProject?: boolean | undefined
  /** Actions may have no ids, so that what is sent again is doubled. */
  readonly mayDouble: boolean
  /** How many records the earlier run has not imported. @defaultValue 0 */
  readonly failed?: number | undefined
}

/** How an import starts. Messages are whole sentences for people. */
export type Start =
  | { readonly kind: "anew"; readonly remark?: string }
  | { readonly kind: "resume"; readonly entry: JournalEntry; readonly warnings: readonly string[] }
  /** It has reached its end before; running it again would import all of it twice. */
  | {
      readonly kind: "finished"
      readonly entry: JournalEntry
      /** Whether the source is known to be the same; what comes out of a pipe is not. */
      readonly isSame: boolean
      readonly message: string
    }
  | { readonly kind: "refused"; readonly message: string }

const ANEW = "start over with restart: true"
const ANYWAY = "go on all the same with resumeAnyway: true"
const OTHER_NAME = "give this one another name"
/** What a message says in a real run only. */
export const NOTHING_DONE = ": nothing was done now"

/**
 * Decides how an import starts, from what its journal says of earlier runs.
 *
 * @param isInVain all that was run has applied nothing, and so is not done: nothing is lost or doubled if it begins anew; see `isInVain`
 */
export function decideStart(
  load: JournalLoad,
  now: ImportFacts,
  choices: StartChoices,
  isInVain: boolean = false,
): Start {
  if (load.kind === "entry" && load.entry.importName !== now.importName)
    return { kind: "refused", message: sharedDirectory(load.entry.importName, now.importName) }
  if (load.kind === "entry" && isOfUnnamed(load.entry, now)) {
    const message = `Cannot run an import named ${now.importName}: the import of the file ${load.entry.source.name}, which was given no name, already uses that directory. Give this one another name.`
    return { kind: "refused", message }
  }
  if (load.kind === "entry" && isOfOtherFile(load.entry, now))
    return { kind: "refused", message: justTaken(now.source.name) }
  if (choices.restart || load.kind === "none") return { kind: "anew" }
  if (load.kind === "unreadable") {
    const message = `Cannot go on with ${now.source.name} as its journal cannot be used: ${load.message}. Put back a whole one, or ${ANEW}; what was imported is then imported again.`
    return { kind: "refused", message }
  }
  const { entry } = load
  if (isInVain) return afterNothing(entry, now)
  return entry.state === "finished" ? afterEnd(entry, now, choices) : afterStop(entry, now, choices)
}

/** Begun anew, the one would take the journal and the rejects of the other away. */
function sharedDirectory(other: string, importName: string): string {
  return `Cannot run the import ${importName} as its directory is that of the import ${other}: as directories the two have the same name. Give this one another name.`
}

/** An import that was given no name notes where its file lies; this one was given the name of that file, or imports another one. */
function isOfUnnamed({ importName, source: before }: JournalEntry, { source }: ImportFacts): boolean {
  if (before.path === undefined || source.path !== undefined || importName !== before.name) return false
  return (
    source.isNamed === true ||
    source.name !== before.name ||
    describeChange(before.fingerprint, source.fingerprint)?.kind === "changed"
  )
}

/** The directory was free when it was chosen. */
function isOfOtherFile({ source: before }: JournalEntry, { source }: ImportFacts): boolean {
  if (!differ(before.path, source.path)) return false
  return describeChange(before.fingerprint, source.fingerprint)?.kind === "changed"
}

function justTaken(name: string): string {
  return `Cannot run the import of ${name}: an import of another file with this name, in another folder, has just begun in its directory. Run it again: it will then get a directory of its own.`
}

function afterNothing(entry: JournalEntry, now: ImportFacts): Start {
  if (entry.settled.lowWater === 0 && entry.settled.ranges.length === 0) return { kind: "anew" }
  const remark = `The run of ${now.source.name} that ended on ${endOf(entry)} imported nothing: it is run again from the start.`
  return { kind: "anew", remark }
}

function afterEnd(entry: JournalEntry, now: ImportFacts, choices: StartChoices): Start {
  const { failed = 0, mayDouble, sameProject = false } = choices
  const { unlistedRejects: unlisted = 0 } = entry
  const { name } = now.source
  const at = endOf(entry)
  if (entry.target.baseUrl !== now.target.baseUrl) {
    // Begun anew, it would take its place: its rejects could no longer be retried where it went.
    const message = `The import of ${name} to ${entry.target.baseUrl} ended on ${at}, and now it would go to ${now.target.baseUrl}${NOTHING_DONE}.${failedText(failed, unlisted, " where it went")} For another import of the same file, ${OTHER_NAME}. To run this one again there, in place of the first, ${ANEW}.`
    return { kind: "refused", message }
  }
  const change = describeChange(entry.source.fingerprint, now.source.fingerprint)
  if (change?.kind === "changed")
    return { kind: "anew", remark: `${name} has changed since it was imported on ${at}: ${change.message}.` }
  if (entry.source.hasChanged === true) {
    const remark = `${name} was written to while it was imported, until ${at}.`
    if (!mayDouble) return { kind: "anew", remark }
    // It may have been but copied over itself.
    const message = `${remark} To import all of it again, ${ANEW}; events and purchases without ids are then duplicated.`
    return { kind: "refused", message }
  }
  const isSame = entry.source.fingerprint !== undefined
  const hasOtherKey = isOtherKey(entry.target, now.target)
  const how = hasOtherKey ? howWithOtherKey(sameProject) : ""
  const differences = isSame ? differencesAfterEnd(entry, now, hasOtherKey && !sameProject) : []
  if (differences.length > 0) {
    const message = `${name} was imported on ${at} with ${differences.join(" and ")}${NOTHING_DONE}.${failedText(failed, unlisted, how)} For another import of the same file, ${OTHER_NAME}: it makes other ids, so that events and purchases which this one imported would be duplicated. To run this one again from the start, under the same ids, ${ANEW}.`
    return { kind: "refused", message }
  }
  const message = isSame
    ? `${name} was imported already, on ${at}${NOTHING_DONE}.${failedText(failed, unlisted, how)} To import all of it again, ${ANEW}.`
    : `${name} was imported on ${at}, and it is not known whether this is the same. If it is not, ${OTHER_NAME}; to import it in its place, ${ANEW}.`
  return { kind: "finished", entry, isSame, message }
}

/** How those that failed are run again; `how`: what is to be heeded, with a blank before it. */
function failedText(failed: number, unlisted: number, how: string): string {
  const listed = Math.max(0, failed - unlisted)
  const which = listed === 1 ? "the record that is" : `the ${listed} records that are`
  const left = listed === 0 ? "" : ` To import only ${which} still not imported, run retryRejects${how}.`
  const lost = unlisted === 1 ? "1 record that was" : `${unlisted} records that were`
  const [verb, them] = unlisted === 1 ? ["is", "it"] : ["are", "them"]
  return unlisted === 0
    ? left
    : `${left} ${lost} not imported ${verb} on no list of rejects, so that no retry can run ${them}.`
}

/** A retry with another key than that of the import must be told of it. */
function howWithOtherKey(sameProject: boolean): string {
  return sameProject
    ? " with sameProject: true"
    : " with the earlier key (or, if both belong to one project, with sameProject: true)"
}

/** What makes it another import than the one that was finished, so that it is not done. */
function differencesAfterEnd(entry: JournalEntry, now: ImportFacts, hasOtherKey: boolean): readonly string[] {
  const map = "another map (the map file, or what it loads, is not the same)"
  const key = "another API key, which may be that of another project"
  const reading = otherReading(entry.source.readAs, now.source.readAs)
  return [
    ...(differ(entry.mapFingerprint, now.mapFingerprint) ? [map] : []),
    ...(hasOtherKey ? [key] : []),
    ...(reading === undefined ? [] : [reading]),
    ...(haveOtherDecimals(entry, now) ? [decimalsThen(entry)] : []),
  ]
}

/** When an import ended, or was last at work. */
function endOf({ finishedAt, updatedAt }: JournalEntry): string {
  return finishedAt ?? updatedAt
}

/** The highest record of which the journal knows what became; it is a moment behind what was sent. */
const highestSettled = ({ settled: { lowWater, ranges } }: JournalEntry): number =>
  Math.max(lowWater, ...ranges.slice(-1).map(([, to]) => to))

function afterStop(entry: JournalEntry, now: ImportFacts, choices: StartChoices): Start {
  const { resumeAnyway, sameProject = false } = choices
  const { name } = now.source
  const warnings: string[] = []
  if (entry.mayHaveMisread === true) {
    const what = `What was read of ${name} may be wrong, as it turned out to be damaged.`
    if (!resumeAnyway) {
      const message = `${what} Put a whole copy in its place, and ${ANEW}: what was right is then sent once more, under the same ids, and what was wrong stays as it is; or ${ANYWAY}, and only what comes after it is imported.`
      return { kind: "refused", message }
    }
    warnings.push(what)
  }
  const change = describeChange(entry.source.fingerprint, now.source.fingerprint)
  if (change?.kind === "changed") {
    const what = `${name} has changed since the import of it stopped: ${change.message}.`
    if (!resumeAnyway) {
      const message = `${what} Put the old one back, ${ANEW}, ${OTHER_NAME}, or, if nothing that was read of the old one has changed or moved (records after record ${highestSettled(entry)} may have been sent, too), ${ANYWAY}.`
      return { kind: "refused", message }
    }
    warnings.push(what)
  } else if (change !== undefined) warnings.push(`${name} is taken for the same: ${change.message}.`)
  else if (entry.source.fingerprint === undefined && entry.settled.lowWater > 0)
    warnings.push(
      `Whether ${name} is the same as before is not known: its first ${entry.settled.lowWater} records are taken for done.`,
    )
  const reading = otherReading(entry.source.readAs, now.goesOnAs ?? now.source.readAs)
  if (reading !== undefined) {
    const what = `The import of ${name} was begun with ${reading}, so that the rest of it is now read as other records.`
    if (!resumeAnyway) {
      const message = `${what} Use the same setting as then, ${ANEW}, or ${ANYWAY}.`
      return { kind: "refused", message }
    }
    warnings.push(what)
  }
  if (haveOtherDecimals(entry, now)) {
    const what = `The import of ${name} was begun with ${decimalsThen(entry)}, so that the rest of it may be sent with other types.`
    if (!resumeAnyway) {
      const message = `${what} Use the same setting as then, ${ANEW}, or ${ANYWAY}.`
      return { kind: "refused", message }
    }
    warnings.push(what)
  }
  if (entry.target.baseUrl !== now.target.baseUrl) {
    const what = `The import of ${name} was sent to ${entry.target.baseUrl} before, and now goes to ${now.target.baseUrl}.`
    if (!resumeAnyway) {
      const message = `${what} For two imports, ${OTHER_NAME}; otherwise, ${ANEW}, or ${ANYWAY}.`
      return { kind: "refused", message }
    }
    warnings.push(what)
  } else if (isOtherKey(entry.target, now.target) && !sameProject) {
    const message = `The import of ${name} was begun with another API key, which may be that of another project: with this one, a part of it would go into one project and the rest into the other. If both keys are of the same project, go on with sameProject: true; for another project, ${OTHER_NAME}.`
    return { kind: "refused", message }
  }
  if (differ(entry.mapFingerprint, now.mapFingerprint))
    warnings.push(
      `The map file has changed since: it applies from here on; earlier records keep what the old one made of them.`,
    )
  return { kind: "resume", entry, warnings }
}

/** Whether other fields are declared to be decimals, so that values may come to have other types. */
export function haveOtherDecimals(
  { decimals: before = [] }: Pick<JournalEntry, "decimals">,
  { decimals: now = [] }: Pick<ImportFacts, "decimals">,
): boolean {
  return JSON.stringify([...before].toSorted()) !== JSON.stringify([...now].toSorted())
}

function decimalsThen({ decimals }: Pick<JournalEntry, "decimals">): string {
  return decimals === undefined ? "no decimals declared" : `decimals: ${JSON.stringify(decimals)}`
}

function differ(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}
