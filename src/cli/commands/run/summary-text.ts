import type { Summary } from "../../../index.ts"
import { ALL_KINDS } from "../../../kinds/all-kinds.ts"
import { bytesText } from "../../texts/bytes-text.ts"
import { countOf, countText } from "../../texts/count-text.ts"
import { durationText } from "../../texts/duration-text.ts"
import { fieldList } from "../../texts/field-list.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { rejectsText } from "../../texts/rejects-text.ts"
import { shortPath } from "../../texts/short-path.ts"
import { summaryWarnings } from "./summary-warnings.ts"
import { targetText } from "../../values/target.ts"
import type { SummaryStyle } from "../../texts/summary-style.ts"
import { textTable } from "../../texts/text-table.ts"
import type { Row } from "../../texts/text-table.ts"

/** A summary for people: what happened, what was not imported and why, and where to read more. */
export function summaryText(summary: Summary, style: SummaryStyle): string {
  const blocks = [
    headline(summary, style),
    textTable(numbers(summary)),
    ...rejects(summary, style),
    ...summaryWarnings(summary),
    createdNote(summary, style),
    unknownUsersNote(summary, style),
    textTable(paths(summary, style)),
    nextStep(summary, style),
  ]
  return blocks.filter((block) => block !== "").join("\n\n")
}

function headline(
  { dryRun, nothingImported, source, status, stopReason }: Summary,
  { bold, target }: SummaryStyle,
): string {
  const name = plainText(source.name)
  if (stopReason !== undefined && status === "stopped") {
    const dry = dryRun ? "Dry run (nothing was sent) stopped" : "Stopped"
    return bold(`${dry} before the end of ${name}.`)
  }
  if (dryRun)
    return bold(
      `Dry run of ${name}: nothing was sent. If the file were imported from its start, this would be sent; Iterable may still refuse some of it:`,
    )
  if (nothingImported !== undefined) return bold(`Nothing was imported from ${name}.`)
  return bold(`Imported ${name} into ${targetText(target)}.`)
}

function numbers(summary: Summary): Row[] {
  const { durations, records } = summary
  const rows: Row[] = [["Records", `${countText(records.read)} read${groupsText(summary)}`]]
  rows.push(...states(summary))
  rows.push(...actions(summary))
  const perSecond = Math.round(((records.read - records.pending) * 1000) / Math.max(1, durations.totalMs))
  const speed = perSecond === 0 ? "" : `, ${countOf(perSecond, "record")}/s`
  rows.push(["Time", `${durationText(durations.totalMs)}${speed}`], ["Requests", requests(summary)])
  return rows
}

/** Of how many rows the records are groups; an empty text where each row is a record. */
function groupsText({ groups }: Summary): string {
  return groups === undefined ? "" : `, of ${countOf(groups.rows, "row")}, grouped by ${plainText(groups.by)}`
}

/** One number below the other, so that they can be compared. */
function states({ dryRun, records }: Summary): Row[] {
  const { imported, pending, read, rejected, skipped, unknown } = records
  const width = countText(read).length
  const row = (count: number, text: string): Row => ["", `${countText(count).padStart(width)} ${text}`]
  return [
    row(imported, dryRun ? "would be sent" : "imported"),
    row(rejected, dryRun ? "would be rejected" : "rejected"),
    row(skipped, "skipped (the map function returned nothing for them)"),
    ...(unknown === 0 ? [] : [row(unknown, "unknown (may or may not have been applied)")]),
    ...(pending === 0 ? [] : [row(pending, "pending (not settled when the import stopped)")]),
  ]
}

function actions({ actions: byEndpoint, dryRun }: Summary): Row[] {
  const rows: Row[] = []
  for (const { name, nouns } of ALL_KINDS.endpoints) {
    const { accepted, rejected, unknown } = byEndpoint[name]
    if (accepted + rejected + unknown === 0) continue
    const [one, several] = nouns
    const others = [
      ...(rejected === 0 ? [] : [`${countText(rejected)} rejected`]),
      ...(unknown === 0 ? [] : [`${countText(unknown)} unknown`]),
    ]
    const verdict = dryRun ? "would be sent" : "accepted"
    rows.push([
      rows.length === 0 ? "Actions" : "",
      [`${countOf(accepted, one, several)} ${verdict}`, ...others].join(", "),
    ])
  }
  return rows
}

function requests({ bytes, dryRun, requests: counts }: Summary): string {
  const extras = [
    ...(counts.retried === 0 ? [] : [`${countText(counts.retried)} sent again after a failure`]),
    ...(counts.throttled === 0 ? [] : [`${countText(counts.throttled)} answered 429 (too many)`]),
    ...(counts.repaired === 0
      ? []
      : [`${countText(counts.repaired)} refused for single records and repaired`]),
  ]
  const sent = dryRun ? "would be sent" : "sent"
  const extra = extras.length === 0 ? "" : ` (${extras.join(", ")})`
  return `${countOf(counts.sent, "request")}${extra}, ${bytesText(bytes.sent)} ${sent}`
}

function rejects({ dryRun, records, rejectReasons }: Summary, style: SummaryStyle): string[] {
  if (rejectReasons.length === 0) return []
  const orUnknown = records.unknown === 0 ? "" : ", or not known to be"
  const what = dryRun ? "Would be rejected" : `Not imported${orUnknown}`
  const title = `${what}, and what to do about it:`
  return [[style.bold(title), ...rejectsText(rejectReasons, style)].join("\n")]
}

/** That fields are new in the project; an empty text where none is. */
function createdNote({ fields }: Summary, { target }: SummaryStyle): string {
  if (fields.created.length === 0) return ""
  const count = `${fields.hasMoreCreated === true ? "more than " : ""}${countOf(fields.created.length, "field")}`
  const types = fields.created.length === 1 ? "Its type is" : "Their types are"
  const names = fieldList(fields.created, fields.hasMoreCreated)
  if (target.kind === "sandbox")
    return `Note: In a project that does not have them yet, Iterable would add ${count}, for good: ${names}.`
  return `Note: Iterable added ${count} to the project, for good: ${names}. ${types} fixed from now on, too.`
}

/** That the sandbox of one run knew nobody, so that what was rejected for that says nothing of the project. */
function unknownUsersNote({ rejectReasons }: Summary, { target }: SummaryStyle): string {
  if (target.kind !== "sandbox" || !rejectReasons.some(({ code }) => code === "not-found")) return ""
  return (
    "Note: The sandbox of this run began without users. To try events and purchases of users that your project has, start one that " +
    "stays (iterable-data-import sandbox --port 8080), import the users into it with --base-url http://127.0.0.1:8080, then these."
  )
}

function paths({ paths: written, status }: Summary, { target, workingDirectory }: SummaryStyle): Row[] {
  const isTrial = target.kind === "sandbox" || target.kind === "dry-run"
  const rows: readonly [label: string, path: string | undefined][] = [
    ["Rejects", written.rejects],
    // Before its end, an import goes on writing there; after a trial, nothing reads it again.
    [status === "stopped" || isTrial ? "As CSV" : "To correct", written.rejectsCsv],
    ["Summary", written.summary],
    ["Report", written.report],
  ]
  return rows.flatMap(([label, path]) =>
    path === undefined ? [] : [[label, shortPath(path, workingDirectory)] as const],
  )
}

/** Once the end was reached, what is left can be corrected and run again. */
function nextStep({ paths: written, source, status }: Summary, { retryCommand }: SummaryStyle): string {
  // It is to be imported again as a whole.
  if (source.hasChanged === true) return ""
  if (retryCommand === undefined || written.rejects === undefined || status === "stopped") return ""
  const what =
    written.rejectsCsv === undefined ? "the rejects" : "the rejects (in a spreadsheet, if you like)"
  return `Correct ${what} or the map file, and run just them again:\n  ${retryCommand}`
}
