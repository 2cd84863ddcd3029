import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { Sent } from "./answer.ts"
import type { Culprits } from "./culprits.ts"
import { DATE_FORMS } from "./date-forms.ts"
import { findCulprits } from "./find-culprits.ts"
import { commerceTrackPurchase } from "../endpoints/commerce-track-purchase.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import type { JsonObject } from "../json/json-object.ts"

const blame = (code: string, params: JsonObject, sent: Sent, message = ""): Culprits =>
  findCulprits({ code, message, params }, sent)
const rejectedBy = ({ rejected }: Culprits): number[] =>
  [...rejected.keys()].toSorted((one, other) => one - other)
const users = (...fields: Record<string, unknown>[]): Sent =>
  sentFrom(fields.map((dataFields, index) => new UpdateUserProfile({ userId: `u${index}`, dataFields })))
const emails = (...all: string[]): Sent => sentFrom(all.map((email) => new UpdateUserProfile({ email })))

/** A request as a server sees it that was sent something else than what this library makes. */
function wires(...all: JsonObject[]): Sent {
  return { form: eventsTrackBulk.form, count: all.length, wireAt: (index) => all[index] ?? {} }
}

describe("findCulprits() of BadJsonBody", () => {
  const SENT = wires({ eventName: "a", createdAt: "now" }, { createdAt: 5 }, { eventName: 7, dataFields: [] })

  it.each([
    [
      "2017",
      {
        "obj.events[1].eventName": [{ msg: "error.path.missing", args: [] }],
        "obj.events[2].eventName": [{ msg: "error.expected.jsstring", args: [] }],
      },
    ],
    [
      "2022",
      {
        "obj.events[1].eventName": [{ msg: ["error.path.missing"], args: [] }],
        "obj.events[2].eventName": [{ msg: ["error.expected.jsstring"], args: [] }],
      },
    ],
    [
      "today",
      {
        "obj.events[1].eventName": "String value expected",
        "obj.events[2].eventName": "String value expected",
      },
    ],
  ])("believes pointers of %s that are seen to be true", (_, params) => {
    expect(rejectedBy(blame("BadJsonBody", params, SENT))).toEqual([1, 2])
    expect(blame("BadJsonBody", params, SENT).suspects).toEqual([])
  })

  it("says which field, what was expected, and what was offered", () => {
    const found = blame("BadJsonBody", { "obj.events[0].createdAt": "Number value expected" }, SENT)
    expect(found.rejected.get(0)).toEqual({
      stage: "api",
      code: "BadJsonBody",
      message: 'createdAt: Number value expected, got "now"',
      messageParts: [[9, "field"], 2, [21, "others"], 6, [5, "value"]],
    })
  })

  it("does not believe an index that is off by one", () => {
    expect(
      rejectedBy(blame("BadJsonBody", { "obj.events[1].createdAt": "Number value expected" }, SENT)),
    ).toEqual([])
  })

  it.each([
    ["an index beyond the end", { "obj.events[3].eventName": "String value expected" }],
    ["a huge index", { "obj.events[99999999999999999999].eventName": "String value expected" }],
    ["a pointer to the envelope", { "obj.events": "Array value expected" }],
    ["an expectation that nobody knows", { "obj.events[2].eventName": "Something nice" }],
    ["a detail of an odd type", { "obj.events[2].eventName": 5 }],
    ["an empty detail", { "obj.events[2].eventName": [] }],
    ["a pointer into items", { "obj.items[0].price": "Number value expected" }],
    ["no pointer at all", { events: "Array value expected" }],
  ])("blames nobody for %s", (_, params) => {
    expect(blame("BadJsonBody", params, SENT)).toEqual({ rejected: new Map(), suspects: [] })
  })

  it.each([
    ["error.expected.jsboolean", [true, false], ["true", 1]],
    ["Boolean value expected", [true], ["true"]],
    ["error.expected.jsnumber", [1, 2.5], ["1", true]],
    ["Printable string expected", ["a"], [5]],
    ["error.expected.jsarray", [[]], [{}, "a"]],
    ["error.expected.jsobject", [{}], [[], "a"]],
    ["error.path.missing", [0, ""], []],
  ])("knows what meets %j", (expectation, good, bad) => {
    for (const value of [...good, ...bad]) {
      const found = blame("BadJsonBody", { "obj.events[0].field": expectation }, wires({ field: value }))
      expect([value, rejectedBy(found)]).toEqual([value, bad.includes(value as never) ? [0] : []])
    }
  })

  it.each([
    "error.expected.jsnumber",
    "Boolean value expected",
    "String value expected",
    "Array value expected",
    "Object value expected",
    "error.path.missing",
    [{ msg: ["error.path.missing"], args: [] }],
  ])("takes whoever lacks an optional field for innocent, whatever a pointer expects there: %j", (detail) => {
    const sent = wires({ eventName: "a" }, { eventName: "b", createdAt: null, dataFields: { n: null } })
    for (const index of [0, 1]) {
      for (const path of [
        "createdAt",
        "campaignId",
        "preferUserId",
        "email",
        "dataFields.n",
        "dataFields.a.b",
      ]) {
        const found = blame("BadJsonBody", { [`obj.events[${index}].${path}`]: detail }, sent)
        expect(found).toEqual({ rejected: new Map(), suspects: [] })
        const alone = blame("BadJsonBody", { [`obj.events[0].${path}`]: detail }, wires({ eventName: "a" }))
        expect(alone.rejected.size).toBe(0)
      }
    }
  })

  it.each([undefined, null])("blames whoever has %j for the name of an event", (eventName) => {
    const params = { "obj.events[1].eventName": "String value expected" }
    const found = blame("BadJsonBody", params, wires({ eventName: "a" }, { eventName }))
    expect(rejectedBy(found)).toEqual([1])
  })

  it("only suspects whoever has something in a place of which nothing is known", () => {
    const sent = wires({ eventName: "a", dataFields: { n: "1" } }, { eventName: "b", dataFields: { n: "2" } })
    const params = { "obj.events[1].dataFields.n": "Number value expected" }
    expect(blame("BadJsonBody", params, sent)).toEqual({ rejected: new Map(), suspects: [1] })
  })

  it("never blames one that is not wrong, whatever the pointers say", () => {
    const value = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.boolean(),
      fc.constant([]),
      fc.constant({}),
    )
    const expectation = fc.constantFrom(
      "String value expected",
      "error.expected.jsnumber",
      "Boolean value expected",
    )
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.nat({ max: 8 }), expectation), { maxLength: 8 }),
        (values, said) => {
          const params = Object.fromEntries(
            said.map(([index, detail]) => [`obj.events[${index}].field`, detail]),
          )
          const found = blame("BadJsonBody", params, wires(...values.map((field) => ({ field }))))
          for (const index of found.rejected.keys()) {
            const detail = params[`obj.events[${index}].field`] ?? ""
            const type = /string/i.test(detail) ? "string" : /number/.test(detail) ? "number" : "boolean"
            expect(typeof values[index]).not.toBe(type)
          }
        },
      ),
    )
  })
})

describe("findCulprits() of RequestFieldsTypesMismatched", () => {
  const mismatch = (
    field: string,
    expectedType: string,
    offendingValue: unknown,
    category = "user",
  ): JsonObject => ({
    validationErrors: {
      [field]: {
        incomingTypes: ["string", "keyword"],
        expectedType,
        _type: "UnexpectedType",
        offendingValue,
        category,
      },
    },
  })
  const by = (params: JsonObject, sent: Sent): Culprits => blame("RequestFieldsTypesMismatched", params, sent)

  it("blames those whose value cannot be of the type, and names field, type and value", () => {
    const found = by(
      mismatch("signupDate", "date", "GGG"),
      users({ signupDate: "GGG" }, { signupDate: "2026-01-01" }, { signupDate: {} }, {}),
    )
    expect(rejectedBy(found)).toEqual([0, 2])
    expect(found.suspects).toEqual([])
    expect(found.rejected.get(0)?.message).toBe(
      `Iterable expects the type date in dataFields.signupDate; got "GGG"; dates are written ${DATE_FORMS}`,
    )
  })

  it.each([
    [
      "the project has it",
      { age: "old" },
      'dataFields.age has the type long in this project for good; got "old"',
    ],
    [
      "another value of the record may have given it",
      { age: [1, "x"] },
      'Iterable expects the type long in dataFields.age; got [1,"x"], whose values have several types',
    ],
  ])("says of a type only what is so: %s", (_, fields, message) => {
    const { age } = fields
    const offending = Array.isArray(age) ? "x" : age
    expect(by(mismatch("age", "long", offending), users(fields)).rejected.get(0)?.message).toBe(message)
  })

  it("blames those that offer the very value, and suspects those that nobody can tell of", () => {
    const found = by(
      mismatch("age", "long", "5"),
      users({ age: "5" }, { age: "6" }, { age: 7 }, { age: null }, { age: "5" }),
    )
    expect(rejectedBy(found)).toEqual([0, 4])
    expect(found.suspects).toEqual([1])
  })

  it("suspects those that offer the very value where it should fit", () => {
    const found = by(
      mismatch("when", "date", "2026-02-31"),
      users({ when: "2026-02-31" }, { when: "2026-01-01" }),
    )
    expect(rejectedBy(found)).toEqual([])
    expect(found.suspects).toEqual([0])
  })

  it("finds fields by dotted path, and names that hold dots", () => {
    const sent = users({ address: { zip: "x" } }, { "address.zip": "x" }, { "etl:::soc": "x" })
    expect(rejectedBy(by(mismatch("address.zip", "long", "x"), sent))).toEqual([0, 1])
    expect(rejectedBy(by(mismatch("etl:::soc", "long", "x"), sent))).toEqual([2])
  })

  it("looks only at events of the name that is blamed", () => {
    const sent = sentFrom(
      ["opened", "closed"].map(
        (eventName) => new TrackCustomEvent({ eventName, userId: "u", dataFields: { n: "x" } }),
      ),
    )
    expect(rejectedBy(by(mismatch("n", "long", "x", "closed"), sent))).toEqual([1])
    // Each of them may have a type of its own for the field.
    expect(by(mismatch("n", "long", "x", "event"), sent)).toEqual({ rejected: new Map(), suspects: [0, 1] })
    expect(rejectedBy(by(mismatch("n", "long", "x", "unheard of"), sent))).toEqual([])
  })

  it("rejects no record if none has the value that the answer names", () => {
    const sent = sentFrom(["x", "y", 1].map((n) => new UpdateUserProfile({ userId: "u", dataFields: { n } })))
    expect(by(mismatch("n", "long", "x", "user"), sent).rejected.size).toBe(2)
    expect(by(mismatch("n", "long", "word", "user"), sent)).toEqual({ rejected: new Map(), suspects: [0, 1] })
  })

  it.each<[value: unknown, offendingValue: unknown]>([
    [["x", ["word"]], "word"],
    [{ a: 1, b: 2 }, '{"a":1,"b":2}'],
    ["so long a word that it is cut", "so long a word th…"],
  ])("knows the value that the answer names in other words: %j as %j", (n, offendingValue) => {
    const sent = sentFrom(
      [n, "y", 1].map((one) => new UpdateUserProfile({ userId: "u", dataFields: { n: one } })),
    )
    expect(rejectedBy(by(mismatch("n", "long", offendingValue), sent))).toEqual([0, 1])
  })

  it("finds the fields of a buyer", () => {
    const sent = sentFrom([
      new TrackPurchase({
        user: { userId: "u", dataFields: { age: "x" } },
        items: [{ id: "i", name: "n", price: 1, quantity: 1 }],
        total: 1,
      }),
    ])
    expect(by(mismatch("age", "long", "x"), sent).rejected.get(0)?.message).toContain("age has the type long")
  })

  it("never blames one whose value fits, and never one without the field", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(undefined), fc.integer(), fc.string(), fc.boolean()), { maxLength: 8 }),
        fc.constantFrom("long", "double", "string", "boolean", "date", "object"),
        fc.oneof(fc.integer(), fc.string()),
        (values, type, offending) => {
          const found = by(mismatch("f", type, offending), users(...values.map((f) => ({ f }))))
          for (const index of found.rejected.keys()) {
            const value = values[index]
            const ofType = type === "long" || type === "double" ? "number" : type
            expect(value).toBeDefined()
            expect(typeof value).not.toBe(ofType)
          }
          for (const index of found.suspects) expect(found.rejected.has(index)).toBe(false)
        },
      ),
    )
  })

  it.each([null, [], "x", { f: null }, { f: "long" }, { f: { expectedType: 5 } }])(
    "survives validationErrors %j",
    (validationErrors) => {
      const found = by({ validationErrors }, users({ f: 5 }, { g: 5 }))
      expect(rejectedBy(found)).toEqual([])
      expect(found.suspects.every((index) => index === 0)).toBe(true)
    },
  )
})

describe("findCulprits() of InvalidEmailAddressError", () => {
  const by = (message: string, sent: Sent): Culprits => blame("InvalidEmailAddressError", {}, sent, message)

  it.each(["Emails invalid: bad@,foo", "Emails invalid: bad@, foo", "Emails invalid: BAD@ , Foo"])(
    "finds those that %j lists",
    (message) => {
      expect(rejectedBy(by(message, emails("bad@", "good@b.co", "FOO")))).toEqual([0, 2])
    },
  )

  it("makes those suspect whose listed address looks well, and rejects at once those whose address is none", () => {
    const found = by(
      "Emails invalid: u1@x.com, bad@, U2@X.com",
      emails("u0@x.com", "u1@x.com", "bad@", "u2@x.com"),
    )
    expect({ rejected: rejectedBy(found), suspects: found.suspects }).toEqual({
      rejected: [2],
      suspects: [1, 3],
    })
    expect(rejectedBy(by("Invalid email: u1@x.com", emails("u1@x.com")))).toEqual([0])
  })

  it("finds the one of a single refusal, and says what was offered", () => {
    expect(by("Invalid email: sayan", emails("sayan")).rejected.get(0)).toEqual({
      stage: "api",
      code: "InvalidEmailAddressError",
      message: 'email: a valid address expected, got "sayan"',
      messageParts: [37, [7, "value"]],
    })
  })

  it("does not believe a message that lists the whole request", () => {
    const found = by("Emails invalid: a@b.co, bad@", emails("a@b.co", "bad@"))
    expect({ rejected: rejectedBy(found), suspects: found.suspects }).toEqual({
      rejected: [],
      suspects: [0, 1],
    })
  })

  it("does not take a part of an address that holds a comma for another user's", () => {
    const found = by("Emails invalid: Smith,bob@b.co", emails("Smith,bob@b.co", "bob@b.co", "eve@b.co"))
    expect(found).toEqual({ rejected: new Map(), suspects: [0, 1] })
  })

  it.each(["Emails invalid: ", "Emails invalid:", "Invalid currentEmail x", "", "something else"])(
    "blames nobody for %j",
    (message) => {
      expect(by(message, emails("a@b.co", "b@b.co"))).toEqual({ rejected: new Map(), suspects: [] })
    },
  )
})

describe("findCulprits() of UniqueFieldsLimitExceeded", () => {
  const by = (params: JsonObject, sent: Sent): Culprits => blame("UniqueFieldsLimitExceeded", params, sent)
  /** What a project with room for `room` more fields says. */
  const limit = (newFields: readonly string[], room: number): JsonObject => ({
    limit: 1_000,
    requestedTotal: 1_000 - room + newFields.length,
    newFields,
  })

  it("blames the one that alone brings more new names than there is room for, and not those that bring some", () => {
    const sent = users({ plan: 1 }, { plan: 2, a: 1, b: 2, c: 3 }, { plan: 3 }, { age: 5 })
    const found = by(limit(["plan", "a", "b", "c"], 2), sent)
    expect(rejectedBy(found)).toEqual([1])
    expect(found.suspects).toEqual([])
    expect(found.rejected.get(1)).toEqual({
      stage: "api",
      code: "UniqueFieldsLimitExceeded",
      message:
        'it brings 4 field names that the project does not have ("plan", "a", "b", …), and the project has room for 2 more: its limit is 1000 fields',
      messageParts: [56, [19, "names"], 64],
    })
  })

  it("blames all who bring any where there is no room at all", () => {
    const found = by(limit(["a", "b.c"], 0), users({ a: 1 }, {}, { b: { c: 1 } }, { x: 1 }))
    expect(rejectedBy(found)).toEqual([0, 2])
  })

  it("suspects those that no longer fit once the ones before them are in", () => {
    const found = by(limit(["a", "b", "c"], 2), users({ a: 1 }, { a: 1, b: 1 }, { c: 1 }, { b: 1 }))
    expect(found).toEqual({ rejected: new Map(), suspects: [2] })
  })

  it("blames the one who alone brings any, and suspects several, where the numbers say nothing", () => {
    const sent = users({ a: 1, b: 1 }, { c: 1 }, {})
    for (const over of [
      {},
      { limit: "x" },
      { limit: 5, requestedTotal: 900 },
      { limit: 900, requestedTotal: 5 },
    ]) {
      expect(rejectedBy(by({ newFields: ["a", "b"], ...over }, sent))).toEqual([0])
      expect(by({ newFields: ["a", "c"], ...over }, sent)).toEqual({ rejected: new Map(), suspects: [0, 1] })
    }
  })

  it("knows names in nested objects and in lists, and values that add no field", () => {
    const sent = users(
      { address: { zip: null }, tags: [] },
      { address: { zip: 5 } },
      { tags: [{ label: "x" }] },
      { tags: [null], "address.zip": null },
    )
    const found = by(limit(["address", "address.zip", "tags", "tags.label"], 1), sent)
    expect(rejectedBy(found)).toEqual([1, 2])
    expect(found.suspects).toEqual([])
  })

  it("finds events by their name and their fields", () => {
    const event = (eventName: string, dataFields: object, createNewFields?: boolean): JsonObject => ({
      eventName,
      userId: "u",
      dataFields,
      ...(createNewFields === undefined ? {} : { createNewFields }),
    })
    const sent = wires(
      event("open", { n: 1 }),
      event("close", { n: 1 }),
      event("open", { n: 1, deep: { er: 1 } }),
      event("fresh", {}),
      event("open", { deep: { er: 1 } }, false),
    )
    const newFields = ["open.deep", "open.deep.er", "fresh"]
    expect(rejectedBy(by(limit(newFields, 0), sent))).toEqual([2, 3])
    expect(rejectedBy(by(limit(newFields, 1), sent))).toEqual([2])
  })

  it("finds the fields of a buyer", () => {
    const buyer = {
      form: commerceTrackPurchase.form,
      count: 1,
      wireAt: () => ({ user: { dataFields: { a: 1 } } }),
    } as const
    expect(rejectedBy(by(limit(["a"], 0), buyer))).toEqual([0])
  })

  it.each([undefined, null, [], "a", [5], ["stranger"]])("blames nobody for newFields %j", (newFields) => {
    expect(by({ limit: 5, requestedTotal: 6, newFields }, users({ a: 1 }, { b: 1 }))).toEqual({
      rejected: new Map(),
      suspects: [],
    })
  })

  it("never blames one who would fit in after any of the others, and never suspects all", () => {
    const names = ["a", "b", "c", "d", "e", "f"]
    fc.assert(
      fc.property(
        fc.array(fc.subarray(names), { minLength: 2, maxLength: 8 }),
        fc.subarray(names),
        (all, known) => {
          const newFields = names.filter((name) => !known.includes(name) && all.flat().includes(name))
          fc.pre(newFields.length > 0)
          for (let room = 0; room < newFields.length; room += 1) {
            const sent = users(...all.map((own) => Object.fromEntries(own.map((name) => [name, 1]))))
            const found = by(limit(newFields, room), sent)
            for (const index of found.rejected.keys())
              expect(all[index]?.filter((name) => newFields.includes(name)).length).toBeGreaterThan(room)
            expect(found.suspects.length).toBeLessThan(all.length)
            expect(found.suspects.length + found.rejected.size).toBeGreaterThan(0)
          }
        },
      ),
    )
  })
})

describe("findCulprits()", () => {
  it.each([undefined, "BadParams", "Success", "Conflict"])("blames nobody for the code %j", (code) => {
    expect(findCulprits({ code, message: "Emails invalid: u0", params: {} }, users({}, {}))).toEqual({
      rejected: new Map(),
      suspects: [],
    })
  })

  it("names only actions that were sent, whatever the server says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          "BadJsonBody",
          "RequestFieldsTypesMismatched",
          "InvalidEmailAddressError",
          "UniqueFieldsLimitExceeded",
        ),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.nat({ max: 4 }),
        (code, params, message, count) => {
          const { rejected, suspects } = blame(
            code,
            params,
            emails(...Array.from({ length: count }, (_, at) => `u${at}@b.co`)),
            message,
          )
          for (const index of [...rejected.keys(), ...suspects]) expect(index).toBeLessThan(count)
        },
      ),
    )
  })
})
