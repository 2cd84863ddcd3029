import type { ImportStatus } from "../../../index.ts"
import { commandAfter } from "../../shell/command-after.ts"
import { quoted } from "../../shell/command-text.ts"
import { countOf, countText } from "../../texts/count-text.ts"
import { durationText } from "../../texts/duration-text.ts"
import { inFlagNames } from "../../../import/options/in-flag-names.ts"
import { idsText } from "../../texts/ids-text.ts"
import { percentText } from "../../texts/percent-text.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { rejectsText } from "../../texts/rejects-text.ts"
import { retryCommandOf } from "./retry-command-of.ts"
import { relativeIfBelow, shortPath } from "../../texts/short-path.ts"
import { nothingNote } from "../../texts/nothing-note.ts"
import { unlistedNote } from "../../texts/unlisted-note.ts"
import { textTable } from "../../texts/text-table.ts"
import type { Row } from "../../texts/text-table.ts"

/** How such a text is to look. */
export interface StatusStyle {
  /** Paths below it are shown relative to it. */
  readonly workingDirectory: string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

/** How an import stands, for people. */
export function statusText(status: ImportStatus, style: StatusStyle): string {
  const { bold, dim } = style
  const { importName, rejectReasons } = status
  const rejects = rejectsText(rejectReasons, { dim })
  const blocks = [
    bold(`${plainText(importName)} ${stateText(status)}.`) + reasonText(status),
    textTable(numbers(status)),
    cutOffNote(status),
    changeNote(status),
    nothingNote({ dryRun: false, nothingImported: status.nothingImported }),
    idsText(status.ids),
    unlistedNote(status.unlistedRejects),
    rejects.length === 0 ? "" : [bold("Not imported, and what to do about it:"), ...rejects].join("\n"),
    textTable(pathRows(status, style)),
    nextText(status),
    retryNote(status, style),
  ]
  return blocks.filter((block) => block !== "").join("\n\n")
}

function cutOffNote({ state, updatedAt }: ImportStatus): string {
  return state === "killed"
    ? `Note: What came of records after ${updatedAt} was not written down: more may have been imported than this says.`
    : ""
}

function changeNote({ hasSourceChanged, sourceName }: ImportStatus): string {
  return hasSourceChanged === true
    ? `Warning: ${plainText(sourceName)} was written to while it was read.`
    : ""
}

function stateText({ finishedAt, process: worker, state, updatedAt }: ImportStatus): string {
  const who = worker?.pid === undefined ? "another process" : `process ${worker.pid} on ${worker.host ?? "?"}`
  switch (state) {
    case "running":
      return `is running, by ${plainText(who)}`
    case "retrying":
      return `is finished, and its rejects are being retried by ${plainText(who)}`
    case "retry-killed":
      return `finished on ${finishedAt ?? updatedAt}, and a retry of its rejects was cut off`
    case "killed":
      return `was cut off after ${updatedAt} (killed, or its disk was full), and can go on where it was`
    case "stopped":
      return `stopped on ${updatedAt}`
    case "finished":
      return `finished on ${finishedAt ?? updatedAt}`
    case "unreadable":
      return "has a journal that cannot be used"
  }
}

function reasonText({ reason }: ImportStatus): string {
  return reason === undefined ? "" : `\n${plainText(inFlagNames(reason))}`
}

function numbers(status: ImportStatus): Row[] {
  const { baseUrl, elapsedMs, records, recordsPerSecond, share, sourceName, startedAt, updatedAt } = status
  const { imported, pending, read, rejected, skipped, unknown } = records
  const done = percentText(share)
  const width = countText(read).length
  const count = (number: number, word: string): Row => ["", `${countText(number).padStart(width)} ${word}`]
  return [
    ["Source", `${plainText(sourceName)}${baseUrl === undefined ? "" : `, into ${plainText(baseUrl)}`}`],
    ["Records", `${countText(read - pending)} settled${done === "" ? "" : `, ${done} of the source`}`],
    count(imported, "imported"),
    count(rejected, "rejected"),
    count(skipped, "skipped"),
    ...(unknown === 0 ? [] : [count(unknown, "unknown")]),
    ...(pending === 0 ? [] : [count(pending, "pending")]),
    ["Time", `${durationText(elapsedMs)}, ${countOf(Math.round(recordsPerSecond), "record")}/s`],
    ...(startedAt === undefined ? [] : [["Started", startedAt] as const]),
    ["As of", updatedAt],
  ]
}

function pathRows({ paths, state }: ImportStatus, { workingDirectory }: StatusStyle): Row[] {
  const rows: readonly (readonly [label: string, path: string | undefined])[] = [
    ["Rejects", paths.rejects],
    // Before its end, an import goes on writing there.
    [state === "finished" ? "To correct" : "As CSV", paths.rejectsCsv],
    ["Summary", paths.summary],
    ["Report", paths.report],
    ["All in", paths.directory],
  ]
  return rows.flatMap(([label, path]) =>
    path === undefined ? [] : [[label, shortPath(path, workingDirectory)] as const],
  )
}

/** How to run the rejects of a finished import again. */
function retryNote(
  { command, importName, paths, sourceName, sourcePath, state }: ImportStatus,
  { workingDirectory }: StatusStyle,
): string {
  const isFinished = state === "finished" || state === "retry-killed"
  if (!isFinished || command === undefined || paths.rejects === undefined) return ""
  // Its path tells a file from others of its name.
  const name =
    importName === sourceName && sourcePath !== undefined
      ? relativeIfBelow(sourcePath, workingDirectory)
      : importName
  const retry = retryCommandOf(command, quoted(name, process.platform))
  return retry === undefined
    ? ""
    : `To run the rejects again, once they or the map file are corrected:\n  ${plainText(retry, Infinity)}`
}

function nextText({ command, mayHaveMisread = false, state, stopCode }: ImportStatus): string {
  if (state === "unreadable")
    return "To go on with it, put back a whole journal, or start over with --restart: what was imported is then imported again."
  if (state === "retry-killed")
    return "What the retry has sent is not counted yet: run the retry once more, and it is completed."
  if (state !== "killed" && state !== "stopped") return ""
  if (mayHaveMisread)
    return "What was read may be wrong: put a whole copy in its place, and run the same command with --restart."
  return command === undefined
    ? "To go on where it stopped, run the same command again."
    : `To go on where it stopped:\n  ${plainText(commandAfter(stopCode, command), Infinity)}`
}
