import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { logLine } from "./log-line.ts"

const CANARY = "c4n4ry0123456789abcdef0123456789"
const TIME = "2026-01-01T00:00:00.000Z"
const line = (message: string, fields?: Readonly<Record<string, unknown>>): string =>
  logLine({ time: TIME, level: "warn", message, fields })
const read = (text: string): unknown => JSON.parse(text)

describe("logLine()", () => {
  it("is a line of JSON that begins with time, level and message", () => {
    expect(line("A request failed.", { channel: "users", records: 2, requestId: undefined })).toBe(
      `{"time":"${TIME}","level":"warn","message":"A request failed.","channel":"users","records":2}\n`,
    )
  })

  it("is one line, whatever is said", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.dictionary(fc.string(), fc.anything()),
        (message, fields) => {
          const text = line(message, fields)
          expect(text.indexOf("\n")).toBe(text.length - 1)
          expect(read(text)).toMatchObject({ time: TIME, level: "warn" })
        },
      ),
    )
  })

  it("lets no field take the place of time, level or message", () => {
    expect(read(line("m", { time: 1, level: 2, message: 3 }))).toEqual({
      time: TIME,
      level: "warn",
      message: "m",
    })
  })

  it("holds neither what stands where a key would nor an email address", () => {
    const texts = [
      "Invalid email: ada@example.com",
      "/api/users/ada%40example.com?x=1",
      'body: {"email":"ada\\u0040example.com"}',
      `Bearer ${CANARY}`,
      `hdrs: List((Api-Key,other-key-12345))`,
    ]
    for (const text of texts) {
      const written = line(text, { reason: text, nested: [{ reason: text }], error: new Error(text) })
      expect(written).not.toMatch(/c4n4ry|ada|example|other-key/)
    }
  })

  it("leaves no half of an address where it cuts", () => {
    const written = line(`${"x".repeat(1_995)} ada@example.com`)
    expect(written).not.toContain("ada")
    expect(read(line("yes ".repeat(5_000)))).toMatchObject({ message: `${"yes ".repeat(500)}…` })
  })

  it("says what it can of fields that cannot be said", () => {
    const circle: Record<string, unknown> = {}
    circle["circle"] = circle
    const said = { time: TIME, level: "warn", message: "m", fields: "(cannot be said here)" }
    expect(read(line("m", circle))).toEqual(said)
    expect(read(line("m", { many: Array.from({ length: 10_000 }, () => "abc") }))).toEqual(said)
    expect(read(line("m", { big: 10n, error: new TypeError("t") }))).toMatchObject({
      big: "10",
      error: { name: "TypeError", message: "t" },
    })
  })
})
