/** Of what the ids of a record's events and purchases are made: the values of its key's columns, as a JSON array, or why there is none. */
export type IdKey = string | { readonly emptyColumn: string } | { readonly differingColumn: string }

/**
 * The key of a record, from columns or, within objects, from paths such as `order.id`. What is a text, a number, or true or false
 * is a value; what is nothing but blanks is none. All rows of a group must have the same key.
 */
export function idKeyOf(record: unknown, columns: readonly string[]): IdKey {
  return Array.isArray(record) ? keyOfRows(record, columns) : keyOfRecord(record, columns)
}

function keyOfRows(rows: readonly unknown[], columns: readonly string[]): IdKey {
  const [first] = rows
  const differing = columns.find((column) => {
    const text = textOf(valueAt(first, column))
    return rows.some((row) => textOf(valueAt(row, column)) !== text)
  })
  return differing === undefined ? keyOfRecord(first, columns) : { differingColumn: differing }
}

function keyOfRecord(record: unknown, columns: readonly string[]): IdKey {
  const values: string[] = []
  for (const column of columns) {
    const text = textOf(valueAt(record, column))
    if (text.trim() === "") return { emptyColumn: column }
    values.push(text)
  }
  return JSON.stringify(values)
}

/** Own properties only: `constructor` is no column. */
function valueAt(record: unknown, path: string): unknown {
  const whole = ownValue(record, path)
  if (whole !== undefined || !path.includes(".")) return whole
  return path.split(".").reduce(ownValue, record)
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : ""
}
