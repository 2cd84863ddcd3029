import { UsageError } from "../../../errors.ts"
import type { Check } from "./check.ts"

/** Refuses what are no names of fields in `dataFields`, or none at all. */
export const fieldNames: Check = (fields, name) => {
  const isRight =
    Array.isArray(fields) &&
    fields.length > 0 &&
    fields.every((field: unknown) => typeof field === "string" && field !== "")
  if (!isRight)
    throw new UsageError(
      `${name} is ${JSON.stringify(fields)}; it must be the names of one or more fields of dataFields, such as ["score"].`,
    )
  const prefixed = (fields as readonly string[]).find((field) => field.startsWith("dataFields."))
  if (prefixed !== undefined)
    throw new UsageError(
      `${name} names ${JSON.stringify(prefixed)}; leave dataFields out of the name: ${JSON.stringify(prefixed.slice("dataFields.".length))}.`,
    )
}
