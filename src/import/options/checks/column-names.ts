import { UsageError } from "../../../errors.ts"
import type { Check } from "./check.ts"

/** Refuses what are no names of columns, or none at all. */
export const columnNames: Check = (columns, name) => {
  const isRight =
    Array.isArray(columns) &&
    columns.length > 0 &&
    columns.every((column: unknown) => typeof column === "string" && column !== "")
  if (!isRight)
    throw new UsageError(
      `${name} is ${JSON.stringify(columns)}; it must be the names of one or more columns, such as ["orderId"].`,
    )
}
