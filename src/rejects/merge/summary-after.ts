import { FieldNames } from "../../delivery/field-names.ts"
import type { Summary } from "../../accounting/summary.ts"
import type { ImportCounts } from "../../state/import-record.ts"
import type { WrittenList } from "./merge-lists.ts"
import type { RetryToMerge } from "./retry-to-merge.ts"

/** The summary of an import after a retry. */
export function summaryAfter(
  before: Summary,
  after: ImportCounts & { readonly unlistedRejects: number },
  { lists, summary: retried }: Pick<RetryToMerge, "lists" | "summary">,
  written: readonly WrittenList[],
): Summary {
  const { unlistedRejects: _before, ...rest } = before
  const { unlistedRejects, ...counts } = after
  const summary: Summary = { ...rest, ...(unlistedRejects === 0 ? {} : { unlistedRejects }) }
  const isLeft = (listPath: string): boolean =>
    written.some(({ path, sizeBytes }) => path === listPath && sizeBytes > 0)
  const { rejects: _rejects, rejectsCsv: _rejectsCsv, ...others } = summary.paths
  const paths = {
    ...others,
    ...(isLeft(lists.ndjsonPath) ? { rejects: lists.ndjsonPath } : {}),
    ...(isLeft(lists.csvPath) ? { rejectsCsv: lists.csvPath } : {}),
  }
  if (retried === undefined) return { ...summary, ...counts, paths }
  const { bytes, durations, fields, requests } = summary
  return {
    ...summary,
    ...counts,
    paths,
    requests: {
      sent: requests.sent + retried.requests.sent,
      retried: requests.retried + retried.requests.retried,
      throttled: requests.throttled + retried.requests.throttled,
      repaired: requests.repaired + retried.requests.repaired,
    },
    bytes: { sent: bytes.sent + retried.bytes.sent },
    fields: fieldsAfter(fields, retried.fields),
    durations: { ...durations, totalMs: durations.totalMs + retried.durations.totalMs },
  }
}

function fieldsAfter(some: Summary["fields"], others: Summary["fields"]): Summary["fields"] {
  const created = new FieldNames(some.created, some.hasMoreCreated === true || others.hasMoreCreated)
  const filteredOut = new FieldNames(
    some.filteredOut,
    some.hasMoreFilteredOut === true || others.hasMoreFilteredOut,
  )
  created.add(others.created)
  filteredOut.add(others.filteredOut)
  return {
    created: created.names,
    ...(created.hasMore === undefined ? {} : { hasMoreCreated: true }),
    filteredOut: filteredOut.names,
    ...(filteredOut.hasMore === undefined ? {} : { hasMoreFilteredOut: true }),
  }
}
