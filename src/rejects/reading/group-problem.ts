import { asNames, asOurs, say } from "../../messages/say.ts"
import type { BadItem } from "../../sources/data-source.ts"
import { idKeyOf } from "../../sources/id-key.ts"
import { isGroup, isRecord, kindOf } from "../../sources/source-data-record.ts"

/**
 * Why what a list says of a group of rows is none (any more); undefined: it is one.
 *
 * @param groupBy the column whose values make the groups; undefined: not known
 */
export function groupProblem(record: unknown, groupBy: string | undefined): BadItem["problem"] | undefined {
  if (!isGroup(record)) {
    const found = isRecord(record) ? "one object" : kindOf(record)
    return {
      code: "not-a-group",
      ...say`The record is ${asOurs(found)}: it must be an array of objects, one for each row of the group.`,
    }
  }
  const key = groupBy === undefined ? "" : idKeyOf(record, [groupBy])
  if (groupBy === undefined || typeof key === "string" || !("differingColumn" in key)) return undefined
  const name = asNames(JSON.stringify(groupBy))
  return {
    code: "differing-group-values",
    ...say`${name} differs between the rows of the record: they are no group, so move the rows that belong elsewhere, or correct the value.`,
  }
}
