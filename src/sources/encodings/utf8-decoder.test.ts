import fc from "fast-check"
import iconv from "iconv-lite"
import { describe, expect, it } from "vitest"
import { excerpt } from "../formats/text/excerpt.ts"
import { charsetOf } from "./charset.ts"
import { ENCODINGS } from "./encodings.ts"
import { Utf8Decoder } from "./utf8-decoder.ts"

async function decoded(bytes: Buffer, encoding: string, chunkBytes = bytes.length): Promise<Buffer> {
  const decoder = new Utf8Decoder(await charsetOf(encoding))
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    parts.push(decoder.write(bytes.subarray(at, at + chunkBytes)))
  return Buffer.concat([...parts, decoder.end()])
}

const SAMPLES: Readonly<Record<string, string>> = {
  "utf-16le": "Jörg 日本 😀 \uFFFD",
  "utf-16be": "Jörg 日本 😀 \uFFFD",
  "utf-32le": "Jörg 日本 😀 \uFFFD",
  "utf-32be": "Jörg 日本 😀 \uFFFD",
  "windows-1251": "Иван",
  "windows-1253": "Γιώργος",
  "windows-1255": "דוד",
  "windows-1256": "محمد",
  "windows-874": "สมชาย",
  "iso-8859-5": "Иван",
  "iso-8859-6": "محمد",
  "iso-8859-7": "Γιώργος",
  "iso-8859-8": "דוד",
  "koi8-r": "Иван",
  "koi8-u": "Київ",
  "x-mac-cyrillic": "Иван",
  cp737: "Γιώργος",
  cp855: "Иван",
  cp862: "דוד",
  cp864: "",
  cp866: "Иван",
  cp869: "Γιώργος",
  shift_jis: "山田太郎 ﾔﾏﾀﾞ 髙 ～",
  "euc-jp": "山田太郎",
  gb18030: "张伟 𠀀 € \uFFFD",
  big5: "陳美玲",
  "euc-kr": "김민수 똠",
}
const LATIN = "Zoé, 12"

describe("Utf8Decoder", () => {
  it.each(ENCODINGS.map(({ name }) => [name, SAMPLES[name] ?? LATIN] as const))(
    "reads %s, however it is cut into chunks",
    async (name, text) => {
      const encoder = name === "macintosh" ? "macintosh" : name === "x-mac-cyrillic" ? "maccyrillic" : name
      const bytes = iconv.encode(text.repeat(20), encoder)
      for (const chunkBytes of [1, 2, 3, 7, 1000])
        expect((await decoded(bytes, name, chunkBytes)).toString()).toBe(text.repeat(20))
    },
  )

  it("reads the euro of Mac OS", async () => {
    expect((await decoded(Buffer.of(0xdb), "macintosh")).toString()).toBe("€")
  })

  it.each([
    ["windows-1252", [0x81, 0x8d, 0x8f, 0x90, 0x9d], String.raw`\x81\x8D\x8F\x90\x9D`],
    ["shift_jis", [0x82, 0x22, 0x2c, 0x82], String.raw`\x82",\x82`],
    ["euc-kr", [0xff], String.raw`\xFF`],
    ["gb18030", [0x81, 0x30, 0x2c], String.raw`\x810,`],
    ["utf-16le", [0x3d, 0xd8, 0x41, 0x00], String.raw`\x3D\xD8A`],
    ["utf-16le", [0x41, 0x00, 0x0a], String.raw`A\x0A`],
    ["utf-16be", [0xdc, 0x00, 0x00, 0x41], String.raw`\xDC\x00A`],
    ["utf-32le", [0x00, 0xd8, 0x00, 0x00], String.raw`\x00\xD8\x00\x00`],
  ])("marks bytes of %s that are no characters, and these alone", async (encoding, bytes, shown) => {
    const text = await decoded(Buffer.from(bytes), encoding)
    expect(excerpt(text)).toBe(shown)
    expect(text.toString()).toContain("\uFFFD")
  })

  it("never loses a byte or makes one up: what is UTF-8 in the end was all text before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ENCODINGS.map(({ name }) => name)),
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        async (encoding, array, chunkBytes) => {
          const bytes = Buffer.from(array)
          const whole = await decoded(bytes, encoding)
          expect(await decoded(bytes, encoding, chunkBytes)).toEqual(whole)
          const charset = await charsetOf(encoding)
          const text = charset.decode(bytes)
          if (text !== undefined) expect(whole.toString()).toBe(text)
          else expect(excerpt(whole)).toMatch(/\\x[\dA-F]{2}/)
        },
      ),
    )
  })
})
