import { describe, expect, it } from "vitest"
import { encodedOf } from "../../../tests/kit/encoded-of.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { usersBulkUpdate } from "../../endpoints/users-bulk-update.ts"
import { eventsTrackBulk } from "../../endpoints/events-track-bulk.ts"
import { BatchBuilder } from "../../batches/batch-builder.ts"
import type { Batch } from "../../batches/batch.ts"
import { BufferPool } from "../../batches/buffer-pool.ts"
import { NO_FIELD_TYPES, afterAcceptance, afterRefusal, misfits } from "./field-types.ts"
import type { FieldTypes } from "./field-types.ts"

const usersOf = (...values: readonly unknown[]): Batch => {
  const builder = new BatchBuilder(usersBulkUpdate, undefined, 1_000_000, new BufferPool())
  for (const [index, score] of values.entries())
    builder.add(encodedOf(new UpdateUserProfile({ userId: `u${index}`, dataFields: { score } }), index))
  return builder.build()
}

const eventsOf = (...all: readonly (readonly [eventName: string, score: unknown])[]): Batch => {
  const builder = new BatchBuilder(eventsTrackBulk, undefined, 1_000_000, new BufferPool())
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

/** A type that is certain. */
const LONG_FOR_SURE = accepted(refused(NO_FIELD_TYPES, usersOf(5, "high")), usersOf(5))
/** What is known after requests were refused, each for the value that its answer names. */
const afterNaming = (
  types: FieldTypes,
  ...requests: readonly (readonly [offending: unknown, Batch])[]
): FieldTypes =>
  requests.reduce((known, [offendingValue, batch]) => refused(known, batch, { offendingValue }), types)

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
        message: 'Iterable expects the type long in dataFields.score; got "high"',
        messageParts: [26, [4, "type"], 4, [16, "field"], 6, [6, "quoted"]],
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

  it.each<[type: string, values: readonly unknown[]]>([
    ["long", ["1", "2", "3"]],
    ["long", [1.5, 2.5, 3.5]],
    ["long", [["1"], ["2", null], []]],
    ["double", ["1.5", "2.5", "3.5"]],
    ["boolean", ["true", "false", "true"]],
    ["boolean", [0, 1, 1]],
    ["string", [1, 2, 3]],
    ["date", [1_700_000_000, 1_700_000_001, 1_700_000_002]],
    // Were texts written like that dates, none would have been refused.
    ["date", ["2026-01-31T10:20:30Z", "2026-01-31T10:20:31Z", "2026-01-31T10:20:32Z"]],
  ])("is certain, too, where none of the values that need a conversion fixes it: %s %j", (type, values) => {
    const [first, second] = [usersOf(...values.slice(0, 2)), usersOf(...values.slice(1))]
    const requests = [first, second].map((batch, index) => [values[index], batch] as const)
    const told = requests.reduce(
      (known, [value, batch]) =>
        refused(known, batch, {
          expectedType: type,
          offendingValue: Array.isArray(value) ? (value as unknown[])[0] : value,
        }),
      NO_FIELD_TYPES,
    )
    expect(told).toMatchObject([{ type, isCertain: true }])
    const once = refused(NO_FIELD_TYPES, first, { expectedType: type, offendingValue: values[0] })
    expect(rejectedIn(once, usersOf(...values))).toEqual([])
  })

  it.each<[type: string, offendingValue: unknown, values: readonly unknown[]]>([
    ["long", "x", ["x", 1]],
    ["long", "x", [[1, "x"]]],
    ["long", "1", ["1", [2, "x"]]],
    ["boolean", "true", ["true", false]],
    ["string", 1, [1, "x"]],
    ["date", "soon", ["soon", "2026-01-31"]],
    ["date", "soon", ["soon", "2026-01-31T10:20:30Z"]],
    ["date", "2026-01-31 10:20", ["2026-01-31 10:20", "2026-01-31T10:20:30Z"]],
    ["geo_location", 5, [5, "52.5,13.4"]],
    ["geo_location", 5, [5, { lat: 52.5, lon: 13.4 }]],
    ["object", "x", ["x", {}]],
    ["ip", "x", ["x", "127.0.0.1"]],
  ])("is not certain where one of them may have fixed it: %s, %j of %j", (type, offendingValue, values) => {
    const mismatch = { expectedType: type, offendingValue }
    const batches = [usersOf(...values), usersOf(...values), usersOf(...values)]
    const told = batches.reduce((known, batch) => refused(known, batch, mismatch), NO_FIELD_TYPES)
    expect(told).toMatchObject([{ type, isCertain: false }])
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

  it("is not believed where nobody has the value that it names", () => {
    const offendingValue = "word"
    const never = usersOf("high", "low", ["x", 3])
    expect(refused(refused(NO_FIELD_TYPES, never, { offendingValue }), never, { offendingValue })).toEqual([])
    expect(accepted(refused(NO_FIELD_TYPES, usersOf(5, "high"), { offendingValue }), usersOf(5))).toEqual([])
    // Nor does it make certain, or doubtful, what others have told.
    const once = refused(NO_FIELD_TYPES, usersOf("high"))
    expect(rejectedIn(refused(once, usersOf("low"), { offendingValue }), MIXED)).toEqual([])
    const other = refused(LONG_FOR_SURE, never, { offendingValue, expectedType: "date" })
    expect(rejectedIn(other, MIXED)).toEqual(MISFITS)
    // Of events, only those of the name that is meant count.
    const events = eventsOf(["a", "high"], ["b", "word"])
    expect(refused(NO_FIELD_TYPES, events, { category: "a", offendingValue })).toEqual([])
    expect(refused(NO_FIELD_TYPES, events, { category: "b", offendingValue })).toHaveLength(1)
  })

  it.each<[value: unknown, offendingValue: unknown]>([
    ["high", "high"],
    [["high", 5], "high"],
    [
      ["high", 5],
      ["high", 5],
    ],
    [[5, ["high"]], "high"],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1 }, '{"a":1}'],
    [[{ a: 1 }], '[{"a":1}]'],
    [true, "true"],
    ["true", true],
    [2.5, "2.5"],
    [["x", 3], "3.0"],
    ["so high that nothing is higher", "so high that n..."],
    ["so high that nothing is higher", "so high that n…"],
    ["so high that nothing is higher", "so high that nothing is"],
  ])("is believed however the value is told: %j as %j", (value, offendingValue) => {
    expect(refused(NO_FIELD_TYPES, usersOf(5, value), { offendingValue })).toHaveLength(1)
  })

  it.each<[value: unknown, offendingValue: unknown]>([
    ["high", "hig"],
    ["high", "..."],
    ["", "…"],
    ["high", null],
    ["", " "],
    [0, ""],
    [false, ""],
    [[], ""],
    [{ a: "word" }, "word"],
  ])("is not believed for a value that is but similar: %j for %j", (value, offendingValue) => {
    expect(refused(NO_FIELD_TYPES, usersOf(value), { offendingValue })).toEqual([])
  })

  it("is kept within bounds", () => {
    let types = NO_FIELD_TYPES
    for (let number = 0; number < 300; number += 1)
      types = refused(types, eventsOf([`e${number}`, "x"]), { category: `e${number}` })
    expect(types).toHaveLength(100)
  })
})

describe("what refusals tell of values that might be converted", () => {
  const FOLLOWING = usersOf("7", 7, 2.5, "8", ["9"], [1, 2], null)

  it("is that values of such a kind are refused, once two were", () => {
    const once = afterNaming(LONG_FOR_SURE, ["1", usersOf(5, "1", "2")])
    expect(rejectedIn(once, FOLLOWING)).toEqual([])
    const twice = afterNaming(once, ["2", usersOf("2", "3")])
    expect(rejectedIn(twice, FOLLOWING)).toEqual([0, 3, 4])
    const fractions = afterNaming(LONG_FOR_SURE, [1.5, usersOf(5, 1.5)], ["3.5", usersOf(3.5, 4.5)])
    expect(rejectedIn(fractions, FOLLOWING)).toEqual([2])
    const batch = usersOf("7")
    expect([...misfits(twice, batch, batch.entries).values()]).toMatchObject([
      { message: 'Iterable expects the type long in dataFields.score; got "7"' },
    ])
  })

  it("is of use only where the type is certain", () => {
    const told = afterNaming(NO_FIELD_TYPES, ["1", usersOf(5, "1")], ["2", usersOf(5, "2")])
    expect(rejectedIn(told, FOLLOWING)).toEqual([])
    expect(rejectedIn(accepted(told, usersOf(5)), FOLLOWING)).toEqual([0, 3, 4])
  })

  it("needs two records: one may have a fault of its own", () => {
    const batch = usersOf(5, "1")
    expect(rejectedIn(afterNaming(LONG_FOR_SURE, ["1", batch], ["1", batch]), FOLLOWING)).toEqual([])
  })

  it("is nothing once one was taken, whether before, between or after the refusals", () => {
    const requests = [
      ["1", usersOf(5, "1")],
      ["2", usersOf(5, "2")],
    ] as const
    const before = accepted(LONG_FOR_SURE, usersOf("6"), LONG_FOR_SURE)
    expect(rejectedIn(afterNaming(before, ...requests), FOLLOWING)).toEqual([])
    const between = accepted(afterNaming(LONG_FOR_SURE, requests[0]), usersOf(["6"]))
    expect(rejectedIn(afterNaming(between, ...requests), FOLLOWING)).toEqual([])
    const after = accepted(afterNaming(LONG_FOR_SURE, ...requests), usersOf("6"))
    expect(rejectedIn(after, FOLLOWING)).toEqual([])
    // Another kind says nothing of it.
    expect(rejectedIn(accepted(afterNaming(LONG_FOR_SURE, ...requests), usersOf(2.5)), FOLLOWING)).toEqual([
      0, 3, 4,
    ])
  })

  it.each<[string, readonly (readonly [offending: unknown, Batch])[]]>([
    [
      "others of its kind stand before it, and may be fine",
      [
        ["2", usersOf("1", "2")],
        ["4", usersOf("3", "4")],
      ],
    ],
    [
      "it is not said who is meant",
      [
        [undefined, usersOf("1", "2")],
        [undefined, usersOf("3", "4")],
      ],
    ],
    [
      "somebody else is named",
      [
        [5, usersOf(5, "1")],
        [6, usersOf(6, "2")],
      ],
    ],
    [
      "one can never fit",
      [
        ["x", usersOf("x", "1")],
        ["y", usersOf("y", "2")],
      ],
    ],
    [
      "two kinds are in one array",
      [
        [1.5, usersOf([1.5, "1"])],
        [2.5, usersOf([2.5, "2"])],
      ],
    ],
    [
      "the number is out of range",
      [
        ["99999999999999999999", usersOf("99999999999999999999")],
        ["88888888888888888888", usersOf("88888888888888888888")],
      ],
    ],
  ])("is nothing where %s", (_, requests) => {
    expect(rejectedIn(afterNaming(LONG_FOR_SURE, ...requests), FOLLOWING)).toEqual([])
  })

  it("is told by a record that is refused alone, whatever the answer names", () => {
    const told = afterNaming(LONG_FOR_SURE, [undefined, usersOf("1")], ["?", usersOf(5, "2")])
    expect(rejectedIn(told, FOLLOWING)).toEqual([0, 3, 4])
  })

  it("concerns events of one name only", () => {
    const certain = accepted(
      refused(NO_FIELD_TYPES, eventsOf(["a", 5], ["a", "high"]), { category: "a" }),
      eventsOf(["a", 5]),
    )
    const told = ["1", "2"].reduce(
      (known, offendingValue) =>
        refused(known, eventsOf(["a", 5], ["b", "0"], ["a", offendingValue]), {
          category: "a",
          offendingValue,
        }),
      certain,
    )
    expect(rejectedIn(told, eventsOf(["a", "7"], ["b", "7"], ["a", 7]))).toEqual([0])
  })
})
