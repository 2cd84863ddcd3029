import iconv from "iconv-lite"
import { describe, expect, it } from "vitest"
import { narrowEncoding, wideEncoding } from "./detected-encoding.ts"
import { guessEncodings } from "./guess-encodings.ts"

const TEXTS = [
  ["windows-1252", "email;name;ort\njoerg@example.com;Jörg Müller;Köln\naenne@example.com;Änne;Düsseldorf\n"],
  ["windows-1252", "email;straße;größe\nanna@example.com;Hauptstraße 1;3\n"],
  ["windows-1252", "email,nom\nhelene@example.com,Hélène Lefèvre\n"],
  ["windows-1252", "email,nombre\njose@example.com,José Núñez\n"],
  ["windows-1252", "email,nome\na@example.com,João Gonçalves\n"],
  ["windows-1252", "email,navn\na@example.com,Søren Kjær\n"],
  ["windows-1252", "email,note\na@example.com,It’s “fine” – really\n"],
  ["windows-1252", "EMAIL;NAME\na@example.com;JÖRG MÜLLER\n"],
  ["windows-1252", "email;price\na@example.com;12 €\n"],
  ["windows-1252", "email,name\na@example.com,Zoé\n"],
  ["windows-1250", "email;imię\njan@example.com;Łukasz Wiśniewski\nzofia@example.com;Zofia Wójcik\n"],
  [
    "iso-8859-2",
    "email;imię;miasto\njan@example.com;Łukasz Wiśniewski;Łódź\npiotr@example.com;Piotr;Gdańsk\n",
  ],
  ["windows-1250", "email;jméno\njiri@example.com;Jiří Dvořák\neva@example.com;Eva Nováková\n"],
  ["windows-1250", "email;név\na@example.com;Győző Tóth\nb@example.com;Erzsébet Szűcs\n"],
  ["windows-1251", "email;имя\nivan@example.com;Иван Петров\nolga@example.com;Ольга Сидорова\n"],
  ["cp866", "email;имя\nivan@example.com;Иван Петров\nolga@example.com;Ольга Сидорова\n"],
  ["windows-1253", "email;όνομα\ng@example.com;Γιώργος Παπαδόπουλος\n"],
  ["windows-1254", "email;ad\na@example.com;Ayşe Yılmaz\nb@example.com;Çağlar Gündoğdu\n"],
  ["windows-1255", "email;שם\na@example.com;דוד כהן\n"],
  ["windows-1256", "email;اسم\na@example.com;محمد علي\nb@example.com;فاطمة حسن\n"],
  ["windows-874", "email,ชื่อ\na@example.com,สมชาย\n"],
  ["shift_jis", "email,名前\nyamada@example.com,山田太郎\nsato@example.com,佐藤花子\n"],
  ["euc-jp", "email,氏名,フリガナ\nyamada@example.com,山田 太郎,ヤマダ タロウ\n"],
  ["gb18030", "email,姓名\nzhang@example.com,张伟\nwang@example.com,王芳\nli@example.com,李娜\n"],
  ["big5", "email,姓名\nchen@example.com,陳美玲\nlin@example.com,林志明\n"],
  ["euc-kr", "email,이름\nkim@example.com,김민수\nlee@example.com,이영희\n"],
] as const

describe("guessEncodings()", () => {
  it.each(TEXTS)("finds %s in %j", async (encoding, text) => {
    expect((await guessEncodings(iconv.encode(text, encoding)))[0]).toBe(encoding)
  })

  it("is not led astray by a damaged line", async () => {
    const text = iconv.encode("a@example.com;Jörg\n".repeat(100), "windows-1252")
    expect(
      await guessEncodings(Buffer.concat([text, Buffer.from("b@example.com;J\x81rg\n", "latin1")])),
    ).toMatchObject({ 0: "windows-1252" })
  })
})

describe("narrowEncoding()", () => {
  const utf8 = Buffer.from("name\nJörg\nZürich\nKöln\n日本\n")

  it.each([
    ["all of UTF-8", utf8, false],
    ["UTF-8 that is cut within a character", utf8.subarray(0, utf8.length - 2), true],
    [
      "UTF-8 of which a character is damaged",
      Buffer.concat([utf8, Buffer.from("Jos\xe9\n", "latin1")]),
      false,
    ],
  ])("knows %s", async (_, bytes, isCut) => {
    expect(await narrowEncoding([{ bytes, isCut }])).toEqual({ encoding: "utf-8" })
  })

  it("takes no last letter of a short file for the beginning of a character", async () => {
    const bytes = Buffer.from("email,name\na@example.com,Jos\xe9", "latin1")
    expect(await narrowEncoding([{ bytes, isCut: false }])).toMatchObject({ encoding: "windows-1252" })
  })
})

describe("wideEncoding()", () => {
  it.each(["utf-16le", "utf-16be", "utf-32le", "utf-32be"])(
    "finds %s without a byte order mark",
    async (encoding) => {
      for (const text of ["email,name\na@example.com,Jörg\n", "email,姓名\nchen@example.com,陳美玲\n"]) {
        const bytes = iconv.encode(text, encoding, { addBOM: false })
        expect(await wideEncoding({ bytes, isCut: false })).toBe(encoding)
        expect(await wideEncoding({ bytes: bytes.subarray(0, -1), isCut: true })).toBe(encoding)
      }
    },
  )

  it.each([
    "email,name\nbert@example.com,B\0ert\n",
    "email,name\n\0\0bert@example.com,Bert\n",
    "email,name\n",
  ])("does not take text with a NUL for it: %j", async (text) => {
    expect(await wideEncoding({ bytes: Buffer.from(text), isCut: false })).toBeUndefined()
  })
})
