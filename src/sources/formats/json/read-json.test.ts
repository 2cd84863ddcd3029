import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { plainItem } from "../../../../tests/kit/plain-item.ts"
import type { Position, SourceItem } from "../../data-source.ts"
import { ALL_PACKINGS } from "../../packings/all-packings.ts"
import type { SourceBytes } from "../../source-bytes.ts"
import { SAMPLE_BYTES } from "../../source-bytes.ts"
import type { FileSettings } from "../file-settings.ts"
import { jsonFormat } from "./json-format.ts"

function memoryFile(content: string | Buffer, chunkBytes: number): SourceBytes & { readBytes: number } {
  const bytes = Buffer.from(content)
  return {
    name: "users.json",
    sizeBytes: bytes.length,
    canReadAgain: true,
    packings: ALL_PACKINGS,
    readBytes: 0,
    sample: async () => ({
      bytes: bytes.subarray(0, SAMPLE_BYTES),
      isWhole: bytes.length <= SAMPLE_BYTES,
    }),
    async *read(fromByte) {
      for (let at = fromByte; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.subarray(at, at + chunkBytes)
        this.readBytes += chunk.length
        yield chunk
      }
    },
  }
}

interface Settings extends FileSettings {
  readonly chunkBytes?: number
  readonly maxRecordBytes?: number
  readonly from?: Position
}

interface Read {
  readonly items: readonly SourceItem<Record<string, unknown>>[]
  /** What was thrown behind them. */
  readonly error: string | undefined
  readonly readBytes: number
}

async function read(content: string | Buffer, settings: Settings = {}): Promise<Read> {
  const { chunkBytes = 1_000, from, maxRecordBytes = 1e6, ...given } = settings
  const file = memoryFile(content, chunkBytes)
  const items: SourceItem<Record<string, unknown>>[] = []
  try {
    const reader = jsonFormat.open(file, { given, maxRecordBytes })
    for await (const some of reader.read({ from })) items.push(...some.map(plainItem))
  } catch (error) {
    return { items, error: (error as Error).message, readBytes: file.readBytes }
  }
  return { items, error: undefined, readBytes: file.readBytes }
}

/** What a test says of items: the records, and codes in place of those that are none. */
const said = ({ items }: Pick<Read, "items">): unknown[] =>
  items.map((item) => ("record" in item ? item.record : item.problem.code))

const A = { a: 1 }
const B = { b: [{ c: "}{" }] }

describe("what is understood as JSON", () => {
  it.each([
    ["an array on one line", '[{"a":1},{"b":[{"c":"}{"}]}]'],
    ["an array of one element a line", '[\n{"a":1},\n{"b":[{"c":"}{"}]}\n]\n'],
    ["an array as jq prints it", JSON.stringify([A, B], null, 2)],
    ["an array with tabs and CRLF", JSON.stringify([A, B], null, "\t").replaceAll("\n", "\r\n")],
    ["a byte order mark before an array", `\uFEFF${JSON.stringify([A, B])}`],
    ["a comma too many", '[{"a":1},,{"b":[{"c":"}{"}]},]'],
    ["arrays one after the other, as of pages", '[{"a":1}][\n]\n[{"b":[{"c":"}{"}]}]'],
    [
      "objects one after the other, as jq prints them",
      `${JSON.stringify(A, null, 2)}\n${JSON.stringify(B, null, 2)}\n`,
    ],
    ["objects without anything between them", JSON.stringify(A) + JSON.stringify(B)],
    ["objects with commas and no brackets", `${JSON.stringify(A)},\n${JSON.stringify(B)},\n`],
    ["lines that end in CR", `${JSON.stringify(A)}\r${JSON.stringify(B)}\r`],
    ["lines", `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`],
    ["a sequence of RFC 7464", `\x1E${JSON.stringify(A)}\n\x1E${JSON.stringify(B)}\n`],
    ["byte order marks before each", `\uFEFF${JSON.stringify(A)}\n\uFEFF${JSON.stringify(B)}`],
  ])("%s", async (_, text) => {
    for (const chunkBytes of [1, 2, 3, 7, 1_000])
      expect(await read(text, { chunkBytes })).toMatchObject({
        items: [{ record: A }, { record: B }],
        error: undefined,
      })
  })

  it.each(["", " \r\n", "\uFEFF", "[]", " [ ] ", "\x1E"])("no record in %j", async (text) => {
    expect(await read(text)).toMatchObject({ items: [], error: undefined })
  })

  it("one object as one record, with its position", async () => {
    const position = { recordNumber: 1, lineNumber: 2, byteOffset: 1 }
    expect((await read("\n{\n}\n")).items).toEqual([{ position, record: {} }])
  })
})

describe("a path to the records", () => {
  const PAGE = { next: { items: [9] }, data: { total: 2, items: [A, B], items2: [A] }, more: [] }
  it.each(["data.items", "$.data.items", ".data.items", "data.items[]", "$.data.items[*]"])(
    "%s",
    async (jsonPath) => {
      for (const indent of [undefined, 2])
        for (const chunkBytes of [1, 1_000])
          expect(await read(JSON.stringify(PAGE, null, indent), { jsonPath, chunkBytes })).toMatchObject({
            items: [{ record: A }, { record: B }],
            error: undefined,
          })
    },
  )

  it("goes through documents one after the other, and takes an object for a record", async () => {
    const pages = [
      PAGE,
      { data: { items: A } },
      { data: {} },
      { data: { items: [] } },
      { data: { items: [B] } },
    ]
    const text = pages.map((page) => JSON.stringify(page)).join("\n")
    expect(said(await read(text, { jsonPath: "data.items" }))).toEqual([A, B, A, B])
  })

  it("knows names with dots, escapes and letters beyond ASCII", async () => {
    const text = String.raw`{"a.b":{"gr\u00f6\u00dfe":[{"a":1}]}}`
    expect(said(await read(text, { jsonPath: String.raw`a\.b.größe` }))).toEqual([A])
  })

  it("leaves out what is larger than memory should hold", async () => {
    const text = JSON.stringify({ skipped: "x".repeat(50_000), deep: [[["]"]]], items: [A] })
    expect(await read(text, { jsonPath: "items", maxRecordBytes: 100 })).toMatchObject({
      items: [{ record: A }],
      error: undefined,
    })
  })

  it.each([
    [{ data: { rows: [], "x y": 1 } }, "the names there are rows, x y."],
    [[], "its top is no object."],
  ])("is refused where it leads nowhere in %j", async (document, why) => {
    expect(await read(JSON.stringify(document), { jsonPath: "data.items" })).toMatchObject({
      items: [],
      error: expect.stringContaining(why) as string,
    })
  })

  it.each(["data..items", "data[0].items", "$..items", "a.*"])("%s is no path", async (jsonPath) => {
    expect((await read("{}", { jsonPath })).error).toMatch(
      /^Cannot read JSON as the path to its records is unclear/,
    )
  })
})

describe("what is wrong in JSON", () => {
  it.each([
    ["what is no value, with its brackets closed", '[{"a":1},{"a":x},{"a":1}]', [A, "not-json", A], ""],
    [
      "elements that are no objects",
      '[1, "]", null, [{}], {"a":1}]',
      ["not-an-object", "not-an-object", "not-an-object", "not-an-object", A],
      "",
    ],
    ["a quote too many on a line", '[\n{"a":1},\n{"a":"x"y"},\n{"a":1}\n]', [A, "not-json", A], ""],
    ["a quote that is missing on a line", '{"a":1}\n{"a":"x}\n{"a":1}\n', [A, "not-json", A], ""],
    ["a bracket that is missing on a line", '{"a":1}\r{"a":{"b":1}\r{"a":1}\r', [A, "not-json", A], ""],
    [
      "a quote that is missing in an indented object",
      '{\n  "a": 1\n}\n{\n  "a": "x\n}\n{\n  "a": 1\n}',
      [A, "not-json", A],
      "",
    ],
    [
      "an object of an array that is not closed",
      '[\n  {\n    "a": 1\n  },\n  {\n    "a": {"b":1\n  },\n  {\n    "a": 1\n  }\n]',
      [A, "not-json", A],
      "",
    ],
    [
      "a sequence of which a record was cut off",
      '\x1E{"a":1}\n\x1E{"a":"1\x1E{"a":1}\n\x1E{"a":[',
      [A, "not-json", A, "not-json"],
      "",
    ],
    [
      "other lines between objects",
      '{"a":1}\nnpm notice: {"x":1}\n\u200B{"a":2}\n{"a":1}',
      [A, "not-json", "not-json", A],
      "",
    ],
    ["a record that is cut off at the end", '{"a":1}\n{"a":', [A, "not-json"], ""],
    ["an array that is cut off between elements", '[{"a":1},', [A], "ends too early"],
    ["an array that is cut off in an element", '[{"a":1},{"a":', [A], "ends too early"],
    ["what is around the path cut off", '{"data":[{"a":1}]', [A], "ends too early"],
    [
      "an element of which nobody knows where it ends",
      '[{"a":1},{"a":"x"y"},{"a":1}]',
      [A],
      "where it ends is not certain",
    ],
    [
      "something behind the array",
      '[{"a":1}]\n{"a":1}',
      [A],
      "something follows the end of its array, on line 2",
    ],
    ["no UTF-8", Buffer.from('[{"a":1},{"a":"\xE9"},{"a":1}]', "latin1"), [A, "undecodable", A], ""],
    ["an escaped NUL", String.raw`[{"a":"\u0000"}]`, ["nul-character"], ""],
    [
      "half a character",
      String.raw`[{"a":"\ud83d"},{"\udc00":1},{"a":"\ud83d\ude00"}]`,
      ["lone-surrogate", "lone-surrogate", { a: "😀" }],
      "",
    ],
    ["a number that would lose digits", '[{"a":9007199254740993}]', ["unsafe-number"], ""],
    [
      "20,000 levels",
      `[{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}},{"a":1}]`,
      ["nested-too-deeply", A],
      "",
    ],
  ])("%s", async (what, text, expected, error) => {
    const jsonPath = what.includes("the path") ? "data" : undefined
    for (const chunkBytes of [1, 5, 1_000]) {
      const all = await read(text, { chunkBytes, jsonPath })
      expect(said(all)).toEqual(expected)
      if (error === "") expect(all.error).toBeUndefined()
      else expect(all.error).toContain(error)
    }
  })

  it.each([["id,email\n", 'it is no JSON: that begins with { or [, and this with "i"']])(
    "%j is no JSON, and is told so",
    async (text, why) => {
      expect((await read(text)).error).toContain(why)
    },
  )

  it("rejects a record above the limit alone, whatever the chunks", async () => {
    const large = { large: ']}\\"'.repeat(30) }
    for (const text of [
      JSON.stringify([A, large, A], null, 1),
      [A, large, A].map((one) => JSON.stringify(one)).join("\n"),
    ])
      for (const chunkBytes of [1, 3, 1_000]) {
        const all = await read(text, { chunkBytes, maxRecordBytes: 100 })
        expect(said(all)).toEqual([A, "record-too-large", A])
        expect(all.error).toBeUndefined()
      }
  })
})

describe("whole numbers of many digits", () => {
  const TEXT =
    '[{"id":9007199254740993,"n":[-12345678901234567890,9007199254740991,"9007199254740993"],"f":1.5}]'
  it.each([
    [
      "string",
      { id: "9007199254740993", n: ["-12345678901234567890", 9007199254740991, "9007199254740993"], f: 1.5 },
    ],
    [
      "bigint",
      { id: 9007199254740993n, n: [-12345678901234567890n, 9007199254740991, "9007199254740993"], f: 1.5 },
    ],
    ["reject", "unsafe-number"],
  ] as const)("are kept as %s", async (bigIntegers, record) => {
    expect(said(await read(TEXT, { bigIntegers }))).toEqual([record])
    // What is not written plainly is read in another way.
    expect(said(await read(TEXT.replaceAll(",", ",\n"), { bigIntegers }))).toEqual([record])
  })

  it.each(['{"a":1e400}', '{"a":12345678901234567890.5}'])(
    "does not keep %s, which is none",
    async (text) => {
      for (const bigIntegers of ["string", "bigint"] as const)
        expect(said(await read(text, { bigIntegers }))).toEqual(["unsafe-number"])
    },
  )

  it("are what their digits say, in any record", async () => {
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
        fc.string({ unit: "grapheme" }).filter((text) => !/[\0\p{Cs}]/u.test(text)),
        fc.integer(),
        fc.array(tie("value"), { maxLength: 3 }),
      ),
    })).value
    const textOf = (one: unknown): string =>
      typeof one === "bigint"
        ? String(one)
        : Array.isArray(one)
          ? `[${one.map(textOf).join(",")}]`
          : JSON.stringify(one)
    const expected = (one: unknown, as: "string" | "bigint"): unknown => {
      if (Array.isArray(one)) return one.map((inner) => expected(inner, as))
      if (typeof one !== "bigint") return one
      if (Number.isSafeInteger(Number(one))) return Number(one)
      return as === "string" ? String(one) : one
    }
    await fc.assert(
      fc.asyncProperty(
        value,
        fc.constantFrom("string" as const, "bigint" as const),
        async (one, bigIntegers) => {
          const all = await read(`[{"value":${textOf(one)}}]`, { bigIntegers })
          expect(said(all)).toEqual([{ value: expected(one, bigIntegers) }])
        },
      ),
    )
  })
})

const record = fc.dictionary(
  fc.string({ unit: "grapheme", maxLength: 5 }).filter((name) => !/[\0\p{Cs}]/u.test(name)),
  fc
    .jsonValue({ maxDepth: 3, stringUnit: "grapheme" })
    .filter((value) => !/\\u(?:0000|d[89a-f])/i.test(JSON.stringify(value))),
  { maxKeys: 4, noNullPrototype: true },
)
const layout = fc.constantFrom("array", "values", "lines", "sequence", "path", "pages")
const indent = fc.constantFrom(undefined, 1, 2, "\t")
const lineEnd = fc.constantFrom("\n", "\r\n", "\r")

function written(
  records: readonly unknown[],
  how: string,
  indentBy: string | number | undefined,
  end: string,
): string {
  const json = (value: unknown): string => JSON.stringify(value, null, indentBy)
  const text = {
    array: () => json(records),
    values: () => records.map(json).join(indentBy === undefined ? "" : "\n"),
    lines: () => records.map((one) => `${JSON.stringify(one)}\n`).join(""),
    sequence: () => records.map((one) => `\x1E${json(one)}\n`).join(""),
    path: () => json({ before: [{ data: 1 }], data: { items: records }, after: null }),
    pages: () => records.map((one) => `${json({ data: { items: [one] }, next: "]" })}\n`).join(""),
  }[how]
  return (text?.() ?? "").replaceAll("\n", end)
}

describe("the records of any JSON", () => {
  const pathOf = (how: string): string | undefined =>
    how === "path" || how === "pages" ? "data.items" : undefined

  it("are what JSON.parse says of them, in any layout and any chunks", async () => {
    const chunk = fc.integer({ min: 1, max: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        layout,
        indent,
        lineEnd,
        chunk,
        async (records, how, by, end, chunkBytes) => {
          const text = written(records, how, by, end)
          const all = await read(text, { chunkBytes, jsonPath: pathOf(how) })
          const expected = records.map((one) => JSON.parse(JSON.stringify(one)) as unknown)
          expect(all.error).toBeUndefined()
          expect(said(all)).toEqual(expected)
          const bytes = Buffer.from(text)
          for (const { position } of all.items) {
            const before = bytes.toString("utf8", 0, position.byteOffset)
            expect(bytes.toString("utf8", position.byteOffset)).toMatch(/^\{/)
            expect(position.lineNumber).toBe(before.split(/\r\n|\r|\n/).length)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it("are the same from any of them on, with the same trouble behind them", async () => {
    const damage = fc.constantFrom("", "]", "}", "x", '"', "{", ",")
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        layout,
        indent,
        lineEnd,
        damage,
        fc.nat(),
        async (records, how, by, end, extra, at) => {
          const whole = written(records, how, by, end)
          const place = at % (whole.length + 1)
          const text = whole.slice(0, place) + extra + whole.slice(place)
          const jsonPath = pathOf(how)
          const all = await read(text, { jsonPath })
          for (const [index, { position }] of all.items.entries()) {
            const rest = await read(text, { jsonPath, from: position })
            expect(rest.items).toEqual(all.items.slice(index))
            expect(rest.error).toBe(all.error)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it("never are what is not in the file, wherever a character is lost or put in", async () => {
    const flat = fc.array(fc.record({ id: fc.integer(), name: fc.stringMatching(/^[a-z {}[\],:]*$/) }), {
      minLength: 1,
      maxLength: 5,
    })
    const damage = fc.constantFrom("", "]", "}", "[", "x", '"', "{", ",", "\n", "\\")
    await fc.assert(
      fc.asyncProperty(
        flat,
        fc.constantFrom("array", "values", "lines", "sequence"),
        indent,
        damage,
        fc.nat(),
        fc.boolean(),
        async (records, how, by, extra, at, isLost) => {
          const whole = written(records, how, by, "\n")
          const place = at % (whole.length + 1)
          const text = whole.slice(0, place) + extra + whole.slice(isLost ? place + 1 : place)
          const all = await read(text)
          const wanted = new Set(records.map((one) => JSON.stringify(one)))
          // At most the record that was hit, and the one beside it, are others.
          const others = all.items.filter(
            (item) => "record" in item && !wanted.has(JSON.stringify(item.record)),
          )
          expect(others.length).toBeLessThanOrEqual(1)
          const lost = records.length - all.items.filter((item) => "record" in item).length
          if (lost > 0)
            expect(all.error !== undefined || all.items.some((item) => "problem" in item)).toBe(true)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

it("goes on within a large array without reading what comes before, and refuses a file in which no record starts there", async () => {
  const records = Array.from({ length: 1_000 }, (_, id) => ({ id, name: "x".repeat(50) }))
  for (const text of [
    JSON.stringify(records, null, 2),
    JSON.stringify(records),
    records.map((one) => JSON.stringify(one, null, 2)).join("\n"),
  ]) {
    const { items } = await read(text)
    const { position } = items[990] ?? expect.fail("there is none")
    const rest = await read(text, { from: position })
    expect(rest.items).toEqual(items.slice(990))
    expect(rest.readBytes).toBeLessThan(5_000)
    const moved = { ...position, byteOffset: (position.byteOffset ?? 0) - 1 }
    expect((await read(text, { from: moved })).error).toContain("no record starts at byte")
  }
})

it("goes on behind more white space than it looks back over", async () => {
  const text = `[{"a":1},${" ".repeat(5_000)}{"b":2}]`
  const { items } = await read(text)
  expect(items).toHaveLength(2)
  expect((await read(text, { from: items[1]?.position ?? expect.fail() })).items).toEqual(items.slice(1))
})
