import { maskEmails } from "../../accounting/mask-value.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { capitalized } from "./capitalized.ts"
import { html } from "./report-page-html.ts"
import type { Html, HtmlPart } from "./report-page-html.ts"
import type { ReportPageData } from "./report-page-data.ts"
import { REPORT_PAGE_NUMBERS } from "./report-page-numbers.ts"
import type { ActionCounts, Summary } from "../../accounting/summary.ts"

const { bytes, count, countOf, time } = REPORT_PAGE_NUMBERS

const FIELDS_SHOWN = 60

type Fact = readonly [name: HtmlPart, value: HtmlPart]

/** What was sent and what came of it, the fields that changed, and how the import was set up. */
export function reportPageFacts(data: ReportPageData): Html {
  return html`${fields(data.summary)}
    <div class="columns">${delivery(data)}${setup(data)}</div>`
}

function delivery({ nouns = ALL_KINDS.nouns, summary }: ReportPageData): Html {
  const { actions, bytes: sizes, dryRun, requests } = summary
  const counted: Readonly<Record<string, ActionCounts>> = actions
  const used = Object.entries(nouns).flatMap(([name, [, several]]) => {
    const counts = counted[name]
    const isUsed = counts !== undefined && counts.accepted + counts.rejected + counts.unknown > 0
    return isUsed ? [[capitalized(several), counts] as const] : []
  })
  const facts: Fact[] = [
    ["Requests", count(requests.sent)],
    ["Data", bytes(sizes.sent)],
    ["Sent again after a failure", count(requests.retried)],
    ["Answered 429 (too many)", count(requests.throttled)],
    [
      html`Batches repaired<small
          >Refused for the sake of single records; the others were sent again.</small
        >`,
      count(requests.repaired),
    ],
  ]
  return html`<section aria-labelledby="delivery">
    <h2 id="delivery">${dryRun ? "What would be sent" : "Delivery"}</h2>
    ${
      used.length === 0
        ? undefined
        : html`<table class="numbers">
            <thead>
              <tr>
                <th scope="col">Actions</th>
                <th scope="col">${dryRun ? "Good" : "Accepted"}</th>
                <th scope="col">Rejected</th>
                <th scope="col">Unknown</th>
              </tr>
            </thead>
            <tbody>
              ${used.map(
                ([name, counts]) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${count(counts.accepted)}</td>
                    <td>${count(counts.rejected)}</td>
                    <td>${count(counts.unknown)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    ${list(facts)}
  </section>`
}

function setup(data: ReportPageData): Html {
  const { endedAt, nodeVersion, packageVersion, settings, showValues = false, summary } = data
  const facts: Fact[] = [
    ["Import", html`<bdi>${showValues ? summary.importName : maskEmails(summary.importName)}</bdi>`],
    ["Began", time(summary.startedAt)],
    ["Ended", time(endedAt)],
    ["iterable-data-import", packageVersion],
    ["Node.js", nodeVersion],
    ...(summary.source.sizeBytes === undefined
      ? []
      : [["Size of the source", bytes(summary.source.sizeBytes)] as const]),
    ...settings.map(({ name, value }): Fact => [
      name,
      html`<bdi>${showValues ? value : maskEmails(value)}</bdi>`,
    ]),
  ]
  return html`<section aria-labelledby="setup">
    <h2 id="setup">Settings and versions</h2>
    ${list(facts)}
  </section>`
}

function fields({ dryRun, fields: all }: Summary): Html | undefined {
  const { created, filteredOut, hasMoreCreated, hasMoreFilteredOut } = all
  if (created.length + filteredOut.length === 0) return undefined
  const dropped =
    filteredOut.length === 0
      ? undefined
      : html`<div class="note warn">
          <h3>
            ${moreThan(hasMoreFilteredOut)}${countOf(filteredOut.length, "field was", "fields were")} dropped
          </h3>
          <p>
            The project does not take fields that it does not know. The rest of these records was imported.
          </p>
          ${names(filteredOut, hasMoreFilteredOut)}
        </div>`
  const added =
    created.length === 0
      ? undefined
      : html`<div class="note">
          <h3>
            ${moreThan(hasMoreCreated)}${countOf(created.length, dryRun ? "field would be" : "field was", dryRun ? "fields would be" : "fields were")}
            added to the project
          </h3>
          <p>For good: fields cannot be removed, and their types are fixed from now on.</p>
          ${names(created, hasMoreCreated)}
        </div>`
  return html`<section aria-labelledby="fields">
    <h2 id="fields">Fields</h2>
    ${dropped}${added}
  </section>`
}

const moreThan = (hasMore: boolean | undefined): string => (hasMore === true ? "More than " : "")

function names(all: readonly string[], hasMore: boolean | undefined): Html {
  const shown = all.slice(0, FIELDS_SHOWN)
  const left = all.length - shown.length
  return html`<ul class="names">
    ${shown.map(
      (name) =>
        html`<li>
          <code><bdi>${name.slice(0, 120)}</bdi></code>
        </li>`,
    )}${left === 0 ? undefined : html`<li>and ${hasMore === true ? "more than " : ""}${count(left)} more</li>`}
  </ul>`
}

function list(facts: readonly Fact[]): Html {
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
