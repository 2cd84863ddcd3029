import { expect, it } from "vitest"

import { isEmailAddress } from "./is-email-address.ts"

it.each([
  "ann@example.com",
  "Ann.Lee+tag@mail.example.co.uk",
  "o'neil@example.org",
  "a@b.io",
  "12@34.com",
  "jörg@exämple.de",
  "x@xn--exmple-cua.xn--p1ai",
  `${"a".repeat(64)}@example.com`,
])("isEmailAddress() takes %s", (email) => {
  expect(isEmailAddress(email)).toBe(true)
})

it.each([
  "",
  "bad@",
  "foo@",
  "user@",
  "000",
  "sayan",
  "shrouti",
  "user @example.com",
  " user@example.com",
  "user@example.com ",
  "@example.com",
  "user@example",
  "user@@example.com",
  "user@exa mple.com",
  "us..er@example.com",
  ".user@example.com",
  "user.@example.com",
  "user@-example.com",
  "user@example-.com",
  "user@example..com",
  "user@example.c",
  "user@example.123",
  "user@example.com.",
  "a@b@c.com",
  "us(er@example.com",
  `${"a".repeat(65)}@example.com`,
])("isEmailAddress() refuses %j", (email) => {
  expect(isEmailAddress(email)).toBe(false)
})

it("isEmailAddress() is quick about long texts that nearly match", () => {
  const startedAt = performance.now()
  expect(isEmailAddress(`${"a.".repeat(31)}@${"a-".repeat(100)}`)).toBe(false)
  expect(isEmailAddress(`${"a".repeat(64)}@${"a.".repeat(120)}1`)).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(200)
})
