import { describe, expect, it } from "vitest"
import { UsageError } from "./errors.ts"
import {
  CREATE_OPTION_NAMES,
  apiKeyFrom,
  baseUrlFrom,
  checkOptionNames,
  countFrom,
  rateLimitsFrom,
} from "./import-options.ts"
import type { DeliveryOptions } from "./import-options.ts"
import type { RateLimits } from "./delivery/iterable-importer.ts"

describe("checkOptionNames()", () => {
  it("takes options that exist, and names one that does not", () => {
    expect(() => checkOptionNames({ dryRun: true }, CREATE_OPTION_NAMES)).not.toThrow()
    expect(() => checkOptionNames({ dryrun: true }, CREATE_OPTION_NAMES)).toThrow(
      /^There is no option "dryrun"\. The options are: .*dryRun/,
    )
  })

  it.each([undefined, null, "x", 5])("refuses %j in the place of options", (options) => {
    expect(() => checkOptionNames(options as never, [])).toThrow(UsageError)
  })
})

describe("baseUrlFrom()", () => {
  it.each<[DeliveryOptions, string]>([
    [{}, "https://api.iterable.com"],
    [{ region: "us" }, "https://api.iterable.com"],
    [{ region: "eu" }, "https://api.eu.iterable.com"],
    [{ baseUrl: "http://127.0.0.1:8080/" }, "http://127.0.0.1:8080"],
    [{ baseUrl: "http://localhost:8080" }, "http://localhost:8080"],
    [{ baseUrl: "http://[::1]:8080" }, "http://[::1]:8080"],
    [{ baseUrl: new URL("https://proxy.example/iterable//") }, "https://proxy.example/iterable"],
  ])("of %o is %s", (options, url) => {
    expect(baseUrlFrom(options)).toBe(url)
  })

  it.each([
    "http://api.iterable.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example",
    "http://10.0.0.1",
    "http://0x7f.1.evil.example",
  ])("refuses %s: the key would travel in clear text", (baseUrl) => {
    expect(() => baseUrlFrom({ baseUrl })).toThrow(/clear text/)
  })

  it.each(["api.iterable.com", "", "file:///etc/passwd", "ftp://x", "javascript:alert(1)"])(
    "refuses %j: that is no URL of a server",
    (baseUrl) => {
      expect(() => baseUrlFrom({ baseUrl })).toThrow(/must be an http or https URL/)
    },
  )

  it.each(["EU", "toString", "", null])("refuses the region %j", (region) => {
    expect(() => baseUrlFrom({ region: region as never })).toThrow(/must be one of us, eu/)
  })
})

describe("countFrom()", () => {
  it("takes whole numbers from the least on, and the default for none", () => {
    expect([countFrom(undefined, "n", 7), countFrom(1, "n", 7), countFrom(0, "n", 7, 0)]).toEqual([7, 1, 0])
  })

  it.each([0, -1, 1.5, Number.NaN, Infinity, "5", null, 2 ** 53])(
    "refuses %j, and names the option",
    (value) => {
      expect(() => countFrom(value as never, "maxOutageMs", 7)).toThrow(
        /^maxOutageMs is .*; it must be a whole number from 1\.$/,
      )
    },
  )
})

describe("rateLimitsFrom()", () => {
  it("takes rates by channel, or off, or nothing", () => {
    expect([rateLimitsFrom(undefined), rateLimitsFrom("off"), rateLimitsFrom({ users: 2.5 })]).toEqual([
      {},
      "off",
      { users: 2.5 },
    ])
  })

  it.each<[unknown, RegExp]>([
    [{ user: 5 }, /no option "user"/],
    [{ users: 0 }, /rate limit of users is 0/],
    [{ events: -1 }, /rate limit of events/],
    [{ purchases: Number.NaN }, /rate limit of purchases is NaN/],
    [{ users: "5" }, /rate limit of users/],
    ["on", /must be an object/],
  ])("refuses %j", (limits, message) => {
    expect(() => rateLimitsFrom(limits as RateLimits)).toThrow(message)
  })
})

describe("apiKeyFrom()", () => {
  it("takes a key, without blanks around it", () => {
    expect(apiKeyFrom({ apiKey: " abc123\n" })).toBe("abc123")
  })

  it("needs none for a dry run", () => {
    expect(apiKeyFrom({ dryRun: true })).toBe("")
  })

  it.each([undefined, "", "  ", 5, null])("refuses %j", (apiKey) => {
    expect(() => apiKeyFrom({ apiKey: apiKey as never })).toThrow(/^apiKey is missing/)
  })

  it.each(["c4n4ry\r\nX-Evil: 1", "c4n4ry key", "c4n4ryü"])(
    "refuses %j, which no header can hold, and never shows it",
    (apiKey) => {
      expect(() => apiKeyFrom({ apiKey })).toThrow(/characters that no key has/)
      expect(() => apiKeyFrom({ apiKey })).not.toThrow(/c4n4ry/)
    },
  )
})
