import { exactJson } from "../../json/exact-json.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"
import { isRecord } from "../../sources/source-data-record.ts"

/** Which record a reject is of, and what that says, so that it can be compared. Where there is a record, the text that was none does not count. */
export function rejectText({ fields, origin, raw, record }: ScannedReject): string {
  return exactJson([origin?.recordNumber, isRecord(record) ? record : [raw, fields]])
}
