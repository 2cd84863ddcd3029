import type { RetryStart, RetrySummary } from "../../../index.ts"
import { countOf, countText } from "../../texts/count-text.ts"
import { durationText } from "../../texts/duration-text.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { rejectsText } from "../../texts/rejects-text.ts"
import type { EndedRetry } from "./ended-retry.ts"
import { retryWarnings } from "./retry-warnings.ts"
import { shortPath } from "../../texts/short-path.ts"
import { textTable } from "../../texts/text-table.ts"
import type { Row } from "../../texts/text-table.ts"
import type { SummaryStyle } from "../../texts/summary-style.ts"
import { warningsText } from "../../texts/warnings-text.ts"

/** What to say when a retry starts. */
export function retryStartText(
  { chosen, importName, listPath, warnings }: RetryStart,
  workingDirectory: string,
): string {
  const lines = warnings.length === 0 ? [] : [warningsText(warnings)]
  const from = shortPath(listPath, workingDirectory)
  return [...lines, `Retrying ${countOf(chosen, "reject")} of ${plainText(importName)}, from ${from}.`].join(
    "\n",
  )
}

/** What a retry did, and how the import is now. */
export function retryText(
  { importName, paths, records, retried, unlistedRejects }: EndedRetry,
  { bold, dim, target, workingDirectory }: SummaryStyle,
): string {
  const name = plainText(importName)
  if (retried === undefined) return `${name} has no rejects: there is nothing to retry.`
  const { durations, rejectReasons, requests, status } = retried
  const isTrial = target.kind === "sandbox" || target.kind === "dry-run"
  const start = status === "stopped" ? "Stopped the retry" : "Retried the rejects"
  const headline = bold(`${start} of ${name}${isTrial ? ", as a trial: the import is as it was" : ""}.`)
  const imported = target.kind === "dry-run" ? "would be imported" : "imported"
  const took = `${target.kind === "dry-run" ? "nothing was sent" : countOf(requests.sent, "request")}, ${durationText(durations.totalMs)}`
  const rows = [
    ["Retried", `${countsText(retried.records, imported)} (${took})`],
    ...(isTrial || records === undefined ? [] : [["Import", countsText(records, "imported")]]),
  ].map(([label = "", text = ""]) => `  ${label.padEnd(7)}  ${text}`)
  const left =
    rejectReasons.length === 0
      ? []
      : [bold("Failed again, and what to do about it:"), ...rejectsText(rejectReasons, { dim })]
  const lists = [
    ["Rejects", paths.rejects],
    ["To correct", paths.rejectsCsv],
  ] as const
  const files = lists.flatMap(([label, path]): Row[] =>
    path === undefined ? [] : [[label, shortPath(path, workingDirectory)]],
  )
  const warnings = retryWarnings({ retried, unlistedRejects })
  return [headline, rows.join("\n"), ...warnings, left.join("\n"), isTrial ? "" : textTable(files)]
    .filter((block) => block !== "")
    .join("\n\n")
}

function countsText(
  { imported, pending, read, rejected, skipped, unknown }: RetrySummary["records"],
  importedText: string,
): string {
  const counts: readonly (readonly [count: number, word: string])[] = [
    [skipped, "skipped"],
    [unknown, "unknown"],
    [pending, "pending"],
  ]
  const others = counts.flatMap(([count, word]) => (count === 0 ? [] : [`, ${countText(count)} ${word}`]))
  return `${countOf(read, "record")}: ${countText(imported)} ${importedText}, ${countText(rejected)} rejected${others.join("")}`
}
