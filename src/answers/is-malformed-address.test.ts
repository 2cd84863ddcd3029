import { expect, it } from "vitest"
import { isMalformedAddress } from "./is-malformed-address.ts"

it.each(["", "sayan", "bad@", "@b.co", "a b@c.co", "a@b c.co", "a@@b.co", "a@b@c.co", "a@b.co "])(
  "%j is plainly no address",
  (text) => {
    expect(isMalformedAddress(text)).toBe(true)
  },
)

it.each([
  "a@b.co",
  "u51@x.com",
  "a@localhost",
  "a..b@c..co",
  "zoë@exämple.de",
  '"a b"@c.co',
  '"a@b"@c.co',
  "a+b=c@d",
])("%j may be one", (text) => {
  expect(isMalformedAddress(text)).toBe(false)
})
