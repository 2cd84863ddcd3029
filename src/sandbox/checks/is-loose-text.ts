import type { FieldType } from "../project/field-type.ts"

const BOOLEAN = /^\s*(?:true|false|yes|no|on|off|[yntf01])\s*$/i
const DATE = /^\s*\d{1,4}[./ -]?\d{1,2}[./ -]?\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?\s*$/
const NUMBER = /^\s*[+-]?\d[\d., ]*(?:e[+-]?\d+)?\s*$/i

/** Tells whether a generous reader would take a text for a value of a type, or for none at all. Whether Iterable does is not documented. */
export function isLooseText(type: FieldType, text: string): boolean {
  if (text.trim() === "") return true
  if (type === "boolean") return BOOLEAN.test(text)
  if (type === "date") return DATE.test(text)
  return (type === "long" || type === "double") && NUMBER.test(text)
}
