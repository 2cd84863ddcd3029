import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { secretScrubber } from "../../platform/secret/secret-scrubber.ts"
import { scrubSecrets } from "./scrub-secrets.ts"

const CANARY = "c4n4ry0123456789abcdef0123456789"
const scrub = secretScrubber(CANARY)
const OTHER = "0ther0123456789abcdef0123456789a"

/** Recorded ways of repeating the headers of a request. */
const ECHOES: [string, (key: string) => string][] = [
  [
    "2017",
    (key) =>
      `[/api/events/track] body: {"a":1}, hdrs: ArrayBuffer((X-Forwarded-For,203.0.113.8), (Api-Key,${key}))`,
  ],
  ["2022", (key) => `hdrs: List((Connection,keep-alive),(Api-Key,${key}),(Host,api.iterable.com))`],
  ["the older name", (key) => `hdrs: List((Api_Key,${key}))`],
  ["lower case", (key) => `(api-key,${key}), (api_key, ${key})`],
  ["a line of a header", (key) => `Api-Key: ${key}\r\nHost: x`],
  ["JSON", (key) => JSON.stringify({ headers: { "Api-Key": key, apiKey: key } })],
  ["a query", (key) => `GET /api/lists?api_key=${key}`],
  ["JSON in a text in JSON", (key) => JSON.stringify({ msg: JSON.stringify({ "Api-Key": key }) })],
  ["a bearer", (key) => `(Authorization,Bearer ${key})`],
]

describe("scrubSecrets()", () => {
  it.each(ECHOES)("removes the key as %s repeats it", (_, echo) => {
    const scrubbed = scrubSecrets(echo(CANARY), scrub)
    expect(scrubbed).not.toContain(CANARY)
    expect(scrubbed).toContain("[removed]")
  })

  it.each(ECHOES)("removes also another key than ours where %s repeats it", (_, echo) => {
    expect(scrubSecrets(echo(OTHER), scrub)).not.toContain(OTHER)
  })

  it("removes the key wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, behind) => {
        expect(scrubSecrets(before + CANARY + behind + CANARY, scrub)).not.toContain(CANARY)
      }),
    )
  })

  it("leaves other text alone", () => {
    const text =
      '{"msg":"Invalid API key","code":"BadApiKey","params":{"apiKeyIdentifier":"af831922","apiKeyType":"ServerSide"}}'
    expect(scrubSecrets(text, scrub)).toBe(text)
  })

  it("leaves JSON JSON, also where a field of the user's own is named like a key", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant({ expectedType: "long" }),
      fc.constant(["x"]),
    )
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("apiKey", "api_key", "Api-Key", "bearer token", "a"), value),
        fc.boolean(),
        (fields, isNested) => {
          const body = JSON.stringify({ code: "X", fields, msg: isNested ? JSON.stringify(fields) : "" })
          expect(() => JSON.parse(scrubSecrets(body, scrub)) as unknown).not.toThrow()
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("does nothing where there is no key", () => {
    expect(scrubSecrets("abc", secretScrubber(""))).toBe("abc")
  })
})
