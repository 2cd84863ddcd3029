import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { heldBytes } from "../../../../tests/kit/held-bytes.ts"
import { ByteWindow } from "../text/byte-window.ts"
import { PlainJsonReader } from "./plain-json-reader.ts"

/** Reads lines one after the other with one reader, all of them in one window. */
function readAll(lines: readonly (string | Buffer)[], reader = new PlainJsonReader()): unknown[] {
  const window = new ByteWindow(0)
  window.push(Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")])))
  let start = 0
  return lines.map((line) => {
    const end = start + Buffer.from(line).length
    const value = reader.read(window, start, end)
    start = end + 1
    return value
  })
}

const read = (line: string | Buffer): unknown => readAll([line])[0]

/** What `JSON.parse` says of those lines that were read: the order of names and the sign of zeros count too. */
function parsed(lines: readonly string[], values: readonly unknown[]): unknown[] {
  return values.map((value, index) => (value === undefined ? undefined : parsedLine(lines[index] ?? "")))
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return "not JSON"
  }
}

/** Names and texts that come again, so that names are guessed rightly and wrongly, and some that are special. */
const name = fc.oneof(
  fc.constantFrom(
    "id",
    "email",
    "ids",
    "i",
    "",
    "data",
    "größe",
    "__proto__",
    "toString",
    "1",
    "0",
    'q"',
    "😀",
  ),
  fc.string(),
)
const { value: anyValue } = fc.letrec<{ value: unknown; record: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(true, false, null),
    fc.integer(),
    fc.integer({ min: 0, max: 99 }).map((cents) => cents / 100),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("", "a\\b", "Zürich", "line\nend", "\u2028", "\ud800", "16 digits: 1234567890123456"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("record"),
  ),
  record: fc.dictionary(name, tie("value"), { maxKeys: 5, noNullPrototype: true }),
}))
const record = fc.dictionary(name, anyValue, { maxKeys: 8, noNullPrototype: true })

/** The ways in which programs write JSON. */
const written = fc.tuple(record, fc.constantFrom("compact", "spaced", "ascii")).map(([object, way]) => {
  const json = JSON.stringify(object)
  if (way === "compact") return json
  if (way === "ascii")
    return json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  return json.replaceAll(
    /("(?:[^"\\]|\\.)*")|([:,])/g,
    (_, text: string | undefined, mark: string) => text ?? `${mark} `,
  )
})

/** A line with a few characters left out, doubled, or replaced by others that mean something in JSON. */
const damaged = fc
  .tuple(
    written,
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(...`"\\{}[]:,-+.eE019 \t\rtfnu\0é`.split(""), ""), fc.nat(2)),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([line, edits]) => {
    let edited = line
    for (const [place, text, leftOut] of edits) {
      const at = place % (edited.length + 1)
      edited = edited.slice(0, at) + text + edited.slice(at + leftOut)
    }
    return Buffer.from(edited).toString()
  })

describe("PlainJsonReader", () => {
  it("gives what JSON.parse gives, or leaves it to that", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(written, damaged), { maxLength: 12 }), (lines) => {
        const values = readAll(lines)
        expect(values).toStrictEqual(parsed(lines, values))
        expect(JSON.stringify(values)).toBe(JSON.stringify(parsed(lines, values)))
      }),
      { numRuns: 3000 },
    )
  })

  it("reads numbers as JSON.parse does", () => {
    const digits = (maxLength: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(..."0123456789".split("")), maxLength })
    const number = fc
      .tuple(
        fc.constantFrom("", "-"),
        digits(18),
        fc.constantFrom("", "."),
        digits(18),
        fc.constantFrom("", "e3"),
      )
      .map((parts) => parts.join(""))
    fc.assert(
      fc.property(number, (text) => {
        const line = `{"n":${text}}`
        const values = readAll([line])
        expect(values).toStrictEqual(parsed([line], values))
        const isPlain = /^-?(0|[1-9]\d{0,6})(\.\d{1,8})?$/.test(text)
        expect(isPlain && values[0] === undefined).toBe(false)
      }),
      { numRuns: 5000 },
    )
  })

  it("reads what is written plainly, in one way or another", () => {
    const plain = [
      '{"id":"e1","n":[1,-2.50,0.25,-0,123456789012345],"data":{"ok":true,"no":false,"none":null,"empty":{},"list":[]}}',
      '{"id": "Zürich", "n": [1, "größer 😀"]}',
      '{ "id": 1 , "n": [ 1 , 2 ] } ',
      '{"größe":"a\\u00e9\\n\\"","id":"\\/"}',
      '{"gr\\u00f6\\u00dfe":"","größe ":1}',
      '{"lat":52.123456789012345,"tiny":1.5e-7,"large":-2E+30,"most":1234567890123456,"long":0.1000000000000000055511151231257827}',
      '{"":{"id":""}}',
      "{}",
    ]
    expect(readAll([...plain, ...plain])).toStrictEqual([...plain, ...plain].map(parsedLine))
  })

  it("leaves all else to others: names that every object has, numbers that lose digits, other white space, what is no JSON", () => {
    const notPlain = [
      '{"__proto__":1}',
      '{"toString":1}',
      '{"\\u005f_proto__":1}',
      '{"n":12345678901234567}',
      '{"n":12345678901234567.5}',
      '{"n":1e999}',
      '{"n" :1}',
      '{"n":  1}',
      ' {"n":1}',
      '{"n":1}  ',
      '{"n":01}',
      '{"n":1.}',
      '{"n":1.2.3}',
      '{"n":1e}',
      '{"n":.5}',
      '{"n":-}',
      '{"n":"\\x"}',
      '{"n":"open}',
      '{"n":"\\',
      '{"n":tru}',
      '{"n":1,}',
      '{"n":1',
      '{"n',
      "{",
      "[1]",
      "",
    ]
    expect(notPlain.filter((line) => read(line) !== undefined)).toEqual([])
    const controls = Array.from({ length: 0x20 }, (_, unit) => String.fromCharCode(unit))
    const withControls = controls.flatMap((control) => [`{"n":"a${control}b"}`, `{"a${control}b":1}`])
    expect(withControls.filter((line) => read(line) !== undefined)).toEqual([])
  })

  it("takes no name for another that is spelled otherwise, or begins with it", () => {
    const lines = [
      '{"ab":1,"c":2}',
      '{"\\u0061b":1,"c":2}',
      '{"abc":1,"c":2}',
      '{"a":1,"c":2}',
      '{"ab":1,"cd":2}',
      '{"name1":1}',
      '{"name2":1}',
      '{"name1":1}',
      '{"name3":1}',
    ]
    const values = readAll([...lines, ...lines])
    expect(values).toStrictEqual([...lines, ...lines].map(parsedLine))
    // As many bytes behind it as the name has when it is spelled plainly, a text begins.
    expect(readAll(['{"//1":1}', '{"\\/\\/1":"}'])).toEqual([{ "//1": 1 }, undefined])
  })

  it("leaves bytes that are not UTF-8 to others", () => {
    const bad = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe9, 0x22, 0x7d])
    expect(readAll([bad, '{"a":"é"}'])).toEqual([undefined, { a: "é" }])
  })

  it("remembers a thousand names and no more", () => {
    const known = Array.from({ length: 1_000 }, (_, index) => `{"name ${index}":1}`)
    const values = readAll([...known, '{"name 1000":1}', '{"name 999":2}'])
    expect(values.slice(0, 1_000)).toEqual(known.map(parsedLine))
    expect(values.slice(1_000)).toEqual([undefined, { "name 999": 2 }])
  })

  it("remembers no long name", () => {
    expect(read(`{"${"n".repeat(300)}":1}`)).toBeUndefined()
  })

  it("gives names and texts that do not keep the window in memory, nor a long line", () => {
    const reader = new PlainJsonReader()
    const filler = "x".repeat(500_000)
    const before = heldBytes()
    const kept: unknown[] = []
    for (let index = 0; index < 50; index += 1) {
      const lines = [
        `{"name ${index}":"ada@example.com ${index}"}`,
        `{"text":"in a long line","filler":"${filler}"}`,
      ]
      const [one, other] = readAll(lines, reader) as [Record<string, unknown>, Record<string, unknown>]
      kept.push(one[`name ${index}`], other["text"])
    }
    expect(heldBytes() - before).toBeLessThan(5e6)
    expect(kept.slice(-2)).toEqual(["ada@example.com 49", "in a long line"])
    expect(readAll(['{"name 1":1}'], reader)).toEqual([{ "name 1": 1 }])
  })

  it("tries only some lines where many in a row were not plain, and all again after one that was", () => {
    const plain = '{"n":1}'
    const notPlain = '{"n" :1}'
    const lines = [
      ...Array<string>(100).fill(notPlain),
      ...Array<string>(40).fill(plain),
      notPlain,
      plain,
      plain,
    ]
    const values = readAll(lines)
    const firstRead = values.findIndex((value) => value !== undefined)
    expect(firstRead).toBeGreaterThanOrEqual(100)
    expect(firstRead).toBeLessThan(116)
    const expected = lines.map((line) => (line === plain ? { n: 1 } : undefined))
    expect(values.slice(firstRead)).toEqual(expected.slice(firstRead))
  })

  it.each([
    ["objects", '{"a":', "}"],
    ["arrays", "[", "]"],
  ])("leaves %s that are nested deeper than 32 levels to others", (_, open, close) => {
    const nested = (levels: number): string => `{"a":${open.repeat(levels - 2)}{}${close.repeat(levels - 2)}}`
    expect(read(nested(32))).toEqual(parsedLine(nested(32)))
    expect(read(nested(33))).toBeUndefined()
    expect(read(nested(100_000))).toBeUndefined()
  })
})
