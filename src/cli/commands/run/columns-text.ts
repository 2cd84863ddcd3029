import type { Summary } from "../../../index.ts"
import { visibleText } from "../../../messages/visible-text.ts"
import { fieldList } from "../../texts/field-list.ts"
import { plainText } from "../../terminal/plain-text.ts"

/** That the map function read columns that its file does not have; an empty text where it read none. */
export function columnsText({ missingColumns, source }: Pick<Summary, "missingColumns" | "source">): string {
  if (missingColumns === undefined) return ""
  const { columns, names, nearest = {} } = missingColumns
  const near = Object.values(nearest)
  const meant = near.length === 0 ? "" : ` (perhaps ${fieldList(near.map(visibleText))} is meant)`
  const which = names.length === 1 ? "column" : "columns"
  return `Warning: The map function read the ${which} ${fieldList(names.map(visibleText))}${meant}, which ${plainText(source.name)} does not have; its columns are ${fieldList(columns.map(visibleText))}. What it read there is undefined, and a field that is undefined is not sent.`
}
