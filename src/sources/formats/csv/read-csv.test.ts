import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { plainItem } from "../../../../tests/kit/plain-item.ts"
import { SourceError } from "../../../errors.ts"
import type { ReadOptions, SourceItem } from "../../data-source.ts"
import { readCsv } from "./read-csv.ts"
import { recordDigest } from "../../record-digest.ts"
import type { CsvSettings } from "./read-csv.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { ALL_PACKINGS } from "../../packings/all-packings.ts"
import type { ReadableBytes } from "../../source-bytes.ts"

type Item = SourceItem<SourceDataRecord<unknown>>

/** A file that is not on a disk; counts what is open, and the bytes that were read. */
function memoryFile(
  content: string | Buffer,
  chunkBytes = 1000,
): ReadableBytes & { opened: number; readBytes: number } {
  const bytes = Buffer.from(content)
  return {
    name: "users.csv",
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
          const chunk = bytes.subarray(at, at + chunkBytes)
          this.readBytes += chunk.length
          yield chunk
        }
      } finally {
        this.opened -= 1
      }
    },
  }
}

const SETTINGS: CsvSettings = { delimiter: ",", maxRecordBytes: 1e6 }

interface Settings extends Partial<CsvSettings>, ReadOptions {
  readonly chunkBytes?: number
}

async function read(content: string | Buffer, settings: Settings = {}): Promise<Item[]> {
  const file = memoryFile(content, settings.chunkBytes)
  const items: Item[] = []
  for await (const some of readCsv(file, { ...SETTINGS, ...settings }, settings)) {
    expect(some.length).toBeGreaterThan(0)
    items.push(...some.map(plainItem))
  }
  expect(file.opened).toBe(0)
  return items
}

/** What came before the error, and the error. */
async function readUntilError(content: string | Buffer, settings: Settings = {}): Promise<[Item[], unknown]> {
  const items: Item[] = []
  try {
    for await (const some of readCsv(
      memoryFile(content, settings.chunkBytes),
      { ...SETTINGS, ...settings },
      settings,
    )) {
      items.push(...some.map(plainItem))
    }
  } catch (error) {
    return [items, error]
  }
  throw new Error("no error")
}

async function messageFor(content: string | Buffer, settings: Settings = {}): Promise<string> {
  const [, error] = await readUntilError(content, settings)
  expect(error).toBeInstanceOf(SourceError)
  return (error as SourceError).message
}

const recordsOf = (items: readonly Item[]): unknown[] =>
  items.map((item) => ("record" in item ? item.record : item.problem.code))

describe("readCsv()", () => {
  it("takes a carriage return for text where an escaped line feed follows, as MySQL writes CR LF", async () => {
    const content = "note\tid\nline 1\r\\\nline 2\t1\nline 1\r\\nline 2\t2\nCR\rhere\t3\n"
    for (const chunkBytes of [1, 2, 1000]) {
      const items = await read(content, { delimiter: "\t", escape: "\\", quote: "none", chunkBytes })
      const note = "line 1\r\nline 2"
      expect(recordsOf(items).slice(0, 2)).toEqual([
        { note, id: "1" },
        { note, id: "2" },
      ])
      expect(recordsOf(items).slice(2)).toEqual(["doubtful-line-end", "doubtful-line-end"])
    }
  })

  it("gives each row by the names of the columns, with its position", async () => {
    expect(await read("id,name\n007,Ada\n\n8,Grace\n")).toEqual([
      { position: { recordNumber: 1, lineNumber: 2, byteOffset: 8 }, record: { id: "007", name: "Ada" } },
      { position: { recordNumber: 2, lineNumber: 4, byteOffset: 17 }, record: { id: "8", name: "Grace" } },
    ])
  })

  it("takes a byte order mark for none of the text, but counts its bytes", async () => {
    for (const chunkBytes of [1, 2, 1000]) {
      expect(await read("\uFEFFid\n1\n", { chunkBytes })).toEqual([
        { position: { recordNumber: 1, lineNumber: 2, byteOffset: 6 }, record: { id: "1" } },
      ])
    }
  })

  it("skips two byte order marks", async () => {
    expect(await read("\uFEFF\uFEFFid\n1\n")).toEqual([
      { position: { recordNumber: 1, lineNumber: 2, byteOffset: 9 }, record: { id: "1" } },
    ])
  })

  it.each(["", "\uFEFF", "\n", "\r\n\n", "id,name", "id,name\n", "id,name\r\n\r\n"])(
    "finds no record in %j",
    async (text) => {
      expect(await read(text)).toEqual([])
    },
  )

  it("skips blank lines before the header and between the rows of a single column", async () => {
    expect(await read("\n\nid\n\n1\n\r\n2\n")).toMatchObject([
      { position: { recordNumber: 1, lineNumber: 5 }, record: { id: "1" } },
      { position: { recordNumber: 2, lineNumber: 7 }, record: { id: "2" } },
    ])
  })

  it("does not guess whether a carriage return before a line end belongs to a value", async () => {
    expect(await read("a,b\r\n1,2\r\r\n3,4\r\n")).toEqual([
      {
        position: { recordNumber: 1, lineNumber: 2, byteOffset: 5 },
        problem: {
          code: "doubtful-line-end",
          message:
            "Next to the text in column 2 (b), outside of quotes, stands a line end of another kind than in the file's first line: it may end a row, or belong to the text.",
          messageParts: [30, [1, "names"], 127],
        },
        digest: expect.any(String) as string,
        raw: "1,2",
      },
      { position: { recordNumber: 2, lineNumber: 3, byteOffset: 11 }, record: { a: "3", b: "4" } },
    ])
  })

  it.each([
    ["\\r\\r\\n, as a program writes CRLF as text on Windows", "a,b\r\r\n1,2\r\r\n3,4\r\r\n"],
    ["CR in the header, and CRLF below", "a,b\r1,2\r\n3,4\r\n"],
    ["LF in the header, and CRLF below", "a,b\n1,2\r\n3,4\r\n"],
  ])("takes no line end for a part of a value: %s", async (_, text) => {
    for (const chunkBytes of [1, 2, 1000])
      expect(recordsOf(await read(text, { chunkBytes }))).toEqual([
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ])
  })

  it("rejects a row with a NUL character, wherever in the file it stands", async () => {
    for (const rowCount of [0, 3000]) {
      const items = await read(`a,b\n${"1,2\n".repeat(rowCount)}3,x\0y\n5,6\n`)
      expect(items).toHaveLength(rowCount + 2)
      expect(items.at(-2)).toMatchObject({
        position: { lineNumber: rowCount + 2 },
        problem: {
          code: "nul-character",
          message: "The text in column 2 (b) has a NUL character (U+0000), which no text should have.",
        },
        raw: String.raw`3,x\x00y`,
      })
      expect(items.at(-1)).toMatchObject({ record: { a: "5", b: "6" } })
    }
  })

  it("rejects a record above the limit alone, and names the limit", async () => {
    for (const chunkBytes of [100, 70_000]) {
      const items = await read(`a,b\n1,2\n3,"${"x\n".repeat(100_000)}"\n5,6\n`, {
        chunkBytes,
        maxRecordBytes: 65_536,
      })
      expect(recordsOf(items)).toEqual([{ a: "1", b: "2" }, "record-too-large", { a: "5", b: "6" }])
      expect(items[1]).toMatchObject({
        position: { recordNumber: 2, lineNumber: 3, byteOffset: 8 },
        problem: {
          message:
            "The record has 200,004 bytes, but the limit is 65,536 bytes. It goes from line 3 to line 100,003; perhaps a quote is missing, or there is one too many.",
        },
        raw: `3,"${"x\n".repeat(15_998)}x…`,
      })
      expect(items[2]).toMatchObject({ position: { recordNumber: 3, lineNumber: 100_004 } })
    }
  })

  it("keeps nothing of a record above the limit in memory", async () => {
    const bytes = 300e6
    const file: ReadableBytes = {
      name: "users.csv",
      sizeBytes: undefined,
      canReadAgain: false,
      packings: ALL_PACKINGS,
      async *read() {
        yield Buffer.from('a\n1\n"')
        for (let at = 0; at < bytes; at += 1e6) yield Buffer.alloc(1e6, "x\n")
        yield Buffer.from('"\n2\n')
      },
    }
    const items: Item[] = []
    let peakBytes = 0
    const { arrayBuffers } = process.memoryUsage()
    for await (const some of readCsv(file, { delimiter: ",", maxRecordBytes: 100_000 })) {
      items.push(...some.map(plainItem))
      peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers - arrayBuffers)
    }
    expect(recordsOf(items)).toEqual([{ a: "1" }, "record-too-large", { a: "2" }])
    expect(peakBytes).toBeLessThan(bytes / 2)
  })

  it("takes a header of ten times as many columns in about ten times the time", async () => {
    const secondsFor = async (count: number): Promise<number> => {
      const names = Array.from({ length: count }, (_, index) => `column${index}`).join()
      const startMs = performance.now()
      expect(
        await read(`${names}\nx${",".repeat(count - 1)}\n`, { chunkBytes: 65_536, maxRecordBytes: 1e8 }),
      ).toHaveLength(1)
      return performance.now() - startMs
    }
    await secondsFor(1_000)
    const few = Math.min(await secondsFor(10_000), await secondsFor(10_000))
    expect(await secondsFor(100_000)).toBeLessThan(few * 30 + 50)
  })

  it("skips rows of nothing but delimiters and blanks, but no single empty field in quotes", async () => {
    const blank = '  \n,,\n , \n\t\n\u00A0,\u200B\n"",""\n'
    expect(recordsOf(await read(`${blank}a,b\n${blank}1,2\n${blank}`))).toEqual([{ a: "1", b: "2" }])
    expect(recordsOf(await read('a\n  \n""\nx\n'))).toEqual([{ a: "" }, { a: "x" }])
  })

  it("makes own properties of all names, whatever they are, for many columns too", async () => {
    const names = [
      "__proto__",
      "constructor",
      "0",
      "a b",
      'q"q',
      ...Array.from({ length: 30 }, (_, index) => `c${index}`),
    ]
    for (const columns of [names, names.slice(1), names.slice(1, 17), names.slice(1, 18)]) {
      const header = columns.map((name) => `"${name.replaceAll('"', '""')}"`).join()
      const [item] = await read(`${header}\n${columns.map((_, index) => `v${index}`).join()}\n`)
      if (item === undefined || !("record" in item)) throw new Error("no record")
      expect(Object.getPrototypeOf(item.record)).toBe(Object.prototype)
      expect(new Map(Object.entries(item.record))).toEqual(
        new Map(columns.map((name, index) => [name, `v${index}`])),
      )
    }
  })

  it("gives a bad item for rows with too many or too few fields, and goes on", async () => {
    const items = await read('a,b\n1,2,3\n1\n"x\ny",\n1,"x\ny",3\n5,6\n')
    expect(items).toEqual([
      {
        position: { recordNumber: 1, lineNumber: 2, byteOffset: 4 },
        problem: {
          code: "too-many-fields",
          message: "The row has 3 fields, but the header names 2.",
          messageParts: [45],
        },
        raw: "1,2,3",
        fields: ["1", "2", "3"],
        digest: recordDigest("1,2,3"),
      },
      {
        position: { recordNumber: 2, lineNumber: 3, byteOffset: 10 },
        problem: {
          code: "too-few-fields",
          message: "The row has 1 field, but the header names 2.",
          messageParts: [44],
        },
        raw: "1",
        fields: ["1"],
        digest: recordDigest("1"),
      },
      { position: { recordNumber: 3, lineNumber: 4, byteOffset: 12 }, record: { a: "x\ny", b: "" } },
      {
        position: { recordNumber: 4, lineNumber: 6, byteOffset: 19 },
        problem: {
          code: "too-many-fields",
          message:
            "The row has 3 fields, but the header names 2. It goes from line 6 to line 7; perhaps a quote is missing, or there is one too many.",
          messageParts: [130],
        },
        raw: '1,"x\ny",3',
        fields: ["1", "x\ny", "3"],
        digest: recordDigest('1,"x\ny",3'),
      },
      { position: { recordNumber: 5, lineNumber: 8, byteOffset: 29 }, record: { a: "5", b: "6" } },
    ])
  })

  it("gives a bad item for text after a closing quote, and takes a quote inside of an unquoted field", async () => {
    expect(await read('a,b\n1,"x" y\n1,5" pipe\n')).toMatchObject([
      {
        problem: { code: "bad-quote", message: expect.stringContaining("column 2 (b)") as string },
        raw: '1,"x" y',
      },
      { record: { a: "1", b: '5" pipe' } },
    ])
  })

  it("reads a blank before a quote as it is meant, unless no quote on its line closes the field", async () => {
    const bad = await read('a,b\n1, "x"\n2,y\n3, "x, y" \n4, "x\ny,z",\n5, "z\n')
    expect(recordsOf(bad)).toEqual([
      { a: "1", b: "x" },
      { a: "2", b: "y" },
      { a: "3", b: "x, y" },
      "blank-before-quote",
      "blank-before-quote",
    ])
    expect(bad[4]).toMatchObject({
      position: { recordNumber: 5, lineNumber: 7 },
      problem: { message: expect.stringContaining("column 2 (b)") as string },
    })
  })

  it("gives a bad item for what is not UTF-8, and never a replacement character", async () => {
    const items = await read(Buffer.from("id,name\n1,Jos\xe9\n2,ok\n3,x,\xff\n", "latin1"))
    expect(items).toMatchObject([
      {
        problem: {
          code: "undecodable",
          message:
            "The text in column 2 (name) has bytes that are no characters in the encoding of the file.",
        },
        raw: "1,Jos\\xE9",
      },
      { record: { id: "2", name: "ok" } },
      {
        problem: {
          code: "undecodable",
          message: "The text in column 3 has bytes that are no characters in the encoding of the file.",
        },
        raw: "3,x,\\xFF",
      },
    ])
  })

  it("keeps all fields of a bad row, however long, though the text as found is cut", async () => {
    const long = "x".repeat(100_000)
    const [item] = await read(`a,b,c\n1,${long}\n`)
    expect(item).toMatchObject({ problem: { code: "too-few-fields" }, fields: ["1", long] })
    expect(item !== undefined && "raw" in item && item.raw.length).toBe(32_001)
  })

  it("says no word of the data in its messages", async () => {
    const items = await read(
      Buffer.from('a,b\nsecret\nsecret,"secret"secret\nsecret,secret,secret\nsecret\xff,1\n', "latin1"),
    )
    expect(items).toHaveLength(4)
    for (const item of items) expect("problem" in item && item.problem.message).not.toContain("secret")
  })

  it("gives rows as they come, and reads no further than it must", async () => {
    const file = memoryFile(`a\n${"1234567890123456\n".repeat(5_000)}`, 500)
    for await (const some of readCsv(file, SETTINGS)) {
      const { byteOffset = 0 } = some.at(-1)?.position ?? {}
      expect(file.readBytes - byteOffset).toBeLessThan(40)
    }
  })

  it("gives arrays of a bounded length", async () => {
    for await (const some of readCsv(memoryFile(`a\n${"1\n".repeat(20_000)}`, 1e6), SETTINGS)) {
      expect(some.length).toBeLessThanOrEqual(4096)
    }
  })
})

describe("readCsv(), where the header makes no sense", () => {
  it.each([
    [
      "a,b,a\n",
      "Cannot read users.csv as its header (line 1) has the name “a” more than once, in columns 1, 3: rename all but one.",
    ],
    [
      "a,,b, \n",
      "Cannot read users.csv as its header (line 1) has no name for column 2: every column needs one.",
    ],
    [
      "Customers 2026,,,\nid,name,city,age\n",
      "Cannot read users.csv as its header (line 1) has no name for columns 2, 3, 4: every column needs one (leave out a title above the header with skipLines: 1).",
    ],
    ...['{"a":"1","b":2}', '{"a": "1", "b": "x, y"}'].map((line): [string, string] => [
      `${line}\n${line}\n`,
      'Cannot read users.csv as its first line is a JSON object, no header: read it with sourceFileFormat: "ndjson".',
    ]),
    [
      "\n,a\n",
      "Cannot read users.csv as its header (line 2) has no name for column 1: every column needs one.",
    ],
    [
      'a,"b"c\n',
      "Cannot read users.csv as text follows a closing quote in column 2 of the header (line 1): double the quotes within a name.",
    ],
    [
      'a, "b" c\n',
      "Cannot read users.csv as a blank stands before a quote in column 2 of the header (line 1): remove it; if the quotes belong to the name, put it in quotes and double them.",
    ],
    [
      'a,"b\n1,2\n',
      "Cannot read users.csv to its end as the quote that opens on line 1, in the header, is never closed: close or double it.",
    ],
    [
      "id;name\n1;x\n",
      'Cannot read users.csv as its columns seem to be separated by semicolons: read it with delimiter: ";".',
    ],
    [
      "id\tname\n",
      'Cannot read users.csv as its columns seem to be separated by tabs: read it with delimiter: "\\t".',
    ],
    [
      "id|name|x\n",
      'Cannot read users.csv as its columns seem to be separated by vertical bars: read it with delimiter: "|".',
    ],
  ])("refuses %j", async (text, message) => {
    expect(await messageFor(text)).toBe(message)
  })

  it("refuses a name that is not UTF-8", async () => {
    expect(await messageFor(Buffer.from("id,pr\xe9nom\n", "latin1"))).toBe(
      'Cannot read users.csv as the name in column 2 of the header (line 1) has bytes that are no characters in the encoding of the file: give the right one, such as encoding: "windows-1252", or save the file as UTF-8.',
    )
  })

  it("refuses a name with a NUL character", async () => {
    expect(await messageFor("id,na\0me\n1,x\n")).toBe(
      "Cannot read users.csv as the name in column 2 of the header (line 1) has a NUL character (U+0000): take it out and run again.",
    )
  })

  it("refuses a header above the limit, having read no more than that", async () => {
    for (const chunkBytes of [1, 7, 1000])
      expect(await messageFor(`"${"a\n".repeat(5000)}"\n1\n`, { chunkBytes, maxRecordBytes: 50 })).toBe(
        "Cannot read users.csv as the header, on line 1, has more than 50 bytes: look there for a quote that is never closed or a line end that is missing.",
      )
  })

  it("refuses commas where the delimiter should be another", async () => {
    expect(await messageFor("id,name\n", { delimiter: ";" })).toContain('read it with delimiter: ","')
  })

  it.each(["id\n1\n", '"a;b"\n1\n', "a;\n1\n", "name of user\n1\n"])(
    "takes %j as one column",
    async (text) => {
      expect(await read(text)).toHaveLength(1)
    },
  )

  it("takes other delimiters within names where there are several columns", async () => {
    expect(recordsOf(await read("a;b,c\n1,2\n"))).toEqual([{ "a;b": "1", c: "2" }])
  })
})

describe("readCsv(), where the file is not text in UTF-8", () => {
  it.each([
    ["text in UTF-16", Buffer.from("\uFEFFid,name\n", "utf16le")],
    ["text in UTF-16", Buffer.from("\uFEFFid,name\n", "utf16le").swap16()],
    ["text in UTF-16", Buffer.from("id,name\n", "utf16le")],
    ["a gzip file", Buffer.from([0x1f, 0x8b, 8, 0])],
    ["an Excel workbook (.xlsx)", Buffer.from("PK\u0003\u0004\u0014\0\u0006\0[Content_Types].xml")],
    ["an Excel workbook (.xls)", Buffer.from("d0cf11e0a1b11ae1", "hex")],
    ["a zip file", Buffer.from("PK\u0003\u0004\u0014\0users.csv")],
    ["a Parquet file", Buffer.from("PAR1\u0015\0")],
    ["a PDF document", Buffer.from("%PDF-1.7")],
    ["text in UTF-16", Buffer.from("имя,почта\nИван,иван\nАнна,анна\n".repeat(9), "utf16le")],
    ["text in UTF-16", Buffer.from("имя,почта\nИван,иван\nАнна,анна\n".repeat(9), "utf16le").swap16()],
    ["text in UTF-32", Buffer.from("fffe000069000000", "hex")],
    ["an HTML page", Buffer.from("\n <!DOCTYPE html>\n<html><body>Log in</body></html>")],
    ["an HTML page", Buffer.from("<!-- saved --><HTML>")],
    ["an XML file", Buffer.from('<?xml version="1.0"?>\n<users/>')],
    ["a 7-Zip archive", Buffer.from("377abcaf271c0004", "hex")],
    ["not text", Buffer.from([0, 1, 2, 3, 0, 9])],
    ["an SQLite database", Buffer.from("SQLite format 3\0\u0010\0\u0001\u0001\0@  \0\0\0\u0002")],
  ])("says that it is %s", async (what, bytes) => {
    for (const chunkBytes of [1, 1000]) {
      const message = await messageFor(bytes, { chunkBytes })
      expect(message).toMatch(/^Cannot read users\.csv as it is /)
      expect(message).toContain(what)
    }
  })
})

describe("readCsv(), where it cannot go on", () => {
  it("gives all before a quote that is never closed, then says where that opens", async () => {
    for (const chunkBytes of [1, 7, 1000]) {
      const [items, error] = await readUntilError('a,b\n1,2\n3,"4\n5,6\n', { chunkBytes })
      expect(recordsOf(items)).toEqual([{ a: "1", b: "2" }])
      expect(error).toMatchObject({
        name: "SourceError",
        message:
          "Cannot read users.csv to its end as the quote that opens on line 3, in record 2, is never closed: close or double it.",
      })
    }
  })

  it("gives nothing of a row that an abort has cut", async () => {
    const controller = new AbortController()
    const items: Item[] = []
    const file = memoryFile(`a,b\n${"10,20\n".repeat(3000)}`, 5000)
    for await (const some of readCsv(file, SETTINGS, { signal: controller.signal })) {
      items.push(...some.map(plainItem))
      controller.abort()
    }
    expect(items.length).toBe(832)
    expect(items.at(-1)).toMatchObject({ record: { a: "10", b: "20" } })
    expect(file.opened).toBe(0)
  })

  it("ends at once when aborted before", async () => {
    expect(await read("a\n1\n", { signal: AbortSignal.abort() })).toEqual([])
  })

  it("frees the file when returned early", async () => {
    const file = memoryFile(`a\n${"1\n".repeat(10_000)}`)
    for await (const some of readCsv(file, SETTINGS)) if (some.length > 0) break
    expect(file.opened).toBe(0)
    expect(file.readBytes).toBeLessThan(10_000)
  })

  it("gives what is there of a file that was cut in the middle", async () => {
    expect(recordsOf(await read("a,b\n1,2\n3"))).toEqual([{ a: "1", b: "2" }, "too-few-fields"])
  })
})

describe("readCsv() from a position", () => {
  const text = '\uFEFFid,"na\nme"\r\n\r\n1,"x\r\ny"\n2,é,bad\r\n\n3,"a ""b"""\r\n4,z'

  it("gives the rest, exactly", async () => {
    const all = await read(text)
    expect(all).toHaveLength(4)
    for (const [index, { position }] of all.entries()) {
      expect(await read(text, { from: position, chunkBytes: 3 })).toEqual(all.slice(index))
      expect(await read(text, { from: { recordNumber: position.recordNumber } })).toEqual(all.slice(index))
    }
  })

  it("does not read what lies between the header and the position", async () => {
    const long = `a\n${"1\n".repeat(10_000)}`
    const all = await read(long)
    const file = memoryFile(long)
    const from = all.at(-1)?.position
    for await (const some of readCsv(file, SETTINGS, { from }))
      expect(some.map(plainItem)).toEqual(all.slice(-1))
    expect(file.readBytes).toBeLessThan(10_000)
  })

  it("refuses a file in which no line starts there", async () => {
    const message =
      "Cannot go on reading users.csv as it has changed since: no line starts at byte 5 now. Put the old one back, or start over with restart: true."
    const from = { recordNumber: 2, lineNumber: 3, byteOffset: 5 }
    expect(await messageFor("a\n10\n2\n".replace("10\n", "100\n"), { from })).toBe(message)
    expect(await messageFor("a\n1", { from })).toBe(message)
  })

  it("gives the rest of any file, from any of its records, in any chunks", async () => {
    const part = fc.constantFrom(
      '"',
      ",",
      ",",
      "\n",
      "\n",
      "\r\n",
      "\r",
      "a",
      "é",
      "😀",
      '"b,c"',
      '"d\ne"',
      '""',
    )
    const lineEnds = fc.constantFrom("\n", "\r\n", "\r", "\r\r\n")
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 30 }),
        lineEnds,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(12, 1e6),
        async (parts, end, chunkBytes, maxRecordBytes) => {
          const content = `x,y${end}${parts.join("")}`
          const settings = { ...SETTINGS, maxRecordBytes }
          const all: Item[] = []
          let error: unknown
          try {
            for await (const some of readCsv(memoryFile(content), settings)) all.push(...some.map(plainItem))
          } catch (caught) {
            error = caught
          }
          for (const [index, { position }] of all.entries()) {
            const rest: Item[] = []
            const reading = (async () => {
              for await (const some of readCsv(memoryFile(content, chunkBytes), settings, { from: position }))
                rest.push(...some.map(plainItem))
            })()
            expect(await reading.catch((caught: unknown) => caught)).toEqual(error)
            expect(rest).toEqual(all.slice(index))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
