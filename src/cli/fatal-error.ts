import { resolve } from "node:path"
import { inspect } from "node:util"
import type { ImportStoppedError, StopCode } from "../index.ts"
import { isThrown, messageOf, propertyOf } from "../errors.ts"
import { systemReason } from "../platform/system-reason.ts"
import { EXIT_CODE } from "./exit-code.ts"
import { inFlagNames } from "../import/options/in-flag-names.ts"
import { commandAfter } from "./shell/command-after.ts"
import { lineOfError } from "./map-file/line-of-error.ts"
import type { Target } from "./values/target.ts"
import { oneLine, plainText } from "./terminal/plain-text.ts"

/** What to say about an error that ended the program, and its exit code. */
export interface FatalError {
  readonly text: string
  readonly exitCode: number
}

/** The calls of the system that change nothing; `open` may be for either, and most often is for writing. */
const READING = new Set(["scandir", "read", "stat", "lstat", "access"])

/** What to say about an error. `hasStarted`: something may have been sent already. */
export function fatalError(error: unknown, hasStarted: boolean, isVerbose: boolean): FatalError {
  if (isNamed(error, "UsageError") || isNamed(error, "SourceError")) {
    return { text: inFlagNames(oneLine(messageOf(error))), exitCode: EXIT_CODE.usage }
  }
  if (isNamed(error, "PlainUsageError")) return { text: oneLine(messageOf(error)), exitCode: EXIT_CODE.usage }
  const exitCode = hasStarted ? EXIT_CODE.stopped : EXIT_CODE.usage
  if (isSystemError(error)) {
    const what = error.path ?? error.syscall
    const verb = READING.has(error.syscall) ? "read" : "write"
    return { text: `Cannot ${verb} ${oneLine(what)}: ${systemReason(error)}.`, exitCode }
  }
  return { text: bugText(error, isVerbose), exitCode: EXIT_CODE.stopped }
}

/** What to say about an error that should not be. */
export function bugText(error: unknown, isVerbose: boolean): string {
  const isError = isThrown(error, Error)
  const message = isError ? oneLine(`${textIn(error, "name")}: ${messageOf(error)}`) : thrownText(error)
  const stack = isVerbose && isError ? `\n${textIn(error, "stack")}` : ""
  const more = isVerbose ? "" : " With --verbose there is more about it."
  return `An unexpected error came up: ${message}\nThis is a bug, please report it.${more}${stack}`
}

/** What to say about an error that nobody caught while the map file was in use: most likely, the map file's. */
export function crashText(
  error: unknown,
  { mapPath, verbose }: { readonly mapPath: string; readonly verbose: boolean },
): string {
  const file = oneLine(mapPath)
  // This library throws errors only.
  if (!isThrown(error, Error))
    return `Something that is not an Error was thrown outside of the map function's calls, or in a promise that it does not await, most likely by ${file}: ${thrownText(error)}\nThrow an Error instead: then this message can name the line.`
  const line = lineOfError(resolve(mapPath), error)
  if (line === undefined) return bugText(error, verbose)
  return `On line ${line} of ${file} an error came up outside of the map function's calls, or in a promise that it does not await: ${oneLine(messageOf(error))}`
}

/** What was thrown and is no error, as one line. */
function thrownText(thrown: unknown): string {
  return plainText(typeof thrown === "string" ? thrown : inspected(thrown), 600)
}

function inspected(thrown: unknown): string {
  try {
    return inspect(thrown, { breakLength: Infinity })
  } catch {
    return messageOf(thrown)
  }
}

function textIn(error: Error, name: "name" | "stack"): string {
  const text = propertyOf(error, name)
  return typeof text === "string" ? text : ""
}

/** What to say when an import stopped before its end, and the command that goes on. */
export function stopText(
  { code, message }: Pick<ImportStoppedError, "code" | "message">,
  target: Target,
  command: string,
): string {
  if (target.kind !== "iterable" && target.kind !== "server") return inFlagNames(oneLine(message))
  const start = `${inFlagNames(oneLine(message))}\nWhat was imported stays imported.`
  const next = commandAfter(code, command)
  if (code === "SOURCE_DAMAGED") return `${start} With a whole copy in its place, start over:\n  ${next}`
  const condition = CONDITIONS[code] ?? ""
  return `${start} To go on where it stopped${condition}:\n  ${next}`
}

/** What must be so before an import can go on, by why it stopped. */
const CONDITIONS: Readonly<Partial<Record<StopCode, string>>> = {
  API_UNAUTHORIZED: ", with a key that is accepted (add --same-project if it is another one of this project)",
  API_FORBIDDEN: ", once what the message names is put right",
  ASKED_TO_WAIT: ", from that time on",
  // What was rejected before still counts, also once the map file is corrected.
  TOO_MANY_REJECTS: ", with the map file as it is or corrected, however many are rejected",
  SOURCE_BROKEN: ", once the source can be read to its end (what was read of it before must be as it was)",
}

function isNamed(error: unknown, name: string): error is Error {
  return isThrown(error, Error) && propertyOf(error, "name") === name
}

function isSystemError(error: unknown): error is Error & { code: string; syscall: string; path?: string } {
  if (!isThrown(error, Error) || typeof propertyOf(error, "code") !== "string") return false
  return typeof propertyOf(error, "syscall") === "string"
}
