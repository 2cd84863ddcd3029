import { describe, expect, it } from "vitest"
import { encodedOf } from "../../tests/kit/encoded-of.ts"
import { TrackCustomEvent } from "../actions/track-custom-event.ts"
import { UpdateUserProfile } from "../actions/update-user-profile.ts"
import { CHANNELS } from "../api/channel.ts"
import { BatchBuilder } from "../batches/batch-builder.ts"
import type { Batch } from "../batches/batch.ts"
import { BufferPool } from "../batches/buffer-pool.ts"
import { NO_FIELD_TYPES, afterAcceptance, afterRefusal, misfits } from "./field-types.ts"
import type { FieldTypes } from "./field-types.ts"

const usersOf = (...values: readonly unknown[]): Batch => {
  const builder = new BatchBuilder(CHANNELS.users, 1_000_000, new BufferPool())
  for (const [index, score] of values.entries())
    builder.add(encodedOf(new UpdateUserProfile({ userId: `u${index}`, dataFields: { score } }), index))
  return builder.build()
}

const eventsOf = (...all: readonly (readonly [eventName: string, score: unknown])[]): Batch => {
  const builder = new BatchBuilder(CHANNELS.events, 1_000_000, new BufferPool())
  for (const [index, [eventName, score]] of all.entries())
    builder.add(
      encodedOf(new TrackCustomEvent({ eventName, userId: `u${index}`, dataFields: { score } }), index),
    )
  return builder.build()
}

const LONG = { field: "score", expectedType: "long", category: "user" }
const refused = (types: FieldTypes, batch: Batch, mismatch: object = {}): FieldTypes =>
  afterRefusal(types, [{ ...LONG, ...mismatch }], batch, batch.entries)
const accepted = (types: FieldTypes, batch: Batch, sentWith: FieldTypes = NO_FIELD_TYPES): FieldTypes =>
  afterAcceptance(types, sentWith, batch, batch.entries)
/** The places of those that are rejected unsent. */
const rejectedIn = (types: FieldTypes, batch: Batch): number[] => {
  const found = misfits(types, batch, batch.entries)
  return batch.entries.flatMap((entry, index) => (found.has(entry) ? [index] : []))
}

const MIXED = usersOf(1, "high", "2", null, 2.5, true, [1, "x"], { a: 1 })
const MISFITS = [1, 5, 6, 7]

describe("what refusals tell of types", () => {
  it("is not believed yet where the refused request itself may have fixed the type", () => {
    const told = refused(NO_FIELD_TYPES, usersOf(5, "high"))
    expect(rejectedIn(told, MIXED)).toEqual([])
    expect(rejectedIn(refused(told, usersOf(6, "low")), MIXED)).toEqual([])
  })

  it("is certain once a value that fits was taken, and rejects only what can never fit", () => {
    const known = accepted(refused(NO_FIELD_TYPES, usersOf(5, "high")), usersOf(5))
    expect(rejectedIn(known, MIXED)).toEqual(MISFITS)
    const batch = usersOf("high")
    expect([...misfits(known, batch, batch.entries).values()]).toEqual([
      {
        stage: "api",
        code: "RequestFieldsTypesMismatched",
        message: 'dataFields.score has the type long in this project for good; got "high"',
      },
    ])
  })

  it("is not made certain by values that need a conversion, or by requests without the field", () => {
    const told = refused(NO_FIELD_TYPES, usersOf(5, "high"))
    expect(rejectedIn(accepted(told, usersOf("7", null, undefined)), MIXED)).toEqual([])
  })

  it("is certain where it was told twice of requests that could not have fixed it", () => {
    const once = refused(NO_FIELD_TYPES, usersOf("high", null))
    expect(rejectedIn(once, MIXED)).toEqual([])
    expect(rejectedIn(refused(once, usersOf("low")), MIXED)).toEqual(MISFITS)
  })

  it("is forgotten once a value was taken that cannot fit", () => {
    const told = refused(NO_FIELD_TYPES, usersOf(5, "high"))
    expect(accepted(told, usersOf(5, "low"))).toEqual([])
    const known = accepted(told, usersOf(5))
    // A request that left before that was known is answered after it.
    expect(accepted(known, usersOf("low"), told)).toEqual([])
    expect(accepted(known, usersOf("low"), known)).toEqual(known)
  })

  it("is doubted where another answer says another type", () => {
    const known = accepted(refused(NO_FIELD_TYPES, usersOf(5, "high")), usersOf(5))
    const doubted = refused(known, usersOf("high", 5), { expectedType: "string" })
    expect(rejectedIn(doubted, MIXED)).toEqual([])
  })

  it("concerns events of one name only", () => {
    const told = refused(NO_FIELD_TYPES, eventsOf(["a", 5], ["a", "high"], ["b", "high"]), { category: "a" })
    const known = accepted(told, eventsOf(["b", 5], ["a", 5]))
    expect(rejectedIn(known, eventsOf(["a", "x"], ["b", "x"], ["a", 1]))).toEqual([0])
    expect(rejectedIn(accepted(told, eventsOf(["b", 5])), eventsOf(["a", "x"]))).toEqual([])
  })

  it.each([undefined, "", "event", "customEvent"])(
    "is believed of events under a general name where one name only can be meant: %s",
    (category) => {
      const one = refused(NO_FIELD_TYPES, eventsOf(["a", 5], ["a", "high"]), { category })
      expect(rejectedIn(accepted(one, eventsOf(["a", 5])), eventsOf(["a", "x"], ["b", "x"]))).toEqual([0])
      expect(refused(NO_FIELD_TYPES, eventsOf(["a", 5], ["b", "high"]), { category })).toEqual([])
    },
  )

  it("is of no use where it is about nothing that was sent", () => {
    expect(refused(NO_FIELD_TYPES, usersOf(1), { field: "other" })).toEqual([])
    expect(refused(NO_FIELD_TYPES, usersOf(1), { category: "purchase" })).toEqual([])
    expect(refused(NO_FIELD_TYPES, eventsOf(["a", "x"]), { category: "z" })).toEqual([])
  })

  it("is kept within bounds", () => {
    let types = NO_FIELD_TYPES
    for (let number = 0; number < 300; number += 1)
      types = refused(types, eventsOf([`e${number}`, "x"]), { category: `e${number}` })
    expect(types).toHaveLength(100)
  })
})
