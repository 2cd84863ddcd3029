/** How text is written as bytes: an entry of the list of those that are read. */
export interface Encoding {
  /** As options, messages and journals name it. */
  readonly name: string
  /** What else people and programs call it; case and punctuation mean nothing. */
  readonly labels: readonly string[]
  /** How characters are told apart in its bytes. */
  readonly units: "single bytes" | "several bytes" | "16 bits" | "32 bits"
  /** As iconv-lite names it; undefined: the platform's `TextDecoder` knows it better. */
  readonly library?: string | undefined
}

/** The one that needs no decoding. */
export const UTF_8 = "utf-8"

/** Their bytes come in one order or the other, which a byte order mark, or else the text, shows. */
export const EITHER_ORDER: Readonly<Record<string, readonly [little: string, big: string]>> = {
  "utf-16": ["utf-16le", "utf-16be"],
  "utf-32": ["utf-32le", "utf-32be"],
}

/**
 * All that are decoded. As on the Web, Latin-1 is read as Windows-1252, which has more characters, and GB2312 as GB18030
 * (https://encoding.spec.whatwg.org).
 */
export const ENCODINGS: readonly Encoding[] = [
  { name: "utf-16le", labels: ["ucs2", "unicode"], units: "16 bits", library: "utf-16le" },
  { name: "utf-16be", labels: [], units: "16 bits", library: "utf-16be" },
  { name: "utf-32le", labels: [], units: "32 bits", library: "utf-32le" },
  { name: "utf-32be", labels: [], units: "32 bits", library: "utf-32be" },
  single("windows-1252", "cp1252", "ansi", "latin1", "l1", "iso-8859-1", "cp819"),
  single("windows-1250", "cp1250"),
  single("windows-1251", "cp1251"),
  single("windows-1253", "cp1253"),
  single("windows-1254", "cp1254", "iso-8859-9", "latin5"),
  single("windows-1255", "cp1255"),
  single("windows-1256", "cp1256"),
  single("windows-1257", "cp1257"),
  single("windows-1258", "cp1258"),
  single("windows-874", "cp874", "iso-8859-11", "tis-620"),
  single("iso-8859-2", "latin2"),
  single("iso-8859-3", "latin3"),
  single("iso-8859-4", "latin4"),
  single("iso-8859-5"),
  single("iso-8859-6"),
  single("iso-8859-7"),
  single("iso-8859-8"),
  single("iso-8859-10", "latin6"),
  single("iso-8859-13", "latin7"),
  single("iso-8859-14", "latin8"),
  single("iso-8859-15", "latin9"),
  single("iso-8859-16", "latin10"),
  single("koi8-r"),
  single("koi8-u"),
  // Those of iconv-lite have the sign of currencies where there is a euro since 1998.
  { name: "macintosh", labels: ["mac", "mac-roman", "x-mac-roman"], units: "single bytes" },
  { name: "x-mac-cyrillic", labels: ["mac-cyrillic", "x-mac-ukrainian"], units: "single bytes" },
  single("cp437", "ibm437"),
  single("cp737", "ibm737"),
  single("cp775", "ibm775"),
  single("cp850", "ibm850"),
  single("cp852", "ibm852"),
  single("cp855", "ibm855"),
  single("cp857", "ibm857"),
  single("cp858", "ibm858"),
  single("cp860", "ibm860"),
  single("cp861", "ibm861"),
  single("cp862", "ibm862"),
  single("cp863", "ibm863"),
  single("cp864", "ibm864"),
  single("cp865", "ibm865"),
  single("cp866", "ibm866"),
  single("cp869", "ibm869"),
  several("shift_jis", "sjis", "cp932", "ms932", "windows-31j"),
  several("euc-jp"),
  several("gb18030", "gbk", "gb2312", "cp936", "windows-936", "euc-cn"),
  several("big5", "big5-hkscs", "cp950", "windows-950"),
  several("euc-kr", "cp949", "uhc", "ks-c-5601-1987", "windows-949"),
]

function single(name: string, ...labels: readonly string[]): Encoding {
  return { name, labels, units: "single bytes", library: name }
}

function several(name: string, ...labels: readonly string[]): Encoding {
  return { name, labels, units: "several bytes", library: name }
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...[UTF_8, "utf-8-sig", "utf-8-bom", "ascii", "us-ascii"].map((label) => [plain(label), UTF_8] as const),
  ...Object.keys(EITHER_ORDER).map((name) => [plain(name), name] as const),
  ...ENCODINGS.flatMap(({ labels, name }) => [name, ...labels].map((label) => [plain(label), name] as const)),
])

/** The name of an encoding, by any of its names: of `CP1252` it is `windows-1252`; undefined if there is none. */
export function encodingNamed(label: string): string | undefined {
  return NAMES.get(plain(label))
}

function plain(label: string): string {
  return label.toLowerCase().replaceAll(/[^a-z\d]/g, "")
}

/** What a person may say. */
export function encodingNames(): readonly string[] {
  return [UTF_8, ...Object.keys(EITHER_ORDER), ...ENCODINGS.map(({ name }) => name)]
}
