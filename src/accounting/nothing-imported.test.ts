import { describe, expect, it } from "vitest"
import { inAll } from "../../tests/kit/in-all.ts"
import { nothingImported } from "./nothing-imported.ts"
import type { RecordCounts, RejectReason, Summary } from "./summary.ts"

const NO_ACTIONS = { accepted: 0, rejected: 0, unknown: 0 }

function ended(
  records: Partial<RecordCounts>,
  {
    events = NO_ACTIONS,
    allowEmpty = false,
    dryRun = false,
    reasons = [],
  }: {
    readonly events?: Summary["actions"]["events"]
    readonly allowEmpty?: boolean
    readonly dryRun?: boolean
    readonly reasons?: readonly (readonly [code: string, count: number])[]
  } = {},
): ReturnType<typeof nothingImported> {
  return nothingImported({
    sourceName: "users.csv",
    allowEmpty,
    dryRun,
    records: { read: 0, imported: 0, rejected: 0, skipped: 0, unknown: 0, pending: 0, ...records },
    actions: inAll(NO_ACTIONS, { events }),
    rejectReasons: reasons.map(([code, count]): RejectReason => ({
      stage: "map",
      code,
      count,
      advice: "",
      examples: [],
    })),
  })
}

describe("nothingImported()", () => {
  it("is nothing to speak of where a record was imported, or may have been", () => {
    expect(ended({ read: 3, skipped: 2, imported: 1 })).toBeUndefined()
    expect(ended({ read: 3, skipped: 2, unknown: 1 })).toBeUndefined()
  })

  it("is nothing to speak of where an action of a rejected record was accepted, or may have been", () => {
    for (const outcome of ["accepted", "unknown"])
      expect(ended({ read: 1, rejected: 1 }, { events: { ...NO_ACTIONS, [outcome]: 1 } })).toBeUndefined()
  })

  it("asks for the return that may be missing where all records were skipped", () => {
    expect(ended({ read: 3, skipped: 3 })).toEqual({
      code: "all-skipped",
      message:
        "The map function returned nothing for any of the 3 records: does it lack a return? Nothing was imported.",
    })
    expect(ended({ read: 12_345, skipped: 12_345 })?.message).toContain("any of the 12,345 records")
    expect(ended({ read: 1, skipped: 1 }, { allowEmpty: true })?.message).toContain("for the only record:")
  })

  it("takes a source without records for a mistake, unless that is allowed", () => {
    expect(ended({})).toMatchObject({
      code: "no-records",
      message: expect.stringContaining("allowEmpty: true") as string,
    })
    expect(ended({}, { allowEmpty: true })).toBeUndefined()
  })

  it("says of a dry run what would be", () => {
    const dry = (records: Partial<RecordCounts>): string | undefined =>
      ended(records, { dryRun: true })?.message
    expect(dry({})).toMatch(/^users\.csv holds no records: nothing would be imported\. /)
    expect(dry({ read: 2, skipped: 2 })).toMatch(/does it lack a return\? Nothing would be imported\.$/)
    expect(dry({ read: 3, rejected: 3 })).toBe("Nothing would be imported: all 3 records would be rejected.")
    expect(dry({ read: 1, rejected: 1 })).toBe(
      "Nothing would be imported: the only record would be rejected.",
    )
    expect(dry({ read: 3, rejected: 2, skipped: 1 })).toBe(
      "Nothing would be imported: 2 of the 3 records would be rejected, and the map function returned nothing for the others.",
    )
  })

  it("says how all records failed: in the same way, in several ways, or not all of them", () => {
    const messageOf = (...given: Parameters<typeof ended>): string | undefined => ended(...given)?.message
    expect(messageOf({ read: 3, rejected: 3 }, { reasons: [["too-few-fields", 3]] })).toBe(
      "Nothing was imported: all 3 records were rejected for the same reason, too-few-fields. Is the first row really the header? Leave out a title above it with skipLines: 1.",
    )
    expect(
      messageOf(
        { read: 3, rejected: 3 },
        {
          reasons: [
            ["a", 2],
            ["b", 1],
          ],
        },
      ),
    ).toBe("Nothing was imported: all 3 records were rejected.")
    expect(messageOf({ read: 1, rejected: 1 }, { reasons: [["a", 1]] })).toBe(
      "Nothing was imported: the only record was rejected.",
    )
    expect(messageOf({ read: 3, rejected: 2, skipped: 1 }, { reasons: [["a", 2]] })).toBe(
      "Nothing was imported: 2 of the 3 records were rejected, and the map function returned nothing for the others.",
    )
  })
})
