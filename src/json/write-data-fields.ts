import type { DataFields } from "../resources/fields.ts"
import { jsonText } from "./json-text.ts"
import type { JsonWriter } from "./json-writer.ts"
import { refuseUnsayable } from "./refuse-unsayable.ts"
import { writeValue } from "./write-value.ts"

/**
 * Writes fields of the user's own; `field` is what messages call them.
 *
 * @throws {@link ResourceError} if one of them cannot be said in JSON; what was written so far means nothing then.
 */
export function writeDataFields(writer: JsonWriter, fields: DataFields, field: string): void {
  const { length } = writer
  if (writeValue(writer, fields)) return
  writer.length = length
  refuseUnsayable(fields, field)
  writer.raw(jsonText(fields))
}
