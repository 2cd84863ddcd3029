import type { Summary } from "../accounting/summary.ts"
import { visibleJson } from "../platform/visible-json.ts"

/** What stands in `summary.json`. */
export function summaryText(summary: Summary): string {
  return `${visibleJson(JSON.stringify(summary, undefined, 2))}\n`
}
