import { describe, expect, it } from "vitest"
import { plainItem } from "../../../../tests/kit/plain-item.ts"
import { SourceError } from "../../../errors.ts"
import { ALL_PACKINGS } from "../../packings/all-packings.ts"
import type { ReadSettings } from "../../read-as.ts"
import { SAMPLE_BYTES } from "../../source-bytes.ts"
import type { SourceBytes } from "../../source-bytes.ts"
import type { FileSettings } from "../file-settings.ts"
import type { RecordReader } from "../format.ts"
import { csvFormat } from "./csv-format.ts"

function file(content: string, name: string): SourceBytes {
  const bytes = Buffer.from(content)
  return {
    name,
    sizeBytes: bytes.length,
    canReadAgain: true,
    packings: ALL_PACKINGS,
    sample: () =>
      Promise.resolve({
        bytes: bytes.subarray(0, SAMPLE_BYTES),
        isWhole: bytes.length <= SAMPLE_BYTES,
      }),
    async *read(fromByte) {
      for (let at = fromByte; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
    },
  }
}

const open = (content: string, given: FileSettings = {}, name = "users.csv"): RecordReader =>
  csvFormat.open(file(content, name), { given, maxRecordBytes: 1e6 })

async function itemsOf(
  reader: RecordReader,
  options?: Parameters<RecordReader["read"]>[0],
): Promise<ReturnType<typeof plainItem>[]> {
  const items = []
  for await (const some of reader.read(options)) items.push(...some.map(plainItem))
  return items
}

/** Records, and the codes of what is none. */
async function recordsOf(content: string, given?: FileSettings, name?: string): Promise<unknown[]> {
  const items = await itemsOf(open(content, given, name))
  return items.map((item) => ("problem" in item ? item.problem.code : item.record))
}

const settingsOf = async (content: string, given?: FileSettings, name?: string): Promise<ReadSettings> =>
  (await open(content, given, name).inspect?.({})) ?? {}

const ROWS = [
  { email: "a@x.org", name: "Adler, Anna; |", n: "1,5" },
  { email: "b@x.org", name: "", n: "2" },
]
const NAMES = Object.keys(ROWS[0] ?? {})

describe("csvFormat, without an option", () => {
  it.each([",", ";", "\t", "|", "\u0001", "~", "^", "§", ":"])(
    "finds the delimiter %j",
    async (delimiter) => {
      for (const isQuoted of [false, true]) {
        const quoted = (text: string): string => (isQuoted || /[,;|]/.test(text) ? `"${text}"` : text)
        const lines = [NAMES, ...ROWS.map((row) => Object.values(row))].map((row) =>
          row.map(quoted).join(delimiter),
        )
        for (const name of ["users.csv", "users.tsv"]) {
          expect(await settingsOf(lines.join("\r\n"), {}, name)).toEqual({ delimiter })
          expect(await recordsOf(lines.join("\r\n"), {}, name)).toEqual(ROWS)
        }
      }
    },
  )

  it.each<[string, string, unknown[]]>([
    ["a comma in a name", 'a;"N, V";b\n1;"A, B";2\n', [{ a: "1", "N, V": "A, B", b: "2" }]],
    ["a comma in names without quotes", "a@;N, V\n1;A, B\n", [{ "a@": "1", "N, V": "A, B" }]],
    ["decimal commas", "email;net,sum\na@x.org;1,50\n", [{ email: "a@x.org", "net,sum": "1,50" }]],
    ["a single column", "name\nA; B\nC\n", [{ name: "A; B" }, { name: "C" }]],
    ["a single column of several words", '"name, first"\n"A, B"\n', [{ "name, first": "A, B" }]],
    [
      "semicolons in values",
      "id,tags\n1,a;b\n2,c;d\n",
      [
        { id: "1", tags: "a;b" },
        { id: "2", tags: "c;d" },
      ],
    ],
    ["a line for Excel", "sep=;\r\na;b\r\n1;2\r\n", [{ a: "1", b: "2" }]],
    ["a line for Excel that Excel has saved", '"sep=,",\r\na,b\r\n1,2\r\n', [{ a: "1", b: "2" }]],
    ["a line for Excel with a tab", "SEP=\t\na\tb\n1\t2\n", [{ a: "1", b: "2" }]],
    [
      "delimiters at the ends of all rows",
      "a,b,\n1,2,\n3,,\n",
      [
        { a: "1", b: "2" },
        { a: "3", b: "" },
      ],
    ],
    [
      "delimiters at the ends of rows only",
      "a,b\n1,2,,\n3,4,,\n",
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ],
    ],
    [
      "a delimiter at the end of one row",
      "a,b\n1,2\nA, B,\n3,4\n",
      [{ a: "1", b: "2" }, "too-many-fields", { a: "3", b: "4" }],
    ],
    ["a value without a name", "a,b,\n1,2,3\n", ["too-many-fields"]],
    [
      "blanks around names",
      '\u200B id,\u00A0email ," city "\n1,a@x.org, U\n',
      [{ id: "1", email: "a@x.org", city: " U" }],
    ],
    [
      "a blank behind each comma",
      'id, name, c\n1, "A, B", U\n2, C, V\n',
      [
        { id: "1", name: "A, B", c: "U" },
        { id: "2", name: "C", c: "V" },
      ],
    ],
    [
      "whole lines in quotes",
      '"a,b"\n"1,""2, 3"""\n4\n"5,6"\n"7,8"\n"5,6"\n"7,8"\n"5,6"\n"7,8"\n"5,6"\n"7,8"\n',
      [
        { a: "1", b: "2, 3" },
        "too-few-fields",
        ...Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? { a: "5", b: "6" } : { a: "7", b: "8" })),
      ],
    ],
    [
      "single quotes",
      "'a','b'\n'1','x, y'\n'2','it''s'\n",
      [
        { a: "1", b: "x, y" },
        { a: "2", b: "it's" },
      ],
    ],
    ["Ctrl-Z at the end", "a,b\r\n1,2\r\n\u001A", [{ a: "1", b: "2" }]],
    ["Ctrl-Z at the end of the last line", "a,b\r\n1,2\u001A\u001A", [{ a: "1", b: "2" }]],
    [
      "what MySQL and Postgres write",
      'a\tb\tc\n1\t\\N\tx\\\ty\n"2"\tq\\nr\\\\\t\\\n\n',
      [
        { a: "1", b: null, c: "x\ty" },
        { a: '"2"', b: "q\nr\\", c: "\n" },
      ],
    ],
    ["what MySQL puts in quotes", '"a"\t"b"\n"x\\"y"\t\\N\n', [{ a: 'x"y', b: null }]],
    [
      "quotes behind backslashes",
      'a,b\n1,"5\\" x, y"\n2,"z"\n',
      [
        { a: "1", b: '5" x, y' },
        { a: "2", b: "z" },
      ],
    ],
    [
      "tabs, and quotes that are text",
      'a\tb\n1\t"x" y\n2\t"z"\n',
      [
        { a: "1", b: '"x" y' },
        { a: "2", b: '"z"' },
      ],
    ],
    [
      "tabs, and quotes that are text in most rows",
      'a\tb\n1\t"x" y\n2\t"z" y\n3\t"y" y\n',
      [
        { a: "1", b: '"x" y' },
        { a: "2", b: '"z" y' },
        { a: "3", b: '"y" y' },
      ],
    ],
    [
      "years, and numbers in a row, as names",
      "id,2025,1,2\n1,2,3,4\n",
      [{ 1: "3", 2: "4", 2025: "2", id: "1" }],
    ],
  ])("reads %s", async (_, content, expected) => {
    expect(await recordsOf(content)).toEqual(expected)
  })

  it.each([
    [
      "# of 2026\n# 2 rows\na,b\n1,2\n",
      'its header seems to be on line 3: leave out what stands above it with skipLines: 2 or comment: "#"',
    ],
    [
      "Customers of 2026;;\n\na;b;c\n1;2;3\n4;5;6\n",
      "its header seems to be on line 3: leave out what stands above it with skipLines: 2",
    ],
    [
      "a,b\n1;2\n3;4\n",
      'its header is separated by commas, but its rows by semicolons: correct the header, or read it with delimiter: ";", skipLines: 1 and columns: ["a","b"]',
    ],
    [
      "a@x.org,Anna\nb@x.org,Bert\n",
      'its first row (line 1) looks like data, not like the names of the columns, in column 1: if it is a record, name the columns with columns: ["email","name"]; if it is the header all the same, give skipLines: 1 too',
    ],
    [
      "Anna,17\nBert,18\n",
      'its first row (line 1) looks like data, not like the names of the columns, in column 2: if it is a record, name the columns with columns: ["email","name"]; if it is the header all the same, give skipLines: 1 too',
    ],
  ])("refuses %j", async (content, reason) => {
    await expect(recordsOf(content)).rejects.toThrow(new SourceError(`Cannot read users.csv as ${reason}.`))
  })
})

describe("csvFormat, with options", () => {
  it.each<[FileSettings, string, unknown[]]>([
    [{ skipLines: 2 }, 'Title\n"\na,b\n1,2\n', [{ a: "1", b: "2" }]],
    [{ comment: "#" }, '#x\n\n# "\na,b\n#1,2\n1,"2\n#"\n', [{ a: "1", b: "2\n#" }]],
    [
      { columns: ["x", "y"] },
      "1,2\n3,4\n",
      [
        { x: "1", y: "2" },
        { x: "3", y: "4" },
      ],
    ],
    [{ columns: ["x", "y"], skipLines: 1 }, "a;b\n1;2\n", [{ x: "1", y: "2" }]],
    [{ columns: ["x", "y"] }, "sep=;\n1;2\n", [{ x: "1", y: "2" }]],
    [{ quote: "none" }, 'a,b\n"1,2"\n', [{ a: '"1', b: '2"' }]],
    [{ quote: "'" }, "a,b\n'1,',2\n", [{ a: "1,", b: "2" }]],
    [{ escape: "\\" }, 'a,b\nx\\,y,"\\"\\t"\n', [{ a: "x,y", b: '"\t' }]],
    [{ escape: "^" }, "a,b\nx^,y,^n\n", [{ a: "x,y", b: "n" }]],
    [{ shortRows: "fill" }, "a,b,c\n1\n1,2,3,4\n", [{ a: "1", b: "", c: "" }, "too-many-fields"]],
    [{ trim: true }, 'a,b\n 1\u00A0,"\u200B2 "\n', [{ a: "1", b: "2" }]],
    [
      { nullValues: ["NULL", ""] },
      'a,b\nNULL,""\n,"NULL"\n',
      [
        { a: null, b: "" },
        { a: null, b: "NULL" },
      ],
    ],
    [{ delimiter: "§" }, 'a§b\n"x§y"§ü\n', [{ a: "x§y", b: "ü" }]],
    [{ delimiter: " " }, 'a b\n1 "2 3"\n', [{ a: "1", b: "2 3" }]],
    [{ delimiter: "," }, "sep=;\na,b\n1,2\n", [{ a: "1", b: "2" }]],
  ])("heeds %j", async (given, content, expected) => {
    expect(await recordsOf(content, given)).toEqual(expected)
  })

  it("refuses a first row that says what the columns are called", async () => {
    await expect(recordsOf("x,y\n1,2\n", { columns: ["x", "y"] })).rejects.toThrow(
      "Cannot read users.csv as its first row (line 1) says what columns says: leave out columns, or that row with skipLines: 1.",
    )
  })

  it.each<[FileSettings, string]>([
    [{ delimiter: "||" }, "delimiter"],
    [{ delimiter: '"' }, "delimiter"],
    [{ delimiter: "'", quote: "'" }, "delimiter"],
    [{ quote: "«" }, "quote"],
    [{ escape: "" }, "escape"],
    [{ comment: "//" }, "comment"],
    [{ skipLines: -1 }, "skipLines"],
    [{ columns: [] }, "columns"],
    [{ columns: ["a", "a"] }, "columns"],
    [{ shortRows: "pad" as "fill" }, "shortRows"],
    [{ trim: "yes" as unknown as boolean }, "trim"],
    [{ nullValues: "NULL" as unknown as readonly string[] }, "nullValues"],
  ])("refuses %j", (given, name) => {
    expect(() => open("a\n", given)).toThrow(`Cannot read CSV: ${name} is `)
  })

  it("goes on as it was read before, from any record, whatever the file looks like by now", async () => {
    const given = { columns: ["x", "y"], skipLines: 1, comment: "#", nullValues: ["-"], escape: "\\" }
    const content = '\uFEFFTitle\n#\n1;-\n\n#c\n2;a\\;b\n3;"c\nd"\n4;e\n'
    const reader = open(content, given)
    const readAs = { format: "csv", ...(await reader.inspect?.({})) }
    expect(readAs).toEqual({ format: "csv", delimiter: ";", ...given })
    const items = await itemsOf(reader, { readAs })
    expect(items).toHaveLength(4)
    for (const [at, { position }] of items.entries())
      expect(await itemsOf(open(content), { readAs, from: position })).toEqual(items.slice(at))
  })

  it("takes what was given before what is known, and what is known before what the file shows", async () => {
    const reader = open("a;b\n1;2\n", { trim: true })
    expect(await reader.inspect?.({ known: { format: "csv", delimiter: "|", quote: "none" } })).toEqual({
      delimiter: "|",
      quote: "none",
      trim: true,
    })
  })
})
