import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { plainItem } from "../../../../tests/kit/plain-item.ts"
import type { ReadOptions, SourceItem } from "../../data-source.ts"
import { readNdjson } from "./read-ndjson.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { ALL_PACKINGS } from "../../packings/all-packings.ts"
import type { ReadableBytes } from "../../source-bytes.ts"

type Item = SourceItem<SourceDataRecord<unknown>>

/** A file that is not on a disk; counts what is open. */
function memoryFile(
  content: string | Buffer,
  chunkBytes = 1000,
): ReadableBytes & { opened: number; readBytes: number } {
  const bytes = Buffer.from(content)
  return {
    name: "events.ndjson",
    sizeBytes: bytes.length,
    canReadAgain: true,
    packings: ALL_PACKINGS,
    opened: 0,
    readBytes: 0,
    async *read(fromByte, signal) {
      this.opened += 1
      try {
        for (let at = fromByte; at < bytes.length; at += chunkBytes) {
          if (signal?.aborted === true) return
          this.readBytes += chunkBytes
          yield bytes.subarray(at, at + chunkBytes)
        }
      } finally {
        this.opened -= 1
      }
    },
  }
}

interface Settings extends ReadOptions {
  readonly maxRecordBytes?: number
  readonly chunkBytes?: number
}

async function read(content: string | Buffer, settings: Settings = {}): Promise<Item[]> {
  const { maxRecordBytes = 1e6, chunkBytes } = settings
  const file = memoryFile(content, chunkBytes)
  const items: Item[] = []
  for await (const some of readNdjson(file, { maxRecordBytes }, settings)) {
    expect(some.length).toBeGreaterThan(0)
    items.push(...some.map(plainItem))
  }
  expect(file.opened).toBe(0)
  return items
}

const bytesOf = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))))

describe("readNdjson()", () => {
  it("gives each object with its position; line ends LF or CRLF, the last one may be missing, blank lines are none", async () => {
    for (const chunkBytes of [1, 3, 1000]) {
      expect(await read('\uFEFF{"a":1}\r\n \t\n\n{"b":["é"]}\n  {"c":"😀"}  ', { chunkBytes })).toEqual([
        { position: { recordNumber: 1, lineNumber: 1, byteOffset: 3 }, record: { a: 1 } },
        { position: { recordNumber: 2, lineNumber: 4, byteOffset: 16 }, record: { b: ["é"] } },
        { position: { recordNumber: 3, lineNumber: 5, byteOffset: 29 }, record: { c: "😀" } },
      ])
    }
  })

  it.each(["", "\uFEFF", "\n\n", " \r\n\t"])("finds no record in %j", async (text) => {
    expect(await read(text)).toEqual([])
  })

  it("makes an own property of any name", async () => {
    const [item] = await read('{"__proto__":{"x":1}}')
    expect(item !== undefined && "record" in item && Object.keys(item.record)).toEqual(["__proto__"])
  })

  it.each([
    ["{a:1}", "The line is not JSON: Expected property name or '}' in JSON at position 1"],
    ['{"secret":secret}', "The line is not JSON: Unexpected token 's'."],
    [
      `{"x":"${"secret".repeat(50)}" secret}`,
      "The line is not JSON: Expected ',' or '}' after property value in JSON at position 308",
    ],
    ['{"a":1', "The line is not JSON: Expected ',' or '}' after property value in JSON at position 6"],
    ['{"a":1}{"b":2}', "The line is not JSON: Unexpected non-whitespace character after JSON at position 7"],
    [
      '{"secret":"a\tb"}',
      "The line is not JSON: Bad control character in string literal in JSON at position 12",
    ],
    ["secret, secret", "The line is not JSON: Unexpected token 's'."],
  ])("gives a bad item for %j, without the data in its message, and goes on", async (line, message) => {
    const items = await read(`{}\n${line}\n{}\n`)
    expect(items).toHaveLength(3)
    expect(items[1]).toMatchObject({
      position: { recordNumber: 2, lineNumber: 2, byteOffset: 3 },
      problem: { code: "not-json" },
    })
    expect(
      items[1] !== undefined && "problem" in items[1] && items[1].problem.message.startsWith(message),
    ).toBe(true)
    expect(items[1]).not.toMatchObject({ problem: { message: expect.stringContaining("secret") as string } })
  })

  it.each([
    ["[1]", "an array"],
    ["null", "null"],
    ["12", "a number"],
    ['"x"', "a string"],
    ["true", "a boolean"],
  ])("gives a bad item for %s", async (line, kind) => {
    expect(await read(`{}\n${line}\n`)).toMatchObject([
      { record: {} },
      { problem: { code: "not-an-object", message: `The line is ${kind}, not a JSON object.` }, raw: line },
    ])
  })

  it("gives a bad item for a line that is not UTF-8, and never a replacement character", async () => {
    for (const chunkBytes of [1, 4, 1000]) {
      expect(await read(bytesOf('{"a":"é"}\n{"b":"', 0xe9, '"}\n{"c":"日"}'), { chunkBytes })).toMatchObject([
        { record: { a: "é" } },
        {
          problem: {
            code: "undecodable",
            message: "The line has bytes that are no characters in the encoding of the file.",
          },
          raw: '{"b":"\\xE9"}',
        },
        { record: { c: "日" } },
      ])
    }
  })

  it("rejects a line above the limit alone, and names the limit, whatever the chunks", async () => {
    for (const lineEnd of ["\n", "\r\n", ""]) {
      for (const chunkBytes of [1, 4, 1000]) {
        const text = `{}\n{"a":"0123456789"}${lineEnd}${lineEnd === "" ? "" : `{"b":2}\n${" ".repeat(50)}\n{"c":3}`}`
        const after =
          lineEnd === "" ? [] : [{ record: { b: 2 } }, { record: { c: 3 }, position: { lineNumber: 5 } }]
        expect(await read(text, { chunkBytes, maxRecordBytes: 18 })).toMatchObject([
          {},
          { record: {} },
          ...after,
        ])
        expect(await read(text, { chunkBytes, maxRecordBytes: 17 })).toMatchObject([
          { record: {} },
          {
            position: { recordNumber: 2, lineNumber: 2, byteOffset: 3 },
            problem: {
              code: "record-too-large",
              message: "The record has 18 bytes, but the limit is 17 bytes.",
            },
            raw: '{"a":"0123456789"}',
          },
          ...after,
        ])
      }
    }
  })

  it.each([
    ['{"a":"x\\u0000y"}', "The text in a has a NUL character (U+0000), which no text should have."],
    [
      '{"b":[1,{"c":"\\u0000"}]}',
      "The text in b[1].c has a NUL character (U+0000), which no text should have.",
    ],
    ['{"b":{"c\\u0000":1}}', "A name within b has a NUL character (U+0000), which no text should have."],
    ['{"\\u0000":1}', "A name has a NUL character (U+0000), which no text should have."],
    ['{"a":\t"\\u0000"}', "The text in a has a NUL character (U+0000), which no text should have."],
    ['{"a":"\0"}', "Character 7 of the line is NUL (U+0000), which no text should have."],
    ['{"a":1}\0', "Character 8 of the line is NUL (U+0000), which no text should have."],
  ])("rejects %j for its NUL character, wherever in the file it stands", async (line, message) => {
    for (const lineCount of [0, 2000]) {
      const items = await read(`${'{"a":"plain"}\n'.repeat(lineCount)}${line}\n{"a":"\\\\u0000"}\n`)
      expect(items).toHaveLength(lineCount + 2)
      expect(items.at(-2)).toMatchObject({ problem: { code: "nul-character", message } })
      expect(items.at(-1)).toMatchObject({ record: { a: String.raw`\u0000` } })
    }
  })

  it("reads lines that end in CR CR LF, and rejects what carriage returns alone separate, saying so", async () => {
    expect(await read('{"a":1}\r\r\n{"b":"x"}\r\r\n')).toMatchObject([
      { record: { a: 1 } },
      { record: { b: "x" } },
    ])
    expect(await read('{"a":1}\r{"b":2}\r')).toMatchObject([
      {
        problem: { code: "not-json", message: expect.stringContaining("not in carriage returns") as string },
      },
    ])
  })

  it("takes no notice of byte order marks before an object, as of files that were put together", async () => {
    expect(
      await read('\uFEFF{"a":1}\n\uFEFF{"b":2}\n\uFEFF\n \uFEFF\n\uFEFF\uFEFF{"c":"\uFEFF"}'),
    ).toMatchObject([
      { record: { a: 1 }, position: { lineNumber: 1 } },
      { record: { b: 2 }, position: { lineNumber: 2 } },
      { record: { c: "\uFEFF" }, position: { lineNumber: 5 } },
    ])
  })

  it.each([
    ["\u200B", "U+200B"],
    ["\u00A0", "U+00A0"],
    ["\u2060", "U+2060"],
  ])("names what cannot be seen before an object: %j", async (character, name) => {
    const [item] = await read(`${character}{"a":1}`)
    expect(item).toMatchObject({
      problem: {
        code: "not-json",
        message: `The line is not JSON: it has the character ${name}, which cannot be seen, where JSON has none.`,
      },
    })
  })

  it.each([
    [String.raw`{"a":"hi \ud83d"}`, "The text in a has one half of a character (U+D83D)"],
    [String.raw`{"a":[{"b":"\uDE00 x"}]}`, "The text in a[0].b has one half of a character (U+DE00)"],
    [String.raw`{"a":{"\udc00key":1}}`, "A name within a has one half of a character (U+DC00)"],
  ])("rejects %s, in which half a character stands", async (line, message) => {
    expect(await read(`${line}\n{"a":"\\ud83d\\ude00"}`)).toMatchObject([
      { problem: { code: "lone-surrogate", message: expect.stringContaining(message) as string }, raw: line },
      { record: { a: "😀" } },
    ])
  })

  it("takes 1,000 levels, and rejects what is nested deeper", async () => {
    const nested = (levels: number): string => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`
    const texts = `{"a":"${"[".repeat(3_000)}\\"["}`
    expect(await read([nested(1_000), nested(1_001), nested(20_000), texts].join("\n"))).toMatchObject([
      { record: { a: expect.anything() as unknown } },
      { problem: { code: "nested-too-deeply" } },
      { problem: { code: "nested-too-deeply" }, raw: expect.stringMatching(/…$/) as string },
      { record: { a: `${"[".repeat(3_000)}"[` } },
    ])
  })

  it("tells the first name that comes twice in one object, and takes the last value", async () => {
    const found: unknown[] = []
    const line = '{"city":"Ulm","home":{"city":1},"city":"Bonn"}'
    const file = memoryFile(`{"a":{"b":1},"b":[{"b":2}]}\n${line}\n{"a":1,"a":2}\n`)
    const records: unknown[] = []
    for await (const items of readNdjson(file, { maxRecordBytes: 1e6 }, {}, (repeated) =>
      found.push(repeated),
    ))
      for (const item of items) records.push("record" in item && item.record)
    expect(records.slice(1)).toEqual([{ city: "Bonn", home: { city: 1 } }, { a: 2 }])
    expect(found).toEqual([{ name: "city", position: { recordNumber: 2, lineNumber: 2, byteOffset: 28 } }])
  })

  it("refuses what is not text in UTF-8", async () => {
    await expect(read(Buffer.from('\uFEFF{"a":1}', "utf16le"))).rejects.toThrow("text in UTF-16")
    await expect(read(bytesOf(0x1f, 0x8b, 8))).rejects.toThrow("a gzip file")
  })

  it("gives nothing of a line that an abort has cut", async () => {
    const controller = new AbortController()
    const items: Item[] = []
    const file = memoryFile("12345\n".repeat(3000), 5000)
    for await (const some of readNdjson(file, { maxRecordBytes: 100 }, { signal: controller.signal })) {
      items.push(...some.map(plainItem))
      controller.abort()
    }
    expect(items).toHaveLength(833)
    expect(new Set(items.map((item) => "raw" in item && item.raw))).toEqual(new Set(["12345"]))
  })

  it("frees the file when returned early", async () => {
    const file = memoryFile("{}\n".repeat(10_000))
    for await (const some of readNdjson(file, { maxRecordBytes: 100 })) if (some.length > 0) break
    expect(file.opened).toBe(0)
  })
})

describe("readNdjson() from a position", () => {
  it("gives the rest of any file, from any of its records, in any chunks", async () => {
    const part = fc.constantFrom("\n", "\n", "\r\n", " ", "{}", '{"a":"é"}', '{"b":"😀"}', "x", "null", "\r")
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (parts, chunkBytes) => {
          const content = parts.join("")
          const all = await read(content)
          expect(await read(content, { chunkBytes })).toEqual(all)
          const lines = content.split("\n")
          expect(all.map(({ position }) => position.lineNumber)).toEqual(
            lines.flatMap((line, index) => (line.trim() === "" ? [] : [index + 1])),
          )
          for (const [index, { position }] of all.entries()) {
            const text = Buffer.from(content).subarray(position.byteOffset).toString()
            expect(text.startsWith(lines[(position.lineNumber ?? 0) - 1]?.trimEnd() ?? "?")).toBe(true)
            expect(await read(content, { from: position, chunkBytes })).toEqual(all.slice(index))
            expect(await read(content, { from: { recordNumber: index + 1 } })).toEqual(all.slice(index))
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it("reads nothing before it, and refuses a file in which no line starts there", async () => {
    const text = "{}\n".repeat(10_000)
    const file = memoryFile(text)
    const from = { recordNumber: 10_000, lineNumber: 10_000, byteOffset: 29_997 }
    for await (const some of readNdjson(file, { maxRecordBytes: 100 }, { from }))
      expect(some.map(plainItem)).toEqual([{ position: from, record: {} }])
    expect(file.readBytes).toBe(1000)
    await expect(read(` ${text}`, { from })).rejects.toThrow("no line starts at byte 29997 now")
  })
})
