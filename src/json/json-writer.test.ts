import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyText } from "../../tests/kit/arbitraries.ts"
import { JsonWriter } from "./json-writer.ts"

/** What a writer holds after some writing, begun with hardly any room. */
function written(write: (writer: JsonWriter) => void): string {
  const writer = new JsonWriter(Buffer.alloc(0))
  write(writer)
  return writer.bytes.toString("utf8", 0, writer.length)
}
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.integer(),
  fc.nat({ max: 12_000 }),
  fc.integer({ min: -3e9, max: 3e9 }).map((value) => value / 100),
  fc.integer({ min: -3e9, max: 3e9 }).map((value) => value / 1_000),
  fc.tuple(fc.integer(), fc.integer({ min: -30, max: 30 })).map(([value, power]) => value * 10 ** power),
)
/** Next to what is said in another way. */
const neighbour = fc
  .tuple(number, fc.constantFrom(-1, 1))
  .map(([value, step]) => value * (1 + step * Number.EPSILON))

describe("JsonWriter", () => {
  it("says texts as JSON.stringify does: one by one, and one behind the other", () => {
    const text = fc.oneof(
      anyText,
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme", minLength: 200, maxLength: 300 }),
    )
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(written((writer) => texts.forEach((one) => writer.text(one)))).toBe(
          texts.map((one) => JSON.stringify(one)).join(""),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it("says every UTF-16 unit as JSON.stringify does, alone and beside halves of surrogate pairs", () => {
    const wrong: string[] = []
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const text = String.fromCharCode(unit)
      for (const one of [text, `\ud800${text}`, `${text}\udc00`])
        if (written((writer) => writer.text(one)) !== JSON.stringify(one)) wrong.push(one)
    }
    expect(wrong).toEqual([])
  })

  it("says texts of any length", () => {
    for (const character of ["a", "é", "漢", "😀", '"', "\n"])
      for (const length of [0, 1, 31, 32, 255, 256, 257, 5_000]) {
        const text = character.repeat(length)
        expect(written((writer) => writer.text(text))).toBe(JSON.stringify(text))
      }
  })

  it("says numbers as JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, neighbour).filter(Number.isFinite)), (numbers) => {
        expect(
          written((writer) =>
            numbers.forEach((one) => {
              writer.number(one)
              writer.mark(0x2c)
            }),
          ),
        ).toBe(numbers.map((one) => `${JSON.stringify(one)},`).join(""))
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    0,
    -0,
    0.1,
    0.01,
    0.001,
    0.05,
    0.5,
    1.005,
    9.99,
    99.9,
    100,
    1e5,
    1e21,
    1e-7,
    5e-324,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 53,
    21_474_836.47,
    21_474_836.48,
    4.35,
    1.1 + 2.2,
    Number.MAX_VALUE,
    1_767_225_600,
  ])("says %d, and less than nothing of it", (value) => {
    expect(written((writer) => writer.number(value))).toBe(JSON.stringify(value))
    expect(written((writer) => writer.number(-value))).toBe(JSON.stringify(-value))
  })

  it("says all numbers of two decimals", () => {
    const values = Array.from({ length: 200_000 }, (_, hundredths) => hundredths / 100)
    expect(values.filter((value) => written((writer) => writer.number(value)) !== String(value))).toEqual([])
  })

  it("says JSON as it is given, as text or as bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.json(), fc.constantFrom("raw", "latin1"))), (parts) => {
        const all = written((writer) => {
          for (const [json, how] of parts) {
            if (how === "raw") writer.raw(json)
            else writer.latin1(Buffer.from(json).toString("latin1"))
            writer.ascii(",")
          }
        })
        expect(all).toBe(parts.map(([json]) => `${Buffer.from(json).toString()},`).join(""))
      }),
    )
  })

  it("takes back what was written, and keeps what stands before", () => {
    const writer = new JsonWriter(Buffer.alloc(0))
    writer.text("kept")
    const { length } = writer
    writer.text("x".repeat(100))
    writer.length = length
    writer.number(5)
    expect(writer.bytes.toString("utf8", 0, writer.length)).toBe('"kept"5')
  })

  it("asks for a larger buffer that begins with the bytes of the full one", () => {
    const sizes: number[] = []
    const writer = new JsonWriter(Buffer.alloc(64), (full, minBytes) => {
      expect(minBytes).toBeGreaterThan(full.length)
      sizes.push(minBytes)
      return Buffer.concat([full], minBytes + 10)
    })
    for (let count = 0; count < 50; count += 1) writer.ascii("true")
    expect(writer.bytes.toString("utf8", 0, writer.length)).toBe("true".repeat(50))
    expect(sizes.length).toBeGreaterThan(3)
  })
})
