import { describe, expect, it } from "vitest"
import { sentFrom } from "../../tests/kit/arbitraries.ts"
import { adviceFor } from "../accounting/advice.ts"
import { TrackCustomEvent } from "../kinds/track-custom-event.ts"
import { TrackPurchase } from "../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import type { ImportAction } from "../kinds/all-kinds.ts"
import { readErrorBody } from "./error-body.ts"
import { readAnswer } from "./read-answer.ts"
import { reconcile } from "./reconcile.ts"
import { withUserIdAlone } from "./user-id-alone.ts"

const UNKNOWN = { stage: "api", code: "not-found", message: "Iterable knows no such user: u1" } as const
const HINT =
  "; a project that identifies users by email creates none by userId alone, unless preferUserId is true"
const items = [{ id: "i", name: "I", price: 1, quantity: 1 }]

const told = (action: ImportAction, code: string = UNKNOWN.code): string =>
  withUserIdAlone({ ...UNKNOWN, code }, sentFrom([action]), 0).message

describe("withUserIdAlone()", () => {
  it.each(["not-found", "invalid-identifier", "user-refused", "UnknownUserIdError"])(
    "tells of preferUserId where a user is known by userId alone: %s",
    (code) => {
      expect(told(new UpdateUserProfile({ userId: "u1" }), code)).toBe(`${UNKNOWN.message}${HINT}`)
      expect(told(new TrackPurchase({ user: { userId: "u1" }, items, total: 1 }), code)).toContain(HINT)
    },
  )

  it.each([
    ["the user has an email", new UpdateUserProfile({ email: "a@b.co", userId: "u1" })],
    ["it was told already", new UpdateUserProfile({ userId: "u1", preferUserId: true })],
    ["an event creates no user", new TrackCustomEvent({ eventName: "e", userId: "u1" })],
    ["the userId itself cannot be one", new UpdateUserProfile({ userId: "Zoë" })],
    ["the userId is too long", new UpdateUserProfile({ userId: "u".repeat(53) })],
  ])("says nothing of it where %s", (_, action) => {
    expect(told(action)).toBe(UNKNOWN.message)
  })

  it("says nothing of it where something else is wrong", () => {
    expect(told(new UpdateUserProfile({ userId: "u1" }), "forgotten")).toBe(UNKNOWN.message)
  })

  it("is said of the answers to bulk requests, and to single ones", () => {
    const sent = sentFrom([
      new UpdateUserProfile({ userId: "u1" }),
      new UpdateUserProfile({ email: "a@b.co" }),
      new UpdateUserProfile({ userId: "u2" }),
    ])
    const failedUpdates = { notFoundUserIds: ["u1", "u2"] }
    const verdict = reconcile({ successCount: 1, failCount: 2, failedUpdates }, sent)
    const rejected = verdict.kind === "processed" ? verdict.rejected : new Map<number, never>()
    expect([...rejected.values()].map(({ message }) => message)).toEqual([
      `Iterable knows no such user: u1${HINT}`,
      `Iterable knows no such user: u2${HINT}`,
    ])
    const body = '{"msg":"No user exists with userId u1","code":"UnknownUserIdError","params":null}'
    const purchase = sentFrom([new TrackPurchase({ user: { userId: "u1" }, items, total: 1 })])
    const single = readAnswer({ status: 400, headers: {}, body }, purchase, () => undefined, 0)
    expect(single.kind === "refused" && single.rejection.message).toBe(
      `Iterable answered 400: No user exists with userId u1${HINT}`,
    )
  })

  it("is followed by advice on types of projects", () => {
    const advice = adviceFor({ ...UNKNOWN, message: told(new UpdateUserProfile({ userId: "u1" })) })
    expect(advice).toContain("project that identifies users by email")
    expect(advice).toContain("preferUserId to true")
    expect(adviceFor(UNKNOWN)).toBe("import the user before the user's events")
  })
})

it("readErrorBody() cuts a long list short, and keeps what stands behind it", () => {
  const names = Array.from({ length: 2_000 }, (_, n) => `field${n}`).join(", ")
  const said = (list: string): string =>
    `Project 9434: The request would increase the number of object fields to 19434 by adding [${list}], which exceeds the limit of 15000`
  const { message } = readErrorBody(JSON.stringify({ msg: said(names), code: "UniqueFieldsLimitExceeded" }))
  expect(message).toBe(said("field0, field1, field2, field3, field4 and 1995 more"))
  expect(readErrorBody(JSON.stringify({ msg: said("a, b, c") })).message).toBe(said("a, b, c"))
})
