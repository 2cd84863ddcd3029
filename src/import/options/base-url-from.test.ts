import { describe, expect, it } from "vitest"
import { baseUrlFrom } from "./base-url-from.ts"
import { DELIVERY_OPTIONS } from "./delivery-options.ts"
import type { DeliveryOptions } from "./delivery-options.ts"

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
})

it.each(["EU", "toString", "", null])("the region %j is refused", (region) => {
  expect(() => DELIVERY_OPTIONS.region.check(region, "region")).toThrow(/must be one of us, eu/)
})
