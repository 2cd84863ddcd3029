import { html } from "./report-page-html.ts"
import type { Html } from "./report-page-html.ts"
import { REPORT_PAGE_NUMBERS } from "./report-page-numbers.ts"
import type { Summary } from "../../accounting/summary.ts"

const { count, countOf, percent } = REPORT_PAGE_NUMBERS

interface State {
  readonly key: "imported" | "rejected" | "skipped" | "unknown" | "pending"
  readonly name: string
  readonly meaning: string
}

/** What became of the records: a bar, and the states with what they mean, which add up to the records read. */
export function reportPageRecords({ dryRun, records }: Summary): Html {
  const all = statesOf(dryRun)
  const sum = all.reduce((total, { key }) => total + records[key], 0)
  const shown = all.filter(({ key }) => records[key] > 0 || key === "imported" || key === "rejected")
  const difference =
    sum === records.read
      ? undefined
      : html`<p class="note bad">
          These add up to ${count(sum)}, not to the ${count(records.read)} records read. That is a fault of
          this program: please report it.
        </p>`
  return html`<section aria-labelledby="records">
    <h2 id="records">Records</h2>
    ${bar(shown, records, sum)}
    <table class="states">
      <thead class="sr">
        <tr>
          <th scope="col">State</th>
          <th scope="col">Records</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ key, meaning, name }) =>
            html`<tr>
              <th scope="row"><span class="dot ${key}"></span>${name}<small>${meaning}</small></th>
              <td>${count(records[key])}<small>${percent(records[key], sum)}</small></td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Read</th>
          <td>${count(records.read)}</td>
        </tr>
      </tfoot>
    </table>
    ${difference}
  </section>`
}

function statesOf(dryRun: boolean): readonly State[] {
  return [
    {
      key: "imported",
      name: dryRun ? "Would be imported" : "Imported",
      meaning: dryRun ? "Nothing was sent." : "Iterable accepted all that the record asked for.",
    },
    { key: "rejected", name: "Rejected", meaning: "Cannot be imported as it is." },
    { key: "skipped", name: "Skipped", meaning: "The map function returned nothing for it." },
    {
      key: "unknown",
      name: "Unknown",
      meaning: "May or may not have been applied; sending it again could double it.",
    },
    { key: "pending", name: "Pending", meaning: "Not settled when the import stopped." },
  ]
}

/** The least that is still seen of a state, in percent. */
const LEAST_WIDTH = 0.6

function bar(states: readonly State[], records: Summary["records"], sum: number): Html | undefined {
  const present = states.filter(({ key }) => records[key] > 0)
  if (present.length === 0) return undefined
  const widths = present.map(({ key }) => Math.max(LEAST_WIDTH, (records[key] / sum) * 100))
  const width = widths.reduce((one, other) => one + other, 0)
  let at = 0
  const parts = present.map(({ key }, index) => {
    const share = ((widths[index] ?? 0) / width) * 100
    at += share
    return html`<rect
      class="${key}"
      x="${(at - share).toFixed(3)}%"
      width="${share.toFixed(3)}%"
      height="100%"
    />`
  })
  const text = present.map(({ key, name }) => `${name}: ${count(records[key])}`).join(", ")
  return html`<svg
    class="bar"
    width="100%"
    height="14"
    role="img"
    aria-label="${`${countOf(sum, "record")}. ${text}.`}"
  >
    ${parts}
  </svg>`
}
