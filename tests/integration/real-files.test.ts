import { writeFileSync } from "node:fs"
import { join } from "node:path"
import iconv from "iconv-lite"
import { describe, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, UsageError } from "../../src/index.ts"
import type { Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = Record<string, string | null>

const each = typedSandbox()

interface Found {
  readonly records: readonly Row[]
  readonly summary: Summary
}

/** Imports a file, each column but `email` into a field of the user. */
async function imported(name: string, content: string | Buffer, options: object = {}): Promise<Found> {
  const sourceFilePath = join(each.folder, name)
  writeFileSync(sourceFilePath, content)
  const records: Row[] = []
  const dataImport = IterableDataImport.create<Row>({ ...each.options(), ...options, sourceFilePath })
  const summary = await dataImport.run((record) => {
    records.push({ ...record })
    const { email, ...dataFields } = record
    return new UpdateUserProfile({ email: String(email), dataFields })
  })
  return { records, summary }
}

const ADA = { email: "ada@example.com", name: "Ada Lovelace", city: "London" }
const BOB = { email: "bob@example.com", name: "Bob, the builder", city: "Köln" }

/** Files of these two, as people have them. */
const FILES: readonly (readonly [what: string, content: string | Buffer, options?: object])[] = [
  [
    "semicolons, and quoted names",
    '"email";"name";"city"\nada@example.com;Ada Lovelace;London\nbob@example.com;Bob, the builder;Köln\n',
  ],
  [
    "a line that tells Excel the delimiter",
    "sep=;\r\nemail;name;city\r\nada@example.com;Ada Lovelace;London\r\nbob@example.com;Bob, the builder;Köln\r\n",
  ],
  [
    "the same line, saved once more by Excel, with commas",
    '"sep=,",,\r\nemail,name,city\r\nada@example.com,Ada Lovelace,London\r\nbob@example.com,"Bob, the builder",Köln\r\n',
  ],
  ...["~", "^", "\u0001", "\u001F", "§", "¦"].map((delimiter): readonly [string, string] => [
    `delimited by ${JSON.stringify(delimiter)}`,
    [["email", "name", "city"], Object.values(ADA), Object.values(BOB)]
      .map((fields) => `${fields.join(delimiter)}\n`)
      .join(""),
  ]),
  [
    "blanks, NBSP and zero-width characters around names",
    'email,\u00A0name, city\u200B\nada@example.com,Ada Lovelace,London\nbob@example.com,"Bob, the builder",Köln\n',
  ],
  [
    "a blank behind each delimiter, before quotes too",
    'email, name, city\nada@example.com, Ada Lovelace, London\nbob@example.com, "Bob, the builder", Köln\n',
  ],
  [
    "CR CR LF, as Python on Windows writes",
    'email,name,city\r\r\nada@example.com,Ada Lovelace,London\r\r\nbob@example.com,"Bob, the builder",Köln\r\r\n',
  ],
  [
    "CR CR LF, all of it quoted",
    '"email","name","city"\r\r\n"ada@example.com","Ada Lovelace","London"\r\r\n"bob@example.com","Bob, the builder","Köln"\r\r\n',
  ],
  [
    "lone CR, as an old Mac writes",
    "email;name;city\rada@example.com;Ada Lovelace;London\rbob@example.com;Bob, the builder;Köln\r",
  ],
  [
    "a Ctrl-Z at its end",
    'email,name,city\r\nada@example.com,Ada Lovelace,London\r\nbob@example.com,"Bob, the builder",Köln\r\n\u001A',
  ],
  [
    "UTF-16, as Excel's Unicode Text",
    iconv.encode(
      'email\tname\tcity\r\nada@example.com\tAda Lovelace\tLondon\r\nbob@example.com\t"Bob, the builder"\tKöln\r\n',
      "utf-16le",
      { addBOM: true },
    ),
  ],
  [
    "Windows-1252, as a German Excel",
    iconv.encode(
      "email;name;city\r\nada@example.com;Ada Lovelace;London\r\nbob@example.com;Bob, the builder;Köln\r\n",
      "windows-1252",
    ),
  ],
  [
    "delimiters at the ends of the rows alone",
    'email,name,city\nada@example.com,Ada Lovelace,London,\nbob@example.com,"Bob, the builder",Köln,\n',
  ],
  [
    "empty columns and rows, as Excel leaves them",
    'email,name,city,,\r\nada@example.com,Ada Lovelace,London,,\r\n,,,,\r\nbob@example.com,"Bob, the builder",Köln,,\r\n , ,,,\r\n',
  ],
  [
    "all fields in single quotes",
    "'email','name','city'\n'ada@example.com','Ada Lovelace','London'\n'bob@example.com','Bob, the builder','Köln'\n",
  ],
  [
    "each line in quotes as a whole",
    '"email,name,city"\n"ada@example.com,Ada Lovelace,London"\n"bob@example.com,""Bob, the builder"",Köln"\n',
  ],
  [
    "a title, left out",
    'All users of May\n\nemail,name,city\nada@example.com,Ada Lovelace,London\nbob@example.com,"Bob, the builder",Köln\n',
    { skipLines: 2 },
  ],
  [
    "comments, left out",
    '# May\nemail,name,city\nada@example.com,Ada Lovelace,London\n# new\nbob@example.com,"Bob, the builder",Köln\n',
    { comment: "#" },
  ],
  [
    "no header",
    'ada@example.com,Ada Lovelace,London\nbob@example.com,"Bob, the builder",Köln\n',
    { columns: ["email", "name", "city"] },
  ],
]

describe("imports a file with", () => {
  const files = FILES.map(([what, content, options]) => ({ what, content, options }))
  it.each(files)("$what", async ({ content, options }) => {
    const { records, summary } = await imported("users.csv", content, options)
    expect(records).toEqual([ADA, BOB])
    expect(summary).toMatchObject({ status: "completed", records: { imported: 2, rejected: 0 } })
    expect(
      [...each.running.sandbox.users()].map(({ dataFields, email }) => ({ email, ...dataFields })),
    ).toEqual([ADA, BOB])
  })
})

/** What shops, warehouses and online spreadsheets export, and the records in it. */
const EXPORTS: readonly (readonly [program: string, content: string, records: readonly Row[]])[] = [
  [
    "Google Sheets",
    'email,note,paid\r\na@example.com,"Tea, ""green""\nand black",TRUE\r\nb@example.com,,"1,234.50"\r\n',
    [
      { email: "a@example.com", note: 'Tea, "green"\nand black', paid: "TRUE" },
      { email: "b@example.com", note: "", paid: "1,234.50" },
    ],
  ],
  [
    "BigQuery",
    'email,note,tags\na@example.com,"""hi""","{""a"":1}"\nb@example.com,,\n',
    [
      { email: "a@example.com", note: '"hi"', tags: '{"a":1}' },
      { email: "b@example.com", note: "", tags: "" },
    ],
  ],
  [
    "Snowflake",
    '"EMAIL","NOTE","PATH"\n"a@example.com","x, y","C:\\temp\\new"\n"b@example.com",\\N,""\n',
    [
      { EMAIL: "a@example.com", NOTE: "x, y", PATH: String.raw`C:\temp\new` },
      { EMAIL: "b@example.com", NOTE: null, PATH: "" },
    ],
  ],
  [
    "Shopify",
    'Name,Email,Tags,Note,Phone\n#1001,a@example.com,"vip, b2b","Ring twice,\nplease",\'+491511234567\n#1002,b@example.com,"","",""\n',
    [
      {
        Name: "#1001",
        Email: "a@example.com",
        Tags: "vip, b2b",
        Note: "Ring twice,\nplease",
        Phone: "'+491511234567",
      },
      { Name: "#1002", Email: "b@example.com", Tags: "", Note: "", Phone: "" },
    ],
  ],
  [
    "Klaviyo",
    '\uFEFFEmail,First Name,Klaviyo ID,Email Marketing Consent,Date Added\na@example.com,Ann,01H8,SUBSCRIBED,2026-03-01 10:00:00+00:00\nb@example.com,"Bo, Jr.",01H9,"",\n',
    [
      {
        Email: "a@example.com",
        "First Name": "Ann",
        "Klaviyo ID": "01H8",
        "Email Marketing Consent": "SUBSCRIBED",
        "Date Added": "2026-03-01 10:00:00+00:00",
      },
      {
        Email: "b@example.com",
        "First Name": "Bo, Jr.",
        "Klaviyo ID": "01H9",
        "Email Marketing Consent": "",
        "Date Added": "",
      },
    ],
  ],
]

it.each(EXPORTS)("reads an export of %s without an option", async (_program, content, expected) => {
  const { records } = await imported("export.csv", content)
  expect(records).toEqual(expected)
})

it("takes quotes in a file of tabs for text where some open no field", async () => {
  const { records } = await imported(
    "users.tsv",
    'email\tnick\na@example.com\t"Lightning" Joe\nb@example.com\t7" single\nc@example.com\t"Jo"\n',
  )
  expect(records.map(({ nick }) => nick)).toEqual(['"Lightning" Joe', '7" single', '"Jo"'])
})

/** What is refused before anything is sent, and what the message must say. */
const REFUSED: readonly (readonly [what: string, content: string, says: readonly RegExp[]])[] = [
  [
    "comments above the header",
    "# users\n# of May\nemail,name\na@example.com,Ann\nb@example.com,Bob\n",
    [/line 3/, /skipLines: 2/, /comment: "#"/],
  ],
  ["no header", "a@example.com,Ann\nb@example.com,Bob\n", [/looks like data/, /columns: \["email","name"\]/]],
  [
    "a header by commas over rows by semicolons",
    "email,name\na@example.com;Ann\nb@example.com;Bob\n",
    [/semicolons/, /delimiter: ";", skipLines: 1 and columns: \["email","name"\]/],
  ],
]

it.each(REFUSED)("refuses a file with %s", async (_what, content, says) => {
  const refused: unknown = await imported("users.csv", content).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Error)
  for (const pattern of says) expect(String(refused)).toMatch(pattern)
  expect([...each.running.sandbox.users()]).toEqual([])
})

it.each(["early", "late"])(
  "rejects a record with a NUL character alone, however %s it comes",
  async (when) => {
    const good = Array.from(
      { length: when === "early" ? 1 : 5_000 },
      (_, index) => `u${index}@example.com,User\n`,
    )
    const bad = "bad@example.com,Us\0er\n"
    const rows = when === "early" ? [bad, ...good] : [...good, bad]
    const { summary } = await imported("users.csv", `email,name\n${rows.join("")}`)
    expect(summary.records).toMatchObject({ imported: good.length, rejected: 1 })
  },
)

it.each(["comma,", ";;", ""])("refuses the delimiter %j", async (delimiter) => {
  const refused: unknown = await imported("users.csv", "a,b\n1,2\n", { delimiter }).catch(
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(UsageError)
})
