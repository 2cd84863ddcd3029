import { execFileSync, spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import iconv from "iconv-lite"
import { expect, it } from "vitest"
import { ImportStoppedError, IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { ImportStart, SourceDataRecord, Summary } from "../../src/index.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord

const ROWS = 3_000

const each = typedSandbox()

const here = (fileName: string): string => join(each.folder, fileName)

/** A name in the letters of an encoding. */
const NAMES = {
  "windows-1252": "Jörg Müßig €",
  "utf-16le": "Łukasz 日本 😀",
  "utf-16be": "Łukasz 日本 😀",
  "utf-32le": "Łukasz 日本 😀",
  "windows-1251": "Иван Петров",
  shift_jis: "山田太郎 ソ",
  gb18030: "张伟 王芳 李娜",
} as const
type Name = keyof typeof NAMES

/** Rows of users; those whose number ends in 7 lack a field. */
function rows(name: string): string {
  const lines = Array.from({ length: ROWS }, (_, index) => `u${index}@example.com,${name} ${index}`)
  return ["email,name", ...lines].map((line) => (line.endsWith("7") ? line.split(",")[0] : line)).join("\r\n")
}

function encoded(text: string, encoding: Name): Buffer {
  return iconv.encode(text, encoding, { addBOM: encoding.startsWith("utf") })
}

interface Ran {
  readonly summary: Summary
  readonly start: ImportStart | undefined
}

/** Imports a file, or the part of it before a record that is never mapped. */
async function run(fileName: string, stopAt?: number, encoding?: string): Promise<Ran> {
  const abort = new AbortController()
  let start: ImportStart | undefined
  const dataImport = IterableDataImport.create<Row>({
    ...each.options({ maxRecordsPerRequest: 100, signal: abort.signal }),
    sourceFilePath: here(fileName),
    encoding,
    onStart: (news) => {
      start = news
    },
  })
  try {
    const summary = await dataImport.run(({ email, name }, { recordNumber }) => {
      if (recordNumber === stopAt) abort.abort()
      return new UpdateUserProfile({ email: String(email), dataFields: { name: String(name) } })
    })
    return { summary, start }
  } catch (error) {
    if (!(error instanceof ImportStoppedError)) throw error
    return { summary: error.summary, start }
  }
}

/** The names of all users that have arrived. */
function namesArrived(): ReadonlyMap<string, unknown> {
  return new Map(
    Array.from(each.running.sandbox.users(), ({ dataFields, email }) => [email ?? "", dataFields["name"]]),
  )
}

function namesExpected(name: string): ReadonlyMap<string, unknown> {
  const all = Array.from(
    { length: ROWS },
    (_, index) => [`u${index}@example.com`, `${name} ${index}`] as const,
  )
  return new Map(all.filter((_, index) => index % 10 !== 7))
}

it.each(Object.entries(NAMES) as [Name, string][])(
  "goes on in the middle of a file in %s, packed or not, and imports all of it once",
  async (encoding, name) => {
    const bytes = encoded(rows(name), encoding)
    for (const [fileName, content] of [
      ["users.csv", bytes],
      ["packed.csv.gz", gzipSync(bytes)],
    ] as const) {
      writeFileSync(here(fileName), content)
      const stopped = await run(fileName, 1500)
      expect(stopped.summary).toMatchObject({ status: "stopped", source: { readAs: { encoding } } })
      expect(stopped.start?.readAs).toMatchObject({ encoding })
      // What the rest looks like decides no more than what its name is.
      const { start, summary } = await run(fileName)
      expect(start?.resumed?.recordNumber).toBeGreaterThan(1)
      expect(summary).toMatchObject({ status: "completed", records: { read: ROWS, imported: ROWS * 0.9 } })
      expect(namesArrived()).toEqual(namesExpected(name))
    }
  },
)

it("reads a pipe", async () => {
  for (const encoding of ["windows-1252", "utf-16le"] as const) {
    const pipe = `${encoding}.csv`
    execFileSync("mkfifo", [here(pipe)])
    writeFileSync(here("bytes"), encoded(rows(NAMES[encoding]), encoding))
    const writer = spawn("sh", ["-c", `cat bytes > ${pipe}`], { cwd: each.folder })
    try {
      expect((await run(pipe)).summary.records).toMatchObject({ read: ROWS, imported: ROWS * 0.9 })
      expect(namesArrived()).toEqual(namesExpected(NAMES[encoding]))
    } finally {
      writer.kill()
    }
  }
})

it.each(["windows-1252", "utf-16le"] as const)(
  "retries rejects of a file in %s, and finds out in it what would be overwritten",
  async (encoding) => {
    const name = NAMES[encoding]
    const text = `email,name,age\na@x.com,${name},bad\nb@x.com,${name}\na@x.com,${name},2\nc@x.com,${name},bad\n`
    writeFileSync(here("users.csv"), encoded(text, encoding))
    const map = ({ age, email, name: own }: Row): UpdateUserProfile =>
      new UpdateUserProfile({
        email: String(email),
        dataFields: { name: String(own), age: age === "bad" ? "bad" : Number(age) },
      })
    const summary = await IterableDataImport.create<Row>({
      ...each.options(),
      sourceFilePath: here("users.csv"),
    }).run(map)
    expect(summary.records).toMatchObject({ read: 4, imported: 1, rejected: 3 })
    const { rejectsCsv = "" } = summary.paths
    const list = readFileSync(rejectsCsv, "utf8")
    expect(list).toContain(name)
    writeFileSync(rejectsCsv, list.replaceAll(",bad", ",7"))
    await retryRejects({ ...each.options(), name: "users.csv" }, map)
    expect(namesArrived()).toEqual(
      new Map([
        ["a@x.com", name],
        ["c@x.com", name],
      ]),
    )
    expect(readFileSync(rejectsCsv, "utf8")).toContain("overwrites-newer")
  },
)

it("refuses to go on in another encoding, and to start over in one of which it was not told", async () => {
  writeFileSync(here("users.csv"), encoded(rows(NAMES["windows-1252"]), "windows-1252"))
  await run("users.csv", 1500)
  await expect(run("users.csv", undefined, "cp850")).rejects.toThrow(
    /another encoding \(encoding: "windows-1252" then, encoding: "cp850" now\)/,
  )
})

it("says that the encoding is a guess, and rejects the row whose bytes say nothing in it", async () => {
  const text = "email,name\na@x.com,J\xF6rg M\xFCller\nb@x.com,K\x81ln\nc@x.com,Z\xFCrich\n".repeat(1)
  writeFileSync(here("users.csv"), Buffer.from(text, "latin1"))
  const { start, summary } = await run("users.csv", undefined, "latin1")
  expect(start).toMatchObject({ readAs: { encoding: "windows-1252" }, warnings: [] })
  expect(summary.records).toMatchObject({ read: 3, imported: 2, rejected: 1 })
  expect(readFileSync(summary.paths.rejects ?? "", "utf8")).toContain(String.raw`K\\x81ln`)
  writeFileSync(here("guess.csv"), Buffer.from(text.replace("\x81", "\xF6"), "latin1"))
  expect((await run("guess.csv")).start?.warnings).toEqual([
    expect.stringMatching(
      /^guess\.csv is not in UTF-8: .* windows-1252, which is a guess\. .* encoding: "/,
    ) as string,
  ])
})

it("finds the encoding of a large file that begins with ASCII alone", async () => {
  const ascii = Array.from({ length: 5000 }, (_, index) => `u${index}@example.com,Ann`).join("\n")
  const text = `email,name\n${ascii}\nz@example.com,J\xF6rg M\xFCller\n${ascii.slice(0, 20_000)}\n`
  writeFileSync(here("users.csv"), Buffer.from(text, "latin1"))
  const { start } = await run("users.csv", 1)
  expect(start?.readAs).toMatchObject({ encoding: "windows-1252" })
})
