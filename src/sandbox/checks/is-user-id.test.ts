import { expect, it } from "vitest"

import { isUserId } from "./is-user-id.ts"

it.each(["1", "User_999", "a b", " leading", "x".repeat(52), "!~"])("isUserId() takes %j", (userId) => {
  expect(isUserId(userId, 52)).toBe(true)
})

it.each(["", " ", "trailing ", "x".repeat(53), "é", "tab\t", "line\nbreak", "\u0000"])(
  "isUserId() refuses %j",
  (userId) => {
    expect(isUserId(userId, 52)).toBe(false)
  },
)
