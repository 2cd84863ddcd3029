import fc from "fast-check"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { KEY_ECHOES, echoesOf } from "../../../tests/kit/key-echoes.ts"
import { secretScrubber } from "./secret-scrubber.ts"

const KEY = "c4n4ry0123456789abcdef0123456789"
const scrub = secretScrubber(KEY)

const hexKey = fc.stringMatching(/^[0-9a-f]{32}$/)
// Iterable's keys are of hexadecimal digits; other tokens are of these characters, and no two are the same at random.
const anyKey = fc.oneof(
  hexKey,
  fc
    .stringMatching(/^[\w.~+/=-]{16,40}$/)
    .filter((key) => key.replaceAll(/[\W_]/g, "").length >= 8 && new Set(key).size >= 10),
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
          // A name may begin with the key's first letter, or end with it.
          const values = Object.values(read)
          expect(values).toHaveLength(3)
          expect(echoesOf(key, String(values[1]))).toEqual([])
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it("takes out the key alone, whatever characters stand before it", () => {
    for (const before of ["\u{1D506}", "&#128512;", "\\u{1F600}", "%F0", "C", "\u{1D56E}"])
      expect(scrub(`{"${before} ${KEY}":[true,1]}`)).toBe(`{"${before} [removed]":[true,1]}`)
  })

  it("finds a key that stands as numbers right behind a digit", () => {
    const key = "0!0!!!0000A!0"
    const numbers = Array.from(Buffer.from(key), (code) => `0x${code.toString(16)}`).join(", ")
    expect(echoesOf(key, secretScrubber(key)(key + numbers))).toEqual([])
  })

  it("finds a key of which a part was left out, where a sign says so", () => {
    for (const length of [8, 20, 31])
      for (const sign of ["…", "...", "****", "[...]", "xxxx", "XXXXXXXX", "###"]) {
        const part = KEY.slice(0, length)
        expect(scrub(`{"api-key":"${part}${sign}`)).toBe(`{"api-key":"[removed]${sign}`)
        expect(scrub(`${part.toUpperCase()}${sign} and more`)).toBe(`[removed]${sign} and more`)
        expect(scrub(`key ${sign}${KEY.slice(-length)} is`)).toBe(`key ${sign}[removed] is`)
      }
    expect(scrub(`${KEY.slice(0, 8)}********${KEY.slice(-9)}`)).toBe("[removed]********[removed]")
    // Whole words of a text are no keys.
    expect(scrub(`${KEY.slice(0, 7)}…`)).toBe(`${KEY.slice(0, 7)}…`)
    expect(scrub(`${KEY.slice(0, 20)} and more`)).toBe(`${KEY.slice(0, 20)} and more`)
  })

  it("finds it also where what stands beyond the sign goes on as the key does", () => {
    for (const length of [8, 20, 28])
      for (const more of [1, 3, 7]) {
        const [begun, goesOn] = [KEY.slice(0, length), KEY.slice(length, length + more)]
        expect(scrub(`key ${begun}... ${goesOn}xyz`)).not.toContain(begun)
        const [ended, before] = [KEY.slice(-length), KEY.slice(-length - more, -length)]
        expect(scrub(`key xyz${before} … ${ended} is`)).not.toContain(ended)
      }
  })

  it("finds a key of which an eighth was cut off, wherever", () => {
    for (const [from, to] of [
      [0, 28],
      [4, 32],
      [2, 30],
    ] as const)
      expect(scrub(`my ${KEY.slice(from, to)} is`)).toBe("my [removed] is")
    expect(scrub(KEY.slice(0, 27))).toBe(KEY.slice(0, 27))
  })

  const base64 = (text: string): string => Buffer.from(text).toString("base64")
  const hex = (text: string): string => Buffer.from(text).toString("hex")
  const utf16 = Buffer.from(KEY, "utf16le")
  it.each([
    base64(base64(KEY)),
    base64(`x${base64(KEY)}`),
    base64(base64(base64(KEY))),
    base64(hex(KEY)),
    hex(base64(KEY)),
    hex(hex(KEY)),
    base64(hex(KEY).toUpperCase()),
    utf16.toString("hex"),
    utf16.toString("base64"),
    Buffer.from(utf16).swap16().toString("hex"),
    Buffer.from(utf16).swap16().toString("base64"),
    base64(base64(`{"key": "${KEY}", "and": "more"}`)),
    base64(base64(`{"key": "${KEY}", "and": "much more in lines"}`)).replaceAll(/.{76}/g, "$&\r\n"),
    JSON.stringify(Buffer.from(KEY)),
    JSON.stringify(Buffer.from(KEY), undefined, 2),
    JSON.stringify(new Uint8Array(Buffer.from(KEY))),
    JSON.stringify(Object.assign({}, Array.from(KEY))),
    JSON.stringify(JSON.stringify(Object.assign({}, Array.from(KEY)))),
    [...Buffer.from(KEY)].join(" "),
    Array.from(Buffer.from(KEY), (code) => `\\${code.toString(8)}`).join(""),
    Array.from(Buffer.from(KEY), (code) => `0o${code.toString(8)}`).join(", "),
    inspect(Array.from(KEY)),
    `${KEY.slice(0, 16)}' +\n  '${KEY.slice(16)}`,
    `${KEY.slice(0, 16)}&lt;br&gt;${KEY.slice(16)}`,
    Array.from(KEY, (one) =>
      String.fromCodePoint((/\d/.test(one) ? 0x1d7ce - 48 : 0x1d41a - 97) + one.charCodeAt(0)),
    ).join(""),
  ])("leaves nothing of the key in %j", (text) => {
    const scrubbed = scrub(`before ${text} behind`)
    expect(scrubbed).toContain("[removed]")
    expect(scrubbed.replaceAll(/[^a-z\d]/gi, "").length).toBeLessThan(100)
    const middle = Math.floor(text.length / 2)
    for (const part of [text.slice(middle - 10, middle + 10), text.slice(-30, -4)])
      expect(scrubbed).not.toContain(part)
    const json = scrub(JSON.stringify({ message: text, more: 1 }))
    expect(Object.keys(JSON.parse(json) as object)).toEqual(["message", "more"])
    expect(json).not.toContain(text.slice(middle - 10, middle + 10))
  })

  it("lets JSON be JSON, and cells of CSV cells, where the key is spread over several of them", () => {
    const read = (value: unknown): unknown => JSON.parse(scrub(JSON.stringify(value)))
    expect(read(["a", KEY.slice(0, 16), KEY.slice(16), "b"])).toEqual(["a", "[removed]", "", "b"])
    const line = JSON.stringify({
      data: [...Buffer.from(KEY)],
      b: `key ${Buffer.from(KEY).toString("base64url")}"`,
    })
    for (const part of scrub(`${line}\n${line}\n`).trimEnd().split("\n"))
      expect(JSON.parse(part)).toEqual({ data: [...Buffer.alloc(32, 1)], b: 'key 1"' })
    expect(read({ data: [1000, ...Buffer.from(KEY)], b: 1 })).toEqual({
      data: [1000, ...Buffer.alloc(32, 1)],
      b: 1,
    })
    expect(scrub(`1,"${KEY.slice(0, 16)}","${KEY.slice(16)}",2`)).toBe(`1,"[removed]","",2`)
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
    ["quotes behind a digit", '"1""""""""'],
    ["quotes", '"'],
    ["numbered characters in CSV", '""1"":""c"",'],
  ])("takes time in proportion to the length of %s", (_, unit) => {
    const textOf = (length: number): string => unit.repeat(Math.ceil(length / unit.length))
    const [short, long] = [textOf(20_000), textOf(160_000)]
    scrub(short)
    // Eight times the time; sixty-four times, were it quadratic.
    expect(
      leastRatio(
        () => scrub(long),
        () => scrub(short),
        8 * 3,
      ),
    ).toBeLessThan(8 * 3)
  })

  it.each([
    ["Base64", "YzRuNHJ5"],
    ["lines of hexadecimal digits", `${"0123456789abcdef".repeat(4)}abcdef012345\n`],
    ["numbers", "12,"],
  ])("takes a text of 8 MB of %s", (_, unit) => {
    const text = unit.repeat(Math.ceil(8_000_000 / unit.length))
    // Not by `toBe`, which would show both.
    expect(scrub(text) === text).toBe(true)
  })

  const line = JSON.stringify({
    position: { recordNumber: 123_456, line: 123_457 },
    code: "InvalidEmail",
    message: "The email address is not valid: jane.doe@example",
    record: { id: "user-123456", email: "jane.doe@example", note: "somewhat longer text. ".repeat(8) },
    more: JSON.stringify({ zip: "12345", city: "Lima" }),
  })
  const bytes = Buffer.from(
    Array.from({ length: 6_144 }, (_, index) => (index * index * 2_654_435_761) >>> 24),
  )
  it.each<[string, string, number]>([
    ["a line of rejects", line, 4],
    ["Base64", bytes.toString("base64"), 8],
  ])("costs little where %s does not hold the key", (_, text, most) => {
    // In proportion to the least that can be done: to look at each character once.
    expect(
      leastRatio(
        () => scrub(text),
        () => sumOf(text),
        most,
      ),
    ).toBeLessThan(most)
    expect(scrub(text)).toBe(text)
  })
})

function sumOf(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index += 1) sum += text.charCodeAt(index)
  return sum
}

/** How many times the time of one thing another takes; measured again until it is little, as others use the machine too. */
function leastRatio(one: () => unknown, other: () => unknown, enough: number): number {
  const least = [Infinity, Infinity]
  for (let round = 0; round < 5_000; round += 1) {
    for (const [index, run] of [one, other].entries()) {
      const startedMs = performance.now()
      run()
      least[index] = Math.min(least[index] ?? 0, performance.now() - startedMs)
    }
    const [took = 0, against = 0] = least
    if (round >= 10 && took < enough * against) break
  }
  const [took = 0, against = 0] = least
  return took / against
}
