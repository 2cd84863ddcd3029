/** A piece of HTML. What its constructor is given stands in the page as it is; {@link html} escapes. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: text, which is escaped, pieces of HTML, lists of them, or nothing. */
export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[]

/** A template whose values are escaped, in text as in quoted attributes. */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(texts.map((text, index) => text + textOf(parts[index])).join(""))
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
}
/** Control characters, those that turn the direction of what follows, halves of characters, and what is none. */
const UNSHOWN =
  /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\p{Noncharacter_Code_Point}]|\p{Cs}/gu

function textOf(part: HtmlPart): string {
  if (part === undefined) return ""
  if (part instanceof Html) return part.text
  if (typeof part === "object") return part.map(textOf).join("")
  const text = String(part).replaceAll(UNSHOWN, (character) =>
    /[\t\n]/.test(character) ? character : "\ufffd",
  )
  return text.replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character] ?? "")
}
