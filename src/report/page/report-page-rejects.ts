import { maskCode, maskMessage } from "../../accounting/mask-value.ts"
import { capitalized } from "./capitalized.ts"
import { html } from "./report-page-html.ts"
import type { Html } from "./report-page-html.ts"
import { REPORT_PAGE_NUMBERS } from "./report-page-numbers.ts"
import type { ReportPageData } from "./report-page-data.ts"
import type { RejectReason } from "../../accounting/summary.ts"

const { count, countOf, percent } = REPORT_PAGE_NUMBERS

const EXAMPLES_PER_GROUP = 3
const GROUPS_SHOWN = 30
const CODES_SHOWN = 6
const LONGEST_MESSAGE = 600

/** All reasons that ask for the same to be done. */
interface AdviceGroup {
  readonly advice: string
  readonly reasons: readonly RejectReason[]
  readonly recordCount: number
}

/** What was not imported and why, grouped by what must be done about it, the most frequent first. */
export function reportPageRejects({
  showValues = false,
  summary,
  wording,
}: ReportPageData): Html | undefined {
  const reasons =
    wording === undefined
      ? summary.rejectReasons
      : summary.rejectReasons.map((reason) => ({ ...reason, advice: wording(reason.advice) }))
  const groups = grouped(reasons)
  if (groups.length === 0) return undefined
  const failed = summary.records.rejected + summary.records.unknown
  const shown = groups.slice(0, GROUPS_SHOWN)
  const left = groups.length - shown.length
  const path = summary.paths.rejects
  const where =
    path === undefined
      ? undefined
      : html` All of them, each with its record and the reason, are in <code>${path}</code>.`
  const masked = showValues
    ? undefined
    : html` Values are masked here, since they may be personal data; the rejects file has them.`
  return html`<section aria-labelledby="rejects">
    <h2 id="rejects">
      What to do about the ${countOf(failed, "record that was", "records that were")} not imported
    </h2>
    <p class="lead">${where}${masked}</p>
    <ol class="groups">
      ${shown.map((group) => groupItem(group, failed, showValues))}
    </ol>
    ${left === 0 ? undefined : html`<p>And ${countOf(left, "further thing")} to do, see the rejects file.</p>`}
  </section>`
}

function grouped(reasons: readonly RejectReason[]): readonly AdviceGroup[] {
  const byAdvice = new Map<string, RejectReason[]>()
  for (const reason of reasons) {
    const alike = byAdvice.get(reason.advice)
    if (alike === undefined) byAdvice.set(reason.advice, [reason])
    else alike.push(reason)
  }
  return [...byAdvice]
    .map(([advice, alike]) => ({
      advice,
      reasons: alike,
      recordCount: alike.reduce((sum, reason) => sum + reason.count, 0),
    }))
    .toSorted((one, other) => other.recordCount - one.recordCount)
}

function groupItem({ advice, reasons, recordCount }: AdviceGroup, failed: number, showValues: boolean): Html {
  // One of each reason before a second of any.
  const examples = [0, 1, 2]
    .flatMap((index) => reasons.flatMap((reason) => reason.examples.slice(index, index + 1)))
    .slice(0, EXAMPLES_PER_GROUP)
  const codes = reasons.slice(0, CODES_SHOWN)
  const left = reasons.length - codes.length
  return html`<li>
    <div>
      <h3>${capitalized(advice)}.</h3>
      <p class="codes">
        ${codes.map(({ code, count: number, stage }) => html`<span><code>${showValues ? code : maskCode(code)}</code> ${STAGE_NAMES[stage]}${reasons.length === 1 ? "" : `, ${countOf(number, "record")}`}</span> `)}${left === 0 ? undefined : html`<span>and ${count(left)} more</span>`}
      </p>
    </div>
    <p class="amount">
      ${countOf(recordCount, "record")} <small>${percent(recordCount, failed)} of these</small>
    </p>
    <ul class="examples">
      ${examples.map(({ lineNumber, message, messageParts, recordNumber }) => {
        const place = lineNumber === undefined ? `record ${count(recordNumber)}` : `line ${count(lineNumber)}`
        return html`<li>
          <span class="where">${place}</span>
          <bdi>${showValues ? excerpt(message) : maskMessage({ message, messageParts })}</bdi>
        </li>`
      })}
    </ul>
  </li>`
}

const STAGE_NAMES: Readonly<Record<RejectReason["stage"], string>> = {
  parse: "reading the file",
  map: "in the map function",
  validate: "before sending",
  api: "at Iterable",
}

function excerpt(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}
