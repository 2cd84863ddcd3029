/** A way in which a server, a gateway or an error may repeat a key, and how to read it. */
export interface KeyEcho {
  readonly name: string
  readonly write: (key: string) => string
  /** Gives a text in which the key stands again where `write` has put it, in whatever capitals. */
  readonly read: (text: string) => string
}

const hexOf = (character: string, digits: number): string =>
  character.charCodeAt(0).toString(16).padStart(digits, "0")
const each = (key: string, written: (character: string, index: number) => string): string =>
  Array.from(key, written).join("")
const same = (text: string): string => text
const ofHex = (text: string, pattern: RegExp): string =>
  text.replaceAll(pattern, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
const unicode = (text: string): string => ofHex(text, /\\+u([\da-f]{4})/gi)
const percent = (text: string): string => ofHex(text, /%(?:25)*([\da-f]{2})/gi)
const together = (text: string): string => text.replaceAll(/(?:\s|\\[nrt]|[-\u2013_.:])+/g, "")
/** Whatever stretch of it is Base64, read from each of the four places where its first character may stand. */
const base64 = (text: string): string =>
  [...text.replaceAll(/\s|\\[nr/]/g, "").matchAll(/[\w+/=-]{8,}/g)]
    .flatMap(([stretch]) =>
      [0, 1, 2, 3].map((from) => Buffer.from(stretch.slice(from), "base64").toString("latin1")),
    )
    .join(" ")
const inLines = (text: string, length: number): string =>
  text.replaceAll(new RegExp(`.{${length}}`, "g"), "$&\n")

const asNumberedJson = (key: string): string => JSON.stringify(Object.assign({}, Array.from(key)))
const asCell = (text: string): string => text.replaceAll('"', '""')
const numbered = (text: string): string =>
  text.replaceAll(/["\\]+\d{1,3}["\\]+\s*:/g, "").replaceAll(/[^a-z\d]/gi, "")
const NUMBERED: readonly (readonly [how: string, write: (key: string) => string])[] = [
  ["", asNumberedJson],
  [", in CSV", (key) => asCell(asNumberedJson(key))],
  [", in JSON in CSV", (key) => asCell(JSON.stringify(asNumberedJson(key)))],
  [", in CSV in JSON", (key) => JSON.stringify(asCell(asNumberedJson(key)))],
  [", in CSV in CSV", (key) => asCell(asCell(asNumberedJson(key)))],
  [", in lines", (key) => asCell(JSON.stringify(Object.assign({}, Array.from(key)), null, 2))],
]

/** The forms in which no key may come out. */
export const KEY_ECHOES: readonly KeyEcho[] = [
  { name: "as it is", write: same, read: same },
  { name: "in capitals", write: (key) => key.toUpperCase(), read: same },
  { name: "in small letters", write: (key) => key.toLowerCase(), read: same },
  { name: "JSON-escaped", write: (key) => each(key, (one) => `\\u${hexOf(one, 4)}`), read: unicode },
  {
    name: "JSON-escaped in part and in capitals",
    write: (key) => each(key, (one, at) => (at % 3 === 1 ? `\\u${hexOf(one, 4).toUpperCase()}` : one)),
    read: unicode,
  },
  { name: "JSON in JSON", write: (key) => each(key, (one) => `\\\\\\u${hexOf(one, 4)}`), read: unicode },
  {
    name: "with its slashes escaped",
    write: (key) => key.replaceAll(/[^\w]/g, "\\$&"),
    read: (text) => text.replaceAll("\\", ""),
  },
  { name: "percent-encoded", write: (key) => each(key, (one) => `%${hexOf(one, 2)}`), read: percent },
  {
    name: "percent-encoded in part",
    write: (key) => each(key, (one, at) => (at % 2 === 0 ? `%${hexOf(one, 2).toUpperCase()}` : one)),
    read: percent,
  },
  { name: "percent-encoded twice", write: (key) => each(key, (one) => `%25${hexOf(one, 2)}`), read: percent },
  {
    name: "in HTML",
    write: (key) =>
      each(key, (one, at) => (at % 2 === 0 ? `&#${one.charCodeAt(0)};` : `&#x${hexOf(one, 2)};`)),
    read: (text) =>
      text
        .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replaceAll(/&#x([\da-f]+);/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  },
  ...[" ", "\n", "-", "\u2013", " - ", "\t\r\n", "_", ".", ":", "\\n", " ".repeat(50)].map((between) => ({
    name: `with ${JSON.stringify(between)} between its characters`,
    write: (key: string) => Array.from(key).join(between),
    read: together,
  })),
  { name: "in groups of four", write: (key) => key.replaceAll(/.{4}/g, "$& "), read: together },
  {
    name: "spaced, then percent-encoded",
    write: (key) => encodeURIComponent(Array.from(key).join(" ")),
    read: (text) => together(percent(text)),
  },
  { name: "spaced capitals", write: (key) => Array.from(key.toUpperCase()).join("-"), read: together },
  ...[0, 1, 2].flatMap((before) => {
    const of = (key: string, end = ""): Buffer => Buffer.from(`${"ab".slice(0, before)}${key}${end}`)
    return [
      { name: `Base64, ${before} behind`, write: (key: string) => of(key).toString("base64"), read: base64 },
      {
        name: `Base64, ${before} behind, more to come`,
        write: (key: string) => of(key, "xyz").toString("base64"),
        read: base64,
      },
      {
        name: `Base64 without padding, ${before} behind`,
        write: (key: string) => of(key).toString("base64").replace(/=+$/, ""),
        read: base64,
      },
      {
        name: `base64url, ${before} behind`,
        write: (key: string) => of(key).toString("base64url"),
        read: base64,
      },
      {
        name: `Base64 in lines, ${before} behind`,
        write: (key: string) => inLines(of(key).toString("base64"), 7),
        read: base64,
      },
      {
        name: `Base64 in JSON, ${before} behind`,
        write: (key: string) => of(key).toString("base64").replaceAll("/", "\\/"),
        read: base64,
      },
      {
        name: `Base64 of capitals, ${before} behind`,
        write: (key: string) => of(key.toUpperCase()).toString("base64"),
        read: base64,
      },
      {
        name: `Base64 in a URL, ${before} behind`,
        write: (key: string) => encodeURIComponent(of(key).toString("base64")),
        read: (text: string) => base64(percent(text)),
      },
    ]
  }),
  {
    name: "hexadecimal",
    write: (key) => Buffer.from(key).toString("hex"),
    read: (text) =>
      [...text.matchAll(/[\da-f]{16,}/gi)]
        .flatMap(([hex]) => [Buffer.from(hex, "hex"), Buffer.from(hex.slice(1), "hex")].map(String))
        .join(" "),
  },
  ...[",", "/", "|", '","', "\u0301", "<wbr>", "&shy;", "\u001B[0m"].map((between) => ({
    name: `with ${JSON.stringify(between)} between its characters`,
    write: (key: string) => Array.from(key).join(between),
    read: (text: string) => text.replaceAll(/<wbr>|&shy;|(?:\\u001b)?\[0m|[^a-z\d]/gi, ""),
  })),
  {
    name: "in octal numbers",
    write: (key) => each(key, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, "0")}`),
    read: (text) =>
      text.replaceAll(/\\+([0-3][0-7]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 8)),
      ),
  },
  {
    name: "in HTML in HTML",
    write: (key) => each(key, (one) => `&amp;#${one.charCodeAt(0)};`),
    read: (text) =>
      text.replaceAll(/&(?:amp;)?#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  },
  {
    name: "as mail is written",
    write: (key) => each(key, (one) => `=${hexOf(one, 2).toUpperCase()}`),
    read: (text) => ofHex(text, /=([\da-f]{2})/gi),
  },
  {
    name: "in wide characters",
    write: (key) => each(key, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
    read: (text) => text.normalize("NFKC"),
  },
  ...[
    JSON.stringify,
    (codes: readonly number[]) => codes.map((code) => `0x${code.toString(16)}`).join(", "),
  ].map((write, index) => ({
    name: index === 0 ? "as a list of numbers" : "as a list of hexadecimal numbers",
    write: (key: string) => write([...Buffer.from(key)]),
    read: (text: string) =>
      (text.match(/0x[\da-f]{2}|(?<![\dx])\d{2,3}/gi) ?? [])
        .map((code) => String.fromCharCode(Number(code)))
        .join(""),
  })),
  ...NUMBERED.map(([how, write]) => ({
    name: `as JSON that numbers its characters${how}`,
    write,
    read: numbered,
  })),
]

/** The forms in which a text still holds a key. */
export function echoesOf(key: string, text: string): readonly string[] {
  const wanted = key.toLowerCase()
  const solid = together(wanted)
  return KEY_ECHOES.filter(({ read }) => {
    const found = read(text).toLowerCase()
    return found.includes(wanted) || (solid.length >= 8 && found.includes(solid))
  }).map(({ name }) => name)
}
