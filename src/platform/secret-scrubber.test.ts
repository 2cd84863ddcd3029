import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { KEY_ECHOES, echoesOf } from "../../tests/kit/key-echoes.ts"
import { scrubError, scrubValue, secretScrubber } from "./secret-scrubber.ts"

const KEY = "c4n4ry0123456789abcdef0123456789"
const scrub = secretScrubber(KEY)

const hexKey = fc.stringMatching(/^[0-9a-f]{32}$/)
const anyKey = fc.oneof(
  hexKey,
  fc
    .string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 12,
      maxLength: 40,
    })
    .filter((key) => key.replaceAll(/[\W_]/g, "").length >= 8),
)
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 50 }),
  fc.string({
    unit: fc.constantFrom("\\", "%", "&", "u", "0", "2", "5", "n", "\n", " ", '"', "a"),
    maxLength: 30,
  }),
)
const echo = fc.constantFrom(...KEY_ECHOES)

/** `\\` in front of a key that begins with `n` is a line break; nobody could say that there is a key, were it not whole. */
const isEscapeWith = (key: string, before: string): boolean =>
  before.endsWith("\\") && /^[nrtux\W_]/.test(key)

describe("secretScrubber()", () => {
  it.each(KEY_ECHOES.map((form) => [form.name, form] as const))("finds a key %s", (_, { write }) => {
    const text = `msg: ${write(KEY)}, and more`
    expect(echoesOf(KEY, text)).not.toEqual([])
    expect(scrub(text)).toContain("[removed]")
    expect(echoesOf(KEY, scrub(text))).toEqual([])
  })

  it("leaves nothing of any key in any text, whatever form it has", () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.array(fc.tuple(anyText, echo), { minLength: 1, maxLength: 3 }),
        anyText,
        (key, parts, end) => {
          fc.pre(parts.every(([before]) => !isEscapeWith(key, before)))
          const text = parts.map(([before, { write }]) => before + write(key)).join("") + end
          expect(echoesOf(key, secretScrubber(key)(text))).toEqual([])
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("leaves nothing of a key in a text that is written as JSON, and JSON stays JSON", () => {
    fc.assert(
      fc.property(
        anyKey.filter((key) => !/^[\d.eE+-]*$/.test(key)),
        anyText,
        echo,
        anyText,
        (key, before, { write }, behind) => {
          fc.pre(!isEscapeWith(key, before))
          const value = { a: 1, message: before + write(key) + behind, [write(key)]: [true, "x"] }
          const json = secretScrubber(key)(JSON.stringify(value))
          expect(echoesOf(key, json)).toEqual([])
          const read = JSON.parse(json) as typeof value
          expect(echoesOf(key, read.message)).toEqual([])
          expect(Object.values(read)).toHaveLength(3)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("finds a key of which a part was cut off, where an ellipsis says so", () => {
    for (const length of [8, 20, 31])
      for (const ellipsis of ["…", "..."]) {
        const part = KEY.slice(0, length)
        expect(scrub(`{"api-key":"${part}${ellipsis}`)).toBe(`{"api-key":"[removed]${ellipsis}`)
        expect(scrub(`${part.toUpperCase()}${ellipsis} and more`)).toBe(`[removed]${ellipsis} and more`)
      }
    // Whole words of a text are no keys.
    expect(scrub(`${KEY.slice(0, 7)}…`)).toBe(`${KEY.slice(0, 7)}…`)
    expect(scrub(`${KEY.slice(0, 20)} and more`)).toBe(`${KEY.slice(0, 20)} and more`)
  })

  it("keeps a text that does not hold the key to the last character, and all around it that does", () => {
    fc.assert(
      fc.property(
        hexKey,
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        (key, before, behind) => {
          const ours = secretScrubber(key)
          expect(ours(before)).toBe(before)
          expect(ours(`${before}"${key}"${behind}`)).toBe(`${before}"[removed]"${behind}`)
        },
      ),
    )
    const other = "0ther0123456789abcdef0123456789a"
    for (const { write } of KEY_ECHOES) expect(scrub(write(other))).toBe(write(other))
  })

  it("makes no holes where the key is a plain word for a sandbox", () => {
    for (const word of ["", "key", "sandbox-key", "test-key"])
      expect(secretScrubber(word)(`a ${word} of test key`)).toBe(`a ${word} of test key`)
    // Nothing is left of it but what may stand between characters.
    expect(secretScrubber("-----------a")("a b -----------a")).toBe("a b [removed]")
  })

  it.each<[string, string]>([
    ["blanks", " "],
    ["backslashes", "\\"],
    ["the key's beginning and blanks", "c4n4r     "],
    ["percent signs", "%25"],
    ["ampersands", "&amp;#0"],
    ["escapes", "\\u0063"],
    ["keys", `${KEY} `],
    ["Base64", "YzRuNHJ5"],
  ])("takes time in proportion to the length of %s", (_, unit) => {
    const took = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length))
      const startedMs = performance.now()
      scrub(text)
      return performance.now() - startedMs
    }
    took(20_000)
    const [short, long] = [20_000, 160_000].map((length) =>
      Math.min(took(length), took(length), took(length)),
    )
    expect(long).toBeLessThan(8 * 5 * Math.max(short ?? 0, 1))
  })
})

describe("scrubValue()", () => {
  it("scrubs texts and names at any depth, and gives back the same value where there is nothing to scrub", () => {
    const value = { a: [1, { b: `x ${KEY}` }], [KEY]: null, at: new Date(0) }
    expect(scrubValue(value, scrub)).toEqual({
      a: [1, { b: "x [removed]" }],
      "[removed]": null,
      at: new Date(0),
    })
    const plain = { a: [1, { b: "x" }], c: undefined }
    expect(scrubValue(plain, scrub)).toBe(plain)
  })
})

describe("scrubError()", () => {
  it("scrubs an error, what caused it, and what it is made of", () => {
    const inner = new Error(`inner ${KEY}`)
    const error = new AggregateError([new TypeError(KEY)], `outer ${KEY}`, { cause: inner })
    inner.cause = error
    scrubError(error, scrub)
    const texts = [error, inner, ...(error.errors as Error[])].flatMap(({ message, stack }) => [
      message,
      stack,
    ])
    for (const text of texts) expect(text).not.toContain(KEY)
    expect(error.message).toBe("outer [removed]")
    expect(error).toBeInstanceOf(AggregateError)
  })

  it("leaves be what is no error, or cannot be changed", () => {
    const frozen = Object.freeze(new Error(KEY))
    for (const thrown of [frozen, undefined, KEY, { message: KEY }])
      expect(() => scrubError(thrown, scrub)).not.toThrow()
  })
})
