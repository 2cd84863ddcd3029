import type { Answer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import type { Call } from "./call.ts"
import { isObject } from "./data-fields.ts"

/**
 * Refuses a bulk request with a record that has a certain data field, and points at the record after it, or gives `null`.
 *
 * Source: a production client's fixture of events/trackBulk, where the bad record is the first one and the pointer says `events[1]`.
 */
export function misplacedPointerAnswer(call: Call): Answer | null {
  const { pointerFault } = call
  if (pointerFault === null) return null
  const { field, member } = pointerFault
  for (const name of ["users", "events"]) {
    const records = call.json[name]
    if (!Array.isArray(records)) continue
    const bad = records.findIndex(
      (record) =>
        isObject(record) && isObject(record["dataFields"]) && Object.hasOwn(record["dataFields"], field),
    )
    if (bad < 0) continue
    const index = (bad + 1) % records.length
    return badJsonBodyAnswer(call, [{ path: `obj.${name}[${index}].${member}`, expected: "number" }])
  }
  return null
}
