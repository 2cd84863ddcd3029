import { exactJson } from "../../json/exact-json.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"
import type { RejectRow } from "../reject-line.ts"
import { isGroup, isRecord } from "../../sources/source-data-record.ts"

/** Which record a reject is of, and what that says, so that it can be compared. Where there is a record, the text that was none does not count. */
export function rejectText({ fields, origin, raw, record, rows }: ScannedReject): string {
  const isThere = isRecord(record) || isGroup(record)
  return exactJson([origin?.recordNumber, isThere ? record : (rows?.map(rowText) ?? [raw, fields])])
}

/** Without what is only said of it. */
function rowText({ fields, raw, record }: RejectRow): unknown {
  return record ?? [raw, fields]
}
