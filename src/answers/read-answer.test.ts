import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyText, eventAction, purchaseAction, sentFrom, userAction } from "../../tests/kit/arbitraries.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { Sent } from "./answer.ts"
import { commerceTrackPurchase } from "../endpoints/commerce-track-purchase.ts"
import { eventsTrackBulk } from "../endpoints/events-track-bulk.ts"
import { usersBulkUpdate } from "../endpoints/users-bulk-update.ts"
import { readAnswer } from "./read-answer.ts"
import type { Verdict } from "./verdict.ts"

const ENDPOINTS = { users: usersBulkUpdate, events: eventsTrackBulk, purchases: commerceTrackPurchase }
const NOW_MS = Date.UTC(2026, 0, 1)
const THREE = sentFrom(
  ["a", "b", "c"].map((userId) => new UpdateUserProfile({ userId, dataFields: { age: "x" } })),
)
const ONE = sentFrom([new UpdateUserProfile({ userId: "a", dataFields: { age: "x" } })])
const PURCHASE = sentFrom([
  new TrackPurchase({
    user: { userId: "a" },
    items: [{ id: "i", name: "n", price: 1, quantity: 1 }],
    total: 1,
  }),
])

function read(
  status: number,
  body: unknown,
  {
    sent = THREE,
    endpoint = "users",
    headers = {},
  }: { sent?: Sent; endpoint?: keyof typeof ENDPOINTS; headers?: Record<string, string> } = {},
): Verdict {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return readAnswer({ status, headers, body: text }, sent, ENDPOINTS[endpoint].readSuccess, NOW_MS)
}
const error = (code: string, msg = "m", params: unknown = null): object => ({ msg, code, params })

describe("readAnswer() of failures of which nobody is to blame", () => {
  it.each([408, 500, 501, 502, 503, 504, 520, 599, 100, 0])(
    "sends again after %d, and takes it to be applied perhaps",
    (status) => {
      for (const body of ["", "<title>Bad Gateway</title>", error("GenericError"), error("DatabaseError")]) {
        expect(read(status, body)).toMatchObject({ kind: "try-again", applied: "maybe", throttled: false })
      }
    },
  )

  it.each([
    ["params", error("RateLimitExceeded", "m", { rateLimitReset: 2 }), {}, 2_000],
    ["params as text", error("RateLimitExceeded", "m", { rateLimitReset: "0.5" }), {}, 500],
    ["the header", error("RateLimitExceeded", "m", {}), { "retry-after": "7" }, 7_000],
    [
      "the header with a date",
      "Too Many Requests",
      { "retry-after": "Thu, 01 Jan 2026 00:00:10 GMT" },
      10_000,
    ],
    ["nobody", "Too Many Requests", {}, undefined],
    [
      "garbage",
      error("RateLimitExceeded", "m", { rateLimitReset: {} }),
      { "retry-after": "soon" },
      undefined,
    ],
  ])("waits after 429 as %s says, and knows that nothing was applied", (_, body, headers, waitMs) => {
    expect(read(429, body, { headers })).toMatchObject({
      kind: "try-again",
      applied: "never",
      throttled: true,
      waitMs,
    })
  })

  it.each([500, 502, 503, 599])(
    "knows a refusal by the fault that it names, also where its status is %d",
    (status) => {
      const mismatch = error("RequestFieldsTypesMismatched", "m", {
        validationErrors: { age: { expectedType: "long", offendingValue: "x", category: "user" } },
      })
      const verdict = read(status, mismatch)
      expect(verdict.kind === "refused" && [...verdict.rejected.keys()]).toEqual([0, 1, 2])
      for (const code of [
        "BadJsonBody",
        "BadParams",
        "Conflict",
        "EmailAlreadyExists",
        "ExternalKeyConflict",
        "ForgottenUserError",
        "InvalidEmailAddressError",
        "InvalidUserIdError",
        "JwtUserIdentifiersMismatched",
        "UnknownEmailError",
        "UnknownUserIdError",
        "UserIdAlreadyExists",
      ])
        expect(read(status, error(code))).toMatchObject({ kind: "refused", rejection: { code } })
      const limit = { limit: 5, requestedTotal: 6, newFields: ["age"] }
      expect(read(status, error("UniqueFieldsLimitExceeded", "m", limit))).toMatchObject({ kind: "refused" })
      const unknownUser = { error: "NotFound", message: "m", code: "error.users.noUserWithIdExists" }
      expect(read(status, unknownUser)).toMatchObject({ kind: "refused" })
      for (const code of ["GenericError", "DatabaseError", "QueueEmailError", "Success", "Unheard"])
        expect(read(status, error(code))).toMatchObject({ kind: "try-again", applied: "maybe" })
      // The fault of no record: rejecting them one after the other would be no help.
      for (const code of ["BadApiKey", "Forbidden", "ForbiddenParamsError", "NotFound", "Unauthorized"])
        expect(read(status, error(code))).toMatchObject({ kind: "try-again", applied: "maybe" })
    },
  )

  it.each([200, 202, 302, 401, 403, 408, 429, 100])(
    "knows a refusal by the fault of the data that it names, also where its status is %d",
    (status) => {
      const mismatch = error("RequestFieldsTypesMismatched", "m", {
        validationErrors: { age: { expectedType: "long", offendingValue: "x", category: "user" } },
      })
      const verdict = read(status, mismatch)
      expect(verdict.kind === "refused" && [...verdict.rejected.keys()]).toEqual([0, 1, 2])
      expect(verdict).toMatchObject({ mismatches: [{ field: "age", expectedType: "long" }] })
      const pointer = error("BadJsonBody", "m", { "obj.users[1].preferUserId": "Boolean value expected" })
      expect(read(status, pointer)).toMatchObject({ kind: "refused", rejection: { code: "BadJsonBody" } })
      for (const code of [
        "EmailAlreadyExists",
        "ExternalKeyConflict",
        "ForgottenUserError",
        "InvalidEmailAddressError",
        "InvalidUserIdError",
        "UniqueFieldsLimitExceeded",
        "UnknownEmailError",
        "UnknownUserIdError",
        "UserIdAlreadyExists",
        "error.users.noUserWithIdExists",
      ]) {
        expect(read(status, error(code))).toMatchObject({ kind: "refused", rejection: { code } })
        const purchase = { sent: PURCHASE, endpoint: "purchases" } as const
        expect(read(status, error(code), purchase)).toMatchObject({ kind: "refused", rejection: { code } })
      }
    },
  )

  it.each([
    [401, "stop"],
    [403, "stop"],
    [408, "try-again"],
    [413, "too-large"],
    [429, "try-again"],
  ])("takes a status of %d at its word where the code may not be about the data", (status, kind) => {
    for (const code of ["BadParams", "BadJsonBody", "Conflict", "JwtUserIdentifiersMismatched"])
      expect(read(status, error(code))).toMatchObject({ kind })
    for (const code of ["BadApiKey", "RateLimitExceeded", "GenericError", "Success", "Unheard"])
      expect(read(status, error(code))).toMatchObject({ kind })
  })

  it("believes the counts of a good status rather than a code beside them", () => {
    const counts = { successCount: 3, failCount: 0, code: "InvalidEmailAddressError" }
    expect(read(200, counts)).toMatchObject({ kind: "processed", doubtful: [] })
    const none = { successCount: 0, failCount: 0, code: "InvalidEmailAddressError" }
    expect(read(200, none)).toMatchObject({ kind: "refused" })
    for (const code of ["GenericError", "BadApiKey", "RateLimitExceeded", "Unheard"])
      expect(read(200, error(code), { sent: PURCHASE, endpoint: "purchases" })).toMatchObject({
        kind: "try-again",
        applied: "maybe",
      })
  })

  it("obeys Retry-After of a 503", () => {
    expect(read(503, "", { headers: { "retry-after": "7" } })).toMatchObject({ waitMs: 7_000 })
  })
})

describe("readAnswer() of what ends a run", () => {
  it.each([
    [401, error("BadApiKey", "Invalid API key", { ip: "203.0.113.7" }), "API_UNAUTHORIZED"],
    [401, error("Success", "Invalid API key"), "API_UNAUTHORIZED"],
    [401, error("InvalidJwtPayload", "JWT token is expired"), "API_UNAUTHORIZED"],
    [401, "", "API_UNAUTHORIZED"],
    [403, error("Forbidden"), "API_FORBIDDEN"],
    [404, "<title>Action not found</title>", "API_FORBIDDEN"],
    [301, "", "API_FORBIDDEN"],
    [307, error("Success"), "API_FORBIDDEN"],
  ])("stops at %d %j", (status, body, code) => {
    expect(read(status, body)).toMatchObject({ kind: "stop", code })
  })

  it.each([
    [403, "<title>Forbidden</title>"],
    [403, { msg: "no" }],
    [404, "<title>Not Found</title>"],
    [302, ""],
  ])("takes %d %j for what may be a refusal by something on the way", (status, body) => {
    const verdict = read(status, body)
    expect(verdict).toMatchObject({ kind: "stop", blocked: { stage: "api", code: "blocked-on-the-way" } })
    expect(verdict.kind === "stop" && verdict.blocked?.message).toContain(`answered with ${status}`)
  })

  it.each([
    [401, "<title>Unauthorized</title>"],
    [401, error("BadApiKey")],
    [403, error("Forbidden")],
    [403, error("BadApiKey")],
    [307, error("Success")],
  ])("takes %d %j for nobody else's answer", (status, body) => {
    expect(read(status, body)).not.toHaveProperty("blocked")
  })

  it("says what Iterable said and what to check", () => {
    const verdict = read(401, error("BadApiKey", "Disabled API key or insufficient privileges"))
    expect(verdict).toMatchObject({
      message:
        'Iterable refused the API key ("Disabled API key or insufficient privileges"). Check that the key is right, of the kind Server-side, enabled, and of a project in the chosen data center (region: "us" or region: "eu").',
    })
  })

  it("does not stop at a 404 of which Iterable says that it is about the data", () => {
    const body = { error: "NotFound", message: "m", code: "error.users.noUserWithIdExists" }
    expect(read(404, body)).toMatchObject({ kind: "refused" })
  })
})

describe("readAnswer() of refusals", () => {
  it.each([
    [413, ""],
    [413, "<title>413 Request Entity Too Large</title>"],
    [400, error("BatchTooLarge")],
  ])("knows %d %j for a request that is too large", (status, body) => {
    expect(read(status, body)).toMatchObject({ kind: "too-large" })
  })

  it.each([400, 404, 409, 410, 422, 451])(
    "lets culprits be searched for after a %d that names none",
    (status) => {
      const verdict = read(status, error("BadParams", "Either email or userId must be set"))
      expect(verdict).toMatchObject({
        kind: "refused",
        rejected: new Map(),
        suspects: [],
        rejection: {
          stage: "api",
          code: "BadParams",
          message: `Iterable answered ${status}: Either email or userId must be set`,
        },
      })
    },
  )

  it("refuses all where a refusal is of what they have in common, and only then", () => {
    const refusesAll = ({ message }: { readonly message: string }): boolean =>
      message.startsWith("no such book")
    for (const sent of [THREE, ONE]) {
      const common = { ...sent, form: { ...sent.form, refusesAll } }
      const message = "Iterable answered 400: no such book 7"
      const rejection = { stage: "api", code: "http-400", message, messageParts: [23, [14, "others"]] }
      expect(read(400, error("Success", "no such book 7"), { sent: common })).toEqual({
        kind: "refused",
        rejected: new Map(Array.from({ length: sent.count }, (_, index) => [index, rejection])),
        suspects: [],
        rejection,
      })
      expect(read(400, error("BadParams", "no such page"), { sent: common })).toMatchObject({
        kind: "refused",
        rejected: new Map(),
      })
    }
  })

  it("takes the status for the code where the code says Success or nothing", () => {
    expect(read(400, error("Success", "error.lists.invalidListId(1)"))).toMatchObject({
      rejection: { code: "http-400" },
    })
    expect(read(409, "")).toMatchObject({ rejection: { code: "http-409", message: "Iterable answered 409" } })
  })

  const MISMATCH = error("RequestFieldsTypesMismatched", "Project 1: …", {
    validationErrors: { age: { expectedType: "long", offendingValue: "x", category: "user" } },
  })

  it("does not stop where one brings too many new fields", () => {
    const params = { limit: 15_000, requestedTotal: 15_001, newFields: ["age"] }
    const verdict = read(400, error("UniqueFieldsLimitExceeded", "limit of 15000", params))
    expect(verdict.kind === "refused" && [...verdict.rejected.keys()]).toEqual([0, 1, 2])
    expect(read(400, error("UniqueFieldsLimitExceeded"), { sent: ONE })).toMatchObject({
      kind: "refused",
      rejection: { code: "UniqueFieldsLimitExceeded" },
    })
  })

  it("finds the culprits of a bulk request", () => {
    const verdict = read(400, MISMATCH)
    expect(verdict.kind === "refused" && [...verdict.rejected.keys()]).toEqual([0, 1, 2])
  })

  it("says of an action that was alone what was wrong with it", () => {
    expect(read(400, MISMATCH, { sent: ONE })).toMatchObject({
      kind: "refused",
      rejected: new Map(),
      rejection: { message: expect.stringContaining('got "x"') as unknown },
    })
  })

  it("does not take a pointer into a purchase for one at the purchase", () => {
    const body = error("BadJsonBody", "[/api/commerce/trackPurchase] Invalid JSON body", {
      "obj.items[0].price": "Number value expected",
    })
    expect(read(400, body, { sent: PURCHASE, endpoint: "purchases" })).toMatchObject({
      rejection: {
        code: "BadJsonBody",
        message: "Iterable answered 400: [/api/commerce/trackPurchase] Invalid JSON body",
      },
    })
  })
})

describe("readAnswer() of successes", () => {
  it("reconciles bulk answers", () => {
    expect(read(200, { successCount: 3, failCount: 0 })).toMatchObject({ kind: "processed", doubtful: [] })
    expect(read(200, { successCount: 2, failCount: 1 })).toMatchObject({
      kind: "processed",
      doubtful: [0, 1, 2],
    })
  })

  it.each(["{}", '{"error":"captive portal"}', '{"msg":"failed","code":"GenericError","params":null}'])(
    "does not take %s for an accepted purchase",
    (body) => {
      expect(
        readAnswer({ status: 200, headers: {}, body }, PURCHASE, commerceTrackPurchase.readSuccess, 0),
      ).toMatchObject({
        kind: "try-again",
        applied: "maybe",
      })
    },
  )

  it("takes a purchase for accepted, whatever the message", () => {
    for (const msg of ["", "Purchase tracked.", undefined, 5]) {
      const verdict = read(
        200,
        { msg, code: "Success", params: null },
        { sent: PURCHASE, endpoint: "purchases" },
      )
      expect(verdict).toEqual({
        kind: "processed",
        rejected: new Map(),
        doubtful: [],
        createdFields: [],
        filteredOutFields: [],
      })
    }
  })

  it("does not take a purchase for accepted that the project's policy drops", () => {
    const msg = "Event purchase is disallowed from tracking for this project"
    const verdict = read(200, { msg, code: "Success" }, { sent: PURCHASE, endpoint: "purchases" })
    expect(verdict.kind === "processed" && verdict.rejected.get(0)).toMatchObject({
      code: "disallowed-event-name",
    })
  })

  it.each(["", "OK", "<html>captive portal</html>", '{"successCount":3,"failCo', "[]", "null", "3"])(
    "is in doubt after 200 %j",
    (body) => {
      for (const endpoint of ["users", "purchases"] as const) {
        expect(read(200, body, { endpoint, sent: ONE })).toMatchObject({
          kind: "try-again",
          applied: "maybe",
          rejection: { code: "answer-not-understood" },
        })
      }
    },
  )
})

describe("readAnswer()", () => {
  const sent = fc.oneof(
    fc
      .array(userAction, { minLength: 1, maxLength: 3 })
      .map((actions) => ["users", sentFrom(actions)] as const),
    fc
      .array(eventAction, { minLength: 1, maxLength: 3 })
      .map((actions) => ["events", sentFrom(actions)] as const),
    purchaseAction.map((action) => ["purchases", sentFrom([action])] as const),
  )
  const code = fc.constantFrom(
    "Success",
    "BadJsonBody",
    "RequestFieldsTypesMismatched",
    "InvalidEmailAddressError",
    "BatchTooLarge",
    "UniqueFieldsLimitExceeded",
    "GenericError",
    "Nonsense",
  )
  const params = fc.oneof(
    fc.anything(),
    fc.dictionary(
      fc.constantFrom("obj.users[0]", "obj.events[1].eventName", "obj.users[9].x", "obj"),
      fc.anything(),
    ),
    fc.record({ validationErrors: fc.dictionary(anyText, fc.anything()) }),
  )
  const body = fc.oneof(
    anyText,
    fc.json(),
    fc
      .record({ msg: anyText, code, params }, { requiredKeys: [] })
      .map((made) =>
        JSON.stringify(made, (_, value: unknown) => (typeof value === "bigint" ? "big" : value)),
      ),
    fc
      .record({ successCount: fc.nat({ max: 3 }), failCount: fc.nat({ max: 3 }) })
      .map((counts) => JSON.stringify(counts)),
  )

  it("has a verdict for every answer, and never a success for a status that is none", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        body,
        sent,
        fc.option(anyText, { nil: undefined }),
        (status, text, [endpoint, carried], retryAfter) => {
          const headers: Record<string, string> =
            retryAfter === undefined ? {} : { "retry-after": retryAfter }
          const verdict = readAnswer(
            { status, headers, body: text },
            carried,
            ENDPOINTS[endpoint].readSuccess,
            NOW_MS,
          )
          expect(["processed", "refused", "too-large", "try-again", "stop"]).toContain(verdict.kind)
          expect(verdict.kind === "processed" && (status < 200 || status > 299)).toBe(false)
          const named = "rejected" in verdict ? [...verdict.rejected.keys()] : []
          for (const index of named) expect(index).toBeLessThan(carried.count)
        },
      ),
      { numRuns: 500 },
    )
  })
})
