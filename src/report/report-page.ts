import { shortList } from "../messages/short-list.ts"
import { hash } from "node:crypto"
import { maskEmails, maskMessage } from "../accounting/mask-value.ts"
import { reportPageCharts } from "./page/report-page-charts.ts"
import type { ReportPageData } from "./page/report-page-data.ts"
import { reportPageFacts } from "./page/report-page-facts.ts"
import { Html, html } from "./page/report-page-html.ts"
import { REPORT_PAGE_NUMBERS } from "./page/report-page-numbers.ts"
import { reportPageRecords } from "./page/report-page-records.ts"
import { reportPageRejects } from "./page/report-page-rejects.ts"
import { REPORT_PAGE_STYLE } from "./page/report-page-style.ts"
import { RunHistory, totalOf } from "./run-history.ts"

const { bytes, count, countOf, duration, rate, span, time } = REPORT_PAGE_NUMBERS

/**
 * The report of an import as one HTML page that needs nothing else: no network, no scripts, no fonts.
 *
 * Personal data in messages is masked unless `showValues` is set.
 */
export function reportPage(data: ReportPageData): string {
  const title = `${name(data)}: import report`
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main>
          ${header(data)}${next(data)}${reportPageRecords(data.summary)}${reportPageRejects(data)}${reportPageCharts(data)}${reportPageFacts(data)}
        </main>
        <footer>
          Made by iterable-data-import ${data.packageVersion}. Times are in
          UTC.${data.showValues === true ? " This page shows values of records, which may be personal data." : ""}
        </footer>
      </body>
    </html> `
  return page.text
}

/** Not a character may stand beside what was hashed. */
const STYLE = new Html(`<style>${REPORT_PAGE_STYLE}</style>`)
const STYLE_HASH = hash("sha256", REPORT_PAGE_STYLE, "base64")
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

function name({ showValues = false, summary }: ReportPageData): string {
  return showValues ? summary.source.name : maskEmails(summary.source.name)
}

function header(data: ReportPageData): Html {
  const { endedAt, retriedAt, summary, target } = data
  const { dryRun, records, startedAt } = summary
  const isStopped = summary.status === "stopped"
  const isBad = isStopped || summary.nothingImported !== undefined
  const verb = dryRun ? "would be imported" : records.imported === 1 ? "was imported" : "were imported"
  const amount =
    records.imported === records.read
      ? records.read === 1
        ? "The one record"
        : `All ${count(records.read)} records`
      : `${count(records.imported)} of ${countOf(records.read, "record")}`
  const headline = records.read === 0 ? "No records were read" : `${amount} ${verb}`
  const mark = isStopped ? "Stopped" : dryRun ? "Dry run" : "Completed"
  return html`<header>
    <p class="over">
      <span class="mark ${isBad ? "bad" : dryRun ? "plain" : "good"}">${mark}</span> Import report
    </p>
    <h1>${headline}</h1>
    <p class="lead">
      <bdi class="file">${name(data)}</bdi>
      ${dryRun ? "checked without sending anything" : html`into ${target}`}<br />${span(startedAt, endedAt)}${retriedAt === undefined ? "" : `; rejects were run again on ${time(retriedAt)}`}
    </p>
    ${stopNote(data)}${nothingNote(data)}${changeNote(data)}${unlistedNote(data)}${idsNote(data)}${columnsNote(data)}${repeatedNameNote(data)}${fieldWarningsNote(data)}${keyNumbers(data)}
  </header>`
}

const asItIs = (message: string): string => message

function stopNote({ showValues = false, summary, wording = asItIs }: ReportPageData): Html | undefined {
  if (summary.stopReason === undefined) return undefined
  const { code, message: said } = summary.stopReason
  const message = wording(said)
  // What was thrown by the program's own parts may say anything; the others say what they are made to say.
  const masked = code === "UNEXPECTED" ? maskMessage({ message }) : maskEmails(message)
  return html`<div class="note bad">
    <h2>It stopped before the end of the source</h2>
    <p><bdi>${showValues ? message : masked}</bdi> <code>${code}</code></p>
  </div>`
}

function nothingNote({ showValues = false, summary, wording = asItIs }: ReportPageData): Html | undefined {
  const { nothingImported } = summary
  if (nothingImported === undefined) return undefined
  const message = wording(nothingImported.message)
  return html`<div class="note bad">
    <h2>${summary.dryRun ? "Nothing would be imported" : "Nothing was imported"}</h2>
    <p><bdi>${showValues ? message : maskEmails(message)}</bdi></p>
  </div>`
}

function changeNote({ summary }: ReportPageData): Html | undefined {
  if (summary.source.hasChanged !== true) return undefined
  return html`<div class="note bad">
    <h2>The source was written to while it was read</h2>
    <p>
      What was added at its end may be missing; if more of it was changed, what was read may be neither the
      old nor the new. Import it again once it is whole.
    </p>
  </div>`
}

function unlistedNote({ summary: { unlistedRejects }, wording = asItIs }: ReportPageData): Html | undefined {
  if (unlistedRejects === undefined || unlistedRejects === 0) return undefined
  const [one, several] = ["record that was not imported is", "records that were not imported are"]
  return html`<div class="note bad">
    <h2>${countOf(unlistedRejects, one, several)} on no list of rejects</h2>
    <p>
      ${wording(
        "So retryRejects cannot run them. To list them again, run the import with restart: true; what was imported is then imported once more.",
      )}
    </p>
  </div>`
}

function idsNote({ summary: { ids } }: ReportPageData): Html | undefined {
  if (ids === undefined || ids.repeated === 0) return undefined
  return html`<div class="note warn">
    <h2>${ids.isApproximate === true ? "About " : ""}${countOf(ids.repeated, "id repeats", "ids repeat")}</h2>
    <p>
      So many events or purchases have an id that an earlier one of this import has. Iterable keeps one of
      each id.
    </p>
  </div>`
}

function columnsNote({ showValues = false, summary: { missingColumns } }: ReportPageData): Html | undefined {
  if (missingColumns === undefined) return undefined
  const names = shortList(missingColumns.names)
  return html`<div class="note warn">
    <h2>The map function read columns that the file does not have</h2>
    <p>
      They are <bdi>${showValues ? names : maskEmails(names)}</bdi>. What it read there is undefined, and a
      field that is undefined is not sent.
    </p>
  </div>`
}

function repeatedNameNote({
  showValues = false,
  summary: { repeatedName },
}: ReportPageData): Html | undefined {
  if (repeatedName === undefined) return undefined
  const { position } = repeatedName
  return html`<div class="note warn">
    <h2>A name comes twice in one object</h2>
    <p>
      It is <bdi>${showValues ? repeatedName.name : maskEmails(repeatedName.name)}</bdi>, in record
      ${count(position.recordNumber)} and perhaps in others. The last value counts; those before it are not
      imported.
    </p>
  </div>`
}

function fieldWarningsNote({
  showValues = false,
  summary: { fieldWarnings = [] },
}: ReportPageData): Html | undefined {
  if (fieldWarnings.length === 0) return undefined
  return html`<div class="note warn">
    <h2>Fields that Iterable treats in a way of its own</h2>
    ${fieldWarnings.map(({ message }) => html`<p><bdi>${showValues ? message : maskEmails(message)}</bdi></p>`)}
  </div>`
}

function keyNumbers({ history, summary }: ReportPageData): Html {
  const { bytes: sizes, durations, records, requests } = summary
  const past = totalOf(new RunHistory(history).points)
  const runs = past.runsBegun
  // A summary may know of the last run alone.
  const tookMs = runs > 1 ? Math.max(past.durationMs, durations.totalMs) : durations.totalMs
  const settled = records.read - records.pending
  const facts: (readonly [value: string, label: string])[] = [
    [duration(tookMs), runs > 1 ? `in ${count(runs)} runs` : "from start to end"],
    ...(tookMs < 1_000 ? [] : [[rate((settled * 1000) / tookMs), "records per second"] as const]),
    [count(requests.sent), requests.sent === 1 ? "request" : "requests"],
    [bytes(sizes.sent), summary.dryRun ? "would be sent" : "sent"],
  ]
  return html`<ul class="key">
    ${facts.map(([value, label]) => html`<li><b>${value}</b> <span>${label}</span></li>`)}
  </ul>`
}

function next({ commands }: ReportPageData): Html | undefined {
  if (commands.length === 0) return undefined
  return html`<section class="next" aria-labelledby="next">
    <h2 id="next">Next</h2>
    ${commands.map(
      ({ command, purpose }) =>
        html`<p>${purpose}</p>
          <pre><code>${command}</code></pre>`,
    )}
  </section>`
}
