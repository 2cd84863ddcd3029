import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { TrackCustomEvent } from "../actions/track-custom-event.ts"
import { TrackPurchase } from "../actions/track-purchase.ts"
import { UpdateUserProfile } from "../actions/update-user-profile.ts"
import type { Sent } from "./answer.ts"
import { findCulprits } from "./find-culprits.ts"
import type { Culprits } from "./find-culprits.ts"
import type { JsonObject } from "./json-object.ts"

const blame = (code: string, params: JsonObject, sent: Sent, message = ""): Culprits =>
  findCulprits({ code, message, params }, sent)
const rejectedBy = ({ rejected }: Culprits): number[] =>
  [...rejected.keys()].toSorted((one, other) => one - other)
const users = (...fields: Record<string, unknown>[]): Sent =>
  sentFrom(fields.map((dataFields, index) => new UpdateUserProfile({ userId: `u${index}`, dataFields })))
const emails = (...all: string[]): Sent => sentFrom(all.map((email) => new UpdateUserProfile({ email })))

/** A request as a server sees it that was sent something else than what this library makes. */
function wires(...all: JsonObject[]): Sent {
  return { kind: "track-custom-event", count: all.length, wireAt: (index) => all[index] ?? {} }
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
    ["error.expected.jsboolean", [true, false], ["true", 1, null]],
    ["Boolean value expected", [true], ["true"]],
    ["error.expected.jsnumber", [1, 2.5], ["1", null, true]],
    ["Printable string expected", ["a"], [5, null]],
    ["error.expected.jsarray", [[]], [{}, "a"]],
    ["error.expected.jsobject", [{}], [[], "a", null]],
    ["error.path.missing", [null, 0, ""], [undefined]],
  ])("knows what meets %j", (expectation, good, bad) => {
    for (const value of [...good, ...bad]) {
      const found = blame("BadJsonBody", { "obj.events[0].field": expectation }, wires({ field: value }))
      expect([value, rejectedBy(found)]).toEqual([value, bad.includes(value as never) ? [0] : []])
    }
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
      'dataFields.signupDate has the type date in this project for good; got "GGG"',
    )
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
    expect(rejectedBy(by(mismatch("n", "long", "x", "event"), sent))).toEqual([0, 1])
    expect(rejectedBy(by(mismatch("n", "long", "x", "unheard of"), sent))).toEqual([])
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

  it("finds the one of a single refusal, and says what was offered", () => {
    expect(by("Invalid email: sayan", emails("sayan")).rejected.get(0)).toEqual({
      stage: "api",
      code: "InvalidEmailAddressError",
      message: 'email: a valid address expected, got "sayan"',
    })
  })

  it("does not take a part of an address that holds a comma for another user's", () => {
    const found = by("Emails invalid: Smith, bob@b.co", emails("Smith, bob@b.co", "bob@b.co", "eve@b.co"))
    expect(rejectedBy(found)).toEqual([])
    expect(found.suspects).not.toContain(2)
  })

  it.each(["Emails invalid: ", "Emails invalid:", "Invalid currentEmail x", "", "something else"])(
    "blames nobody for %j",
    (message) => {
      expect(by(message, emails("a@b.co", "b@b.co"))).toEqual({ rejected: new Map(), suspects: [] })
    },
  )
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
        fc.constantFrom("BadJsonBody", "RequestFieldsTypesMismatched", "InvalidEmailAddressError"),
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
