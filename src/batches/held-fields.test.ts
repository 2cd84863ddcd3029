import fc from "fast-check"
import { expect, it } from "vitest"
import { anyText, jsonValue } from "../../tests/kit/arbitraries.ts"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { dataFieldAt } from "../answers/data-field.ts"
import { BatchBuilder } from "./batch-builder.ts"
import { wireOf } from "./batch.ts"
import type { Batch } from "./batch.ts"
import { BufferPool } from "./buffer-pool.ts"
import { heldFields } from "./held-fields.ts"

function batchOf(all: readonly Readonly<Record<string, unknown>>[]): Batch {
  const builder = new BatchBuilder(usersBulkUpdate, undefined, 10_000_000, new BufferPool())
  for (const [index, dataFields] of all.entries())
    builder.add(encodedOf(new UpdateUserProfile({ userId: `u${index}`, dataFields }), index + 1))
  return builder.build()
}

const name = fc.oneof(anyText, fc.constantFrom("a", "b", "ba", "locale", "b.a"))
const value = fc.oneof(
  jsonValue,
  fc.constantFrom(
    ...["a", "b", '"a":', 'x"a":1', "\\", '\\"', "a\\\\"].map((text) => ({ a: text, b: { a: text } })),
  ),
)

it("finds just those entries that hold a field, whatever else they hold, and whatever it is called", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join(".")),
      fc.func(fc.boolean()),
      fc.func(fc.boolean()),
      (all, field, isKept, judge) => {
        const batch = batchOf(all)
        const entries = batch.entries.filter(({ item }) => isKept(item.position.recordNumber))
        // Of texts, numbers and booleans only does the value alone say whether it is of interest.
        const isOfInterest = (one: unknown): boolean => (typeof one === "object" ? true : judge(one))
        const expected = entries.filter((entry) => {
          const held = dataFieldAt(wireOf(batch, entry), field)
          return held !== undefined && held !== null && isOfInterest(held)
        })
        const found = [...heldFields(batch, entries, field, isOfInterest)]
        expect(found.map(({ entry }) => entry)).toEqual(expected)
        for (const { entry, value: held } of found)
          expect(held).toEqual(dataFieldAt(wireOf(batch, entry), field))
      },
    ),
    { numRuns: 1_000 },
  )
})
