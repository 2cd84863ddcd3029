import { describe, expect, it } from "vitest"
import {
  FIRST_COLUMN_NAMES,
  OWN_COLUMN_NAMES,
  misplacedColumn,
  ownCells,
  ownColumns,
  ownColumnsInText,
  ownFields,
} from "./own-columns.ts"
import { rejectsCsvHeader } from "./rejects-csv.ts"

const laterNames = OWN_COLUMN_NAMES.slice(FIRST_COLUMN_NAMES.length)

/** Our columns as each release up to this one wrote them. */
const releases = OWN_COLUMN_NAMES.flatMap((_, index) =>
  index + 1 < FIRST_COLUMN_NAMES.length ? [] : [OWN_COLUMN_NAMES.slice(0, index + 1)],
)

const content = {
  item: { position: { recordNumber: 7 }, record: { name: "Ada" } },
  line: {
    position: { recordNumber: 7, lineNumber: 8 },
    code: "no",
    message: "not this one",
    advice: "-fix it",
    digest: "r0123456789abcde",
  },
  delimiter: ",",
} as const

describe("our columns", () => {
  it.each(releases)("are found in the header of each release: %s", (...own) => {
    expect(ownColumns([...own, "name"])).toEqual(own)
    expect(misplacedColumn([...own, "name"])).toBeUndefined()
  })

  it.each(laterNames)("are found where a person has deleted %s", (deleted) => {
    const own = OWN_COLUMN_NAMES.filter((name) => name !== deleted)
    expect(ownColumns([...own, "name"])).toEqual(own)
  })

  it("are none in other files", () => {
    expect(ownColumns([])).toEqual([])
    expect(ownColumns(["name", ...OWN_COLUMN_NAMES])).toEqual([])
    expect(ownColumns(["import_record", "name"])).toEqual([])
  })

  it.each(laterNames)("are out of place where %s stands behind an original one", (name) => {
    const others = OWN_COLUMN_NAMES.filter((other) => other !== name)
    expect(misplacedColumn([...others, "name", name])).toBe(name)
  })

  it.each(releases)("are found by how the text of a list starts, up to where it is cut: %s", (...own) => {
    const maxLength = rejectsCsvHeader({ columns: [], delimiter: ";" }).length
    const text = rejectsCsvHeader({ columns: ["name of a column", "x"], delimiter: ";", ownColumns: own })
    expect(ownColumnsInText(text.slice(0, maxLength))).toEqual(own)
  })

  it.each(releases)("say again what was written into them: %s", (...own) => {
    const cells = ownCells([...ownFields(content, own), "Ada"], own)
    const all = {
      import_record: "7",
      import_line: "8",
      import_reason: "no: not this one",
      import_advice: "-fix it",
      import_raw: "",
      import_digest: "r0123456789abcde",
    }
    for (const name of OWN_COLUMN_NAMES)
      expect([name, cells[name]]).toEqual([name, own.includes(name) ? all[name] : ""])
  })
})
